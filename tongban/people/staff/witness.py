"""By which post somebody acts: said in the entry where it is a deputy's, and remembered for the review of access."""

from __future__ import annotations

from typing import Any

from tongban.kit import clock
from tongban.kit.act import This
from tongban.people.models import Post


def witness(this: This[Any]) -> None:
    post = getattr(this.by, "used_post", None)
    if not isinstance(post, Post):
        return
    if post.stands_for is not None:
        this.note(as_deputy_of=post.stands_for.actor_key)
    if post.used_on != clock.today():
        Post.objects.filter(pk=post.pk).update(used_on=clock.today())
        post.used_on = clock.today()
