"""What has to be looked at before anybody proposes or decides, and what was left open with a reason.

Required are the points of the guide's review and the required materials of this applicant; a material that a valid
licence replaces was looked at by whoever issued the licence. A tick, passed or failed, is a look; what stays without
one needs a sentence, which is kept with the case and shown to whoever decides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tongban.cases.models import Case, MaterialCheck
from tongban.intake import api as intake
from tongban.kit.act import This
from tongban.kit.errors import BadInput
from tongban.people.api import User

ALL = "*"  # the key of one sentence for everything that has none of its own
LEAST, MOST = 4, 300  # characters of a sentence: more than a full stop, less than a report


@dataclass(frozen=True)
class Point:
    """`key` as in MaterialCheck; `name` in the language of whoever reads, without a full stop."""

    key: str
    name: str
    standard: Any


def required(case: Case) -> list[Point]:
    """In the order of the guide: materials, then points."""
    needs = [n for n in intake.needs(case.application) if n.material.necessity == "required" and n.licence is None]
    materials = [Point(n.material.key, _short(n.material.name), n.material.accept_standard) for n in needs]
    return materials + [Point(f"point:{point.key}", _short(point.text), None) for point in case.guide.review_points]


def _short(text: Any) -> str:
    return str(text.said()).rstrip("。. ")


def open_points(case: Case) -> list[Point]:
    """Required, and nobody ticked it."""
    ticked = set(MaterialCheck.objects.filter(case=case).values_list("key", flat=True))
    return [point for point in required(case) if point.key not in ticked]


def failed_checks(case: Case) -> list[MaterialCheck]:
    return list(MaterialCheck.objects.filter(case=case, passed=False).order_by("id"))


def check_nothing_failed(case: Case, message: str) -> None:
    """Inside the act, where no tick can come in between. Raises BadInput that names what is marked as failed."""
    keys = [check.key for check in failed_checks(case)]
    if keys:
        names = {material.key: _short(material.name) for material in case.guide.materials}
        names |= {f"point:{point.key}": _short(point.text) for point in case.guide.review_points}
        found = _("Marked as failed: %(keys)s") % {
            "keys": pgettext("list", ", ").join(names.get(key, key) for key in keys)
        }
        raise BadInput(message, errors={"opinion": [f"{message} {found}"]}, found=len(keys))


def settle(this: This[Case], *, ticked: Collection[str], left_open: Mapping[str, str], by: User) -> None:
    """Inside the act: ticks what is given as ticked, keeps the sentences. Raises BadInput with each point left over.

    `left_open`: key of a point → why nobody looked at it; `ALL` speaks for those without a sentence of their own.
    """
    case = this.subject
    points = open_points(case)
    said = _said(points, ticked, left_open)
    _refuse(faults(points, ticked, left_open))
    seen = [point.key for point in points if point.key in ticked]
    MaterialCheck.objects.bulk_create(
        MaterialCheck(case=case, key=key, passed=True, remark="", by=by, at=this.at) for key in seen
    )
    why = {key: {"why": sentence, "by": by.actor_key} for key, sentence in said.items()}
    case.findings = {**case.findings, "left_open": why}
    this.note(ticked_now=seen, left_open=list(why))


def _said(points: Iterable[Point], ticked: Collection[str], left_open: Mapping[str, str]) -> dict[str, str]:
    """The sentence of each point that is not ticked; "" where there is none."""
    common = left_open.get(ALL, "").strip()
    left = [point.key for point in points if point.key not in ticked]
    return {key: left_open.get(key, "").strip() or common for key in left}


def faults(points: Iterable[Point], ticked: Collection[str], left_open: Mapping[str, str]) -> dict[str, list[str]]:
    """Key of a point → what is missing there. A page asks this too, so that everything is said at once."""
    said = _said(points, ticked, left_open)
    return {key: found for key, sentence in said.items() if (found := _faults(sentence))}


def _refuse(errors: dict[str, list[str]]) -> None:
    if errors:
        message = ngettext(
            "%(n)d required point is neither ticked nor explained.",
            "%(n)d required points are neither ticked nor explained.",
            len(errors),
        ) % {"n": len(errors)}
        cure = _("Tick what you have looked at, or say in one sentence why it stays open.")
        raise BadInput(message, errors=errors, found=len(errors), cure=cure)


def _faults(sentence: str) -> list[str]:
    if not sentence:
        return [_("Nobody has looked at this. Tick it if it meets its standard, or write why it stays open.")]
    if len(sentence) < LEAST:
        return [_("“%(found)s” is no reason. Write one sentence.") % {"found": sentence}]
    if len(sentence) > MOST:
        words = {"found": len(sentence), "most": MOST}
        return [_("The sentence has %(found)d characters; at most %(most)d fit. Please shorten it.") % words]
    return []


def explained(case: Case) -> list[dict[str, Any]]:
    """For whoever decides: each sentence with the names it speaks for; what was ticked since is gone from it."""
    kept = case.findings.get("left_open", {})
    if not kept:
        return []
    names = {point.key: point.name for point in open_points(case)}
    said: dict[str, list[str]] = {}
    for key, entry in kept.items():
        if key in names:
            said.setdefault(entry["why"], []).append(names[key])
    return [{"why": why, "names": points} for why, points in said.items()]


def sentences(case: Case) -> dict[str, str]:
    """What was written the time before, for a review that is done again."""
    return {key: entry["why"] for key, entry in case.findings.get("left_open", {}).items()}
