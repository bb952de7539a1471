from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from tongban.audit.api import Look
from tongban.kit import clock
from tongban.kit.holdings import Holding, Outdated, hold, hold_of_nobody, outdates
from tongban.people.factors.models import DoorCode, Recourse, SignedIn
from tongban.people.models import Attempt, Code, Enterprise, Registration, User
from tongban.people.privacy.models import Change, Package
from tongban.people.privacy.packages import forget_package
from tongban.people.privacy.reasons import said
from tongban.people.privacy.showing import looks_of

DUTY = "《个人信息保护法》第十三条第一款第三项；国务院令第716号第五条"

hold(
    Holding(
        "people.account",
        User,
        title=_("Account"),
        why=_("To know who applies, to sign you in, to reach you."),
        basis=DUTY,
        keep="account",
        shown="masked on the desk; whole inside a case that was opened for a reason",
        of=lambda user: User.objects.filter(pk=user.pk),
        says={
            "name": _p("of a person", "Name"),
            "id_type": _("Kind of document"),
            "id_number": _("ID number"),
            "phone": _("Mobile number"),
            "email": _("E-mail address"),
            "login": _("User name"),
            "assurance": _("Level of identity"),
            "language": _("Language"),
            "made_at": _("Since"),
        },
    )
)
hold(
    Holding(
        "people.enterprise",
        Enterprise,
        title=_("Enterprises you act for"),
        why=_("To let you apply for an enterprise."),
        basis=DUTY,
        keep="permanent",
        shown="cases of the enterprise",
        of=lambda user: Enterprise.objects.filter(mandates__agent=user).distinct().order_by("id"),
        says={"name": _("Enterprise"), "uscc": _("Credit code"), "legal_representative": _("Legal representative")},
    )
)
hold(
    Holding(
        "people.look",
        Look,
        title=_("Who looked at your data"),
        why=_("So that you can see who opened your data, and why."),
        basis="《个人信息保护法》第五十一条、第五十四条",
        keep="Y3",
        shown="the person's own page; the auditor",
        of=lambda user: looks_of(user).order_by("at"),
        says={
            "at": _("When"),
            "org_code": _("Organ"),
            "role": _("Post"),
            "what": _("What"),
            "code": _p("somebody looked", "Why"),
            "reason": _("In a few words"),
        },
        reads=lambda row: [(_("When"), row.at), (_p("somebody looked", "Why"), f"{said(row.code)} {row.reason}")],
        since=lambda row: row.at.astimezone(clock.ZONE).date(),
    )
)
hold(
    Holding(
        "people.change",
        Change,
        title=_("Telephones and addresses that wait for a code"),
        why=_("To see that a new telephone or address is yours."),
        basis=DUTY,
        keep="short",
        shown="nobody",
        of=lambda user: Change.objects.filter(user=user),
        says={"channel": _("Way"), "address": _("Address")},
        forget=lambda user: Change.objects.filter(user=user).delete()[0],
    )
)
hold_of_nobody(Registration, "what somebody typed who has no account yet; gone after ten minutes")


def outdated(name: str, setting: str, says: str, model: Any, column: str, **conditions: Any) -> None:
    def rows(before: dt.datetime) -> Any:
        return model.objects.filter(**{f"{column}__lt": before}, **conditions)

    outdates(Outdated(name, setting, rows, lambda before: rows(before).delete()[0], says))


outdated("people.attempts", "KEEP_ATTEMPTS_DAYS", "counted tries at a door", Attempt, "made_at")
outdated("people.codes", "KEEP_CODES_DAYS", "one-time codes that are over", Code, "expires_at")
outdated("people.registrations", "KEEP_REGISTRATIONS_DAYS", "registrations never finished", Registration, "expires_at")
outdated("people.changes", "KEEP_CODES_DAYS", "new telephones and addresses never confirmed", Change, "expires_at")
outdated("people.looks", "KEEP_LOOKS_DAYS", "who looked at whose data", Look, "at")
outdated("people.door_codes", "KEEP_CODES_DAYS", "codes to sign in that are over", DoorCode, "expires_at")
outdated("people.recourses", "KEEP_SIGN_INS_DAYS", "ways back into an account that are over", Recourse, "ends_at")
outdated("people.sign_ins", "KEEP_SIGN_INS_DAYS", "when and from where accounts were signed in to", SignedIn, "at")
outdated("people.sessions", "KEEP_SESSIONS_DAYS", "sessions that are over", Session, "expire_date")
outdates(
    Outdated(
        "people.packages",
        "KEEP_PACKAGES_DAYS",
        rows=lambda before: Package.objects.filter(made_at__lt=before, state__in=["asked", "ready"]),
        forget=lambda before: sum(
            forget_package(package)
            for package in Package.objects.filter(made_at__lt=before, state__in=["asked", "ready"])
        ),
        says="packages of one's own data that nobody fetched",
    )
)
