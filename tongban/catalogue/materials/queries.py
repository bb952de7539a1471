from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from tongban.catalogue.materials.models import MaterialVersion, SharedMaterial
from tongban.catalogue.states import OPEN
from tongban.people.api import may, posts_with
from tongban.regions.api import subtree_range

KEEPING, LEGAL = "catalogue.keep_basic", "catalogue.review_legal"


def materials(user: Any) -> QuerySet[SharedMaterial]:
    """The published ones, and to their keepers and lawyers also what is not published yet."""
    near = Q(current__isnull=False)
    for post in [post for permission in (KEEPING, LEGAL) for post in posts_with(user, permission)]:
        low, high = subtree_range(post.region_code)
        near |= Q(region_code__gte=low, region_code__lt=high)
    return SharedMaterial.objects.filter(near)


def is_kept_by(material: SharedMaterial, user: Any) -> bool:
    """Its keepers and lawyers read its drafts; to everybody else they are not there yet."""
    return any(may(user, permission, region_code=material.region_code) for permission in (KEEPING, LEGAL))


def open_versions(found: list[SharedMaterial], user: Any) -> dict[Any, MaterialVersion]:
    """Of those that this person keeps; one query for all."""
    kept = [material for material in found if is_kept_by(material, user)]
    rows = MaterialVersion.objects.filter(material__in=kept, state__in=OPEN).defer("content")
    return {row.material_id: row for row in rows}


def versions(material: SharedMaterial, *, kept: bool) -> QuerySet[MaterialVersion]:
    """Newest first; without what is not published to whoever does not keep it."""
    rows = material.versions.select_related("made_by", "published_by").defer("content").order_by("-number")
    return rows if kept else rows.exclude(state__in=OPEN)
