"""The number of people of a household: proposed from those told, a difference is asked about."""

from __future__ import annotations

from collections.abc import Mapping

from ....i18n import gettext
from ....rules.evaluation.household_outcomes import SIZE, proposed_size, size_differs
from ....rules.evaluation.interview import Asking
from ...lines.people import person_name
from ..consultation import Consultation


def prefilled(current: Consultation, asked: Asking) -> Mapping[str, str]:
    """The number of people told, where it is asked for how many there are."""
    if asked.question != SIZE or not current.state.told:
        return {}
    return {"value": str(proposed_size(current.household))}


def proposed_words(current: Consultation, asked: Asking) -> str:
    """That the number is proposed, and from whom it comes."""
    if asked.question != SIZE or not current.state.told:
        return ""
    return gettext(
        "You told us of %(number)s: %(people)s. Change the number if it is another.",
        number=proposed_size(current.household),
        people=_people(current),
    )


def difference_words(changed: Consultation) -> str:
    """Both numbers, where more or fewer people were said than were told of; else nothing."""
    differs = size_differs(changed.household) if changed.state.told else None
    if differs is None:
        return ""
    (said, counted) = differs
    return gettext(
        "You say there are %(said)s of you, but told us of %(counted)s: %(people)s. "
        "Which is right?",
        said=said,
        counted=counted,
        people=_people(changed),
    )


def _people(current: Consultation) -> str:
    household = current.household
    everybody = (its for its in household.subjects() if its.kind != "household")
    return gettext(", ").join(person_name(its, household) for its in everybody)
