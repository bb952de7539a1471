"""The interface for programs, open to anybody: what is published, and what a number or a code answers.

Every error is `{message, found, wanted, cure}`. Described at /api/openapi.json.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import orjson
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from django.views.generic import RedirectView
from ninja import Field, File, NinjaAPI, Schema, UploadedFile
from ninja.errors import HttpError, ValidationError
from ninja.renderers import BaseRenderer
from pydantic import BaseModel

from tongban.catalogue.api import Item, browsing, going_on, lists, topics
from tongban.kit.errors import BadInput, Refused
from tongban.people.api import address_of, count_try
from tongban.portal import checking
from tongban.portal.faults import FAULTS
from tongban.portal.ledger.rest import router as ledger
from tongban.portal.views.lookups import TRIES_PER_ADDRESS, looked_up, told
from tongban.regions.api import Division, children_of, division, normalise


class Plain(BaseRenderer):
    """UTF-8 as it is, so that people can read an answer too."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return orjson.dumps(data, default=_written)


def _written(value: Any) -> Any:
    return value.model_dump() if isinstance(value, BaseModel) else str(value)


api = NinjaAPI(title="Tongban 通办", version="1", docs_url=None, urls_namespace="api", renderer=Plain())
DIVISION = r"[1-8][0-9](?:[0-9]{2}(?:[0-9]{2}(?:[0-9]{3}(?:[0-9]{3})?)?)?)?"
Place = Annotated[str, Field(pattern=f"^(?:{DIVISION})?$", description="2, 4, 6, 9 or 12 digits; home without it")]
Words = Annotated[str, Field(max_length=200)]


def fault(request: HttpRequest, status: int, message: Any, **more: Any) -> HttpResponse:
    body = {"message": str(message), "found": "", "wanted": "", "cure": ""} | {k: str(v) for k, v in more.items()}
    return api.create_response(request, body, status=status)


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    told_ = {"found": error.found, "wanted": error.wanted, "cure": error.cure}
    return fault(request, error.status, error.message, **told_)


@api.exception_handler(ValidationError)
def not_as_described(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0] if error.errors else {}
    where = ".".join(str(part) for part in first.get("loc", ())[1:])
    cure = _("See /api/openapi.json for what is asked.")
    return fault(
        request, 422, _("The request is not as described."), found=where, wanted=first.get("msg", ""), cure=cure
    )


@api.exception_handler(Http404)
def not_there(request: HttpRequest, error: Http404) -> HttpResponse:
    return fault(request, 404, _("There is nothing with this code."), cure=_("Search for it by name."))


@api.exception_handler(HttpError)
def refused_by_ninja(request: HttpRequest, error: HttpError) -> HttpResponse:
    return fault(request, error.status_code, str(error), cure=_("See /api/openapi.json for what is asked."))


@api.exception_handler(RawPostDataException)
def no_json(request: HttpRequest, error: RawPostDataException) -> HttpResponse:
    """A form of several parts was sent where JSON is asked for; it was read as such already."""
    cure = _("See /api/openapi.json for what is asked.")
    return fault(
        request,
        415,
        _("The request is not as described."),
        found=request.content_type,
        wanted="application/json",
        cure=cure,
    )


class ItemOut(Schema):
    """`name_en` may be empty. `kind`: immediate, promise, or empty where it is not known."""

    code: str
    name: str
    name_en: str
    region: str
    department: str
    audience: list[str]
    topics: list[str]
    kind: str
    handled_by: str
    url: str


class SearchOut(Schema):
    """`sure`: false where nothing fits closely: the items are then the nearest names, and no answer."""

    items: list[ItemOut]
    more: bool
    sure: bool


class SuggestOut(Schema):
    suggestions: list[str]


class GuideOut(Schema):
    """`guide` is the implementation list (实施清单) as published; `partial`: taken over from another list."""

    code: str
    name: str
    region: str
    org_code: str
    version: int
    published_at: dt.datetime
    digest: str
    partial: bool
    standing: str
    standing_note: str
    successors: list[str]
    guide: dict[str, Any]


class PlaceOut(Schema):
    code: str
    name: str
    name_en: str
    level: int


class ProgressIn(Schema):
    number: Annotated[str, Field(max_length=60)]
    code: Annotated[str, Field(max_length=60)]


class StepOut(Schema):
    at: dt.datetime | None
    text: str
    who: str
    note: str
    state: str


class ProgressOut(Schema):
    number: str
    item: str
    state: str
    state_text: str
    open: bool
    due: dt.date | None
    why: list[str]
    steps: list[StepOut]


class CheckIn(Schema):
    text: Words


class FactOut(Schema):
    name: str
    value: str


