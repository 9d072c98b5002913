"""The words of the rules as frozen values."""
