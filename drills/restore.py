"""The restore drill: a backup, a new host with a configuration of its own, and all is there."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from secrets import token_hex

from . import looks
from .databases import Database
from .host import Host
from .old_host import Left
from .steps import Steps, Wrong
from .visitor import Visitor

_KEY = (
    "the secret key is not in the backup: set PORTAL_SECRET_KEY to that of the old host; keep it "
    "apart from the backups and as safe as they are"
)
_RESTORE = (
    "portal restore needs an empty store (a new PORTAL_INSTANCE or PORTAL_DATABASE_URL), the "
    "secret key of the old host and this version or a newer one; else take the backup before"
)
_START = "portal doctor on the new host says what does not fit; its log says why it did not start"
_LOOK = (
    "the backup does not bring back what was there: keep the old host, and report a fault with "
    "the output of portal doctor"
)


def run(steps: Steps, left: Left, database: Database, folder: Path) -> None:
    """Restore onto a new host and look. Raises Failed."""
    host = Host(folder=folder / "new-host", settings=database.settings)
    with steps.step("refuse another key", _KEY) as verified:
        stranger = {**database.settings, "PORTAL_SECRET_KEY": token_hex(32)}
        other = Host(folder=folder / "stranger", settings=stranger)
        if "PORTAL_SECRET_KEY" not in other.run("restore", str(left.backup), code=1):
            raise Wrong("portal restore does not say that another key signed the backup")
        verified.append("with another secret key it is refused and says why")
    host.settings = {**database.settings, "PORTAL_SECRET_KEY": left.secret_key}
    with steps.step("restore", _RESTORE) as verified:
        said = host.run("restore", str(left.backup))
        verified.append(next(line for line in said.splitlines() if line.startswith("Restored")))
    serve_and_look(steps, host, left)


def serve_and_look(steps: Steps, host: Host, left: Left, has_passkeys: bool = True) -> None:
    """Serve the portal on a host and look for everything there. Raises Failed."""
    with ExitStack() as stack:
        with steps.step("start", _START) as verified:
            visitor = stack.enter_context(host.serving())
            verified.append("portal serve is ready")
        _look(steps, host, visitor, left, has_passkeys)


def _look(steps: Steps, host: Host, visitor: Visitor, left: Left, has_passkeys: bool) -> None:
    known = left.contents
    with steps.step("pages", _LOOK) as verified:
        verified.append(looks.same_pages(visitor, known, left.seen))
    with steps.step("receipts", _KEY) as verified:
        verified.append(looks.receipts_verify(visitor, left.seen))
    with steps.step("sign-ins", _LOOK) as verified:
        verified.append(looks.sign_ins_work(visitor, known, has_passkeys))
    with steps.step("the rest", _LOOK) as verified:
        verified.append(looks.the_rest(visitor, known))
    with steps.step("audit log", _LOOK) as verified:
        verified.append(looks.audit_verifies(host, known))
    with steps.step("doctor", "do what the line of portal doctor says") as verified:
        verified.append(looks.no_fault(host))
