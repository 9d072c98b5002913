"""A small world of rules for kernel tests: two clusters, three districts, a few questions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from portal.rules.building import load
from portal.rules.evaluation.answer_reader import Answers, read_answers
from portal.rules.evaluation.household_outcomes import SubjectOutcome, flat_outcome
from portal.rules.evaluation.outcomes import Evaluation, Frame
from portal.rules.model.ruleset import Ruleset

TODAY = date(2026, 11, 24)

COMMON = {
    "topics.toml": """
[topics.housing]
order = 1
large = true
name.zh = "住房"
name.en = "Housing"
summary.zh = "租房"
summary.en = "Renting"
""",
    "sources/all.toml": """
[sources.law]
title.zh = "法"
title.en = "Law"
tier = "law"
verified_on = 2026-11-22
review_by = 2027-11-22
[sources.page]
title.zh = "网页"
title.en = "Page"
tier = "secondary"
origins = 2
verified_on = 2026-11-22
review_by = 2027-05-22
""",
    "sources/lone.toml": """
[sources.lone]
title.zh = "一个网页"
title.en = "A single page"
tier = "secondary"
verified_on = 2026-11-22
review_by = 2027-05-22
[sources.other]
title.zh = "另一个网页"
title.en = "Another page"
tier = "secondary"
verified_on = 2026-11-22
review_by = 2027-05-22
""",
    "contacts.toml": """
[contacts.12345]
name.zh = "热线"
name.en = "Hotline"
about.zh = "政务"
about.en = "Everything"
tel = "12345"
source = "law"
""",
    "papers/all.toml": """
[papers.id-card]
name.zh = "身份证"
name.en = "Identity card"
form = "original"
""",
    "districts.toml": """
[groups.centre]
name.zh = "中心"
name.en = "Centre"
kind = "cluster"
source = "law"
[groups.north]
name.zh = "北部"
name.en = "North"
kind = "cluster"
source = "law"
[groups.all_of_it]
name.zh = "全部"
name.en = "All"
kind = "union"
union = ["centre", "north"]
source = "law"
[districts.old]
name.zh = "旧区"
name.en = "Old"
cluster = "centre"
until = 2026-01-24
tile = [1, 1]
source = "law"
[[districts.old.successors]]
district = "new"
since = 2026-01-25
rest = true
source = "law"
[[districts.old.successors]]
district = "hill"
since = 2026-01-25
towns.zh = ["统景镇"]
towns.en = ["Tongjing Town"]
source = "law"
[districts.new]
name.zh = "新区"
name.en = "New"
cluster = "centre"
since = 2026-01-25
tile = [1, 1]
source = "law"
[districts.town]
name.zh = "城区"
name.en = "Town"
cluster = "centre"
tile = [2, 1]
source = "law"
[districts.hill]
name.zh = "山区"
name.en = "Hill"
cluster = "north"
tile = [2, 2]
source = "law"
""",
    "questions.toml": """
