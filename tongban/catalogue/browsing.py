"""Lists of published services for a place: by theme, department, audience; and what a search found, as cards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongban.catalogue.adjusting.going_on import going_on
from tongban.catalogue.indexing import FORMER, PUBLIC, the_index
from tongban.catalogue.models import LISTED, Item
from tongban.catalogue.presenting import span
from tongban.catalogue.search import Hit
from tongban.catalogue.states import Standing
from tongban.catalogue.topics import Topic, topics
from tongban.regions.api import Division, Organisation, ancestors_of, subtree_range

ORDER = ["code"]
UNSURE = 0.55
"""A best hit that is no closer than this (see `Hit.close`) is named, but not as an answer."""

NEAREST = 5

MOST = 60
"""The longest list of search results; who did not find it there asks differently."""

# What a card needs of the guide, read inside the database: no list loads whole guides.
FROM_GUIDE = {
    "guide_kind": "current__content__kind",
    "guide_days": "current__content__promise_days",
    "guide_unit": "current__content__promise_unit",
    "guide_handled": "current__content__handled_by",
    "guide_depth": "current__content__online_depth",
    "guide_partial": "current__content__partial",
    "guide_fees": "current__content__fees",
}


def cards(items: QuerySet[Item]) -> QuerySet[Item]:
    return items.annotate(**{name: F(path) for name, path in FROM_GUIDE.items()})


@dataclass
class Card:
    """One service in a list. `marked`: the name with the words that were found, `others`: how many offer it as well."""

    item: Any
    marked: SafeString | str = ""
    others: int = 0
    dept: str = ""
    place: str = ""  # where it is offered, if that is not where somebody asked from
    close: float = 1.0

    @property
    def name(self) -> SafeString | str:
        return self.marked or self.item.shown_name

    @property
    def badges(self) -> list[str]:
        item = self.item
        if not item.is_in_use:
            return []
        found = [item.guide_kind] if item.guide_kind and item.guide_handled == "ours" else []
        here = item.guide_handled == "ours"
        found += ["online" if here else "online_elsewhere"] if 5 in (item.guide_depth or []) else []
        return found + ([item.guide_handled] if item.guide_handled in ("national", "provincial") else [])

    @property
    def facts(self) -> list[str]:
        item, found = self.item, []
        if not item.is_in_use:
            found.append(item.get_standing_display())
        if item.guide_kind == "immediate":
            found.append(_("On the spot"))
        elif item.guide_days is not None:
            found.append(span(item.guide_days, item.guide_unit or "workday"))
        if not item.guide_partial:
            found.append(_("Free") if not item.guide_fees else _("With a fee"))
        return found

    @property
    def also(self) -> str:
        """Two names that people use, if the names are in the language of the page."""
        return "" if in_english() else "、".join(self.item.aliases[:3])


def in_english() -> bool:
    return (get_language() or "").startswith("en")


def offered_in(place: str, column: str = "region_code") -> Q:
    """What somebody at a place may need: what its own offices offer, those inside it, and those above that serve it."""
    low, high = subtree_range(place)
    inside = Q(**{f"{column}__gte": low, f"{column}__lt": high})
    return inside | Q(**{f"{column}__in": ancestors_of(place)})


def offers_something() -> Exists:
    """Of an organisation."""
    return Exists(Item.objects.filter(LISTED, org_code=OuterRef("code")))


def published_for(place: str) -> QuerySet[Item]:
    return Item.objects.filter(LISTED, offered_in(place))


def with_topic(items: QuerySet[Item], codes: Iterable[str]) -> QuerySet[Item]:
    return items.filter(_any_in("topics", codes))


def for_audience(items: QuerySet[Item], audience: str) -> QuerySet[Item]:
    return items.filter(_any_in("audience", [audience]))


def _any_in(column: str, values: Iterable[str]) -> Q:
    """Whether a JSON list holds one of the values: PostgreSQL looks into the list, SQLite into its text."""
    wanted = Q(pk__in=[])
    for value in values:
        if connection.vendor == "postgresql":
            wanted |= Q(**{f"{column}__contains": [value]})
        else:
            wanted |= Q(**{f"{column}__icontains": f'"{value}"'})
    return wanted


# Searching


@dataclass(frozen=True)
class Asked:
    """What somebody asked: words, from which place, narrowed to what."""

    text: str = ""
    place: str = ""
    audience: str = ""
    topic: str = ""
    dept: str = ""
    within: bool = False

    @property
    def narrowed(self) -> bool:
        return bool(self.audience or self.topic or self.dept or self.within)

    def narrowing(self) -> dict[str, Any]:
        return {
            "region": self.place or None,
            "audience": self.audience or PUBLIC,
            "topic": self.topic or None,
            "dept": self.dept or None,
            "within": self.within,
        }


@dataclass(frozen=True)
class Choice:
    """One value of a filter: what it is called, how many services it leaves, whether it is chosen."""

    value: str
    name: str
    count: int
    chosen: bool

    @property
    def shown_count(self) -> str:
        """No list of results is longer than `MOST`."""
        return str(self.count) if self.count <= MOST else f"{MOST}+"


@dataclass
class Found:
    cards: list[Card] = field(default_factory=list)
    more: bool = False
    audiences: list[Choice] = field(default_factory=list)
    topics: list[Choice] = field(default_factory=list)
    depts: list[Choice] = field(default_factory=list)
    places: list[Choice] = field(default_factory=list)
    instead: str = ""  # how the question may have been meant
    elsewhere: list[Card] = field(default_factory=list)  # what no place that serves this one offers
    former: Item | None = None  # cancelled, and meant more than anything that is offered
    successors: list[Card] = field(default_factory=list)
    nowhere: bool = False  # a department looked at these very words: no service is meant

    @property
    def unsure(self) -> bool:
        """Nothing found, nothing close, or nothing as close as what is cancelled: an answer that is none."""
        return self.nowhere or self.former is not None or self.closest <= UNSURE

    @property
    def closest(self) -> float:
        return max((card.close for card in self.cards), default=0.0)


def search(asked: Asked, n: int = 20) -> Found:
    """Two queries: the cards of the hits, the names of the places. What the index has ahead of us is left out.

    A third one for what other places offer, where nothing here is close.
    """
    if leads_nowhere(asked):
        return Found(nowhere=True)
    found = Found(*found_cards(asked, n))
    if not asked.text.strip():
        return found
    found.instead = _instead(found, asked)
    if not asked.narrowed:
        _lead_on(found, asked)
    if found.unsure and not asked.narrowed:
        found.elsewhere = [] if found.former else _elsewhere(asked)
        _tell_places(found, asked, {})
    else:
        _narrow(found, asked)
    return found


def leads_nowhere(asked: Asked) -> bool:
    return the_index().leads_nowhere(asked.text, region=asked.place or None)


def _instead(found: Found, asked: Asked) -> str:
    """Who asked as the best hit is called was understood."""
    if found.cards and asked.text in found.cards[0].item.name:
        return ""
    return the_index().instead(asked.text, region=asked.place or None)


def _lead_on(found: Found, asked: Asked) -> None:
    """From the name of what is cancelled to the services that go on with it."""
    hits = the_index().search(asked.text, 1, region=asked.place or None, audience=FORMER, others=False)
    if not hits or hits[0].close <= max(UNSURE, found.closest):
        return
    found.former = Item.objects.filter(pk=hits[0].key, current__isnull=False, standing=Standing.CANCELLED).first()
    if found.former:
        codes = [one.code for one in going_on(found.former.successors)]
        found.successors = cards_of(cards(Item.objects.filter(code__in=codes).order_by(*ORDER)))
        found.cards = [card for card in found.cards if card.item.code not in codes]


def _elsewhere(asked: Asked) -> list[Card]:
    hits = the_index().search(asked.text, NEAREST, audience=PUBLIC, others=False)
    return _cards_of([hit for hit in hits if hit.close > UNSURE])


def found_cards(asked: Asked, n: int) -> tuple[list[Card], bool]:
    """The best `n`, and whether there are more. One query."""
    hits = the_index().search(asked.text, n + 1, **asked.narrowing(), others=False)
    return _cards_of(hits[:n]), len(hits) > n and n < MOST


def _cards_of(hits: list[Hit]) -> list[Card]:
    rows = Item.objects.filter(LISTED, pk__in=[hit.key for hit in hits])
    known = {str(item.pk): item for item in cards(rows)}
    shown = [hit for hit in hits if hit.key in known]
    depts = english_depts(hit.dept for hit in shown)
    return [
        Card(
            known[hit.key],
            "" if in_english() and hit.english else marked(hit),
            hit.more,
            depts.get(hit.dept, hit.dept),
            close=hit.close,
        )
        for hit in shown
    ]


def cards_of(items: Iterable[Item]) -> list[Card]:
    """Of rows that `cards` annotated. One more query on an English page."""
    rows = list(items)
    depts = english_depts(item.org_name for item in rows)
    return [Card(item, dept=depts.get(item.org_name, item.org_name)) for item in rows]


def english_depts(names: Iterable[str]) -> dict[str, str]:
    """Chinese name → English name, on English pages; organs without one keep theirs."""
    if not in_english():
        return {}
    rows = Organisation.objects.filter(name__in=set(names)).exclude(name_en="")
    return dict(rows.values_list("name", "name_en"))


def marked(hit: Hit) -> SafeString:
    """The name with what was asked for in <mark>."""
    pieces: list[tuple[str, str, str]] = []
    last = 0
    for start, end in hit.highlights:
        pieces += [("", hit.name[last:start], ""), ("<mark>", hit.name[start:end], "</mark>")]
        last = end
    pieces.append(("", hit.name[last:], ""))
    return format_html_join("", "{}{}{}", [(_tag(a), text, _tag(b)) for a, text, b in pieces])


def _tag(tag: str) -> SafeString:
    return SafeString(tag)


def _narrow(found: Found, asked: Asked) -> None:
    counts = the_index().counts(asked.text, **asked.narrowing())
    names = {"person": _("Personal"), "enterprise": _("Business")}
    audience = {key: count for key, count in counts["audience"].items() if key in names}
    found.audiences = _choices(audience, names, asked.audience)
    found.topics = _choices(counts["topic"], {t.code: _told_apart(t, names) for t in topics().values()}, asked.topic)
    found.depts = _choices(counts["dept"], english_depts(counts["dept"]), asked.dept, whole=True)
    found.places = _choices(counts["region"], _tell_places(found, asked, counts["region"]), "")


def _tell_places(found: Found, asked: Asked, regions: dict[str, int]) -> dict[str, str]:
    """What the places are called; a card from another place than somebody asked from names its own."""
    shown = [*found.cards, *found.elsewhere, *found.successors]
    wanted = {*regions, *(card.item.region_code for card in shown)}
    places = {d.pk: d.shown_name for d in Division.objects.filter(pk__in=wanted)}
    for card in shown:
        if card.item.region_code != asked.place:
            card.place = places.get(card.item.region_code, "")
    return places


def _told_apart(topic: Topic, names: dict[str, str]) -> str:
    """Both code sets have themes of one name."""
    return f"{topic.shown_name} · {names[topic.audience]}"


def _choices(
    counts: dict[str, int], names: dict[str, str], chosen: str, most: int = 12, *, whole: bool = False
) -> list[Choice]:
    """Most frequent first; the chosen one is always there. `whole`: also what has no other name than its own."""
    known = {value: count for value, count in counts.items() if whole or value in names}
    ordered = sorted(known.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
    if chosen and chosen not in dict(ordered):
        ordered.append((chosen, known.get(chosen, 0)))
    return [Choice(value, names.get(value, value), count, value == chosen) for value, count in ordered]


def suggest(prefix: str, place: str, n: int = 8) -> list[str]:
    """Names that go on as somebody typed; of published services only."""
    hits = the_index().suggest(prefix, 3 * n, region=place or None)
    public = set(Item.objects.filter(LISTED, name__in=hits).values_list("name", flat=True))
    return [name for name in hits if name in public][:n]


def topics_of(place: str, audience: str = "") -> list[tuple[Topic, int]]:
    """The themes that have something here, with how many; from the index alone, so no table is counted."""
    counts = the_index().counts(region=place, audience=audience or PUBLIC, most=100)["topic"]
    return [(topic, counts[topic.code]) for topic in topics().values() if counts.get(topic.code)]


def home() -> str:
    return str(settings.HOME_REGION)
