"""Modules are given out whole, and those that measure servers one at a time."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.scheduling import WholeModules

TESTS = (
    "tests/deploy/test_image.py::one",
    "tests/faults/test_store.py::one",
    "tests/deploy/test_containers.py::one",
    "tests/rules/test_numbers.py::one",
    "tests/rules/test_numbers.py::two",
    "tests/rules/test_numbers.py::three",
    "tests/store/test_audit.py::one",
    "tests/store/test_audit.py::two",
    "tests/store/test_audit.py::three",
)


class Process:
    """A process that runs tests: ``given``: those it was given and has not run yet."""

    shutting_down = False

    def __init__(self, name: str) -> None:
        self.gateway = SimpleNamespace(id=name)
        self.given: list[str] = []

    def send_runtest_some(self, places: list[int]) -> None:
        self.given += [TESTS[place] for place in places]

    def shutdown(self) -> None:
        self.shutting_down = True

    def modules(self) -> list[str]:
        """The modules of what it was given, without their folders."""
        return list(
            dict.fromkeys(test.rpartition("/")[2].partition("::")[0] for test in self.given)
        )


@pytest.fixture
def processes() -> tuple[WholeModules, Process, Process]:
    """Two processes and who gives them tests, which has begun."""
    option = SimpleNamespace(loadscopereorder=True)
    config: Any = SimpleNamespace(option=option, getvalue=lambda _: ["popen", "popen"])
    scheduler = WholeModules(config)
    one, other = Process("one"), Process("other")
    for process in (one, other):
        scheduler.add_node(process)
        scheduler.add_node_collection(process, TESTS)
    scheduler.schedule()
    return scheduler, one, other


def test_what_measures_servers_is_with_one_process_at_a_time(
    processes: tuple[WholeModules, Process, Process],
) -> None:
    _, one, other = processes
    assert one.modules() == ["test_image.py", "test_containers.py", "test_store.py"]
    assert other.modules() == ["test_numbers.py"]


def test_a_module_that_is_begun_stays_with_its_process_and_all_tests_are_run(
    processes: tuple[WholeModules, Process, Process],
) -> None:
    scheduler, one, other = processes
    ran: dict[str, Process] = {}
    while one.given or other.given:
        for process in (one, other):
            if process.given:
                test = process.given.pop(0)
                assert ran.setdefault(test.partition("::")[0], process) is process
                ran[test] = process
                scheduler.mark_test_complete(process, TESTS.index(test))
    assert set(TESTS) <= set(ran)
    assert scheduler.tests_finished
