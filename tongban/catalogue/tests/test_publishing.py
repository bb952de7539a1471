"""A published guide is a file, the same for everybody; Django renders the same bytes when there is no file."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from config.front import Front, accepts_gzip, chosen_by_django, cookie_of, security_headers
from tests import walking as w
from tongban.catalogue import api as catalogue
from tongban.catalogue import rebuilding
from tongban.catalogue.effects import print_pages
from tongban.catalogue.publishing import etag_of, folder_of, is_current, is_printed, print_item, remove_pages, rendered
from tongban.catalogue.rebuilding import follow, rebuild
from tongban.kit.act import SYSTEM

pytestmark = pytest.mark.django_db
HOP = {"Content-Length", "Content-Encoding", "X-Request-ID"}


@pytest.fixture
def item() -> Iterator[catalogue.Item]:
    found = w.item(w.FOOD)
    yield found
    remove_pages(found.code)


def behind(environ: dict[str, Any], start: Any) -> list[bytes]:
    start("299 Django", [])
    return [b"from Django"]


def front() -> Front:
    folders = {"zh-hans": settings.PUBLISHED_DIR, "en": settings.PUBLISHED_DIR / "en"}
    return Front(behind, folders, security_headers(), chosen_by_django)


class Answer:
    def __init__(self, application: Any, path: str, method: str = "GET", **headers: str) -> None:
        environ = {"PATH_INFO": path, "REQUEST_METHOD": method} | {f"HTTP_{k.upper()}": v for k, v in headers.items()}
        self.status, self.headers = "", {}
        self.body = b"".join(application(environ, self.started))

    def started(self, status: str, headers: list[tuple[str, str]]) -> None:
        self.status, self.headers = status, dict(headers)


def path_of(item: catalogue.Item) -> str:
    return f"/guides/{item.code}/"


def test_the_worker_prints_a_page_for_each_language(item: catalogue.Item) -> None:
    print_pages({"item": str(item.pk)}, "token")
    for language in ("zh-hans", "en"):
        page = folder_of(item.code, language) / "index.html"
        assert page.read_bytes() == rendered(item, language)
        assert gzip.decompress(page.with_name("index.html.gz").read_bytes()) == page.read_bytes()
    assert folder_of(item.code, "en") == settings.PUBLISHED_DIR / "en" / "guides" / item.code


def test_a_printed_page_needs_no_query_and_no_django(
    item: catalogue.Item, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    print_item(item)
    with django_assert_num_queries(0):
        answer = Answer(front(), path_of(item))
    assert answer.status == "200 OK"
    assert answer.headers["ETag"] == etag_of(answer.body)


def test_file_and_django_answer_alike(item: catalogue.Item, client: Client) -> None:
    print_item(item)
    for language in ("zh-hans", "en"):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        live = client.get(path_of(item))
        printed = Answer(front(), path_of(item), cookie=f"django_language={language}")
        assert printed.body == live.content
        theirs, ours = dict(live.headers.items()), printed.headers
        assert {k: v for k, v in theirs.items() if k not in HOP} == {k: v for k, v in ours.items() if k not in HOP}


def test_nothing_of_a_visitor_is_in_the_page(item: catalogue.Item) -> None:
    anonymous, signed_in = Client(), Client()
    signed_in.force_login(w.user("citizen1"))
    pages = [one.get(path_of(item)) for one in (anonymous, signed_in)]
    assert pages[0].content == pages[1].content
    page = pages[0].content.decode()
    assert "csrfmiddlewaretoken" not in page and "sessionid" not in page and w.user("citizen1").name not in page
    assert not pages[0].cookies


def test_who_has_the_page_already_gets_no_bytes(item: catalogue.Item) -> None:
    print_item(item)
    application = front()
    first = Answer(application, path_of(item))
    again = Answer(application, path_of(item), if_none_match=first.headers["ETag"])
    assert again.status == "304 Not Modified" and again.body == b"" and again.headers["ETag"] == first.headers["ETag"]
    packed = Answer(application, path_of(item), accept_encoding="gzip", if_none_match=f"W/{first.headers['ETag']}")
    assert packed.status == "304 Not Modified"


def test_a_browser_that_can_unpack_gets_it_packed(item: catalogue.Item) -> None:
    print_item(item)
    plain, packed = Answer(front(), path_of(item)), Answer(front(), path_of(item), accept_encoding="gzip, br")
    assert packed.headers["Content-Encoding"] == "gzip" and gzip.decompress(packed.body) == plain.body
    assert int(packed.headers["Content-Length"]) == len(packed.body) < len(plain.body) // 2
    assert not accepts_gzip("br, gzip;q=0") and accepts_gzip("gzip;q=0.5")


def test_head_tells_the_length_and_sends_nothing(item: catalogue.Item) -> None:
    print_item(item)
    head = Answer(front(), path_of(item), "HEAD")
    assert head.body == b"" and int(head.headers["Content-Length"]) == len(rendered(item, "zh-hans"))


def test_the_switch_chooses_the_language_and_without_it_the_browser(item: catalogue.Item) -> None:
    print_item(item)
    application = front()
    english = rendered(item, "en")
    assert Answer(application, path_of(item), cookie="other=1; django_language=en").body == english
    assert Answer(application, path_of(item), accept_language="en-GB,en;q=0.9").body == english
    chinese = Answer(application, path_of(item), cookie="django_language=zh-hans", accept_language="en")
    assert chinese.body == rendered(item, "zh-hans") and chinese.headers["Content-Language"] == "zh-hans"
    assert Answer(application, path_of(item), cookie="x_django_language=en").body == chinese.body


def test_a_new_edition_is_seen_at_once_and_a_removed_page_goes_to_django(item: catalogue.Item) -> None:
    print_item(item)
    application = front()
    old = Answer(application, path_of(item))
    page = folder_of(item.code, "zh-hans") / "index.html"
    aside = page.with_name("aside")
    aside.write_bytes(b"new edition")
    aside.replace(page)
    new = Answer(application, path_of(item))
    assert new.body == b"new edition" and new.headers["ETag"] != old.headers["ETag"]
    remove_pages(item.code)
    assert Answer(application, path_of(item)).status == "299 Django"


@pytest.mark.parametrize(
    "path",
    [
        "/guides/../secret/",
        "/guides/..%2fsecret/",
        "/guides/.hidden/",
        "/guides//",
        "/guides/a/b/",
        "/guides/nobody-knows/",
        "/guides/\x00/",
        "/",
    ],
)
def test_only_what_was_printed_comes_from_the_folder(path: str) -> None:
    (settings.PUBLISHED_DIR / "guides").mkdir(exist_ok=True)
    assert Answer(front(), path).status == "299 Django"


def test_what_is_posted_is_for_django(item: catalogue.Item) -> None:
    print_item(item)
    assert Answer(front(), path_of(item), "POST").status == "299 Django"


def test_memory_stays_bounded(item: catalogue.Item, monkeypatch: pytest.MonkeyPatch) -> None:
    import config.front

    print_item(item)
    monkeypatch.setattr(config.front, "ROOM", 1)
    application = front()
    for language in ("zh-hans", "en", "zh-hans"):
        Answer(application, path_of(item), cookie=f"django_language={language}")
    assert len(application.pages) == 1 and application.size == next(iter(application.pages.values())).size


def test_printing_everything_removes_what_is_published_no_more(item: catalogue.Item) -> None:
    left = settings.PUBLISHED_DIR / "guides" / "gone"
    left.mkdir(parents=True)
    done = rebuild()
    assert is_printed(item.code) and done.printed == done.all and not left.exists() and is_current()
    assert rebuild(missing_only=True).printed == 0
    remove_pages(item.code)
    assert rebuild(missing_only=True).printed == 1
    assert is_printed(item.code)


def test_a_rebuild_that_was_ended_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilding, "SLICE", 4)

    def stop(progress: rebuilding.Progress) -> None:
        if progress.done == 8:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(say=stop)
    said: list[str] = []
    done = rebuild(say=lambda progress: said.append(progress.said()))
    assert (done.before, done.before + done.done) == (8, done.all)
    assert said[0].startswith(f"12 of {done.all} guides")
    assert rebuild().before == 0  # whole, the next one begins anew


def test_what_is_published_while_everything_is_printed_is_not_written_over(
    item: catalogue.Item, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed, page = rebuilding.print_slice, settings.PUBLISHED_DIR / "guides" / item.code / "index.html"

    def late(keys: list[Any], missing_only: bool) -> int:
        """The slice read the guide, somebody published the next version, then the slice wrote its page."""
        done, old = printed(keys, missing_only), page.read_bytes()
        if item.pk in keys:
            assert item.current is not None
            content = item.current.content | {"notes": {"zh": "重印时发布的新提示", "en": "A new note"}}
            catalogue.draft(item=item, content=content, by=SYSTEM)
            catalogue.submit_for_review(item=item, by=SYSTEM)
            catalogue.publish(item=item, by=SYSTEM)
            page.write_bytes(old)
        return done

    rebuild()
    monkeypatch.setattr(rebuilding, "print_slice", late)
    rebuild()
    assert "重印时发布的新提示" in page.read_text()


def test_a_note_of_another_edition_or_of_nonsense_is_no_note() -> None:
    for note in ('{"edition": "older", "after": "x", "done": 5}', "[]", "{"):
        (settings.PUBLISHED_DIR / "rebuilding.json").write_text(note)
        assert rebuild().before == 0


def test_a_machine_with_a_disk_of_its_own_follows(item: catalogue.Item, tmp_path: Path, settings: Any) -> None:
    settings.PUBLISHED_DIR = tmp_path / "node"
    follow(lambda printed: None, rounds=1)
    assert item.current is not None
    catalogue.draft(item=item, content=item.current.content | {"promise_days": 9}, by=SYSTEM)
    catalogue.submit_for_review(item=item, by=SYSTEM)
    catalogue.publish(item=item, by=SYSTEM)
    printed: list[int] = []
    follow(printed.append, rounds=1)
    page = (tmp_path / "node" / "guides" / item.code / "index.html").read_text()
    assert printed[0] >= 1 and "9 个工作日" in page


def test_an_unpublished_item_loses_its_page(item: catalogue.Item) -> None:
    print_item(item)
    catalogue.Item.objects.filter(pk=item.pk).update(current=None)
    print_pages({"items": [str(item.pk)]}, "token")
    assert not folder_of(item.code, "zh-hans").exists()


def test_a_code_that_is_no_folder_is_rendered_each_time(item: catalogue.Item, client: Client) -> None:
    catalogue.Item.objects.filter(pk=item.pk).update(code="事项：一")
    print_pages({"item": str(item.pk)}, "token")
    assert not any(path.name.startswith("事项") for path in Path(settings.PUBLISHED_DIR).rglob("*"))
    assert client.get("/guides/事项：一/").status_code == 200


def test_the_cookie_is_read_by_its_whole_name() -> None:
    assert [cookie_of(c) for c in ("django_language=en", "a=1; django_language=zh-hans", "my_django_language=en", "")] == [
        "en", "zh-hans", "", "",
    ]  # fmt: skip


def test_without_scripts_a_printed_page_looks_as_the_switches_left_it(item: catalogue.Item) -> None:
    print_item(item)
    application = front()
    plain = Answer(application, path_of(item), cookie="other=1")
    assert b'class=""' in plain.body[:200]
    for cookie, classes in {
        "elder=1; contrast=1": b'class="contrast elder"',
        "a=b; contrast=1": b'class="contrast"',
        "contrast=0; elder=0": b'class=""',
        "contrast=1x": b'class=""',
    }.items():
        worn = Answer(application, path_of(item), cookie=cookie, accept_encoding="gzip")
        body = gzip.decompress(worn.body)
        assert classes in body[:200] and body.partition(b"<main")[2] == plain.body.partition(b"<main")[2]
        assert (b"/prefer/?contrast=0" in body) == (b"contrast" in classes)
    assert Answer(application, path_of(item), cookie="contrast=1").headers["ETag"] != plain.headers["ETag"]
