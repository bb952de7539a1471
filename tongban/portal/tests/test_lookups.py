"""Whoever holds a number learns how a case stands, and whether a document holds; and nothing of a person."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.utils import timezone

from config.wsgi import django_application
from tests import walking as w
from tongban.cases import api as cases
from tongban.documents.api import Paper, papers_of, read
from tongban.licences import api as licences
from tongban.people.models import Attempt
from tongban.portal import checking
from tongban.portal.views.lookups import TRIES_PER_NUMBER

pytestmark = pytest.mark.django_db


def posted(path: str, **given: Any) -> Any:
    return Client().post(path, given)


def text(answer: Any) -> str:
    return answer.content.decode()


# How a case stands


def test_number_and_code_show_states_and_the_day_it_is_due() -> None:
    case = w.accepted()
    answer = posted("/progress/", number=f" {case.number.lower()} ", code=case.application.query_code.lower())
    page = text(answer)
    assert answer.status_code == 200 and case.number in page
    assert str(case.due_on.year) in page and "tb-timeline" in page
    assert answer.headers["Cache-Control"].startswith("max-age=0")


def test_nothing_of_the_person_is_on_it() -> None:
    case = w.accepted(w.FOOD, by="agent1", enterprise=w.enterprise("agent1"))
    person, page = w.user("agent1"), text(posted("/progress/", number=case.number, code=case.application.query_code))
    assert case.enterprise is not None
    for secret in (person.name, person.phone, person.id_number, case.applicant_name, case.enterprise.name):
        assert secret not in page
    assert "/files/" not in page
    for official in ("examiner1", "clerk1"):
        assert w.user(official).name not in page


def test_a_typing_fault_is_told_before_anything_is_looked_up() -> None:
    case = w.submitted()
    wrong = case.number[:-2] + ("1" if case.number[-2] != "1" else "2") + case.number[-1]
    answer = posted("/progress/", number=wrong, code="ABCDEFGH")
    assert answer.status_code == 422 and f'value="{wrong}"' in text(answer) and 'id="f-number-error"' in text(answer)
    assert Attempt.objects.count() == 0


def test_a_wrong_code_opens_nothing_and_is_not_shown_again() -> None:
    case = w.submitted()
    answer = posted("/progress/", number=case.number, code="WRONGCODE")
    assert answer.status_code == 422 and case.item_name not in text(answer) and "WRONGCODE" not in text(answer)


def test_a_code_in_other_letters_is_a_wrong_code() -> None:
    case = w.submitted()
    assert posted("/progress/", number=case.number, code="查询码").status_code == 422


@pytest.mark.parametrize("charset", ["zlib", "rot13", "utf-7", "unicode_escape", "idna", "undefined", "utf-16"])
def test_letters_of_a_request_are_utf8_whatever_it_says(charset: str) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="number"\r\n\r\n+2AA-\\ud800\r\n--b--\r\n'
    asked = RequestFactory().generic("POST", "/progress/?number=%2B2AA-%5Cud800", body).environ
    asked["CONTENT_TYPE"] = f"multipart/form-data; boundary=b; charset={charset}"
    read = django_application.request_class(asked)
    assert read.POST["number"] == read.GET["number"] == "+2AA-\\ud800"


def test_a_nul_reaches_nothing() -> None:
    page = posted("/check/", text="a\0b")
    assert page.status_code == 200 and page.context["typed"] == "a\ufffdb"
    assert Client().get("/progress/", {"number": "1\0"}).context["number"] == "1\ufffd"
    assert Client().get("/places/%00/").status_code == 404


def test_guessing_codes_ends_soon() -> None:
    case = w.submitted()
    for _ in range(TRIES_PER_NUMBER):
        posted("/progress/", number=case.number, code="WRONGCODE")
    assert posted("/progress/", number=case.number, code=case.application.query_code).status_code == 429


def test_a_link_fills_in_the_number_and_never_the_code() -> None:
    case = w.submitted()
    page = text(Client().get("/progress/", {"number": case.number, "code": case.application.query_code}))
    assert case.number in page and case.application.query_code not in page and case.item_name not in page


def test_a_page_without_anything_typed_asks_for_both() -> None:
    page = text(posted("/progress/"))
    assert 'id="f-number-error"' in page and 'id="f-code-error"' in page


# Whether a document holds


@pytest.fixture
def decision() -> Paper:
    case = w.printed(w.granted())
    return papers_of(case).get(kind="grant")


def test_the_code_on_the_paper_confirms_it_and_writes_nothing(decision: Paper) -> None:
    page = text(Client().get("/check/", {"code": decision.check_code}))
    assert decision.number in page and "文书属实" in page and "演示" in page
    assert Attempt.objects.count() == 0


def test_of_a_person_only_the_first_character_is_shown(decision: Paper) -> None:
    name = w.user("citizen1").name
    page = text(posted("/check/", text=decision.check_code))
    assert name not in page and f"{name[0]}*" in page


def test_a_bare_number_of_a_paper_or_receipt_tells_nothing(decision: Paper) -> None:
    """The same of a number that nobody has, so that numbers can't be tried."""
    for typed in (decision.number, decision.content["case_number"], "蒲市监许〔2020〕999号"):
        page = text(posted("/check/", text=typed))
        assert "核验码" in page and "这个编号要用核验码查" in page
        assert decision.content["item"] not in page and "*" not in page.split("<main")[1].split("<form")[0]


