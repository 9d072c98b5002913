"""Leads: what is said of a service and nobody has confirmed."""

from __future__ import annotations

from dataclasses import dataclass

from .districts import Scope
from .texts import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A claim of a source that decides nothing; ``ask`` is what to say to find out."""

    source: str
    text: Text
    ask: Text
    services: tuple[str, ...]
    scope: Scope
