"""Production mode starts only when it could answer for what it does; each fault says found, wanted and cure."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from django.conf import settings
from django.core import checks
from django.db import DatabaseError
from django.utils.translation import gettext as _

from config.saying import sentence
from tongban.documents.api import lie_open, scanning, seal_provider
from tongban.kit import crypto, resealing, stamps
from tongban.kit.crypto import turning
from tongban.kit.crypto.sm2 import Missing
from tongban.kit.crypto.suites import SUITES
from tongban.kit.errors import Refused
from tongban.people.api import holding_faults


@dataclass(frozen=True)
class Fault:
    """`stops`: production does not start with it; otherwise it is told and the start goes on."""

    code: str
    refusal: Refused
    stops: bool = True

    @property
    def said(self) -> str:
        return sentence(self.refusal)


def faults() -> list[Fault]:
    return [*_cryptography(), *(_production() if not settings.DEMO else ())]


def _cryptography() -> Iterator[Fault]:
    """In demo mode as well: what another suite would begin to write could not be told from what was changed."""
    try:
        crypto.check_suite()
        SUITES[crypto.suite_name()].check()
        lost = turning.lost()
    except Refused as refusal:
        yield Fault("crypto", refusal)
        return
    except (crypto.Unreadable, Missing, UnsupportedAlgorithm) as error:
        cure = _("Set TONGBAN_KEK_FILE or TONGBAN_KEK_COMMAND, or install OpenSSL 3 or the package gmssl-pyx.")
        yield _fault("crypto", _("The cryptography of this installation does not work here."), str(error), "", cure)
        return
    if stamps.wanted() and stamps.fault():
        message = _("Time stamps cannot be told from forgeries without the roots of their authority.")
        cure = _("Set TONGBAN_TSA_ROOTS to a PEM file with them, or leave TONGBAN_TSA_URL empty.")
        yield _fault("stamps", message, stamps.fault(), "TONGBAN_TSA_ROOTS", cure)
    if lost:
        yield _fault(
            "keys",
            _("Some keys of this installation cannot be opened."),
            "; ".join(f"{one.key.use} {one.key.id}: {one.why}" for one in lost[:3]),
            _("the key-encryption key that wrapped them"),
            _("Bring it back (TONGBAN_KEK_FILE, TONGBAN_KEK_COMMAND): without it what they sealed is lost."),
        )


def stored_faults() -> Iterator[Fault]:
    """Of keys and database together; asked by check-config, which the units ask before each start."""
    try:
        foreign, lies_open = resealing.foreign(), lie_open().exists()
    except (DatabaseError, crypto.Unreadable):
        return  # no tables yet, or told already
    if settings.ZONE == "public" and crypto.signs_heads():
        message, found = _("The public zone could sign heads of the log."), _("the key of heads in its ring")
        wanted = _("a ring made by tongban rotate-keys --for-public FOLDER on the official machine")
        cure = _("Bring that ring to this machine; whoever takes it over can then write no other past.")
        yield _fault("key_of_heads", message, found, wanted, cure, stops=False)
    if lies_open:
        message, found = _("Some stored files lie unsealed on the disk."), _("files of an older version")
        cure = _("Run tongban rotate-keys --rewrite once, while everything runs.")
        yield _fault("open_files", message, found, _("every file sealed"), cure, stops=False)
    if foreign is None:
        return
    found = _("%(column)s was sealed by key %(key)s") % {
        "column": f"{foreign.table}.{foreign.column}",
        "key": foreign.lost_key,
    }
    message = _("The keys of this installation are not those of its database.")
    cure = _("Bring back the key folder that belongs to this database, or the database of these keys.")
    yield _fault("foreign_keys", message, found, str(settings.KEYS_DIR), cure)


def _production() -> Iterator[Fault]:
    try:
        seal_provider()
    except Refused as refusal:
        yield Fault("seal", refusal)
    if not _hosts_are_named():
        yield _fault(
            "hosts",
            _("Production mode answers only to its own names."),
            f"TONGBAN_HOSTS={','.join(settings.ALLOWED_HOSTS)}",
            _("the names under which people reach the site"),
            _("Set TONGBAN_HOSTS=zwfw.example.gov.cn (several with commas)."),
        )
    if urlsplit(settings.SITE_URL).scheme != "https":
        yield _fault(
            "url",
            _("Production mode needs an address with TLS: cookies and letters carry it."),
            f"TONGBAN_URL={settings.SITE_URL}",
            "https://…",
            _("Set TONGBAN_URL=https://zwfw.example.gov.cn, and let nginx hold the certificate (ops/nginx)."),
        )
    if urlsplit(settings.EMAIL_URL).scheme not in {"smtp", "smtps"} or not urlsplit(settings.EMAIL_URL).hostname:
        yield _fault(
            "mail",
            _("Production mode needs a mail server: every step that concerns a person is told by letter."),
            f"TONGBAN_SMTP={_without_password(settings.EMAIL_URL) or _('(empty)')}",
            "smtp://user:password@host:port",
            _("Set TONGBAN_SMTP."),
        )
    if settings.DEBUG:
        yield _fault(
            "debug", _("Error pages would show the inside."), "TONGBAN_DEBUG=1", "0", _("Set TONGBAN_DEBUG=0.")
        )
    if settings.UPPER_ISSUER and not _upper_is_told():
        yield _fault(
            "upper",
            _("People are to sign in at an upper platform, and we could not ask it."),
            f"TONGBAN_UPPER_OIDC_ISSUER={settings.UPPER_ISSUER}",
            _("an address with https, a client and a file with its secret"),
            _("Set TONGBAN_UPPER_OIDC_CLIENT and TONGBAN_UPPER_OIDC_SECRET_FILE."),
        )
    yield from (Fault("posts", found) for found in holding_faults())
    yield from _advice()


def _upper_is_told() -> bool:
    files = [settings.UPPER_SECRET_FILE, *filter(None, [settings.UPPER_ID_KEY_FILE])]
    secure = urlsplit(settings.UPPER_ISSUER).scheme == "https"
    return secure and bool(settings.UPPER_CLIENT) and all(Path(file).is_file() for file in files)


def _advice() -> Iterator[Fault]:
    yield from _about_the_scanner()
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        yield _fault(
            "database",
            _("SQLite carries one machine and a few acts at a time."),
            _("no DATABASE_URL"),
            "PostgreSQL",
            _("Set DATABASE_URL=postgres://… before people begin to work."),
            stops=False,
        )
    if not settings.STAFF_FACTOR:
        yield _fault(
            "factor",
            _("Officials sign in with their password alone."),
            "TONGBAN_STAFF_FACTOR=0",
            _("a second step (GB/T 22239, level 3: two factors)"),
            _("Leave TONGBAN_STAFF_FACTOR at 1, and let officials add an app or a passkey."),
            stops=False,
        )


def _about_the_scanner() -> Iterator[Fault]:
    cure = _("Install clamav-daemon and set TONGBAN_CLAMD=unix:/run/clamav/clamd.ctl, or host:port.")
    said = _("Uploaded files are not looked at by a virus scanner.")
    if not scanning.is_set_up():
        yield _fault("scanner", said, _("no TONGBAN_CLAMD"), "ClamAV", cure, stops=False)
        return
    try:
        scanning.version()
    except scanning.Unanswered as error:
        yield _fault("scanner", said, f"TONGBAN_CLAMD={settings.CLAMD}: {error}", "ClamAV", cure, stops=False)


def _fault(code: str, message: str, found: str, wanted: str, cure: str, *, stops: bool = True) -> Fault:
    return Fault(code, Refused(message, found=found, wanted=wanted, cure=cure), stops)


def _hosts_are_named() -> bool:
    names = [name for name in settings.ALLOWED_HOSTS if name]
    return "*" not in names and bool(set(names) - {"localhost", "127.0.0.1", "[::1]"})


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return url.replace(f":{parts.password}@", ":…@") if parts.password else url


@checks.register("production")
def production_checks(app_configs: Any, **_options: Any) -> list[checks.CheckMessage]:
    """Every command that checks before it works (worker, runserver, check) stops here."""
    kinds = {True: checks.Error, False: checks.Warning}
    return [
        kinds[f.stops](
            str(f.refusal.message), hint=f.said.removeprefix(str(f.refusal.message)).strip(), id=f"tongban.{f.code}"
        )
        for f in faults()
    ]


def refuse_unready() -> None:
    """For the server's own start: ends the process with one line per fault, and exit code 78 (EX_CONFIG)."""
    stopping = [fault for fault in faults() if fault.stops]
    for fault in stopping:
        sys.stderr.write(_("tongban does not start: %(fault)s") % {"fault": fault.said} + "\n")
    if stopping:
        sys.stderr.flush()
        raise SystemExit(78)
