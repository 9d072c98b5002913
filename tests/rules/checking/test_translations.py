"""A wording without English is a notice and never keeps rules from being published."""

from __future__ import annotations

import re

from portal.rules.checking import check
from portal.rules.checking.translations import untranslated
from tests.rules.worlds import files_of, requirement

FILES = files_of(requirement("works", "work == contract"))
ENGLISH = re.compile(r'^(?!synonyms)[a-z_.]*\ben = ".*"\n', re.MULTILINE)


def test_rules_without_any_english_have_no_problem_more() -> None:
    before, problems = check(FILES)
    after, more = check({path: ENGLISH.sub("", text) for path, text in FILES.items()})
    assert before is not None
    assert after is not None
    assert {problem.code for problem in more} <= {problem.code for problem in problems}
    found = {place for place, _ in untranslated(after)}
    assert found > {place for place, _ in untranslated(before)}
    assert "services.flat.name" in found
