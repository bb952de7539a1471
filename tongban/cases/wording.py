"""What an applicant is told, in the app and by letter; each opens with one sentence that can be spoken."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tongban.messages.api import register

register(
    "cases.opened",
    _("We have received your application %(number)s"),
    _(
        "We have received your application for “%(item)s”. Your number is %(number)s, your query code %(code)s. We answer by %(due)s."
    ),
)
register(
    "cases.accepted",
    _("Your application %(number)s is accepted"),
    _("Your application for “%(item)s” is accepted. You will have the decision by %(due)s."),
)
register(
    "cases.deemed",
    _("Your application %(number)s counts as accepted by law"),
    _(
        "We did not answer within five working days, so the law counts your application for “%(item)s” as accepted. You will have the decision by %(due)s."
    ),
)
register(
    "cases.correction",
    _("Please correct your application %(number)s by %(due)s"),
    _(
        "Your application for “%(item)s” needs corrections by %(due)s. The notice lists all of them (%(count)s); once you have supplied them, we accept at once."
    ),
)
register(
    "cases.not_accepted",
    _("Your application %(number)s is not accepted"),
    _(
        "Your application for “%(item)s” is not accepted: it belongs to %(competent)s. The decision says why and how you can object."
    ),
)
register(
    "cases.not_required",
    _("You need not have applied: your application %(number)s"),
    _("You need not apply for “%(item)s”. The notice says why."),
)
register(
    "cases.suspended",
    _("A special procedure begins in case %(number)s"),
    _(
        "A special procedure (%(kind)s) begins for “%(item)s”. It takes about %(days)s working days, which do not count towards the limit (Administrative Licensing Law, Article 45)."
    ),
)
register(
    "cases.resumed",
    _("The special procedure in case %(number)s is over"),
    _("The special procedure for “%(item)s” is over. You will have the decision by %(due)s."),
)
register(
    "cases.extended",
    _("The limit of case %(number)s is extended to %(due)s"),
    _(
        "The limit for “%(item)s” is extended by %(days)s working days to %(due)s, with the approval of the head of the organ. Reason: %(reason)s"
    ),
)
register(
    "cases.granted",
    _("Your application %(number)s is granted"),
    _("Your application for “%(item)s” is granted. The decision is ready for you."),
)
register(
    "cases.renewed",
    _("Your licence counts as renewed: case %(number)s"),
    _(
        "The organ did not decide before your licence expired, so the law counts “%(item)s” as granted "
        "(Administrative Licensing Law, Article 50)."
    ),
)
register(
    "cases.refused",
    _("Your application %(number)s is refused"),
    _("Your application for “%(item)s” is refused. The decision gives the reasons and says how you can object."),
)
register(
    "cases.withdrawn",
    _("Case %(number)s is withdrawn"),
    _("As you asked, your application for “%(item)s” is withdrawn. You can apply again at any time."),
)
register(
    "cases.lapsed",
    _("Case %(number)s has ended without the corrections"),
    _(
        "The corrections for “%(item)s” did not reach us in time, so the case has ended. You can apply again at any time."
    ),
)
register(
    "cases.inspection",
    _("Two inspectors come for case %(number)s"),
    _("Two inspectors come on %(at)s for “%(item)s”. The notice names them; their visit does not stop the limit."),
)
register(
    "cases.licence",
    _("Your licence for case %(number)s is ready"),
    _("Your e-licence for “%(item)s” is ready in “My licences”."),
)
register(
    "cases.delivered",
    _("The result of case %(number)s has been handed over"),
    _(
        "The result for “%(item)s” has been handed over. We would like to know how it was: your rating is welcome, never required."
    ),
)
