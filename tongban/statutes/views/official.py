"""The library of laws at the desk: which laws are there, in which edition, and what no file tells of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.kit.errors import BadInput
from tongban.kit.paging import page
from tongban.people.api import AuthenticatedRequest, may, official
from tongban.statutes import actions, queries
from tongban.statutes.forms import Keep
from tongban.statutes.models import Statute
from tongban.statutes.rules import check_can_keep
from tongban.statutes.views.public import rows_of, words_of

READERS = ("catalogue.edit", "catalogue.publish", "statutes.keep")


@official(*READERS)
@require_safe
def statutes(request: AuthenticatedRequest) -> HttpResponse:
    words = words_of(request)
    found = page(queries.named(words), ["title"], request.GET.get("page", ""), 30)
    kept = {"q": words} if words else {}
    context = {
        "rows": rows_of(found.rows),
        "words": words,
        "next_url": "?" + urlencode(kept | {"page": found.next}) if found.next else "",
        "previous_url": "?" + urlencode(kept | {"page": found.previous}) if found.previous else "",
    }
    return render(request, "statutes/official/list.html", context)


@official(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def statute(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    row = Statute.objects.filter(pk=key).first()
    if row is None:
        raise Http404
    if request.method != "POST":
        return _page(request, row, Keep(initial=_standing(row)))
    check_can_keep(row, request.user)
    form = Keep(request.POST)
    if not form.is_valid():
        return _page(request, row, form, 422)
    try:
        actions.keep(statute=row, **form.wanted, by=request.user)
    except BadInput as error:
        for name, said in error.errors.items():
            form.add_error(name, said)
        return _page(request, row, form, 422)
    messages.success(request, _("Saved. The next check-up reads it so."))
    return redirect("desk_statutes:statute", row.pk)


def _standing(row: Statute) -> dict[str, Any]:
    return {
        "short_names": "\n".join(row.short_names),
        "repealed_on": row.repealed_on,
        "replaced_by": row.replaced_by,
    }


def _page(request: AuthenticatedRequest, row: Statute, form: Keep, status: int = 200) -> HttpResponse:
    edition = queries.edition_of(row, request.GET.get("edition", ""))
    context = {
        "statute": row,
        "edition": edition,
        "editions": row.editions.all(),
        "articles": edition.articles.all() if edition else [],
        "form": form,
        "may_keep": may(request.user, "statutes.keep"),
    }
    return render(request, "statutes/official/statute.html", context, status=status)
