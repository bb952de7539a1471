"""A guide as a page reads it: every element in the words of a citizen, in the active language.

Works for whole guides and for partial ones; what is not known is not shown. Days are working days unless said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast
from urllib.parse import quote

from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from tongban.catalogue import authorities
from tongban.catalogue.adjusting.going_on import going_on
from tongban.catalogue.citations import CitedBasis, cited
from tongban.catalogue.guide import Basis, Channel, FileOf, Guide, Material
from tongban.catalogue.models import Item, ItemVersion
from tongban.catalogue.partial import PartialGuide, PartialMaterial
from tongban.catalogue.regime_words import Explained, explained
from tongban.catalogue.situations.soundness import in_words
from tongban.catalogue.states import State
from tongban.forms.api import Text
from tongban.kit.languages import day_in_words
from tongban.licences.api import LicenceType
from tongban.people.api import Level
from tongban.regions.api import Division, Organisation, division, organisation, path_of
from tongban.workflow.api import ProcessVersion, picture

NOTHING = SafeString("")


@dataclass(frozen=True)
class Figure:
    """One figure of the summary: what is asked, the answer, a smaller word beside it."""

    name: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class MaterialShown:
    name: Text
    badges: tuple[tuple[str, str], ...] = ()
    facts: tuple[str, ...] = ()
    note: Text | None = None
    standard: Text | None = None
    basis: Basis | None = None
    files: tuple[tuple[str, FileOf], ...] = ()

    @property
    def is_exempt(self) -> bool:
        return any(kind == "exempt" for kind, _words in self.badges)


@dataclass(frozen=True)
class HandOver:
    """Another system does it: which, where, and how to book a visit."""

    title: str
    system: str
    url: str
    booking: str


@dataclass(frozen=True)
class Standing:
    """Why nobody applies now, and which services go on with it: (name, address)."""

    title: str
    reason: str
    successors: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class MemberShown:
    """An item of a bundle. `some`: only some need it. `after`: the items that come first."""

    item: Item
    some: bool
    after: list[Item]


@dataclass(frozen=True)
class Compared:
    """One figure of a bundle: each item by itself, and all at once."""

    name: str
    apart: int
    at_once: int


@dataclass
class Shown:
    item: Item
    version: ItemVersion
    guide: Guide | PartialGuide
    place: Division
    path: list[Division]
    organ: Organisation
    figures: list[Figure] = field(default_factory=list)
    materials: list[MaterialShown] = field(default_factory=list)
    limits: list[tuple[str, str]] = field(default_factory=list)
    regime: Explained | None = None
    hand_over: HandOver | None = None
    flow: SafeString = NOTHING
    bases: list[CitedBasis] = field(default_factory=list)
    sections: list[tuple[str, str]] = field(default_factory=list)
    standing: Standing | None = None
    coming: list[Standing] = field(default_factory=list)
    authority: str = ""
    members: list[MemberShown] = field(default_factory=list)
    compared: list[Compared] = field(default_factory=list)

    @property
    def is_partial(self) -> bool:
        return isinstance(self.guide, PartialGuide)

    @property
    def title(self) -> str:
        return self.guide.name.said()

    @property
    def who(self) -> list[str]:
        names = {"person": _("Personal"), "enterprise": _("Business")}
        return [names[one] for one in self.guide.audience]

    @property
    def address(self) -> str:
        return f"/guides/{quote(self.item.code)}/"

    @property
    def places(self) -> list[tuple[Any, str]]:
        """Where one is received, each with the address of its own page."""
        from tongban.catalogue.place_pages import led  # prints guides, which need this page

        return led(getattr(self.guide, "places", ()), self.item.region_code)

    @property
    def apply_url(self) -> str:
        """A link: the page behind it asks for whom, and posts. It stands in a later room, so it is no route's name."""
        return f"/my/applications/start/?item={quote(self.item.code)}"

    @property
    def channels(self) -> list[tuple[str, list[tuple[str, str, str]]]]:
        """(ask or complain, [(way, value, link)])."""
        ask = [(way(one), one.value, link(one)) for one in self.guide.consult]
        complain = [(way(one), one.value, link(one)) for one in self.guide.complain]
        return [(title, rows) for title, rows in ((_("Ask"), ask), (_("Complain"), complain)) if rows]

    @property
    def can_apply(self) -> bool:
        return self.guide.is_ours and bool(self.guide.form) and self.item.is_in_use

    @property
    def badges(self) -> list[str]:
        if self.standing is not None:  # nobody applies now, neither online nor on the spot
            return []
        found: list[str] = [self.guide.kind] if self.guide.kind in ("immediate", "promise") else []
        found += ["online" if self.guide.is_ours else "online_elsewhere"] if self.guide.is_fully_online else []
        found += [self.guide.handled_by] if self.guide.handled_by in ("national", "provincial") else []
        return found

    def has(self, key: str) -> bool:
        return any(one == key for one, _title in self.sections)


