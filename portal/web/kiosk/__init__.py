"""The kiosk: which machine asks, its sessions and what only a counter's machine has."""
