"""What problems are called: the one table of words, and how a message is made of them.

The words are English; catalogues translate them. ``%(name)s`` stands for a value of the code. How a
value is said depends on its place alone: see `Role`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import assert_never

from .rules.problem_codes import (
    AnswerCode,
    ArchiveCode,
    CheckCode,
    Code,
    ConditionCode,
    ContradictionCode,
    DocumentCode,
    EntryCode,
    FigureCode,
    Hint,
    ListCode,
    Noun,
    ReasonCode,
    ThresholdCode,
)
from .rules.problems import Message, Problem, Value

#: Marks words for translation; they are translated when they are said.
N_ = str

WORDS: Mapping[Code, str] = {
    DocumentCode.NO_DOCUMENT: N_("no document belongs here"),
    DocumentCode.TOO_LARGE: N_("larger than %(most)s KB"),
    DocumentCode.LONG_LINE: N_("a line is longer than %(most)s characters"),
    DocumentCode.NOT_TOML: N_("not readable as TOML"),
    DocumentCode.TOO_DEEP: N_("nested more than %(most)s levels deep"),
    DocumentCode.MISSING: N_("is missing"),
    DocumentCode.UNKNOWN_FIELD: N_("is not a known field"),
    DocumentCode.EMPTY: N_("is empty"),
    DocumentCode.TOO_LONG: N_("is longer than %(most)s characters"),
    DocumentCode.NOT_TEXT: N_("must be text in quotation marks"),
    DocumentCode.NOT_A_LIST: N_("must be a list"),
    DocumentCode.NOT_A_TABLE: N_("must be a table with entries"),
    DocumentCode.NOT_A_FLAG: N_("must be true or false"),
    DocumentCode.NOT_WHOLE: N_("must be a whole number"),
    DocumentCode.NOT_A_NUMBER: N_("must be a number"),
    DocumentCode.NOT_A_DAY: N_("a day is written 2025-08-01"),
    DocumentCode.NO_NUMBER_OR_DAY: N_("must be a number, or a day written 2025-08-01"),
    DocumentCode.NO_PLAIN_VALUE: N_("must be true, false, a whole number or text"),
    DocumentCode.AT_LEAST: N_("must be %(least)s or more"),
    DocumentCode.AT_MOST: N_("must be %(most)s or less"),
    DocumentCode.MORE_THAN: N_("must be more than %(least)s"),
    DocumentCode.NOT_A_CHOICE: N_("must be one of %(choices)s"),
    DocumentCode.TOO_MANY: N_("may have at most %(most)s entries"),
    DocumentCode.NOT_AN_ID: N_(
        "must be an id: lower-case letters, figures, - and _, at most 80 of them"
    ),
    DocumentCode.NOT_A_TEL: N_(
        "must be a telephone number such as 12345678, or 12345678-801 with an extension"
    ),
    DocumentCode.NOT_AN_AREA_CODE: N_("must be an area code: 0 and two or three figures"),
    DocumentCode.NOT_A_URL: N_("must be an address on the web, beginning with https://"),
    DocumentCode.NOT_SIX_FIGURES: N_("must be six figures"),
    DocumentCode.TURNED_WORDS: N_(
        "holds a character that is not seen and turns the writing around; type the words anew"
    ),
    DocumentCode.NOT_A_STREET: N_("must be three figures, a space and the name of a street"),
    DocumentCode.MALFORMED: N_("is not written as it must be"),
    EntryCode.STANDS_TWICE: N_("stands in %(file)s too"),
    EntryCode.UNKNOWN_NAME: N_("%(name)s is not a known %(what)s"),
    EntryCode.NOT_A_CLAUSE: N_("%(typed)s is not a clause"),
    EntryCode.ENDS_EARLY: N_("ends before it begins"),
    EntryCode.FILE_NAME: N_("must be %(name)s, the name of the file"),
    EntryCode.FOLDER_NAME: N_("must be %(name)s, the name of the folder"),
    EntryCode.FORMALITY_CONDITION: N_("a formality has no condition"),
    EntryCode.BESIDE_COMPUTED: N_("stands only where the portal computes %(field)s"),
    EntryCode.STANDS_BESIDE: N_("stands only beside %(field)s"),
    EntryCode.GO_TOGETHER: N_("%(one)s and %(other)s go together"),
    EntryCode.NO_TIME_BEFORE: N_("an entitlement has no time before it"),
    EntryCode.POINTS_WITHOUT_RULE: N_("says neither when it counts nor how often"),
    EntryCode.LEAD_WITHOUT_SERVICE: N_("a lead needs the service it is about"),
    EntryCode.OF_SOMEBODY_ELSE: N_("belongs to: %(whose)s"),
    EntryCode.NOT_BESIDE: N_("does not stand beside %(field)s"),
    EntryCode.TOO_MANY_PEOPLE: N_("at most %(most)s"),
    EntryCode.LEAD_WITHOUT_QUESTION: N_("a lead needs the sentence to ask"),
    EntryCode.WORDS_AND_VALUE: N_(
        "an amount in words needs its Chinese and its English, and no figure"
    ),
    EntryCode.WRONG_UNIT: N_("does not fit the unit %(unit)s"),
    EntryCode.TOO_MANY_DECIMALS: N_("has too many decimals"),
    EntryCode.MONEY_NOT_WHOLE: N_("has more than two decimals of a yuan"),
    EntryCode.YEARLY_WITHOUT_END: N_("a yearly amount needs the day it ends"),
    EntryCode.WINDOW_KIND: N_(
        "needs either %(opens)s and %(closes)s, or %(month)s, or %(anniversary)s"
    ),
    EntryCode.GRANT: N_("%(question)s cannot become %(value)s"),
    EntryCode.NO_DISTRICT_THEN: N_("%(name)s is no district on %(day)s"),
    EntryCode.OPTIONS_WITHOUT_CHOICE: N_("options go with the kind %(kind)s, and only so"),
    EntryCode.NUMBER_WITHOUT_UNIT: N_("a number needs a unit"),
    EntryCode.UNIT_OF_MONEY: N_("only money is asked for in %(unit)s"),
    EntryCode.NOT_ABOVE_MINIMUM: N_("must be larger than the minimum"),
    EntryCode.BELOW_MINIMUM: N_("must not be less than the minimum"),
    EntryCode.NONE_OF_MONTHS: N_("only month questions have the answer none"),
    EntryCode.WORD_OF_TWO: N_("%(word)s is a word of %(option)s already"),
    EntryCode.DENIED_OF_YES_NO: N_("only yes-or-no questions have words of denial"),
    EntryCode.TOWNS_DIFFER: N_("the towns differ in number between Chinese and English"),
    EntryCode.NOT_A_ZONE: N_("%(name)s is not a time zone"),
    EntryCode.STREET_TWICE: N_("%(name)s stands twice in this district"),
    EntryCode.PLACE_NOWHERE: N_("names neither a street nor a district"),
    EntryCode.NAMES_AN_AMOUNT: N_("names an amount itself"),
    EntryCode.NO_RETIREMENT_AMOUNTS: N_("no service holds the amounts of retirement"),
    EntryCode.UNIT_WANTED: N_("must be %(unit)s"),
    EntryCode.WHOLE_ABOVE_ZERO: N_("must be a whole number above 0"),
    EntryCode.MORE_THAN_ONE_DECIMAL: N_("has more than one decimal"),
    ConditionCode.EMPTY: N_("the condition is empty"),
    ConditionCode.TOO_LONG: N_("the condition is longer than %(most)s characters"),
    ConditionCode.TOO_DEEP: N_("the condition is nested too deeply"),
    ConditionCode.UNEXPECTED_CHARACTER: N_("unexpected character %(typed)s"),
    ConditionCode.EXPECTED: N_("%(typed)s expected"),
    ConditionCode.SOMETHING_MISSING: N_("something is missing here"),
    ConditionCode.ONE_WORD_TOO_MANY: N_("%(typed)s is one word too many"),
    ConditionCode.NOT_A_COMPARISON: N_("%(typed)s is not a comparison"),
    ConditionCode.COMPARED_BY: N_("%(typed)s can only be compared by ==, != or in"),
    ConditionCode.UNKNOWN_OPTION: N_("%(name)s is not a known option of %(question)s"),
    ConditionCode.UNKNOWN_WORD: N_("%(typed)s is neither a question nor a parameter"),
    ConditionCode.MONTH_ALONE: N_("%(typed)s is a month"),
    ConditionCode.MISPLACED: N_("%(typed)s does not stand here"),
    ConditionCode.UNLIKE_UNITS: N_("%(left)s with %(right)s cannot be compared"),
    ConditionCode.NO_ANSWER: N_("a comparison needs an answer on one side"),
    ConditionCode.COUNT_EXPECTED: N_("a count of months is wanted here"),
    CheckCode.CLAIMS_UNPUBLISHED: N_("claims that something is not published"),
    CheckCode.CLAIM_WITHOUT_LAW: N_("names no law that was read for it"),
    CheckCode.CLAIM_UNSAID: N_("has words that do not say so"),
    CheckCode.AMOUNT_OUTSIDE: N_("must lie between %(low)s and %(high)s"),
    CheckCode.YUAN_OUTSIDE: N_("must lie between %(low)s and %(high)s yuan"),
    CheckCode.AMOUNT_JUMPS_UP: N_("is more than %(times)s times the amount before it, %(amount)s"),
    CheckCode.YUAN_JUMPS_UP: N_(
        "is more than %(times)s times the amount before it, %(amount)s yuan"
    ),
    CheckCode.AMOUNT_JUMPS_DOWN: N_("is less than 1/%(times)s of the amount before it, %(amount)s"),
    CheckCode.YUAN_JUMPS_DOWN: N_(
        "is less than 1/%(times)s of the amount before it, %(amount)s yuan"
    ),
    CheckCode.NEVER_IN_FORCE: N_("is never in force while %(district)s exists"),
    CheckCode.SAME_AS: N_("is that of %(entry)s"),
    CheckCode.OPTION_OF_ELSEWHERE: N_("%(name)s is no way to live in %(district)s then"),
    CheckCode.CARRIED_OR_LEFT_OUT: N_("needs either %(one)s or %(other)s, and not both"),
    CheckCode.NAMES_NO_SERVICE: N_("%(typed)s names no service"),
    CheckCode.HOLDS_NOTHING: N_("%(typed)s holds nothing"),
    CheckCode.NOT_THERE: N_("%(typed)s is not there"),
    CheckCode.KIND_OF_REFERENCE: N_("%(typed)s is not a kind of reference"),
    CheckCode.NO_EXAMPLES: N_("there is none"),
    CheckCode.ASKS_SOMEBODY_ELSE: N_("%(question)s is a question of: %(whose)s"),
    CheckCode.GRANTS_NO_FAMILY: N_("only a procedure for each adult brings the family"),
    CheckCode.EXAMPLE_OUTCOME: N_("%(example)s: is %(found)s, not %(wanted)s (%(because)s)"),
    CheckCode.EXAMPLE_STRENGTH: N_("%(example)s: is %(found)s, not %(wanted)s"),
    CheckCode.EXAMPLE_WITHOUT_STRENGTH: N_("%(example)s: has no strength, not %(wanted)s"),
    CheckCode.EXAMPLE_NOT_UNKNOWN: N_("%(example)s: %(requirement)s is not unknown"),
    CheckCode.EXAMPLE_NOT_NO: N_("%(example)s: %(requirement)s is not no"),
    CheckCode.NOT_OF_AN_ADULT: N_("only a question of an adult has a wording for the partner"),
    CheckCode.NAMES_NO_CHILD: N_("a question of a child holds %(typed)s where the child is named"),
    CheckCode.NAMES_A_CHILD: N_("only a question of a child holds %(typed)s"),
    CheckCode.NO_EXAMPLE_AT: N_("no example exactly at %(threshold)s"),
    CheckCode.NO_EXAMPLE_BELOW: N_("no example one step below %(threshold)s"),
    CheckCode.NO_EXAMPLE_ABOVE: N_("no example one step above %(threshold)s"),
    CheckCode.REVIEW_BEFORE_READING: N_("must lie after %(field)s"),
    CheckCode.ROWS_CLASH: N_("two rows of one rank are in force together in %(district)s"),
    CheckCode.HOLE_BETWEEN: N_("no amount between %(first)s and %(second)s"),
    CheckCode.LACKS_ATTRIBUTE: N_("%(field)s is missing, which every district of this city has"),
    CheckCode.NO_OPTION_OF_CITY: N_("has no option %(name)s, for who is registered in this city"),
    CheckCode.ONE_TAKES_THE_REST: N_("one successor must take the rest"),
    CheckCode.ASKED_BY_NOTHING: N_("is asked by no requirement"),
    CheckCode.TOPIC_WITHOUT_SERVICE: N_("has no service"),
    CheckCode.LITERAL: N_("%(amount)s is a literal"),
    CheckCode.IDLE_PARAMETER: N_("is neither used nor shown"),
    CheckCode.DECIDES_NOTHING: N_(
        "covered in %(district)s on %(day)s, but no requirement is in force"
    ),
    CheckCode.FIGURES_IN_TEXT: N_("an amount is written in figures"),
    CheckCode.LATIN_IN_CHINESE: N_("the Chinese text holds %(typed)s"),
    CheckCode.NO_CHINESE: N_("the Chinese text holds no Chinese"),
    CheckCode.HALF_WIDTH: N_("half-width %(typed)s in the Chinese text"),
    CheckCode.CHINESE_IN_ENGLISH: N_("the English text holds Chinese"),
    CheckCode.MACHINE_WORD: N_("a machine word (with _) stands in a text"),
    CheckCode.ACTION_UNDECIDED: N_("can never be shown: nothing is decided here"),
    CheckCode.ACTION_NEVER_NO: N_("can never be shown: without a condition it is never no"),
    CheckCode.ACTION_NOWHERE: N_(
        "can never be shown: it is in force nowhere that the service is covered"
    ),
    ThresholdCode.NUMBER: "%(amount)s",
    ThresholdCode.YUAN: N_("%(amount)s yuan"),
    ThresholdCode.EVERYWHERE: N_("%(parameter)s = %(amount)s (city)"),
    ThresholdCode.EVERYWHERE_SINCE: N_("%(parameter)s = %(amount)s (city, since %(day)s)"),
    ThresholdCode.SOMEWHERE: N_("%(parameter)s = %(amount)s (%(places)s)"),
    ThresholdCode.SOMEWHERE_SINCE: N_("%(parameter)s = %(amount)s (%(places)s, since %(day)s)"),
    ReasonCode.ALL_YES: N_("all yes"),
    ReasonCode.IS_NO: N_("%(requirement)s no"),
    ReasonCode.IS_UNKNOWN: N_("%(requirement)s unknown"),
    AnswerCode.EMPTY: N_("is not answered"),
    AnswerCode.QUESTION: N_("is not a question"),
    AnswerCode.YES_NO: N_("must be true or false"),
    AnswerCode.CHOICE: N_("is not one of the options"),
    AnswerCode.NUMBER: N_("must be a number"),
    AnswerCode.RANGE: N_("must lie between %(low)s and %(high)s"),
    AnswerCode.YUAN_RANGE: N_("must lie between %(low)s and %(high)s yuan"),
    AnswerCode.WHOLE: N_("must be a whole number"),
    AnswerCode.ONE_DECIMAL: N_("may have one decimal place"),
    AnswerCode.MONEY: N_("must be money, written as a whole number"),
    AnswerCode.MONTH: N_("must be a month written YYYY-MM"),
    AnswerCode.FUTURE: N_("lies after the day asked about, %(day)s"),
    AnswerCode.DISTRICT: N_("is not a district"),
    AnswerCode.DISTRICT_DAY: N_("%(district)s does not exist on %(day)s"),
    ContradictionCode.TOO_EARLY: N_("this would be before the age of 14"),
    ContradictionCode.BEFORE_BIRTH: N_("this was before the birth"),
    ContradictionCode.BEFORE_CHILD: N_("this was before the birth of the child"),
    ContradictionCode.CHILD_TOO_YOUNG: N_("the child is too young for that stage of school"),
    ContradictionCode.SCHOOL_TOO_LONG: N_("no stage of school lasts that long"),
    ContradictionCode.TIME_IN_AREA: N_("the time in the area is part of the time in the city"),
    ContradictionCode.TIME_IN_PARK: N_("the time in the park is part of the time in the city"),
    ContradictionCode.PARK_IN_AREA: N_("the time in the park is part of the time in the area"),
    ContradictionCode.WORK_OR_NONE: N_(
        "one answer says that there is work, the other that there is none"
    ),
    ContradictionCode.PENSION_OR_NONE: N_(
        "one answer says that pension insurance is paid, the other that it is not"
    ),
    ContradictionCode.PAID_NOWHERE: N_(
        "where neither pension nor medical insurance is paid, it is paid in no district"
    ),
    ContradictionCode.PERMIT_OR_NONE: N_(
        "one answer says that there is a permit, the other that there is none"
    ),
    ContradictionCode.HOME_OR_NONE: N_(
        "one answer names a home, the other says that there is none"
    ),
    ContradictionCode.NO_HOME_NO_AREA: N_("without a home of one's own it has no area"),
    ContradictionCode.TOO_MANY_MONTHS: N_(
        "these are more months than have passed since the age of 14"
    ),
    ContradictionCode.PARENT_TOO_YOUNG: N_("whoever asks would be younger than 14"),
    FigureCode.FIGURE: N_("is not a figure"),
    FigureCode.LONG: N_("is too long for a figure"),
    FigureCode.SEPARATOR: N_("can be understood in two ways"),
    FigureCode.UNIT: N_("is given in another unit"),
    FigureCode.WHOLE: N_("is understood as %(figure)s: not a whole number"),
    FigureCode.ONE_DECIMAL: N_("is understood as %(figure)s: more than one digit after the point"),
    FigureCode.TWO_DECIMALS: N_(
        "is understood as %(figure)s: more than two digits after the point"
    ),
    ListCode.EMPTY: N_("the list is empty"),
    ListCode.TOO_MANY_ROWS: N_("more than %(most)s rows"),
    ListCode.UNREADABLE: N_("the list cannot be read from here on"),
    ListCode.UNKNOWN_COLUMN: N_("is not a known column"),
    ListCode.COLUMN_TWICE: N_("stands there twice"),
    ListCode.NO_HEADING: N_("stands under no heading"),
    ListCode.LONG_CELL: N_("longer than %(most)s characters"),
    ListCode.CONTROL_CHARACTERS: N_("holds control characters"),
    ListCode.NOT_AN_ID: N_("is not an id"),
    ListCode.NAME_OF_SEVERAL: N_("is the name of several"),
    ListCode.SAME_ROW: N_("the same as in row %(row)s"),
    ListCode.TEL_SHORTENED: N_("was shortened by a spreadsheet: digits are lost"),
    ListCode.TEL_WITHOUT_ZERO: N_("a 0 in front seems to be lost: %(tel)s?"),
    ListCode.DAY_AS_SERIAL: N_("is a spreadsheet's number of the day %(day)s?"),
    ListCode.NOT_A_DAY: N_("is not a day"),
    ListCode.NO_DAY_OF_CALENDAR: N_("is no day of the calendar"),
    ArchiveCode.NOT_A_ZIP: N_("is not a zip file"),
    ArchiveCode.TOO_MUCH: N_("holds too many or too large files"),
    ArchiveCode.STANDS_TWICE: N_("stands in the zip twice"),
    ArchiveCode.UNREADABLE: N_("cannot be read: it is damaged, or not UTF-8"),
    Hint.DID_YOU_MEAN: N_("did you mean %(near)s?"),
    Hint.KNOWN: N_("known: %(names)s"),
    Hint.ONE_OF: N_("one of %(names)s"),
    Hint.LIST_OF_DOCUMENTS: N_("see the list of documents in the content folder's README"),
    Hint.TOML: N_(
        "look there for a bracket or quotation mark that is not closed, or a name used twice"
    ),
    Hint.WRITE: N_("write %(forms)s"),
    Hint.DROP_ONE: N_("drop %(one)s or %(other)s"),
    Hint.ADD_ONE: N_("add %(one)s or %(other)s"),
    Hint.PRESCHOOL_HAS_NO_GRADE: N_("only %(choice)s has no grade: there the birth month counts"),
    Hint.SAY_CHECK: N_("or say %(field)s: %(choice)s or %(other_choice)s"),
    Hint.CONDITION_PARTS: N_(
        "a condition holds names, numbers, and or not, comparisons and parentheses"
    ),
    Hint.COMPARE_LIKE: N_("compare like with like"),
    Hint.JOIN_WITH: N_("join with and, or"),
    Hint.LEAVE_OUT: N_("leave out %(field)s instead"),
    Hint.USE: N_("use %(operators)s"),
    Hint.FOUND: N_("found %(typed)s"),
    Hint.OF_KIND: N_("%(question)s is of kind %(kind)s"),
    Hint.COUNT_MONTHS: N_("compare its months or years: %(forms)s"),
    Hint.GIVE_RANGE: N_("if it is right, give the amount a range: %(one)s, %(other)s"),
    Hint.SAY_NOT_FOUND: N_(
        "say that it was not found, or mark the amount as unpublished and cite the law read"
    ),
    Hint.END_ONE: N_("end one of them, or take it out"),
    Hint.BOTH_SIDES: N_("examples cover both sides of every threshold"),
    Hint.MAKE_PARAMETER: N_("law may change it: make it a parameter with dated, cited rows"),
    Hint.NAME_AMOUNT: N_("name it, and make it a parameter: the page puts the amount beside it"),
    Hint.WRITE_CHINESE: N_(
        "write it in Chinese; only names with a capital letter may stay as they are"
    ),
    Hint.FULL_WIDTH: N_("use full-width punctuation"),
    Hint.IN_BRACKETS: N_("a Chinese name may stand in brackets only"),
    Hint.PLAIN_WORDS: N_("say it in plain words"),
    Hint.NULL_IS_UNKNOWN: N_("null means «不知道»"),
    Hint.NO_QUOTATION_MARKS: N_("write it without quotation marks"),
    Hint.UNIT: "%(unit)s",
    Hint.FEN: N_("for 35 yuan write 3500, for 35.50 yuan 3550"),
    Hint.SPAN: N_("or YYYY-MM/YYYY-MM for some month from one to a later one"),
    Hint.SPAN_OR_NONE: N_(
        'or YYYY-MM/YYYY-MM for some month from one to a later one, or "none" for «没有»'
    ),
    Hint.AREA_BELONGS: N_("its area belongs to %(districts)s"),
    Hint.OWN_ID: N_("give each row an id of its own"),
    Hint.QUOTATION_MARK: N_("look for a quotation mark that is not closed"),
    Hint.WRITE_DAY: N_("write it as %(example)s"),
    Hint.SEVERAL: N_("put ; between several"),
    Hint.AREA: N_("a figure of at most one decimal: %(example)s"),
    Hint.YUAN: N_("yuan a month: %(example)s or %(another)s"),
    Hint.TELS: N_(
        "a telephone number as %(example)s, with an extension as %(example)s-801; "
        "put ; between several"
    ),
    Hint.SOURCES: N_("the title of a source and its clause, such as %(example)s"),
    Hint.ROW_ID: N_("small letters, digits, - and _; leave it empty for a new row"),
    Hint.ZONE: N_("an area and a place, such as %(example)s"),
    Hint.HOUSING_OPTION: N_("the name of a way to live, as the template lists them"),
    Hint.WEB_ADDRESS: N_("begins with http:// or https://"),
    Hint.WITHOUT_AMOUNT: N_("say it without any amount"),
    Hint.RETIREMENT_AMOUNTS: N_("write the parameters %(parameter)s … in one service"),
    Hint.RETIREMENT_TOGETHER: N_("the amounts of retirement go together"),
    Hint.SAY_UNMET: N_("say to the person what is lacking when it is no"),
    Hint.SAY_OPEN: N_("say to the person what is still to be known"),
    Hint.SAY_WHOSE: N_("say whose fact it is: %(whose)s"),
    Hint.SAY_FOR_PARTNER: N_("say how the partner of whoever asks is asked"),
    Hint.MAY_ASK: N_("it may ask what is of: %(kinds)s"),
    Hint.SAY_ASK: N_("say what to ask at the counter, for it may be left to it"),
    Hint.MOVE_TO: N_("take it out, or move it to %(field)s"),
    Hint.EXPORTED_ZIP: N_("send a zip as the export gives it, with the documents in UTF-8"),
    Hint.ZIP_LIMITS: N_("at most %(most)s files of %(megabytes)s MB together"),
}
"""The words of every code."""

NOUNS: Mapping[Noun, str] = {
    Noun.TOPIC: N_("topic"),
    Noun.SERVICE: N_("service"),
    Noun.OTHER_SERVICE: N_("other service"),
    Noun.POLICY: N_("policy"),
    Noun.SOURCE: N_("source"),
    Noun.GROUP: N_("group of districts"),
    Noun.DISTRICT: N_("district"),
    Noun.DISTRICT_OR_GROUP: N_("district or group"),
    Noun.QUESTION: N_("question"),
    Noun.MONTH_QUESTION: N_("question of kind month"),
    Noun.SEX_QUESTION: N_("question of the sex"),
    Noun.POST_QUESTION: N_("question of the post"),
    Noun.PARAMETER: N_("parameter"),
    Noun.DAY_PARAMETER: N_("parameter of unit day"),
    Noun.REQUIREMENT: N_("requirement"),
    Noun.PAPER: N_("paper"),
    Noun.CONTACT: N_("contact"),
    Noun.HOUSING_OPTION: N_("housing option"),
    Noun.OPTION: N_("answer to choose from"),
    Noun.STREET: N_("street, town or township"),
}
"""What a name can be the name of."""


class Role(Enum):
    """How a value is said: as it was typed, in quotation marks on the console; an id or an amount;
    a fixed choice or a field, by its name on a page; or in words."""

    TYPED = "typed"
    PLAIN = "plain"
    CHOICE = "choice"
    FIELD = "field"
    WORDS = "words"


_NAMES = {
    Role.TYPED: "name typed word",
    Role.PLAIN: (
        "amount another day district districts entry example figure file first forms high least "
        "low megabytes most names near operators option parameter places question requirement row "
        "second tel times"
    ),
    Role.CHOICE: "kinds whose choice choices found kind left other_choice right unit value wanted",
    Role.FIELD: "anniversary closes field month one opens other",
    Role.WORDS: "because threshold what",
}
ROLES: Mapping[str, Role] = {name: role for role in Role for name in _NAMES[role].split()}
"""How the value of each name is said."""


@dataclass(frozen=True, slots=True)
class Bit:
    """A piece of a wording; ``is_code``: an id, an amount or a day, the same in every language."""

    words: str
    is_code: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """How one place speaks: its language, and what it calls fixed choices, fields and entries.

    ``entry``: the words of an id; the id itself where it has none.
    """

    translate: Callable[[str], str]
    choice: Callable[[str], str]
    field: Callable[[str], str]
    quote: Callable[[str], str]
    entry: Callable[[str], str] = str


def bits_of(message: Message, tongue: Tongue) -> tuple[Bit, ...]:
    """A message piece by piece."""
    return tuple(_filled(message, tongue))


def _filled(message: Message, tongue: Tongue) -> Iterator[Bit]:
    words = tongue.translate(WORDS[message.code])
    while words:
        before, opened, rest = words.partition("%(")
        if before:
            yield Bit(before)
        slot, _, words = rest.partition(")s")
        if opened:
            yield from _said(ROLES[slot], message.values[slot], tongue)


def _said(role: Role, value: Value, tongue: Tongue) -> Iterator[Bit]:
    """A value in its place; several are joined."""
    if isinstance(value, tuple):
        for number, one in enumerate(value):
            if number:
                yield Bit(tongue.translate(N_(", ")))
            yield from _said(role, one, tongue)
    elif isinstance(value, Message):
        yield from _filled(value, tongue)
    elif isinstance(value, Noun):
        yield Bit(tongue.translate(NOUNS[value]))
    else:
        yield _bit(role, plain(value), tongue)


def _bit(role: Role, value: str, tongue: Tongue) -> Bit:
    match role:
        case Role.TYPED:
            return Bit(tongue.quote(value), is_code=True)
        case Role.PLAIN:
            return _named(value, tongue.entry(value))
        case Role.CHOICE:
            return _named(value, tongue.choice(value))
        case Role.FIELD:
            return _named(value, tongue.field(value))
        case Role.WORDS:
            return Bit(value)
    assert_never(role)


def _named(value: str, words: str) -> Bit:
    return Bit(words, is_code=words == value)


def plain(value: str | int | float | date) -> str:
    """An id, a day or an amount; an amount without zeros that say nothing."""
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return value.isoformat() if isinstance(value, date) else str(value)


CONSOLE = Tongue(translate=str, choice=str, field=str, quote=repr)
"""English with the names that documents use, for the console and for programs."""


def english(message: Message | None) -> str:
    """A message in English, with the names that documents use; empty for none."""
    return "".join(bit.words for bit in bits_of(message, CONSOLE)) if message else ""


def console_line(problem: Problem) -> str:
    """A problem in one line of English: where, what, and how to mend it."""
    where = f"{problem.file}:{problem.line}" if problem.line else problem.file
    column = f", column {problem.column}" if problem.column else ""
    hint = f" ({english(problem.hint)})" if problem.hint else ""
    return f"{where}: {problem.place}{column}: {english(problem.message)}{hint}"
