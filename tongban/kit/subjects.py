"""A subject is a thing to which later or lower rooms attach: documents, promises, messages, ratings, audit.

A room registers its subject types in `AppConfig.ready`. Whoever attaches knows only what stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db import models

from tongban.kit import ids
from tongban.kit.errors import NotAllowed, Refused
from tongban.kit.states import StateTable


class Subject(models.Model):
    """A row that acts happen to. Its audit chain's head stands in the row, under the row's own lock."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    audit_count = models.PositiveIntegerField(default=0, editable=False)
    audit_head = models.CharField(max_length=64, default="", editable=False)

    subject_type: ClassVar[str]

    class Meta:
        abstract = True

    @property
    def subject_key(self) -> str:
        return str(self.pk)


@dataclass(frozen=True)
class Replay:
    """What its entries alone say of a subject, so that `verify-audit` finds a row that says something else (S12).

    `states`: acts are `<name of the table>.<move>`, and the column is `state`. `at`, `by`: column → the acts whose last
    entry gives it its time, or its user; without such an entry it is empty. `began`: a time of about the first entry.
    """

    states: StateTable
    at: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    began: str = ""


@dataclass(frozen=True)
class SubjectType:
    """`parties` answers the user ids concerned; `check_can_see` raises NotAllowed with the reason."""

    model: type[Subject]
    label: Callable[[Any], str]
    url: Callable[[Any], str]
    check_can_see: Callable[[Any, Any], None]
    parties: Callable[[Any], Iterable[Any]] = lambda subject: ()
    region: Callable[[Any], str] = lambda subject: getattr(subject, "region_code", "")
    organisation: Callable[[Any], str] = lambda subject: getattr(subject, "org_code", "")
    official_url: Callable[[Any], str] | None = None
    replay: Replay | None = None


_types: dict[str, SubjectType] = {}


def register(subject_type: SubjectType) -> None:
    _types[subject_type.model.subject_type] = subject_type


def types() -> dict[str, SubjectType]:
    return dict(_types)


def type_of(name: str) -> SubjectType:
    if name not in _types:
        raise Refused(f"There is no subject type {name!r}.", found=name, wanted=", ".join(sorted(_types)))
    return _types[name]


def find(name: str, key: str) -> Subject:
    """The subject, or Refused when it is gone."""
    found = type_of(name).model._default_manager.filter(pk=key).first()
    if found is None:
        raise Refused(f"There is no {name} with the key {key}.", found=key)
    return found


def check_can_see(name: str, key: str, user: Any) -> Subject:
    subject = find(name, key)
    type_of(name).check_can_see(subject, user)
    return subject


def can_see(subject: Subject, user: Any) -> bool:
    try:
        type_of(subject.subject_type).check_can_see(subject, user)
    except NotAllowed:
        return False
    return True
