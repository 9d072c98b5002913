"""Examples carried along when rules change: renewed in what they say, or taken out.

An example that the portal wrote follows the rules by itself: one that shows a side of a threshold
goes when the threshold has moved, and the sides that are lacking then are written anew. One that
somebody wrote is a statement about the rules; it is only proposed what it would come to.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import PurePosixPath
from typing import Any

from ..rules.building.services import UNCLEAR
from ..rules.checking.example_suggestions import day_named, name_unlike, suggested_for
from ..rules.checking.examples import deviations, evaluate_example, evaluate_told
from ..rules.checking.thresholds import shows_threshold
from ..rules.conditions.verdict import Verdict
from ..rules.evaluation.answer_reader import read_answers
from ..rules.evaluation.outcomes import Evaluation
from ..rules.items.merge import ItemDifference
from ..rules.items.parts import Edit, Value, apply, is_service, items_of, key_of
from ..rules.items.problem_location import locate
from ..rules.model.households import THE_HOUSEHOLD
from ..rules.model.ruleset import Example, ExampleHousehold, ExamplePerson, Ruleset
from ..store.drafts import DraftRecord
from .assembly import Assembled, EditedFiles, edited_text, loaded
from .item_edits import LOCAL

_FOLLOWS = ("questions", "districts", "groups")
"""Kinds of items outside services on which the examples of any service may rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedExample:
    """An example that no longer holds, and what becomes of it.

    ``was``: as the draft had it, None for one that is written anew; ``after``: what it is renewed
    to, None where it is taken out.
    """

    service: str
    path: str
    place: str
    was: Value | None
    after: Value | None

    def changes(self, draft: DraftRecord) -> Iterator[ItemDifference]:
        """The changes of a draft that put it right."""
        place = f"examples/{key_of('examples', self.after)}" if self.after else ""
        if self.was is not None and self.place != place:
            yield self._change(draft, self.place, self.was, None)
        if self.after is not None:
            was = self.was if self.place == place else None
            yield self._change(draft, place, was, self.after)

    def _change(
        self, draft: DraftRecord, place: str, was: Value | None, after: Value | None
    ) -> ItemDifference:
        """A change upon what the example was when the draft began to change it."""
        change = draft.change(self.path, place)
        before = change.before if change else was
        return ItemDifference(path=self.path, place=place, before=before, after=after)


def carried_examples(draft: DraftRecord, assembled: Assembled) -> tuple[CarriedExample, ...]:
    """The examples written by the portal that a draft outdates, and what they become."""
    files = _without_local(assembled.after)
    paths = [path for path in _touched(draft, files) if _generated_in(files, path)]
    if not paths:
        return ()
    rules = _Readable.of(files)
    if rules is None:
        return ()
    return tuple(its for path in paths for its in _carried(files, rules, path))


def _without_local(after: EditedFiles) -> Mapping[str, str]:
    """The documents, the lists of districts as released: no example rests on a counter or offer.

    A draft may change thousands of their entries, which need neither be written nor be built.
    """
    edited = {
        path: document
        for path, document in after.edited.items()
        if path.split("/", 1)[0] not in LOCAL
    }
    return EditedFiles(after.released, edited).texts


def _touched(draft: DraftRecord, files: Mapping[str, str]) -> tuple[str, ...]:
    """The services whose examples a draft may outdate."""
    shared = (its for its in draft.changes if not is_service(its.path))
    if any(its.place.split("/")[0] in _FOLLOWS for its in shared):
        return tuple(path for path in files if is_service(path))
    paths = (its.path for its in draft.changes if is_service(its.path))
    return tuple(path for path in dict.fromkeys(paths) if path in files)


def _examples(text: str, path: str) -> dict[str, Value]:
    items = items_of(path, tomllib.loads(text))
    return {place: its for place, its in items.items() if place.startswith("examples/")}


def _generated_in(files: Mapping[str, str], path: str) -> bool:
    return any(map(is_generated, _examples(files[path], path).values()))


def is_generated(example: Value) -> bool:
    """Whether the portal wrote an example."""
    return bool(example.get("generated"))


@dataclass(frozen=True, slots=True)
class _Readable:
    """Rules that can be built, without the examples that cannot be read: path → their places."""

    files: Mapping[str, str]
    ruleset: Ruleset
    unread: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, files: Mapping[str, str]) -> _Readable | None:
        """The rules of documents; None where more than examples is wrong with them."""
        found = loaded(files)
        unread: dict[str, set[str]] = {}
        for problem in found.problems:
            text = files.get(problem.file, "")
            place, _ = locate(problem.file, tomllib.loads(text), problem.place)
            if not place.startswith("examples/"):
                return None
            unread.setdefault(problem.file, set()).add(place)
        without = {path: _without(path, files[path], places) for path, places in unread.items()}
        ruleset = found.ruleset or loaded({**files, **without}).ruleset
        if ruleset is None:
            return None
        return cls({**files, **without}, ruleset, {p: frozenset(its) for p, its in unread.items()})


