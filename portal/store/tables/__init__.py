"""The tables, by subject."""

from ..database import Base
from .drafts import Change, Draft, Remark
from .kiosks import CounterPin, EndedSession, Kiosk
from .people import Attempt, AuditEntry, AuditHead, Editor, RecoveryCode, SignIn
from .releases import Release, ReleaseRevision, Revision
from .reports import Count, Report

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
    "RecoveryCode",
    "Release",
    "ReleaseRevision",
    "Remark",
    "Report",
    "Revision",
    "SignIn",
]
