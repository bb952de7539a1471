"""What a regime of clocks means for somebody who applies: a name, and sentences with their articles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Explained:
    name: str
    sentences: list[str]


def explained(regime: str, kind: str) -> Explained:
    """Raises KeyError for a regime nobody knows."""
    name, sentences = REGIMES[regime]()
    if kind == "immediate" and regime != "external":
        first = _("This is done on the spot: one visit or one submission, and you have the result.")
        sentences = [first, *sentences]
    return Explained(name, sentences)


def regimes() -> tuple[tuple[str, str], ...]:
    """Each with its name, as a field offers them."""
    return tuple((regime, regime_name(regime)) for regime in REGIMES)


def regime_name(regime: str) -> str:
    return REGIMES[regime]()[0] if regime in REGIMES else regime


def _licensing() -> tuple[str, list[str]]:
    return _("Administrative licence"), [
        _(
            "Within five working days we accept, or tell you once and completely what is missing. If we say nothing,"
            " your application counts as accepted from the day we received it (Administrative Licensing Law,"
            " Article 32)."
        ),
        _(
            "The limit may be extended once, by at most ten working days, with the approval of the head of the organ;"
            " we tell you the reason (Article 42)."
        ),
        _("A refusal is in writing, with its reasons and how you can object (Article 38)."),
    ]


def _registration() -> tuple[str, list[str]]:
    return _("Registration"), [
        _(
            "What is complete and in due form is registered on the spot; otherwise within three working days, in"
            " complicated cases three more (Regulation on the Registration of Market Entities, Article 19)."
        ),
        _("What is missing is asked for once and completely."),
    ]


def _assistance() -> tuple[str, list[str]]:
    return _("Social assistance"), [
        _("No law lets silence count as an answer here: if we are late, it is shown as a broken promise."),
        _("What is missing is asked for once and completely. Nothing stops the clock in between."),
    ]


def _promise_only() -> tuple[str, list[str]]:
    return _("Our own promise"), [
        _("The days are our own promise. If we are late, it is shown as a broken promise, and somebody asks why."),
        _("What is missing is asked for once and completely."),
    ]


def _external() -> tuple[str, list[str]]:
    return _("Decided in another system"), [
        _("The other system decides and keeps the time; no clock of ours runs. Guide and booking are ours."),
    ]


REGIMES: dict[str, Callable[[], tuple[str, list[str]]]] = {
    "licensing": _licensing,
    "registration": _registration,
    "assistance": _assistance,
    "promise_only": _promise_only,
    "external": _external,
}
