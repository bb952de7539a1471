from __future__ import annotations

from django.utils.translation import gettext as _

from tongban.kit.act import Actor, act, in_turn
from tongban.kit.errors import AlreadyDone, BadInput, NotAllowed
from tongban.kit.subjects import Subject
from tongban.people.api import User
from tongban.ratings import announcements
from tongban.ratings.models import Invitation
from tongban.ratings.options import options as known_options

WORDS_LIMIT = 1000


def invite(
    *,
    origin: Subject,
    user: User,
    occasion: str,
    title: str,
    title_en: str = "",
    org_code: str,
    region_code: str,
    by: Actor,
) -> Invitation:
    """Invites the person served to rate this occurrence; a second call for the same occasion changes nothing."""
    known = {"origin_type": origin.subject_type, "origin_key": origin.subject_key, "occasion": occasion}
    with in_turn(origin):
        if found := Invitation.objects.filter(**known).first():
            return found
        names = {"title": title[:200], "title_en": title_en}
        invitation = Invitation(**known, **names, user=user, org_code=org_code, region_code=region_code)
        with act(invitation, "ratings.invite", by=by) as this:
            this.note(occasion=occasion)
        return invitation


def rate(*, invitation: Invitation, grade: int, options: list[str], words: str, channel: str, by: User) -> Invitation:
    """Options *or* words, neither is forced; a rating stands once given."""
    if grade not in known_options():
        raise BadInput(_("Choose one of the five grades."), errors={"grade": [_("Choose one of the five grades.")]})
    offered = {row["code"] for row in known_options()[grade]}
    foreign = sorted(set(options) - offered)
    if foreign:
        raise BadInput(
            _("Some reasons belong to another grade."), found=", ".join(foreign), wanted=", ".join(sorted(offered))
        )
    with act(invitation, "ratings.rate", by=by, rule=check_can_rate) as this:
        row = this.subject
        row.grade, row.options, row.words = grade, sorted(options), words.strip()[:WORDS_LIMIT]
        row.channel, row.rated_at = channel, this.at
        this.note(grade=grade, options=row.options, worded=bool(row.words))
        this.announce(announcements.rated, invitation=row)
    return this.subject


def check_can_rate(invitation: Invitation, user: User) -> None:
    if invitation.user_id != user.pk:
        raise NotAllowed(_("Only the person who was served can rate the service."))
    if invitation.grade is not None:
        raise AlreadyDone(
            _("You have rated this already."),
            found=_("grade %d") % invitation.grade,
            cure=_("A rating stands once given."),
        )
