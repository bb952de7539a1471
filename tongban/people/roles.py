"""Roles read like job descriptions. The list of permissions *is* the policy (A5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import pgettext_lazy as _p


@dataclass(frozen=True)
class Role:
    """`subtree`: the post reaches every organ of its region and below; else only its own organ.

    `side`: which of the three administrators, or empty for whoever serves the public. Nobody is on two sides.
    """

    code: str
    name: Any
    does: Any
    permissions: frozenset[str]
    subtree: bool = False
    side: str = ""

    @property
    def is_powerful(self) -> bool:
        """One security administrator proposes it, another one approves."""
        return bool(self.side or self.permissions & POWERFUL)


# What decides in the state's name, publishes, or sees a whole region.
POWERFUL = frozenset(
    {
        "cases.decide",
        "cases.approve_extension",
        "licences.revoke",
        "catalogue.publish",
        "catalogue.keep_basic",
        "workflow.publish",
        "supervision.see",
    }
)


def _role(code: str, name: Any, does: Any, *permissions: str, subtree: bool = False, side: str = "") -> Role:
    return Role(code, name, does, frozenset(permissions), subtree, side)


ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        _role(
            "window_clerk",
            _p("role", "Window clerk"),
            _p(
                "role",
                "Receives applications at the counter for everybody who comes, accepts what is complete, hands out results.",
            ),
            "cases.see",
            "cases.receive",
            "cases.accept",
            "cases.correct",
            "cases.deliver",
            "cases.comment",
            "people.verify",
            "people.identities",
            "halls.receive",
            subtree=True,
        ),
        _role(
            "examiner",
            _p("role", "Examiner"),
            _p(
                "role",
                "Examines the cases of one organ: accepts, asks once for what is missing, reviews, proposes the decision.",
            ),
            "cases.see",
            "cases.accept",
            "cases.correct",
            "cases.refuse_acceptance",
            "cases.review",
            "cases.suspend",
            "cases.ask_extension",
            "cases.transfer",
            "cases.comment",
            "cases.name_inspectors",
            "cases.deliver",
        ),
        _role(
            "inspector",
            _p("role", "Inspector"),
            _p("role", "Goes to the place with a second inspector and writes down what was found."),
            "cases.see",
            "cases.inspect",
            "cases.comment",
        ),
        _role(
            "head",
            _p("role", "Head of the organ"),
            _p("role", "Approves extensions and transfers, names inspectors, decides cases of the organ."),
            "cases.see",
            "cases.approve_extension",
            "cases.transfer",
            "cases.name_inspectors",
            "cases.decide",
            "cases.comment",
            "licences.revoke",
            "people.delay_looks",
            "people.deputise",
            "people.review_access",
        ),
        _role(
            "decision_maker",
            _p("role", "Decision maker"),
            _p("role", "Grants or refuses, in the organ's name; the decision is signed with the organ's seal."),
            "cases.see",
            "cases.decide",
            "cases.comment",
        ),
        _role(
            "supervisor",
            _p("role", "Supervisor"),
            _p("role", "Sees every promise of the region by lamp, and what was deemed accepted; changes no case."),
            "supervision.see",
            "cases.see",
            "mandates.oversee",
            subtree=True,
        ),
        _role(
            "catalogue_editor",
            _p("role", "Catalogue editor"),
            _p(
                "role",
                "Drafts and changes the guides of one organ and draws its processes; never publishes an own draft.",
            ),
            "catalogue.edit",
            "workflow.draw",
        ),
        _role(
            "catalogue_publisher",
            _p("role", "Catalogue publisher"),
            _p(
                "role",
                "Checks a draft that somebody else wrote, and publishes it; sees to what people report about the site.",
            ),
            "catalogue.publish",
            "catalogue.rules",
            "workflow.publish",
            "portal.mistakes",
            "statutes.keep",
            subtree=True,
        ),
        _role(
            "list_keeper",
            _p("role", "Keeper of the basic list"),
            _p(
                "role",
                "Keeps what every level takes over unchanged: names, codes, types, bases. Publishes what another keeper wrote.",
            ),
            "catalogue.keep_basic",
            subtree=True,
        ),
        _role(
            "establishment_reviewer",
            _p("role", "Establishment reviewer"),
            _p("role", "Reads whether a power belongs to the organ that lists it, before it is published."),
            "catalogue.review_establishment",
            subtree=True,
        ),
        _role(
            "legal_reviewer",
            _p("role", "Legal reviewer"),
            _p(
                "role",
                "Reads whether law bears each basis, condition, material, limit and fee, before it is published.",
            ),
            "catalogue.review_legal",
            "people.approve_delay",
            subtree=True,
        ),
        _role(
            "site_keeper",
            _p("role", "Site keeper"),
            _p(
                "role",
                "Keeps the face of the sites of a region: name, emblem, colour, order of the home page, lines of the footer.",
            ),
            "sites.keep",
            subtree=True,
        ),
        _role(
            "village_officer",
            _p("role", "Village officer"),
            _p(
                "role",
                "Acts for villagers who ask for it, with their consent written down on the spot. Takes no money, and a result only where they say so.",
            ),
            "mandates.assist",
            subtree=True,
        ),
        _role(
            "hall_director",
            _p("role", "Hall director"),
            _p(
                "role",
                "Keeps the halls, centres, stations, agent points and terminals of the region: hours, windows, what is done there. Sees no case.",
            ),
            "halls.manage",
            subtree=True,
        ),
        _role(
            "administrator",
            _p("role", "System administrator"),
            _p(
                "role",
                "Keeps the machine running: dead letters, the calendar of working days, the hours of halls. Sees no case.",
            ),
            "outbox.replay",
            "halls.manage",
            "promises.calendar",
            "people.let_in",
            "people.register_system",
            "people.release_system",
            subtree=True,
            side="system",
        ),
        _role(
            "security_administrator",
            _p("role", "Security administrator"),
            _p(
                "role",
                "Gives and takes posts, with a reason; a powerful one only together with a second security administrator.",
            ),
            "people.staff",
            subtree=True,
            side="security",
        ),
        _role(
            "audit_administrator",
            _p("role", "Audit administrator"),
            _p("role", "Reads the record, checks that it holds, hands it on signed. Changes nothing."),
            "audit.read",
            subtree=True,
            side="audit",
        ),
    )
}
SIDES = {code: role.side for code, role in ROLES.items() if role.side}
