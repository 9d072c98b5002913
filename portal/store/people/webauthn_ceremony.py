"""The ceremonies of WebAuthn: what a browser is asked, and whether its answer is right.

Loaded by whoever uses a passkey (`passkeys.py`): the library takes an eighth of a second.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from .passkeys import (
    CHALLENGE_SECONDS,
    LONGEST_CREDENTIAL,
    NewPasskey,
    PasskeyRefused,
    RelyingParty,
)

log = logging.getLogger(__name__)


@contextmanager
def _refused_on_error() -> Iterator[None]:
    """Refuse whatever the library cannot read: what is sent can be wrong in any way.

    The log says of what kind the fault was, so that one of our own would be seen.
    """
    try:
        yield
    except Exception as fault:
        log.info("an answer of a passkey was refused: %s", type(fault).__name__)
        raise PasskeyRefused(type(fault).__name__) from fault


def _descriptors(credentials: Collection[str]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in credentials]


@dataclass(frozen=True, slots=True)
class Ceremony:
    """One ceremony: with whom, and the challenge that is signed in it."""

    site: RelyingParty
    challenge: bytes

    def creation(self, handle: bytes, name: str, known: Collection[str]) -> str:
        """The options for a new passkey, as JSON; ``known``: those not to be made twice."""
        options = generate_registration_options(
            rp_id=self.site.host,
            rp_name=self.site.name,
            user_id=handle,
            user_name=name,
            challenge=self.challenge,
            timeout=CHALLENGE_SECONDS * 1000,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.DISCOURAGED,
                user_verification=UserVerificationRequirement.PREFERRED,
            ),
            exclude_credentials=_descriptors(known),
        )
        return options_to_json(options)

    def created(self, answer: str) -> NewPasskey:
        """The new passkey that a browser's answer holds. Raises PasskeyRefused."""
        with _refused_on_error():
            found = verify_registration_response(
                credential=answer,
                expected_challenge=self.challenge,
                expected_rp_id=self.site.host,
                expected_origin=self.site.origin,
            )
        credential = bytes_to_base64url(found.credential_id)
        if len(credential) > LONGEST_CREDENTIAL:
            raise PasskeyRefused("credential")
        return NewPasskey(
            credential=credential,
            public_key=found.credential_public_key,
            sign_count=found.sign_count,
            host=self.site.host,
        )

    def request(self, known: Collection[str], verified: bool) -> str:
        """The options for using a passkey, as JSON; ``verified``: whether a touch is too little."""
        asked = UserVerificationRequirement.REQUIRED
        options = generate_authentication_options(
            rp_id=self.site.host,
            challenge=self.challenge,
            timeout=CHALLENGE_SECONDS * 1000,
            allow_credentials=_descriptors(known),
            user_verification=asked if verified else UserVerificationRequirement.PREFERRED,
        )
        return options_to_json(options)

    def used(self, answer: str, public_key: bytes, verified: bool) -> int:
        """The count that a right answer bears. Raises PasskeyRefused.

        Whether the count went on is for the store to say, which alone knows it at that moment.
        """
        with _refused_on_error():
            found = verify_authentication_response(
                credential=answer,
                expected_challenge=self.challenge,
                expected_rp_id=self.site.host,
                expected_origin=self.site.origin,
                credential_public_key=public_key,
                credential_current_sign_count=0,
                require_user_verification=verified,
            )
        return found.new_sign_count