def test_a_licence_number_typed_with_other_brackets_is_the_same() -> None:
    typed = permit().number.replace("〔", " [").replace("〕", "] ")
    assert checking.by_text(typed).is_valid


def test_a_check_code_may_be_typed_full_width(decision: Paper) -> None:
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in decision.check_code)
    assert checking.by_text(f" {wide} ").is_valid


def test_letters_that_look_like_digits_are_read_as_digits() -> None:
    case = w.accepted()
    typed = "　".join((case.number[:9].replace("0", "O").replace("1", "l"), case.number[9:-1].replace("1", "I")))
    answer = posted("/progress/", number=typed + case.number[-1], code=f" {case.application.query_code.lower()} ")
    assert answer.status_code == 200 and case.number in text(answer)


def test_a_number_is_no_key_of_the_link(decision: Paper) -> None:
    assert checking.by_code(decision.number).status == "unknown"


def test_the_file_itself_is_recognised_and_one_byte_changes_it(decision: Paper) -> None:
    assert decision.file is not None
    content = read(decision.file)
    whole = posted("/check/", file=SimpleUploadedFile("决定.pdf", content))
    assert "文书属实" in text(whole) and decision.number in text(whole)
    at = content.index(b"stream") + 100
    changed = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
    assert checking.by_file(changed).status == "changed"
    assert checking.by_file(content + b"\n% more").status == "changed"


def test_a_strange_file_gets_an_answer() -> None:
    assert checking.by_file(b"no pdf at all").status == "unreadable"
    assert "文件无法读取" in text(posted("/check/", file=SimpleUploadedFile("x.pdf", b"")))


def test_a_record_that_was_changed_is_told() -> None:
    paper = papers_of(w.submitted().application).get(kind="receipt")
    assert checking.of_paper(paper).is_valid
    paper.content = paper.content | {"item": "别的事项"}
    assert checking.of_paper(paper).status == "changed"


def test_nobody_s_number_is_unknown_and_a_mistyped_identifier_is_told() -> None:
    assert checking.by_text("蒲市监许〔2020〕999号").status == "unknown"
    licence = permit()
    mistyped = licence.identifier[:-1] + ("A" if licence.identifier[-1] != "A" else "B")
    assert checking.by_text(mistyped).title == checking._mistyped().title


def permit() -> licences.Licence:
    case = w.accepted(w.FOOD, by="agent1")
    inspectors = [w.user("inspector1"), w.user("inspector2")]
    case = cases.name_inspectors(
        case=case, inspectors=inspectors, at=timezone.now(), place="通办路1号", scope="布局", by=w.user("head1")
    )
    for inspector in inspectors:
        case = cases.inspect(case=case, passed=True, report="符合", by=inspector)
    case = cases.review(case=case, opinion="grant", reasons="", ticked=w.ticks(case), by=w.user("examiner1"))
    return licences.of(cases.grant(case=w.completed(case, "agent1"), by=w.user("decider1"))).get()


def test_a_licence_is_valid_until_it_is_revoked_and_then_says_why() -> None:
    licence = permit()
    assert checking.by_text(licence.identifier).is_valid and checking.by_text(f" {licence.number} ").is_valid
    licences.end(licence=licence, how="revoke", reason="隐瞒真实情况", by=w.user("head1"))
    page = text(posted("/check/", text=licence.identifier))
    assert "已被撤销" in page and "隐瞒真实情况" in page
    assert licence.paper is not None
    assert checking.by_code(licence.paper.check_code).status == "ended"


def test_a_licence_whose_last_day_has_passed_has_expired() -> None:
    licence = permit()
    licence.valid_until = licence.issued_on.replace(year=licence.issued_on.year - 1)
    assert checking.of_licence(licence).status == "expired"


def test_tries_are_counted() -> None:
    answers = [posted("/check/", text="x").status_code for _ in range(82)]  # a minute may turn over between them
    assert answers[0] == 200 and 429 in answers


def test_nothing_typed_is_told() -> None:
    answer = posted("/check/")
    assert answer.status_code == 422 and re.search(r'role="alert"', text(answer))
