"""What is wrong with the store, in sentences for administrators."""

from __future__ import annotations

from ...i18n import gettext
from ...store.condition import condition, kind_of


def reason_words(reason: str) -> str:
    """Why the store fails and what to do, from what it said itself."""
    words = {
        "full": gettext("The disk of the database is full or broken. Make room on it."),
        "read_only": gettext("The database may only be read. Let the portal write to it."),
        "damaged": gettext("The database is damaged. Restore it from the last backup."),
        "busy": gettext("Another write takes too long. Try again shortly."),
        "silent": gettext("The database does not answer. See whether it runs."),
    }
    return words[kind_of(reason)]


def troubles() -> tuple[str, ...]:
    """What an administrator should know of the store as this process last found it."""
    its = condition()
    said = []
    if its.unwritten:
        said.append(gettext("Nothing can be saved now. %(why)s", why=reason_words(its.unwritten)))
    if its.unread:
        why = reason_words(its.unread)
        said.append(gettext("The portal goes on with the release it has. %(why)s", why=why))
    if its.damaged:
        number = its.damaged
        said.append(
            gettext(
                "Release %(number)s is damaged and not in use; the last good one is. "
                "Publish anew or restore an earlier release.",
                number=number,
            )
        )
    return tuple(said)
