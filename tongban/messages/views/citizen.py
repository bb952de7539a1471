"""The box of messages. `people` is a later room: `entry` says what its decorator `citizen` would say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages as notices
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tongban.kit import clock
from tongban.kit.paging import page
from tongban.kit.writing import writing
from tongban.messages.actions import read_all
from tongban.messages.models import Message
from tongban.messages.wording import words

SIZE = 20


@dataclass(frozen=True)
class Shown:
    key: Any
    title: str
    body: str
    at: Any
    unread: bool
    url: str


def shown(message: Message) -> Shown:
    try:
        title, body = words(message.template, message.facts)
    except KeyError:  # a template that a later version of the program dropped
        title, body = _("A message of an earlier version"), ""
    return Shown(message.pk, title, body, message.made_at, message.read_at is None, message.url)


def _mine(request: HttpRequest) -> QuerySet[Message]:
    return Message.objects.filter(user_id=str(request.user.pk))


@require_safe
def box(request: HttpRequest) -> HttpResponse:
    rows = page(_mine(request), ["-id"], request.GET.get("at", ""), SIZE)
    found = [shown(message) for message in rows.rows]
    context = {
        "found": found,
        "any_unread": any(one.unread for one in found),
        "next_url": f"?at={rows.next}" if rows.next else "",
        "previous_url": f"?at={rows.previous}" if rows.previous else "",
    }
    return render(request, "messages/box.html", context)


@require_POST
def read(request: HttpRequest, key: UUID) -> HttpResponse:
    """Marks one message of one's own as read, and goes where it leads. A stranger's does not exist here."""
    message = _mine(request).filter(pk=key).first()
    if message is None:
        raise Http404
    with writing():
        Message.objects.filter(pk=message.pk, read_at=None).update(read_at=clock.now())
    leads_on = "open" in request.POST and url_has_allowed_host_and_scheme(message.url, None)
    return redirect(message.url) if leads_on else redirect("messages:box")


@require_POST
def read_everything(request: HttpRequest) -> HttpResponse:
    count = read_all(user=request.user)
    notices.success(
        request, ngettext("%d message is marked as read.", "%d messages are marked as read.", count) % count
    )
    return redirect("messages:box")


for view in (box, read, read_everything):
    setattr(view, "entry", "citizen")  # noqa: B010 - a function has no such attribute by its type
