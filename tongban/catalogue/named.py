"""Services named by hand, a line each: by code, by code and name, or by a name alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tongban.catalogue.indexing import the_index
from tongban.catalogue.models import Item
from tongban.catalogue.states import Standing

OFFERED = 8  # of one name that fits several


@dataclass
class Named:
    """`lines`: each with the code it means, None where it could mean several services, or none; `open`: those, each with
    what is offered.
    """

    lines: list[tuple[str, str | None]] = field(default_factory=list)
    open: list[tuple[str, list[Item]]] = field(default_factory=list)

    def each(self, meant: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
        """(line, code) in the order of the lines; `meant`: what was picked for the open ones."""
        for line, code in self.lines:
            yield from ((line, one) for one in ([code] if code else meant.get(line, ())))


def read(lines: list[str], *, region: str) -> Named:
    """A line that begins with a code means that one, known or not; a name means the only service in use of that very name
    in this place; anything else is looked up as the search does. `region`: 12 digits.
    """
    found = Named()
    in_use = Item.objects.filter(current__isnull=False, standing=Standing.IN_USE)
    first = {line: line.split()[0] for line in lines}
    known = set(Item.objects.filter(code__in=first.values()).values_list("code", flat=True))
    exact = dict[str, list[Item]]()
    for one in in_use.filter(name__in=lines, region_code=region).order_by("code")[: OFFERED * len(lines)]:
        exact.setdefault(one.name, []).append(one)
    for line in lines:
        if first[line] in known or first[line].isascii():
            found.lines.append((line, first[line]))
        elif len(exact.get(line, ())) == 1:
            found.lines.append((line, exact[line][0].code))
        else:
            keys = [hit.key for hit in the_index().search(line, OFFERED, region=region, distinct=False)]
            near = {str(one.pk): one for one in in_use.filter(pk__in=keys)}
            found.lines.append((line, None))
            found.open.append((line, exact.get(line) or [near[key] for key in keys if key in near]))
    return found
