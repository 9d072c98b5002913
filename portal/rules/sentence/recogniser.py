"""One sentence understood: facts as proposals, each with the words it came from.

Deterministic and without a model: words of the content, places, times, denial, and whom each clause
speaks of. What may mean two things is not proposed. Time grows with the length of the sentence,
which is bounded; nothing that is typed raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from ..evaluation.answer_reader import read_answer
from ..model.answers import Answer
from ..model.districts import Gazetteer
from ..model.households import THE_HOUSEHOLD, Subject
from ..model.months import NONE, Month, Span
from ..model.ruleset import Question
from ..model.school import BORN, GRADE, STAGE
from .closed_words import STOPS, WordClass
from .denial import asked, denied, is_affirmed, is_statement
from .kin import is_of_grown_children, without_strange_children
from .lexicon import Lexicon, Meaning, build_lexicon
from .normal_text import PlainText, plain_text
from .people import EVERY_CHILD, People, Scope, everybody, scopes_of
from .proposals import Part, Proposal, Told, Understanding
from .times import Time
from .tokens import AREA, Token, tokens_of

HUKOU = "hukou_place"
HUKOU_DISTRICT = "hukou_district"
HOME = "home"
POST = "retirement_post"
JOINS = "joins"
WORK = "work"
BIRTH = "birth_month"
PERMIT = "has_residence_permit"
#: Work that is none in time: neither since when nor where is asked of it.
_NO_WORK = ("none", "student")
#: Answers that say nothing of when something began: a contract may be of last year.
_UNTIMED = (*_NO_WORK, "contract", "registered_rental", "other_rental")
_PARENTS = frozenset(
    [
        "妈",
        "我妈",
        "妈妈",
        "老妈",
        "爸",
        "我爸",
        "爸爸",
        "老爸",
        "老汉",
        "父母",
        "爸妈",
        "父亲",
        "母亲",
    ]
)
_GROWN = 18
#: Who is younger is a child, whoever was named.
_OF_AGE = 14
#: What tells behind a stage of school that it is how far somebody got.
_SCHOOLED = ("毕业", "文化", "学历", "文凭", "水平", "没读完", "都没")
#: Where children are told one by one, nothing holds for all of them.
_ONE_OF_THEM = re.compile("一个(?![人月])")
#: What tells that a wish is for another school year.
_LATER = ("明年", "后年", "下学期", "下半年", "开学", "以后", "将来", "九月", "9月", "要上", "升")
#: What tells behind a grade that it is over.
_THEN = ("就在", "就来", "就转", "的时候", "那年", "开始就", "毕业")
#: What tells behind a time that something broken off was taken up.
_AGAIN = ("又", "才", "接", "续", "重新", "开始")
#: Where a home is bought or rented, «合同» need not be one of work.
_HOUSE = re.compile("买房|买了|购房|租房|租的|租了|房东")
#: What may stand behind «X的» where the clause goes on with the person, not with a thing of X.
_GOES_ON = frozenset("在来到现目今已不没想打我我住租送跑干做从也都一和跟")
#: What is of a place without its owner being from there: «居住证是深圳的».
_DOCUMENT = re.compile(
    "居住证|社保|医保|养老|公积金|房|车|执照|证|学籍|学校|厂|公司|单位|店|老板|合同"
)
#: What is kept or paid where one came from, or somewhere else.
_AWAY = re.compile(
    "(老家|外地|外省|省外|外市)(那边|头|里)?(还|也|都)?(交|缴|办|买|的|有|参)|(在|是)(外地|外省|省外)"
)
#: Questions whose answers are no matter of the city.
_ANYWHERE = (
    "birth_month",
    "sex",
    "qualification",
    "retired",
    "draws_pension",
    "has_land_rights",
    JOINS,
)
OWNS = "owns_home"
PENSION = "draws_pension"
#: The residents' scheme pays out too, but no pension of employees.
_RESIDENTS_PENSION = re.compile("农保|居保|居民养老|城乡居民|农村养老|高龄")
#: Work with children of others.
_STAFF = re.compile(
    "老师|教师|幼师|教书|保育|食堂|学校上班|幼儿园上班|学校当|幼儿园当|学校做|幼儿园做|托管"
)
#: What tells before or behind a time that it has not passed yet, or is of money owed.
_AHEAD = re.compile(
    "(还有|还剩|还差|还要|再过|再|只差|差|等|有效期|有效期是|欠我?|欠了|拖了|每|隔)$"
)
_TO_COME = (
    "到期",
    "过期",
    "后",
    "以后",
    "之后",
    "内",
    "以内",
    "工资",
    "的工资",
    "没涨",
    "一签",
    "一交",
    "才能",
    "就能",
    "就可以",
    "能",
    "可以",
    "才可以",
    "以上",
    "起步",
)
#: Whose origin is nobody's of the household.
_STRANGERS = re.compile(
    "(老板|老板娘|房东|对象|老师|中介|客户|户主|领导|站长|组长|工头|师傅|医生|雇主|邻居|同事|介绍人|车牌|牌照)[^我]{0,6}$"
)
#: What asks about a registration in the city that nobody is said to have.
_GENERAL = re.compile(
    "^(重庆|重庆市|本地|主城)(的)?(户口|户籍|人)?(有啥|有什么|有哪些|有好多|好处|条件|政策|要求|难|值|怎么|咋|要|需要|能)"
)
#: A wish to be registered with somebody says nothing of where one lives.
_MOVES = re.compile("户口|落户|迁|投靠")
_PLANS = re.compile("(想|打算|准备|计划|要)(回|去|来|在)?[^,。]{0,4}(创业|自己干|贷款|做生意)")
_NOT_YET = re.compile("还差|还剩|再交|再过|再干|搬(来|到|过来|进)(主城|重庆|城|这边)")
#: What tells that things have changed since: what stands before it is past.
_CHANGED = re.compile("后来|后头|后面又")
_THEN_REGISTERED = re.compile("(最近|刚|才|后来|又|补)[^,。没不]{0,4}备案")
#: What makes «工作» behind «没» a thing that one may lack while working.
_OF_WORK = ("单位", "经验", "证", "签证", "居住", "服")
_STUDENT = re.compile("大[一二三四]|大学|读研|研究生|博士|本科")
_LIVES, _WORKS, _BARE, _SCHOOL, _WISH = 4, 3, 2, 1, 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fact:
    """Something said, before it is known which child a label means.

    ``weak``: it follows from a denial, and yields to what was said outright.
    """

    who: Subject | str
    question: str
    value: Answer
    part: tuple[int, int]
    about: bool = False
    weak: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clause:
    tokens: Sequence[Token]
    scopes: Sequence[Scope]
    denied: dict[int, int]
    asked: frozenset[int]
    past: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Topic:
    """A word of which a time is told, with its place in the clause and whom it is said of."""

    meaning: Meaning
    place: int
    token: Token
    scope: Scope


class Recogniser:
    """Reads sentences against the questions and places of a release on a day.

    ``city``: the option of who is registered in the city.
    """

    def __init__(
        self, questions: Mapping[str, Question], gazetteer: Gazetteer, day: date, city: str
    ) -> None:
        self._lexicon = build_lexicon(questions, gazetteer, day)
        self._city = city
        self._gazetteer = gazetteer
        self._day = day

    def read(self, sentence: str) -> Understanding:
        """What a sentence says, as proposals."""
        plain = plain_text(sentence)
        reading = _Reading(plain, self._lexicon, self._day, self._city)
        reading.read()
        return self._understanding(sentence, plain, reading)

    def _understanding(self, sentence: str, plain: PlainText, reading: _Reading) -> Understanding:
        proposals = tuple(
            Proposal(
                subject=subject,
                question=fact.question,
                value=fact.value,
                words=plain.written(*fact.part),
                about=fact.about,
            )
            for subject, fact in reading.settled()
            if self._fits(fact)
        )
        district = reading.district()
        adults, children = reading.counts()
        known = frozenset(its.question for its in proposals)
        used = [
            *(its.words for its in proposals),
            *(plain.written(*part) for _, part in (district, adults, children) if part),
        ]
        return Understanding(
            sentence=sentence,
            proposals=proposals,
            district=_told(plain, *district),
            adults=_told(plain, *adults),
            children=_told(plain, *children),
            left=tuple(_left(plain, reading.tokens, used, known)),
        )

    def _fits(self, fact: _Fact) -> bool:
        """Whether the rules take the value as an answer to the question."""
        question = self._lexicon.questions.get(fact.question)
        if question is None:
            return False
        value = str(fact.value) if isinstance(fact.value, Month | Span) else fact.value
        _, problem = read_answer(question, value, self._day, self._gazetteer)
        return problem is None


def _told(plain: PlainText, value: str | int | None, part: tuple[int, int] | None) -> Told | None:
    return None if value is None or part is None else Told(value, plain.written(*part))


class _Reading:
    """One sentence while it is read."""

    def __init__(self, plain: PlainText, lexicon: Lexicon, day: date, city: str) -> None:
        self.text = plain.text
        self.lexicon = lexicon
        self.city = city
        self.day = day
        self.tokens = without_strange_children(tokens_of(self.text, lexicon, day), self.text)
        self.people: People = everybody(self.tokens)
        if is_of_grown_children(self.tokens, self.text, day):
            self.people.grown |= set(self.people.labels)
        self.facts: list[_Fact] = []
        self.vetoed: set[tuple[Subject | str, str, Answer]] = set()
        self.places: list[tuple[int, str, tuple[int, int]]] = []
        self.topic: _Topic | None = None
        self._weak = False

    def read(self) -> None:
        """Take every clause in turn."""
        scope = Scope()
        for tokens in _clauses(self.tokens):
            scopes = scopes_of(tokens, scope, self.people)
            clause = _Clause(
                tokens=tokens,
                scopes=scopes,
                denied=denied(tokens),
                asked=asked(tokens, self.text),
                past=_past(tokens),
            )
            told = len(self.facts)
            self._read_clause(clause)
            scope = _carried(scopes[-1], self.facts[told:])

    def _read_clause(self, clause: _Clause) -> None:
        for place, token in enumerate(clause.tokens):
            states = place not in clause.asked and place < clause.past
            if token.figure and states and not _is_others(clause, place):
                question, figure = token.figure
                if question == AREA and "租" in self.text:
                    continue
                self._add(THE_HOUSEHOLD, question, figure, token)
            if token.grade and (states or self._is_now(clause, token)):
                self._grade(clause, place, token)
            if token.time and states:
                self._time(clause, place, token, token.time)
            if token.is_a("settled") and _is_child_here(clause, place):
                self._note_grown(clause, place)
            if token.word is not None:
                for meaning in token.word.meanings:
                    if self._is_beside(clause, token, meaning):
                        self._meaning(clause, place, token, meaning, states)
                if token.word.districts and place < clause.past:
                    self._place(clause, place, token, states)
                if token.is_a("joins"):
                    self._joins(clause, place, token)
        self._remember_topic(clause)

    # What is said by words of the content.

    def _is_beside(self, clause: _Clause, token: Token, meaning: Meaning) -> bool:
        if not meaning.beside:
            return True
        start = clause.tokens[0].start
        return meaning.beside in self.text[start : token.start]

    def _meaning(
        self, clause: _Clause, place: int, token: Token, meaning: Meaning, states: bool
    ) -> None:
        question = self.lexicon.questions[meaning.question]
        times = clause.denied.get(place, 0)
        if times > 1 or not states or (question.sentence.like and question.kind != "yes_no"):
            return
        is_denied = times == 1
        if question.id == WORK and not is_denied and meaning.value not in _NO_WORK:
            self._note_grown(clause, place)
        value = self._value(clause, place, question, meaning, is_denied)
        if value is None:
            return
        is_of_hukou = question.id == HUKOU or HUKOU in question.sentence.like
        if is_of_hukou and not self._is_origin(clause, place):
            return
        if self._is_general(clause, token, question, value):
            return
        if self._is_of_city(question) and self._is_elsewhere(clause):
            return
        if question.id == STAGE and self.text.startswith(_SCHOOLED, token.end):
            return
        of_contract = value == "contract" or "合同" in token.word_text
        if question.id == WORK and of_contract and not self._is_of_work(token):
            return
        if question.kind == "month" and any(its.is_a("break") for its in clause.tokens):
            return
        if question.id in ("owns_home", "sold_home") and value is True and self._is_far(clause):
            return
        self._weak = meaning.denied
        said = _with_denial(clause, place) if is_denied else token
        self._say(clause, place, question, value, said)
        self._weak = False

    def _is_general(self, clause: _Clause, token: Token, question: Question, value: Answer) -> bool:
        """Whether a word is said of a stranger, in general, or of what is only planned."""
        words = self._text_of(clause)
        if question.id == HUKOU or HUKOU in question.sentence.like:
            is_strange = bool(_STRANGERS.search(self._text_before(clause, token)))
            return is_strange or (value == self.city and bool(_GENERAL.search(words)))
        if question.id == HOME:
            return value == "family" and bool(_MOVES.search(words))
        if question.id == OWNS and value is True and token.word_text in ("买房", "买房子"):
            return "了" not in words and not any(its.time for its in clause.tokens)
        if question.id == WORK and value == "none" and self.text.startswith(_OF_WORK, token.end):
            return True
        planned = "了" not in token.word_text and bool(_PLANS.search(self.text))
        return value == "self_employed" and planned

    def _is_of_city(self, question: Question) -> bool:
        """Whether only what is in the city answers a question: not where one is registered."""
        if question.id in _ANYWHERE or HUKOU in question.sentence.like:
            return False
        return question.id != HUKOU and question.of != "child"

    def _note_grown(self, clause: _Clause, place: int) -> None:
        """A child who works is grown up: nobody of the household."""
        scope = clause.scopes[place]
        if scope.here and self._is_of_child(clause, place):
            self.people.grown.add(scope.child or "")

    def _holds_anyhow(self, clause: _Clause, place: int, question: Question) -> bool:
        """Whether a question asks what was so before, or what is wished for."""
        return question.id == JOINS or (question.id == POST and place not in clause.asked)

    def _is_of_work(self, token: Token) -> bool:
        """Whether «合同» is one of work: it says so, or no home is spoken of, or work before it."""
        if "劳动" in token.word_text or not _HOUSE.search(self.text):
            return True
        return any(
            meaning.question == WORK and meaning.value != "contract"
            for its in self.tokens
            if its.start < token.start and its.word is not None
            for meaning in its.word.meanings
        )

    def _value(
        self, clause: _Clause, place: int, question: Question, meaning: Meaning, is_denied: bool
    ) -> Answer:
        """The answer that a word gives in its clause; None where it gives none."""
        match question.kind:
            case "yes_no":
                if meaning.denied:
                    return False if is_denied else None
                if meaning.value is False:
                    return None if is_denied else False
                if is_denied:
                    return None if meaning.beside else False
                told = HUKOU in question.sentence.like or bool(meaning.beside)
                return True if told or is_affirmed(clause.tokens, place) else None
            case "choice":
                if meaning.value is None or meaning.denied != is_denied:
                    if is_denied and meaning.value is not None:
                        self._veto(clause, place, question, meaning.value)
                    return None
                return meaning.value
            case "month":
                is_none = is_denied and question.none is not None
                return NONE if is_none and meaning.value is None else None
            case "number" | "money" | "district":
                return None

    def _veto(self, clause: _Clause, place: int, question: Question, value: Answer) -> None:
        """Keep an option that was denied from being proposed for its word elsewhere."""
        for who in self._whose(clause, place, question):
            self.vetoed.add((who, question.id, value))

    def _say(
        self, clause: _Clause, place: int, question: Question, value: Answer, token: Token
    ) -> None:
        """Take a fact for whom the clause speaks of, or for the child's question of its like."""
        if question.of != "adult" or not self._is_of_child(clause, place):
            for who in self._whose(clause, place, question):
                self._add(who, question.id, value, token)
            return
        label = clause.scopes[place].child or ""
        own = clause.scopes[place].here
        alike = [
            self.lexicon.questions[name]
            for name in self.lexicon.alike(question.id)
            if self.lexicon.questions[name].of == "child"
        ]
        if not alike:
            if not own and HUKOU not in question.sentence.like:
                self._say_of_adults(clause, place, question, value, token)
            return
        if own or self._only_children(token):
            for other in alike:
                if other.kind == question.kind:
                    self._add(label, other.id, value, token)
                elif other.kind == "month" and value is False and other.none is not None:
                    self._add(label, other.id, NONE, token)

    def _only_children(self, before: Token) -> bool:
        """Whether nothing was said of grown-ups before a token."""
        return not any(
            isinstance(its.who, Subject) and its.who.kind == "adult" for its in self.facts
        ) and not any(
            token.is_a("self") and (behind.word is None or behind.word.child is None)
            for token, behind in pairwise(self.tokens)
            if token.start < before.start
        )

    def _joins(self, clause: _Clause, place: int, token: Token) -> None:
        """With whom somebody wants to be registered: «投靠老公», «迁到妈妈那里»."""
        for other in clause.tokens[place + 1 : place + 3]:
            if other.is_a("partner"):
                value = "spouse"
            elif other.is_a("other") and other.word is not None and other.word.text in _PARENTS:
                value = "parent"
            elif other.word is not None and other.word.child is not None:
                value = "adult_child"
                self.people.grown.add(other.word.child[0])
            else:
                continue
            part = Token(start=token.start, end=other.end)
            self._add(Subject("adult", 1), JOINS, value, part)
            return

    def _say_of_adults(
        self, clause: _Clause, place: int, question: Question, value: Answer, token: Token
    ) -> None:
        for number in clause.scopes[place].adults:
            self._add(Subject("adult", number), question.id, value, token)

    def _is_of_child(self, clause: _Clause, place: int) -> bool:
        """Whether a child is spoken of at a place, as who acts."""
        return clause.scopes[place].last == "child" and not self._is_led(clause, place)

    def _is_led(self, clause: _Clause, place: int) -> bool:
        """Whether the child of this clause is only taken along: «带娃», «有个娃»."""
        for other in range(place - 1, -1, -1):
            token = clause.tokens[other]
            if token.word is not None and token.word.child is not None:
                before = clause.tokens[other - 1] if other else None
                has = before is not None and (
                    before.is_a("with") or (before.word is not None and before.word.text == "有")
                )
                told = any(its.grade for its in clause.tokens[other + 1 : place])
                return has or told or token.children is not None
        return False

    def _whose(self, clause: _Clause, place: int, question: Question) -> tuple[Subject | str, ...]:
        """Of whom a fact is that answers a question."""
        scope = clause.scopes[place]
        match question.of:
            case "household":
                grown = scope.last == "child" and scope.child in self.people.grown
                return () if scope.last == "other" or grown else (THE_HOUSEHOLD,)
            case "adult":
                one = len(scope.adults) > 1 and _ONE_OF_THEM.search(self._text_of(clause))
                if scope.last == "other" or one:
                    return ()
                return tuple(Subject("adult", number) for number in scope.adults)
            case "child":
                label = self._child_at(clause, place)
                return () if label is None else (label,)

    def _child_at(self, clause: _Clause, place: int) -> str | None:
        """The label of the child that a fact of a child belongs to; None where it is nobody's."""
        scope = clause.scopes[place]
        if not self.people.labels and not self.people.count and self._is_of_staff():
            return None
        if scope.last == "child" and scope.here:
            return scope.child
        for token in clause.tokens[place + 1 : place + 5]:
            if token.word is not None and token.word.child is not None:
                return EVERY_CHILD if (token.children or 0) > 1 else token.word.child[0]
            if token.is_a("other"):
                return None
            if is_statement(token):
                break
        if scope.last == "other":
            return None
        if scope.here and scope.last == "adult" and scope.child is None:
            return None
        return scope.child if scope.child is not None else ""

    def _is_of_staff(self) -> bool:
        """Whether the sentence tells of work at a school, or of a student at university."""
        works = any(
            its.question == WORK
            for token in self.tokens
            if token.word is not None
            for its in token.word.meanings
        )
        return bool(_STUDENT.search(self.text)) or (works and bool(_STAFF.search(self.text)))

    # Where one comes from, and where things are.

    def _is_origin(self, clause: _Clause, place: int) -> bool:
        """Whether a place is where somebody comes from: «老家四川», «四川人», «户口在四川»."""
        tokens = clause.tokens
        for other in range(place - 1, max(-1, place - 5), -1):
            token = tokens[other]
            if _names(token, HUKOU):
                return True
            if not (
                token.is_blank or token.is_a("have", "not", "each", "hukou_end", "with")
            ) and not (
                token.word is not None and (token.word.districts or _is_option_of(token, HUKOU))
            ):
                break
        behind = tokens[place + 1] if place + 1 < len(tokens) else None
        if behind is None:
            before = tokens[place - 1] if place else None
            return before is not None and before.word is not None and before.word.text == "是"
        if behind.word is not None and (behind.word.districts or _is_option_of(behind, HUKOU)):
            touches = behind.start == tokens[place].end
            return touches and self._is_origin(clause, place + 1)
        if _names(behind, HUKOU) and behind.start == tokens[place].end:
            return True
        if _says_hukou(behind) and behind.start == tokens[place].end:
            return True
        if not behind.is_a("hukou_end") or behind.start != tokens[place].end:
            return False
        word = behind.word.text if behind.word is not None else ""
        if word == "的":
            if self._is_of_thing(clause, place, behind):
                return False
            if place + 2 < len(tokens) and _names(tokens[place + 2], HUKOU):
                return True
            ends = place + 2 >= len(tokens)
            before = tokens[place - 1] if place else None
            whose = before is not None and (
                before.is_a("self", "partner", "each", "third")
                or before.word_text == "是"
                or _is_option_of(before, HUKOU)
            )
            return whose or (ends and (place > 0 or tokens[0].start == 0))
        return True

    def _is_of_thing(self, clause: _Clause, place: int, of: Token) -> bool:
        """Whether «的» behind a place tells where a thing is: «大足的厂», «居住证是深圳的»."""
        behind = self.text[of.end : of.end + 1]
        if self.text.startswith(("户口", "户籍"), of.end):
            return False
        if behind and behind not in STOPS and behind not in _GOES_ON:
            return True
        return bool(
            _DOCUMENT.search(self.text[clause.tokens[0].start : clause.tokens[place].start])
        )

    def _is_elsewhere(self, clause: _Clause) -> bool:
        """Whether a clause speaks of a place outside the city that nobody comes from there."""
        return bool(_AWAY.search(self._text_of(clause))) or any(
            _is_option_of(token, HUKOU, but=self.city) and not self._is_origin(clause, place)
            for place, token in enumerate(clause.tokens)
        )

    def _is_far(self, clause: _Clause) -> bool:
        """Whether a clause speaks of the place one comes from."""
        return any(
            _names(token, HUKOU) or _is_option_of(token, HUKOU, but=self.city)
            for token in clause.tokens
        )

    def _place(self, clause: _Clause, place: int, token: Token, states: bool) -> None:
        """What the name of a place says: where somebody is registered, works, learns or lives."""
        word = token.word
        assert word is not None
        former = clause.tokens[place - 1] if place else None
        if clause.denied.get(place) or (former is not None and former.is_a("not")):
            return
        if former is not None and _is_option_of(former, HUKOU, but=self.city):
            return
        if self.text[token.start - 1 : token.start] == "从":
            return
        if _STRANGERS.search(self._text_before(clause, token)):
            return
        if self._is_origin(clause, place):
            if states and not _is_option_of(token, HUKOU):
                hukou = self.lexicon.questions.get(HUKOU)
                if hukou is not None:
                    self._say(clause, place, hukou, self.city, token)
                self._say_district(clause, place, HUKOU_DISTRICT, token)
            elif not states:
                self._note_district(token, (), states)
            return
        if clause.scopes[place].last == "other" and clause.scopes[place].here:
            return
        behind = clause.tokens[place + 1] if place + 1 < len(clause.tokens) else None
        if len(clause.tokens) == 2 and behind is not None and behind.word_text == "的":
            return
        topics = self._topics_of_place(clause, place)
        if states:
            for name in dict.fromkeys(n for topic in topics for n in self.lexicon.alike(topic)):
                self._say_district(clause, place, name, token)
        self._note_district(token, topics, states)

    def _say_district(self, clause: _Clause, place: int, name: str, token: Token) -> None:
        question = self.lexicon.questions.get(name)
        word = token.word
        if question is None or question.kind != "district" or word is None:
            return
        if len(word.districts) == 1:
            value = next(iter(word.districts))
            if question.of == "child" and question.sentence.like != (HUKOU_DISTRICT,):
                for who in self._whose(clause, place, question):
                    self._add(who, question.id, value, token)
            elif question.of != "child":
                self._say(clause, place, question, value, token)

    def _topics_of_place(self, clause: _Clause, place: int) -> tuple[str, ...]:
        """The questions by whose words a place is told: what stands behind it, else before it."""
        tokens = clause.tokens
        near = next(
            (t for t in reversed(tokens[max(0, place - 2) : place]) if not t.is_blank), None
        )
        if near is not None and (topics := self._placing(near)):
            return topics
        for other in range(place + 1, len(tokens)):
            token = tokens[other]
            if token.word is not None and token.word.districts:
                if token.start == tokens[other - 1].end and other == place + 1:
                    continue
                break
            if topics := self._placing(token):
                return topics
        for other in range(place - 1, -1, -1):
            if topics := self._placing(tokens[other]):
                return topics
        others = [t for n, t in enumerate(tokens) if n != place and not t.is_blank]
        if self.topic is not None and not others:
            return (self.topic.meaning.question,)
        return ()

    def _placing(self, token: Token) -> tuple[str, ...]:
        """The questions about which a word says something that is somewhere."""
        if token.grade is not None:
            return (STAGE,)
        meanings = token.word.meanings if token.word is not None else ()
        named = dict.fromkeys(
            its.question for its in meanings if its.value not in _NO_WORK and not its.denied
        )
        return tuple(
            name
            for name in named
            if name in (HOME, STAGE)
            or (
                name != HUKOU
                and HUKOU not in self.lexicon.questions[name].sentence.like
                and any(
                    self.lexicon.questions[its].kind == "district"
                    for its in self.lexicon.alike(name)
                )
            )
        )

    def _note_district(self, token: Token, topics: Sequence[str], states: bool) -> None:
        """Keep a place as where the person lives, works or wants something done."""
        word = token.word
        if word is None or len(word.districts) != 1:
            return
        district = next(iter(word.districts))
        weight = _BARE
        if not states:
            weight = _WISH
        elif HOME in topics:
            weight = _LIVES
        elif WORK in topics:
            weight = _WORKS
        elif STAGE in topics:
            weight = _SCHOOL
        elif topics:
            return
        self.places.append((weight, district, (token.start, token.end)))

    def district(self) -> tuple[str | None, tuple[int, int] | None]:
        """The district of the check, where the words that say most agree on one."""
        if not self.places:
            return None, None
        most = max(weight for weight, _, _ in self.places)
        named = {district for weight, district, _ in self.places if weight == most}
        if len(named) > 1:
            return None, None
        return next((name, part) for weight, name, part in self.places if weight == most)

    # Times, ages, grades.

    def _time(self, clause: _Clause, place: int, token: Token, time: Time) -> None:
        value: Month | Span = (
            time.earliest if time.earliest == time.latest else Span(time.earliest, time.latest)
        )
        if time.kind in ("age", "born"):
            self._birth(clause, place, token, value, time)
            return
        scope = clause.scopes[place]
        is_babys = time.months is not None and scope.last == "child" and scope.here
        if is_babys and not any(self._counts(clause, n) for n in range(len(clause.tokens))):
            months = Span(time.earliest, time.latest)
            self._add(scope.child or "", BORN, months, token, about=True)
            return
        if _AHEAD.search(self.text[: token.start]) or self.text.startswith(_TO_COME, token.end):
            return
        again = time.kind != "lasting" and self.text.startswith(_AGAIN, token.end)
        if _is_broken(clause) and not again:
            return
        if _NOT_YET.search(self._text_of(clause)):
            return
        if "搬出" in self.text and "搬" not in self._text_of(clause):
            return
        for topic in self._topics_of_time(clause, place):
            self._since(clause, token, value, time, topic)

    def _since(
        self, clause: _Clause, token: Token, value: Month | Span, time: Time, topic: _Topic
    ) -> None:
        """Take since when what a word is about has been so."""
        scope = topic.scope
        part = token
        if topic.token in clause.tokens:
            part = Token(
                start=min(topic.token.start, token.start), end=max(topic.token.end, token.end)
            )
        about = isinstance(value, Span)
        own = self.lexicon.questions[topic.meaning.question]
        for name in self.lexicon.alike(topic.meaning.question):
            question = self.lexicon.questions[name]
            if question.kind == "number" and question.unit == "months" and time.months:
                self._add(Subject("adult", scope.adults[0]), name, time.months, token)
            if question.kind != "month":
                continue
            is_child = scope.last == "child" and scope.here
            if question.of == "child" and own.of == "child":
                label = self._child_at(clause, topic.place)
                if label is not None:
                    self._add(label, name, value, part, about=about)
            elif question.of == "child" and is_child and scope.child is not None:
                self._add(scope.child, name, value, part, about=about)
            elif question.of == "household":
                self._add(THE_HOUSEHOLD, name, value, part, about=about)
            elif (question.of == "adult" and not is_child) or (
                topic.token in clause.tokens and self._is_led(clause, topic.place)
            ):
                for number in scope.adults:
                    self._add(Subject("adult", number), name, value, part, about=about)

    def _topics_of_time(self, clause: _Clause, place: int) -> list[_Topic]:
        """What a time is told of: the word before it, else the one behind it, else one before."""
        tokens = clause.tokens
        before = [n for n in range(place - 1, -1, -1) if self._counts(clause, n)]
        behind = [n for n in range(place + 1, len(tokens)) if self._counts(clause, n)]
        chosen = before[:1] or behind[:1]
        if not chosen:
            others = [t for n, t in enumerate(tokens) if n != place and not t.is_blank]
            is_bare = all(its.is_a("have", "self", "partner") for its in others)
            if self.topic is not None and is_bare and self._is_known(clause):
                scope = clause.scopes[place] if others else self.topic.scope
                return [replace(self.topic, scope=scope)]
            return []
        while (
            not tokens[chosen[-1]].is_a("arrival")
            and (other := _joined_before(tokens, chosen[-1])) in before
        ):
            chosen.append(other)
        found = []
        for other in chosen:
            meanings = _timed(tokens[other])
            if not meanings or clause.denied.get(other) or clause.scopes[other].last == "other":
                continue
            for meaning in meanings:
                if not self._is_elsewhere(clause):
                    found.append(
                        _Topic(
                            meaning=meaning,
                            place=other,
                            token=tokens[other],
                            scope=clause.scopes[other],
                        )
                    )
        return found

    def _is_known(self, clause: _Clause) -> bool:
        """Whether a clause holds no word that we do not know: a time may be of that."""
        return sum(its.end - its.start for its in clause.tokens) == len(self._text_of(clause))

    def _text_before(self, clause: _Clause, token: Token) -> str:
        """The words of a clause in front of a token."""
        words = self._text_of(clause)
        return words[: max(0, words.find(self.text[token.start : token.end]))]

    def _text_of(self, clause: _Clause) -> str:
        """The words of a clause, with those at both ends that are no tokens."""
        first, last = clause.tokens[0].start, clause.tokens[-1].end
        while first and self.text[first - 1] not in STOPS:
            first -= 1
        while last < len(self.text) and self.text[last] not in STOPS:
            last += 1
        return self.text[first:last]

    def _counts(self, clause: _Clause, place: int) -> bool:
        token = clause.tokens[place]
        return bool(_timed(token)) or token.is_a("arrival") or token.grade is not None

    def _remember_topic(self, clause: _Clause) -> None:
        """Keep the last word that a time in the next clause can be told of."""
        for place in range(len(clause.tokens) - 1, -1, -1):
            token = clause.tokens[place]
            if token.is_a("arrival", "not", "ask") or token.grade:
                self.topic = None
                return
            found = _timed(token)
            if found:
                self.topic = None
                if self._is_elsewhere(clause):
                    return
                if place not in clause.asked and clause.scopes[place].last != "other":
                    scope = clause.scopes[place]
                    self.topic = _Topic(meaning=found[0], place=place, token=token, scope=scope)
                return

    def _birth(
        self, clause: _Clause, place: int, token: Token, value: Month | Span, time: Time
    ) -> None:
        """When somebody was born: whoever stands behind the age, else who is spoken of."""
        scope = clause.scopes[place]
        grown = time.latest <= Month.on(self.day) - 12 * _GROWN
        who = self._aged(_behind(clause, place), scope)
        if who is None:
            return
        if isinstance(who, str) and grown:
            if scope.here or who != scope.child:
                self.people.grown.add(who)
            return
        if isinstance(who, Subject) and time.latest > Month.on(self.day) - 12 * _OF_AGE:
            if scope.child is not None:
                return
            who = ""
        question = BORN if isinstance(who, str) else BIRTH
        self._add(who, question, value, token, about=isinstance(value, Span))

    def _aged(self, behind: Token | None, scope: Scope) -> Subject | str | None:
        """Whose age it is; None where it is nobody's of the household."""
        if behind is not None and behind.is_a("other"):
            return None
        if behind is not None and behind.word is not None and behind.word.child is not None:
            return behind.word.child[0]
        if behind is not None and behind.is_a("partner"):
            return Subject("adult", 2)
        if scope.last == "other":
            return None
        if scope.last == "child" and scope.child is not None:
            return scope.child
        return Subject("adult", scope.adults[0]) if len(scope.adults) == 1 else None

    def _is_now(self, clause: _Clause, token: Token) -> bool:
        """Whether a grade in a wish is that of today: «想转过来读初二», not «明年想读初二»."""
        assert token.grade is not None
        words = self.text[clause.tokens[0].start : token.start]
        return token.grade[1] != 1 and not any(word in words for word in _LATER)

    def _grade(self, clause: _Clause, place: int, token: Token) -> None:
        assert token.grade is not None
        label = self._child_at(clause, place)
        if label is None or self.text.startswith(_THEN, token.end):
            return
        stage, grade = token.grade
        self._add(label, STAGE, stage, token)
        if grade is not None:
            self._add(label, GRADE, grade, token)

    # What it comes to.

    def _add(
        self,
        who: Subject | str,
        question: str,
        value: Answer,
        token: Token,
        *,
        about: bool = False,
    ) -> None:
        if question in self.lexicon.questions:
            part = (token.start, token.end)
            self.facts.append(
                _Fact(
                    who=who,
                    question=question,
                    value=value,
                    part=part,
                    about=about,
                    weak=self._weak,
                )
            )

    def settled(self) -> Iterator[tuple[Subject, _Fact]]:
        """The facts that belong to somebody and that no other fact of theirs gainsays."""
        found: dict[tuple[Subject, str], list[_Fact]] = {}
        owned = list(self._owned())
        idle = {its for its, fact in owned if fact.question == WORK and fact.value in _NO_WORK}
        for subject, fact in owned:
            if subject in idle and fact.question != WORK and self._is_of_doing(fact.question):
                continue
            if self._is_changed(fact):
                continue
            if fact.question == PENSION and _RESIDENTS_PENSION.search(self.text):
                continue
            found.setdefault((subject, fact.question), []).append(fact)
        for (subject, _), facts in found.items():
            kept = [its for its in facts if (its.who, its.question, its.value) not in self.vetoed]
            chosen = _agreed(kept)
            if chosen is not None:
                yield subject, chosen

    def _is_changed(self, fact: _Fact) -> bool:
        """Whether work or home is told to have changed since."""
        changed = list(_CHANGED.finditer(self.text))
        names = (*self.lexicon.alike(WORK), *self.lexicon.alike(HOME), "platform_company")
        if fact.value == "other_rental" and _THEN_REGISTERED.search(self.text):
            return True
        return fact.question in names and any(fact.part[1] <= its.start() for its in changed)

    def _is_of_doing(self, name: str) -> bool:
        """Whether a question is said with the words of work: nobody without work answers it."""
        return name in self.lexicon.alike(WORK)

    def _owned(self) -> Iterator[tuple[Subject, _Fact]]:
        sequences: dict[str, int] = {}
        for fact in self.facts:
            if isinstance(fact.who, Subject):
                yield fact.who, fact
                continue
            for subject in self._children_of(fact, sequences):
                yield subject, fact

    def _children_of(self, fact: _Fact, sequences: dict[str, int]) -> tuple[Subject, ...]:
        """Whose a child's fact is; told one after another, the first is of the first child."""
        assert isinstance(fact.who, str)
        many = self.people.number()
        if not self.people.labels and fact.who == "":
            return (Subject("child", 1),)
        same = {
            (its.value, its.part)
            for its in self.facts
            if its.who in ("", EVERY_CHILD) and its.question == fact.question
        }
        if fact.who in ("", EVERY_CHILD) and many > 1 and len(same) == many:
            place = sorted(same, key=lambda pair: pair[1]).index((fact.value, fact.part))
            return (Subject("child", place + 1),)
        if fact.who in ("", EVERY_CHILD) and many > 1 and len(same) > 1:
            return ()
        if fact.who in ("", EVERY_CHILD) and many > 1 and _ONE_OF_THEM.search(self.text):
            return ()
        return self.people.subjects(fact.who)

    def counts(
        self,
    ) -> tuple[
        tuple[int | None, tuple[int, int] | None], tuple[int | None, tuple[int, int] | None]
    ]:
        """How many adults and children were told, each with the words."""
        people = self.people
        adults: tuple[int | None, tuple[int, int] | None] = (None, None)
        if people.alone is not None:
            adults = 1, (people.alone.start, people.alone.end)
        elif people.partner is not None:
            adults = 2, (people.partner.start, people.partner.end)
        many = people.number()
        tokens = [people.labels[name][1] for name in people.children()]
        token = people.counted or (tokens[0] if tokens else None)
        children: tuple[int | None, tuple[int, int] | None] = (None, None)
        if many and token is not None:
            children = many, (token.start, token.end)
        elif people.childless is not None and not people.labels:
            children = 0, (people.childless.start, people.childless.end)
        return adults, children


