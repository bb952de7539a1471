"""The quarterly review of access: one list for each organ, one answer for each line."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from tongban.kit.errors import BadInput, NotAllowed
from tongban.kit.paging import page
from tongban.kit.workbook_out import WorkbookOut
from tongban.people.access import AuthenticatedRequest, official
from tongban.people.factors.fresh import strongly
from tongban.people.staff import queries, reviewing
from tongban.people.staff.models import AccessReview, ReviewLine
from tongban.people.staff.subject import check_sees_review
from tongban.people.staff.views.posts import SIZE, organ_names

SEES = ("people.review_access", "people.staff", "audit.read")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@official(*SEES)
@require_safe
def reviews(request: AuthenticatedRequest) -> HttpResponse:
    found = page(queries.reviews(request.user), ["-quarter", "-id"], request.GET.get("page", ""), SIZE)
    names = organ_names(row.org_code for row in found.rows)
    context = {
        "rows": [(row, names.get(row.org_code, row.org_code)) for row in found.rows],
        "next_url": f"?page={found.next}" if found.next else "",
        "previous_url": f"?page={found.previous}" if found.previous else "",
    }
    return render(request, "people/staff/reviews.html", context)


def _found(key: UUID, request: AuthenticatedRequest) -> AccessReview:
    row = AccessReview.objects.filter(pk=key).first()
    if row is None:
        raise Http404
    check_sees_review(row, request.user)
    return row


def _lines(row: AccessReview) -> QuerySet[ReviewLine]:
    return row.lines.select_related("post__user", "post__for_post__user", "by").order_by("post__role", "id")


@official(*SEES)
@require_safe
def review(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    return _shown(request, _found(key, request))


def _shown(request: AuthenticatedRequest, row: AccessReview, status: int = 200, **more: object) -> HttpResponse:
    try:
        reviewing.check_can_answer(row, request.user)
        answers = True
    except NotAllowed:
        answers = False
    context = {"review": row, "lines": _lines(row), "answers": answers, "organ": organ_names([row.org_code]), **more}
    context["organ"] = organ_names([row.org_code]).get(row.org_code, row.org_code)
    return render(request, "people/staff/review.html", context, status=status)


@official("people.review_access", "people.staff")
@require_POST
@strongly
def answer(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    line = ReviewLine.objects.select_related("review", "post").filter(pk=key).first()
    if line is None:
        raise Http404
    reviewing.check_can_answer(line.review, request.user)
    goes_on = request.POST.get("answer") == "keep"
    try:
        reviewing.answer_line(line=line, goes_on=goes_on, reason=request.POST.get("reason", ""), by=request.user)
    except BadInput as error:
        said = error.errors.get("reason", [str(error)])[0]
        return _shown(request, line.review, 422, wrong=line.pk, said=said)
    messages.success(request, _("The post goes on.") if goes_on else _("The post has ended."))
    return redirect("desk_staff:review", line.review_id)


@official(*SEES)
@require_safe
def sheet(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """The same list as a table to file, names as on the page."""
    row = _found(key, request)
    heads = [
        _("Staff number"), pgettext("of a person", "Name"), pgettext("of a post", "Role"), _("First day"), _("Last day"),
        _("Last used"), _("Answer"), _("By"), _("On"),
    ]  # fmt: skip
    book = WorkbookOut()
    table = book.sheet(f"{row.org_code} {row.quarter}", heads, [16, 14, 24, 12, 12, 12, 14, 14, 12])
    for line in _lines(row):
        post = line.post
        said = line.get_answer_display() if line.answer else ""
        table.add(
            [
                post.user.login, post.user.name, str(post.described.name), post.since, post.until, line.used_on, said,
                line.by.name if line.by else "", line.at.date() if line.at else None,
            ],
        )  # fmt: skip
    kept = BytesIO()
    book.write(kept)
    answered = HttpResponse(kept.getvalue(), content_type=XLSX)
    answered["Content-Disposition"] = f'attachment; filename="access-{row.org_code}-{row.quarter}.xlsx"'
    return answered
