"""Releases: stored, in force, in use, and the fallback copy."""
