"""Faults of the store in sentences for administrators."""

from __future__ import annotations

from ....i18n import gettext
from ....store.database import kind_of, store_condition


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


def store_faults() -> tuple[str, ...]:
    """What an administrator should know of the store as this process last found it."""
    store = store_condition()
    said = []
    if store.unwritten:
        said.append(gettext("Nothing can be saved now. %(why)s", why=reason_words(store.unwritten)))
    if store.unread:
        why = reason_words(store.unread)
        said.append(gettext("The portal goes on with the release it has. %(why)s", why=why))
    if store.damaged:
        number = store.damaged
        said.append(
            gettext(
                "Release %(number)s is damaged and not in use; the last good one is. "
                "Publish anew or restore an earlier release.",
                number=number,
            )
        )
    return tuple(said)
