"""``portal explain``: why a service comes out so, by the shipped rules or by a running portal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from ..problem_words import WORDS, console_line, english
from ..rules.building import load
from ..rules.evaluation.answer_reader import Answer, read_answers
from ..rules.evaluation.contradictions import contradictions
from ..rules.evaluation.household_outcomes import household_of
from ..rules.evaluation.outcomes import Frame
from ..rules.evaluation.question_dependence import dependence
from ..rules.model.districts import District
from ..rules.model.households import Household
from ..rules.model.ruleset import Ruleset, Service
from ..rules.problems import ContentError
from ..rules.suggestions import suggestion
from ..web.api.evaluations import next_asking, tell
from ..web.api.former_questions import FORMER, carried_over
from ..web.api.household_reader import HouseholdReader, Places
from ..web.api.json_fields import words
from ..web.api.shapes.outcomes import NoticeShape
from ..web.api.situations import Asked
from .answer_arguments import Kind, raw_answers
from .api_client import ask
from .app_context import own_today, shipped_files
from .errors import Failure, beside, sentence
from .household_file import household_in, refusal
from .proof_sheets import matrix_lines, missing_lines, sources_lines
from .reasoning_text import explain_lines


@click.command()
@click.argument("district", required=False)
@click.argument("service", required=False)
@click.argument("answers", nargs=-1, metavar="QUESTION=VALUE…")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Day asked about; today if left out.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--household",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A household instead of answers: TOML or JSON with household, adults and children.",
)
@click.option("--matrix", metavar="SERVICE", help="One service over all districts, for experts.")
@click.option("--sources", is_flag=True, help="Every source with what rests on it.")
@click.option(
    "--unpublished",
    is_flag=True,
    help="All that was not found or is not published, with what was read.",
)
@click.option("--url", metavar="URL", help="Ask the portal running there, not the shipped rules.")
def explain(
    district: str | None,
    service: str | None,
    answers: tuple[str, ...],
    on: datetime | None,
    as_json: bool,
    household: Path | None,
    matrix: str | None,
    sources: bool,
    unpublished: bool,
    url: str | None,
) -> None:
    """Explain the outcome of SERVICE in DISTRICT: the reasoning tree with answers and sources.

    Values: yes, no, unknown (I don't know), none, an option, a number (money in fen, or with
    its unit: 3500元), 2024-03, 2019-01/2021-12 (some month from one to the other), a district.

    With --household, the outcome of everybody it is for, and whose facts counted.
    """
    day = on.date() if on else None
    if url is not None and (sources or unpublished or matrix is not None):
        raise Failure(
            "--url explains one service: leave out --matrix, --sources and --unpublished."
        )
    if household is not None and answers:
        raise Failure("Answers stand in the household's file: leave QUESTION=VALUE out.")
    if unpublished:
        _print(missing_lines(_shipped(), day or own_today()))
    elif sources:
        _print(sources_lines(_shipped(), own_today()))
    elif matrix is not None:
        ruleset = _shipped()
        _print(matrix_lines(ruleset, _service(ruleset, matrix), day or own_today()))
    elif district is None or service is None:
        raise Failure(
            "Name a district and a service, or use --matrix SERVICE, --sources or --unpublished."
        )
    elif url is not None:
        evaluation = ask(url, district, service, answers, day, household)
        _tell(evaluation, as_json, of_household=household is not None)
    else:
        ruleset = _shipped()
        day = day or own_today()
        told = _flat(ruleset, answers, day) if household is None else _read(ruleset, household, day)
        evaluation = _evaluated(ruleset, district, service, told, day)
        _tell(evaluation, as_json, of_household=household is not None)


def _tell(evaluation: Any, as_json: bool, *, of_household: bool) -> None:
    if not as_json:
        _print(explain_lines(evaluation, of_household=of_household))
        return
    document: dict[str, Any] = {
        "district": evaluation["district"],
        "day": evaluation["day"],
    }
    if of_household:
        named = ("outcomes", "next_question", "next_subject", "notices")
        document |= {name: evaluation[name] for name in named if name in evaluation}
    else:
        (outcome,) = evaluation["outcomes"]
        document |= outcome
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True))


@dataclass(frozen=True, slots=True)
class _Told:
    """The household that was told, where its answers stand, and what to say about them."""

    household: Household
    places: Places
    notices: tuple[NoticeShape, ...] = ()


def _flat(ruleset: Ruleset, written: tuple[str, ...], day: date) -> _Told:
    answers = _answers(ruleset, written, day)
    return _Told(household_of(answers, ruleset.questions), Places(flat=True))


def _read(ruleset: Ruleset, path: Path, day: date) -> _Told:
    body = household_in(path, _kinds(ruleset))
    reader = HouseholdReader(body=body, ruleset=ruleset, day=day, today=own_today())
    household = reader.read()
    if reader.faults:
        raise refusal(path, reader.faults)
    return _Told(household, reader.places, tuple(reader.notices))


def _evaluated(
    ruleset: Ruleset, district: str, service: str, told: _Told, day: date
) -> dict[str, Any]:
    """The evaluation by the shipped rules, as the API would tell it."""
    place = _district(ruleset, district, day)
    asked = Asked(
        districts=(place,),
        day=day,
        household=told.household,
        places=told.places,
        services=(_service(ruleset, service).id,),
        extras=frozenset(("explain", "next_steps")),
    )
    frame = Frame(ruleset, place, day)
    depends = dependence(ruleset)
    following = next_asking(frame, asked, own_today(), depends)
    return {
        "district": place.id,
        "district_name": words(place.name),
        "day": day.isoformat(),
        "outcomes": list(tell(frame, asked, own_today(), depends).outcomes),
        "next_question": following.question if following else None,
        "next_subject": str(following.subject) if following else None,
        **({"notices": list(told.notices)} if told.notices else {}),
    }


def _shipped() -> Ruleset:
    try:
        return load(shipped_files())
    except ContentError as fault:
        listed = "\n".join(map(console_line, fault.problems))
        raise Failure(f"The rules do not load:\n{listed}") from fault


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


def _service(ruleset: Ruleset, name: str) -> Service:
    if name not in ruleset.services:
        raise Failure(f"{name!r} is no service{beside(suggestion(name, ruleset.services))}.")
    return ruleset.services[name]


def _district(ruleset: Ruleset, name: str, day: date) -> District:
    gazetteer = ruleset.gazetteer
    place = gazetteer.districts.get(name)
    if place is None:
        hint = beside(suggestion(name, gazetteer.districts))
        raise Failure(f"{name!r} is no district{hint}.")
    if not place.period.holds(day):
        after = [succession.district for succession in gazetteer.successors(place, day)]
        before = [district.id for district, _ in gazetteer.predecessors(place.id)]
        raise Failure(f"{name} does not exist on {day}: ask about {', '.join(after or before)}.")
    return place


def _kinds(ruleset: Ruleset) -> dict[str, Kind]:
    """What each question asks for, those of before among them."""
    kinds: dict[str, Kind] = {former.question: (former.kind, "") for former in FORMER}
    return kinds | {its.id: (its.kind, its.unit) for its in ruleset.questions.values()}


def _answers(ruleset: Ruleset, written: tuple[str, ...], day: date) -> Mapping[str, Answer]:
    raw, notices = carried_over(
        raw_answers(_kinds(ruleset), written), own_today(), ruleset.questions
    )
    for notice in notices:
        name = notice["pointer"].rsplit("/", 1)[-1]
        click.echo(f"{name} {notice['message']}: {notice['hint']}.", err=True)
    answers, problems = read_answers(ruleset.questions, raw, day, ruleset.gazetteer)
    if problems:
        raise Failure(
            "\n".join(
                sentence(problem.question, english(problem.message), english(problem.hint))
                for problem in problems
            )
        )
    clashes = []
    for contradiction in contradictions(answers, day):
        first, *others = contradiction.questions
        reason = WORDS[contradiction.reason]
        clashes.append(f"{first} contradicts {' and '.join(others)}: {reason}.")
    if clashes:
        raise Failure("\n".join(clashes))
    return answers
