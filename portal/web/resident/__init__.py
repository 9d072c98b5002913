"""The resident's pages: the same parts in each channel."""

from __future__ import annotations

from . import (
    about,
    changes,
    check,
    checklists,
    comparisons,
    guides,
    home,
    reporting,
    results,
    roads,
    searching,
    taking,
)

PARTS = (
    *(home, guides, searching, changes, reporting),
    *(check, results, roads, comparisons, checklists, taking),
    about,
)
