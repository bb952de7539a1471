"""Programs ask the same things as people, and every refusal says what was found, what was wanted and what to do."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tests import walking as w
from tongban.documents.api import papers_of

pytestmark = pytest.mark.django_db


def asked(path: str, **given: Any) -> Any:
    return Client().get(path, given)


def sent(path: str, **given: Any) -> Any:
    return Client().post(path, json.dumps(given), content_type="application/json")


def is_fault(answer: Any) -> bool:
    return set(answer.json()) == {"message", "found", "wanted", "cure"} and bool(answer.json()["message"])


@pytest.mark.parametrize("path", ["/api/check", "/api/progress"])
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n1\r\n--x--'),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("multipart/form-data", b"broken"),
        ("application/json", b"{"),
        ("application/json", b"\xff"),
    ],
)
def test_what_is_no_json_is_refused_in_words(path: str, kind: str, body: bytes) -> None:
    answer = Client(raise_request_exception=False).post(path, body, content_type=kind)
    assert answer.status_code in (400, 415) and is_fault(answer)


def test_services_are_found_by_words(indexed: None) -> None:
    found = asked("/api/search", q="开小吃店", n=3).json()
    assert w.FOOD in [item["name"] for item in found["items"]] and len(found["items"]) == 3 and found["more"]
    item = found["items"][0]
    assert {"code", "name", "region", "department", "url"} <= set(item) and found["sure"]


@pytest.mark.parametrize("words", ["学位", "换灯泡"])
def test_what_only_shares_a_weak_word_is_told_as_no_answer(indexed: None, words: str) -> None:
    found = asked("/api/search", q=words).json()
    assert found["items"] and not found["sure"]
    page = Client().get("/search/", {"q": words}).content.decode()
    assert "没有找到" in page and "最接近" in page


def test_a_guide_is_handed_out_as_published_without_the_notes_of_examiners() -> None:
    item = w.item(w.FOOD)
    assert item.current is not None
    guide = asked(f"/api/guides/{item.code}").json()
    assert guide["digest"] == item.current.digest and guide["guide"]["materials"] == item.current.content["materials"]
    assert "review_points" not in guide["guide"]


def test_places_inside_a_place() -> None:
    inside = asked("/api/regions/510131/children").json()
    assert {"code": "510131001000", "level": 4}.items() <= inside[0].items()


def test_progress_by_number_and_code() -> None:
    case = w.accepted()
    answer = sent("/api/progress", number=case.number, code=case.application.query_code)
    assert answer.status_code == 200
    told = answer.json()
    assert (told["state"], told["open"], told["due"]) == ("in_review", True, case.due_on.isoformat())
    assert told["why"] and [step["state"] for step in told["steps"]][:2] == ["next", "now"]
    assert w.user("citizen1").name not in answer.content.decode()


def test_a_document_is_checked_in_three_ways() -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    paper = papers_of(w.submitted().application).get(kind="receipt")
    assert asked("/api/check", code=paper.check_code).json()["status"] == "valid"
    assert sent("/api/check", text=paper.check_code).json()["status"] == "valid"
    assert sent("/api/check", text=paper.number).json()["status"] == "unknown"
    upload = SimpleUploadedFile("x.pdf", b"no pdf")
    assert Client().post("/api/check/file", {"file": upload}).json()["status"] == "unreadable"


@pytest.mark.parametrize(
    ("path", "given", "status"),
    [
        ("/api/search", {}, 422),
        ("/api/search", {"q": "x", "n": 0}, 422),
        ("/api/search", {"q": "x", "place": "99"}, 422),
        ("/api/search", {"q": "x", "topic": "nobody"}, 422),
        ("/api/guides/nobody", {}, 404),
        ("/api/regions/x/children", {}, 422),
        ("/api/regions/659999/children", {}, 404),
    ],
)
def test_a_wrong_question_is_told_how_it_should_be(
    indexed: None, path: str, given: dict[str, Any], status: int
) -> None:
    answer = asked(path, **given)
    assert answer.status_code == status and is_fault(answer)


def test_wrong_posts_are_told_too() -> None:
    for answer in (
        sent("/api/progress", number="1", code="x"),
        sent("/api/progress"),
        Client().post("/api/check", "{broken", content_type="application/json"),
        Client().post("/api/check/file"),
    ):
        assert answer.status_code in (400, 422) and is_fault(answer)


def test_the_description_names_every_path_and_needs_no_account() -> None:
    paths = asked("/api/openapi.json").json()["paths"]
    assert {"/api/search", "/api/suggest", "/api/guides/{code}", "/api/progress", "/api/check"} <= set(paths)


def test_every_route_says_that_it_is_open() -> None:
    from tongban.portal.rest import routes

    assert all(pattern.callback.entry == "anybody" for pattern in routes[0])
