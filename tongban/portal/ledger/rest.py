"""The log's heads and proofs, for programs (docs/proofs.md). No personal data; each answer reads a few rows or tiles.

What cannot change is said to be immutable, so that a cache in front answers it.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from tongban.audit import api as audit
from tongban.kit import crypto
from tongban.kit.errors import BadInput
from tongban.portal.faults import FAULTS
from tongban.portal.ledger import lookups

router = Router(tags=["ledger"])
FOR_EVER, FRESH = "public, max-age=31536000, immutable", "public, max-age=30"
NONE_FIRST = 2**62
Size = Annotated[int, Field(ge=1, le=NONE_FIRST, description="a number of entries")]
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="the digest of an entry, in hex")]


class HeadOut(Schema):
    """`text` is what is signed, byte for byte: `{"tree_head":{"at","root","size"}}`; `words` is how receipts print it."""

    text: str
    signature: str
    size: int
    root: str
    at: dt.datetime
    words: str


class InclusionOut(Schema):
    """`number` counts from 1; `path` are siblings from the leaf upwards (RFC 9162 §2.1.3)."""

    number: int
    size: int
    path: list[str]


class ConsistencyOut(Schema):
    first: int
    second: int
    consistency: list[str]


class KeyOut(Schema):
    """`use`: `records` signs receipts, `heads` the heads of the log; neither counts for the other."""

    id: str
    use: str
    algorithm: str
    public_key: str


class KeysOut(Schema):
    """`hash`: of entries; `tree`: how the log is hashed. The last key signs now, the others did."""

    hash: str
    tree: str
    keys: list[KeyOut]


class ProofIn(Schema):
    number: Annotated[str, Field(max_length=60)]
    code: Annotated[str, Field(max_length=60)]


class ProofOut(Schema):
    """A proof bundle, described in docs/proofs.md."""

    format: str
    version: int
    hash: str
    tree: str
    receipt: dict[str, str]
    steps: list[dict[str, Any]]
    head: dict[str, str] | None
    earlier: dict[str, Any] | None
    keys: list[KeyOut]


def head_out(head: audit.TreeHead) -> dict[str, Any]:
    plain = {"size": head.size, "root": head.root, "at": head.at, "words": audit.in_words(head)}
    return audit.signed_head(head) | plain


def kept(response: HttpResponse, how: str) -> None:
    response.headers["Cache-Control"] = how


@router.get("/heads", response={200: list[HeadOut], **FAULTS}, summary="Signed heads of the log, newest first")
def heads(
    request: HttpRequest,
    response: HttpResponse,
    below: Size = NONE_FIRST,
    n: Annotated[int, Field(ge=1, le=100)] = 50,
) -> list[dict[str, Any]]:
    """For those before, give the last size as `below`."""
    kept(response, FRESH)
    return [head_out(head) for head in audit.TreeHead.objects.filter(size__lt=below).order_by("-size")[:n]]


@router.get("/heads/newest", response={200: HeadOut, **FAULTS}, summary="The newest signed head of the log")
def newest(request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
    kept(response, FRESH)
    return head_out(newest_head())


def newest_head() -> audit.TreeHead:
    head = audit.newest_head()
    if head is None:
        raise Http404
    return head


@router.get("/keys", response={200: KeysOut, **FAULTS}, summary="The keys that heads and receipts are signed with")
def keys(request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
    kept(response, FRESH)
    return {"hash": crypto.hash_name(), "tree": audit.tree_name(), "keys": crypto.record_keys()}


@router.get("/inclusion", response={200: InclusionOut, **FAULTS}, summary="The place of an entry in the log")
def inclusion(request: HttpRequest, response: HttpResponse, entry: Digest, size: Size) -> dict[str, Any]:
    """`size`: of the head that the path leads to, at most that of the newest."""
    check_size(size)
    number = audit.Entry.objects.filter(digest=entry, number__lte=size).values_list("number", flat=True).first()
    if number is None:
        raise Http404
    kept(response, FOR_EVER)
    path = audit.reader({number - 1}, [size]).inclusion(number - 1, size)
    return {"number": number, "size": size, "path": [one.hex() for one in path]}


@router.get(
    "/consistency", response={200: ConsistencyOut, **FAULTS}, summary="That a longer log begins with a shorter one"
)
def consistency(request: HttpRequest, response: HttpResponse, first: Size, second: Size) -> dict[str, Any]:
    check_size(second)
    if first > second:
        raise BadInput(
            _("The first size is the smaller one."), found=first, wanted=_("at most %(most)d") % {"most": second}
        )
    kept(response, FOR_EVER)
    path = audit.reader(set(), [first, second]).consistency(first, second)
    return {"first": first, "second": second, "consistency": [one.hex() for one in path]}


def check_size(size: int) -> None:
    if size > newest_head().size:
        raise Http404


@router.post("/proof", response={200: ProofOut, **FAULTS}, summary="The proof of one application, as it is now")
def proof(request: HttpRequest, asked: ProofIn) -> HttpResponse:
    """By receipt number and query code; without names, answers or papers."""
    found = lookups.looked_up(request, asked.number, asked.code)
    made = HttpResponse(lookups.proof_of(found, at_once=True), content_type="application/json")
    made.headers["Cache-Control"] = "no-store"
    return made
