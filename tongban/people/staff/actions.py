"""Posts given and taken, deputies, leavers: each with a reason, in the record, and told to the person."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from tongban.kit.act import This, act
from tongban.kit.errors import AlreadyDone, BadInput, Refused
from tongban.kit.telephones import mobile
from tongban.kit.typed import are_digits
from tongban.messages.api import tell
from tongban.people import announcements
from tongban.people.assurance.levels import Level
from tongban.people.factors.duties import let_in, stands_alone
from tongban.people.models import Kind, Post, User
from tongban.people.queries import staff_in, staff_of
from tongban.people.roles import ROLES
from tongban.people.rules import check_may
from tongban.people.staff import rules
from tongban.people.staff.models import Appointment, Reason

DESK = "/desk/my-posts/"
LONGEST_REASON = 500


def take_on(*, login: str, name: str, phone: str, by: User) -> User:
    """A new official without a post yet, and without a password: a code sent to the phone sets the first one."""
    check_may(by, rules.GIVES)
    phone = mobile(phone)
    if not (len(phone) == 11 and phone.startswith("1") and are_digits(phone)):
        raise BadInput(
            _("This account can't be made."),
            errors={
                "phone": [_("A mobile number has 11 digits and begins with 1; you typed %d characters.") % len(phone)]
            },
        )
    user = User(kind=Kind.OFFICIAL, login=login.strip(), name=name.strip(), phone=phone, assurance=Level.FACE)
    user.password = make_password(None)
    try:
        with act(user, "people.take_on", by=by) as this:
            this.write()
    except IntegrityError as error:
        taken = User.objects.filter(login=login.strip()).exists()
        field, said = (
            ("login", _("This login is taken. Choose another."))
            if taken
            else ("phone", _("There is an account with this number already."))
        )
        raise BadInput(_("This account can't be made."), errors={field: [said]}) from error
    return user


def appoint(
    *, user: User, role: str, org_code: str, region_code: str, since: dt.date, until: dt.date | None = None, reason: str,
    instead_of: Post | None = None, by: User,
) -> Appointment:  # fmt: skip
    """Gives the post, or proposes it where the role is powerful. `instead_of`: the post that ends when this one is given."""
    _needs(reason)
    rules.check_period(since, until)
    check_may(by, rules.GIVES)
    row = Appointment(
        user=user, role=role, org_code=org_code, region_code=region_code, since=since, until=until,
        reason=reason.strip()[:LONGEST_REASON], instead_of=instead_of, proposed_by=by,
    )  # fmt: skip
    with act(row, "people.appoint", by=by, rule=rules.check_can_appoint) as this:
        this.note(role=role, org_code=org_code, region_code=region_code, account=str(user.pk), since=str(since))
        if not ROLES[role].is_powerful:
            this.write()
            _give(row, by)
            row.state, row.decided_by, row.decided_at = Appointment.State.GIVEN, by, this.at
        else:
            if instead_of is None:
                rules.check_one_side(user, role, since, until)
                rules.check_watches_no_own_work(user, role, org_code, region_code, since, until)
    return row


def decide_appointment(*, appointment: Appointment, approve: bool, by: User) -> Appointment:
    """The second person."""
    with act(appointment, "people.decide_appointment", by=by, rule=rules.check_can_decide) as this:
        row = this.subject
        this.note(approved=approve, role=row.role, org_code=row.org_code)
        if approve:
            _give(row, by)
        row.state = Appointment.State.GIVEN if approve else Appointment.State.DECLINED
        row.decided_by, row.decided_at = by, this.at
    return this.subject


def _give(row: Appointment, by: User) -> Post:
    """Under the lock of the account, so that two posts given at once are seen by each other."""
    with act(row.user, "people.give_post", by=by) as this:
        _check_works_here(this.subject)
        _check_stands_alone(this.subject, row.role)
        if row.instead_of is not None:
            _end([row.instead_of], this)
        rules.check_one_side(this.subject, row.role, row.since, row.until)
        rules.check_watches_no_own_work(this.subject, row.role, row.org_code, row.region_code, row.since, row.until)
        rules.check_not_held(this.subject, row)
        post = Post.objects.create(
            user=this.subject, role=row.role, org_code=row.org_code, region_code=row.region_code, since=row.since,
            until=row.until,
        )  # fmt: skip
        this.note(role=row.role, org_code=row.org_code, region_code=row.region_code, post=str(post.pk))
        tell(
            this,
            to=this.subject,
            template="people.post_given",
            url=DESK,
            role=_named(this, row.role),
            since=row.since.isoformat(),
        )
    return post


def _check_stands_alone(user: User, role: str) -> None:
    """Who was let in by one administrator sets a password of their own, with a code to their telephone, before a powerful
    post is given to them: nobody alone opens an account and has two others give it power."""
    if not ROLES[role].is_powerful or stands_alone(user):
        return
    if let_in(user) is not None:
        raise Refused(
            _("This person still signs in with the password that an administrator set."),
            wanted=_("a password of their own, and a second step"),
            cure=_("Have them sign in and set one; then approve the post."),
        )
    raise Refused(
        _("An administrator knew the password from which this person set their own."),
        found=_("no telephone showed that it was the person"),
        wanted=_("a password that nobody else began"),
        cure=_("Ask the keeper of the machine: together with a second person they run “tongban let-in %(login)s”.")
        % {"login": user.login},
    )


def end_post(*, post: Post, reason: str, by: User) -> Post:
    """From this moment on: the next page the person opens knows of it. What they had claimed goes back to the office."""
    _needs(reason)
    with act(post.user, "people.end_post", by=by) as this:
        row = Post.objects.select_related("for_post", "user").get(pk=post.pk)
        rules.check_can_end(row, by)
        _end([row], this)
        this.note(post=str(row.pk), role=row.role, org_code=row.org_code, reason=_kept(this, reason, by, row))
        if row.for_post is None:
            tell(this, to=this.subject, template="people.post_ended", url=DESK, role=_named(this, row.role))
        this.announce(announcements.post_ended, post=row)
    return row


def _end(posts: list[Post], this: This[Any]) -> None:
    """With the deputies of each."""
    keys = [post.pk for post in posts]
    living = Post.objects.filter(Q(pk__in=keys) | Q(for_post__in=keys), ended_at=None)
    living.update(ended_at=this.at)


def _kept(this: This[Any], reason: str, by: User, post: Post | None = None) -> str:
    """A reason may name a person, and the record names none: it holds the key of what was said."""
    row = Reason.objects.create(
        user=this.subject, post=post, act=this.name, reason=reason.strip()[:LONGEST_REASON], by=by, at=this.at
    )
    return str(row.pk)


def _named(this: This[User], role: str) -> str:
    """In the language of whoever is told."""
    with translation.override(this.subject.language):
        return str(ROLES[role].name)


def let_go(*, user: User, reason: str, colleague: User | None = None, by: User) -> User:
    """Whoever leaves is out at once: no post, no session, no password, in one transaction. What they had at hand goes back
    to the office, their drafts to the colleague."""
    _needs(reason)
    posts = list(Post.objects.filter(user=user, ended_at=None).select_related("for_post"))
    with act(user, "people.let_go", by=by) as this:
        check_may(by, rules.GIVES)
        rules.check_not_oneself(user, by)
        for post in posts:
            if not post.is_over:
                rules.check_takes(by, post)
        if not this.subject.is_active:
            raise AlreadyDone(_("This person left already."), cure=_("Load the page again."))
        _end(posts, this)
        # Sessions are signed with the password, and belong to active accounts: none is left, and none comes back.
        this.subject.is_active, this.subject.password = False, make_password(None)
        this.note(posts=len(posts), colleague=str(colleague.pk) if colleague else "", reason=_kept(this, reason, by))
        this.announce(announcements.left, user=this.subject, colleague=colleague)
    return this.subject


def take_back(*, user: User, reason: str, by: User) -> User:
    """Somebody comes back: the account opens without a post, and a code sent to the phone sets a new password."""
    _needs(reason)
    with act(user, "people.take_back", by=by) as this:
        check_may(by, rules.GIVES)
        rules.check_not_oneself(user, by)
        if this.subject.is_active:
            raise AlreadyDone(_("This person works here."), cure=_("Load the page again."))
        this.subject.is_active = True
        this.note(reason=_kept(this, reason, by))
    return this.subject


def name_deputy(*, post: Post, deputy: User, since: dt.date, until: dt.date, reason: str, by: User) -> Post:
    """For a leave: the deputy has this post, no more, from the first to the last day."""
    _needs(reason)
    rules.check_period(since, until)
    with act(deputy, "people.name_deputy", by=by) as this:
        rows = Post.objects.select_for_update(of=("self",), no_key=True).select_related("user", "for_post")
        row = rows.get(pk=post.pk)  # of two who name a deputy for it, the second finds the first's
        rules.check_can_name_deputy(row, by)
        rules.check_days_of_deputy(row, since, until)
        rules.check_fits_as_deputy(row, User.objects.prefetch_related("posts").get(pk=this.subject.pk))
        rules.check_one_side(this.subject, row.role, since, until)
        _check_stands_alone(this.subject, row.role)
        rules.check_watches_no_own_work(this.subject, row.role, row.org_code, row.region_code, since, until)
        if _has_a_deputy(row, since, until):
            raise Refused(
                _("Somebody is the deputy in these days already."), cure=_("End that first, or choose other days.")
            )
        made = Post.objects.create(
            user=this.subject, role=row.role, org_code=row.org_code, region_code=row.region_code, since=since, until=until,
            for_post=row,
        )  # fmt: skip
        this.note(post=str(row.pk), role=row.role, org_code=row.org_code, since=str(since), until=str(until))
        this.note(reason=_kept(this, reason, by, made))
        if row.described.is_powerful:
            _tell_who_watches(this, row, since, until)
        tell(
            this, to=this.subject, template="people.deputy_named", url=DESK, role=_named(this, row.role),
            since=since.isoformat(), until=until.isoformat(),
        )  # fmt: skip
    return made


def _tell_who_watches(this: This[User], post: Post, since: dt.date, until: dt.date) -> None:
    """One person alone named them: the heads of the organ and the security administrators hear of it at once."""
    heads = staff_of(post.org_code, "people.deputise")
    watching = {one.pk: one for one in [*heads, *staff_in(post.region_code, rules.GIVES)]}
    for pk, one in sorted(watching.items()):
        if pk not in (this.subject.pk, getattr(this.by, "pk", None)):
            with translation.override(one.language):
                role = str(post.described.name)
            tell(
                this, to=one, template="people.deputy_of_power", url="/desk/access-reviews/", role=role,
                since=since.isoformat(), until=until.isoformat(), deputy=this.subject.login,
            )  # fmt: skip


def _has_a_deputy(post: Post, since: dt.date, until: dt.date) -> bool:
    return Post.objects.filter(for_post=post, ended_at=None, since__lte=until, until__gte=since).exists()


def _check_works_here(user: User) -> None:
    if not user.is_active or user.kind != Kind.OFFICIAL:
        raise Refused(_("Only somebody who works here can have a post."), cure=_("Take the person on again first."))


def _needs(reason: str) -> None:
    if not reason.strip():
        raise BadInput(_("The reason is missing."), errors={"reason": [_("Say in a few words why.")]})
