from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tongban.documents.models import File
from tongban.documents.stamps.models import FileStamp
from tongban.kit import stamps
from tongban.kit.act import Effect
from tongban.outbox.api import effect, post


def keep_or_ask(file: File, inside: stamps.Stamp | None) -> None:
    """In the transaction that keeps a signed file: the stamp that is in it, else an effect that asks for one."""
    if inside is not None:
        FileStamp.objects.create(file=file, at=inside.at, authority=inside.authority)
    elif stamps.wanted():
        post([Effect("documents.stamp", {"file": str(file.pk)}, f"stamp:{file.pk}", None)])


@effect("documents.stamp", lane="stamps")
def stamp_file(payload: dict[str, Any], token: str) -> Callable[[], None] | None:
    """The authority did not answer when the paper was printed; nobody waited for it."""
    file = File.objects.get(pk=payload["file"])
    if not stamps.wanted() or FileStamp.objects.filter(file=file).exists():
        return None
    stamp = stamps.asked(bytes.fromhex(file.sha256))
    row = FileStamp(file=file, at=stamp.at, authority=stamp.authority, token=stamp.token)

    def finish() -> None:
        FileStamp.objects.bulk_create([row], ignore_conflicts=True)

    return finish
