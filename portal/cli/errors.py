"""Failures of the console: one sentence, exit code 1."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from ..config import ConfigurationError
from ..problem_words import console_line, english
from ..rules.problems import ContentError, Message
from ..store.database import StoreUnavailable, kind_of
from ..store.storable_values import Unstorable


class Failure(click.ClickException):
    """An error of one sentence; exit code 1."""


class NoStore(Failure):
    """The database is lost or damaged; guides could be served from the spare copy."""


@contextmanager
def told() -> Iterator[None]:
    """Tell what is wrong with settings, rules or database in a sentence."""
    try:
        yield
    except ConfigurationError as fault:
        raise Failure(str(fault)) from fault
    except ContentError as fault:
        listed = "\n".join(f"  {console_line(problem)}" for problem in fault.problems)
        raise Failure(f"Nothing was stored: the rules have problems.\n{listed}") from fault
    except Unstorable as fault:
        raise Failure(f"Something given cannot be kept by the database: {fault}.") from fault
    except StoreUnavailable as fault:
        failure = NoStore if kind_of(str(fault)) == "damaged" else Failure
        raise failure(f"The database cannot be used: {fault}.") from fault


def beside(hint: Message | None) -> str:
    """A hint in brackets behind a sentence, or nothing."""
    return f" ({english(hint)})" if hint else ""


def sentence(place: str, message: str, hint: str) -> str:
    """What is wrong with an answer, as one sentence."""
    behind = f" ({hint})" if hint else ""
    return f"{place} {message}{behind}.".strip()
