"""What each permission lets somebody do, in words, for the pages that describe a post."""

from __future__ import annotations

from typing import Any

from django.utils.translation import pgettext_lazy as _p

from tongban.people.roles import ROLES

WORDS: dict[str, Any] = {
    "audit.read": _p("permission", "search the record, check it, hand it on"),
    "cases.accept": _p("permission", "accept what is complete"),
    "cases.approve_extension": _p("permission", "approve a longer limit"),
    "cases.ask_extension": _p("permission", "ask for a longer limit"),
    "cases.comment": _p("permission", "leave notes for colleagues"),
    "cases.correct": _p("permission", "ask once for what is missing"),
    "cases.decide": _p("permission", "grant or refuse"),
    "cases.deliver": _p("permission", "hand out results"),
    "cases.inspect": _p("permission", "inspect on site"),
    "cases.name_inspectors": _p("permission", "name inspectors"),
    "cases.receive": _p("permission", "receive applications at the counter"),
    "cases.refuse_acceptance": _p("permission", "say that something is not accepted"),
    "cases.review": _p("permission", "review and propose a decision"),
    "cases.see": _p("permission", "see cases"),
    "cases.suspend": _p("permission", "let a limit rest"),
    "cases.transfer": _p("permission", "hand a case to a colleague"),
    "catalogue.edit": _p("permission", "draft guides"),
    "catalogue.keep_basic": _p("permission", "keep the basic list"),
    "catalogue.publish": _p("permission", "publish guides"),
    "catalogue.review_establishment": _p("permission", "review powers"),
    "catalogue.review_legal": _p("permission", "review legal bases"),
    "catalogue.rules": _p("permission", "set the rules of the check-up"),
    "halls.manage": _p("permission", "keep halls and hours"),
    "halls.receive": _p("permission", "receive who booked"),
    "licences.revoke": _p("permission", "end licences"),
    "mandates.assist": _p("permission", "act for villagers with their consent"),
    "mandates.oversee": _p("permission", "look into objections to mandates"),
    "outbox.replay": _p("permission", "send dead letters again"),
    "people.approve_delay": _p("permission", "approve that looks are shown later"),
    "people.delay_looks": _p("permission", "ask that looks are shown later"),
    "people.deputise": _p("permission", "name deputies in the organ"),
    "people.identities": _p("permission", "merge, freeze and withdraw identities"),
    "people.let_in": _p("permission", "let officials in again"),
    "people.register_system": _p("permission", "register systems that sign people in here"),
    "people.release_system": _p("permission", "approve systems that sign people in here"),
    "people.review_access": _p("permission", "answer the review of access"),
    "people.staff": _p("permission", "give and take posts"),
    "people.verify": _p("permission", "verify a person at the window"),
    "portal.mistakes": _p("permission", "see to reported mistakes"),
    "promises.calendar": _p("permission", "keep the calendar of working days"),
    "sites.keep": _p("permission", "keep the face of the sites"),
    "statutes.keep": _p("permission", "keep the library of laws"),
    "supervision.see": _p("permission", "see every promise of the region"),
    "workflow.draw": _p("permission", "draw processes"),
    "workflow.publish": _p("permission", "publish processes"),
}


def duties(role: str) -> list[Any]:
    """In the order of the alphabet of their codes."""
    return [WORDS[permission] for permission in sorted(ROLES[role].permissions)]
