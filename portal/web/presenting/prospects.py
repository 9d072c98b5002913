"""What would turn an outcome to met, and when time alone does."""

from __future__ import annotations

from datetime import date

from ...i18n import Wording, gettext
from ...rules.answers import Answers
from ...rules.evaluation import Evaluation, Outcome, ServiceFrame
from ...rules.findings import Reason
from ...rules.remedies import Remedy, remedies
from ...rules.timeline import timeline
from ...rules.verdict import Verdict
from .answers import answer_words


class Prospects:
    """Words for what lies ahead of one evaluation."""

    def __init__(
        self,
        evaluation: Evaluation,
        frame: ServiceFrame,
        answers: Answers,
        wording: Wording,
        today: date,
    ) -> None:
        self.evaluation, self.frame, self.answers = evaluation, frame, answers
        self.ruleset, self.wording, self.today = frame.ruleset, wording, today

    def remedies(self) -> tuple[str, ...]:
        """What would turn a no to met, each as one sentence."""
        if self.evaluation.outcome is not Outcome.DOES_NOT_MEET:
            return ()
        found = remedies(self.frame, self.answers, self.today, self.evaluation)
        return tuple(self._remedy(remedy) for remedy in found)

    def _remedy(self, remedy: Remedy) -> str:
        joined = gettext(", and ").join(
            gettext(
                "%(label)s becomes “%(value)s”",
                label=self.wording.text(self.ruleset.questions[name].short),
                value=answer_words(self.ruleset.questions[name], value, self.ruleset, self.wording),
            )
            for name, value in remedy
        )
        return gettext("If %(changes)s, you meet all published requirements.", changes=joined)

    def when(self) -> str:
        """From which month on time alone turns the outcome to met."""
        waits = {Verdict.NO, Verdict.UNKNOWN} & {f.verdict for f in self.evaluation.deciding()}
        evaluation, frame = self.evaluation, self.frame
        final = (Outcome.MEETS, Outcome.DOES_NOT_CONCERN, Outcome.MORE_INFORMATION)
        if evaluation.outcome in final or not evaluation.covered or not waits:
            return ""
        place = frame.place
        found = timeline(
            self.ruleset, frame.service.id, place.district, place.day, self.answers, self.today
        )
        if found.month is not None:
            return gettext(
                "If everything goes on as it is, you meet all published requirements from "
                "%(month)s on.",
                month=self.wording.month(found.month),
            )
        if found.unpublished_from is not None and not self._has_gap(evaluation):
            return gettext(
                "We can look ahead to %(month)s only: what applies from then on is not published "
                "yet.",
                month=self.wording.month(found.unpublished_from),
            )
        return ""

    @staticmethod
    def _has_gap(evaluation: Evaluation) -> bool:
        return any(finding.reason is Reason.GAP for finding in evaluation.findings)
