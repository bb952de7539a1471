from __future__ import annotations

from functools import lru_cache

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongban.kit.errors import Refused
from tongban.regions.models import Division, Organisation

NAMED = "named by an imported list"  # `Division.source` of what `adopting` took over


def division(code: str) -> Division:
    found = Division.objects.select_related("parent__parent__parent__parent").filter(pk=code).first()
    if found is None:
        raise Refused(_("There is no such division."), found=code, cure=_("Load it with `tongban load-regions CODE`."))
    return found


@lru_cache(maxsize=512)
def names_of_division(code: str) -> tuple[str, str]:
    """(Chinese, English) for the header of every page: asked once per process. Raises Refused for an unknown one."""
    found = division(code)
    return found.name, found.name_en


def path_of(place: Division) -> list[Division]:
    """From the province down to the place itself."""
    path = [place]
    while path[0].parent_id:
        parent = path[0].parent
        assert parent is not None
        path.insert(0, parent)
    return path


def children_of(code: str) -> QuerySet[Division]:
    return Division.objects.filter(parent_id=code)


def county_of(place: Division) -> Division:
    """The county of a township or village; the place itself above that."""
    for step in path_of(place):
        if step.level == 3:
            return step
    return place


@lru_cache(maxsize=2048)
def organisation(code: str) -> Organisation:
    """Organs change rarely and every paper names one; `forget_organisations` after a change."""
    found = Organisation.objects.filter(pk=code).first()
    if found is None:
        raise Refused(
            _("There is no such organisation."), found=code, wanted=_("a unified social credit code on our list")
        )
    return found


def forget_organisations() -> None:
    organisation.cache_clear()


def division_choices(parent: str) -> list[tuple[str, str]]:
    """(code, name) of the divisions inside `parent` ("" for the provinces), for choosers and for showing names."""
    return [(code, name) for code, name, _english in _inside(parent)]


def division_choices_as_read(parent: str) -> list[tuple[str, str]]:
    """The same, with names in the language of the page."""
    english = (get_language() or "").startswith("en")
    return [(code, in_english if english and in_english else name) for code, name, in_english in _inside(parent)]


def divisions_offered(parent: str) -> list[tuple[str, str]]:
    """As read, and to be chosen from: a place that only a list from elsewhere named is none that anybody lives in,
    as long as places beside it are loaded.
    """
    offered = [code for code, source in _sources(parent) if source != NAMED]
    return [one for one in division_choices_as_read(parent) if not offered or one[0] in offered]


@lru_cache(maxsize=4096)
def _sources(parent: str) -> list[tuple[str, str]]:
    rows = Division.objects.filter(parent_id=parent or None, valid_to=None)
    return list(rows.values_list("code", "source"))


@lru_cache(maxsize=4096)
def _inside(parent: str) -> list[tuple[str, str, str]]:
    rows = Division.objects.filter(parent_id=parent or None, valid_to=None).order_by("code")
    return list(rows.values_list("code", "name", "name_en"))


def forget_divisions() -> None:
    _inside.cache_clear()
    _sources.cache_clear()
