"""The tables, by subject."""

from ..database import Base
from .drafts import Change, Draft, Remark
from .kiosks import CounterPin, EndedSession, Kiosk
from .mails import Mail
from .people import (
    Attempt,
    AuditEntry,
    AuditHead,
    Editor,
    KnownBrowser,
    Passkey,
    RecoveryCode,
    SignIn,
    SignInRule,
)
from .releases import Release, ReleaseRevision, Revision
from .reports import Count, Report
from .rollbacks import Rollback
from .source_checks import SourceCheck

__all__ = [
    "Attempt",
    "AuditEntry",
    "AuditHead",
    "Base",
    "Change",
    "Count",
    "CounterPin",
    "Draft",
    "Editor",
    "EndedSession",
    "Kiosk",
    "KnownBrowser",
    "Mail",
    "Passkey",
    "RecoveryCode",
    "Release",
    "ReleaseRevision",
    "Remark",
    "Report",
    "Revision",
    "Rollback",
    "SignIn",
    "SignInRule",
    "SourceCheck",
]
