"""Whose name and ID number stand in the form as the applicant's own: those of the person who was identified.

A form says so by filling them in beforehand (`prefill`), a name and a number on one page under one condition
(`prefill_when`). A name alone is a contact, and what a condition leaves out is somebody else's: a child, an elder.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongban.forms import api as forms
from tongban.intake.models import Application
from tongban.intake.states import Channel
from tongban.people.api import Level, User, id_types, is_called

NAME, NUMBER = "person.name", "person.id_number"


def differing(application: Application, form: forms.Form, page_key: str, answers: dict[str, Any]) -> forms.Errors:
    """Field → what is wrong, of one page."""
    people = _identified(application)
    if not people:
        return {}
    found: forms.Errors = {}
    for name, number in _pairs(form, form.page(page_key), application.situation):
        if not any(_is(person, answers.get(name), answers.get(number)) for person in people):
            found |= _said(people[0], name, answers.get(name), number, answers.get(number))
    return found


def _identified(application: Application) -> list[User]:
    """At a window whoever stands there, else an account that was compared with the register; an agent too."""
    user, agent = application.user, application.agent
    if application.enterprise_id or (application.channel != Channel.WINDOW and user.assurance < Level.COMPARED):
        return []
    return [user, agent] if agent is not None else [user]


def _pairs(form: forms.Form, page: forms.Page, situation: dict[str, Any]) -> Iterator[tuple[str, str]]:
    own = [field for field in page.fields if field.prefill in (NAME, NUMBER) and forms.is_own(form, field, situation)]
    numbers = {field.prefill_when: field.key for field in own if field.prefill == NUMBER}
    for field in own:
        if field.prefill == NAME and field.prefill_when in numbers:
            yield field.key, numbers[field.prefill_when]


def _is(person: User, name: Any, number: Any) -> bool:
    return _has_name(person, name) and _has_number(person, number)


def _has_name(person: User, name: Any) -> bool:
    """What is empty differs from nothing: the form itself says what is missing."""
    return not name or is_called(person, str(name))


def _has_number(person: User, number: Any) -> bool:
    return not number or person.id_type != id_types.CITIZEN or id_types.plain(str(number)) == person.id_number


def _said(person: User, name_key: str, name: Any, number_key: str, number: Any) -> forms.Errors:
    said = _(
        "This is not %(what)s of the identified applicant (%(name)s). Who applies for somebody else says so in the first "
        "questions, or acts under a mandate; if the account is wrong, it is corrected at a window with the document."
    )
    wrong: forms.Errors = {}
    if not _has_name(person, name):
        wrong[name_key] = [said % {"what": pgettext("of a person", "the name"), "name": person.masked_name}]
    if not _has_number(person, number):
        wrong[number_key] = [said % {"what": _("the ID number"), "name": person.masked_name}]
    return wrong
