"""Conditions: one line of text, its tree, its compiled form and what it came to."""