[questions.work]
kind = "choice"
of = "adult"
text_partner.zh = "您爱人呢？"
text_partner.en = "And your partner?"
text.zh = "工作？"
text.en = "Work?"
short.zh = "工作"
short.en = "Work"
options.contract.text.zh = "合同"
options.contract.text.en = "Contract"
options.flexible.text.zh = "灵活"
options.flexible.text.en = "Flexible"
options.none.text.zh = "没有"
options.none.text.en = "None"
changeable = true
[questions.work_since]
kind = "month"
of = "adult"
text_partner.zh = "您爱人呢？"
text_partner.en = "And your partner?"
text.zh = "何时？"
text.en = "Since?"
short.zh = "何时"
short.en = "Since"
none.zh = "没有"
none.en = "Never"
[questions.insured_since]
kind = "month"
of = "adult"
text_partner.zh = "您爱人呢？"
text_partner.en = "And your partner?"
counts = "paid_months"
text.zh = "何时参保？"
text.en = "Insured since?"
short.zh = "参保"
short.en = "Insured"
none.zh = "没有"
none.en = "Never"
[questions.insured_district]
kind = "district"
of = "adult"
text_partner.zh = "您爱人呢？"
text_partner.en = "And your partner?"
text.zh = "哪里参保？"
text.en = "Insured where?"
short.zh = "参保地"
short.en = "Where"
[questions.owns_home]
kind = "yes_no"
of = "adult"
text_partner.zh = "您爱人呢？"
text_partner.en = "And your partner?"
text.zh = "有房吗？"
text.en = "Own a home?"
short.zh = "住房"
short.en = "Home"
[questions.space]
kind = "number"
of = "adult"
text_partner.zh = "您爱人呢？"
text_partner.en = "And your partner?"
unit = "sqm"
minimum = 0
maximum = 500
decimals = 1
text.zh = "面积？"
text.en = "Space?"
short.zh = "面积"
short.en = "Space"
[questions.persons]
kind = "number"
of = "adult"
text_partner.zh = "您爱人呢？"
text_partner.en = "And your partner?"
unit = "persons"
minimum = 1
maximum = 20
own_classes = true
text.zh = "人数？"
text.en = "Persons?"
short.zh = "人数"
short.en = "Persons"
[questions.income]
kind = "money"
of = "adult"
text_partner.zh = "您爱人呢？"
text_partner.en = "And your partner?"
minimum = 0
maximum = 100000000
text.zh = "收入？"
text.en = "Income?"
short.zh = "收入"
short.en = "Income"
""",
}

HEAD = """
[service]
id = "flat"
topic = "housing"
order = 1
name.zh = "公租房"
name.en = "Flat"
summary.zh = "租房"
summary.en = "A flat"
audience.zh = "居民"
audience.en = "Residents"
"""

PARAMETERS = """
[parameters.work_months]
text.zh = "月数"
text.en = "Months"
unit = "months"
[[parameters.work_months.rows]]
value = 6
source = "law"
[parameters.minimum_space]
text.zh = "面积"
text.en = "Space"
unit = "sqm"
[[parameters.minimum_space.rows]]
districts = "centre"
value = 15
source = "page"
[parameters.income_line]
text.zh = "收入"
text.en = "Income"
unit = "fen_per_month"
[parameters.cut_off]
text.zh = "截止日"
text.en = "Cut-off"
unit = "day"
[[parameters.cut_off.rows]]
since = 2026-01-01
until = 2026-12-31
value = 2026-09-30
source = "law"
"""


def requirement(name: str, when: str, extra: str = "", source: str = "law") -> str:
    """A requirement as a document writes it; an empty ``when`` leaves the condition out."""
    condition = f'when = "{when}"' if when else ""
    return f"""
[requirements.{name}]
text.zh = "条件"
text.en = "A requirement"
{condition}
source = "{source}"
{extra}
"""


def service(*requirements: str, head: str = "", covers: str = "since = 2020-01-01") -> str:
    """The document of the service ``flat``."""
    cover = f'[[covers]]\n{covers}\nsource = "law"\n' if covers else ""
    return HEAD + head + cover + "".join(requirements) + PARAMETERS


def files_of(
    *parts: str, head: str = "", covers: str = "since = 2020-01-01", more_questions: str = ""
) -> dict[str, str]:
    """The documents of a world with the one service ``flat``."""
    text = service(*parts, head=head, covers=covers)
    questions = COMMON["questions.toml"] + more_questions
    return {**COMMON, "questions.toml": questions, "services/housing/flat.toml": text}


def world(
    *parts: str, head: str = "", covers: str = "since = 2020-01-01", more_questions: str = ""
) -> Ruleset:
    """A ruleset with the one service ``flat``."""
    return load(files_of(*parts, head=head, covers=covers, more_questions=more_questions))


def evaluate(
    ruleset: Ruleset,
    answers: Mapping[str, object],
    district: str = "town",
    day: date = TODAY,
    today: date = TODAY,
) -> Evaluation:
    """The service ``flat`` for raw answers, which must all be readable."""
    read, problems = read_answers(ruleset.questions, answers, day, ruleset.gazetteer)
    assert not problems, problems
    frame = Frame(ruleset, ruleset.gazetteer.districts[district], day)
    return frame.service("flat").evaluate(read, today)


def outcomes_of(frame: Frame, answers: Answers) -> dict[str, tuple[SubjectOutcome, ...]]:
    """What every service comes to by flat answers."""
    return {its.service.id: (flat_outcome(its, answers),) for its in frame.evaluate(answers, TODAY)}
