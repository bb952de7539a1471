from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from tongban.catalogue.asking.models import OtherWord
from tongban.catalogue.indexing import PUBLIC, the_index
from tongban.people.api import posts_with
from tongban.regions.api import Division, Organisation, ancestors_of, level_of, subtree_range


@dataclass(frozen=True)
class Scope:
    """From where on a word leads, and who keeps it."""

    region_code: str
    org_code: str
    name: str

    @property
    def value(self) -> str:
        return f"{self.region_code}-{self.org_code}"


def place_of(user: Any) -> str:
    """The highest place of somebody's posts in the catalogue."""
    places = [post.region_code for post in _posts(user)]
    return min(places, key=lambda code: (level_of(code), code)) if places else str(settings.HOME_REGION)


def _posts(user: Any) -> list[Any]:
    return [*posts_with(user, "catalogue.publish"), *posts_with(user, "catalogue.edit")]


def scopes(user: Any) -> list[Scope]:
    """What somebody may write words for: the places they publish for, the organs they edit for."""
    places = {post.region_code for post in posts_with(user, "catalogue.publish")}
    organs = {(post.region_code, post.org_code) for post in posts_with(user, "catalogue.edit")}
    divisions = {one.pk: one.shown_name for one in Division.objects.filter(pk__in=places)}
    named = Organisation.objects.filter(code__in=[code for _region, code in organs])
    names = {one.code: one.shown_name for one in named}
    found = [Scope(place, "", divisions.get(place, place)) for place in sorted(places)]
    return [*found, *(Scope(region, code, names.get(code, code)) for region, code in sorted(organs))]


def entries(user: Any) -> QuerySet[OtherWord]:
    """The words in force where somebody works, their own and those of the places above; newest first."""
    place = place_of(user)
    low, high = subtree_range(place)
    here = Q(region_code__gte=low, region_code__lt=high) | Q(region_code__in=ancestors_of(place))
    rows = OtherWord.objects.filter(here, withdrawn_at__isnull=True).exclude(leads=[])
    return rows.select_related("made_by").order_by("-made_at", "pk")


def nearest(word: str, place: str, n: int) -> list[str]:
    """Names of published services that resemble the word."""
    hits = the_index().search(word, n, region=place, audience=PUBLIC, others=False)
    return [hit.name for hit in hits]
