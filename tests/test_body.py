"""A body that no page takes is refused before it is read."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("length", "status"), [("100", "404"), (str(2**40), "413"), ("many", "413")])
def test_a_body_too_large_is_refused(length: str, status: str) -> None:
    from config.wsgi import bounded

    told: list[Any] = []
    inner = bounded(lambda environ, start: start("404 Not Found", []) or [])
    inner({"CONTENT_LENGTH": length}, lambda code, headers: told.append(code))
    assert told[0].startswith(status)


def test_a_body_in_chunks_is_asked_for_its_length() -> None:
    from config.wsgi import bounded

    told: list[str] = []
    said = bounded(lambda environ, start: [])({"HTTP_TRANSFER_ENCODING": "chunked"}, lambda code, _: told.append(code))
    assert told == ["411 Length Required"]
    assert b"length" in said[0] and b"0 bytes" not in said[0]
