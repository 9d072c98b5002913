"""``portal kiosk-launch``: start the browser of a kiosk, or print how."""

from __future__ import annotations

import os
import shlex
import shutil
from pathlib import Path

import click

from .errors import Failure
from .kiosk_browser import NotAnAddress, policies, start_line

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@click.command("kiosk-launch")
@click.argument("url")
@click.option("--print", "printed", is_flag=True, help="Print the start line, start nothing.")
@click.option("--policies", "as_policies", is_flag=True, help="Print the browser's policies.")
@click.option(
    "--profile",
    type=click.Path(path_type=Path),
    default=Path.home() / ".portal-kiosk",
    help="Folder of the browser's profile, kept from start to start.",
)
def kiosk_launch(url: str, printed: bool, as_policies: bool, profile: Path) -> None:
    """Start Chromium locked to the kiosk's pages of the portal at URL.

    The policies of --policies belong into /etc/chromium/policies/managed/ of the kiosk.
    """
    found = next((path for name in _BROWSERS if (path := shutil.which(name))), None)
    try:
        line = start_line(found or _BROWSERS[0], url, profile)
        allowed = policies(url)
    except NotAnAddress as fault:
        raise Failure(f"{url!r} is no address of a portal: write https://HOST.") from fault
    if as_policies:
        click.echo(allowed)
    elif printed:
        click.echo(shlex.join(line))
    elif found is None:
        raise Failure("Chromium is not installed (apt install chromium).")
    else:
        os.execv(found, line)
