"""Documents that are not published, as a release that pages can be made of."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.publishing.assembly import NotCheckable, checked_ruleset
from portal.publishing.derived_texts import derive
from portal.publishing.draft_release import draft_release
from portal.store.releases.current_release import CurrentRelease
from portal.web.http import request_context

FLAT = "services/housing/public-rental.toml"
OLD, NEW = "公共租赁住房", "公共租赁住宅区"


@pytest.fixture
def in_use(app: Flask) -> CurrentRelease:
    with app.app_context():
        return request_context.release()


def renamed(in_use: CurrentRelease) -> dict[str, str]:
    """The documents in use with another word in one of them."""
    text = in_use.files[FLAT]
    assert OLD in text
    return {**in_use.files, FLAT: text.replace(OLD, NEW)}


def test_the_documents_in_use_are_the_release_in_use(in_use: CurrentRelease) -> None:
    assert draft_release(dict(in_use.files), in_use) is in_use


def test_a_draft_is_compiled_once_and_leaves_the_release_in_use_alone(
    in_use: CurrentRelease,
) -> None:
    before = dict(in_use.derived.traditional)
    found = draft_release(renamed(in_use), in_use)
    assert found is draft_release(renamed(in_use), in_use)
    assert found.digest != in_use.digest
    assert found.ruleset is not in_use.ruleset
    assert in_use.derived.traditional == before


def test_new_wording_has_its_traditional_characters_as_after_publishing(
    in_use: CurrentRelease,
) -> None:
    found = draft_release(renamed(in_use), in_use)
    published = derive(found.ruleset).traditional
    assert any("公共租賃住宅區" in words for words in found.derived.traditional.values())
    assert published.items() <= found.derived.traditional.items()


def test_documents_of_which_no_rules_can_be_built_are_no_release(in_use: CurrentRelease) -> None:
    with pytest.raises(NotCheckable):
        draft_release({**in_use.files, FLAT: "nonsense ="}, in_use)


@pytest.mark.parametrize(
    "path", ["questions.toml", "contacts.toml", "topics.toml", "counters/beibei.toml", FLAT]
)
def test_every_new_wording_has_its_traditional_characters_wherever_it_stands(
    in_use: CurrentRelease, path: str
) -> None:
    text = in_use.files[path].replace('zh = "', 'zh = "新说法：', 2)
    found = draft_release({**in_use.files, path: text}, in_use)
    published = derive(found.ruleset).traditional
    assert sum(words.startswith("新說法：") for words in published.values()) == 2
    assert found.derived.traditional == in_use.derived.traditional | published


def test_a_draft_with_problems_is_shown_where_its_rules_can_be_built(
    in_use: CurrentRelease,
) -> None:
    text = in_use.files[FLAT].replace('summary.zh = "', 'summary.zh = "flats of the city: ')
    assert checked_ruleset({**in_use.files, FLAT: text})[1]
    assert draft_release({**in_use.files, FLAT: text}, in_use).ruleset.services["public-rental"]
