"""One sentence understood: what somebody types or dictates, read into proposals."""
