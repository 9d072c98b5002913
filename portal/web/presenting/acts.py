"""Acts of the audit log in words. A part that records an act of its own adds a line here."""

from __future__ import annotations

from flask_babel import lazy_gettext

ACTS = {
    "confirmation_failed": lazy_gettext("Confirming failed"),
    "counter_pin_set": lazy_gettext("Set the PIN of a counter"),
    "kiosk_added": lazy_gettext("Added a kiosk"),
    "kiosk_changed": lazy_gettext("Changed a kiosk"),
    "kiosk_code_renewed": lazy_gettext("Made a new code for a kiosk"),
    "kiosk_enrolled": lazy_gettext("A kiosk was set up"),
    "kiosk_revoked": lazy_gettext("Switched a kiosk off"),
    "password_chosen": lazy_gettext("Chose a password"),
    "person_added": lazy_gettext("Added a person"),
    "person_changed": lazy_gettext("Changed role or limits"),
    "person_disabled": lazy_gettext("Disabled a person"),
    "person_enabled": lazy_gettext("Enabled a person"),
    "person_reset": lazy_gettext("Reset a person"),
    "recovery_code_used": lazy_gettext("Used a recovery code"),
    "recovery_codes_renewed": lazy_gettext("Made new recovery codes"),
    "report_settled": lazy_gettext("Settled a report"),
    "second_factor_enrolled": lazy_gettext("Enrolled a second factor"),
    "second_factor_failed": lazy_gettext("Second factor failed"),
    "second_factor_passed": lazy_gettext("Passed the second factor"),
    "second_factor_reset": lazy_gettext("Reset the second factor"),
    "set_up": lazy_gettext("Set up the account"),
    "set_up_failed": lazy_gettext("Setting up failed"),
    "sign_in_failed": lazy_gettext("Signing in failed"),
    "sign_ins_ended": lazy_gettext("Signed somebody out everywhere"),
    "signed_in": lazy_gettext("Signed in"),
    "signed_out": lazy_gettext("Signed out"),
}


def act_words(what: str) -> str:
    """An act in words, or as it is recorded where it has none."""
    return str(ACTS.get(what, what))
