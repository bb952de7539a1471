"""Connecting a system: an administrator registers it, another one releases it, and its secret is shown once."""

from __future__ import annotations

import secrets
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from tongban.kit.act import act
from tongban.kit.errors import BadInput
from tongban.people.assurance.levels import Level
from tongban.people.models import User
from tongban.people.oidc import codes, keys, rules
from tongban.people.oidc.claims import SCOPES
from tongban.people.oidc.models import Authorization, System, SystemState

LOCAL = {"localhost", "127.0.0.1", "::1"}
FIELDS = ("name", "operator", "purpose", "redirect_uris", "logout_uris", "sector", "scopes", "least_level", "token_alg")


def propose_system(*, by: User, **given: Any) -> System:
    """`given`: FIELDS. Raises BadInput with the fields at fault."""
    if errors := faults_of(given):
        raise BadInput(_("Some answers can't be used yet."), errors=errors)
    facts = {name: given[name] for name in FIELDS}
    system = System(client_id=secrets.token_hex(12), proposed_by=by, **facts)
    with act(system, "people.propose_system", by=by, rule=rules.check_can_register) as this:
        this.note(client_id=system.client_id, scopes=system.scopes, level=system.least_level, hosts=system.hosts)
    return system


def faults_of(given: dict[str, Any]) -> dict[str, list[str]]:
    """Field → sentences."""
    errors: dict[str, list[str]] = {}
    for name in ("name", "operator", "purpose"):
        if not str(given[name].get("zh", "")).strip():
            errors[name] = [_("People read this before they agree: write it in Chinese at least.")]
    for name in ("redirect_uris", "logout_uris"):
        if said := [sentence for uri in given[name] if (sentence := address_fault(uri))]:
            errors[name] = said
    if not given["redirect_uris"]:
        errors["redirect_uris"] = [_("Give one address at least to which people come back.")]
    if "openid" not in given["scopes"] or not set(given["scopes"]) <= set(SCOPES):
        errors["scopes"] = [_("Choose from the list; the number that stands for the person always belongs to it.")]
    if given["least_level"] not in set(Level):
        errors["least_level"] = [_("Choose a level from the list.")]
    if given["token_alg"] not in keys.ALGORITHMS:
        errors["token_alg"] = [_("Choose from the list.")]
    return errors | sector_fault(given)


def sector_fault(given: dict[str, Any]) -> dict[str, list[str]]:
    hosts = {urlsplit(uri).hostname for uri in given["redirect_uris"] if not address_fault(uri)}
    sector = given["sector"]
    if not sector or any(host and host != sector and not host.endswith(f".{sector}") for host in hosts):
        said = _("The sector is the domain that all addresses share, for example bureau.gov.cn; found: %s.")
        return {"sector": [said % (", ".join(sorted(filter(None, hosts))) or _("no address yet"))]}
    if sector not in LOCAL and is_shared(sector):
        return {"sector": [_("A sector is a whole domain, not only its ending.")]}
    return {}


@cache
def shared_endings() -> frozenset[str]:
    """Second-level domains of .cn; the file says from where."""
    lines = Path(__file__).with_name("shared_endings.txt").read_text("utf-8").splitlines()
    return frozenset(line.partition(" ")[0] for line in lines if line and not line.startswith("#"))


def is_shared(sector: str) -> bool:
    """Whether the domain belongs to nobody alone: all bureaus of the country would see one number for a person."""
    first, _dot, rest = sector.partition(".")
    return not rest or (rest == "cn" and first in shared_endings())


def address_fault(uri: str) -> str:
    """An address is compared letter by letter, so it has to be whole: no wildcard, no fragment, nobody's name in it."""
    try:
        parts = urlsplit(uri)
        port = parts.port
    except ValueError:
        return _("%s is no address.") % uri
    plain = uri.isascii() and uri.isprintable() and not set(uri) & set(" \\*<>\"'`{}|^")
    if not plain or not parts.hostname or parts.fragment or "#" in uri or parts.username is not None or port == 0:
        return _("%s can't be compared exactly: write the whole address, without *, # and @.") % uri
    if parts.scheme == "https" or (parts.scheme == "http" and settings.DEMO and parts.hostname in LOCAL):
        return "" if len(uri) <= 500 else _("An address has at most 500 characters.")
    return _("%s has to begin with https://.") % uri


def approve_system(*, system: System, by: User) -> System:
    with act(system, "people.approve_system", by=by, rule=rules.check_can_release) as this:
        this.subject.state, this.subject.decided_by, this.subject.decided_at = SystemState.LIVE, by, this.at
        this.note(client_id=this.subject.client_id)
    return this.subject


def refuse_system(*, system: System, reason: str, by: User) -> System:
    if not reason.strip():
        raise BadInput(_("The reason is missing."), errors={"reason": [_("Say why, so that it can be put right.")]})
    with act(system, "people.refuse_system", by=by, rule=rules.check_can_release) as this:
        this.subject.state, this.subject.decided_by, this.subject.decided_at = SystemState.REFUSED, by, this.at
        this.subject.refusal = reason.strip()[:300]
        this.note(client_id=this.subject.client_id)
    return this.subject


def stop_system(*, system: System, by: User) -> System:
    """Nobody signs in there any more, and its tokens end now."""
    with act(system, "people.stop_system", by=by, rule=rules.check_can_stop) as this:
        this.subject.state, this.subject.secret_digest = SystemState.STOPPED, ""
        Authorization.objects.filter(connection__system=this.subject, revoked_at=None).update(revoked_at=this.at)
        this.note(client_id=this.subject.client_id)
    return this.subject


def make_secret(*, system: System, by: User) -> str:
    """A new secret, told this once; the one before it opens nothing from now on."""
    secret = secrets.token_urlsafe(32)
    with act(system, "people.make_secret", by=by, rule=rules.check_can_stop) as this:
        again = bool(this.subject.secret_digest)
        this.subject.secret_digest = codes.digest(secret)
        this.note(client_id=this.subject.client_id, again=again)
    return secret