def _without(path: str, text: str, places: Iterable[str]) -> str:
    edits = [Edit(place, None) for place in places]
    return edited_text(text, apply(path, tomllib.loads(text), edits))


def _carried(files: Mapping[str, str], rules: _Readable, path: str) -> Iterator[CarriedExample]:
    """What becomes of the examples of one service."""
    service = PurePosixPath(path).stem
    ruleset = rules.ruleset
    if service not in ruleset.services:
        return
    unread = rules.unread.get(path, frozenset())
    documents = _examples(files[path], path)
    outdated = [
        (place, value)
        for place, value in documents.items()
        if is_generated(value) and (place in unread or _is_outdated(ruleset, service, value))
    ]
    gone = [(p, v) for p, v in outdated if p in unread or not _stays(ruleset, service, v)]
    for place, value in outdated:
        if (place, value) not in gone:
            yield _one(path, place, value, as_it_comes_out(ruleset, service, value))
    anew = suggested_for(_less(ruleset, service, gone), service) if gone else ()
    for old, new in zip_longest(gone, anew):
        yield _one(path, old[0] if old else "", old[1] if old else None, new)


def _is_outdated(ruleset: Ruleset, service: str, value: Value) -> bool:
    example = example_of(value)
    return not _stays(ruleset, service, value) or any(deviations(ruleset, service, example))


def _stays(ruleset: Ruleset, service: str, value: Value) -> bool:
    """Whether an example still shows what it was written for."""
    its = ruleset.services[service]
    return "shows" not in value or shows_threshold(ruleset, its, example_of(value))


def _less(ruleset: Ruleset, service: str, gone: Iterable[tuple[str, Value]]) -> Ruleset:
    """The rules without some examples of a service."""
    names = {value["name"] for _, value in gone}
    its = ruleset.services[service]
    kept = tuple(example for example in its.examples if example.name not in names)
    services = {**ruleset.services, service: replace(its, examples=kept)}
    return replace(ruleset, services=services)


def _one(path: str, place: str, was: Value | None, after: Value | None) -> CarriedExample:
    service = PurePosixPath(path).stem
    return CarriedExample(service=service, path=path, place=place, was=was, after=after)


def proposed(draft: DraftRecord, assembled: Assembled, path: str, place: str) -> Value | None:
    """What an example would say by the rules of a draft, in the same situation.

    None where it holds, is not there, or nothing can be said of it.
    """
    files = _without_local(assembled.after)
    rules = _Readable.of(files)
    value = _examples(files.get(path, ""), path).get(place)
    service = PurePosixPath(path).stem
    if rules is None or value is None or service not in rules.ruleset.services:
        return None
    after = as_it_comes_out(rules.ruleset, service, value)
    return None if after == value else after


def example_of(value: Value) -> Example:
    """An example as its document holds it, made into one that can be evaluated."""
    told = None
    if "adults" in value or "children" in value or "household" in value:
        told = ExampleHousehold(
            household=_clear(value.get("household", {})),
            adults=_people(value.get("adults", [])),
            children=_people(value.get("children", [])),
        )
    return Example(
        name=value["name"],
        day=value["day"],
        district=value["district"],
        answers=_clear(value.get("answers") or {}),
        expect=value.get("expect", ""),
        told=told,
        strength=value.get("strength"),
        undecided=tuple(_many(value.get("undecided", []))),
        failed=tuple(_many(value.get("failed", []))),
        shows=value.get("shows", ""),
    )


