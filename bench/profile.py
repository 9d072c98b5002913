"""The three largest costs left in guides, results, evaluations, a comparison and a build."""

from __future__ import annotations

import cProfile
import pstats
from collections.abc import Callable
from contextlib import redirect_stderr
from http import HTTPStatus
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from flask.testing import FlaskClient

from portal import create_app
from portal.config import Settings
from portal.content import SHIPPED
from portal.publishing import seed
from portal.store import database, schema

from .figures import Part
from .http import RENDERED
from .situations import DAY, DISTRICT, FILES, Unusable, ready, shipped, shipped_anew, the_answers
from .timing import Effort

_SHOWN = 3
_RESULTS = "/result"
_ROOT = SHIPPED.parent.parent


def run(effort: Effort) -> Part:
    """Profile each within this process; the profiler makes many small calls look dearer."""
    times = 20 if effort.quick else 200
    rules = shipped()
    frame = ready(rules, DISTRICT)
    answers = the_answers(rules)
    places = rules.gazetteer.on(DAY)
    notes = [
        _costs("A guide page rendered", _page(RENDERED, times)),
        _costs("A page of results", _page(_RESULTS, times)),
        _costs("All services evaluated", _repeated(lambda: frame.evaluate(answers, DAY), times)),
        _costs(
            "All districts compiled and compared",
            _repeated(
                lambda: [ready(rules, place.id).evaluate(answers, DAY) for place in places], 1
            ),
        ),
        _costs("A release built", _repeated(shipped_anew, 2)),
    ]
    return Part(title="The largest costs left", notes=tuple(notes))


def _repeated(work: Callable[[], object], times: int) -> pstats.Stats:
    work()
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(times):
        work()
    profile.disable()
    return pstats.Stats(profile)


def _page(path: str, times: int) -> pstats.Stats:
    """The whole application without gunicorn, on a page that it does not keep."""
    with TemporaryDirectory() as folder, redirect_stderr(StringIO()):  # what the portal logs
        url = f"sqlite:///{Path(folder) / 'portal.sqlite'}"
        app = create_app(
            Settings(
                instance=Path(folder),
                database_url=url,
                secret_key="a secret for measurements, long enough",
            )
        )
        with app.app_context():
            schema.upgrade_schema()
            seed(FILES)
        client = app.test_client()
        client.post("/check", data={"district": DISTRICT}).close()
        stats = _repeated(lambda: _rendered(client, path), times)
        with app.app_context():
            database.db.engine.dispose()
    return stats


def _rendered(client: FlaskClient, path: str) -> None:
    """One page; closed, because the application counts what is under way."""
    with client.get(path) as response:
        if response.status_code != HTTPStatus.OK:
            raise Unusable(f"{path} is answered by {response.status}")


def _costs(what: str, stats: pstats.Stats) -> str:
    """The functions that took most time by themselves."""
    rows = stats.stats  # type: ignore[attr-defined]
    whole = sum(its[2] for its in rows.values())
    dear = sorted(rows.items(), key=lambda row: row[1][2], reverse=True)[:_SHOWN]
    listed = [f"{_named(place)} {100 * its[2] / whole:.0f} %" for place, its in dear]
    return f"{what}: {', '.join(listed)}."


def _named(place: tuple[str, int, str]) -> str:
    """A function with its module, without where it is installed."""
    file, line, function = place
    path = Path(file)
    if path.is_relative_to(_ROOT / "portal"):
        return f"`{path.relative_to(_ROOT)}:{line} {function}`"
    return f"`{'/'.join(path.parts[-2:])} {function}`" if line else f"`{function}`"
