"""Drafts from the first change to publication: edit, conflicts, impact, review."""
