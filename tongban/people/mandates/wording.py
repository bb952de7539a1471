"""What both sides of a mandate are told. Every message says who may do what, and how it is ended."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tongban.kit.act import This
from tongban.messages.api import register, tell
from tongban.people.mandates.models import Mandate
from tongban.people.mandates.states import Kind

PAGE = "/account/mandates/"

register(
    "mandates.asked",
    _("%(agent)s asks to act for you"),
    _(
        "%(agent)s would like to apply for services in your name. Nothing happens unless you agree. Look at it under "
        "“Who acts for me”; if you do not know this person, decline."
    ),
)
register(
    "mandates.offered",
    _("%(principal)s would like you to act for them"),
    _(
        "%(principal)s names you to apply for services in their name. Look at what you may do, and take it on or decline."
    ),
)
register(
    "mandates.agreed",
    _("You may now act for %(principal)s"),
    _("Mandate %(number)s counts until %(until)s. Choose at the top of your page for whom you act."),
)
register(
    "mandates.given",
    _("%(agent)s may now act for you"),
    _(
        "Mandate %(number)s counts until %(until)s. You are told of each step and see everything under “Who acts for me”, "
        "where you can end it at any moment."
    ),
)
register(
    "mandates.declined",
    _("%(asked)s did not agree to the mandate"),
    _("Nothing came of mandate %(number)s. You can ask again when you have spoken with each other."),
)
register(
    "mandates.ended",
    _("Mandate %(number)s has ended"),
    _(
        "%(agent)s no longer acts for %(principal)s. What was begun and not handed in can't be handed in by the agent any "
        "more (%(drafts)s); what was handed in goes on with the applicant."
    ),
)
register(
    "mandates.ends_soon",
    _("Mandate %(number)s ends on %(until)s"),
    _("From the day after, %(agent)s no longer acts for %(principal)s. If it shall go on, agree on a new one."),
)
register(
    "mandates.on_site",
    _("%(agent)s acts for you, as you agreed on the spot"),
    _(
        "A village officer wrote down that you agreed, with %(witness)s as second person (mandate %(number)s, until "
        "%(until)s). If that is not so, press “I never agreed”: it ends at once, and a supervisor looks into it."
    ),
)
register(
    "mandates.guardian_waits",
    _("%(agent)s would become your guardian"),
    _(
        "At a window a paper was shown by which %(agent)s is your guardian (number %(number)s). A second official looks at "
        "it before it counts. If it is wrong, say so under “Who acts for me”; a supervisor looks into it."
    ),
)
register(
    "mandates.guardian_asked",
    _("You would become the guardian of %(principal)s"),
    _("A second official looks at the paper (number %(number)s). You are told when it counts."),
)
register(
    "mandates.other_guardian",
    _("%(agent)s is entered as a guardian of %(principal)s too"),
    _("Number %(number)s. If you know nothing of it, tell a window or 12345 at once."),
)
register(
    "mandates.guardian_given",
    _("%(agent)s acts for you as your guardian"),
    _(
        "Number %(number)s, until %(until)s. You see each step under “Who acts for me”. If it is wrong, say so there: it "
        "rests, and a supervisor looks into it."
    ),
)
register(
    "mandates.window_waits",
    _("%(agent)s would act for you (number %(number)s)"),
    _(
        "An official wrote down that %(agent)s acts for you. A second official looks at the paper that you signed "
        "before it counts. If you did not sign it, say so under “Who acts for me”; a supervisor looks into it."
    ),
)
register(
    "mandates.window_asked",
    _("You would act for %(principal)s (number %(number)s)"),
    _("A second official looks at the signed paper. You are told when it counts."),
)
register(
    "mandates.window_refused",
    _("Mandate %(number)s does not count"),
    _("%(agent)s does not act for %(principal)s. Why stands on the page of number %(number)s."),
)
register(
    "mandates.guardian_refused",
    _("The guardianship %(number)s was not entered"),
    _("%(agent)s does not act for %(principal)s. Why stands on the page of number %(number)s."),
)
register(
    "mandates.guardian_rests",
    _("The guardianship %(number)s rests"),
    _("%(principal)s says that it is wrong. Until a supervisor has answered %(agent)s does not act for %(principal)s."),
)
register(
    "mandates.objected",
    _("%(principal)s objects to mandate %(number)s"),
    _(
        "%(principal)s says that it is not right that %(agent)s acts for them. It has ended, or rests; please look into it."
    ),
)
register(
    "mandates.settled",
    _("Your objection to mandate %(number)s was looked into"),
    _("The supervisor writes: %(words)s"),
)
register(
    "mandates.begun",
    _("%(agent)s began an application for you"),
    _(
        "“%(item)s”, under mandate %(number)s. It is among your drafts too: you can read it, go on with it or discard it."
    ),
)
register(
    "mandates.done",
    _("%(agent)s did something for you"),
    _("“%(item)s” (%(receipt)s): %(what)s. Mandate %(number)s."),
)


def told(this: This[Mandate], template: str, *, to: Any, **facts: Any) -> None:
    """Nobody is told who has no account yet."""
    if to is not None:
        tell(this, to=to, template=template, url=f"{PAGE}{this.subject.pk}/", **(facts_of(this.subject) | facts))


def refused_as(mandate: Mandate) -> str:
    return "mandates.guardian_refused" if mandate.kind == Kind.GUARDIAN else "mandates.window_refused"


def facts_of(mandate: Mandate) -> dict[str, Any]:
    day = mandate.until
    until = {"zh": f"{day.year}年{day.month}月{day.day}日", "en": f"{day.day} {day:%B %Y}"} if day else None
    return {
        "number": mandate.number,
        "agent": mandate.agent_name,
        "principal": mandate.principal_name,
        "until": until or {"zh": "解除之日", "en": "it is ended"},
    }
