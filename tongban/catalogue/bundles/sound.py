"""What an author says of the items of a bundle, held against the items: names that no item knows, answers that are none,
conditions over questions that the bundle does not ask. Composing would pass over them without a word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tongban.catalogue.bundles.composing import alike
from tongban.catalogue.bundles.editing import own_questions
from tongban.catalogue.guide import Question
from tongban.kit.errors import BadInput
from tongban.workflow.api import compile_expression

Content = dict[str, Any]


@dataclass(frozen=True)
class Known:
    """The keys of one item."""

    questions: dict[str, Content]
    fields: frozenset[str]
    materials: frozenset[str]


def known_of(content: Content) -> Known:
    pages = (content.get("form") or {}).get("pages") or []
    return Known(
        {one["key"]: one for one in (content.get("situation") or {}).get("questions") or []},
        frozenset(one["key"] for page in pages for one in page.get("fields") or ()),
        frozenset(one["key"] for one in content.get("materials") or ()),
    )


def faults(content: Content, guides: Mapping[str, Content]) -> dict[str, list[str]]:
    """By path. `content`: the bundle with its members as typed; `guides`: code → content of each item."""
    members: Sequence[Content] = content.get("members") or []
    asked = {f"situation.{one['key']}" for one in own_questions(content)}
    found: dict[str, list[str]] = {}
    for number, member in enumerate(members):
        if member["code"] in [one["code"] for one in members[:number]]:
            found.setdefault(f"members[{number}].code", []).append(_("This service is in the bundle already."))
            continue
        earlier = [one["code"] for one in members[:number]]
        known = known_of(guides[member["code"]])
        others = {code: known_of(one) for code, one in guides.items() if code != member["code"]}
        for name, said in _faults(member, known, others, earlier, asked):
            found.setdefault(f"members[{number}].{name}", []).append(said)
    return found


def _faults(
    member: Content, known: Known, others: Mapping[str, Known], earlier: list[str], asked: set[str]
) -> Iterator[tuple[str, str]]:
    for key, value in (member.get("answers") or {}).items():
        question = known.questions.get(key)
        if question is None:
            yield "answers", _("The service asks no question “%(key)s”.") % {"key": key}
        elif Question.model_validate(question).read(value) is None:
            yield "answers", _("“%(value)s” is no answer to “%(key)s”.") % {"key": key, "value": value}
    for key in member.get("asked") or {}:
        if key not in known.fields:
            yield "asked", _("The service has no field “%(key)s”.") % {"key": key}
    for code in member.get("after") or ():
        if code not in earlier:
            yield "after", _("“%(code)s” is no earlier service of the bundle.") % {"code": code}
    yield from (("same", said) for said in _not_the_same(member.get("same") or {}, known, others))
    for row in member.get("takes") or ():
        yield from (("takes", said) for said in _untaken(row, known, earlier))
    yield from (("when", said) for said in _unasked(member.get("when"), asked))


def _not_the_same(same: Mapping[str, str], known: Known, others: Mapping[str, Known]) -> Iterator[str]:
    theirs = {key for one in others.values() for key in (*one.fields, *one.materials)}
    asked = {key: one for other in others.values() for key, one in other.questions.items()}
    for key, other in same.items():
        if key in known.fields | known.materials:
            if other not in theirs | known.fields | known.materials:
                yield _("No service of the bundle has a field or a material “%(key)s”.") % {"key": other}
        elif key not in known.questions:
            yield _("The service has no question, no field and no material “%(key)s”.") % {"key": key}
        elif other not in asked:
            yield _("No other service of the bundle asks a question “%(key)s”.") % {"key": other}
        elif not alike(asked[other], known.questions[key]):
            said = _("“%(key)s” and “%(other)s” have other answers; only what is answered alike is one question.")
            yield said % {"key": key, "other": other}


def _untaken(row: Content, known: Known, earlier: list[str]) -> Iterator[str]:
    kind = "material" if row.get("material") else "field"
    if row["source"] not in earlier:
        yield _("“%(code)s” is no earlier service of the bundle.") % {"code": row["source"] or row.get(kind, "")}
    elif kind == "material" and row["material"] not in known.materials:
        yield _("The service has no material “%(key)s”.") % {"key": row["material"]}
    elif kind == "field" and row.get("field") not in known.fields:
        yield _("The service has no field “%(key)s”.") % {"key": row.get("field", "")}


def _unasked(when: str | None, asked: set[str]) -> Iterator[str]:
    if not when:
        return
    try:
        names = compile_expression(when).names()
    except BadInput as error:
        yield str(error)
        return
    for name in sorted(names - asked):
        said = _("The bundle itself asks no “%(name)s”; who needs a service is decided by its own questions.")
        yield said % {"name": name.removeprefix("situation.")}
