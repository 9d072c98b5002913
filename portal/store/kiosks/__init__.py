"""Kiosks of counters, their enrolment and ended sessions."""
