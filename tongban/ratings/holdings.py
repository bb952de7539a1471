from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from tongban.kit import clock
from tongban.kit.holdings import Holding, hold
from tongban.kit.languages import as_read
from tongban.ratings.models import Invitation
from tongban.ratings.options import WORDS, options


def read(row: Invitation) -> Iterable[tuple[Any, Any]]:
    names = {one["code"]: as_read(one["zh"], one["en"]) for one in options().get(row.grade or 0, [])}
    yield _("Service"), row.shown_title
    yield _("Grade"), WORDS[row.grade] if row.grade else ""
    yield _("Options"), " · ".join(names.get(code, code) for code in row.options)
    yield _("What was said"), row.words
    yield _("When"), row.rated_at


hold(
    Holding(
        "ratings.invitation",
        Invitation,
        title=_("Ratings"),
        why=_("To learn from you how it was."),
        basis="国办发〔2019〕51号",
        keep="Y10",
        shown="whoever supervises the service, without your name",
        of=lambda user: Invitation.objects.filter(user=user, rated_at__isnull=False).order_by("id"),
        says={
            "title": _("Service"),
            "grade": _("Grade"),
            "options": _("Options"),
            "words": _("What was said"),
            "rated_at": _("When"),
        },
        reads=read,
        since=lambda row: row.rated_at.astimezone(clock.ZONE).date(),
    )
)
