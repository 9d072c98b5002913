"""What would turn an outcome for the better, and when time alone does."""

from __future__ import annotations

from ...i18n import gettext
from ...rules.evaluation.answer_reader import Answer, Answers
from ...rules.evaluation.findings import Reason
from ...rules.evaluation.outcomes import Evaluation, Outcome, ServiceFrame
from ...rules.evaluation.remedies import Remedy, remedies
from ...rules.evaluation.timeline import Turn, timeline
from ...rules.model.months import NONE
from .answers import answer_words
from .phrasebook import Phrasebook


class Prospects:
    """Sentences about the remedies and the timeline of one evaluation."""

    def __init__(
        self,
        evaluation: Evaluation,
        frame: ServiceFrame,
        answers: Answers,
        book: Phrasebook,
    ) -> None:
        self.evaluation = evaluation
        self.frame = frame
        self.answers = answers
        self.book = book
        self.wording = book.wording

    def remedies(self) -> tuple[str, ...]:
        """What would turn the outcome for the better, each as one sentence."""
        found = remedies(self.frame, self.answers, self.book.today, self.evaluation)
        return tuple(self._remedy(remedy) for remedy in found)

    def _remedy(self, remedy: Remedy) -> str:
        joined = gettext(", and ").join(self._change(name, value) for name, value in remedy.changes)
        if remedy.outcome is Outcome.MEETS:
            return gettext("If %(changes)s, you meet all published requirements.", changes=joined)
        if remedy.outcome is Outcome.COUNTER_DECIDES:
            return gettext("If %(changes)s, only the counter's part is left.", changes=joined)
        return gettext(
            "If %(changes)s, nothing speaks against it any more; the rest was not asked yet.",
            changes=joined,
        )

    def _change(self, name: str, value: Answer) -> str:
        """A change of one answer: the service that brings it about, or the answer it becomes."""
        granting = [
            self.wording.text(service.name)
            for service in self.book.ruleset.services.values()
            if name in service.grants and value not in (False, NONE)
        ]
        if granting:
            return gettext("you have done “%(service)s”", service=granting[0])
        return gettext(
            "%(label)s becomes “%(value)s”",
            label=self.wording.text(self.book.ruleset.questions[name].short),
            value=answer_words(self.book.ruleset.questions[name], value, self.book),
        )

    def when(self) -> str:
        """From which month on, or by whose end, time alone turns the outcome."""
        found = timeline(self.frame, self.answers, self.book.today, self.evaluation)
        turns = (
            (found.counter_decides, self._counter_turn),
            (found.meets, self._met_turn),
            (found.nothing_refused, self._open_turn),
        )
        said = [words(turn) for turn, words in turns if turn is not None]
        if said:
            return " ".join(said)
        if found.unpublished_from is not None and not self._has_gap():
            return gettext(
                "We can look ahead to %(month)s only: we did not find what applies from then on.",
                month=self.wording.month(found.unpublished_from),
            )
        return ""

    def _met_turn(self, turn: Turn) -> str:
        month = self.wording.month(turn.month)
        if turn.from_first_day:
            return gettext(
                "If everything goes on as it is, you meet all published requirements from "
                "%(month)s on.",
                month=month,
            )
        return gettext(
            "If everything goes on as it is, you meet all published requirements by the end "
            "of %(month)s at the latest.",
            month=month,
        )

    def _counter_turn(self, turn: Turn) -> str:
        month = self.wording.month(turn.month)
        if turn.from_first_day:
            said = gettext(
                "If everything goes on as it is, only the counter's part is left from %(month)s "
                "on.",
                month=month,
            )
        else:
            said = gettext(
                "If everything goes on as it is, only the counter's part is left by the end of "
                "%(month)s at the latest.",
                month=month,
            )
        if not turn.by_last_known:
            return said
        ended = gettext("This goes by amounts that have ended; the new ones were not found.")
        return f"{said} {ended}"

    def _open_turn(self, turn: Turn) -> str:
        return gettext(
            "What is lacking now is full by the end of %(month)s at the latest; the rest was not "
            "asked yet.",
            month=self.wording.month(turn.month),
        )

    def _has_gap(self) -> bool:
        return any(Reason.GAP in finding.reasons for finding in self.evaluation.findings)
