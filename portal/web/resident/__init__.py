"""The resident's pages: the same parts in each channel."""

from __future__ import annotations

from . import (
    about,
    asking,
    changes,
    check,
    checklists,
    comparisons,
    districts,
    guides,
    home,
    reporting,
    results,
    roads,
    searching,
    taking,
)

PARTS = (
    *(home, districts, guides, searching, changes, reporting),
    *(check, asking, results, roads, comparisons, checklists, taking),
    about,
)
