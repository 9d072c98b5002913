"""Measurements of the portal: ``make bench``, or ``python -m bench`` for single parts."""
