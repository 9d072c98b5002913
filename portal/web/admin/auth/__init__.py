"""Signing in: guard, session, password, second factor, own account."""
