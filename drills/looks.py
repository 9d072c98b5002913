"""Looks at a portal that is served, for all that a drill put in: each says what it verified."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pyotp

from portal.store import audit
from portal.web.http.kiosk_machine import COOKIE as KIOSK_COOKIE

from . import contents
from .authenticator import Authenticator
from .contents import Contents
from .host import Host
from .steps import Wrong
from .visitor import Answer, Visitor

_BOARD = "/admin/"
_SECOND_FACTOR = "/admin/second-factor"


@dataclass(frozen=True, slots=True)
class Seen:
    """The pages and receipts as the portal showed them before, by address."""

    pages: Mapping[str, str]
    receipts: Mapping[str, str]


def seen(visitor: Visitor, known: Contents) -> Seen:
    """What the portal shows now. Raises Wrong where it shows an error."""
    pages = {path: visitor.page(path) for path in known.paths}
    receipts = {code: visitor.page(f"/receipts/{code}") for code in known.receipts}
    return Seen(pages, receipts)


def same_pages(visitor: Visitor, known: Contents, before: Seen) -> str:
    """The release in force and its pages are equal."""
    for path, text in before.pages.items():
        if visitor.page(path) != text:
            raise Wrong(f"the page {path} is another than before")
    about = visitor.page("/about")
    if f"规则版本{known.release}，" not in about:
        raise Wrong(f"release {known.release} is not the one in force")
    return f"release {known.release} in force, {len(before.pages)} pages equal in every byte"


def receipts_verify(visitor: Visitor, before: Seen) -> str:
    """Receipts handed out before say what they said; a forged one says nothing."""
    for code, text in before.receipts.items():
        if visitor.page(f"/receipts/{code}") != text:
            raise Wrong(f"the receipt {code} says something else than before")
        visitor.page(f"/receipts/{_forged(code)}", status=404)
    return f"{len(before.receipts)} receipts verify, as many forged ones do not"


def _forged(code: str) -> str:
    """A code with its last character exchanged."""
    return code[:-1] + ("0" if code[-1] != "0" else "1")


def sign_ins_work(visitor: Visitor, known: Contents, has_passkeys: bool = True) -> str:
    """Password and second factor let in, a recovery code does, a wrong password does not.

    ``has_passkeys``: whether the store that was brought here could hold any.
    """
    refused = _with_password(visitor.another(), contents.MANAGER, "not the password at all")
    if refused.status == 303:
        raise Wrong("a wrong password lets in")
    code = pyotp.TOTP(known.second_factor.secret).at(datetime.now(UTC))
    for proof in (code, known.second_factor.recovery_codes[0]):
        signed_in(visitor.another(), proof)
    editor = visitor.another()
    if _with_password(editor, contents.EDITOR, contents.PASSWORD).status != 303:
        raise Wrong("the editor's password does not let in")
    editor.page(_BOARD)
    if not has_passkeys:
        return "password, second factor and a recovery code let in, a wrong password does not"
    _with_passkey(visitor.another(contents.PASSKEY_HOST), known.second_factor.passkey)
    return "password, second factor, recovery code and passkey let in, a wrong password does not"


def _with_passkey(visitor: Visitor, device: Authenticator) -> None:
    """Sign the manager in with the passkey; another device's is refused. Raises Wrong."""
    if _with_password(visitor, contents.MANAGER, contents.PASSWORD).status != 303:
        raise Wrong("the manager's password does not let in")
    device.origin = visitor.origin
    stranger = replace(device, key=Authenticator().key)
    page = visitor.page(_SECOND_FACTOR)
    if (
        visitor.send(_SECOND_FACTOR, {"passkey": _answer(visitor, stranger, page)}, page).status
        == 303
    ):
        raise Wrong("the key of another device lets in")
    if (
        visitor.send(_SECOND_FACTOR, {"passkey": _answer(visitor, device, page)}, page).status
        != 303
    ):
        raise Wrong("the manager's passkey does not let in")
    visitor.page(_BOARD)


def _answer(visitor: Visitor, device: Authenticator, page: str) -> str:
    """What a device answers to what the portal asks a passkey for."""
    return device.get(visitor.send(f"{_SECOND_FACTOR}/challenge", {}, page).text)


def _with_password(visitor: Visitor, name: str, password: str) -> Answer:
    form = {"name": name, "password": password}
    return visitor.send(_BOARD, form, visitor.page(_BOARD))


def signed_in(visitor: Visitor, proof: str) -> Visitor:
    """Sign the manager in with a code. Raises Wrong."""
    if _with_password(visitor, contents.MANAGER, contents.PASSWORD).status != 303:
        raise Wrong("the manager's password does not let in")
    page = visitor.page(_SECOND_FACTOR)
    if visitor.send(_SECOND_FACTOR, {"code": proof}, page).status != 303:
        raise Wrong("the manager's second factor does not let in")
    visitor.page(_BOARD)
    return visitor


def the_rest(visitor: Visitor, known: Contents) -> str:
    """The report, the draft and the people are listed; the kiosk is still one."""
    manager = signed_in(visitor.another(), known.second_factor.recovery_codes[1])
    for path, words in (
        ("/admin/reports", contents.REPORT),
        ("/admin/drafts", contents.TITLE),
        ("/admin/people", contents.REVIEWER),
        ("/admin/kiosks", contents.KIOSK),
    ):
        if words not in manager.page(path):
            raise Wrong(f"{path} does not name «{words}»")
    kiosk = visitor.another()
    kiosk.page("/kiosk/", status=303)
    kiosk.cookies[KIOSK_COOKIE] = known.kiosk
    kiosk.page("/kiosk/")
    return "report, draft, people and kiosk are there, the kiosk is let in"


def audit_verifies(host: Host, known: Contents) -> str:
    """The chain of the audit log holds and nothing of it is missing."""
    with contents.opened(host):
        broken = audit.verify()
        number, _ = audit.head()
    if broken is not None:
        raise Wrong(f"entry {broken} of the audit log is not as it was written, or is missing")
    if number < known.audited:
        raise Wrong(f"the audit log ends with entry {number}, not {known.audited}")
    return f"audit chain of {number} entries holds"


def no_fault(host: Host) -> str:
    """`portal doctor` finds no fault."""
    lines = doctor_lines(host)
    for line in lines:
        if line["state"] == "fault":
            raise Wrong(f"portal doctor: {line['subject']}: {line['says']}, {line['do']}")
    return f"portal doctor: {len(lines)} lines, no fault"


def doctor_lines(host: Host, code: int = 0) -> list[dict[str, str]]:
    """What `portal doctor` says. Raises Wrong where it ends with another code."""
    said = host.run("doctor", "--json", code=code)
    lines: list[dict[str, str]] = json.loads(said[: said.rindex("}") + 1])["lines"]
    return lines
