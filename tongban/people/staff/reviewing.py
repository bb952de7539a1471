"""The quarterly review of access (A5): who holds what in an organ, and whether it goes on. Its head answers each line."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError
from django.db.models import Q
from django.utils.translation import gettext as _

from tongban.kit import clock
from tongban.kit.act import SYSTEM, Actor, act
from tongban.kit.errors import AlreadyDone, NotAllowed
from tongban.messages.api import tell
from tongban.people.models import Post, User
from tongban.people.queries import staff_of
from tongban.people.rules import check_may, may
from tongban.people.staff.actions import end_post
from tongban.people.staff.models import AccessReview, ReviewLine
from tongban.people.staff.rules import GIVES
from tongban.regions.api import Organisation

QUARTER = dt.timedelta(days=92)
DAYS = 30  # from the first day of a quarter
REMINDED_EVERY = dt.timedelta(days=7)
REMINDED_BEFORE = dt.timedelta(days=10)
ANSWERS = "people.review_access"


def quarter_of(day: dt.date) -> tuple[str, dt.date]:
    """Its name, and its first day."""
    first = dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return f"{day.year}Q{(day.month - 1) // 3 + 1}", first


def open_reviews() -> int:
    """One for each organ in which somebody has a post; those that are there stay. Returns how many were opened."""
    quarter, first = quarter_of(clock.today())
    known = set(AccessReview.objects.filter(quarter=quarter).values_list("org_code", flat=True))
    organs: dict[str, list[Post]] = {}
    living = Q(ended_at=None) | Q(for_post__isnull=False, ended_at__gte=clock.now() - 2 * QUARTER)
    for post in Post.objects.filter(living).select_related("for_post").order_by("org_code", "role", "id"):
        if post.org_code not in known and (post.is_current or _was_a_deputy(post, first)):
            organs.setdefault(post.org_code, []).append(post)
    due = max(first + dt.timedelta(days=DAYS), clock.today() + dt.timedelta(days=REMINDED_BEFORE.days))
    return sum(open_review(org_code=org, quarter=quarter, due_on=due, posts=posts) for org, posts in organs.items())


def _was_a_deputy(post: Post, first: dt.date) -> bool:
    """In a powerful post, since the last review: one person alone named them, and the days may be over already."""
    _name, last = quarter_of(first - dt.timedelta(days=1))
    until = min(post.until or dt.date.max, post.ended_at.date() if post.ended_at else dt.date.max)
    return post.for_post_id is not None and post.described.is_powerful and until >= last and post.since <= clock.today()


def open_review(*, org_code: str, quarter: str, due_on: dt.date, posts: list[Post], by: Actor = SYSTEM) -> bool:
    """False when another process was first."""
    organ = Organisation.objects.filter(code=org_code).only("region_id").first()
    region = organ.region_id if organ else posts[0].region_code
    row = AccessReview(org_code=org_code, region_code=region, quarter=quarter, due_on=due_on, open_lines=len(posts))
    try:
        with act(row, "people.open_review", by=by) as this:
            this.note(org_code=org_code, quarter=quarter, lines=len(posts))
            this.write()
            ReviewLine.objects.bulk_create([ReviewLine(review=row, post=post, used_on=post.used_on) for post in posts])
    except IntegrityError:
        return False
    return True


def check_can_answer(row: AccessReview, user: Any) -> None:
    """The head of the organ; for the head's own line, and where there is no head, the security administrator."""
    if may(user, GIVES, org_code=row.org_code, region_code=row.region_code):
        return
    check_may(user, ANSWERS, org_code=row.org_code, region_code=row.region_code)


def answer_line(*, line: ReviewLine, goes_on: bool, reason: str = "", by: User) -> ReviewLine:
    """The post goes on, or ends now."""
    with act(line.review, "people.answer_line", by=by, rule=check_can_answer) as this:
        row = ReviewLine.objects.select_related("post__user").get(pk=line.pk)
        if row.answer:
            raise AlreadyDone(_("This line was answered already."), found=row.get_answer_display())
        if row.post.user_id == by.pk:
            raise NotAllowed(
                _("Nobody confirms their own post."), cure=_("The security administrator answers this line.")
            )
        row.answer = ReviewLine.Answer.KEPT if goes_on else ReviewLine.Answer.ENDED
        row.by, row.at = by, this.at
        row.save(update_fields=["answer", "by", "at"])
        if not goes_on and not row.post.is_over:
            end_post(post=row.post, reason=reason, by=by)
        this.subject.open_lines -= 1
        this.note(post=str(row.post_id), answer=row.answer)
    return row


def remind() -> int:
    """The heads of organs whose review is due soon or late."""
    soon = clock.today() + REMINDED_BEFORE
    rows = AccessReview.objects.filter(open_lines__gt=0, due_on__lte=soon)
    return sum(remind_of_review(review=row) for row in rows if _is_time(row))


def _is_time(review: AccessReview) -> bool:
    return not review.reminded_at or review.reminded_at + REMINDED_EVERY <= clock.now()


def remind_of_review(*, review: AccessReview) -> bool:
    """False when another process was first."""
    with act(review, "people.remind_of_review", by=SYSTEM) as this:
        if not _is_time(this.subject):
            this.nothing_happened()
            return False
        heads = list(staff_of(review.org_code, ANSWERS))
        this.subject.reminded_at = this.at
        this.note(heads=len(heads))
        for head in heads:
            tell(
                this, to=head, template="people.review_due", url=f"/desk/access-reviews/{review.pk}/",
                quarter=review.quarter, due=review.due_on.isoformat(), lines=this.subject.open_lines,
            )  # fmt: skip
    return True
