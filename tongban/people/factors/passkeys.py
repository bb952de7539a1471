"""Passkeys (WebAuthn level 3) by python-fido2: made with user verification, found without a name (discoverable)."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from tongban.kit import crypto
from tongban.kit.errors import BadInput
from tongban.people.factors.models import Factor, FactorKind
from tongban.people.factors.strength import HARDWARE, PRESENT, SEVERAL, SYNCED

LONGEST = 20_000  # characters of an answer; those of known devices have some 2,000
# What python-fido2 says of bytes that no device made; brackets and CBOR nested a thousand deep among them.
NO_ANSWER = (ValueError, TypeError, KeyError, AttributeError, AssertionError, RecursionError)


@dataclass(frozen=True)
class Made:
    """What a device answered when it made a passkey, checked."""

    credential: AttestedCredentialData
    counter: int
    synced: bool

    @property
    def secret(self) -> str:
        return base64.b64encode(bytes(self.credential)).decode()

    @property
    def index(self) -> str:
        return _index(self.credential.credential_id)


@dataclass(frozen=True)
class Shown:
    factor: Factor
    counter: int
    amr: list[str]


def _server() -> Fido2Server:
    site = urlsplit(settings.SITE_URL)
    party = PublicKeyCredentialRpEntity(id=site.hostname or "localhost", name=_("Tongban"))
    origin = f"{site.scheme}://{site.netloc}"
    return Fido2Server(party, verify_origin=lambda said: said == origin)


def _index(credential_id: bytes) -> str:
    return crypto.digest(credential_id)[:32]  # made by chance: it needs no key


def _credential(factor: Factor) -> AttestedCredentialData:
    return AttestedCredentialData(base64.b64decode(factor.secret))


def of(user: Any) -> list[Factor]:
    return list(Factor.objects.filter(user_id=user.pk, kind=FactorKind.PASSKEY))


def wish_to_make(user: Any, *, account: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the browser is asked, and what has to be kept until it answers."""
    person = PublicKeyCredentialUserEntity(id=user.pk.bytes, name=account, display_name=account)
    asked, state = _server().register_begin(
        person,
        credentials=[_credential(one) for one in of(user)],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(asked.public_key), _plain(state)


def wish_to_see(user: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
    """`user` None: whichever passkey of this site the device holds."""
    known = [_credential(one) for one in of(user)] if user is not None else None
    asked, state = _server().authenticate_begin(known, user_verification=UserVerificationRequirement.REQUIRED)
    return dict(asked.public_key), _plain(state)


def _plain(state: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) if value is not None else None for name, value in state.items()}


def made(state: dict[str, Any], answer: str) -> Made:
    """Raises BadInput when the answer is not one to this question."""
    try:
        data = _server().register_complete(_state(state), _read(answer))
    except NO_ANSWER as error:
        raise unusable() from error
    assert data.credential_data is not None
    return Made(data.credential_data, data.counter, data.is_backup_eligible())


def shown(state: dict[str, Any], answer: str, *, user: Any = None) -> Shown:
    """The passkey that answered. Raises BadInput in the same words whatever was wrong with it."""
    try:
        given = AuthenticationResponse.from_dict(_read(answer))
        factor = Factor.objects.select_related("user").get(credential=_index(given.raw_id))
        if user is not None and factor.user_id != user.pk:
            raise unusable()
        _server().authenticate_complete(_state(state), [_credential(factor)], given)
    except (*NO_ANSWER, Factor.DoesNotExist) as error:
        raise unusable() from error
    kind = SYNCED if factor.synced else HARDWARE
    return Shown(factor, given.response.authenticator_data.counter, sorted([kind, PRESENT, SEVERAL]))


def _state(kept: dict[str, Any]) -> dict[str, Any]:
    if not kept.get("challenge"):
        raise ValueError("nothing was asked")
    return kept | {"user_verification": UserVerificationRequirement.REQUIRED}


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST:
        raise ValueError("too long")
    read = json.loads(answer)
    if not isinstance(read, dict):
        raise TypeError("no object")
    return read


def unusable() -> BadInput:
    return BadInput(
        _("This passkey can't be used here."),
        errors={"answer": [_("The passkey did not fit, or took too long. Try again, or take another way.")]},
    )
