from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from tongban.kit import clock
from tongban.kit.fields import PersonalClass, PersonalField
from tongban.kit.languages import day_in_words, moment_in_words
from tongban.kit.subjects import Subject
from tongban.people.mandates.states import OPEN, Capacity, Consent, Deed, Kind, Scope, State


class Mandate(Subject):
    """Somebody acts for somebody (代办, A4): for whom, in what, until when, and how they agreed to it.

    `principal` is a person, `enterprise` an enterprise. Whoever was only asked may have no account: then their side is
    empty, and they find it by what was typed of them.
    """

    subject_type = "mandate"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    capacity = models.CharField(max_length=20, choices=Capacity.choices, default=Capacity.AGENT)
    principal = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="mandates_given")
    enterprise = models.ForeignKey("people.Enterprise", models.PROTECT, null=True, related_name="mandates")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="mandates_held")
    named_by: Any = models.ForeignKey("self", models.PROTECT, null=True, related_name="named")  # agents of agents
    asked_name = PersonalField("name", PersonalClass.GENERAL, purpose="who is asked to give or to take a mandate")
    asked_phone = PersonalField("phone", PersonalClass.GENERAL, purpose="who is asked", indexed=True)
    asked_number = PersonalField("id_number", PersonalClass.SENSITIVE, purpose="who is asked", indexed=True)
    asked_phone_index: str
    asked_number_index: str
    scope = models.CharField(max_length=8, choices=Scope.choices, default=Scope.ALL)
    items: Any = models.JSONField(default=list)  # codes of services, or of topics
    deeds: Any = models.JSONField(default=list)  # of `states.Deed`
    sees_earlier = models.BooleanField(default=False)  # also what began before the mandate
    may_name_others = models.BooleanField(default=False)
    since = models.DateField(default=clock.today)
    until = models.DateField(null=True)  # none: until it is ended
    state = models.CharField(max_length=12, choices=State.choices, default=State.ASKED)
    consent = models.CharField(max_length=10, choices=Consent.choices, blank=True)
    consented_at = models.DateTimeField(null=True)
    attested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    document = models.CharField(max_length=20, blank=True)  # GA/T 2000.156, or the code of the proof that was seen
    paper = PersonalField("text", PersonalClass.GENERAL, purpose="number and date of the paper that names a guardian")
    seconded_by_key = models.CharField(max_length=64, blank=True)  # the second official, of a guardian of an adult
    witness = PersonalField("name", PersonalClass.GENERAL, purpose="the second person at a consent on the spot")
    org_code = models.CharField(max_length=18, blank=True)  # of the official who attested it
    region_code = models.CharField(max_length=12, blank=True)
    asked_at = models.DateTimeField(default=clock.now)
    reminded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_why = PersonalField("text", PersonalClass.GENERAL, purpose="why a mandate was ended")
    objected_at = models.DateTimeField(null=True)  # the principal says that they never agreed
    settled_at = models.DateTimeField(null=True)  # a supervisor looked into the objection
    settlement = PersonalField("text", PersonalClass.GENERAL, purpose="what came out of an objection")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "enterprise"],
                condition=Q(enterprise__isnull=False, state__in=[State.ASKED, State.ACTIVE]),
                name="mandate_once_for_an_enterprise",
            ),
            models.UniqueConstraint(
                fields=["agent", "principal", "kind"],
                condition=Q(principal__isnull=False, state=State.ACTIVE),
                name="mandate_once_for_a_person",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.ACTIVE)
                | Q(agent__isnull=False, principal__isnull=False, enterprise__isnull=True)
                | Q(agent__isnull=False, principal__isnull=True, enterprise__isnull=False),
                name="mandate_for_one",
            ),
        ]
        indexes = [
            models.Index(fields=["principal", "-id"], name="mandate_given"),
            models.Index(fields=["agent", "-id"], name="mandate_held"),
            models.Index(fields=["until"], name="mandate_ends", condition=Q(state__in=OPEN)),
            models.Index(fields=["asked_at"], name="mandate_unanswered", condition=Q(state=State.ASKED)),
            models.Index(
                fields=["id"], name="mandate_waits", condition=Q(attested_by__isnull=False, state=State.ASKED)
            ),
            models.Index(
                fields=["region_code", "-id"], name="mandate_objected", condition=Q(objected_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"

    @property
    def number(self) -> str:
        return number_of(self.pk)

    @property
    def is_live(self) -> bool:
        """In force today: begun, not over, not ended, and of nobody whose account is frozen."""
        today = clock.today()
        counts = self.state == State.ACTIVE and self.since <= today and (self.until is None or today <= self.until)
        return counts and (self.principal is None or self.principal.is_active)

    @property
    def waits_for_second(self) -> bool:
        """Of a guardian of an adult, or of a mandate that reaches far: written down, and not in force yet."""
        return self.attested_by_id is not None and self.state == State.ASKED

    @property
    def is_coming(self) -> bool:
        return self.state == State.ACTIVE and clock.today() < self.since

    @property
    def represents(self) -> bool:
        return self.capacity == Capacity.REPRESENTATIVE

    @property
    def principal_name(self) -> str:
        """Of an enterprise, or of a person who agreed; of one who was only asked, what the agent typed."""
        if self.enterprise is not None:
            return self.enterprise.name
        return self.principal.name if self.principal is not None else self.asked_name

    @property
    def agent_name(self) -> str:
        return self.agent.name if self.agent is not None else self.asked_name

    @property
    def shown_principal(self) -> str:
        """For whoever acts no more."""
        return self.principal.masked_name if self.principal is not None else self.principal_name

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_over(self) -> bool:
        return not self.is_open or bool(self.until and self.until < clock.today())

    @property
    def how_it_ended(self) -> str:
        """When, and by whom; empty while it counts."""
        if not self.is_over:
            return ""
        day = moment_in_words(self.ended_at) if self.ended_at else day_in_words(self.until) if self.until else ""
        return " ".join(part for part in (day, self._ended_by_whom) if part)

    @property
    def _ended_by_whom(self) -> str:
        if self.state == State.REVOKED and self.ended_by_id == self.principal_id:
            return _("ended by the person themselves")
        if self.state == State.REVOKED:
            return _("ended by an official or a representative of the enterprise")
        if self.state == State.LEFT:
            return _("given up by the agent")
        if self.state in (State.DECLINED, State.TAKEN_BACK):
            return str(self.get_state_display())
        return _("its last day was over, or a newer mandate took its place")

    def lets(self, deed: str) -> bool:
        return deed in self.deeds

    @property
    def began(self) -> dt.datetime:
        return dt.datetime.combine(self.since, dt.time(), clock.ZONE)


def number_of(key: Any) -> str:
    """WT and the last ten signs of the key: what people read to each other."""
    return f"WT{str(key).replace('-', '')[-10:].upper()}"


ALL_DEEDS = [str(deed) for deed in Deed]
