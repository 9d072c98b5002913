"""What the person who is signed in has to do today: own districts and topics, the overdue first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from flask import url_for

from ....i18n import gettext, ngettext
from ....rules.items.change_scope import touched
from ....rules.items.expiries import Expiry
from ....store import mails, reports, source_checks
from ....store.drafts import DraftRecord
from ....store.people import assignments
from ....store.people.accounts import Person
from ....store.reports import ReportCopy, ReportFilter
from ...http import request_context
from ..catalogue.translations import missing_in_force
from ..expiries.lines import ExpiryWords, expiries_of, is_own, may_renew, renewal_href
from ..pages import opens, rollback_alert
from ..person_lines import active_people
from ..reports import report_line, within

HORIZONS = (30, 60, 90)
SHOWN = 3
"""Lines of a section that stand open; the others are folded."""
_MOST_REPORTS = 50

Tone = Literal["late", "soon", "plain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayLine:
    """Something to do: ``act`` leads to the page where it is done, the rest says what it is."""

    act: str
    href: str
    what: str
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TodaySection:
    """Things of one kind. ``is_deadline``: they lapse by themselves; ``more`` are folded."""

    title: str
    tone: Tone
    is_deadline: bool
    count: int
    first: tuple[TodayLine, ...]
    more: tuple[TodayLine, ...]


@dataclass(frozen=True, slots=True)
class RestLine:
    """What others have to do, or nobody in particular: how much, and where it is seen."""

    words: str
    number: int
    href: str


@dataclass(frozen=True, slots=True)
class Today:
    """What somebody has to do, and what there is besides."""

    sections: tuple[TodaySection, ...]
    rest: tuple[RestLine, ...]


def today_of(me: Person, drafts: tuple[DraftRecord, ...]) -> Today:
    """What is to be done. ``drafts``: all open ones. Raises StoreUnavailable."""
    made = _TodayMaker(me, drafts)
    return Today(tuple(made.sections()), tuple(made.rest()))


class _TodayMaker:
    """Sorts what there is into what is this person's and what is not."""

    def __init__(self, me: Person, drafts: tuple[DraftRecord, ...]) -> None:
        self._me = me
        self._drafts = drafts
        self._today = request_context.today()
        self._holders = assignments.responsibilities()
        self._words = ExpiryWords(self._holders)
        horizon = self._today + timedelta(days=HORIZONS[-1])
        release = request_context.release()
        near = tuple(its for its in expiries_of(release, self._today) if its.until <= horizon)
        self._own = tuple(its for its in near if is_own(me, its, self._holders))
        own = {its.key for its in self._own}
        self._others = tuple(its for its in near if its.key not in own)
        self._changed_sources = _changed_sources()

    def sections(self) -> Iterator[TodaySection]:
        """What this person has to do, the most pressing first."""
        spans = tuple(its for its in self._own if its.kind != "source")
        late = sorted((its for its in spans if its.until < self._today), key=_until, reverse=True)
        found = [
            self._section(gettext("Unconfirmed rollback"), "late", self._rollback()),
            self._section(
                gettext("Overdue: lapsed, and nothing follows"), "late", self._grouped(late)
            ),
        ]
        before = self._today
        for days in HORIZONS:
            last = self._today + timedelta(days=days)
            within_days = [its for its in spans if before <= its.until <= last]
            title = gettext("Lapses within %(days)s days", days=days)
            found.append(self._section(title, "soon", self._grouped(within_days)))
            before = last + timedelta(days=1)
        found += [
            self._section(gettext("Overdue, and nobody to renew it"), "late", self._nobodys()),
            self._section(gettext("Sent back to you"), "plain", self._returned()),
            self._section(gettext("Waiting for your approval"), "plain", self._approvals()),
            self._section(gettext("Residents' reports"), "plain", self._reports()),
            self._section(gettext("Sources to read again"), "plain", self._sources()),
            self._section(gettext("To be translated"), "plain", self._translations()),
            self._section(gettext("Mails that were not sent"), "plain", self._mails()),
        ]
        yield from (its for its in found if its.count)

    def _section(self, title: str, tone: Tone, lines: Iterable[TodayLine]) -> TodaySection:
        every = tuple(lines)
        # A fold of one line would take as much room as the line.
        cut = SHOWN if len(every) > SHOWN + 1 else len(every)
        return TodaySection(
            title=title,
            tone=tone,
            is_deadline=tone != "plain",
            count=len(every),
            first=every[:cut],
            more=every[cut:],
        )

    def _rollback(self) -> Iterator[TodayLine]:
        alert = rollback_alert(self._me)
        if alert is not None and not alert.is_own:
            yield TodayLine(
                act=gettext("Confirm or undo"),
                href=url_for(".rollback"),
                what=gettext("Release %(number)s was put into force alone", number=alert.release),
                more=(alert.by, alert.when),
            )

    def _nobodys(self) -> Iterator[TodayLine]:
        """What lapsed of which no editor takes care, for those who can name somebody."""
        editors = [its for its in active_people() if its.role == "editor"]
        found = [
            its
            for its in self._others
            if its.kind != "source"
            and its.until < self._today
            and its.key not in self._holders
            and not any(may_renew(editor, its) for editor in editors)
        ]
        if found and self._me.role != "editor":
            yield TodayLine(
                act=gettext("Name somebody responsible"),
                href=url_for(".calendar", whose="all", holder=0),
                what=ngettext(
                    "%(num)s amount or window", "%(num)s amounts and windows", len(found)
                ),
            )

    def _grouped(self, found: Iterable[Expiry]) -> Iterator[TodayLine]:
        """A line for what lapses of one service on one day in the same hands."""
        groups: dict[tuple[str, date, str, str], list[Expiry]] = {}
        for its in found:
            holder = self._holders.get(its.key)
            names = (its.path, its.until, self._words.where(its), holder.name if holder else "")
            groups.setdefault(names, []).append(its)
        for (_, until, where, holder_name), group in groups.items():
            yield self._expiry_line(group, until, where, holder_name)

    def _expiry_line(self, group: list[Expiry], until: date, where: str, holder: str) -> TodayLine:
        service = self._words.service(group[0])
        named = gettext(", ").join(self._words.name(its) for its in group[:2])
        number = len(group)
        what = (
            ngettext(
                "%(service)s: %(names)s and %(num)s more",
                "%(service)s: %(names)s and %(num)s more",
                number - 2,
                service=service,
                names=named,
            )
            if number > 2
            else gettext("%(service)s: %(names)s", service=service, names=named)
        )
        day = request_context.wording().day(until)
        return TodayLine(
            act=gettext("Renew"),
            href=renewal_href(group[0]),
            what=what,
            more=(
                gettext("until %(day)s", day=day),
                where,
                gettext("responsible: %(name)s", name=holder)
                if holder
                else gettext("nobody named responsible"),
            ),
        )

    def _returned(self) -> Iterator[TodayLine]:
        for draft in self._drafts:
            said = draft.returned
            if said is not None and self._me.id in draft.editors:
                yield TodayLine(
                    act=gettext("Go on with it"),
                    href=url_for(".draft", number=draft.id),
                    what=draft.title,
                    more=(said.who, gettext("Reason: %(words)s", words=said.words)),
                )

    def _approvals(self) -> Iterator[TodayLine]:
        if self._me.role == "editor":
            return
        for draft in self._drafts:
            if draft.state == "in_review" and self._me.id not in draft.editors:
                yield TodayLine(
                    act=gettext("Look and decide"),
                    href=url_for(".draft", number=draft.id),
                    what=draft.title,
                    more=(draft.author,),
                )

    def _reports(self) -> Iterator[TodayLine]:
        scope = within(self._me)
        mine = reports.list_reports(ReportFilter(assigned_to=self._me.id), scope)
        open_ones = [its for its in mine if its.state in reports.OPEN]
        yield from (_report_line(its, gettext("assigned to you")) for its in open_ones)
        if self._me.role == "editor":
            free = ReportFilter(state="new", assigned_to=0)
            found = reports.list_reports(free, scope, most=_MOST_REPORTS)
            yield from (_report_line(its, gettext("assigned to nobody")) for its in found)

    def _sources(self) -> Iterator[TodayLine]:
        stale = [its for its in self._own if its.kind == "source" and its.until < self._today]
        changed = self._changed_sources
        release = request_context.release()
        for its in expiries_of(release, self._today):
            if its.source in changed and is_own(self._me, its, self._holders):
                yield TodayLine(
                    act=gettext("Compare and look"),
                    href=f"{url_for('.source_watch')}#source-{its.source}",
                    what=self._words.name(its),
                    more=(gettext("its page is not as it was"),),
                )
        for its in stale:
            if its.source not in changed:
                day = request_context.wording().day(its.until)
                yield TodayLine(
                    act=gettext("Read it again"),
                    href=renewal_href(its),
                    what=self._words.name(its),
                    more=(gettext("review was due %(day)s", day=day),),
                )

    def _translations(self) -> Iterator[TodayLine]:
        number = self._own_missing() if self._me.role == "editor" else 0
        if number:
            yield TodayLine(
                act=gettext("Translate"),
                href=url_for(".translations"),
                what=ngettext("%(num)s wording", "%(num)s wordings", number),
            )

    def _own_missing(self) -> int:
        missing = missing_in_force(request_context.release(), self._today)
        gazetteer = request_context.release().ruleset.gazetteer
        return sum(
            len(its.fields)
            for its in missing
            if touched(its.entry.path, its.entry.place, (its.value,), gazetteer).lies_within(
                self._me.districts, self._me.topics
            )
        )

    def _mails(self) -> Iterator[TodayLine]:
        number = mails.failing() if opens("mails", self._me) else 0
        if number:
            yield TodayLine(
                act=gettext("See why"),
                href=url_for(".mails"),
                what=ngettext("%(num)s mail", "%(num)s mails", number),
            )

    def rest(self) -> Iterator[RestLine]:
        """What is not this person's, by how much there is of it."""
        spans = [its for its in self._others if its.kind != "source"]
        late = sum(its.until < self._today for its in spans)
        stale = sum(its.kind == "source" and its.until < self._today for its in self._others)
        every = url_for(".calendar", whose="all")
        scope = within(self._me)
        free = reports.count_reports(ReportFilter(state="new", assigned_to=0), scope)
        missing = missing_in_force(request_context.release(), self._today)
        wordings = sum(len(its.fields) for its in missing)
        is_editor = self._me.role == "editor"
        changed = sum(
            its.source in self._changed_sources and not is_own(self._me, its, self._holders)
            for its in expiries_of(request_context.release(), self._today)
        )
        found = (
            RestLine(gettext("Overdue"), late, every),
            RestLine(gettext("Lapse within 90 days"), len(spans) - late, every),
            RestLine(gettext("Sources past their review"), stale, url_for(".find", stale=1)),
            RestLine(gettext("Sources whose page changed"), changed, url_for(".source_watch")),
            RestLine(
                gettext("Reports assigned to nobody"),
                0 if is_editor else free,
                url_for(".reports", whose="unassigned", state="new"),
            ),
            RestLine(
                gettext("Wordings to be translated"),
                wordings - self._own_missing() if is_editor else wordings,
                url_for(".translations"),
            ),
        )
        return (its for its in found if its.number)


def _until(expiry: Expiry) -> date:
    return expiry.until


def _report_line(report: ReportCopy, whose: str) -> TodayLine:
    line = report_line(report)
    return TodayLine(
        act=gettext("Answer for it"),
        href=line.href,
        what=gettext("%(service)s · %(district)s", service=line.service, district=line.district),
        more=(line.when, whose),
    )


def _changed_sources() -> frozenset[str]:
    """The sources whose page changed since an editor last looked, at the address in force."""
    known = request_context.release().ruleset.sources
    return frozenset(
        name
        for name, page in source_checks.read_pages().items()
        if page.changed_at and name in known and known[name].url == page.url
    )
