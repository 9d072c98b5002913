"""The tables, by subject."""

from ..database import Base
from .assignments import CalendarFeed, Responsibility
from .drafts import Change, Draft, DraftEvent, DraftStep, ItemRemark, StepItem, UnfinishedForm
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
    "CalendarFeed",
    "Change",
    "Count",
    "CounterPin",
    "Draft",
    "DraftEvent",
    "DraftStep",
    "Editor",
    "EndedSession",
    "ItemRemark",
    "Kiosk",
    "KnownBrowser",
    "Mail",
    "Passkey",
    "RecoveryCode",
    "Release",
    "ReleaseRevision",
    "Report",
    "Responsibility",
    "Revision",
    "Rollback",
    "SignIn",
    "SignInRule",
    "SourceCheck",
    "StepItem",
    "UnfinishedForm",
]
