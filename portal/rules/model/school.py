"""The questions that say where a child is in school, and when a school year turns."""

from __future__ import annotations

STAGE = "child_stage"
GRADE = "child_grade"
BORN = "child_birth_month"

TURN_OF_YEAR = 9
"""The month in which a school year begins."""
