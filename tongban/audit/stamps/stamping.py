from __future__ import annotations

import hashlib
from collections.abc import Callable

from tongban.audit import ledger
from tongban.audit.models import TreeHead
from tongban.audit.stamps.models import HeadStamp
from tongban.kit import stamps
from tongban.kit.records import canonical


def imprint(head: TreeHead) -> bytes:
    return hashlib.sha256(canonical(ledger.signed(head))).digest()


def wants_stamp(head: TreeHead | None) -> bool:
    return stamps.wanted() and head is not None and not HeadStamp.objects.filter(head=head).exists()


def stamp_head(size: int) -> Callable[[], None] | None:
    """Asks the authority, outside every lock; what is given back writes the row. Raises NoStamp: it is tried again."""
    head = TreeHead.objects.get(pk=size)
    if not wants_stamp(head):
        return None
    stamp = stamps.asked(imprint(head))
    row = HeadStamp(head=head, at=stamp.at, authority=stamp.authority, token=stamp.token)

    def finish() -> None:
        HeadStamp.objects.bulk_create([row], ignore_conflicts=True)

    return finish


def broken() -> str:
    """The first head whose stamp does not hold; nothing where no authority is set."""
    if not stamps.wanted():
        return ""
    for row in HeadStamp.objects.select_related("head").iterator():
        try:
            stamps.checked(bytes(row.token), imprint(row.head))
        except stamps.NoStamp as error:
            return f"head {row.head_id}: {error}"
    return ""
