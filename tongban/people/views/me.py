from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from tongban.messages.api import Message
from tongban.people.access import anybody
from tongban.people.models import User


@anybody
@require_safe
def me(request: HttpRequest) -> JsonResponse:
    """Who is signed in, for the header of pages that are published as files: `theme/site.js` asks once."""
    user = request.user
    if not isinstance(user, User):
        return _never_kept({"signed_in": False})
    unread = Message.objects.filter(user=user, read_at=None).count()
    url, name = ("/desk/", user.name) if user.is_official else ("/my/", user.masked_name)  # an official serves by name
    return _never_kept({"signed_in": True, "name": name, "unread": unread, "official": user.is_official, "url": url})


def _never_kept(answer: dict[str, object]) -> JsonResponse:
    return JsonResponse(answer, headers={"Cache-Control": "no-store"})
