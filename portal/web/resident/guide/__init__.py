"""Guides, which need no answers: district, topic, service, history, embedded card."""
