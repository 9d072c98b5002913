"""Claims: that something is not published may be said only where the law was read for it.

Everywhere else pages say that it was not found, which is all we know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model.parameters import Parameter
from ..model.ruleset import Ruleset, Service
from ..model.texts import Text
from ..problem_codes import CheckCode, Hint
from ..problems import Message, Problem, say
from .places import Places
from .wording import SECTIONS, texts_in

CLAIMED_ZH = re.compile("没有公布|未公布|没公布|不公布|尚未公布")
CLAIMED_EN = re.compile(
    r"\b(?:not|never|nothing|nobody|no) (?:\w+ )?published|\bpublish(?:es)? no\b", re.IGNORECASE
)
_HINT = say(Hint.SAY_NOT_FOUND)
_CLAIMS = say(CheckCode.CLAIMS_UNPUBLISHED)


def check_claims(ruleset: Ruleset, places: Places) -> Iterator[Problem]:
    """Every text that claims, and every amount marked `unpublished`."""
    for section in SECTIONS:
        for name, entry in getattr(ruleset, section).items():
            for field, text in texts_in(entry):
                if claims(text):
                    yield places.in_section(section, name, field, _CLAIMS, _HINT)
    for service in ruleset.services.values():
        yield from _in_service(service, ruleset, places)


def _in_service(service: Service, ruleset: Ruleset, places: Places) -> Iterator[Problem]:
    allowed = {id(its.missing) for its in service.parameters.values() if its.unpublished}
    for field, text in texts_in(service):
        if claims(text) and id(text) not in allowed:
            yield places.in_service(service, field, _CLAIMS, _HINT)
    for parameter in service.parameters.values():
        if parameter.unpublished:
            for message in _unfounded(parameter, ruleset):
                yield places.in_service(
                    service, f"parameters.{parameter.id}.unpublished", message, _HINT
                )


def _unfounded(parameter: Parameter, ruleset: Ruleset) -> Iterator[Message]:
    read = [ruleset.sources[its.source] for its in parameter.citations]
    if not any(source.tier == "law" for source in read):
        yield say(CheckCode.CLAIM_WITHOUT_LAW)
    if parameter.missing is not None and not claims(parameter.missing):
        yield say(CheckCode.CLAIM_UNSAID)


def claims(text: Text) -> bool:
    """Whether a text says that something is not published."""
    return bool(CLAIMED_ZH.search(text.zh) or CLAIMED_EN.search(text.en))
