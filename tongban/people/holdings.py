from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from tongban.audit.api import Look
from tongban.kit import clock
from tongban.kit.holdings import Holding, Outdated, hold, hold_of_nobody, outdates, value_at
from tongban.people.assurance.id_types import id_types
from tongban.people.assurance.models import Freeze, Merge, MergeAsked, Verification
from tongban.people.assurance.shown import record_of
from tongban.people.factors import devices
from tongban.people.factors.models import DeskSession, DoorCode, Factor, Recourse, RecoveryCode, SignedIn
from tongban.people.mandates.models import Mandate
from tongban.people.models import Attempt, Code, Enterprise, Registration, User
from tongban.people.oidc.models import Authorization, Token
from tongban.people.privacy.models import Change, Package
from tongban.people.privacy.packages import forget_package
from tongban.people.privacy.showing import looks_of, shown
from tongban.people.staff.models import Appointment, AuditExport, Reason

DUTY = "《个人信息保护法》第十三条第一款第三项；国务院令第716号第五条"

# A code that is sent, or an address that is changed.
CHANNELS = {"phone": _("Mobile number"), "email": _("E-mail address")}


def read_account(user: User) -> Iterable[tuple[Any, Any]]:
    known = id_types()
    yield _p("of a person", "Name"), user.name
    yield _("Kind of document"), known[user.id_type].name if user.id_type in known else user.id_type
    yield _("ID number"), user.id_number
    yield _("Mobile number"), user.phone
    yield _("E-mail address"), user.email
    yield _("User name"), user.login
    yield _("Code of the social security card"), user.card_code
    yield _("Level of identity"), user.level.label
    yield _("Language"), dict(settings.LANGUAGES).get(user.language, user.language)
    yield _("Since"), user.made_at


def read_looks(looks: list[Look]) -> Iterable[Iterable[tuple[Any, Any]]]:
    return [
        [
            (_("When"), look.at),
            (_("Organ"), look.organ),
            (_("Post"), look.post),
            (_("What"), look.what),
            (_p("opened data", "Of which case"), look.about),
            (_p("somebody looked", "Why"), look.why),
            (_("In a few words"), look.words),
            (_p("somebody looked", "Shown later by"), look.delayed),
        ]
        for look in shown(looks)
    ]


def read_verifications(rows: list[Verification]) -> Iterable[Iterable[tuple[Any, Any]]]:
    return [
        [
            (_("When"), line.row.at),
            (_("Level"), line.row.shown_level.label),
            (_("Way"), line.row.get_way_display()),
            (_p("identity shown", "Verified by"), line.by),
            (_p("identity shown", "On the evidence of"), line.evidence),
            (_("Withdrawn"), line.row.withdrawn_at),
            (_p("somebody looked", "Why"), line.row.withdrawn_reason),
        ]
        for line in record_of(rows)
    ]


