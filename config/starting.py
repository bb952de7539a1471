"""Production mode starts only when it could answer for what it does; each fault says found, wanted and cure."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.utils.translation import gettext as _

from config.saying import sentence
from tongban.documents.api import seal_provider
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
    return list(_production()) if not settings.DEMO else []


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
    yield from (Fault("posts", found) for found in holding_faults())
    yield from _advice()


def _advice() -> Iterator[Fault]:
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        yield _fault(
            "database",
            _("SQLite carries one machine and a few acts at a time."),
            _("no DATABASE_URL"),
            "PostgreSQL",
            _("Set DATABASE_URL=postgres://… before people begin to work."),
            stops=False,
        )


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