def _agreed(facts: Sequence[_Fact]) -> _Fact | None:
    """The fact that several come to; None where they differ."""
    if not facts:
        return None
    values = {str(its.value) for its in facts}
    if len(values) == 1:
        return facts[0]
    if any(its.weak for its in facts):
        return _agreed([its for its in facts if not its.weak])
    spans = [its for its in facts if isinstance(its.value, Month | Span)]
    if len(spans) == len(facts):
        narrow = min(facts, key=lambda its: _width(its.value))
        if all(_overlap(narrow.value, its.value) for its in facts):
            return narrow
    return None


def _ends(value: Answer) -> tuple[int, int]:
    if isinstance(value, Span):
        return value.earliest, value.latest
    assert isinstance(value, Month)
    return value, value


def _width(value: Answer) -> int:
    first, last = _ends(value)
    return last - first


def _overlap(one: Answer, other: Answer) -> bool:
    return _ends(one)[0] <= _ends(other)[1] and _ends(other)[0] <= _ends(one)[1]


def _clauses(tokens: Iterable[Token]) -> Iterator[list[Token]]:
    clause: list[Token] = []
    for token in tokens:
        if token.is_a("stop", "full_stop"):
            if clause:
                yield clause
            clause = []
        else:
            clause.append(token)
    if clause:
        yield clause