def read_mandate(mandate: Mandate) -> Iterable[tuple[Any, Any]]:
    yield _("Number"), mandate.number
    yield _p("of a mandate", "Kind"), mandate.get_kind_display()
    yield _p("of a mandate", "For whom"), mandate.principal_name
    yield _p("of a mandate", "Who acts"), mandate.agent_name
    yield _p("of a mandate", "Acts as"), mandate.get_capacity_display()
    yield _("Consent"), mandate.get_consent_display() if mandate.consent else ""
    yield _p("of a mandate", "State"), mandate.get_state_display()
    yield from ((label, value_at(mandate, path)) for path, label in MANDATE.says.items() if path != "number")


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
            "card_code": _("Code of the social security card"),
            "assurance": _("Level of identity"),
            "language": _("Language"),
            "made_at": _("Since"),
        },
        reads=read_account,
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
        all_read=read_looks,
        since=lambda row: row.at.astimezone(clock.ZONE).date(),
    )
)
hold(
    Holding(
        "people.change",
        Change,
        title=_("Telephones and addresses that were changed"),
        why=_("To see that a new telephone or address is yours, and to warn you at the former one."),
        basis=DUTY,
        keep="short",
        shown="nobody",
        of=lambda user: Change.objects.filter(user=user),
        says={"channel": _("Way"), "address": _("Address"), "former": _("Address before")},
        reads=lambda row: [
            (_("Way"), CHANNELS.get(row.channel, row.channel)),
            (_("Address"), row.address),
            (_("Address before"), row.former),
        ],
        forget=lambda user: Change.objects.filter(user=user).delete()[0],
    )
)
hold(
    Holding(
        "people.verification",
        Verification,
        title=_("How your identity was shown"),
        why=_("So that it stands on record who verified you, and on which evidence."),
        basis=DUTY,
        keep="closed3",
        shown="the person's own page; the clerk at whose window the person stands",
        of=lambda user: Verification.objects.filter(user=user).order_by("at"),
        says={
            "at": _("When"),
            "level": _("Level"),
            "way": _("Way"),
            "document": _("Kind of document"),
            "withdrawn_at": _("Withdrawn"),
            "withdrawn_reason": _p("somebody looked", "Why"),
        },
        all_read=read_verifications,
        since=lambda row: clock.today(),  # until the day of closing it counts from that day
    )
)
hold(
    Holding(
        "people.merge",
        Merge,
        title=_("Accounts that became one"),
        why=_("So that two accounts of one person are one, and can be parted again."),
        basis=DUTY,
        keep="closed3",
        shown="the person's own page; the clerk at whose window the person stands",
        of=lambda user: Merge.objects.filter(kept=user).order_by("at"),
        says={"at": _("When"), "reason": _p("somebody looked", "Why"), "undone_reason": _("Why it was undone")},
        since=lambda row: clock.today(),  # until the day of closing it counts from that day
    )
)
hold(
    Holding(
        "people.mergeasked",
        MergeAsked,
        title=_("Accounts that somebody asked to make one"),
        why=_("So that two officials look at it, and it stands on record who asked and who agreed."),
        basis=DUTY,
        keep="closed3",
        shown="the person's own page; clerks who settle identities",
        of=lambda user: MergeAsked.objects.filter(Q(kept=user) | Q(old=user)).order_by("at"),
        says={"at": _("When"), "reason": _p("somebody looked", "Why"), "settled_reason": _("Why they stayed two")},
        since=lambda row: clock.today(),  # until the day of closing it counts from that day
    )
)
hold(
    Holding(
        "people.freeze",
        Freeze,
        title=_("When your account was frozen"),
        why=_("So that nobody signs in with the identity of somebody who is dead or struck off the register."),
        basis=DUTY,
        keep="closed3",
        shown="the clerk at whose window the person stands",
        of=lambda user: Freeze.objects.filter(user=user).order_by("at"),
        says={
            "at": _("When"),
            "reason": _p("somebody looked", "Why"),
            "reference": _("Reference"),
            "undone_reason": _("Why it was undone"),
        },
        since=lambda row: clock.today(),  # until the day of closing it counts from that day
    )
)
hold(
    Holding(
        "people.factor",
        Factor,
        title=_("Second steps of signing in"),
        why=_("So that nobody else gets into your account."),
        basis=DUTY,
        keep="account",
        shown="the person's own page",
        of=lambda user: Factor.objects.filter(user=user).order_by("made_at"),
        says={
            "kind": _("Kind"),
            "name": _p("of a person", "Name"),
            "made_at": _("Since"),
            "last_used_at": _("Last used"),
        },
        left_out={
            "secret": "whoever has it gets in; it is shown once, when it is made",
            "certificate": "its number and issuer stand in the certificate itself",
        },
        forget=lambda user: Factor.objects.filter(user=user).delete()[0],
    )
)
hold(
    Holding(
        "people.signed_in",
        SignedIn,
        title=_("When and from where you signed in"),
        why=_("So that you see whether it was you; logs are kept half a year at least."),
        basis="《网络安全法》第二十一条第三项",
        keep="Y1",
        shown="the person's own page",
        of=lambda user: SignedIn.objects.filter(user=user).order_by("at"),
        says={"at": _("When"), "agent": _("Device"), "device": _("Mark of the device"), "network": _("Network")},
        reads=lambda row: [
            (_("When"), row.at),
            (_("Device"), devices.shown(row.agent)),
            (_("Network"), row.network),
        ],
        since=lambda row: row.at.astimezone(clock.ZONE).date(),
    )
)
MANDATE = hold(
    Holding(
        "people.mandate",
        Mandate,
        title=_("Who acts for whom"),
        why=_("So that it can be shown that somebody was allowed to act for you, or you for them."),
        basis="《民法典》第一百六十五条；《行政许可法》第二十九条",
        keep="Y10",
        shown="both sides; the officials of a case that was begun under it",
        of=lambda user: (
            Mandate.objects.filter(Q(principal=user) | Q(agent=user))
            .select_related("principal", "agent", "enterprise")
            .order_by("asked_at")
        ),
        says={
            "number": _("Number"),
            "asked_name": _("Name that was typed"),
            "asked_phone": _("Telephone that was typed"),
            "asked_number": _("ID number that was typed"),
            "since": _("From"),
            "until": _("Until"),
            "witness": _("Witness"),
            "paper": _("Paper that names the guardian"),
            "ended_why": _("Why it ended"),
            "settlement": _("What came out of the objection"),
        },
        reads=read_mandate,
        since=lambda mandate: mandate.ended_at.astimezone(clock.ZONE).date() if mandate.ended_at else mandate.until,
    )
)
hold_of_nobody(Appointment, "posts of officials, given by the organ; kept with its staff files")
hold_of_nobody(Reason, "why posts of officials changed; kept with the organ's staff files")
hold_of_nobody(AuditExport, "why an auditor handed a part of the record on; it names acts and keys")
hold_of_nobody(
    RecoveryCode, "ten words made by chance, shown once to whoever wrote them down; they say nothing of anybody"
)
hold_of_nobody(DoorCode, "what somebody typed at a door to be sent a code; gone after a day")
hold_of_nobody(Registration, "what somebody typed who has no account yet; gone after ten minutes")


