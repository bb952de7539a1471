"""Who goes on with what is cancelled. A service merged into one that was split later goes on as the parts."""

from __future__ import annotations

from collections.abc import Iterable

from tongban.catalogue.models import Item
from tongban.catalogue.states import Standing


def going_on(codes: Iterable[str]) -> list[Item]:
    """The services at the ends of all ways from these codes, each once, in the order in which they were named. One that is
    cancelled and followed by none stands for itself: its page says why.
    """
    ends, asked, known = dict[str, Item](), list(dict.fromkeys(codes)), set[str]()
    while asked:
        rows = {row.code: row for row in Item.objects.filter(current__isnull=False, code__in=asked)}
        known.update(asked)
        after = list[str]()
        for row in (rows[code] for code in asked if code in rows):
            if row.standing == Standing.CANCELLED and row.successors:
                after += row.successors
            else:
                ends[row.code] = row
        asked = [code for code in dict.fromkeys(after) if code not in known]
    return list(ends.values())


def leading_to(code: str) -> list[str]:
    """Keys of all cancelled services whose ways end at this one, or pass by it: their pages name who goes on."""
    ended = Item.objects.filter(standing=Standing.CANCELLED).values_list("pk", "code", "successors")
    before = dict[str, list[tuple[str, str]]]()
    for key, former, successors in ended:
        for one in successors:
            before.setdefault(one, []).append((str(key), former))
    keys, asked = dict[str, None](), [code]
    while asked:
        found = [one for one in before.get(asked.pop(), ()) if one[0] not in keys]
        keys |= dict.fromkeys(key for key, _former in found)
        asked += [former for _key, former in found]
    return list(keys)