def _is_child_here(clause: _Clause, place: int) -> bool:
    scope = clause.scopes[place]
    return scope.last == "child" and scope.here


def _with_denial(clause: _Clause, place: int) -> Token:
    """A denied word together with its «没», so that both are shown."""
    token = clause.tokens[place]
    nots = [its for its in clause.tokens if its.is_a("not")]
    nearest = min(nots, key=lambda its: abs(its.start - token.start), default=token)
    start, end = min(nearest.start, token.start), max(nearest.end, token.end)
    return Token(start=start, end=end, word=token.word)


def _behind(clause: _Clause, place: int) -> Token | None:
    """The token behind another, over one that says nothing: «6岁的娃儿»."""
    following = clause.tokens[place + 1 : place + 3]
    if len(following) == 2 and following[0].is_blank:
        return following[1]
    return following[0] if following else None


def _is_broken(clause: _Clause) -> bool:
    """Whether a clause tells of a gap: «断了半年», not «没断过»."""
    tokens = clause.tokens
    return any(
        token.is_a("break") and not (place and tokens[place - 1].is_a("not"))
        for place, token in enumerate(tokens)
    )


def _is_others(clause: _Clause, place: int) -> bool:
    return clause.scopes[place].last == "other" and clause.scopes[place].here


def _names(token: Token, question: str) -> bool:
    """Whether a word only names what a question is about."""
    word = token.word
    return word is not None and any(
        its.question == question and its.value is None for its in word.meanings
    )