def outdated(name: str, setting: str, says: str, model: Any, column: str, **conditions: Any) -> None:
    def rows(before: dt.datetime) -> Any:
        return model.objects.filter(**{f"{column}__lt": before}, **conditions)

    outdates(Outdated(name, setting, rows, says))


outdated("people.attempts", "KEEP_ATTEMPTS_DAYS", "counted tries at a door", Attempt, "made_at")
outdated("people.codes", "KEEP_CODES_DAYS", "one-time codes that are over", Code, "expires_at")
outdated("people.registrations", "KEEP_REGISTRATIONS_DAYS", "registrations never finished", Registration, "expires_at")
outdated(
    "people.changes", "KEEP_CODES_DAYS", "new telephones and addresses never confirmed", Change, "expires_at", former=""
)
outdated("people.former_contacts", "FORMER_CONTACT_DAYS", "telephones and addresses of before", Change, "used_at")
outdated("people.looks", "KEEP_LOOKS_DAYS", "who looked at whose data", Look, "at")
outdated("people.door_codes", "KEEP_CODES_DAYS", "codes to sign in that are over", DoorCode, "expires_at")
outdated("people.recourses", "KEEP_SIGN_INS_DAYS", "ways back into an account that are over", Recourse, "ends_at")
outdated("people.sign_ins", "KEEP_SIGN_INS_DAYS", "when and from where accounts were signed in to", SignedIn, "at")
outdated("people.tokens", "KEEP_TOKENS_DAYS", "tokens of connected systems that are over", Token, "expires_at")
outdated("people.uses", "KEEP_USES_DAYS", "what connected systems were told, each time", Authorization, "issued_at")
outdated("people.sessions", "KEEP_SESSIONS_DAYS", "sessions that are over", Session, "expire_date")
outdated("people.desk_sessions", "KEEP_SESSIONS_DAYS", "sessions of the desk that are over", DeskSession, "expire_date")
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
