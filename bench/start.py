"""What a start costs: processor time of the import, and of everything until the first page."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from .figures import Part, figure
from .timing import Effort

_STARTED = """
import json, sys
from pathlib import Path
from time import process_time

begun = process_time()
from portal import create_app
from portal.config import Settings

imported = process_time()
folder = Path(sys.argv[1])
app = create_app(
    Settings(
        instance=folder,
        database_url=f"sqlite:///{folder / 'portal.sqlite'}",
        secret_key="a secret of the measurements alone",
    )
)
made = process_time()
from portal.content import SHIPPED, read_folder
from portal.publishing import seed
from portal.rules.documents import read
from portal.store import schema
from portal.web.warm_up import warm_up

with app.app_context():
    schema.upgrade_schema()
    seed(read_folder(SHIPPED))
read.cache_clear()  # as in a process that has stored nothing
stored = process_time()
warm_up(app)
warmed = process_time()
app.test_client().get("/").close()
first = process_time()
print(
    json.dumps(
        {
            "import": 1000 * (imported - begun),
            "the application made": 1000 * (made - imported),
            "made ready": 1000 * (warmed - stored),
            "first page after that": 1000 * (first - warmed),
        }
    )
)
"""
_AIMS = {"import": "under 1000", "first page after that": "under 50"}


def run(effort: Effort) -> Part:
    """Start processes one after another, each with an empty store."""
    rounds = [_started() for _ in range(effort.rounds)]
    return Part(
        title="A start in a process of its own",
        figures=tuple(
            figure(name, "ms", [its[name] for its in rounds], _AIMS.get(name, ""))
            for name in rounds[0]
        ),
        notes=("Workers are forked from the process that was made ready and share its memory.",),
    )


def _started() -> dict[str, float]:
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-c", _STARTED, folder]
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1]
        )
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures
