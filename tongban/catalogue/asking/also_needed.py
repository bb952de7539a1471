"""People also needed: which services the same applicants ask for one soon after the other. Kept per item."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from tongban.catalogue.asking.models import AlsoNeeded
from tongban.catalogue.models import Item
from tongban.kit.act import Effect
from tongban.kit.writing import writing
from tongban.outbox.api import post

SHOWN = 5

Pairs = dict[tuple[str, str], int]
"""Keys of two items, and how many different applicants needed both; symmetrical pairs stand twice."""

SLICE = 200


def keep(pairs: Pairs) -> list[str]:
    """Replaces what is kept by the strongest pairs of each item; keys of the items whose page says something else now.

    Their pages are printed anew.
    """
    wanted = _strongest(pairs)
    with writing():
        before = _kept()
        changed = sorted(key for key in before.keys() | wanted.keys() if before.get(key) != wanted.get(key))
        AlsoNeeded.objects.filter(item_id__in=changed).delete()
        AlsoNeeded.objects.bulk_create(
            AlsoNeeded(item_id=key, other_id=other, applicants=many)
            for key in changed
            for other, many in wanted.get(key, {}).items()
        )
        told = sorted(key for key in changed if _order(before.get(key, {})) != _order(wanted.get(key, {})))
        slices = [told[at : at + SLICE] for at in range(0, len(told), SLICE)]
        post([Effect("catalogue.print_pages", {"items": some}, "catalogue.also_needed", None) for some in slices])
    return told


def _strongest(pairs: Pairs) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for (one, other), many in pairs.items():
        found[one][other] = many
    return {key: {other: others[other] for other in _order(others)[:SHOWN]} for key, others in found.items()}


def _order(others: dict[str, int]) -> list[str]:
    return sorted(others, key=lambda other: (-others[other], other))


def _kept() -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for item, other, many in AlsoNeeded.objects.values_list("item", "other", "applicants").iterator():
        found[str(item)][str(other)] = many
    return found


def of(item: Any) -> list[Item]:
    """What people who needed the item of this key also needed, the most frequent first; what is still published. One query."""
    rows = AlsoNeeded.objects.filter(item_id=item, other__current__isnull=False).select_related("other")
    return [row.other for row in rows.order_by("-applicants", "other_id")[:SHOWN]]


def naming(item: Any) -> list[str]:
    """Keys of the items whose pages name the item of this key."""
    return [str(key) for key in AlsoNeeded.objects.filter(other_id=item).values_list("item_id", flat=True)]
