"""The search: what people type, read against the names and texts of the rules."""
