"""Administrators: accounts, credentials, sessions, throttle."""