def shown(item: Item, version: ItemVersion) -> Shown:
    """At most seven queries: the place with its path, the organ, the names of licences, the process; three for laws."""
    guide = version.guide
    place = division(item.region_code)
    page = Shown(item, version, guide, place, path_of(place), organisation(item.org_code))
    page.materials = list(_materials(guide))
    page.limits = list(_limits(guide))
    page.figures = list(_figures(guide, page.materials))
    page.regime = explained(guide.regime, guide.kind) if guide.regime else None
    page.hand_over = _hand_over(guide) if item.is_in_use else None
    page.standing = _standing(item)
    page.coming = list(_coming(item))
    page.authority = authorities.told(guide)
    page.flow = _flow(guide)
    page.bases = cited(guide.bases)
    page.members = _members(guide)
    page.compared = list(_compared(guide))
    page.sections = [(key, title) for key, title, there in _sections(page) if there]
    return page


def _standing(item: Item) -> Standing | None:
    if item.is_in_use:
        return None
    cancelled = item.standing == "cancelled"
    return Standing(
        _("This service is cancelled") if cancelled else _("This service is suspended"),
        item.standing_note,
        _linked(item.successors),
    )


def _linked(codes: list[str]) -> tuple[tuple[str, str], ...]:
    return tuple((one.shown_name, f"/guides/{quote(one.code)}/") for one in going_on(codes))


COMING = {
    "suspend": _lazy("From %(day)s on this service is suspended"),
    "resume": _lazy("From %(day)s on this service can be applied for again"),
    "cancel": _lazy("From %(day)s on this service is cancelled"),
    "split": _lazy("From %(day)s on other services take its place"),
    "merge": _lazy("From %(day)s on other services take its place"),
}


def _coming(item: Item) -> Iterator[Standing]:
    """What was published and waits for its day: people who plan read it beforehand."""
    waiting = {"state": State.WAITING, "effective_on__isnull": False}
    for one in item.adjustments.filter(**waiting):
        title = COMING[one.kind] % {"day": day_in_words(cast(date, one.effective_on))}
        yield Standing(title, one.content["reason"], _linked(one.successors))
    days = item.versions.filter(**waiting).values_list("effective_on", flat=True)
    for day in cast(list[date], days):
        text = _("Applications handed in before that day go on under what is written here.")
        yield Standing(_("From %(day)s on a new version of this guide counts") % {"day": day_in_words(day)}, text)


def _sections(page: Shown) -> Iterator[tuple[str, str, bool]]:
    guide = page.guide
    places = guide.place_lines if isinstance(guide, PartialGuide) else guide.places
    steps = guide.steps or (guide.process_text if isinstance(guide, PartialGuide) else page.flow)
    whole = not isinstance(guide, PartialGuide)
    yield "members", _("What it includes"), bool(page.members)
    yield "conditions", _("Who can get it"), bool(guide.conditions)
    yield "materials", _("What you need"), bool(page.materials)
    yield "steps", _("How it goes"), bool(steps)
    yield "limits", _("How long it takes"), bool(page.limits)
    yield "fees", _("Cost"), whole or bool(guide.fees)
    yield "visits", _("Visits"), guide.visits is not None
    yield "result", _("What you get"), guide.result is not None
    yield "basis", _("Legal basis"), bool(guide.bases)
    yield "questions", _("Questions people ask"), bool(guide.questions)
    yield "places", _("Where and when"), bool(places) or bool(page.organ.address)
    yield "contact", _("Ask, or complain"), bool(guide.consult or guide.complain)
    yield "codes", _("About this guide"), True


