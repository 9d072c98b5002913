"""``portal explain``: why a service comes out so, by the shipped rules or by a running portal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import click

from ..explaining import explain_lines
from ..proofreading import matrix_lines, sources_lines
from ..rules.answers import Answer, read_answers
from ..rules.building import load
from ..rules.districts import District
from ..rules.evaluation import Frame
from ..rules.model import Ruleset, Service
from ..rules.near import nearest
from ..rules.problems import ContentError
from ..web.api.outcomes import Teller
from ..web.api.parts import words
from ..web.surroundings import clock
from .asking import ask
from .failing import Failure
from .opening import shipped_files
from .writing import raw_answers


@click.command()
@click.argument("district", required=False)
@click.argument("service", required=False)
@click.argument("answers", nargs=-1, metavar="QUESTION=VALUE…")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Day asked about; today if left out.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--matrix", metavar="SERVICE", help="One service over all districts, for experts.")
@click.option("--sources", is_flag=True, help="Every source with what rests on it.")
@click.option("--url", metavar="URL", help="Ask the portal running there, not the shipped rules.")
def explain(
    district: str | None,
    service: str | None,
    answers: tuple[str, ...],
    on: datetime | None,
    as_json: bool,
    matrix: str | None,
    sources: bool,
    url: str | None,
) -> None:
    """Explain the outcome of SERVICE in DISTRICT: the reasoning tree with answers and sources.

    Values: yes, no, unknown (I don't know), none, an option, a number, 2024-03, a district.
    """
    day = on.date() if on else None
    if url is not None and (sources or matrix is not None):
        raise Failure("--url explains one service: leave out --matrix and --sources.")
    if sources:
        _print(sources_lines(_shipped(), clock()))
    elif matrix is not None:
        ruleset = _shipped()
        _print(matrix_lines(ruleset, _service(ruleset, matrix), day or clock()))
    elif district is None or service is None:
        raise Failure("Name a district and a service, or use --matrix SERVICE or --sources.")
    elif url is not None:
        _tell(ask(url, district, service, answers, day), as_json)
    else:
        _tell(_evaluated(_shipped(), district, service, answers, day or clock()), as_json)


def _tell(evaluation: Any, as_json: bool) -> None:
    if not as_json:
        _print(explain_lines(evaluation))
        return
    (outcome,) = evaluation["outcomes"]
    document = {"district": evaluation["district"], "day": evaluation["day"], **outcome}
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True))


def _evaluated(
    ruleset: Ruleset, district: str, service: str, written: tuple[str, ...], day: date
) -> dict[str, Any]:
    """The evaluation by the shipped rules, as the API would tell it."""
    place = _district(ruleset, district, day)
    answers = _answers(ruleset, written, day)
    frame = Frame(ruleset, place, day).service(_service(ruleset, service).id)
    teller = Teller(answers, clock(), frozenset(("explain",)))
    return {
        "district": place.id,
        "district_name": words(place.name),
        "day": day.isoformat(),
        "outcomes": [teller.outcome(frame, frame.evaluate(answers, clock()))],
    }


def _shipped() -> Ruleset:
    try:
        return load(shipped_files())
    except ContentError as fault:
        raise Failure(f"The rules do not load:\n{fault}") from fault


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


def _service(ruleset: Ruleset, name: str) -> Service:
    if name not in ruleset.services:
        raise Failure(f"{name!r} is no service ({nearest(name, ruleset.services)}).")
    return ruleset.services[name]


def _district(ruleset: Ruleset, name: str, day: date) -> District:
    gazetteer = ruleset.gazetteer
    place = gazetteer.districts.get(name)
    if place is None:
        raise Failure(f"{name!r} is no district ({nearest(name, gazetteer.districts)}).")
    if not place.period.holds(day):
        after = [succession.district for succession in gazetteer.successors(place, day)]
        before = [district.id for district, _ in gazetteer.predecessors(place.id)]
        raise Failure(f"{name} does not exist on {day}: ask about {', '.join(after or before)}.")
    return place


def _answers(ruleset: Ruleset, written: tuple[str, ...], day: date) -> Mapping[str, Answer]:
    kinds = {question.id: question.kind for question in ruleset.questions.values()}
    raw = raw_answers(kinds, written)
    answers, problems = read_answers(ruleset.questions, raw, day, ruleset.gazetteer)
    if problems:
        raise Failure("\n".join(f"{p.question} {p.message}. {p.hint}" for p in problems))
    return answers
