from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tongban.kit import clock
from tongban.kit.holdings import Holding, hold
from tongban.ratings.models import Invitation

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
        since=lambda row: row.rated_at.astimezone(clock.ZONE).date(),
    )
)
