"""The security administrator's pages: who works here, which posts they have, what is given and taken."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.kit.errors import BadInput, NotAllowed, Refused
from tongban.kit.paging import page
from tongban.people.access import AuthenticatedRequest, official
from tongban.people.factors.fresh import strongly
from tongban.people.models import Post, User
from tongban.people.roles import ROLES
from tongban.people.staff import actions, queries, rules
from tongban.people.staff.forms import Ending, GivePost, Leaving, TakeOn
from tongban.people.staff.models import Appointment, Reason
from tongban.people.staff.words import duties
from tongban.regions.api import Organisation

SIZE = 30
BOTH = ["GET", "HEAD", "POST"]


def organ_names(codes: Any) -> dict[str, str]:
    return {row.code: row.shown_name for row in Organisation.objects.filter(code__in=set(codes))}


@official("people.staff")
@require_safe
def staff(request: AuthenticatedRequest) -> HttpResponse:
    organ, words = request.GET.get("organ", "")[:18], request.GET.get("q", "").strip()[:60]
    rows = queries.staff(request.user, org_code=organ, words=words)
    found = page(rows.filter(login__isnull=False), ["login"], request.GET.get("page", ""), SIZE)
    shown: list[tuple[User, list[Post]]] = [(row, row.shown_posts) for row in found.rows]  # type: ignore[attr-defined]
    names = organ_names(post.org_code for _row, posts in shown for post in posts)
    context = {
        "rows": [(row, _by_role(posts, names)) for row, posts in shown],
        "organs": queries.organs(request.user, "people.staff")[:300],
        "organ": organ,
        "words": words,
        "waiting": queries.waiting(request.user).count(),
        "next_url": f"?organ={organ}&q={words}&page={found.next}" if found.next else "",
        "previous_url": f"?organ={organ}&q={words}&page={found.previous}" if found.previous else "",
    }
    return render(request, "people/staff/list.html", context)


def _by_role(posts: list[Post], names: dict[str, str]) -> list[tuple[Any, list[tuple[Post, str]]]]:
    """Each role once, with the organs in which it is held."""
    found: dict[str, list[tuple[Post, str]]] = {}
    for post in posts:
        found.setdefault(post.role, []).append((post, names.get(post.org_code, post.org_code)))
    return [(ROLES[role].name, held) for role, held in found.items()]


@official("people.staff")
@require_http_methods(BOTH)
@strongly
def take_on(request: AuthenticatedRequest) -> HttpResponse:
    form = TakeOn(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.take_on(**form.cleaned_data, by=request.user)
        except BadInput as error:
            form.take(error)
        else:
            messages.success(request, _("The account is there, still without a post. Give one now."))
            return redirect("desk_staff:person", person.pk)
    return _asked(request, form, _("Take somebody on"), _("Open the account"))


def _asked(request: AuthenticatedRequest, form: Any, title: str, button: str, **more: Any) -> HttpResponse:
    context = {"form": form, "title": title, "button": button, "back": "/desk/staff/", **more}
    return render(request, "people/staff/form.html", context, status=422 if form.errors else 200)


def found_person(key: UUID, user: User) -> User:
    """Raises Http404 for somebody out of reach, who is as if not there."""
    person: User | None = User.objects.filter(pk=key).first()
    if person is None or not queries.may_manage(person, user):
        raise Http404
    return person


@official("people.staff")
@require_safe
def person(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    found = found_person(key, request.user)
    posts = list(
        Post.objects.filter(queries.in_reach(request.user), user=found)
        .select_related("for_post__user")
        .order_by("-since", "-id")[:100]
    )
    appointments = list(found.appointments.select_related("proposed_by", "decided_by").order_by("-id")[:50])
    names = organ_names([*(row.org_code for row in posts), *(row.org_code for row in appointments)])
    context = {
        "person": found,
        "is_oneself": found.pk == request.user.pk,
        "posts": [
            (post, names.get(post.org_code, post.org_code), duties(post.role)) for post in posts if not post.is_over
        ],
        "over": [(post, names.get(post.org_code, post.org_code)) for post in posts if post.is_over],
        "appointments": [
            (row, names.get(row.org_code, row.org_code), _why_not(row, request.user)) for row in appointments
        ],
        "reasons": Reason.objects.filter(user=found).select_related("by", "post").order_by("-at")[:50],
    }
    return render(request, "people/staff/person.html", context)


def _why_not(row: Appointment, user: User) -> str | None:
    """None: nothing to decide. "": this person may. Else why not."""
    if row.state != Appointment.State.PROPOSED:
        return None
    try:
        rules.check_can_decide(row, user)
    except Refused as refusal:
        return str(refusal)
    return ""


@official("people.staff")
@require_http_methods(BOTH)
@strongly
def give(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """A post, or another one instead of one that the person has (`?instead=`)."""
    who = found_person(key, request.user)
    rules.check_not_oneself(who, request.user)
    instead = _instead(request, who)
    known = {"role": instead.role, "organ": instead.org_code, "region": instead.region_code} if instead else {}
    form = GivePost(request.POST or None, by=request.user, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.appoint(user=who, instead_of=instead, by=request.user, **form.wish())
        except BadInput as error:
            form.take(error)
        except NotAllowed:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            given = row.state == Appointment.State.GIVEN
            said = (
                _("The post is given.")
                if given
                else _("Proposed. It is given when a second security administrator approves.")
            )
            messages.success(request, said)
            return redirect("desk_staff:person", who.pk)
    described = [(role.name, role.does, duties(code), role.is_powerful) for code, role in ROLES.items()]
    title = _("Change a post of %(name)s") if instead else _("Give %(name)s a post")
    more = {"back": f"/desk/staff/{who.pk}/", "described": described}
    return _asked(request, form, title % {"name": who.name}, _("Give the post"), **more)


def _instead(request: AuthenticatedRequest, who: User) -> Post | None:
    typed = request.GET.get("instead", "")
    if not typed:
        return None
    try:
        post = Post.objects.filter(pk=UUID(typed), user=who, ended_at=None, for_post=None).first()
    except ValueError:
        raise Http404 from None
    if post is None:
        raise Http404
    rules.check_can_end(post, request.user)
    return post


@official("people.staff")
@require_http_methods(BOTH)
@strongly
def end(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    post = Post.objects.select_related("user", "for_post").filter(pk=key).first()
    if post is None:
        raise Http404
    rules.check_takes(request.user, post)
    rules.check_can_end(post, request.user)
    form = Ending(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.end_post(post=post, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("The post has ended. What was claimed by it stands with the office again."))
        return redirect("desk_staff:person", post.user_id)
    title = _("End the post %(role)s of %(name)s") % {"role": post.described.name, "name": post.user.name}
    return _asked(request, form, title, _("End it now"), back=f"/desk/staff/{post.user_id}/", danger=True)


@official("people.staff")
@require_http_methods(BOTH)
@strongly
def leave(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    who = found_person(key, request.user)
    rules.check_not_oneself(who, request.user)
    form = Leaving(request.POST or None, person=who)
    if request.method == "POST" and form.is_valid():
        actions.let_go(user=who, by=request.user, **form.cleaned_data)
        messages.success(request, _("Done. The person is signed out everywhere and has no post."))
        return redirect("desk_staff:staff")
    title = _("%(name)s leaves the service") % {"name": who.name}
    return _asked(request, form, title, _("End all posts and sign out now"), back=f"/desk/staff/{who.pk}/", danger=True)


@official("people.staff")
@require_http_methods(BOTH)
@strongly
def back(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    who = found_person(key, request.user)
    rules.check_not_oneself(who, request.user)
    form = Ending(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.take_back(user=who, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(
            request, _("The account is open again, without a post. A code sent to the phone sets a new password.")
        )
        return redirect("desk_staff:person", who.pk)
    title = _("%(name)s comes back") % {"name": who.name}
    return _asked(request, form, title, _("Open the account again"), back=f"/desk/staff/{who.pk}/")


@official("people.staff")
@require_safe
def proposals(request: AuthenticatedRequest) -> HttpResponse:
    found = page(queries.waiting(request.user), ["-id"], request.GET.get("page", ""), SIZE)
    names = organ_names(row.org_code for row in found.rows)
    context = {
        "rows": [(row, names.get(row.org_code, row.org_code), _why_not(row, request.user)) for row in found.rows],
        "next_url": f"?page={found.next}" if found.next else "",
        "previous_url": f"?page={found.previous}" if found.previous else "",
    }
    return render(request, "people/staff/proposals.html", context)


@official("people.staff")
@require_POST
@strongly
def decide(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    row = Appointment.objects.select_related("user", "instead_of").filter(pk=key).first()
    if row is None:
        raise Http404
    rules.check_can_appoint(row, request.user)
    answer = request.POST.get("answer")
    if answer not in ("approve", "decline"):
        raise BadInput(_("Choose whether you approve it or not."), errors={})
    approve = answer == "approve"
    actions.decide_appointment(appointment=row, approve=approve, by=request.user)
    messages.success(request, _("The post is given.") if approve else _("The proposal is declined."))
    return redirect("desk_staff:person", row.user_id)