def _members(guide: Guide | PartialGuide) -> list[MemberShown]:
    """The items of a bundle in its order; one query, and none for any other guide."""
    members = guide.members if isinstance(guide, Guide) else []
    known = {item.code: item for item in Item.objects.filter(code__in=[m.code for m in members])} if members else {}
    return [
        MemberShown(
            known[member.code],
            bool(member.when),
            [known[code] for code in member.waits_for if code in known],
        )
        for member in members
        if member.code in known
    ]


def _compared(guide: Guide | PartialGuide) -> Iterator[Compared]:
    """What is handed in counts: necessary in every case, and not made by the program."""
    if not isinstance(guide, Guide) or guide.apart is None:
        return
    handed_in = [m for m in guide.materials if m.necessity != "optional" and m.when is None and not m.generated]
    yield Compared(_("Visits"), guide.apart.visits, guide.visits)
    yield Compared(_("Materials"), guide.apart.materials, len(handed_in))
    yield Compared(pgettext("limit", "Working days"), guide.apart.days, guide.promise_days or 0)
    yield Compared(_("Steps"), guide.apart.steps, len(guide.steps))


# Limits


UNITS: dict[str, Any] = {
    "workday": lambda n: ngettext("%(n)d working day", "%(n)d working days", n),
    "day": lambda n: ngettext("%(n)d day", "%(n)d days", n),
    "hour": lambda n: ngettext("%(n)d hour", "%(n)d hours", n),
    "month": lambda n: ngettext("%(n)d month", "%(n)d months", n),
    "year": lambda n: ngettext("%(n)d year", "%(n)d years", n),
}


def span(number: int, unit: str = "workday") -> str:
    return str(UNITS[unit](number) % {"n": number}) if number else _("On the spot")


def _unit(guide: Guide | PartialGuide, which: str) -> str:
    return str(getattr(guide, f"{which}_unit")) if isinstance(guide, PartialGuide) else "workday"


def _limits(guide: Guide | PartialGuide) -> Iterator[tuple[str, str]]:
    if guide.legal_days is not None:
        basis = None if isinstance(guide, PartialGuide) else guide.limit_basis
        yield _("By law"), _with(span(guide.legal_days, _unit(guide, "legal")), basis.said() if basis else "")
    if guide.kind == "immediate":
        yield _("We promise"), _("On the spot, once everything needed is there")
    elif guide.promise_days is not None:
        promised = span(guide.promise_days, _unit(guide, "promise"))
        yield _("We promise"), _("%(days)s, counted from the working day after acceptance") % {"days": promised}
    yield from _limits_of_some(guide)
    if guide.kind == "promise" and (guide.legal_days or guide.promise_days) and _unit(guide, "promise") == "workday":
        yield _("What counts"), _counting(guide)


def _limits_of_some(guide: Guide | PartialGuide) -> Iterator[tuple[str, str]]:
    """The rows whose limit differs, each with those for whom it holds."""
    for whom, row in in_words(guide) if isinstance(guide, Guide) else ():
        days = [] if row.promise_days is None else [span(row.promise_days)]
        days += [] if row.legal_days is None else [_("by law %(days)s") % {"days": span(row.legal_days)}]
        yield _("If %(whom)s") % {"whom": whom}, _with(_("; ").join(days), row.basis.said() if row.basis else "")


