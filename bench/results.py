"""The overview of results in process: of one person, and of a household beside it."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path

from flask import Flask

from portal import create_app
from portal.config import Settings
from portal.publishing import seed
from portal.store import schema
from portal.web.answer_cookie import COOKIE, CheckState, serializer, state_json

from .figures import Part, figure
from .situations import CHILDREN, DAY, DISTRICT, FILES, PARTNER, RAW, shipped
from .timing import Effort, Work, in_turn

_PAGES = {
    "overview": "/result",
    "one service": "/result/public-rental",
    "question": "/check/hukou_place",
    "roadmap": "/roadmap",
}


def run(effort: Effort) -> Part:
    """Measure pages made of answers, the same ones asked for again and again."""
    with tempfile.TemporaryDirectory() as folder:
        app = _portal(Path(folder))
        logging.disable(logging.CRITICAL)
        figures = []
        for name, path in _PAGES.items():
            works = {who: _asking(app, path, told) for who, told in _told().items()}
            rounds = in_turn(works, effort)
            figures += [
                figure(f"{name} of {who}", "ms", [1000 * its for its in found])
                for who, found in rounds.items()
            ]
            more = [100 * (b / a - 1) for a, b in zip(*rounds.values(), strict=True)]
            aim = "under 60" if name == "overview" else ""
            figures.append(figure(f"{name}: how much more for the family", "%", more, aim))
        logging.disable(logging.NOTSET)
    return Part(
        title="Pages of results in process",
        figures=tuple(figures),
        notes=("The family: two adults and three children; frames and templates are warm.",),
    )


def _portal(folder: Path) -> Flask:
    app = create_app(
        Settings(
            instance=folder,
            database_url=f"sqlite:///{folder / 'portal.sqlite'}",
            secret_key="a secret of the measurements alone",
        ),
        today=lambda: DAY,
    )
    with app.app_context():
        schema.upgrade_schema()
        seed(FILES)
    return app


def _told() -> dict[str, CheckState]:
    """One adult, and the family of the same adult, as the check keeps them."""
    questions = shipped().questions
    of = {
        kind: {name: answer for name, answer in RAW.items() if questions[name].of == kind}
        for kind in ("household", "adult", "child")
    }
    one = CheckState(
        day=DAY, district=DISTRICT, household=of["household"], adults=(of["adult"],), children=()
    )
    family = CheckState(
        day=DAY,
        district=DISTRICT,
        household=of["household"],
        adults=(of["adult"], {**of["adult"], **PARTNER}),
        children=tuple({**of["child"], **child} for child in CHILDREN),
    )
    return {"one person": one, "the family": family}


def _asking(app: Flask, path: str, told: CheckState) -> Work:
    """Asks for a page with the answers in the cookie."""
    with app.test_request_context("/"):
        written = serializer("answers").dumps(state_json(told))
    client = app.test_client()
    client.set_cookie(COOKIE, written.decode() if isinstance(written, bytes) else written)

    def ask() -> None:
        response = client.get(path)
        if response.status_code != 200:
            raise RuntimeError(f"{path} answered {response.status}")

    return ask
