"""What is said of skipped tests."""

from __future__ import annotations

import pytest

from tests.conftest import skips


def report(test: str, why: str) -> pytest.TestReport:
    """How pytest reports a test that was skipped."""
    return pytest.TestReport(
        nodeid=test,
        location=(test, 1, test),
        keywords={},
        outcome="skipped",
        longrepr=("conftest.py", 1, f"Skipped: {why}"),
        when="setup",
    )


def test_skips_are_counted_by_part_and_reason_most_first() -> None:
    missing = "Chromium is not installed (apt install chromium)"
    told = skips(
        [
            report("tests/store/people/test_people.py::one", "PostgreSQL is not installed"),
            report("tests/browser/test_admin.py::one", missing),
            report("tests/browser/test_kiosk.py::two", missing),
            report("tests/test_bench.py::one", "wrk is not installed"),
        ]
    )
    assert told == [
        f"2 tests of browser did not run, because: {missing}",
        "1 test of store did not run, because: PostgreSQL is not installed",
        "1 test of test_bench did not run, because: wrk is not installed",
    ]
