from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy as _p


class State(models.TextChoices):
    """What an edition is. Whether it counts on a day depends on its dates as well."""

    IN_FORCE = "in_force", _p("edition of a law", "In force")
    REVISED = "revised", _p("edition of a law", "Replaced by a later edition")
    REPEALED = "repealed", _p("edition of a law", "Repealed")


class Kind(models.TextChoices):
    UNKNOWN = "", _p("kind of law", "not told")
    LAW = "law", _p("kind of law", "Law")
    REGULATION = "regulation", _p("kind of law", "Administrative regulation")
    PARTY = "party", _p("kind of law", "Party regulation")
    LOCAL = "local", _p("kind of law", "Local regulation")
    RULE = "rule", _p("kind of law", "Rule of a department or a government")
    INTERPRETATION = "interpretation", _p("kind of law", "Judicial interpretation")
    DOCUMENT = "document", _p("kind of law", "Normative document")
