"""What an administrator sees first: tasks of today, release, drafts, maintenance, use, local rules."""
