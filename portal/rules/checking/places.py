"""Where in the documents something stands, so that a problem can say it."""

from __future__ import annotations

from collections.abc import Mapping

from ..model.ruleset import Ruleset, Service
from ..problems import Message, Problem


class Places:
    """Makes problems with the file of what they are about."""

    def __init__(self, ruleset: Ruleset, files: Mapping[tuple[str, str], str]) -> None:
        self.ruleset = ruleset
        self.files = files

    def in_service(
        self, service: Service, place: str, message: Message, hint: Message | None = None
    ) -> Problem:
        """A problem inside a service's document."""
        return Problem(
            file=f"services/{service.topic}/{service.id}.toml",
            place=place,
            message=message,
            hint=hint,
        )

    def in_section(
        self,
        section: str,
        name: str,
        field: str,
        message: Message,
        hint: Message | None = None,
    ) -> Problem:
        """A problem of an entry such as ``sources.x``; districts and groups have one document."""
        file = self.files.get((section, name), "districts.toml")
        return Problem(
            file=file,
            place=f"{section}.{name}{'.' if field else ''}{field}",
            message=message,
            hint=hint,
        )
