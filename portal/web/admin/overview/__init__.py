"""What an administrator sees first: tasks, release, drafts, maintenance, use, local rules."""
