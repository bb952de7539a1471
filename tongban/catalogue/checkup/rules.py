"""What is looked for in one item, whole or taken over from a list. Each finding names its rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext as _p

from tongban.catalogue.checks import Finding, Severity
from tongban.catalogue.checkup.names import held
from tongban.catalogue.guide import Guide
from tongban.catalogue.partial import PartialGuide

AnyGuide = Guide | PartialGuide
Materials = list[Any]  # of a whole guide, or of one with holes
Rule = Callable[[AnyGuide], Iterator[Finding]]
WORDS = Path(__file__).parent / "words.txt"
TELEPHONE = re.compile(
    r"(?:\+?86[- ]?)?(?:0\d{2,3}[- ]?\d{7,8}(?:[-转]\d{1,6})?|1[3-9]\d{9}|400[- ]?\d{3}[- ]?\d{4}|12\d{3}|9\d{4}|\d{7,8})"
)
DIGITS = re.compile(r"\d[\d \-转]{3,}")
ENDS = "。；;！？!?）)》”：:"


@dataclass(frozen=True)
class VagueWord:
    place: str
    severity: Severity
    word: str


@cache
def vague_words() -> tuple[VagueWord, ...]:
    """Longest first, so that the whole clause is told."""
    rows = (line.split("\t") for line in WORDS.read_text("utf-8").splitlines() if line.strip() and line[0] != "#")
    found = [VagueWord(place, "error" if severity == "error" else "warning", word) for place, severity, word in rows]
    return tuple(sorted(found, key=lambda one: -len(one.word)))


def _materials(guide: AnyGuide) -> Materials:
    return list(guide.materials)


def _texts(guide: AnyGuide, place: str) -> Iterator[tuple[str, str]]:
    rows: list[Any] = _materials(guide) if place == "materials" else list(guide.conditions)
    for number, row in enumerate(rows):
        text = row.name if place == "materials" else row.text
        yield f"{place}[{number}]", text.zh


def vague_clause(guide: AnyGuide) -> Iterator[Finding]:
    """行政许可法 §30, §31: everything that is needed is listed, and nothing else may be asked for. A vague word beside
    a description (能够证明股权价格的有关材料) is a warning.
    """
    for place in ("materials", "conditions"):
        words = [one for one in vague_words() if one.place == place]
        for path, text in _texts(guide, place):
            found = next((one for one in words if one.word in text), None)
            if found is not None:
                yield Finding(
                    found.severity if len(found.word) * 2 >= len(text) or place == "conditions" else "warning",
                    path,
                    _around(text, found.word),
                    _("everything named, without “%(word)s”") % {"word": found.word},
                    _("Name each paper or condition; what is not named may not be asked for."),
                )


def _around(text: str, word: str, width: int = 24) -> str:
    at = text.index(word)
    return text[max(at - width, 0) : at + len(word) + width]


def held_by_government(guide: AnyGuide) -> Iterator[Finding]:
    for number, material in enumerate(_materials(guide)):
        licence = held(material.name.zh)
        if licence and not getattr(material, "exempt_by", None):
            yield Finding(
                "warning",
                f"materials[{number}]",
                material.name.zh,
                _("taken from the e-licence “%(name)s”") % {"name": licence},
                _("Mark it as not needed where the e-licence is found (国务院令第716号 §7)."),
            )


def named_twice(guide: AnyGuide) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for number, material in enumerate(_materials(guide)):
        first = seen.setdefault(material.name.zh, number)
        if first != number:
            yield Finding(
                "warning",
                f"materials[{number}]",
                material.name.zh,
                _("each paper once"),
                _("It stands under number %(n)d already: take one of them out.") % {"n": first + 1},
            )


def missing_element(guide: AnyGuide) -> Iterator[Finding]:
    """What every reader asks first. Whole guides are held to all elements before publication (`checks`)."""
    if isinstance(guide, Guide):
        return
    wanted: dict[str, tuple[bool, str]] = {
        "conditions": (bool(guide.conditions), _("who may apply")),
        "materials": (bool(guide.materials), _("what has to be handed in, or that nothing has")),
        "legal_days": (guide.legal_days is not None, _("the limit by law")),
        "promise_days": (guide.promise_days is not None, _("the limit that is promised")),
        "consult": (bool(guide.consult), _("whom to ask")),
        "complain": (bool(guide.complain), _("where to complain")),
        "place_lines": (bool(guide.place_lines or guide.system_url), _("where it is done")),
    }
    for name, (there, words) in wanted.items():
        if not there:
            yield Finding(
                "warning", name, _p("found in a guide", "nothing"), words, _("Fill in this part of the guide.")
            )


def promise_longer_than_law(guide: AnyGuide) -> Iterator[Finding]:
    legal, promise = guide.legal_days, guide.promise_days
    units = (getattr(guide, "legal_unit", "workday"), getattr(guide, "promise_unit", "workday"))
    if legal is None or promise is None or not legal or promise <= legal:
        return
    if units in (("workday", "workday"), ("day", "day"), ("day", "workday")):
        yield Finding(
            "error",
            "promise_days",
            str(promise),
            _("at most %(n)d, the limit by law") % {"n": legal},
            _("Promise no more days than the law allows."),
        )


def at_once_with_days(guide: AnyGuide) -> Iterator[Finding]:
    if guide.kind == "immediate" and (guide.promise_days or 0) > 1:
        yield Finding(
            "error",
            "promise_days",
            str(guide.promise_days),
            _("0, because the item is done on the spot (即办件)"),
            _("Set the promise to 0, or the kind to “promise”."),
        )


def no_visit_but_not_online(guide: AnyGuide) -> Iterator[Finding]:
    """零跑动 needs a way to hand in from home."""
    if not isinstance(guide, PartialGuide) or guide.visits != 0 or guide.online is not False or guide.express:
        return
    if not guide.materials:  # nothing is handed in: lectures, lists, posters
        return
    yield Finding(
        "error",
        "visits",
        "0",
        _("a way to hand in without coming: online or by post"),
        _("Open the item online, take papers by post, or say how often one comes."),
    )


def no_visit_but_originals(guide: AnyGuide) -> Iterator[Finding]:
    if guide.visits != 0:
        return
    for number, material in enumerate(_materials(guide)):
        if getattr(material, "form", "") == "paper" and getattr(material, "necessity", "") == "required":
            yield Finding(
                "error",
                f"materials[{number}]",
                material.name.zh,
                _("a material that can be handed in from home, because nobody has to come"),
                _("Take a file instead, or say how often one comes."),
            )


def dead_contact(guide: AnyGuide) -> Iterator[Finding]:
    for name in ("consult", "complain"):
        for number, channel in enumerate(getattr(guide, name)):
            parts = DIGITS.findall(channel.value)
            if channel.way == "phone" and not any(TELEPHONE.search(part) for part in parts or [channel.value]):
                yield Finding(
                    "warning",
                    f"{name}[{number}]",
                    channel.value,
                    _("a telephone number that can be called"),
                    _("Call it; then write it with its area code."),
                )


def same_for_asking_and_complaining(guide: AnyGuide) -> Iterator[Finding]:
    asked = {channel.value for channel in guide.consult}
    for number, channel in enumerate(guide.complain):
        if channel.value in asked and not channel.value.startswith("12345"):
            yield Finding(
                "warning",
                f"complain[{number}]",
                channel.value,
                _("another number or address than the one for questions"),
                _("Give the number of those who supervise the office."),
            )


def text_cut_off(guide: AnyGuide) -> Iterator[Finding]:
    """A list that kept so many characters of each text, and no more."""
    for path, text in _texts(guide, "conditions"):
        if len(text) >= 200 and text[-1] not in ENDS:
            yield Finding("warning", path, "…" + text[-24:], _("a sentence with its end"), _("Complete the text."))


RULES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        vague_clause,
        held_by_government,
        named_twice,
        missing_element,
        promise_longer_than_law,
        at_once_with_days,
        no_visit_but_not_online,
        no_visit_but_originals,
        dead_contact,
        same_for_asking_and_complaining,
        text_cut_off,
    )
}
