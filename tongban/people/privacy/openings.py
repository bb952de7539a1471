"""What a page of the desk shows where personal data is masked: one button, other reasons, until when it is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tongban.audit.api import Look, opening
from tongban.kit.errors import BadInput, NotAllowed
from tongban.kit.subjects import Subject
from tongban.people.models import User
from tongban.people.privacy.forms import Opening
from tongban.people.privacy.looks import open_data
from tongban.people.privacy.reasons import Reason, said, standing


@dataclass(frozen=True)
class Part:
    """`refused`: why this person cannot open it at all. As `people/privacy/opening.html` draws it."""

    look: Look | None
    url: str
    form: Opening
    standing: Reason | None
    refused: str = ""
    back: str = ""

    @property
    def is_open(self) -> bool:
        return self.look is not None

    @property
    def reason(self) -> str:
        return (said(self.look.code) or self.look.reason) if self.look else ""


def is_open(subject: Subject, by: User) -> bool:
    return opening(subject, by.actor_key) is not None


def part(
    subject: Subject, by: User, *, url: str, works: bool, refused: str = "", form: Opening | None = None, back: str = ""
) -> Part:
    """One query. `back`: where opening leads to, a word that the page of `url` knows."""
    look = opening(subject, by.actor_key)
    return Part(look, url, form or Opening(works=works), standing(works=works), refused, back)


def opened_by(
    post: Any,
    *,
    subject: Subject,
    person: User,
    what: str,
    works: bool,
    by: User,
    check: Callable[[], None] = lambda: None,
) -> Opening | None:
    """Does what the form asks; None when it is open now, else the form with what is wrong. `check` refuses before."""
    form = Opening(post, works=works)
    check()
    if not form.is_valid():
        return form
    try:
        open_data(subject=subject, person=person, what=what, works=works, by=by, **form.cleaned_data)
    except BadInput as error:
        form.take(error)
        return form
    return None


def refusal_of(check: Callable[[], None]) -> str:
    try:
        check()
    except NotAllowed as refused:
        return str(refused)
    return ""
