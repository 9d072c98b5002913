"""Every kind of item, from nothing to published, by forms alone; then read by a resident.

All kinds go through one draft and one publication; each is looked for on its own afterwards.
"""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask

from portal import create_app
from portal.config import Settings
from portal.store import database, drafts
from tests.conftest import SECRET, TODAY
from tests.web.admin.conftest import Clock
from tests.web.admin.drafts.test_new_service import Desk
from tests.web.admin.drafts.test_road import impact_of
from tests.web.admin.signing import signed_in, wait_for_release
from tests.web.fetching import Fetcher

WORK = "services/settlement/settle-by-work.toml"
GUIDE = "/districts/yongchuan/settle-by-work"
SOURCE = "永川区务工落户补充通知"
CONTACT = "永川务工落户专线"
GROUP = "务工落户试点区县"
DISTRICT = "试验新区"
PAPER = "务工落户承诺书"
QUESTION = "您签过务工落户承诺书吗？"
POLICY = "试点区县逐步放宽务工落户的条件。"
EVENT = "刚换了工作"
PLACE = "试点老街"


@dataclass
class Published:
    """The portal after the publication, and the ids that the kinds were given."""

    app: Flask
    ids: dict[str, str] = field(default_factory=dict)

    def page(self, address: str) -> str:
        """A page as a resident reads it."""
        return Fetcher(self.app.test_client()).get(address).text


def added(desk: Desk, number: int, path: str, under: str, typed: dict[str, object]) -> str:
    """Add an item by its form; its id."""
    desk.open(f"/admin/drafts/{number}/new?path={path}&under={under}")
    desk.fill(typed)
    return places(desk.fetch.client.application, number)[-1].rpartition("/")[2]


def places(app: Flask, number: int) -> list[str]:
    """The places that a draft changes, the last one last."""
    with app.app_context():
        changes = sorted(drafts.read_draft(number).changes, key=lambda its: its.updated_at)
    return [change.place for change in changes]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, seeded: object) -> Iterator[Published]:
    """Every kind added by an approver, approved and published by another."""
    folder = tmp_path_factory.mktemp("every_kind")
    url = f"sqlite:///{shutil.copy(str(seeded), folder)}"
    settings = Settings(
        instance=folder, database_url=url, secret_key=SECRET, password_memory=8, password_rounds=1
    )
    clock = Clock()
    app = create_app(settings, today=lambda: TODAY, now=clock)
    desk = Desk(signed_in(app, "approver"))
    desk.open("/admin/drafts")
    desk.fill({"title": "每一种内容"}, "/admin/drafts")
    found = re.search(r"/drafts/(\d+)", desk.at)
    assert found
    number = int(found[1])
    ids: dict[str, str] = {}

    def add(kind: str, path: str, typed: dict[str, object]) -> None:
        ids[kind] = added(desk, number, path, kind, typed)
        clock.passes(seconds=1)

    add("sources", "sources/settlement.toml", {"title.zh": SOURCE, "tier": "official"})
    source = ids["sources"]
    add(
        "contacts",
        "contacts.toml",
        {"name.zh": CONTACT, "about.zh": "务工落户的事。", "tel": "023-12345678", "source": source},
    )
    add("groups", "districts.toml", {"name.zh": GROUP, "kind": "pilot", "source": source})
    desk.open(f"/admin/drafts/{number}/item?path=districts.toml&place=districts/yongchuan")
    desk.fill({"groups": ["pilot_west", ids["groups"]]})
    clock.passes(seconds=1)
    add(
        "districts",
        "districts.toml",
        {
            "name.zh": DISTRICT,
            "cluster": "new_urban",
            "since": "2026-01-01",
            "tile": "1 1",
            "source": source,
        },
    )
    add("papers", "papers/shared.toml", {"name.zh": PAPER})
    add(
        "questions",
        "questions.toml",
        {
            "kind": "yes_no",
            "of": "adult",
            "text.zh": QUESTION,
            "text_partner.zh": "您爱人签过务工落户承诺书吗？",
            "short.zh": "签过承诺书",
            "where.zh": "问单位。",
        },
    )
    add(
        "policies",
        "policies/settlement.toml",
        {
            "topic": "settlement",
            "services": ["settle-by-work"],
            "layer": "policy",
            "status": "gradual",
            "since": "2026-01-01",
            "text.zh": POLICY,
            "districts": ids["groups"],
            "source": source,
        },
    )
    add(
        "life_events",
        "life_events.toml",
        {"name.zh": EVENT, "order": "90", "topics": ["settlement"]},
    )
    add(
        "places",
        "places.toml",
        {"name.zh": PLACE, "districts": "yongchuan", "basis": "通知里这样称呼", "source": source},
    )
    desk.open(f"/admin/drafts/{number}/new?path={WORK}&under=papers")
    given = {"paper": ids["papers"], "districts": ids["groups"], "source": source}
    desk.fill({**given, "since": "2026-01-01", "when": f"{ids['questions']} == yes"})
    desk.open(f"/admin/drafts/{number}/item?path={WORK}&place=service")
    desk.fill({"contacts": [ids["contacts"], "12345"]})
    desk.open(f"/admin/drafts/{number}")
    assert "个问题" not in desk.page, re.sub(r"<[^>]+>|\s+", " ", html.unescape(desk.page))
    desk.fetch.post(f"/admin/drafts/{number}/submit", {"words": "请看"})
    approver = signed_in(app, "approver")
    seal = impact_of(approver, number)
    approver.post(f"/admin/drafts/{number}/approve", {"seal": seal, "words": "好"})
    approver.post(f"/admin/drafts/{number}/publish", {})
    wait_for_release(approver, 2)
    yield Published(app, ids)
    with app.app_context():
        database.db.engine.dispose()


