"""Turns of batches: one for a process and for an address, given back whatever happens."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from portal.web.api.batch_turns import Busy, Turns

OTHER = """
import sys
from pathlib import Path
from portal.web.api.batch_turns import Busy
from portal.web.api.batch_turns import Turns
turns = Turns(Path(sys.argv[1]))
for whose in sys.argv[2:]:
    try:
        turns.take(whose)
        print("taken")
        turns.end()
    except Busy as fault:
        print("own" if fault.own else "other")
"""


def in_another_process(file: Path, *whose: str) -> list[str]:
    """What another process on the machine comes to for each asker."""
    done = subprocess.run(
        [sys.executable, "-c", OTHER, str(file), *whose], check=True, capture_output=True, text=True
    )
    return done.stdout.split()


def test_an_address_has_one_turn_on_a_machine_and_others_go_on(tmp_path: Path) -> None:
    turns = Turns(tmp_path / "turns")
    turns.take("one")
    assert in_another_process(tmp_path / "turns", "one", "two") == ["own", "taken"]
    for whose, own in (("one", True), ("two", False)):
        with pytest.raises(Busy) as caught:
            turns.take(whose)
        assert caught.value.own is own
    turns.end()
    turns.end()
    assert in_another_process(tmp_path / "turns", "one") == ["taken"]
    assert (tmp_path / "turns").stat().st_mode & 0o777 == 0o600


def test_where_no_file_can_be_written_a_process_counts_alone(tmp_path: Path) -> None:
    turns = Turns(tmp_path / "missing" / "turns")
    turns.take("one")
    with pytest.raises(Busy):
        turns.take("one")
    turns.end()
    turns.take("one")
