"""``portal pages``: the public pages, made before anybody asks for them."""

from __future__ import annotations

import logging
import os
from datetime import date, datetime

import click

from .. import create_app
from ..config import read_settings
from ..web.page_maker import Made, is_for_nobody, lowest_priority, make_pages
from .app_context import own_today
from .errors import Failure, told


@click.group()
def pages() -> None:
    """The public pages, made before anybody asks for them."""


@pages.command()
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="The day they are for; else today.")
@click.option(
    "--starter",
    type=click.IntRange(min=1),
    default=os.getppid,
    help="The process they are for, by number: without it as parent this one stops. Else whoever "
    "starts it.",
)
def make(day: datetime | None, starter: int) -> None:
    """Make every public page of the release in force, at the lowest priority.

    The portal does so by itself after its start, after a publication and before midnight. Pages
    that are there already are left alone.
    """
    chosen = day.date() if day else own_today()
    with told():
        # Asked before the priority is lowered: who has none may find out minutes later.
        made = Made(0, False) if is_for_nobody(starter) else _made(chosen, starter)
    if made.finished:
        words = f"{made.pages} pages made" if made.pages else "The pages are there already"
        click.echo(f"{words} for {chosen}.")
    else:
        click.echo(
            "Stopped: another process makes them, another release came into force, "
            "or who started this is gone."
        )


def _made(day: date, starter: int) -> Made:
    lowest_priority()
    logging.disable(logging.INFO)  # a line for each page would say nothing
    app = create_app(read_settings(), today=lambda: day)
    try:
        return make_pages(app, day, starter)
    except OSError as fault:
        raise Failure(f"The pages cannot be written: {fault.strerror}.") from fault
