"""Conditions built by choosing and written as text: one condition, two ways to edit it."""
