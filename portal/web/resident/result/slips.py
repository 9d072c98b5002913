"""Slips of paper: what a slip of one service and that of the household have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for

from ....i18n import gettext
from ....store.kiosks.machines import PAPERS
from ...http import kiosk_machine, request_context


@dataclass(frozen=True, slots=True)
class PaperLine:
    """The same slip on another paper."""

    name: str
    href: str


def usual_paper() -> str:
    """The paper of the kiosk's printer; on a phone the narrow one, which a screen shows as well."""
    kiosk = kiosk_machine.current() if request_context.channel() == "kiosk" else None
    return kiosk.setup.paper if kiosk is not None else PAPERS[0]


def paper_lines(view: str, shown: str, **values: Any) -> tuple[PaperLine, ...]:
    """The other papers that a slip can be printed on."""
    names = {"80mm": gettext("On a narrow slip"), "a4": gettext("On a sheet of A4")}
    return tuple(
        PaperLine(names[paper], url_for(view, print=paper, **values))
        for paper in PAPERS
        if paper != shown
    )


def outside(view: str, **values: Any) -> str:
    """The address of a page for a phone, in full."""
    language = request_context.language().id
    return request_context.public(url_for(f"phone-{language}{view}", size=None, **values))