def _many(names: Any) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def _clear(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {name: None if its == UNCLEAR else its for name, its in answers.items()}


def _people(people: Iterable[Mapping[str, Any]]) -> tuple[ExamplePerson, ...]:
    return tuple(ExamplePerson(_clear(its.get("answers", {})), its.get("expect")) for its in people)


def as_it_comes_out(ruleset: Ruleset, service: str, value: Value) -> Value:
    """The same situation with what it comes to now, without what is no longer asked."""
    asked = _still_asked(ruleset, value)
    example = example_of(asked)
    if example.told is None:
        return _as_evaluated(evaluate_example(ruleset, service, example), asked)
    found = {
        its.subject: its.evaluation.outcome.value
        for its in evaluate_told(ruleset, service, example, example.told)
    }
    after = dict(asked)
    if "expect" in after and THE_HOUSEHOLD in found:
        after["expect"] = found[THE_HOUSEHOLD]
    for field, kind in (("adults", "adult"), ("children", "child")):
        outcomes = {its.number: outcome for its, outcome in found.items() if its.kind == kind}
        if field in after:
            after[field] = [
                {**its, "expect": outcomes[number]}
                if "expect" in its and number in outcomes
                else its
                for number, its in enumerate(after[field], 1)
            ]
    return after


def _as_evaluated(found: Evaluation, value: Value) -> Value:
    verdicts = {its.requirement.id: its.verdict for its in found.findings}
    told: Mapping[str, object] = {
        "expect": found.outcome.value,
        "undecided": [name for name, its in verdicts.items() if its is Verdict.UNKNOWN],
        "failed": [name for name, its in verdicts.items() if its is Verdict.NO],
        "strength": found.strength.value if found.strength and "strength" in value else "",
    }
    kept = {name: its for name, its in value.items() if name not in told}
    return {**kept, **{name: said for name, said in told.items() if said}}


def _still_asked(ruleset: Ruleset, value: Value) -> Value:
    """An example without answers that nothing asks for, or that no option takes, any more."""

    def readable(answers: Mapping[str, Any]) -> dict[str, Any]:
        _, problems = read_answers(
            ruleset.questions, _clear(answers), value["day"], ruleset.gazetteer
        )
        unread = {its.question for its in problems}
        return {name: its for name, its in answers.items() if name not in unread}

    found = dict(value)
    for field in ("answers", "household"):
        if field in found:
            found[field] = readable(found[field])
    for field in ("adults", "children"):
        if field in found:
            found[field] = [
                {**its, "answers": readable(its.get("answers", {}))} for its in found[field]
            ]
    return found


def outdated_gap_examples(
    before: Ruleset, assembled: Assembled, amounts: Iterable[tuple[str, str]]
) -> tuple[CarriedExample, ...]:
    """The examples that rest on a gap which a draft fills, whoever wrote them.

    ``before``: the rules in force; ``amounts``: path of the service and id of each amount that the
    draft gives a row. None where the draft's documents cannot be built: the check says why.
    """
    files = _without_local(assembled.after)
    after = loaded(files).ruleset
    if after is None:
        return ()
    by_path: dict[str, set[str]] = {}
    for path, amount in amounts:
        by_path.setdefault(path, set()).add(amount)
    return tuple(
        found
        for path, names in by_path.items()
        for found in _on_a_gap(before, after, files, path, names)
    )


def _on_a_gap(
    before: Ruleset, after: Ruleset, files: Mapping[str, str], path: str, names: set[str]
) -> Iterator[CarriedExample]:
    service = PurePosixPath(path).stem
    if service not in before.services or service not in after.services:
        return
    items = _examples(files[path], path)
    taken = {example.name for example in after.services[service].examples}
    places = {str(value["name"]): place for place, value in items.items()}
    for example in after.services[service].examples:
        if not any(deviations(after, service, example)):
            continue
        if not names & _gaps(before, service, example):
            continue
        place = places[example.name]
        renewed = _with_the_amounts(after, service, example, items[place], taken)
        taken |= {str(renewed["name"])} if renewed else set()
        yield CarriedExample(
            service=service,
            path=path,
            place=place,
            was=items[place],
            after=renewed,
        )


def _gaps(ruleset: Ruleset, service: str, example: Example) -> set[str]:
    """The amounts that an example misses by these rules."""
    found = _evaluations(ruleset, service, example)
    return {name for one in found for finding in one.findings for name in finding.gaps}


def _evaluations(ruleset: Ruleset, service: str, example: Example) -> Iterator[Evaluation]:
    if example.told is None:
        yield evaluate_example(ruleset, service, example)
        return
    for one in evaluate_told(ruleset, service, example, example.told):
        yield one.evaluation


def _with_the_amounts(
    ruleset: Ruleset, service: str, example: Example, value: Value, taken: set[str]
) -> Value | None:
    """The same situation with what it comes to now; None for a household, which is taken out."""
    if example.told is not None:
        return None
    district = ruleset.gazetteer.districts[example.district].name.zh
    name = name_unlike(f"当年的数已有（{district}，{day_named(example.day)}）", taken)
    found = _as_evaluated(evaluate_example(ruleset, service, example), value)
    return {**found, "name": name, "generated": True}
