"""A form as the template draws it: every field with what stands in it and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from ....i18n import gettext
from ....publishing.deriving import in_traditional
from ....store.changes import Given
from .fields import NAMED, Field
from .filling import ID, value_of
from .labels import choice_words, label_of
from .lexicon import Choice, Lexicon
from .problems import ProblemWords
from .reading import entry_prefixes

Fault = str | ProblemWords
Faults = Mapping[str, Fault]
"""What is wrong per field: that it cannot be read, or a problem of the rules."""


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field of a form. ``values``: what stands in it; ``entries``: the forms inside it."""

    name: str
    kind: str
    label: str
    required: bool
    values: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    fault: Fault = ""
    unit: str = ""
    traditional: str = ""
    entries: tuple[tuple[FieldView, ...], ...] = ()
    parts: tuple[FieldView, ...] = ()

    @property
    def id(self) -> str:
        """The field's id in the page."""
        return self.name.replace(".", "-").replace("#", "")

    @property
    def chosen(self) -> str:
        """The words of what is chosen."""
        return gettext(", ").join(its.words for its in self.choices if its.id in self.values)

    @property
    def value(self) -> str:
        """The one thing that stands in it."""
        return self.values[0] if self.values else ""


def shown(
    fields: tuple[Field, ...],
    given: Given,
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


def _shown(field: Field, name: str, given: Given, faults: Faults, lexicon: Lexicon) -> FieldView:
    view = FieldView(
        name,
        field.kind,
        label_of(name),
        field.required,
        tuple(given.get(name, ())),
        fault=faults.get(name, ""),
    )
    match field.kind:
        case "text" | "words":
            return replace(view, parts=_languages(view, given, faults))
        case "choice":
            return replace(
                view, choices=tuple(Choice(its, choice_words(its)) for its in field.choices)
            )
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
        case "repeat" | "table":
            return replace(view, entries=_entries(field, name, given, faults, lexicon))
        case "answers":
            return replace(view, parts=_answers(view, given, faults, lexicon))
        case "amount":
            return replace(view, unit=choice_words(lexicon.unit))
        case "money":
            return replace(view, unit=choice_words("fen"))
        case _:
            return view


def _is_offered(choice: Choice, view: FieldView, lexicon: Lexicon) -> bool:
    """Whether a place may be chosen: one's own, if one is limited, beside what stands."""
    return lexicon.limits is None or choice.id in lexicon.limits or choice.id in view.values


def _choices(lexicon: Lexicon, domain: str) -> tuple[Choice, ...]:
    return tuple(
        replace(choice, group=choice_words(choice.group)) for choice in lexicon.choices(domain)
    )


def _languages(view: FieldView, given: Given, faults: Faults) -> tuple[FieldView, ...]:
    return tuple(_language(view, code, given, faults) for code in ("zh", "en"))


def _language(view: FieldView, code: str, given: Given, faults: Faults) -> FieldView:
    name = f"{view.name}.{code}"
    values = tuple(given.get(name, ()))
    derived = in_traditional(values[0]) if values and code == "zh" else ""
    fault = faults.get(name, "")
    return FieldView(
        name, view.kind, label_of(name), view.required, values, fault=fault, traditional=derived
    )


def _sources(view: FieldView, given: Given) -> tuple[tuple[FieldView, ...], ...]:
    """A pair of fields for each source cited, and one to add another."""
    clauses = [*given.get(f"{view.name}.clause", []), *[""] * len(view.values)]
    pairs = [*zip(view.values, clauses, strict=False), ("", "")]
    return tuple(
        (
            FieldView(view.name, "name", gettext("Source"), False, (source,)),
            FieldView(f"{view.name}.clause", "line", gettext("Clause"), False, (clause,)),
        )
        for source, clause in pairs
    )


def _entries(
    field: Field, name: str, given: Given, faults: Faults, lexicon: Lexicon
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
                prefix + ID, "line", label_of("id"), True, key, fault=faults.get(prefix + ID, "")
            )
            views = (own, *views)
        forms.append(views)
    return tuple(forms)


def _answers(
    view: FieldView, given: Given, faults: Faults, lexicon: Lexicon
) -> tuple[FieldView, ...]:
    """A field for each question, with its own choices and «不知道»."""
    views = []
    for question, its in lexicon.questions.items():
        name = f"{view.name}.{question}"
        kind = lexicon.kind(question)
        views.append(
            FieldView(
                name,
                f"answer_{kind}",
                lexicon.words(its.get("short")),
                False,
                tuple(given.get(name, ())),
                _answer_choices(kind, its, lexicon),
                faults.get(name, ""),
            )
        )
    return tuple(views)


def _answer_choices(
    kind: str, question: Mapping[str, object], lexicon: Lexicon
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
        case _:
            return ()


def flattened(fields: Iterable[FieldView]) -> Iterator[FieldView]:
    """Every field of a form, those inside others too."""
    for its in fields:
        yield its
        yield from flattened(its.parts)
        if its.kind != "sources":
            for entry in its.entries:
                yield from flattened(entry)
