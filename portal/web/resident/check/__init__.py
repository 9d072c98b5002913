"""The check: start, one question a page, the answers of this browser."""
