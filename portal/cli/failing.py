"""Failures of the console: one sentence, exit code 1."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from ..config import ConfigurationError
from ..rules.problems import ContentError
from ..store.database import StoreUnavailable


class Failure(click.ClickException):
    """An error of one sentence; exit code 1."""


@contextmanager
def told() -> Iterator[None]:
    """Tell what is wrong with settings, rules or database in a sentence."""
    try:
        yield
    except ConfigurationError as fault:
        raise Failure(str(fault)) from fault
    except ContentError as fault:
        listed = "\n".join(f"  {problem}" for problem in fault.problems)
        raise Failure(f"Nothing was stored: the rules have problems.\n{listed}") from fault
    except StoreUnavailable as fault:
        raise Failure(f"The database cannot be used: {fault}.") from fault
