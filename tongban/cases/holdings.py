from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from tongban.cases.clocks import clock_title
from tongban.cases.models import Case, Comment, MaterialCheck, Step
from tongban.cases.rules import DECISIONS
from tongban.cases.states import State
from tongban.documents.api import Paper, paper_title
from tongban.intake.api import Application
from tongban.kit import clock
from tongban.kit.holdings import Holding, hold, hold_of_nobody
from tongban.licences.api import Licence
from tongban.people.api import retention_of
from tongban.promises.api import Promise, explain, reading_of

SEEN = 2  # the level from which a number is known to be somebody's


def theirs(user: Any) -> Any:
    """Of who applied, and of whom it is for once somebody saw that the number is theirs."""
    whose = Q(user=user)
    if user.id_number_index and user.assurance >= SEEN and not user.number_held_elsewhere:
        whose |= Q(beneficiary_id_index=user.id_number_index)
    return Case.objects.filter(whose).order_by("id")


def ended_on(case: Case) -> dt.date | None:
    return case.ended_at.astimezone(clock.ZONE).date() if case.ended_at else None


def papers_of(user: Any) -> Any:
    """Without decisions that wait to be received, and the licences they led to."""
    mine = Case.objects.filter(user=user)
    waiting = [str(key) for key in mine.filter(state__in=State.decided).values_list("pk", flat=True)]
    licences = Licence.objects.filter(holder=user).exclude(origin_key__in=waiting)
    keys = {
        Case.subject_type: mine.values_list("pk", flat=True),
        Application.subject_type: Application.objects.filter(user=user).values_list("pk", flat=True),
        Licence.subject_type: licences.values_list("pk", flat=True),
    }
    whose = Q(pk__in=[])
    for kind, found in keys.items():
        whose |= Q(subject_type=kind, subject_key__in=[str(key) for key in found])
    rows = Paper.objects.filter(whose).exclude(kind__in=DECISIONS, subject_key__in=waiting)
    return rows.select_related("file").order_by("id")


def corrections(case: Case) -> Iterable[tuple[Any, Any]]:
    for item in case.correction.get("items", []):
        said = f"{item['name']} · {item['problem']} · {item['demand']}"
        yield _("What had to be corrected"), said
    yield _p("correction", "What you wrote to it"), case.correction.get("note", "")


hold(
    Holding(
        "cases.case",
        Case,
        title=_("Cases"),
        why=_("To answer what you apply for, and to show later that it was answered rightly."),
        basis="《档案法》第十三条；《个人信息保护法》第十三条第一款第三项、第十九条",
        keep=lambda case: retention_of(case.regime),
        shown="masked on the desk; whole once the case is opened for a reason",
        of=theirs,
        says={
            "number": _("Receipt number"),
            "item_name": _("Service"),
            "state_name": _("State"),
            "applicant_name": _("Applicant"),
            "beneficiary_name": _("Whom it is for"),
            "beneficiary_id": _("ID number of whom it is for"),
            "received_at": _("Received"),
            "decided_at": _("Decided"),
            "ended_at": _("Ended"),
            "correction": _("What had to be corrected"),
        },
        reads=lambda case: [
            (_("Receipt number"), case.number),
            (_("Service"), case.shown_item),
            (_("State"), case.state_name),
            (_("Applicant"), case.applicant_name),
            (_("Whom it is for"), case.beneficiary_name),
            (_("ID number of whom it is for"), case.beneficiary_id),
            (_("Received"), case.received_at),
            (_("Decided"), case.decided_at),
            (_("Ended"), case.ended_at),
            *corrections(case),
        ],
        since=ended_on,
        running=lambda user: Case.objects.filter(user=user, is_open=True),
        left_out={
            "findings": "what officials found before they decided; the decision says it to whoever it concerns",
            "extension": "why more days were asked for; the notice of extension says it",
        },
    )
)
hold(
    Holding(
        "cases.paper",
        Paper,
        title=_("Documents"),
        why=_("To tell you in writing what was received and decided."),
        basis="《行政许可法》第三十二条、第三十八条、第四十四条",
        keep="case",
        shown="you; whoever works on the case, each look recorded",
        of=papers_of,
        says={"number": _("Number"), "kind": _("Kind"), "made_at": _("When"), "content": _("Content")},
        reads=lambda paper: [
            (_("Number"), paper.number),
            (_("Title"), paper_title(paper)),
            (_("When"), paper.made_at),
            (_("Content"), f"files/{paper.number}.pdf" if paper.file else ""),
        ],
        files=lambda paper: [(f"{paper.number}.pdf", paper.file)] if paper.file else [],
    )
)
hold(
    Holding(
        "cases.promise",
        Promise,
        title=_("Due dates"),
        why=_("To answer you in time."),
        basis="《行政许可法》第四十二条、第四十五条",
        keep="case",
        shown="whoever sees the case; supervision without names",
        of=lambda user: Promise.objects.filter(
            subject_type=Case.subject_type,
            subject_key__in=[str(key) for key in Case.objects.filter(user=user).values_list("pk", flat=True)],
        ).order_by("id"),
        says={"label": _("Receipt number"), "kind": _("Clock"), "due_on": _("Due"), "events": _("Why it moved")},
        reads=lambda row: [
            (_("Receipt number"), row.label),
            (clock_title(row.kind), row.due_on),
            (_("Why it moved"), " · ".join(explain(reading_of(row), clock.today(), get_language() or "zh-hans"))),
        ],
    )
)
hold_of_nobody(Comment, "what officials say to one another about a case before it is decided")
hold_of_nobody(MaterialCheck, "what an examiner noted beside a material; what had to be corrected the case tells")
hold_of_nobody(Step, "what an official said to a step of the process before it was decided")
