"""A form as the template draws it: every field with what stands in it and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import assert_never

from ....i18n import gettext
from ....publishing.derived_texts import in_traditional
from ....rules.model.question_kinds import QuestionKind
from ....store.drafts import FormValues
from .fields import NAMED, PEOPLE, WHOSE, Field
from .labels import ProblemWords, choice_words, label_of
from .lexicon import Choice, Lexicon
from .values import GONE, ID, THERE, entry_prefixes, value_of

FieldFault = str | ProblemWords
Faults = Mapping[str, FieldFault]
"""What is wrong per field: that it cannot be read, or a problem of the rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """One field of a form. ``values``: what stands in it; ``entries``: the forms inside it.

    ``unfinished``: the fields of a condition's builder while a row of it lacks something;
    ``remarks``: how many remarks at it are open.
    """

    name: str
    kind: str
    label: str
    required: bool
    values: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    fault: FieldFault = ""
    unit: str = ""
    traditional: str = ""
    entries: tuple[tuple[FieldView, ...], ...] = ()
    parts: tuple[FieldView, ...] = ()
    unfinished: tuple[tuple[str, str], ...] = ()
    remarks: int = 0

    @property
    def id(self) -> str:
        """The field's id in the page."""
        return self.name.replace(".", "-").replace("#", "")

    @property
    def chosen(self) -> str:
        """The words of what is chosen."""
        return gettext(", ").join(
            choice.words for choice in self.choices if choice.id in self.values
        )

    @property
    def value(self) -> str:
        """The one thing that stands in it."""
        return self.values[0] if self.values else ""


def shown(
    fields: tuple[Field, ...],
    given: FormValues,
    faults: Faults,
    lexicon: Lexicon,
    prefix: str = "",
) -> tuple[FieldView, ...]:
    """The fields of a form with what was typed into them."""
    return tuple(
        _shown(field, prefix + field.name, given, faults, lexicon)
        for field in fields
        if prefix or not _is_idle(field, lexicon)
    )


def _is_idle(field: Field, lexicon: Lexicon) -> bool:
    """Whether an amount in figures makes its wording idle, or an amount in words its figure."""
    if not lexicon.unit or "/rows/" not in lexicon.place:
        return False
    return field.name == ("value" if lexicon.unit == "text" else "text")


def _shown(
    field: Field, name: str, given: FormValues, faults: Faults, lexicon: Lexicon
) -> FieldView:
    view = FieldView(
        name=name,
        kind=field.kind,
        label=label_of(name),
        required=field.required,
        values=tuple(given.get(name, ())),
        fault=faults.get(name, ""),
    )
    match field.kind:
        case "text" | "words":
            return replace(view, parts=_languages(view, given, faults))
        case "choice" | "maybe":
            fixed = ("yes", "no") if field.kind == "maybe" else field.choices
            return replace(view, choices=tuple(Choice(its, _choice_of(its)) for its in fixed))
        case "names" | "name":
            choices = _choices(lexicon, NAMED[field.name])
            if NAMED[field.name] == "places":
                choices = tuple(c for c in choices if _is_offered(c, view, lexicon))
            if field.name == "district" and lexicon.path.startswith(("counters/", "offers/")):
                choices = tuple(c for c in choices if c.id == PurePosixPath(lexicon.path).stem)
            return replace(view, choices=choices)
        case "sources":
            choices = _choices(lexicon, "sources")
            return replace(view, choices=choices, entries=_sources(view, given))
        case "group":
            return replace(view, parts=shown(field.parts, given, faults, lexicon, f"{name}."))
        case "repeat" | "table" | "people":
            entries = _people if field.kind == "people" else _entries
            return replace(view, entries=entries(field, name, given, faults, lexicon))
        case "answers":
            return replace(view, parts=_answers(view.name, given, faults, lexicon))
        case "condition":
            chosen = (n for n in given if n.startswith(f"b-{name}-"))
            pairs = tuple((n, value) for n in chosen for value in given[n])
            return replace(view, unfinished=pairs)
        case "amount" | "money":
            unit = lexicon.unit if field.kind == "amount" else "fen"
            return replace(view, unit=choice_words(unit))
        case _:
            return view


def _choice_of(choice: str) -> str:
    return {"yes": gettext("yes"), "no": gettext("no")}.get(choice) or choice_words(choice)


def _is_offered(choice: Choice, view: FieldView, lexicon: Lexicon) -> bool:
    """Whether a place is offered: the editor's own where limited, and what is chosen already."""
    return lexicon.limits is None or choice.id in lexicon.limits or choice.id in view.values


def _choices(lexicon: Lexicon, domain: str) -> tuple[Choice, ...]:
    return tuple(
        replace(choice, group=choice_words(choice.group)) for choice in lexicon.choices(domain)
    )


def _languages(view: FieldView, given: FormValues, faults: Faults) -> tuple[FieldView, ...]:
    return tuple(_language(view, code, given, faults) for code in ("zh", "en"))