class CheckOut(Schema):
    """`status`: valid, changed, ended, expired, unknown or unreadable."""

    status: str
    title: str
    text: str
    demo: bool
    facts: list[FactOut]


def place_of(code: str) -> str:
    """Raises BadInput for what is no code at all."""
    return normalise(code) if code else str(settings.HOME_REGION)


def item_out(card: browsing.Card) -> ItemOut:
    item = card.item
    return ItemOut(
        code=item.code,
        name=item.name,
        name_en=item.name_en,
        region=item.region_code,
        department=item.org_name,
        audience=item.audience,
        topics=item.topics,
        kind=item.guide_kind or "",
        handled_by=item.guide_handled or "elsewhere",
        url=f"{settings.SITE_URL}/guides/{item.code}/",
    )


@api.get("/search", response={200: SearchOut, **FAULTS}, summary="Published services by words")
def search(
    request: HttpRequest,
    q: Words,
    place: Place = "",
    audience: Annotated[str, Field(pattern="^(person|enterprise)?$")] = "",
    topic: Annotated[str, Field(pattern=r"^(?:(?:person|enterprise)\.[0-9]{3})?$")] = "",
    n: Annotated[int, Field(ge=1, le=browsing.MOST)] = 10,
) -> SearchOut:
    if topic and topic not in topics():
        raise BadInput(_("There is no such theme."), found=topic, wanted="person.010 … enterprise.340")
    asked = browsing.Asked(text=q, place=place_of(place), audience=audience, topic=topic)
    found = browsing.Found(*browsing.found_cards(asked, n), nowhere=browsing.leads_nowhere(asked))
    return SearchOut(items=[item_out(card) for card in found.cards], more=found.more, sure=not found.unsure)


@api.get("/suggest", response={200: SuggestOut, **FAULTS}, summary="Names that go on as typed")
def suggest(request: HttpRequest, q: Words, place: Place = "") -> SuggestOut:
    return SuggestOut(suggestions=browsing.suggest(q, place_of(place)))


class ListOut(Schema):
    """`rate`: per cent of all services of the place (and department), null where there are none."""

    list: str
    name: str
    means: str
    source: str
    items: int
    of: int
    rate: float | None


class ListedOut(Schema):
    """`details`: what the list tells of the service, such as each fee with its standard and basis."""

    code: str
    name: str
    region: str
    org_code: str
    department: str
    late: bool
    details: list[dict[str, str]]
    url: str


class LinesOut(Schema):
    """`next`: give it as `cursor` for what follows; empty at the end."""

    figure: ListOut
    items: list[ListedOut]
    next: str


class PartOut(Schema):
    """A department, by its credit code, or a place inside the place."""

    code: str
    name: str
    items: int
    of: int
    rate: float | None


Dept = Annotated[str, Field(pattern="^[0-9A-Z]{0,18}$", description="the credit code of a department")]
Slug = Annotated[str, Field(pattern="^[a-z-]{1,20}$")]


def figure_out(figure: lists.Figure) -> ListOut:
    one = figure.definition
    said = {"name": one.name.said(), "means": one.means.said(), "source": one.decides}
    return ListOut(list=one.slug, items=figure.items, of=figure.of, rate=figure.rate, **said)


def line_out(line: lists.Line, one: lists.Definition) -> ListedOut:
    item = line.item
    return ListedOut(
        code=item.code,
        name=item.shown_name,
        region=item.region_code,
        org_code=item.org_code,
        department=line.dept,
        late=line.late,
        details=[dict(zip(lists.keys_of(one), cells, strict=True)) for cells in line.cells],
        url=f"{settings.SITE_URL}/guides/{item.code}/",
    )


@api.get("/lists", response={200: list[ListOut], **FAULTS}, summary="The public lists with their counts and rates")
def public_lists(request: HttpRequest, place: Place = "", dept: Dept = "") -> list[ListOut]:
    return [figure_out(one) for one in lists.figures(place_of(place), dept).values()]


@api.get("/lists/{slug}", response={200: LinesOut, **FAULTS}, summary="The services on one public list")
def public_list(
    request: HttpRequest,
    slug: Slug,
    place: Place = "",
    dept: Dept = "",
    q: Annotated[str, Field(max_length=60)] = "",
    cursor: Annotated[str, Field(max_length=200)] = "",
    n: Annotated[int, Field(ge=1, le=100)] = 20,
) -> LinesOut:
    one = lists.definition(slug)
    narrowed = lists.Narrowed(one, place_of(place), dept, plain(q).strip())
    found, lines = lists.page_of(narrowed, cursor, n)
    figure = figure_out(lists.figures(narrowed.place, dept)[slug])
    return LinesOut(figure=figure, items=[line_out(line, one) for line in lines], next=found.next)


