"""The API's reference: topics, policies, sources, a service in full, releases and differences."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.model.ruleset import Ruleset
from tests.web.fetching import Fetcher


def got(fetch: Fetcher, path: str, status: int = 200) -> dict[str, Any]:
    """What the API answers at a path below its root."""
    document = fetch.get(f"/api/v1/{path}", status).get_json(force=True)
    assert isinstance(document, dict)
    return document


def named(entries: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(entry for entry in entries if entry["id"] == name)


def test_topics_name_their_services_in_their_order(fetch: Fetcher, shipped: Ruleset) -> None:
    topics = got(fetch, "topics")["topics"]
    assert {its["id"] for its in topics} == set(shipped.topics)
    for topic in topics:
        assert topic["services"] == [s.id for s in shipped.services_of(topic["id"])]


def test_policies_are_those_of_a_day(fetch: Fetcher, shipped: Ruleset) -> None:
    now = {its["id"] for its in got(fetch, "policies")["policies"]}
    assert now
    assert now <= set(shipped.policies)
    assert got(fetch, "policies?on=2001-01-01")["policies"] == []
    assert got(fetch, "policies?on=soon", 422)["problems"][0]["pointer"] == "/on"


def test_every_source_says_whether_it_confirms_today(fetch: Fetcher, shipped: Ruleset) -> None:
    sources = got(fetch, "sources")["sources"]
    assert [its["id"] for its in sources] == list(shipped.sources)
    assert not any(its["confirms"] for its in sources if its["tier"] == "secondary")


def test_a_definition_holds_every_part_of_the_service(fetch: Fetcher, shipped: Ruleset) -> None:
    for service in shipped.services.values():
        document = got(fetch, f"services/{service.id}")["service"]
        assert [its["id"] for its in document["requirements"]] == list(service.requirements)
        assert [its["id"] for its in document["parameters"]] == list(service.parameters)
        rows = {its["id"]: len(its["rows"]) for its in document["parameters"]}
        assert rows == {its.id: len(its.rows) for its in service.parameters.values()}
        for part in ("covers", "papers", "steps", "particulars", "windows", "options", "examples"):
            assert len(document[part]) == len(getattr(service, part)), (service.id, part)
        assert set(document["grants"]) == set(service.grants)


def test_conditions_are_told_as_the_rules_write_them(fetch: Fetcher) -> None:
    service = got(fetch, "services/public-rental")["service"]
    written = named(service["requirements"], "old_enough")["when"]
    assert "birth_month" in written


@given(st.data())
def test_a_definition_narrowed_holds_what_is_in_force(
    app: Flask, shipped: Ruleset, data: st.DataObject
) -> None:
    service = shipped.services[data.draw(st.sampled_from(sorted(shipped.services)))]
    day = data.draw(st.sampled_from(["2025-03-01", "2025-10-15", "2026-11-24", "2027-02-01"]))
    fetch = Fetcher(app.test_client())
    districts = [its["id"] for its in got(fetch, f"districts?on={day}")["districts"]]
    district = shipped.gazetteer.districts[data.draw(st.sampled_from(districts))]
    on = date.fromisoformat(day)
    document = got(fetch, f"services/{service.id}?on={day}&district={district.id}")
    assert (document["day"], document["district"]) == (day, district.id)
    for its in document["service"]["parameters"]:
        row = service.parameters[its["id"]].in_force(district, on)
        assert len(its["rows"]) == (row is not None)
    kept = {its["id"] for its in document["service"]["requirements"]}
    assert kept == {
        its.id for its in service.requirements.values() if its.scope.holds(district, on)
    }


def test_a_definition_asked_for_wrongly_says_what_is_near(fetch: Fetcher) -> None:
    document = got(fetch, "services/public-rentle", 404)
    assert "public-rental" in document["problems"][0]["hint"]
    gone = got(fetch, "services/public-rental?district=yubei&on=2026-11-22", 422)
    assert set(gone["successors"]) == {"liangjiang", "beibei"}
    assert got(fetch, "services/public-rental?on=2026-W01-1", 422)["problems"]


def test_releases_are_listed_and_do_not_differ_from_themselves(fetch: Fetcher) -> None:
    (release,) = got(fetch, "releases")["releases"]
    assert release["number"] == 1
    assert len(release["digest"]) == 64
    assert got(fetch, "releases/1/differences/1")["services"] == []
    missing = got(fetch, "releases/1/differences/99", 404)
    assert missing["problems"] == [
        {"pointer": "/after", "message": "is not a release", "hint": "the newest is 1"}
    ]
    for strange in ("0", "-1", "٣", "9" * 30, "one"):
        got(fetch, f"releases/{strange}/differences/1", 404)
