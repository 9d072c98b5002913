"""What people ask for: 80 % guides, 15 % checks, 4 % search, 1 % administration."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlencode

from bench.serving.visitor import FORMS, Visitor
from portal.content import SHIPPED, read_folder
from portal.i18n import LANGUAGES
from portal.rules.building import load

PAUSE_SECONDS = 0.2
"""The mean pause of a person between two requests: what makes people of a rate."""
CHECKS = 30
_WORDS = ("落户", "公租房", "gzf", "入学", "居住证", "社保", "中考", "wgys", "school", "租房")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that is sent as it is; ``cookie``: what the browser keeps."""

    path: str
    cookie: str = ""
    form: tuple[tuple[str, str], ...] = ()

    def lua(self) -> str:
        """As a table of Lua; strings of JSON that are plain ASCII are strings of Lua."""
        method = "POST" if self.form else "GET"
        fields = {"method": method, "path": self.path, "cookie": self.cookie}
        fields["body"] = urlencode(self.form)
        return "{" + ", ".join(f"{n} = {json.dumps(v)}" for n, v in fields.items() if v) + "}"


@dataclass(frozen=True, slots=True)
class Kind:
    """Requests of one kind, and how many of a hundred are of it."""

    percent: int
    asked: Sequence[Asked]


def morning(address: str, sign_in: str = "", checks: int = CHECKS) -> tuple[Kind, ...]:
    """What a portal is asked by residents, so many of whom are in the check, and at desks.

    ``sign_in``: the cookie of an administrator, if there is one.
    """
    desk = [Asked("/admin/")]
    if sign_in:
        desk += [Asked(path, sign_in) for path in ("/admin/", "/admin/drafts", "/admin/releases")]
    return (
        Kind(80, tuple(_guides())),
        Kind(15, tuple(_checks(address, checks))),
        Kind(4, [Asked(f"/search?q={quote(word)}") for word in _WORDS]),
        Kind(1, desk),
    )


def _guides() -> Iterator[Asked]:
    """Every guide of every district in every language."""
    rules = load(read_folder(SHIPPED))
    for district in rules.gazetteer.on(date.today()):
        for service in rules.services:
            for language in LANGUAGES.values():
                yield Asked(f"{language.prefix}/districts/{district.id}/{service}")


def _checks(address: str, people: int) -> Iterator[Asked]:
    """Steps of people who are somewhere in the check: an answer, the next question, the result."""
    chance = random.Random(1)
    districts = sorted(d.id for d in load(read_folder(SHIPPED)).gazetteer.on(date.today()))
    for _ in range(people):
        visitor = Visitor(address)
        following = visitor.begin(chance.choice(districts))
        answered = chance.randrange(1, len(FORMS))
        for question in list(FORMS)[:answered]:
            following = visitor.answer(question)
        question = list(FORMS)[answered]
        form = tuple(FORMS[question].items())
        yield Asked(f"/check/{question}", visitor.cookie, form)
        yield Asked(following, visitor.cookie)
        yield Asked("/result", visitor.cookie)


def lua(kinds: Sequence[Kind]) -> str:
    """The lists as ``morning.lua`` reads them."""
    lines = [f"pause = {PAUSE_SECONDS * 1000:.0f}", "kinds = {"]
    for kind in kinds:
        lines.append(f"  {{percent = {kind.percent}, asked = {{")
        lines += [f"    {asked.lua()}," for asked in kind.asked]
        lines.append("  }},")
    return "\n".join([*lines, "}"]) + "\n"
