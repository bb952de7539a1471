"""The departments' words where every searching process finds them: one small file beside the index."""

from __future__ import annotations

import fcntl
import os
import secrets
from pathlib import Path

import orjson
from django.conf import settings
from django.db import transaction

from tongban.catalogue.asking.models import OtherWord


def path() -> Path:
    return Path(settings.INDEX_DIR) / "words.json"


def write() -> bool:
    """Whether the file changed. One after the other, so that whoever writes last has read last."""
    with path().with_name("words.lock").open("w") as file:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX)
        return _write()


def _write() -> bool:
    rows = OtherWord.objects.filter(withdrawn_at__isnull=True).order_by("made_at")
    content = orjson.dumps(list(rows.values_list("word", "leads", "region_code")))
    if path().is_file() and path().read_bytes() == content:
        return False
    aside = path().with_name(f".words.{secrets.token_hex(4)}")
    aside.write_bytes(content)
    os.replace(aside, path())
    return True


def write_soon() -> None:
    """As soon as the change is in the database; every process reads it with its next question."""
    transaction.on_commit(write)
