"""Where in the documents something stands, so that a problem can say it."""

from __future__ import annotations

from collections.abc import Mapping

from ..model import Ruleset, Service
from ..problems import Problem


class Places:
    """Makes problems with the file of what they are about."""

    def __init__(self, ruleset: Ruleset, files: Mapping[tuple[str, str], str]) -> None:
        self.ruleset, self.files = ruleset, files

    def in_service(self, service: Service, place: str, message: str, hint: str = "") -> Problem:
        """A problem inside a service's document."""
        return Problem(f"services/{service.topic}/{service.id}.toml", place, message, hint)

    def in_section(
        self, section: str, name: str, field: str, message: str, hint: str = ""
    ) -> Problem:
        """A problem of an entry such as ``sources.x``; districts and groups have one document."""
        file = self.files.get((section, name), "districts.toml")
        return Problem(file, f"{section}.{name}{'.' if field else ''}{field}", message, hint)
