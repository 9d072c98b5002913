"""What may be sent, as schemas made from the rules: districts, services, questions and answers."""

from __future__ import annotations

from typing import Any

from ....rules.model import Question, Ruleset
from ..situations import EXTRAS

Schema = dict[str, Any]
_MONTH = {"type": "string", "pattern": r"^(19|20)\d{2}-(0[1-9]|1[0-2])$"}
_ON = {
    "type": ["string", "null"],
    "format": "date",
    "pattern": r"^20\d{2}-\d{2}-\d{2}$",
    "description": "The day asked about; today if left out.",
}
_WORDS = {
    "explain": "Add the reasoning: requirements in words, condition trees, amounts, sources.",
    "remedies": "Add the smallest changes that turn a no to met.",
    "timeline": "Add the first month in which time alone turns it to met.",
    "roadmap": "Add what opens when, by month, over all services.",
    "next_question": "Whether to name the question worth asking next.",
}


def asked_schemas(ruleset: Ruleset) -> dict[str, Schema]:
    """The schemas of requests under their names."""
    common = {
        "on": _ON,
        "answers": _ref("Answers"),
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
        "Answers": _object({its.id: _answer(its) for its in ruleset.questions.values()}),
        "Situation": _object({**one, **_flags(EXTRAS)}, "district"),
        "BatchSituation": _object({**one, **_flags(few)}, "district"),
        "Everywhere": _object(common),
    }


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
    return {"title": question.text.en, "description": question.text.zh, **known}


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
        case _:
            return [_number(question)]


def _number(question: Question) -> Schema:
    whole = question.kind == "money" or question.decimals == 0
    bounds = {"minimum": question.minimum, "maximum": question.maximum}
    step = {} if whole else {"multipleOf": 10**-question.decimals}
    return {"type": "integer" if whole else "number", **bounds, **step}
