from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet

from tongban.people.api import User, reach
from tongban.workflow import library
from tongban.workflow.models import Process, ProcessVersion, Run
from tongban.workflow.rules import DRAW, PUBLISH


def processes_of(user: User) -> QuerySet[Process]:
    """Those of the organs for which the person draws or publishes."""
    return Process.objects.filter(reach(user, DRAW) | reach(user, PUBLISH)).select_related("drawn_by")


def versions_of(code: str) -> QuerySet[ProcessVersion]:
    """The newest first, without the drawings."""
    rows = ProcessVersion.objects.filter(code=code).select_related("drawn_by", "published_by")
    return rows.defer("xml").order_by("-number")


def shipped() -> list[ProcessVersion]:
    """The library: the newest version of each."""
    rows = ProcessVersion.objects.filter(code__in=library.codes()).defer("xml").order_by("code", "number")
    return list({row.code: row for row in rows}.values())


def running(code: str) -> dict[str, int]:
    """How many follow each version now, by its digest."""
    rows = Run.objects.filter(process__code=code, finished=False).order_by()
    return dict(rows.values_list("process_id").annotate(n=Count("pk")))


def usable_codes(org_code: str = "") -> dict[str, str]:
    """Code → name of what a guide may name: the library, and what was published of the organ's own (of every organ where
    none is given)."""
    own = Process.objects.filter(number__gt=0, **({"org_code": org_code} if org_code else {}))
    return {row.code: row.name for row in shipped()} | dict(own.values_list("code", "name"))


def acts_by_code() -> dict[str, list[str]]:
    """Code of each process → the acts of the version that new cases follow."""
    rows: Any = ProcessVersion.objects.order_by("code", "number").values_list("code", "acts")
    return dict(rows)
