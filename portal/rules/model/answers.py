"""What an answer is, once it is read."""

from __future__ import annotations

from collections.abc import Mapping

from .months import Month, Span

Answer = bool | int | float | str | Month | Span | None
"""A value as `Question.kind` asks for it; None is «不知道», "none" «没有» of a month question."""

Answers = Mapping[str, Answer]
