"""What this room asks of the catalogue, which is a later one; answered in `flow/answers.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.kit.questions import Question


@dataclass(frozen=True)
class Begun:
    """A draft (without number) or a case. `due`: its day, None where no clock runs."""

    mandate: Any
    item: str
    number: str
    state: Any
    url: str
    due: Any = None
    is_open: bool = True


# Services whose name or search fits the `words`: [(code, name)], at most twenty.
services_found: Question[list[tuple[str, str]]] = Question("people.services_found", default=[])

# Code of a service or of a topic → its name, for these `codes`.
names_of_services: Question[dict[str, str]] = Question("people.names_of_services", default={})

# The topics of the catalogue: [(code, name)].
topics_of_services: Question[list[tuple[str, str]]] = Question("people.topics_of_services", default=[])

# Codes of the services that belong to one of these `fields`.
services_in: Question[list[str]] = Question("people.services_in", default=[])

# What was begun and handed in under these `mandates`: drafts and cases, the newest first, those that run before others.
matters_under: Question[list[Begun]] = Question("people.matters_under", default=[])

# How many drafts the `agent` of this `mandate` began and has not handed in.
drafts_begun: Question[int] = Question("people.drafts_begun", default=0)