@pytest.mark.parametrize(
    ("kind", "address", "words"),
    [
        ("sources", GUIDE, SOURCE),
        ("contacts", GUIDE, CONTACT),
        ("papers", GUIDE, PAPER),
        ("policies", GUIDE, POLICY),
        ("districts", "/districts", DISTRICT),
        ("life_events", "/", EVENT),
        ("questions", "/api/v1/questions", QUESTION),
    ],
)
def test_a_kind_added_by_form_is_read_by_residents(
    published: Published, kind: str, address: str, words: str
) -> None:
    assert re.fullmatch(r"[a-z0-9_-]+", published.ids[kind]), "its id was made of its name"
    assert words in html.unescape(published.page(address))


def test_a_group_and_the_attribute_of_a_district_decide_where_a_paper_is_asked_for(
    published: Published,
) -> None:
    assert PAPER in published.page(GUIDE)
    assert PAPER not in published.page("/districts/wanzhou/settle-by-work")


def test_a_place_is_found_under_the_name_that_was_added(published: Published) -> None:
    fetch = Fetcher(published.app.test_client())
    assert fetch.follow(fetch.get(f"/districts?q={PLACE}", 303)) == "/districts/yongchuan"


def test_a_new_district_has_its_page(published: Published) -> None:
    assert DISTRICT in published.page(f"/districts/{published.ids['districts']}")


def test_what_is_not_ones_own_is_not_offered_and_names_whom_to_ask(published: Published) -> None:
    own = signed_in(published.app, "editor", ["yongchuan"], ["settlement"])
    other = signed_in(published.app, "editor", ["wanzhou"], ["settlement"])
    row = f"/admin/items?path={WORK}&place=requirements/works_long_enough"
    page = other.get(row).text
    assert "不归您改" in page
    assert not re.search(r"<button[^>]*>修改</button>", page)
    assert "请找" in page
    mine = f"/admin/items?path=policies/settlement.toml&place=policies/{published.ids['policies']}"
    assert "不归您改" not in own.get(mine).text
    page = other.get(mine).text
    assert "不归您改" in page
    assert own.name in page.split("请找")[1][:200], "the editor of that district comes first"
