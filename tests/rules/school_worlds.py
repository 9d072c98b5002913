"""A small world with school: a child's stage and grade, and an examination with a cut-off day."""

from __future__ import annotations

from datetime import date

from portal.rules.building import load
from portal.rules.evaluation.answer_reader import Answers, read_answers
from portal.rules.evaluation.outcomes import Frame, ServiceFrame
from portal.rules.model.ruleset import Ruleset
from tests.rules.worlds import COMMON, HEAD, PARAMETERS, TODAY

QUESTIONS = """
[questions.child_stage]
kind = "choice"
of = "child"
text.zh = "孩子上到哪里？"
text.en = "Which stage?"
short.zh = "学段"
short.en = "Stage"
options.none.text.zh = "没有"
options.none.text.en = "None"
options.preschool.text.zh = "没上学"
options.preschool.text.en = "Not at school"
options.primary.text.zh = "小学"
options.primary.text.en = "Primary"
options.junior.text.zh = "初中"
options.junior.text.en = "Junior"
options.senior.text.zh = "高中"
options.senior.text.en = "Senior"
options.vocational.text.zh = "中职"
options.vocational.text.en = "Vocational"
[questions.child_grade]
kind = "number"
of = "child"
unit = "grade"
minimum = 1
maximum = 6
own_classes = true
text.zh = "几年级？"
text.en = "Which grade?"
short.zh = "年级"
short.en = "Grade"
[questions.child_birth_month]
kind = "month"
of = "child"
text.zh = "孩子何时出生？"
text.en = "Child born?"
short.zh = "孩子出生"
short.en = "Child born"
[questions.child_enrolled_since]
kind = "month"
of = "child"
text.zh = "何时有学籍？"
text.en = "Enrolled since?"
short.zh = "学籍"
short.en = "Enrolled"
none.zh = "没有"
none.en = "Never"
[questions.has_residence_permit]
kind = "yes_no"
of = "adult"
text_partner.zh = "您爱人呢？"
text_partner.en = "And your partner?"
text.zh = "有居住证吗？"
text.en = "A permit?"
short.zh = "居住证"
short.en = "Permit"
changeable = true
[questions.residence_permit_since]
kind = "month"
of = "adult"
text_partner.zh = "您爱人呢？"
text_partner.en = "And your partner?"
text.zh = "何时办的？"
text.en = "Permit since?"
short.zh = "居住证时间"
short.en = "Permit since"
none.zh = "没有"
none.en = "Never"
"""

AHEAD = "child_stage in (preschool, primary, junior) or child_stage == senior and child_grade < 3"
EXAM_HEAD = f"""
for = "child"
concerns = "child_stage in (preschool, primary, junior, senior)"
ahead = "{AHEAD}"
last_stage = "senior"
last_grade = 3
"""
CUT_OFFS = """
[parameters.exam_months]
text.zh = "月数"
text.en = "Months"
unit = "months"
[[parameters.exam_months.rows]]
value = 36
source = "law"
[parameters.exam_day]
text.zh = "截止日"
text.en = "Cut-off"
unit = "day"
yearly = true
[[parameters.exam_day.rows]]
since = 2025-09-01
until = 2026-08-31
value = 2025-09-30
source = "law"
[[parameters.exam_day.rows]]
since = 2026-09-01
until = 2027-08-31
value = 2026-09-30
source = "law"
"""


def school_world(
    *requirements: str, head: str = EXAM_HEAD, more: str = "", months: int = 36
) -> Ruleset:
    """A ruleset whose service ``flat`` is an examination."""
    text = HEAD + head + '[[covers]]\nsince = 2020-01-01\nsource = "law"\n'
    files = {**COMMON, "services/housing/flat.toml": text + "".join(requirements) + PARAMETERS}
    cut_offs = CUT_OFFS.replace("value = 36", f"value = {months}")
    files["services/housing/flat.toml"] += cut_offs + more
    files["questions.toml"] += QUESTIONS
    return load(files)


def at(
    rules: Ruleset, raw: dict[str, object], day: date = TODAY
) -> tuple[Frame, ServiceFrame, Answers]:
    """The examination in the town on a day, and answers read."""
    answers, problems = read_answers(rules.questions, raw, day, rules.gazetteer)
    assert not problems, problems
    frame = Frame(rules, rules.gazetteer.districts["town"], day)
    return frame, frame.service("flat"), answers
