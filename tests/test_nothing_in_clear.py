"""A whole case with names, numbers and words that occur nowhere else; then every byte that stays anywhere is read for
them, however it might have been written down."""

from __future__ import annotations

import base64
import gzip
import html
import tempfile
import zlib
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import Client

from tests import walking as w
from tests.test_personal_data import MARK, Walk, heard
from tongban.cases import api as cases
from tongban.documents.api import File
from tongban.outbox import api as outbox
from tongban.people import api as people
from tongban.people.privacy.packages import ask_package

assert heard  # the fixture: everything that is logged
PLAIN = {"utf-8", "utf-16-le", "utf-16-be", "gb18030"}


def written(secret: str) -> set[bytes]:
    """The ways a text may stand somewhere without being sealed."""
    ways = {secret.encode(name) for name in PLAIN}
    ways |= {quote(secret).encode(), html.escape(secret).encode(), secret.encode("unicode_escape")}
    ways |= {"".join(f"&#{ord(letter)};" for letter in secret).encode(), secret.encode().hex().encode()}
    ways |= {secret.encode().hex().upper().encode(), ascii(secret)[1:-1].encode()}
    for shift in range(3):  # base64 at each alignment, without the letters that its neighbours decide
        coded = base64.b64encode(b"\0" * shift + secret.encode())
        ways.add(coded[4 if shift else 0 : -4])
    return {way for way in ways if len(way) > 5}


def unfolded(data: bytes) -> Iterator[bytes]:
    """As it is, and unpacked where it is packed."""
    yield data
    for start in (b"\x1f\x8b", b"x\x9c", b"x\xda", b"x\x01"):
        if data.startswith(start):
            try:
                yield gzip.decompress(data) if start == b"\x1f\x8b" else zlib.decompress(data)
            except (OSError, zlib.error, EOFError):
                continue


def told(data: bytes, secrets: set[str]) -> list[str]:
    return sorted(secret for secret in secrets for form in unfolded(data) for way in written(secret) if way in form)


def database() -> Iterator[tuple[str, bytes]]:
    """The bytes of the SQLite file with its free pages; of PostgreSQL what a dump would copy."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        yield "database", connection.connection.serialize()
        return
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            with cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
                yield table, b"".join(bytes(piece) for piece in copy)


def folders() -> Iterator[Path]:
    yield Path(settings.DATA_DIR)
    yield Path(settings.PUBLISHED_DIR)
    yield Path(tempfile.gettempdir())


def stored() -> Iterator[tuple[str, bytes]]:
    """Every file of ours: index, published pages, packages, questions, keys, temporary ones, what was handed in and
    printed."""
    for folder in folders():
        for path in folder.rglob("*"):
            if path.is_file() and path.suffix not in (".ttf", ".mo"):
                yield str(path), path.read_bytes()


def walked() -> Walk:
    """The walk of `test_personal_data`, and what this room adds: opened, taken along, changed, broken off."""
    walk = Walk()
    case = cases.Case.objects.filter(user=walk.user).order_by("id").first()
    desk = Client()
    desk.force_login(w.user("examiner1"))
    desk.post(f"/desk/cases/{case.pk}/open/", {"reason": "contact", "words": walk.said("打开理由")})
    desk.get(f"/desk/cases/{case.pk}/")
    for file in File.objects.filter(owner=walk.user)[:2]:
        desk.get(f"/files/{file.pk}/preview/")
    mine = Client()
    user = people.User.objects.get(pk=walk.user.pk)  # the password is another one since
    mine.force_login(user)
    for address in (
        "/my/",
        "/account/",
        "/account/looks/",
        "/account/data/",
        "/account/close/",
        f"/my/cases/{case.pk}/",
    ):
        assert mine.get(address).status_code == 200
    walk.secrets.add("13911119876")
    right = {"password": "Ein-anderes-Wort-9"}
    mine.post("/account/data/change/", {"channel": "phone", "address": "13911119876", **right})
    ask_package(user=user, by=user)
    outbox.drain()
    mine.get("/search/", {"q": f"{walk.user.name} {walk.user.id_number}"})
    return walk


@pytest.mark.django_db
def test_no_byte_that_stays_tells_who_somebody_is(heard: StringIO) -> None:  # noqa: F811 - the fixture
    walk = walked()
    secrets = {secret for secret in walk.secrets if len(secret) >= 4} | {MARK}
    found = {name: words for name, data in [*database(), *stored()] if (words := told(data, secrets))}
    assert found == {}
    assert told(heard.getvalue().encode(), secrets) == []
    kept = repr([getattr(cache, "_cache", {}) for cache in caches.all()])
    assert told(kept.encode(), secrets) == []


@pytest.mark.django_db
def test_an_error_page_and_its_log_quote_nothing_of_anybody(
    heard: StringIO,  # noqa: F811 - the fixture
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The program breaks with a case in hand and a form on its way."""
    case = w.accepted()
    person = case.user
    secrets = {person.name, person.id_number, person.phone, "13811117654", f"{MARK}错误"}

    def broken(*args: Any, **kwargs: Any) -> None:
        held, typed = case.user.id_number, f"{MARK}错误"
        raise ValueError(f"{case.applicant_name} {held} {typed}")

    monkeypatch.setattr("tongban.cases.views.official_page.told", broken)
    desk = Client(raise_request_exception=False)
    desk.force_login(w.user("examiner1"))
    answers = [desk.get(f"/desk/cases/{case.pk}/")]
    monkeypatch.setattr("tongban.cases.views.official.opened_by", broken)
    typed = {"reason": "contact", "words": f"{MARK}错误 13811117654"}
    answers.append(desk.post(f"/desk/cases/{case.pk}/open/", typed))
    stranger = Client(raise_request_exception=False)
    stranger.force_login(w.user("citizen2"))
    answers += [stranger.get(f"/my/cases/{case.pk}/"), stranger.get(f"/files/{uuid_of(case)}/"), stranger.get("/none/")]
    assert [answer.status_code for answer in answers] == [500, 500, 403, 403, 404]
    for answer in answers:
        assert told(answer.content, secrets) == []
    assert told(heard.getvalue().encode(), secrets) == []


def uuid_of(case: cases.Case) -> Any:
    return case.application.material_files.first().file_id


@pytest.mark.parametrize("secret", ["欧阳来福", "510131198706150184", "13911112222", "四川省演示路一号"])
def test_the_search_itself_would_find_it_in_each_way(secret: str) -> None:
    for way in written(secret):
        assert told(b"x" * 7 + way + b"y", {secret}) == [secret] or told(b"x" * 7 + way + b"y", {secret})
    assert told(gzip.compress(secret.encode()), {secret}) and told(zlib.compress(secret.encode()), {secret})
    assert told(base64.b64encode(b"ab" + secret.encode() + b"cdef"), {secret})
    assert not told(b"nothing of anybody", {secret})


@pytest.mark.django_db
def test_the_search_reads_the_database_as_it_is_now_and_our_folders() -> None:
    outbox.Row.objects.create(lane="x", key="x", name="x", payload={"words": f"{MARK}!"})
    assert [name for name, data in database() if told(data, {MARK})]
    assert len(list(stored())) > 20
