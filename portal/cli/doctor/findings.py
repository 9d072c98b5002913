"""What the doctor says of one subject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "advice", "fault"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """``says`` what was found; ``do`` what to do about it, empty where all is well."""

    subject: str
    state: State
    says: str
    do: str = ""

    def __str__(self) -> str:
        return f"{self.state:<6}  {self.subject}: {self.says}" + (
            f" → {self.do}" if self.do else ""
        )


def ok(subject: str, says: str) -> Line:
    """All is well."""
    return Line(subject=subject, state="ok", says=says)


def advice(subject: str, says: str, do: str) -> Line:
    """The portal works, but somebody should see to it."""
    return Line(subject=subject, state="advice", says=says, do=do)


def fault(subject: str, says: str, do: str) -> Line:
    """The portal does not work, or not safely."""
    return Line(subject=subject, state="fault", says=says, do=do)
