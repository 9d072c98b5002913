"""Counters and offers of each district, by form and by spreadsheet."""
