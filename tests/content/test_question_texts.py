"""The wording of the shipped questions: short, and right for the person they are put about."""

from __future__ import annotations

import re

from portal.i18n import LANGUAGES, Wording
from portal.rules.model.ruleset import Question, Ruleset
from portal.rules.model.texts import CHILD, Text

LONGEST = 20
CHINESE = Wording(LANGUAGES["zh"], {})
ENGLISH = Wording(LANGUAGES["en"], {})
_YOU = re.compile(r"\b(you|your|my|I)\b", re.IGNORECASE)


def texts(question: Question) -> list[Text]:
    """The question as it may be put."""
    return [its for its in (question.text, question.text_partner) if its]


def test_a_question_has_at_most_twenty_characters_and_says_where_to_look(shipped: Ruleset) -> None:
    for question in shipped.questions.values():
        for text in texts(question):
            assert len(CHINESE.text(text)) <= LONGEST, question.id
        assert question.where or question.id in ("job_lost", "home_since"), question.id


def test_what_is_asked_about_the_partner_does_not_speak_of_the_person_who_answers(
    shipped: Ruleset,
) -> None:
    for question in shipped.questions.values():
        if question.text_partner is None:
            continue
        assert "爱人" in question.text_partner.zh, question.id
        assert "partner" in question.text_partner.en, question.id
        hint = question.hint_about(partner=True)
        others = [its for its in (hint, question.none, *(o.text for o in question.options)) if its]
        for text in others:
            assert "您" not in text.zh.replace("您家", ""), (question.id, text.zh)


def test_an_answer_reads_the_same_whoever_gives_it(shipped: Ruleset) -> None:
    for question in shipped.questions.values():
        for text in [*(its.text for its in question.options), *filter(None, [question.none])]:
            assert not _YOU.search(text.en), (question.id, text.en)
            assert not re.search("我|您", text.zh), (question.id, text.zh)


def test_a_question_about_a_child_takes_what_the_child_is_called(shipped: Ruleset) -> None:
    text = shipped.questions["child_grade"].text
    assert CHINESE.text(text) == "孩子在读几年级？"
    assert CHINESE.text(text, "老大") == "老大在读几年级？"
    assert ENGLISH.text(text) == "Which grade is your child in?"
    assert ENGLISH.text(text, "your first child") == "Which grade is your first child in?"


def test_only_questions_about_a_child_name_one(shipped: Ruleset) -> None:
    about = {"school_district"} | {name for name in shipped.questions if name.startswith("child_")}
    assert {its.id for its in shipped.questions.values() if CHILD in its.text.zh} == about
    assert {its.id for its in shipped.questions.values() if CHILD in its.text.en} == about
