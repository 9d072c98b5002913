"""What may be sent, as schemas made from the rules: districts, services, questions and answers."""

from __future__ import annotations

from collections.abc import Container
from typing import Any, assert_never

from ....rules.model.households import MOST_ADULTS, MOST_CHILDREN, Who
from ....rules.model.ruleset import Question, Ruleset
from ..former_questions import FORMER
from ..json_fields import words
from ..situations import EXTRAS

Schema = dict[str, Any]
_MONTH = {
    "type": "string",
    "pattern": r"^(19|20)\d{2}-(0[1-9]|1[0-2])(/(19|20)\d{2}-(0[1-9]|1[0-2]))?$",
    "description": "A month, 2021-07, or some month from one to a later one, 2019-01/2021-12.",
}
_ON = {
    "type": ["string", "null"],
    "format": "date",
    "pattern": r"^20\d{2}-\d{2}-\d{2}$",
    "description": "The day asked about; today if left out.",
}
_PEOPLE: dict[str, Schema] = {
    "household": {
        "$ref": "#/components/schemas/HouseholdAnswers",
        "description": "What holds for all of the household.",
    },
    "adults": {
        "type": "array",
        "items": {"$ref": "#/components/schemas/AdultAnswers"},
        "minItems": 1,
        "maxItems": MOST_ADULTS,
        "description": "adult:1 and the partner, adult:2; one who answered nothing if left out.",
    },
    "children": {
        "type": "array",
        "items": {"$ref": "#/components/schemas/ChildAnswers"},
        "maxItems": MOST_CHILDREN,
        "description": "child:1 to child:6; none if left out.",
    },
}
_WORDS = {
    "explain": "Add the reasoning: requirements in words, condition trees, amounts, sources.",
    "remedies": "Add the smallest changes that turn an outcome for the better.",
    "timeline": "Add the first months by whose end time alone turns it.",
    "roadmap": "Add what opens when, by month, over all services and people.",
    "next_steps": "Add what to do next, first things first, in Chinese and English.",
    "next_question": "Whether to name the question worth asking next, and whom to ask.",
}


def asked_schemas(ruleset: Ruleset) -> dict[str, Schema]:
    """The schemas of requests under their names."""
    common: dict[str, Schema] = {
        "on": _ON,
        "services": {
            "type": ["array", "null"],
            "items": _ref("ServiceId"),
            "description": "Which services; all if left out.",
        },
    }
    one = {"district": _ref("DistrictId"), **common}
    few = {name: EXTRAS[name] for name in ("explain", "next_question")}
    return {
        "DistrictId": {"type": "string", "enum": list(ruleset.gazetteer.districts)},
        "ServiceId": {"type": "string", "enum": list(ruleset.services)},
        "Answers": _object(_formerly() | _answers(ruleset, ("household", "adult", "child"))),
        "HouseholdAnswers": _object(_answers(ruleset, ("household",))),
        "AdultAnswers": _object(_formerly() | _answers(ruleset, ("adult",))),
        "ChildAnswers": _object(_answers(ruleset, ("child",))),
        **_told_in_either_way("Situation", {**one, **_flags(EXTRAS)}, "district"),
        **_told_in_either_way("BatchSituation", {**one, **_flags(few)}, "district"),
        **_told_in_either_way("Everywhere", common),
    }


def _told_in_either_way(name: str, members: dict[str, Schema], *required: str) -> dict[str, Schema]:
    """A request of one person's flat answers, or of a household person by person."""
    flat = _object({**members, "answers": _ref("Answers")}, *required)
    household = _object({**members, **_PEOPLE}, *required)
    forms = [_ref(f"{name}OfAnswers"), _ref(f"{name}OfHousehold")]
    return {
        f"{name}OfAnswers": flat,
        f"{name}OfHousehold": household,
        name: {"anyOf": forms},
    }


def _answers(ruleset: Ruleset, kinds: Container[Who]) -> dict[str, Schema]:
    """What answers the questions of some kinds of subjects."""
    asked = (its for its in ruleset.questions.values() if its.of in kinds)
    return {question.id: _answer(question) for question in asked}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(members: dict[str, Schema], *required: str) -> Schema:
    schema = {"type": "object", "properties": members, "additionalProperties": False}
    return {**schema, "required": list(required)} if required else schema


def _flags(extras: dict[str, bool]) -> dict[str, Schema]:
    return {
        name: {"type": "boolean", "default": default, "description": _WORDS[name]}
        for name, default in extras.items()
    }


def _answer(question: Question) -> Schema:
    """What answers a question; null is «不知道»."""
    known = {"oneOf": [*_values(question), {"type": "null"}]}
    text = words(question.text)
    return {"title": text["en"], "description": text["zh"], **known}


def _formerly() -> dict[str, Schema]:
    """Questions under the names they had before."""
    return {
        its.question: {
            "type": ["boolean", "null"],
            "deprecated": True,
            "description": f"Read until {its.until.isoformat()}; {its.successor} replaces it.",
        }
        for its in FORMER
    }


def _values(question: Question) -> list[Schema]:
    match question.kind:
        case "yes_no":
            return [{"type": "boolean"}]
        case "choice":
            return [{"type": "string", "enum": [option.id for option in question.options]}]
        case "month":
            return [_MONTH, {"const": "none"}] if question.none else [_MONTH]
        case "district":
            return [_ref("DistrictId")]
        case "number" | "money":
            return [_number(question)]
        case _:
            assert_never(question.kind)


def _number(question: Question) -> Schema:
    whole = question.kind == "money" or question.decimals == 0
    bounds = {"minimum": question.minimum, "maximum": question.maximum}
    step = {} if whole else {"multipleOf": 10**-question.decimals}
    return {"type": "integer" if whole else "number", **bounds, **step}
