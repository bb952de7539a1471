"""The audit administrator's reading of the record: searched, checked, handed on. Every look at it is a look in the record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tongban.audit.api import Entry, FailedSignIn, Verdict, verify
from tongban.kit import clock, crypto
from tongban.kit.act import act
from tongban.kit.errors import BadInput, Refused
from tongban.kit.records import canonical
from tongban.kit.typed import FIRST_DAY, LAST_DAY
from tongban.people.models import User
from tongban.people.privacy.looks import audited
from tongban.people.rules import check_may
from tongban.people.signin import account_for
from tongban.people.staff import acts
from tongban.people.staff.models import AuditExport

READS = "audit.read"
ORDER = ["-at", "-id"]
DAYS = 31  # looked back where neither a person nor a thing is named
MOST_FAILED = 5_000  # failures at doors that a search for one account finds, the latest
MOST = 50_000  # entries of one export
CHECKED_HERE = 200_000  # entries that a page may wait for


@dataclass(frozen=True)
class Wish:
    """What is looked for. `who` acted, by account key; `subject`: type and key; days as ISO text, both included."""

    who: str = ""
    kind: str = ""
    key: str = ""
    act: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> Wish:
        """Raises BadInput for a day that is none and a person whom nobody knows."""
        typed = {name: asked.get(name, "").strip()[:80] for name in ("who", "kind", "key", "act", "since", "until")}
        errors = {name: [_("Type the day as 2026-03-01.")] for name in ("since", "until") if not _is_day(typed[name])}
        typed["who"], unknown = _actor(typed["who"])
        if unknown:
            errors["who"] = [_("Nobody has this staff number, telephone number or address.")]
        if errors:
            raise BadInput(_("The search can't be done like this."), errors=errors)
        wish = cls(**typed)
        if wish.who or wish.key or wish.since or wish.until:
            return wish
        return cls(**(typed | {"since": (clock.today() - dt.timedelta(days=DAYS)).isoformat()}))

    def rows(self) -> QuerySet[Entry]:
        found = self._who() & self._thing()
        if self.act:
            found &= Q(act=self.act) if "." in self.act else Q(act__startswith=f"{self.act}.")
        if self.since:
            found &= Q(at__gte=_begins(self.since))
        if self.until:
            found &= Q(at__lt=_begins(self.until) + dt.timedelta(days=1))
        return Entry.objects.filter(found)

    def _who(self) -> Q:
        """Whoever fails at a door is nobody: what failed on an account is found by whose it is."""
        return Q(by_key=self.who) | _failed_on(self.who) if self.who else Q()

    def _thing(self) -> Q:
        found = Q(subject_type=self.kind) if self.kind else Q()
        found &= Q(subject_key=self.key) if self.key else Q()
        if self.kind == User.subject_type and self.key:
            found |= _failed_on(f"user:{self.key}")
        return found

    def said(self) -> str:
        return " ".join(f"{name}={value}" for name, value in asdict(self).items() if value and name != "who")


def _failed_on(account: str) -> Q:
    """Two indexed steps: the failures of an account are few, because they are told as they double."""
    tried = FailedSignIn.objects.filter(account=account).order_by("-id").values_list("pk", flat=True)[:MOST_FAILED]
    return Q(subject_type=FailedSignIn.subject_type, subject_key__in=[str(key) for key in tried])


def _is_day(text: str) -> bool:
    try:
        return not text or FIRST_DAY <= dt.date.fromisoformat(text) <= LAST_DAY
    except ValueError:
        return False


def _begins(day: str) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(), clock.ZONE)


def _actor(typed: str) -> tuple[str, bool]:
    """The key of an account by staff number, telephone or address; and whether nobody has it."""
    if not typed or typed == "system" or typed.startswith("user:"):
        return typed, False
    found = account_for(typed)
    return (found.actor_key, False) if found else ("", True)


def looked_for(wish: Wish, *, by: User) -> None:
    """Once a day for each search: the person who was looked for sees it on “who looked”."""
    audited(person_key=wish.who, what=wish.said(), by=by)


def export_record(*, wish: Wish, reason: str, by: User) -> AuditExport:
    """What is found now, under our signature; at most `MOST` entries."""
    check_may(by, READS)
    if not reason.strip():
        raise BadInput(_("The reason is missing."), errors={"reason": [_("Say in a few words why.")]})
    at = clock.now()
    found = entries_until(wish, at)
    if len(found) > MOST:
        raise Refused(
            _("These are too many entries for one file."),
            found=f"> {MOST}",
            wanted=str(MOST),
            cure=_("Choose fewer days, or one person."),
        )
    row = AuditExport(wish=asdict(wish), reason=reason.strip()[:500], by=by, entries=len(found), made_at=at)
    row.digest = crypto.digest(canonical({"entries": found}))
    row.signature = crypto.sign_record(canonical({"audit_export": facts(row)}))
    with act(row, "people.export_record", by=by) as this:
        this.note(entries=row.entries, digest=row.digest)
    return row


def entries_until(wish: Wish, at: dt.datetime) -> list[dict[str, Any]]:
    rows = wish.rows().filter(at__lte=at).order_by("at", "id")[: MOST + 1]
    return [entry.facts() | {"digest": entry.digest} for entry in rows]


def facts(row: AuditExport) -> dict[str, Any]:
    """What the signature covers."""
    at = row.made_at.astimezone(clock.UTC).isoformat(timespec="microseconds")
    return {"id": str(row.pk), "wish": row.wish, "entries": row.entries, "digest": row.digest, "at": at}


def file_of(row: AuditExport) -> dict[str, Any]:
    """As it was signed: what stands in the record cannot have changed. Beside it, unsigned, what its acts are called."""
    found = entries_until(Wish(**row.wish), row.made_at)
    words = acts.in_both({entry["act"] for entry in found})
    return {"audit_export": facts(row), "signature": row.signature, "entries": found, "acts": words}


def check_record(*, by: User) -> Verdict:
    """Both chains and the tree from the beginning; that it was done, and what came out, is an entry itself."""
    check_may(by, READS)
    if Entry.objects.count() > CHECKED_HERE:
        raise Refused(
            _("The record is too long to be checked while a page waits."),
            cure=_("On the server: tongban verify-audit --json"),
        )
    verdict = verify()
    with act(by, "people.check_record", by=by) as this:
        this.note(entries=verdict.entries, holds=verdict.holds)
    return verdict
