from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tongban.messages.api import register

register(
    "people.post_given",
    _("You have a new post"),
    _("From %(since)s on you have the post %(role)s. “My posts” at the desk says what belongs to it."),
)
register(
    "people.post_ended",
    _("A post of yours has ended"),
    _("The post %(role)s ended. “My posts” at the desk shows what you have."),
)
register(
    "people.deputy_named",
    _("You are a deputy"),
    _("From %(since)s to %(until)s you stand in as %(role)s. What you do by it says whose deputy you are."),
)
register(
    "people.deputy_of_power",
    _("A deputy was named for a powerful post"),
    _(
        "%(deputy)s stands in as %(role)s from %(since)s to %(until)s, named by one person alone. The next review of access shows it; you can end it before."
    ),
)
register(
    "people.review_due",
    _("Look through who may do what"),
    _("The review of access of %(quarter)s waits for you until %(due)s. %(lines)s posts are open."),
)
