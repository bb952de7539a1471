"""What a mandate (代办) may be: whose it is, what it lets an agent do, how it was given, and how it ends."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy as _p

from tongban.kit.states import Move, StateTable


class Kind(models.TextChoices):
    FAMILY = "family", _p("kind of mandate", "Family or friend")
    GUARDIAN = "guardian", _p("kind of mandate", "Guardian")
    ENTERPRISE = "enterprise", _p("kind of mandate", "For an enterprise")
    OFFICER = "officer", _p("kind of mandate", "Village officer (帮办代办)")


class Capacity(models.TextChoices):
    """As what an agent acts. Only a legal representative has no end and needs nobody's consent."""

    REPRESENTATIVE = "legal_representative", _p("agent acts as", "Legal representative")
    AGENT = "agent", _p("agent acts as", "Agent")
    CHILD = "child", _p("agent acts as", "Son or daughter")
    SPOUSE = "spouse", _p("agent acts as", "Spouse")
    PARENT = "parent", _p("agent acts as", "Father or mother")
    RELATIVE = "relative", _p("agent acts as", "Other relative")
    FRIEND = "friend", _p("agent acts as", "Friend or neighbour")
    GUARDIAN = "guardian", _p("agent acts as", "Guardian")
    OFFICER = "officer", _p("agent acts as", "Village officer")


RELATIVES = (Capacity.CHILD, Capacity.SPOUSE, Capacity.PARENT, Capacity.RELATIVE, Capacity.FRIEND)


class Scope(models.TextChoices):
    ALL = "all", _p("scope of a mandate", "Every service")
    ITEMS = "items", _p("scope of a mandate", "Only the services that I choose")
    TOPICS = "topics", _p("scope of a mandate", "Only the topics that I choose")


class Deed(models.TextChoices):
    """What an agent may do, one by one."""

    SEE = "see", _p("an agent may", "See applications, cases and papers")
    APPLY = "apply", _p("an agent may", "Fill in applications")
    SUPPLEMENT = "supplement", _p("an agent may", "Hand in what is still missing")
    MESSAGES = "messages", _p("an agent may", "Receive messages about them too")
    TAKE = "take", _p("an agent may", "Receive the result, the licence included")
    SIGN = "sign", _p("an agent may", "Sign and submit in their name, and withdraw")


# What an officer may do unless the villager says more: no licence, and money is nowhere in the list.
USUAL = (Deed.SEE, Deed.APPLY, Deed.SUPPLEMENT, Deed.MESSAGES, Deed.SIGN)


class Consent(models.TextChoices):
    """How the principal said yes."""

    ONLINE = "online", _p("consent given", "By the person themselves, online")
    WINDOW = "window", _p("consent given", "At a window, with the document in hand")
    ON_SITE = "on_site", _p("consent given", "On the spot, with a signed paper or photo and a second person")
    REGISTER = "register", _p("consent given", "By the register of enterprises")
    PROOF = "proof", _p("consent given", "By proof of guardianship, checked at a window")


class State(models.TextChoices):
    ASKED = "asked", _p("state of a mandate", "Waits for an answer")
    ACTIVE = "active", _p("state of a mandate", "In force")
    RESTING = "resting", _p("state of a mandate", "Rests: an objection is being looked into")
    DECLINED = "declined", _p("state of a mandate", "Declined")
    TAKEN_BACK = "taken_back", _p("state of a mandate", "Asked no longer")
    REVOKED = "revoked", _p("state of a mandate", "Revoked")
    LEFT = "left", _p("state of a mandate", "Given up by the agent")
    EXPIRED = "expired", _p("state of a mandate", "Ended by its last day")


OPEN = (State.ASKED, State.ACTIVE, State.RESTING)  # their last day may still end them

TABLE = StateTable(
    "mandates",
    [
        Move("agree", (State.ASKED,), State.ACTIVE),
        Move("decline", (State.ASKED,), State.DECLINED),
        Move("take_back", (State.ASKED,), State.TAKEN_BACK),
        Move("second", (State.ASKED,), State.ACTIVE, "民法典 §28"),
        Move("refuse", (State.ASKED,), State.DECLINED),
        Move("object", (State.ACTIVE,), State.REVOKED),
        Move("question", (State.ACTIVE,), State.RESTING),
        Move("resume", (State.RESTING,), State.ACTIVE),
        Move("revoke", (State.ACTIVE, State.RESTING), State.REVOKED, "民法典 §173(2)"),
        Move("leave", (State.ACTIVE, State.RESTING), State.LEFT, "民法典 §173(2)"),
        Move("expire", OPEN, State.EXPIRED, "民法典 §173(1)"),
    ],
    first=State.ASKED,
    words=dict(State.choices),
)
