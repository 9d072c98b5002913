"""«没有公布» stands on a page only for an amount marked `unpublished`, in any language."""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask

from portal.cli.proof_sheets import NOT_FOUND, missing_lines
from portal.content import SHIPPED, read_folder
from portal.i18n import gettext
from portal.problem_words import console_line
from portal.rules.checking import check
from portal.rules.checking.claims import CLAIMED_EN, CLAIMED_ZH
from portal.rules.model.ruleset import Ruleset
from portal.web.http import request_context
from tests.web.fetching import Fetcher

PREFIXES = ("", "/en", "/zh-hant")
DISTRICTS = ("shapingba", "yongchuan", "kaizhou", "qianjiang", "liangping")
CLAIMS = re.compile(
    f"{CLAIMED_ZH.pattern}|沒有公[布佈]|尚?未公[布佈]|{CLAIMED_EN.pattern}", re.IGNORECASE
)
PERMIT = "services/settlement/residence-permit.toml"


def read(page: str) -> str:
    """The words of a page, a line for each block."""
    bare = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", "\n", bare))


@pytest.mark.parametrize("prefix", PREFIXES)
def test_pages_claim_that_something_is_unpublished_only_where_the_law_was_read_for_it(
    app: Flask, fetch: Fetcher, shipped: Ruleset, prefix: str
) -> None:
    with app.test_request_context(f"{prefix}/"):
        words = request_context.wording()
        allowed = [
            words.text(parameter.missing)
            for service in shipped.services.values()
            for parameter in service.parameters.values()
            if parameter.unpublished and parameter.missing
        ]
    paths = ["/", "/about", "/privacy", "/districts", "/compare", "/checklist"]
    for district in DISTRICTS:
        paths += [f"/districts/{district}", f"/districts/{district}/housing"]
        paths += [f"/districts/{district}/{service}" for service in shipped.services]
        paths += [f"/districts/{district}/{topic}" for topic in shipped.topics]
    fetch.post(f"{prefix}/check", {"district": "shapingba"})
    paths += ["/result", *(f"/result/{service}" for service in shipped.services)]
    claimed = 0
    for path in paths:
        text = read(fetch.client.get(prefix + path, follow_redirects=True).text)
        for words_allowed in allowed:
            claimed += text.count(words_allowed)
            text = text.replace(words_allowed, "")
        assert CLAIMS.search(text) is None, (path, CLAIMS.search(text))
    assert claimed


def broken(was: str, now: str) -> list[str]:
    files = read_folder(SHIPPED)
    assert was in files[PERMIT]
    _, problems = check({**files, PERMIT: files[PERMIT].replace(was, now, 1)})
    return [console_line(problem) for problem in problems]


def test_the_check_refuses_a_claim_without_the_mark_and_a_mark_without_a_law() -> None:
    (found,) = broken("unpublished = true\n", "")
    assert "years_for_services.missing: claims that something is not published" in found
    law = 'source = ["residence-permit-regulation art.12,art.13", "residence-permit-measures-306'
    source = re.search(re.escape(law) + r".*\n", read_folder(SHIPPED)[PERMIT])
    assert source is not None
    (found,) = broken(source[0], 'source = "urbanisation-plan sec.4.2"\n')
    assert "names no law that was read for it" in found
    (found,) = broken('name.en = "', 'name.en = "Not published: ')
    assert "claims" in found


def test_every_amount_that_is_lacking_is_listed_with_what_was_read(shipped: Ruleset) -> None:
    lines = list(missing_lines(shipped, date(2026, 11, 28)))
    heads = [line for line in lines if not line.startswith(" ")]
    assert len(heads) > 20
    assert sum("没有公布" in line for line in heads) == sum(
        parameter.unpublished
        for service in shipped.services.values()
        for parameter in service.parameters.values()
    )
    assert all("没查到" in line or "没有公布" in line for line in heads)
    assert len([line for line in lines if line.startswith("  read: ")]) == len(heads)


def texts(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every Chinese text of a document with the path to it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(inner, f"{path}/{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner, path)
    elif isinstance(value, str) and path.endswith("/zh"):
        yield path, value


def test_every_sentence_that_says_so_is_listed_with_what_was_read(shipped: Ruleset) -> None:
    listed = {line.removeprefix("  zh: ") for line in missing_lines(shipped, date(2026, 11, 28))}
    said = [
        (path, text)
        for name, document in read_folder(SHIPPED).items()
        if name.startswith(("services/", "policies/"))
        for path, text in texts(tomllib.loads(document), name)
        if any(words in text for words in NOT_FOUND) and "/missing/" not in path
    ]
    assert len(said) > 20
    assert [path for path, text in said if text not in listed] == []


def test_words_of_the_code_do_not_claim_either(app: Flask) -> None:
    with app.test_request_context("/"):
        assert gettext("not found") == "没查到"