def _language(view: FieldView, code: str, given: FormValues, faults: Faults) -> FieldView:
    name = f"{view.name}.{code}"
    values = tuple(given.get(name, ()))
    derived = in_traditional(values[0]) if values and code == "zh" else ""
    fault = faults.get(name, "")
    return FieldView(
        name=name,
        kind=view.kind,
        label=label_of(name),
        required=view.required,
        values=values,
        fault=fault,
        traditional=derived,
    )


def _sources(view: FieldView, given: FormValues) -> tuple[tuple[FieldView, ...], ...]:
    """A pair of fields for each source cited, and one to add another."""
    clauses = [*given.get(f"{view.name}.clause", []), *[""] * len(view.values)]
    pairs = [*zip(view.values, clauses, strict=False), ("", "")]
    return tuple(
        (
            FieldView(
                name=view.name,
                kind="name",
                label=gettext("Source"),
                required=False,
                values=(source,),
            ),
            FieldView(
                name=f"{view.name}.clause",
                kind="line",
                label=gettext("Clause"),
                required=False,
                values=(clause,),
            ),
        )
        for source, clause in pairs
    )


def _entries(
    field: Field, name: str, given: FormValues, faults: Faults, lexicon: Lexicon
) -> tuple[tuple[FieldView, ...], ...]:
    """A form for each entry there is, and an empty one to add another."""
    forms = []
    prefixes = entry_prefixes(given, name)
    last = int(prefixes[-1].split(".")[-2]) if prefixes else -1
    for prefix in [*prefixes, f"{name}.{last + 1}."]:
        views = shown(field.parts, given, faults, lexicon, prefix)
        if field.kind == "table":
            key = (value_of(given, prefix + ID),)
            own = FieldView(
                name=prefix + ID,
                kind="line",
                label=label_of("id"),
                required=True,
                values=key,
                fault=faults.get(prefix + ID, ""),
            )
            views = (own, *views)
        forms.append(views)
    return tuple(forms)


def _people(
    field: Field, name: str, given: FormValues, faults: Faults, lexicon: Lexicon
) -> tuple[tuple[FieldView, ...], ...]:
    """A block for each person there is, and an empty one for each there may be besides.

    It begins with whether the person is there, and whether to take them away.
    """
    there = entry_prefixes(given, name)
    last = int(there[-1].split(".")[-2]) if there else -1
    more = range(last + 1, last + 1 + PEOPLE[field.name] - len(there))
    blocks = []
    for number, prefix in enumerate([*there, *(f"{name}.{place}." for place in more)], 1):
        person = _person_words(field.name, number)
        found = ("yes",) if prefix in there else ()
        gone = gettext("Take away: %(person)s", person=person)
        blocks.append(
            (
                _flag(prefix + THERE, person, found),
                _flag(prefix + GONE, gone, tuple(given.get(prefix + GONE, ()))),
                *shown(field.parts, given, faults, lexicon, prefix),
            )
        )
    return tuple(blocks)


def _flag(name: str, label: str, values: tuple[str, ...]) -> FieldView:
    return FieldView(name=name, kind="flag", label=label, required=False, values=values)


def _person_words(section: str, number: int) -> str:
    if section == "adults":
        return gettext("The partner") if number > 1 else gettext("The first adult")
    return gettext("Child %(number)s", number=number)


def _answers(
    name: str, given: FormValues, faults: Faults, lexicon: Lexicon
) -> tuple[FieldView, ...]:
    """A field for each question that may stand there, with its own choices and «不知道»."""
    whose = next((WHOSE[part] for part in name.split(".") if part in WHOSE), None)
    views = []
    for question, item in lexicon.questions.items():
        if whose not in (None, item.get("of", "adult")):
            continue
        place = f"{name}.{question}"
        kind = lexicon.kind(question)
        views.append(
            FieldView(
                name=place,
                kind=f"answer_{kind}",
                label=lexicon.words(item.get("short")),
                required=False,
                values=tuple(given.get(place, ())),
                choices=_answer_choices(kind, item, lexicon),
                fault=faults.get(place, ""),
            )
        )
    return tuple(views)


def _answer_choices(
    kind: QuestionKind | None, question: Mapping[str, object], lexicon: Lexicon
) -> tuple[Choice, ...]:
    match kind:
        case "yes_no":
            return (Choice("yes", gettext("yes")), Choice("no", gettext("no")))
        case "choice":
            options = question.get("options")
            assert isinstance(options, dict)
            return tuple(Choice(i, lexicon.words(o.get("text"))) for i, o in options.items())
        case "district":
            return _choices(lexicon, "districts")
        case "number" | "money" | "month" | None:
            return ()
        case _:
            assert_never(kind)


def flattened(fields: Iterable[FieldView]) -> Iterator[FieldView]:
    """Every field of a form, those inside others too."""
    for field in fields:
        yield field
        yield from flattened(field.parts)
        if field.kind != "sources":
            for entry in field.entries:
                yield from flattened(entry)
