"""What every official sees of their own posts; leave, and who stands in."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.kit.errors import BadInput, NotAllowed, Refused
from tongban.people.access import AuthenticatedRequest, official
from tongban.people.factors.fresh import strongly
from tongban.people.models import Post
from tongban.people.staff import actions, queries, rules
from tongban.people.staff.forms import Ending, NameDeputy
from tongban.people.staff.views.posts import BOTH, organ_names
from tongban.people.staff.words import duties


@official()
@require_safe
def my_posts(request: AuthenticatedRequest) -> HttpResponse:
    own = request.user.current_posts
    others = list(queries.posts_to_deputise(request.user)[:200])
    names = organ_names(post.org_code for post in [*own, *others])
    context = {
        "own": [(post, names.get(post.org_code, ""), duties(post.role)) for post in own],
        "others": [(post, names.get(post.org_code, "")) for post in others],
    }
    return render(request, "people/staff/my_posts.html", context)


def _found(key: UUID) -> Post:
    post = Post.objects.select_related("user", "for_post__user").filter(pk=key).first()
    if post is None:
        raise Http404
    return post


@official()
@require_http_methods(BOTH)
@strongly
def deputy(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    post = _found(key)
    rules.check_can_name_deputy(post, request.user)
    form = NameDeputy(request.POST or None, post=post)
    if request.method == "POST" and form.is_valid():
        try:
            actions.name_deputy(post=post, by=request.user, **form.cleaned_data)
        except BadInput as error:
            form.take(error)
        except NotAllowed:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The deputy is named and told."))
            return redirect("desk_staff:my_posts")
    title = _("A deputy for %(name)s as %(role)s") % {"name": post.user.name, "role": post.described.name}
    context = {"form": form, "title": title, "button": _("Name the deputy"), "back": "/desk/my-posts/"}
    if post.described.is_powerful:
        context["said"] = _(
            "This is a powerful post: the head of the organ and the security administrators are told at once, and the "
            "deputy stands in the next review of access."
        )
    return render(request, "people/staff/form.html", context, status=422 if form.errors else 200)


@official()
@require_http_methods(BOTH)
@strongly
def end_deputy(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    post = _found(key)
    if post.for_post is None:
        raise Http404
    rules.check_can_end(post, request.user)
    form = Ending(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.end_post(post=post, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("The deputy's post has ended."))
        return redirect("desk_staff:my_posts")
    title = _("%(name)s is deputy no longer") % {"name": post.user.name}
    context = {"form": form, "title": title, "button": _("End it now"), "back": "/desk/my-posts/", "danger": True}
    return render(request, "people/staff/form.html", context, status=422 if form.errors else 200)
