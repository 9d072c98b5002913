"""The overview a person sees first."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response

from .guarding import allowed, person
from .pages import admin_page


@dataclass(frozen=True, slots=True)
class BoardPage:
    """The context of the overview."""

    name: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/", "board", show)


@allowed("editor", "approver", "manager")
def show() -> Response:
    """The overview."""
    return admin_page("admin/board.html", BoardPage(person().name))
