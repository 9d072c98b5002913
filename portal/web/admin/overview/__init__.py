"""What an administrator sees first: release, drafts, maintenance, use, local rules."""
