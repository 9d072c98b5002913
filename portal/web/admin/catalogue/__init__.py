"""Every item in force: search, one item with its parts and history."""