def _counting(guide: Guide | PartialGuide) -> str:
    said = _("Saturdays, Sundays and public holidays do not count; working days moved to a weekend do.")
    if guide.regime == "licensing":
        said += _(
            " Nor does the time of a hearing, a tender, an auction, an inspection of goods, testing, quarantine, an"
            " appraisal or an expert review (Administrative Licensing Law, Article 45), which we tell you about in"
            " writing. Site visits and signatures among offices do count."
        )
    return said


def _with(text: str, more: str) -> str:
    return _("%(text)s (%(more)s)") % {"text": text, "more": more} if more else text


# The summary


def _figures(guide: Guide | PartialGuide, materials: list[MaterialShown]) -> Iterator[Figure]:
    if time := _time(guide):
        yield time
    if materials:
        yield _needed(guide, materials)
    if isinstance(guide, Guide):
        yield Figure(_("Cost"), _cost(guide))
    if guide.visits is not None:
        words = ngettext("%(n)d visit", "%(n)d visits", guide.visits) % {"n": guide.visits}
        yield Figure(
            _("Visits"),
            words if guide.visits else _("No visit"),
            guide.visits_reason.said() if guide.visits_reason else "",
        )
    if guide.identity_level and guide.identity_level > Level.PHONE:
        level = Level(guide.identity_level)
        yield Figure(_("Identity, to apply online"), str(level.label), str(level.described.how))


def _time(guide: Guide | PartialGuide) -> Figure | None:
    legal = span(guide.legal_days, _unit(guide, "legal")) if guide.legal_days is not None else ""
    by_law = _("by law %(days)s") % {"days": legal} if legal else ""
    if guide.kind == "immediate":
        return Figure(_("How long"), _("On the spot"), by_law if guide.legal_days else "")
    if guide.promise_days is not None:
        return Figure(_("How long"), span(guide.promise_days, _unit(guide, "promise")), by_law)
    return Figure(_("How long"), legal, _("by law")) if legal else None


def _needed(guide: Guide | PartialGuide, materials: list[MaterialShown]) -> Figure:
    if isinstance(guide, PartialGuide):
        return Figure(_("What you need"), _count(len(materials)))
    needed = [m for m in guide.materials if m.necessity != "optional" and not m.generated]
    always = [m for m in needed if m.when is None]
    notes = [
        words % {"n": n}
        for words, n in (
            (_("%(n)d of them not if we find the e-licence"), sum(bool(m.exempt_by) for m in always)),
            (_("up to %(n)d more, by your answers"), len(needed) - len(always)),
            (_("%(n)d more if you have it"), sum(m.necessity == "optional" for m in guide.materials)),
        )
        if n
    ]
    return Figure(_("What you need"), _necessary(len(always)), _("; ").join(notes))


def _necessary(number: int) -> str:
    if not number:
        return _("No document")
    return ngettext("%(n)d necessary document", "%(n)d necessary documents", number) % {"n": number}


def _count(number: int) -> str:
    return ngettext("%(n)d document", "%(n)d documents", number) % {"n": number} if number else _("No document")


def _cost(guide: Guide) -> str:
    if not guide.fees:
        return _("Free")
    if all(fee.when for fee in guide.fees):
        return _("Free, or as your answers call for it")
    if len(guide.fees) == 1:
        return guide.fees[0].standard.said()
    return _("%(n)d fees, see below") % {"n": len(guide.fees)}


# Materials


def _materials(guide: Guide | PartialGuide) -> Iterator[MaterialShown]:
    if isinstance(guide, PartialGuide):
        for one in guide.materials:
            yield MaterialShown(one.name, (("exempt", ""),) if one.exempt_by else (), files=_files(one))
        return
    yield from _shown_materials(guide, guide.materials, always=False)


def asked_materials(guide: Guide, materials: list[Material]) -> Iterator[MaterialShown]:
    """Those that are asked of one applicant, without “only if”."""
    yield from _shown_materials(guide, materials, always=True)


