"""What an outcome means for the person, in the sentence that stands on top of a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from ...i18n import gettext, ngettext
from ...rules.evaluation.next_steps import Apply, NextStep, Wait
from ...rules.evaluation.outcomes import Evaluation, Outcome
from ...rules.model.ruleset import Service


def kind_words(service: Service, *, covered: bool) -> str:
    """What a service is, where nothing is decided: a right, an offer, or a procedure not found.

    Empty for a procedure that is held for the district.
    """
    if service.right and service.kind == "entitlement":
        return gettext("You have this right.")
    if service.kind == "entitlement":
        return gettext("What it is · how it works · whom to ask")
    if not covered:
        return gettext(
            "The procedure of this district was not found · how it is done elsewhere · whom to ask"
        )
    return ""


def headline(evaluation: Evaluation, steps: Iterable[NextStep]) -> str:
    """One sentence for one service."""
    steps = tuple(steps)
    lacking = len(evaluation.deciding())
    match evaluation.outcome:
        case Outcome.DOES_NOT_CONCERN:
            return gettext("From your answers, you need not do this.")
        case Outcome.INFORMATION:
            return kind_words(evaluation.service, covered=evaluation.covered)
        case Outcome.NOT_YET:
            return gettext("It is not yet the time for it. See what has to begin by when.")
        case Outcome.DOES_NOT_MEET:
            return ngettext(
                "%(num)s thing is still lacking.", "%(num)s things are still lacking.", lacking
            )
        case Outcome.MORE_INFORMATION:
            if evaluation.concern_open or evaluation.ahead_open:
                return gettext("First tell us whether this concerns you.")
            return gettext("A few more answers, then it is clear.")
        case Outcome.MEETS:
            return _met(steps)
        case Outcome.COUNTER_DECIDES:
            if any(isinstance(step, Apply) and step.only_by_day for step in steps):
                return gettext("A few days more, then you meet every published requirement.")
            return gettext("All we can check is met; only the counter's part is left.")
        case Outcome.ASK_THE_COUNTER:
            return _to_be_asked(evaluation)
        case _:
            assert_never(evaluation.outcome)


def _met(steps: Iterable[NextStep]) -> str:
    """What is to be done where every requirement is met."""
    listed = tuple(steps)
    if _waits_for_window(listed):
        return gettext("You meet every published requirement; wait for the time to apply.")
    if any(isinstance(step, Apply) and step.held for step in listed):
        return gettext(
            "You meet every published requirement; from your answers, you have it already."
        )
    return gettext("You meet every published requirement and can go and apply.")


def _waits_for_window(steps: Iterable[NextStep]) -> bool:
    listed = tuple(steps)
    return any(isinstance(step, Wait) and step.opening is not None for step in listed) and not any(
        isinstance(step, Apply) for step in listed
    )


def _to_be_asked(evaluation: Evaluation) -> str:
    """What is asked first, where the counter has to be asked."""
    if evaluation.concern_by_day:
        return gettext("Whether this concerns you depends on the exact day.")
    if evaluation.concern_unsure:
        return gettext("Whether this concerns you is to be asked first.")
    if evaluation.ahead_unsure:
        return gettext("Whether it is the time for it is to be asked first.")
    left = len(evaluation.deciding())
    if not left:
        return gettext("Ask before you go; below is whom to ask and what to say.")
    return ngettext(
        "%(num)s thing is to be asked; below is whom to ask and what to say.",
        "%(num)s things are to be asked; below is whom to ask and what to say.",
        left,
    )
