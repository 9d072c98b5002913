"""Words by which a sentence answers a question: what they name must exist and mean one thing."""

from __future__ import annotations

import pytest

from portal.content import SHIPPED, read_folder
from portal.rules.building import load_with_problems
from portal.rules.problem_codes import EntryCode

FILES = read_folder(SHIPPED)
QUESTIONS = FILES["questions.toml"]


def codes(before: str, after: str) -> set[object]:
    """The codes of the problems after a change of the shipped questions."""
    assert before in QUESTIONS
    changed = {**FILES, "questions.toml": QUESTIONS.replace(before, after, 1)}
    return {its.message.code for its in load_with_problems(changed).problems}


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("options.platform.words", "options.plattform.words", EntryCode.UNKNOWN_NAME),
        ('like = ["work"]', 'like = ["wurk"]', EntryCode.UNKNOWN_NAME),
        (
            'options.student.words = ["',
            'options.student.words = ["送外卖", "',
            EntryCode.WORD_OF_TWO,
        ),
        (
            "[questions.work.sentence]\n",
            '[questions.work.sentence]\ndenied = ["无业"]\n',
            EntryCode.DENIED_OF_YES_NO,
        ),
    ],
)
def test_words_of_what_is_not_there_and_of_two_options_are_problems(
    before: str, after: str, code: EntryCode
) -> None:
    assert code in codes(before, after)


def test_a_word_that_an_editor_adds_is_understood_the_next_day() -> None:
    before = 'options.platform.words = ["'
    changed = {
        **FILES,
        "questions.toml": QUESTIONS.replace(before, f'{before}跑单王", "', 1),
    }
    ruleset = load_with_problems(changed).ruleset
    assert ruleset is not None
    words = ruleset.questions["work"].sentence.options["platform"]
    assert "跑单王" in words
