"""A process that keeps no file hands it over and gets it back, sealed; nobody else is answered (Q6)."""

from __future__ import annotations

import hashlib
import time
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpRequest
from django.test import Client

from tests import walking as w
from tongban.documents import far, storing
from tongban.documents.api import files_of
from tongban.intake.effects import forget_file

pytestmark = pytest.mark.django_db


def sealed(method: str, path: str, body: bytes, at: int | None = None) -> dict[str, str]:
    moment, digest = str(at or int(time.time())), hashlib.sha256(body).hexdigest()
    return {"X-At": moment, "X-Digest": digest, "X-Seal": far.seal(method, path, moment, digest)}


def asked(method: str, path: str, body: bytes = b"", **headers: str) -> int:
    answer = Client().generic(method, path, body, "application/octet-stream", headers=headers)
    return answer.status_code


def test_without_a_seal_nothing_is_there(settings: Any) -> None:
    settings.FILES_SECRET = "a-secret-of-two-zones"
    file = files_of(w.submitted().application).exclude(owner=None).first()
    assert file is not None
    path, other = f"/inner/files/{file.pk}/", f"/inner/files/{uuid4()}/"
    good = sealed("GET", path, b"")
    assert asked("GET", path, **good) == 200
    old = sealed("GET", path, b"", at=int(time.time()) - 61)
    wrong = [
        ("GET", path, b"", {}),
        ("GET", path, b"", good | {"X-Seal": "0" * 64}),
        ("GET", path, b"", good | {"X-At": "９"}),
        ("GET", path, b"", good | {"X-At": "9" * 5000}),
        ("GET", path, b"", old),
        ("DELETE", path, b"", good),
        ("GET", other, b"", good),
        ("PUT", path, b"other bytes", sealed("PUT", path, b"bytes")),
        ("PATCH", path, b"", sealed("PATCH", path, b"")),
        ("POST", path, b"no key", sealed("POST", path, b"no key")),
    ]
    assert {asked(method, at, body, **headers) for method, at, body, headers in wrong} == {404}
    settings.FILES_SECRET = ""
    assert asked("GET", path, **sealed("GET", path, b"")) == 404, "no secret, no other zone"


def test_what_is_stored_is_neither_written_over_nor_forgotten_while_a_row_names_it(settings: Any) -> None:
    settings.FILES_SECRET = "a-secret-of-two-zones"
    file = files_of(w.submitted().application).exclude(owner=None).first()
    assert file is not None
    path, kept = f"/inner/files/{file.pk}/", storing.path_of(file.pk).read_bytes()
    assert asked("PUT", path, b"other bytes", **sealed("PUT", path, b"other bytes")) == 409
    assert asked("DELETE", path, **sealed("DELETE", path, b"")) == 204
    assert storing.path_of(file.pk).read_bytes() == kept
    loose = f"/inner/files/{uuid4()}/"
    assert asked("PUT", loose, b"bytes", **sealed("PUT", loose, b"bytes")) == 204
    assert asked("DELETE", loose, **sealed("DELETE", loose, b"")) == 204
    assert asked("GET", loose, **sealed("GET", loose, b"")) == 404


@pytest.mark.parametrize("name", ["../../keys/ring.json", "/etc/hostname", "", "a.pdf"])
def test_no_name_leads_out_of_the_folder_of_files(name: str) -> None:
    for ask in (storing.path_of, storing.forget_unnamed, storing.forget_key):
        with pytest.raises(ValueError, match="UUID"):
            ask(name)
    with pytest.raises(ValueError, match="UUID"):
        forget_file({"file": name}, "token")


def test_who_has_no_seal_sends_nothing_that_is_read(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.FILES_SECRET = "a-secret-of-two-zones"
    path, read = f"/inner/files/{uuid4()}/", []
    monkeypatch.setattr(HttpRequest, "read", lambda self, *_size: read.append(self.path) or b"")
    assert asked("PUT", path, b"x" * 1000) == 404 and not read
    assert asked("PUT", path, b"x" * 1000, **sealed("PUT", path, b"x" * 1000, at=int(time.time()) - 61)) == 404
    settings.FILES_SECRET = ""
    assert asked("PUT", path, b"x" * 1000, **sealed("PUT", path, b"x" * 1000)) == 404 and not read
    settings.FILES_SECRET = "a-secret-of-two-zones"
    assert asked("PUT", path, b"x" * 1000, **sealed("PUT", path, b"x" * 1000)) == 404 and read == [path]
