"""Composing a bundle from what is published now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongban.catalogue.bundles.composing import composed
from tongban.catalogue.bundles.sound import faults
from tongban.catalogue.checks import Finding
from tongban.catalogue.guide import Guide
from tongban.catalogue.models import Item
from tongban.catalogue.partial import is_partial
from tongban.catalogue.states import Standing
from tongban.kit.errors import BadInput


def compose(content: dict[str, Any], before: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """Raises BadInput naming the items that cannot be in a bundle. One query for all of them. `before` as in
    `composed`."""
    codes = [member["code"] for member in content.get("members") or []]
    items = {item.code: item for item in Item.objects.filter(code__in=codes).select_related("current")}
    errors = {
        f"members[{number}].code": [why] for number, code in enumerate(codes) if (why := _unfit(items.get(code), code))
    }
    if errors:
        raise BadInput(_("The bundle cannot be composed."), errors=errors)
    guides = {}
    for code, item in items.items():
        assert item.current is not None
        guides[code] = (item.current.number, item.current.content)
    if errors := faults(content, {code: made for code, (_number, made) in guides.items()}):
        raise BadInput(_("The bundle cannot be composed."), errors=errors)
    return composed(content, guides, before)


def bundles_with(code: str) -> list[Item]:
    """The published bundles that the service belongs to, those that nobody can apply for any more aside."""
    rows = Item.objects.filter(is_bundle=True, current__isnull=False).exclude(standing=Standing.CANCELLED)
    return [
        row
        for row in rows.select_related("current").order_by("code")
        if row.current and any(one["code"] == code for one in row.current.content.get("members") or ())
    ]


def out_of_use(guide: Guide) -> Iterator[Finding]:
    """The services of a bundle that nobody can apply for now; one query, and none for what is no bundle."""
    codes = [member.code for member in guide.members]
    out = (
        {one.code: one for one in Item.objects.filter(code__in=codes).exclude(standing=Standing.IN_USE)}
        if codes
        else {}
    )
    for number, member in enumerate(guide.members):
        if (item := out.get(member.code)) is not None:
            needed = _("Nobody can hand in this bundle now. Take the service out, or wait until it is taken up again.")
            some = _("Whoever needs it cannot hand in the whole. Take it out, or wait until it is taken up again.")
            yield Finding(
                "warning" if member.when else "error",
                f"members[{number}].code",
                f"{item.shown_name} · {item.get_standing_display()}",
                _("services that are in use"),
                some if member.when else needed,
            )


def too_short(guide: Guide) -> Iterator[Finding]:
    """A bundle that promises less than what it needs from everybody: nobody has the whole before its longest service."""
    codes = [member.code for member in guide.members if not member.when]
    promised = guide.promise_days
    if not codes or promised is None:
        return
    rows = Item.objects.filter(code__in=codes, current__isnull=False).select_related("current")
    longest = max((one for one in rows if _days(one) > promised), key=_days, default=None)
    if longest is not None:
        days = ngettext("%(n)d working day", "%(n)d working days", _days(longest)) % {"n": _days(longest)}
        wanted = _("at least the %(days)s of “%(name)s”, which everybody needs")
        yield Finding(
            "warning",
            "promise_days",
            ngettext("%(n)d working day", "%(n)d working days", promised) % {"n": promised},
            wanted % {"days": days, "name": longest.shown_name},
            _("Promise what the longest service takes, or let the service promise less."),
        )


def _days(item: Item) -> int:
    assert item.current is not None
    return int(item.current.content.get("promise_days") or 0)


def composed_anew(content: dict[str, Any]) -> dict[str, Any]:
    """As the services are published now; as it is where one of them cannot be in a bundle any more: its desk page and
    its guide say which, and nobody loses the others by it.
    """
    if not content.get("members"):
        return content
    try:
        return compose(content)
    except BadInput:
        return content


def _unfit(item: Item | None, code: str) -> str:
    if item is None or item.current is None:
        return _("No published item has the code %(code)s.") % {"code": code}
    if item.standing == Standing.CANCELLED:
        return _("“%(name)s” is cancelled.") % {"name": item.name}
    if is_partial(item.current.content) or not item.current.guide.is_ours or not item.current.guide.form:
        return _("“%(name)s” is not applied for here.") % {"name": item.name}
    if item.current.content.get("members"):
        return _("“%(name)s” is a bundle itself.") % {"name": item.name}
    return ""
