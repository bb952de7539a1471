from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tongban.catalogue.adjusting.going_on import leading_to
from tongban.catalogue.bundles.making import bundles_with
from tongban.catalogue.checkup.models import CheckRun
from tongban.catalogue.checkup.renaming import rename_group
from tongban.catalogue.checkup.storing import carry_out
from tongban.catalogue.coming import bring_into_force, take_over_basic, take_over_material, take_over_service
from tongban.catalogue.indexing import index_items, rebuild, the_index
from tongban.catalogue.models import Item
from tongban.catalogue.publishing import print_items, print_place, print_those_citing
from tongban.kit.act import Effect
from tongban.kit.writing import writing
from tongban.outbox.api import Row, effect, keep_lease, periodic, post
from tongban.sites.api import forget_faces

INDEX = "catalogue.index"
"""The key of everything that writes the index: one after the other, in order."""


PLACE = "catalogue.reprint_place"
"""The key of printing the guides of a place anew, with its code: slices of one place run in order."""


def keys_of(payload: dict[str, Any]) -> list[str]:
    """One item of an act, or the items of a slice of an import."""
    return list(payload.get("items") or [payload["item"]])


@effect("catalogue.index", lane="index")
def index(payload: dict[str, Any], token: str) -> None:
    """One writer at a time: the lane `index` runs in one thread of one worker. Again changes nothing."""
    index_items(keys_of(payload))


@effect("catalogue.reindex", lane="index")
def reindex(payload: dict[str, Any], token: str) -> None:
    rebuild()


@periodic("catalogue.index_is_there", every_seconds=60)
def index_is_there() -> bool:
    """After a restore, or when the program's index changed its shape, the index is made anew by itself."""
    if the_index().ready or not Item.objects.exists() or Row.objects.filter(lane="index", dead=False).exists():
        return False
    with writing():
        post([Effect("catalogue.reindex", {}, INDEX, None)])
    return True


@effect("catalogue.print_pages", lane="pages")
def print_pages(payload: dict[str, Any], token: str) -> None:
    """The guides as files, one per language; what is no longer published loses its files."""
    print_items(keys_of(payload))


@effect("catalogue.print_bundles_of", lane="pages")
def print_bundles_of(payload: dict[str, Any], token: str) -> None:
    """Its standing changed: the bundles that it belongs to say so."""
    print_items([str(item.pk) for item in bundles_with(payload["code"])])


@effect("catalogue.print_those_leading_to", lane="pages")
def print_those_leading_to(payload: dict[str, Any], token: str) -> None:
    """Its standing changed: the pages of what went on as it name who goes on now. Reads what is cancelled, once."""
    print_items(leading_to(payload["code"]))


@effect("catalogue.inherit", lane="lists")
def inherit(payload: dict[str, Any], token: str) -> None:
    """Every guide of a basic code takes over what the list says now, one act each; whatever ends this, it goes on."""
    take_over_basic(payload["basic"])


@effect("catalogue.compose_anew", lane="lists")
def compose_anew(payload: dict[str, Any], token: str) -> None:
    """Every bundle (一件事) that a changed service belongs to asks and wants what the service asks and wants now."""
    take_over_service(payload["item"])


@effect("catalogue.share", lane="lists")
def share(payload: dict[str, Any], token: str) -> None:
    """Every guide that uses a shared material, and no other, takes over what it says now and is printed anew."""
    take_over_material(payload["material"])


@periodic("catalogue.take_effect", every_seconds=60)
def take_effect() -> bool:
    """What waits for a day that has come; after midnight within a minute."""
    return bring_into_force() > 0


@effect("catalogue.reprint_citing", lane="pages")
def reprint_citing(payload: dict[str, Any], token: str) -> None:
    """The text of an article stands on the page of each guide that cites it."""
    print_those_citing(set(payload["laws"]))


@effect(PLACE, lane="pages")
def reprint_place(payload: dict[str, Any], token: str) -> None:
    """The name and the footer of a place stand on the pages of its guides. One slice, then the next one is posted."""
    forget_faces()  # this worker may have read the old ones a second ago
    after = print_place(payload["region"], payload["after"])
    if after:
        with writing():
            post([Effect(PLACE, payload | {"after": after}, f"{PLACE}:{payload['region']}", None)])


def _heartbeat(token: str) -> Callable[[], None]:
    row = Row.objects.filter(token=token).first()
    return (lambda: keep_lease(row)) if row else (lambda: None)


@effect("catalogue.check_up", lane="check-up")
def run_check_up(payload: dict[str, Any], token: str) -> None:
    """Again after a crash: the same rows, the same run."""
    run = CheckRun.objects.filter(pk=payload["run"]).first()
    if run is not None and run.done_at is None:
        carry_out(run, _heartbeat(token))


@effect("catalogue.rename_materials", lane="check-up")
def rename_materials(payload: dict[str, Any], token: str) -> None:
    rename_group(payload["group"], _heartbeat(token), payload.get("shared", ""))