@api.get("/lists/{slug}/parts", response={200: list[PartOut], **FAULTS}, summary="A list by department or place")
def list_parts(request: HttpRequest, slug: Slug, place: Place = "") -> list[PartOut]:
    """By department in a county and below, by place above it."""
    one, code = lists.definition(slug), place_of(place)
    parts = lists.by_department(one, code) or lists.by_place(one, code)
    return [PartOut(code=p.pk, name=p.shown_name, items=f.items, of=f.of, rate=f.rate) for p, f in parts]


@api.get("/guides/{code}", response={200: GuideOut, **FAULTS}, summary="One published guide")
def guide(request: HttpRequest, code: Annotated[str, Field(max_length=64)]) -> GuideOut:
    item = Item.objects.select_related("current").filter(code=plain(code), current__isnull=False).first()
    if item is None or item.current is None:
        raise Http404
    version = item.current
    assert version.published_at is not None
    content = {key: value for key, value in version.content.items() if key not in ("review_points", "partial")}
    return GuideOut(
        code=item.code,
        name=item.name,
        region=item.region_code,
        org_code=item.org_code,
        version=version.number,
        published_at=version.published_at,
        digest=version.digest,
        partial=version.is_partial,
        standing=item.standing,
        standing_note=item.standing_note,
        successors=[one.code for one in going_on(item.successors)],
        guide=content,
    )


def plain(code: str) -> str:
    """PostgreSQL cannot be asked for a NUL."""
    if "\0" in code:
        raise Http404
    return code


@api.get("/regions/{code}/children", response={200: list[PlaceOut], **FAULTS}, summary="Places inside a place")
def regions(request: HttpRequest, code: Annotated[str, Field(pattern=f"^{DIVISION}$")]) -> list[Division]:
    try:
        above = division(normalise(code))
    except Refused as error:
        raise Http404 from error
    return list(children_of(above.pk))


@api.post("/progress", response={200: ProgressOut, **FAULTS}, summary="How a case stands")
def progress(request: HttpRequest, asked: ProgressIn) -> ProgressOut:
    """By receipt number and query code; without names, answers or papers."""
    number = "".join(asked.number.split()).upper()
    seen = told(looked_up(request, plain(number), asked.code))
    case, due = seen["case"], seen["due"]
    return ProgressOut(
        number=case.number,
        item=str(seen["name"]),
        state=case.state,
        state_text=str(seen["state"]),
        open=case.is_open,
        due=due.due if due else None,
        why=[line["text"] for line in due.why] if due else [],
        steps=[StepOut(at=e.at, text=e.text, who=e.who, note=e.note, state=e.state) for e in seen["events"]],
    )


def verdict_out(verdict: checking.Verdict) -> CheckOut:
    facts = [FactOut(name=name, value=str(value)) for name, value in verdict.facts]
    return CheckOut(status=verdict.status, title=verdict.title, text=verdict.text, demo=verdict.demo, facts=facts)


@api.get("/check", response={200: CheckOut, **FAULTS}, summary="Check a document by its check code")
def check_code(request: HttpRequest, code: Annotated[str, Field(max_length=40)]) -> CheckOut:
    return verdict_out(checking.by_code(code))


@api.post("/check", response={200: CheckOut, **FAULTS}, summary="Check a document or licence by number or identifier")
def check_text(request: HttpRequest, asked: CheckIn) -> CheckOut:
    count_try("check", address_of(request), TRIES_PER_ADDRESS)
    return verdict_out(checking.by_text(asked.text))


@api.post("/check/file", response={200: CheckOut, **FAULTS}, summary="Check a document by the file itself")
def check_file(request: HttpRequest, file: File[UploadedFile]) -> CheckOut:
    limit = settings.UPLOAD_FILE_LIMIT
    if (file.size or 0) > limit:
        wanted = _("at most %(size)d MB") % {"size": limit // 2**20}
        found = _("%(size).1f MB") % {"size": (file.size or 0) / 2**20}
        raise BadInput(_("This file is too large."), found=found, wanted=wanted)
    count_try("check", address_of(request), TRIES_PER_ADDRESS)
    return verdict_out(checking.by_file(file.read()))


api.add_router("/ledger", ledger)


def opened(patterns: list[URLPattern | URLResolver]) -> None:
    """Everything here is open to anybody, and says so to the middleware and to the test of routes."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback.login_required = False  # type: ignore[attr-defined]
            pattern.callback.entry = "anybody"  # type: ignore[attr-defined]


made, family, name = api.urls  # made anew at each asking: these are the ones that are opened and served
described = path("", RedirectView.as_view(url="openapi.json"), name="api-root")
routes = ([described if getattr(one, "name", "") == "api-root" else one for one in made], family, name)
opened(routes[0])
urlpatterns = [path("", routes)]
