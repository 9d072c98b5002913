"""Requirements in sentences that are true of the person whatever the verdict.

A requirement's own text says what a person who meets it can say («您的户口在四川»). Said to
somebody who does not meet it, or of whom it is not known, it would be a false statement about them
(semantics.md, *Requirement kinds*). So only a *yes* repeats it; every other verdict quotes it as
what the rule requires, unless it says itself what is lacking (``unmet``) or open (``open``). Slips
leave the answers out: they lie about in printers.
"""

from __future__ import annotations

from collections.abc import Iterable

from ...i18n import Wording, gettext
from ...rules.conditions.verdict import Verdict
from ...rules.evaluation.findings import Finding, Reason
from ...rules.model.ruleset import Requirement
from .answers import AnswerLine


def quoted(requirement: Requirement, wording: Wording) -> str:
    """The requirement as a quotation: what the rule asks, not what is so."""
    words = wording.text(requirement.text).rstrip("。.")
    return gettext("The rule requires: “%(what)s”.", what=words)


def demand_words(finding: Finding, answers: Iterable[AnswerLine], wording: Wording) -> str:
    """One requirement with what it comes to; a no names the answers that it rests on."""
    requirement = finding.requirement
    if finding.verdict is Verdict.YES:
        return wording.text(requirement.text)
    if finding.verdict is Verdict.NO and requirement.unmet is not None:
        return wording.text(requirement.unmet)
    if finding.reason is Reason.UNANSWERED and requirement.open is not None:
        return wording.text(requirement.open)
    rule = quoted(requirement, wording)
    if finding.reason is Reason.DAY:
        return gettext("%(rule)s Whether it holds depends on the exact day.", rule=rule)
    if finding.verdict is Verdict.UNKNOWN:
        return gettext("%(rule)s This is still to be asked.", rule=rule)
    given = gettext("; ").join(
        gettext("%(label)s: %(value)s", label=line.label, value=line.value) for line in answers
    )
    if not given:
        return short_demand_words(finding, wording)
    return gettext(
        "%(rule)s You gave: %(answers)s. This is still lacking.",
        rule=rule,
        answers=given,
    )


def short_demand_words(finding: Finding, wording: Wording) -> str:
    """The same without any answer, for paper that others may pick up."""
    if finding.verdict is not Verdict.NO or finding.requirement.unmet is not None:
        return demand_words(finding, (), wording)
    return gettext(
        "%(rule)s By your answers this is still lacking.",
        rule=quoted(finding.requirement, wording),
    )
