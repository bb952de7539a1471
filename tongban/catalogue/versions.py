"""What a version of a guide and a version of a basic item have in common: written, reviewed, effective from a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy as _p

from tongban.catalogue.states import TABLE, State
from tongban.kit import clock, ids
from tongban.people.api import User


class Version(models.Model):
    """Changed while it is a draft; frozen from its publication on (C6). Numbers grow and are never used twice.

    `reviews`: what the change needs before its publication, in order, each with what makes it needed; whoever passed
    it stands there afterwards. `effective_on`: the day from which it counts, nothing for at once.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=16, choices=State.choices, default=State.DRAFT)
    content: Any = models.JSONField()
    digest = models.CharField(max_length=64, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    writers: Any = models.JSONField(default=list)  # keys of all who wrote at it since the last publication
    change_note = models.CharField(max_length=500, blank=True)
    sent_back = models.CharField(max_length=500, blank=True)  # what has to change, for its writer
    reviews: Any = models.JSONField(default=list)
    effective_on = models.DateField(null=True)

    class Meta:
        abstract = True

    def written(self, content: Any, note: str, by: Any, **more: Any) -> None:
        """Whoever changes anything is one of its writers; saving it as it stands makes nobody one, and keeps its note.

        `more`: what else is decided with it, such as the day.
        """
        parts, note = {"content": content, **more}, note[:500]
        changed = self._state.adding or any(getattr(self, name) != part for name, part in parts.items())
        if not (changed or (note and note != self.change_note)):
            return
        self.change_note = note
        for name, part in parts.items():
            setattr(self, name, part)
        self.made_at = clock.now()
        self.made_by = by if isinstance(by, User) else None
        if self.made_by is not None and str(self.made_by.pk) not in self.writers:
            self.writers = [*self.writers, str(self.made_by.pk)]

    def had_a_hand_in_it(self, user: Any) -> bool:
        """Who wrote at it or passed one of its reviews does not publish it."""
        key = str(getattr(user, "pk", ""))
        return key == str(self.made_by_id) or key in self.writers or any(one.get("by") == key for one in self.reviews)

    def back_to_its_writer(self, why: str = "") -> None:
        """A draft again: nobody has reviewed it and nobody published it. `why` stands on its pages until it is handed on."""
        self.sent_back = why.strip()[:500]
        self.state, self.reviews = TABLE.target("send_back", self.state), []
        self.published_by = self.published_at = None

    def end(self, because: str) -> None:
        """What waits for its day will not see it; `because` stands in the history."""
        self.state = TABLE.target("end", self.state)
        self.change_note = f"{because} {self.change_note}".strip()[:500]
        self.save(update_fields=["state", "change_note"])

    @property
    def state_name(self) -> Any:
        """What was followed by none because nobody published it was let go."""
        if self.state == State.SUPERSEDED and self.published_at is None:
            return _p("guide state", "Let go")
        return self.get_state_display()

    @property
    def review_in_hand(self) -> dict[str, Any] | None:
        """The review that the version waits for now."""
        return next((one for one in self.reviews if one["stage"] == self.state), None)


def next_number(versions: models.Manager[Any]) -> int:
    """One more than any there ever was: rows may have been renumbered."""
    return (versions.aggregate(most=models.Max("number"))["most"] or 0) + 1


def put_in_force(row: Any, version: Version, *, digest: str, at: dt.datetime) -> None:
    """Freezes a version of `row` and makes it the one that counts; the one that counted before is superseded."""
    version.state = TABLE.target("publish", version.state)
    version.digest, version.published_at = digest, at
    if row.current_id:
        type(version)._default_manager.filter(pk=row.current_id).update(
            state=TABLE.target("supersede", State.PUBLISHED)
        )
    version.save()
    row.current, row.changed_at = version, at


def is_due(version: Version) -> bool:
    """Whether it waits, and its day has come."""
    day = version.effective_on
    return version.state == State.WAITING and day is not None and day <= clock.today()