def _says_hukou(token: Token) -> bool:
    """Whether a word tells of a registration by itself: «农村户口»."""
    word = token.word
    return word is not None and bool(word.meanings) and word.text.endswith(("户口", "户籍"))


def _is_option_of(token: Token, question: str, *, but: str = "") -> bool:
    word = token.word
    return word is not None and any(
        its.question == question and its.value not in (None, but) for its in word.meanings
    )


def _timed(token: Token) -> list[Meaning]:
    """The meanings of a word of which a time can be told, one for each question."""
    word = token.word
    if word is None:
        return []
    found = {
        its.question: its
        for its in word.meanings
        if not its.denied
        and its.value not in _UNTIMED
        and its.question != HUKOU
        and its.value is not False
    }
    return list(found.values())


def _joined_before(tokens: Sequence[Token], place: int) -> int:
    """The token that stands right before another, or that «和» joins to it; -1 where none does."""
    if place and tokens[place - 1].word_text in ("和", "跟", "与", "、", "也"):
        return place - 2
    return place - 1 if place and tokens[place - 1].end == tokens[place].start else -1


def _carried(scope: Scope, facts: Sequence[_Fact]) -> Scope:
    """Of whom the next clause speaks if it names nobody: of grown-ups once they were told of."""
    of_others = any(isinstance(its.who, Subject) for its in facts)
    if scope.last == "child" and not scope.here and of_others:
        return replace(scope, last="adult")
    return scope


