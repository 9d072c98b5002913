"""Counters and offers: read, resolved, checked, in force on their days only."""

from __future__ import annotations

from datetime import date

import pytest

from portal.problem_words import console_line
from portal.rules.building import load_with_problems
from portal.rules.checking import check
from portal.rules.model.counters import Span, in_force
from portal.rules.model.ruleset import Ruleset
from portal.rules.model.sources import CONFIRMING
from portal.rules.model.texts import Text
from tests.rules.places import COUNTER, OFFER, files, town


def found(counters: str = COUNTER, offers: str = OFFER, district: str = "town") -> list[str]:
    _, problems = check(files(counters, offers, district))
    return [console_line(p) for p in problems if p.file.startswith(("counters", "offers"))]


def test_sound_counters_and_offers_have_no_problem_and_keep_everything() -> None:
    assert found() == []
    ruleset = town()
    hall = ruleset.counters["hall"]
    garden = ruleset.offers["garden"]
    assert hall.address == Text("一路1号", "")
    assert hall.tel == ("023-12345678",)
    assert garden.size == Span(25, 40.5)
    assert garden.rent == Span(50000, 80050, Text("押一付一", ""))
    assert [citation.source for citation in garden.citations] == ["law", "page"]


def test_every_shipped_counter_stands_on_an_official_text_and_says_to_ring_first(
    shipped: Ruleset,
) -> None:
    assert shipped.counters
    for counter in shipped.counters.values():
        tiers = {shipped.sources[citation.source].tier for citation in counter.citations}
        assert tiers <= CONFIRMING, counter.id
        assert counter.note is not None, counter.id
        assert counter.note.zh.endswith(("去之前先打电话。", "去之前先打12345问。")), counter.id
        assert counter.period.since is not None, counter.id
        assert counter.period.since >= date(2023, 11, 1), counter.id
    assert not shipped.offers


def test_an_entry_is_found_by_its_file_section_and_id() -> None:
    origins = load_with_problems(files()).files
    assert origins["counters", "hall"] == "counters/town.toml"
    assert origins["offers", "garden"] == "offers/town.toml"


def test_they_are_in_force_in_their_district_from_the_first_to_the_last_day() -> None:
    ruleset = town()
    for entries, first, after in (
        (ruleset.counters, date(2026, 1, 1), None),
        (ruleset.offers, date(2020, 1, 1), date(2027, 1, 1)),
    ):
        assert len(in_force(entries.values(), "town", first)) == 1
        assert not in_force(entries.values(), "hill", first)
        assert after is None or not in_force(entries.values(), "town", after)
    assert not in_force(ruleset.counters.values(), "town", date(2025, 12, 31))
    assert in_force(ruleset.offers.values(), "town", date(2026, 12, 31))


@pytest.mark.parametrize(
    ("serves", "flat", "other"),
    [
        ('services = ["flat"]', True, False),
        ('topics = ["housing"]', True, True),
        ("", True, True),
    ],
)
def test_a_counter_serves_what_it_names_or_everything(serves: str, flat: bool, other: bool) -> None:
    text = COUNTER.replace('services = ["flat"]', serves)
    ruleset = load_with_problems(files(text)).ruleset
    assert ruleset is not None
    assert ruleset.counters["hall"].serves("flat", "housing") is flat
    assert ruleset.counters["hall"].serves("other", "housing") is other


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"town"', '"tonw"', "'tonw' is not a known district (did you mean town?)"),
        ('"town"', '"hill"', "must be 'town', the name of the file"),
        ('["flat"]', '["flta"]', "is not a known service (did you mean flat?)"),
        ('["flat"]', '[]\ntopics = "housin"', "did you mean housing?"),
        ("since = 2026-01-01", "since = 2026-01-02\nuntil = 2026-01-01", "before it begins"),
        ('"023-12345678"', '"call me"', "must be a telephone number"),
        ('source = "law"', 'source = "lwa"', "did you mean law?"),
        ('source = "law"', "", "source: is missing"),
        ('address.zh = "一路1号"', "", "address: is missing"),
        ('address.zh = "一路1号"', 'adress.zh = "路"', "did you mean address?"),
        ('"一路1号"', '"No.1 Road"', "the Chinese text holds no Chinese"),
        ('"Hall"', '"大厅"', "the English text holds Chinese"),
    ],
)
def test_a_counter_that_does_not_fit_says_so(old: str, new: str, expected: str) -> None:
    assert old in COUNTER
    problems = found(COUNTER.replace(old, new))
    assert any(expected in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"public"', '"publik"', "is not a known housing option (did you mean public?)"),
        ("minimum = 25", "minimum = 50", "size.maximum: must not be less than the minimum"),
        ("minimum = 50000", "minimum = 80051", "rent.maximum: must not be less"),
        ("minimum = 25", "minimum = 25.25", "more than one decimal"),
        ("minimum = 25", "minimum = -1", "size.minimum"),
        ("minimum = 50000", "minimum = 500.5", "rent.minimum"),
        ('"https://', '"javascript:', "url: must be an address on the web"),
        ('how.zh = "到窗口申请"', "", "how: is missing"),
        ("until = 2026-12-31", "since = 2027-01-01\nuntil = 2026-12-31", "before it begins"),
    ],
)
def test_an_offer_that_does_not_fit_says_so(old: str, new: str, expected: str) -> None:
    assert old in OFFER
    problems = found(offers=OFFER.replace(old, new))
    assert any(expected in problem for problem in problems), problems


def test_a_problem_points_at_its_line() -> None:
    text = COUNTER.replace('source = "law"', 'source = "lwa"')
    problem = load_with_problems(files(text)).problems[0]
    assert text.splitlines()[problem.line - 1].startswith("source = ")


def test_one_id_may_not_stand_in_two_districts() -> None:
    both = files() | {"counters/hill.toml": COUNTER.replace('"town"', '"hill"')}
    problems = [console_line(p) for p in load_with_problems(both).problems]
    assert any("stands in counters/hill.toml too" in problem for problem in problems), problems


def test_the_same_thing_twice_at_a_time_is_a_problem_and_one_after_the_other_is_not() -> None:
    again = COUNTER.replace("hall", "again")
    assert any("is that of hall" in problem for problem in found(COUNTER + again))
    ended = again.replace("since = 2026-01-01", "until = 2025-12-31")
    assert found(COUNTER + ended) == []
    assert any("is that of garden" in p for p in found(offers=OFFER + OFFER.replace("garden", "g")))
    larger = OFFER.replace("garden", "g").replace("minimum = 25", "minimum = 30")
    assert found(offers=OFFER + larger) == []


def test_an_offer_under_a_way_to_live_of_elsewhere_is_a_problem() -> None:
    problems = found("", OFFER.replace('"town"', '"hill"'), "hill")
    assert any("'public' is no way to live in hill then" in problem for problem in problems)


def test_what_begins_after_its_district_ended_is_a_problem() -> None:
    problems = found(COUNTER.replace('"town"', '"old"').replace("01-01", "02-01"), "", "old")
    assert any("never in force while old exists" in problem for problem in problems)
