"""What the checks say of a draft: its problems, each at its field, and examples it lacks."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for

from ....publishing import under_way
from ....publishing.assembly import (
    Checked,
    Located,
    assemble_for_release,
    check_within,
    missing_examples,
)
from ....publishing.item_edits import WorkingCopy, save_all
from ....rules.checking.thresholds import EXAMPLE_LACKING
from ....rules.lists import in_yuan
from ....rules.stepwise import Progress
from ....store.item_remarks import open_counts
from ...http import request_context
from ...http.redirects import see_other
from ..auth.guard import EVERYBODY, allowed, person
from ..forms.item_names import RENTS, subject
from ..forms.labels import ProblemWords, problem_words
from ..forms.lexicon import item_href, lexicon_of, working_copy
from ..pages import admin_page
from .change_lines import not_yours_words
from .draft_lines import DraftLine, draft_line
from .example_renewal import FailingExample, failing_examples


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemLine:
    """A problem of a draft with a link to the field where it is mended.

    ``not_yours``: whom to ask where the reader may not edit the item, which then has no link.
    """

    words: ProblemWords
    where: str
    href: str
    not_yours: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftCheck:
    """What the checks say of a draft, or how far they are; ``href``: where they go on."""

    number: int
    href: str
    progress: Progress | None = None
    problems: tuple[ProblemLine, ...] = ()
    missing_examples: bool = False
    failing: tuple[FailingExample, ...] = ()
    editable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPage:
    """The context of the check of a draft, on a page of its own where nothing runs scripts."""

    draft: DraftLine
    check: DraftCheck


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    own = "/drafts/<int:number>"
    blueprint.add_url_rule(f"{own}/check", "draft_check", check)
    blueprint.add_url_rule(f"{own}/examples", "suggest_examples", suggest, methods=["POST"])


def problem_line(copy: WorkingCopy, found: Located) -> ProblemLine:
    """A problem in words, with the field to mend."""
    words = lexicon_of(copy, found.problem.file, found.item)
    value = copy.item(found.problem.file, found.item) if found.item else None
    where = subject(words, found.problem.file, found.item, value) if found.item else ""
    anchor = f"#{found.field.replace('.', '-')}" if found.field else ""
    href = item_href(copy.draft.id, found.problem.file, found.item) + anchor if found.item else ""
    message = found.problem.message
    if found.field in RENTS and found.problem.file.startswith("offers/"):
        message = in_yuan(message)
    said = problem_words(message, found.problem.hint, words.entry_words)
    not_yours = not_yours_words(copy, found.problem.file, found.item) if found.item else ""
    return ProblemLine(
        words=said,
        where=where or found.problem.file,
        href="" if not_yours else href,
        not_yours=not_yours,
    )


def draft_check(copy: WorkingCopy, found: Checked | Progress) -> DraftCheck:
    """What the checks say in words, or how far they are."""
    draft = copy.draft
    href = url_for(".draft_check", number=draft.id)
    editable = draft.state == "editing"
    if not isinstance(found, Checked):
        return DraftCheck(number=draft.id, href=href, progress=found, editable=editable)
    lacking = any(its.problem.code in EXAMPLE_LACKING for its in found.problems)
    return DraftCheck(
        number=draft.id,
        href=href,
        problems=tuple(problem_line(copy, its) for its in found.problems),
        missing_examples=lacking,
        failing=failing_examples(copy, found.problems),
        editable=editable,
    )


@allowed(*EVERYBODY)
def check(number: int) -> Response:
    """What the checks say of a draft, or how far they are."""
    copy = working_copy(number)
    assembled = assemble_for_release(copy.draft, request_context.today())
    found = check_within(assembled, under_way.PATIENCE_SECONDS)
    remarks = open_counts([number]).get(number, 0)
    context = CheckPage(draft=draft_line(copy.draft, remarks), check=draft_check(copy, found))
    return admin_page("admin/drafts/check.html", context, fragment="check")


@allowed(*EVERYBODY)
def suggest(number: int) -> Response:
    """Add the missing examples, each with the outcome that it comes to now: all or none."""
    copy = working_copy(number)
    assembled = assemble_for_release(copy.draft, request_context.today())
    patience = under_way.patience_of_step(len(copy.draft.changes))
    under_way.finished(check_within(assembled, patience))
    found = missing_examples(assembled.files)
    save_all(copy, person(), found, "examples")
    guide = request.form.get("guide", "")
    if copy.is_new_service(guide) and guide in copy.documents:
        return see_other(url_for(".new_service", number=number, service=guide))
    return see_other(url_for(".draft", number=number))
