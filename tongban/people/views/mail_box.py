from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tongban.messages.api import Delivery
from tongban.people.access import anybody

SHOWN = 30


@anybody
@never_cache
@require_safe
def mail_box(request: HttpRequest) -> HttpResponse:
    """What the demo would have sent: letters and codes, so that a newcomer can read them. Nowhere else."""
    if not settings.DEMO or settings.EMAIL_URL or settings.SMS_URL:
        raise Http404
    kept = Delivery.objects.filter(state=Delivery.State.KEPT).select_related("user").order_by("-id")
    waiting = Delivery.objects.filter(state=Delivery.State.WAITING).exists()
    return render(request, "people/mail_box.html", {"letters": kept[:SHOWN], "waiting": waiting})
