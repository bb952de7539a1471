"""Who answers what a lower room asks (`kit.questions`)."""

from __future__ import annotations

from typing import Any

from tongban.cases import api as cases
from tongban.documents import api as documents
from tongban.kit.questions import answers
from tongban.outbox import api as outbox
from tongban.people.api import may


@answers(outbox.may_replay)
def may_replay(*, user: Any) -> bool:
    """outbox asks people: dead letters are the administrator's"""
    return may(user, "outbox.replay")


@answers(documents.may_open)
def may_open_paper(*, paper: documents.Paper, user: Any) -> bool:
    """documents asks cases: a decision is opened by receiving it"""
    return cases.may_open(paper, user)
