"""What a system is told of a person, by scope. Nothing else ever leaves (PIPL Articles 6, 23)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from tongban.kit.fields import mask
from tongban.people.mandates.models import Mandate
from tongban.people.models import User
from tongban.people.oidc import keys
from tongban.people.oidc.models import System


@dataclass(frozen=True)
class Scope:
    """`says` is what the consent page tells; `shows` the value there, masked: somebody may look over the shoulder."""

    says: Any
    shows: Any = None


SCOPES: dict[str, Scope] = {
    "openid": Scope(_("A number that stands for you in this system and nowhere else, and how surely we know you")),
    "profile": Scope(_("Your name, all but its first character hidden"), lambda user: mask("name", user.name)),
    "real_name": Scope(_("Your full name"), lambda user: mask("name", user.name)),
    "phone": Scope(_("Your mobile number"), lambda user: mask("phone", user.phone)),
    "identity": Scope(
        _("A fingerprint of your ID number, by which this system finds you in its own register; not the number itself")
    ),
    "enterprise": Scope(_("The enterprise that you act for, if you choose one: name, credit code and your capacity")),
}


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def subject_of(user: User, system: System) -> str:
    """Pairwise (OpenID Connect Core §8.1): the same in one sector, and of no use to compare two sectors."""
    return _text(keys.keyed("subject", system.sector, str(user.pk)))


def identity_key(system: System) -> str:
    """Given to a system with its secret: with it the fingerprints of its own register can be worked out."""
    return keys.keyed("identity", system.sector).hex()


def fingerprint(key: str, id_type: str, number: str) -> str:
    """HMAC-SHA-256 over type and number, under the key of the sector."""
    return hmac.new(bytes.fromhex(key), f"{id_type}:{number.upper()}".encode(), hashlib.sha256).hexdigest()


def claims_of(user: User, system: System, scopes: list[str], mandate: Mandate | None) -> dict[str, Any]:
    told: dict[str, Any] = {"sub": subject_of(user, system), "user_type": "natural"}
    if "profile" in scopes:
        told |= {"name": mask("name", user.name), "locale": "en" if user.language == "en" else "zh-CN"}
    if "real_name" in scopes:
        told["real_name"] = user.name
    if "phone" in scopes and user.proved_phone:
        told["phone_number"] = f"+86{user.phone}"
    if "identity" in scopes and user.id_number:
        told["id_hash"] = fingerprint(identity_key(system), user.id_type, user.id_number)
    if "enterprise" in scopes and mandate is not None and mandate.is_live:
        told |= _enterprise(mandate)
    return told


def _enterprise(mandate: Mandate) -> dict[str, str]:
    role = "legal_rep" if mandate.capacity == "legal_representative" else "agent"
    firm = mandate.enterprise
    assert firm is not None
    return {
        "user_type": "legal", "org_uscc": firm.uscc, "org_name": firm.name, "role": role, "mandate_id": str(mandate.pk)
    }  # fmt: skip