def _past(clause: Sequence[Token]) -> int:
    """From which token on a clause tells what is no longer so; its length where it never does."""
    for place, token in enumerate(clause):
        if token.is_a("past"):
            return place
    return len(clause)


#: Classes of words that say nothing of their own: how a sentence is put together.
_GRAMMAR: tuple[WordClass, ...] = (
    "self",
    "partner",
    "couple",
    "each",
    "third",
    "not",
    "have",
    "with",
    "joins",
    "hukou_end",
    "stop",
    "full_stop",
    "filler",
    "ask",
    "asked",
)
#: The fewest characters that are told not to be understood.
_LEAST_LEFT = 2


def _left(
    plain: PlainText, tokens: Sequence[Token], used: Sequence[Part], known: frozenset[str]
) -> Iterator[Part]:
    """The parts of a sentence of which nothing was understood, clause by clause.

    ``known``: the questions about which something was proposed: their words are understood.
    """
    silent = {
        place
        for token in tokens
        if _is_understood(token, known)
        for place in range(token.start, token.end)
    }
    start: int | None = None
    end = 0
    for place, character in enumerate((*plain.text, ",")):
        stops = place == len(plain.text) or character in STOPS or character in "、"
        written = plain.places[place] if place < len(plain.places) else -1
        taken = any(first <= written < last for first, last in used)
        if stops or taken:
            if start is not None and end - start >= _LEAST_LEFT:
                yield plain.written(start, end)
            start, end = None, 0
        elif place not in silent:
            start = place if start is None else start
            end = place + 1


def _is_understood(token: Token, known: frozenset[str]) -> bool:
    """Whether a token is part of how the sentence is put together, or of what was proposed."""
    word = token.word
    if word is None:
        return False
    if word.meanings:
        return any(its.question in known for its in word.meanings)
    return token.is_a(*_GRAMMAR) or word.child is not None
