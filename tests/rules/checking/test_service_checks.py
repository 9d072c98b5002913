"""What was found in a service is kept only as long as everything it rests on is the same."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from portal.content import SHIPPED, read_folder
from portal.problem_words import english
from portal.rules.checking import check, service_checks
from portal.rules.recently_used import RecentlyUsed

FILES = read_folder(SHIPPED)
WORK = "services/settlement/settle-by-work.toml"


def replaced(path: str, before: str, after: str) -> Mapping[str, str]:
    assert before in FILES[path]
    return {**FILES, path: FILES[path].replace(before, after)}


CHANGED = {
    "an amount of one service": replaced(WORK, "value = 36", "value = 35"),
    "an example": replaced(WORK, 'expect = "meets"', 'expect = "does_not_meet"'),
    "a parameter that another service has": replaced(
        "services/housing/public-rental.toml", "value = 6\n", "value = 7\n"
    ),
}


def words(files: Mapping[str, str]) -> list[str]:
    return [f"{its.file} {its.place} {english(its.message)}" for its in check(files)[1]]


@pytest.mark.parametrize("name", CHANGED)
def test_what_is_kept_changes_no_result(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert words(FILES) == []
    with_kept = words(CHANGED[name])
    monkeypatch.setattr(service_checks, "_found", RecentlyUsed(service_checks._nothing_yet, 1))
    assert with_kept == words(CHANGED[name])
    assert with_kept
    assert words(FILES) == []


def test_what_services_share_has_every_service_checked_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert words(FILES) == []
    changed = {
        path: text.replace('tier = "official"', 'tier = "secondary"')
        if path.startswith("sources")
        else text
        for path, text in FILES.items()
    }
    with_kept = words(changed)
    monkeypatch.setattr(service_checks, "_found", RecentlyUsed(service_checks._nothing_yet, 1))
    assert with_kept == words(changed)
    assert any("examples" in its for its in with_kept), "a source decides how sure an outcome is"
