"""What an applicant sees of the items of a bundle before and after handing it in: which, why, and what serves which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import pgettext

from tongban.catalogue.api import Item, carried
from tongban.intake.models import Application
from tongban.intake.needs import Need, facts
from tongban.workflow.api import compile_expression


@dataclass(frozen=True)
class Included:
    """One item. `why`: (question, answer) on which it hangs; empty of one that everybody needs. `after`: names of the
    items of this applicant that come first."""

    code: str
    name: str
    organ: str
    is_in: bool
    why: list[tuple[str, str]] = field(default_factory=list)
    after: str = ""


def included(application: Application) -> list[Included]:
    """In the order of the bundle; those that the answers leave out as well. One query."""
    guide = application.guide
    if not guide.is_bundle:
        return []
    items = _items(guide)
    mine = {member.code for member in guide.members_for(facts(application))}
    return [
        Included(
            member.code,
            items[member.code].shown_name,
            items[member.code].org_name,
            member.code in mine,
            _why(guide, member.when, application.situation),
            between(items[code].shown_name for code in member.waits_for if code in mine),
        )
        for member in guide.members
        if member.code in items
    ]


def _items(guide: Any) -> dict[str, Item]:
    codes = [member.code for member in guide.members]
    return {item.code: item for item in Item.objects.filter(code__in=codes)} if codes else {}


def _why(guide: Any, when: str | None, situation: Mapping[str, Any]) -> list[tuple[str, str]]:
    names = compile_expression(when).names() if when else set()
    asked = {question.key: (question, answer) for question, answer in guide.asked(situation)}
    pairs = [asked[key] for key in asked if f"situation.{key}" in names]
    return [(question.text.said(), _said(question, answer)) for question, answer in pairs]


def _said(question: Any, answer: Any) -> str:
    return next((option.label for option in carried.options(question, answer) if option.picked), "")


def between(names: Iterable[str]) -> str:
    return pgettext("between names", ", ").join(names)


def with_uses(needed: list[Need], application: Application) -> list[Need]:
    """Each material with the names of the items of this applicant that use it. One query, of a bundle."""
    guide, found = application.guide, defaultdict[str, list[str]](list)
    items = _items(guide) if guide.is_bundle else {}
    for member in guide.members_for(facts(application)) if items else ():
        for key in dict.fromkeys(member.materials.values()):
            found[key].append(items[member.code].shown_name)
    for need in needed:
        need.uses = between(found[need.material.key])
    return needed
