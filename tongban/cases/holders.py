"""The applicant's identity was frozen, or holds again: whoever works on a running case learns it, in the case's record."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tongban.cases.models import Case
from tongban.kit.act import SYSTEM, act
from tongban.messages import api as messages
from tongban.people.api import User, staff_of

MOST = 5  # colleagues of an organ who are told where nobody examines the case yet

messages.register(
    "cases.holder_frozen",
    _("Case %(number)s: the applicant's identity is frozen"),
    _(
        "The identity of whoever applied for “%(item)s” is frozen: its holder is dead, or the register cancelled it. Look "
        "at the case before you go on; the law of the item says what becomes of it."
    ),
)
messages.register(
    "cases.holder_thawed",
    _("Case %(number)s: the applicant's identity holds again"),
    _("The identity of whoever applied for “%(item)s” was frozen in error and holds again. The case goes on."),
)


def tell_of_holder(*, user: User, frozen: bool) -> int:
    """How many running cases there are."""
    rows = list(Case.objects.filter(user=user, is_open=True).select_related("examiner").order_by("pk"))
    staff: dict[str, list[User]] = {}
    for case in rows:
        if case.examiner is None and case.org_code not in staff:
            staff[case.org_code] = list(staff_of(case.org_code, "cases.accept").order_by("pk")[:MOST])
        _tell(case, [case.examiner] if case.examiner else staff[case.org_code], frozen)
    return len(rows)


def _tell(case: Case, officials: list[User], frozen: bool) -> None:
    name = "cases.holder_frozen" if frozen else "cases.holder_thawed"
    facts = {"number": case.number, "item": {"zh": case.item_name, "en": case.item_name_en}}
    with act(case, name, by=SYSTEM) as this:
        this.note(officials=len(officials))
        for one in officials:
            messages.tell(this, to=one, template=name, url=f"/desk/cases/{case.pk}/", **facts)