def _shown_materials(guide: Guide, materials: list[Material], *, always: bool) -> Iterator[MaterialShown]:
    licences = _licence_names(guide)
    for material in materials:
        facts = tuple(_material_facts(material, licences, always=always))
        badges = tuple(_badges(material))
        note, standard = material.sample_note, material.accept_standard
        yield MaterialShown(material.name, badges, facts, note, standard, material.basis, _files(material))


def _files(material: Material | PartialMaterial) -> tuple[tuple[str, FileOf], ...]:
    """What everybody who needs it may take home: one to fill in, one to look at."""
    offered = ((_("Blank form"), material.form_file), (_("Filled-in sample"), material.sample_file))
    return tuple((words, file) for words, file in offered if file)


def _licence_names(guide: Guide) -> dict[str, str]:
    slugs = [m.exempt_by for m in guide.materials if m.exempt_by]
    english = not _is_chinese()
    rows = LicenceType.objects.filter(slug__in=slugs).values_list("slug", "name", "name_en") if slugs else []
    return {slug: (name_en if english and name_en else name) for slug, name, name_en in rows}


def _is_chinese() -> bool:
    return not (get_language() or "").startswith("en")


def _badges(material: Material) -> Iterator[tuple[str, str]]:
    """Kind, and words of our own where the kind has none."""
    if material.generated:
        yield "exempt", ""
    elif material.exempt_by:
        yield "exempt", _("Not needed if we find the e-licence")
    elif material.form == "paper":
        yield ("original", "") if material.kind == "original" else ("paper", _("On paper"))
    else:
        yield "upload", ""
    if material.necessity in ("optional", "deferrable"):
        yield material.necessity, ""


def _material_facts(material: Material, licences: dict[str, str], *, always: bool) -> Iterator[str]:
    if material.when and not always:
        yield _("Only if your answers call for it")
    if material.exempt_by:
        name = licences.get(material.exempt_by, "")
        yield (
            _("Not needed if we find your e-licence “%(name)s”") % {"name": name}
            if name
            else _("Not needed if we find it ourselves")
        )
    yield {
        "government": _("Issued by a government office"),
        "intermediary": _("Made by an intermediary that you choose"),
        "applicant": _("You bring it yourself"),
    }[material.source]
    forms = {"paper": _("on paper"), "electronic": _("as a file"), "either": _("on paper or as a file")}
    kinds = {"original": _("original"), "copy": _("copy"), "either": _("original or copy")}
    yield _("%(kind)s, %(form)s") % {"kind": kinds[material.kind], "form": forms[material.form]}
    if material.copies > 1:
        yield ngettext("%(n)d copy", "%(n)d copies", material.copies) % {"n": material.copies}


# Who handles it, the flow, channels


def _hand_over(guide: Guide | PartialGuide) -> HandOver | None:
    if guide.is_ours:
        return None
    system = guide.system_name.said() if guide.system_name else ""
    titles = {
        "national": _("Done in a national system"),
        "provincial": _("Done in a system of the province"),
        "municipal": _("Done in a system of the city"),
        "elsewhere": _("Not done on this site"),
    }
    booking = _("You may choose a time at the window here, and need not wait.")
    return HandOver(titles[guide.handled_by], system, guide.system_url or "", booking)


def _flow(guide: Guide | PartialGuide) -> SafeString:
    """The drawn process, as it runs here. Our own drawing code makes it, without style or script."""
    if not guide.process:
        return NOTHING
    drawn = ProcessVersion.objects.filter(code=guide.process).order_by("-number").first()
    return picture(drawn.xml.encode()) if drawn else NOTHING


def way(channel: Channel) -> str:
    return {
        "window": _("At a window"),
        "web": _("Online"),
        "phone": _("By telephone"),
        "letter": _("By letter"),
        "email": _("By e-mail"),
    }[channel.way]


def link(channel: Channel) -> str:
    prefix = {"web": "", "phone": "tel:", "email": "mailto:"}
    plain = channel.value.strip()
    if channel.way not in prefix or " " in plain or (channel.way == "web" and not plain.startswith("http")):
        return ""
    return prefix[channel.way] + plain
