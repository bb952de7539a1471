"""Once a quarter the head of each organ goes through who may do what (A5); the audit administrator reads the record."""

from __future__ import annotations

import datetime as dt
import json
import re
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests import walking as w
from tongban.audit.api import Entry, Look
from tongban.kit import clock, crypto
from tongban.kit.records import canonical
from tongban.messages.api import Message
from tongban.people.models import Post
from tongban.people.staff import auditing, reviewing
from tongban.people.staff.models import AccessReview, AuditExport, ReviewLine
from tongban.people.tests.test_posts import as_

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


# the review of access


@pytest.fixture
def review() -> AccessReview:
    reviewing.open_reviews()
    return AccessReview.objects.get(org_code=w.item(w.FOOD).org_code)


def line_of(review: AccessReview, login: str) -> ReviewLine:
    return review.lines.filter(post__user__login=login).get()


def answer(line: ReviewLine, said: str, by: str, **more: str) -> int:
    return as_(by).post(f"/desk/access-reviews/lines/{line.pk}/", {"answer": said, **more}).status_code


def test_each_quarter_has_one_review_for_each_organ(review: AccessReview) -> None:
    assert reviewing.open_reviews() == 0
    assert review.open_lines == review.lines.count() == Post.objects.filter(org_code=review.org_code).count()
    with clock.turned_to(clock.now() + dt.timedelta(days=95)):
        reviewing.open_reviews()
        assert AccessReview.objects.filter(org_code=review.org_code).count() == 2


@pytest.mark.parametrize(
    ("day", "quarter"),
    [((2026, 1, 1), "2026Q1"), ((2026, 3, 31), "2026Q1"), ((2026, 4, 1), "2026Q2"), ((2026, 12, 31), "2026Q4")],
)
def test_a_day_lies_in_its_quarter(day: tuple[int, int, int], quarter: str) -> None:
    assert reviewing.quarter_of(dt.date(*day))[0] == quarter


def test_the_head_confirms_a_line_or_ends_it(review: AccessReview) -> None:
    kept, ended = line_of(review, "examiner1"), line_of(review, "examiner2")
    assert answer(kept, "keep", "head1") == 302
    assert answer(ended, "end", "head1") == 422
    assert answer(ended, "end", "head1", reason="已调离") == 302
    assert Post.objects.get(pk=ended.post_id).ended_at and not Post.objects.get(pk=kept.post_id).ended_at
    assert answer(kept, "end", "head1", reason="x") == 409
    review.refresh_from_db()
    assert review.open_lines == review.lines.filter(answer="").count() == review.lines.count() - 2


def test_nobody_confirms_their_own_line(review: AccessReview) -> None:
    own = line_of(review, "head1")
    assert answer(own, "keep", "head1") == 403
    assert answer(own, "keep", "head2") == 302


def test_the_page_says_when_a_post_was_used_last(review: AccessReview) -> None:
    w.accepted(w.FOOD)
    Post.objects.filter(user__login="examiner1", org_code=review.org_code).get().refresh_from_db()
    assert Post.objects.get(user__login="examiner1", org_code=review.org_code).used_on == clock.today()
    assert "not used yet" in as_("head1").get(f"/desk/access-reviews/{review.pk}/").content.decode()


def test_an_examiner_sees_no_review(review: AccessReview) -> None:
    assert as_("examiner1").get(f"/desk/access-reviews/{review.pk}/").status_code == 403
    assert answer(line_of(review, "examiner2"), "keep", "auditor1") == 403


def test_what_is_late_is_told_and_seen_by_the_audit_administrator(review: AccessReview) -> None:
    with clock.turned_to(clock.now() + dt.timedelta(days=60)):
        assert reviewing.remind() > 0 and reviewing.remind() == 0
        assert Message.objects.filter(template="people.review_due", user=w.user("head1")).exists()
        page = as_("auditor1").get("/desk/access-reviews/").content.decode()
        assert "overdue" in page


def test_the_table_holds_every_line(review: AccessReview) -> None:
    nasty = w.user("examiner1")
    nasty.name = "=HYPERLINK(1)\x07"
    nasty.save()
    file = as_("head1").get(f"/desk/access-reviews/{review.pk}/xlsx/")
    table = load_workbook(BytesIO(file.content)).active
    assert table is not None
    assert table.max_row == review.lines.count() + 1
    assert {row[0].value for row in table.iter_rows(min_row=2)} >= {"examiner1", "head1"}
    assert {row[1].data_type for row in table.iter_rows(min_row=2)} == {"s"}, "a name is no formula"


def test_the_list_asks_as_much_for_many_lines_as_for_one(review: AccessReview) -> None:
    def asked() -> int:
        client = as_("head1")
        client.get(f"/desk/access-reviews/{review.pk}/")
        with CaptureQueriesContext(connection) as found:
            client.get(f"/desk/access-reviews/{review.pk}/")
        return len(found)

    many = asked()
    review.lines.exclude(pk=line_of(review, "examiner1").pk).delete()
    assert asked() == many


# the record


def look(client: Client, **asked: str) -> str:
    """The page without the choice of acts, which names them all."""
    page = client.get("/desk/audit/", asked).content.decode()
    return re.sub(r'<select[^>]* name="act">.*?</select>', "", page, flags=re.S)


@pytest.fixture
def auditor() -> Client:
    return as_("auditor1")


def test_the_record_is_searched_by_who_what_which_and_when(auditor: Client) -> None:
    case = w.accepted(w.FOOD)
    page = look(auditor, who="examiner1")
    assert "cases.accept" in page and str(case.pk) in page and "intake.submit" not in page
    assert "intake.submit" in look(auditor, act="intake") and "cases.accept" not in look(auditor, act="intake")
    assert "cases.accept" in look(auditor, kind="case", key=str(case.pk))
    tomorrow = (clock.today() + dt.timedelta(days=1)).isoformat()
    assert "Nothing found" in look(auditor, since=tomorrow)
    assert "cases.accept" not in look(auditor, until="2020-01-01")


def test_nothing_of_a_person_stands_there(auditor: Client) -> None:
    w.accepted(w.FOOD)
    person, official = w.user("citizen1"), w.user("examiner1")
    page = look(auditor)
    assert person.name not in page and person.id_number not in page and person.phone not in page
    assert official.name not in page and "examiner1" in page


@pytest.mark.parametrize("asked", [{"who": "nobody-here"}, {"since": "yesterday"}, {"until": "2026-13-01"}])
def test_a_search_that_can_not_be_done_says_why(auditor: Client, asked: dict[str, str]) -> None:
    answer = auditor.get("/desk/audit/", asked)
    assert answer.status_code == 422
    assert next(iter(asked.values())) in answer.content.decode()


def test_a_look_at_the_record_is_a_look(auditor: Client) -> None:
    person = w.user("citizen1")
    look(auditor, who=person.phone, act="intake")
    look(auditor, who=person.phone, act="intake")
    found = Look.objects.get(by_key=w.user("auditor1").actor_key, person_key=person.actor_key)
    assert found.what == "audit:act=intake" and person.phone not in found.what


def test_pages_follow_one_another_without_gaps(auditor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from tongban.people.staff.views import audit

    monkeypatch.setattr(audit, "SIZE", 3)
    w.accepted(w.FOOD)
    seen, url = [], "/desk/audit/?who=examiner1"
    while url:
        answer = auditor.get(url)
        seen += [row.pk for row, *_words in answer.context["rows"]]
        following = answer.context["next_url"]
        url = f"/desk/audit/{following}" if following else ""
    assert len(seen) == len(set(seen)) == Entry.objects.filter(by_key=w.user("examiner1").actor_key).count()


def test_what_is_handed_on_is_signed(auditor: Client) -> None:
    w.accepted(w.FOOD)
    assert auditor.post("/desk/audit/export/", {"act": "cases", "reason": " "}).status_code == 422
    for day in ({"until": "9999-12-31"}, {"since": "0001-01-01"}):
        assert auditor.get("/desk/audit/", day).status_code == 422
        assert auditor.post("/desk/audit/export/", day | {"reason": "检查"}).status_code == 422
    answer = auditor.post("/desk/audit/export/", {"act": "cases", "reason": "检查"}, follow=True)
    told = json.loads(b"".join(answer) if answer.streaming else answer.content)
    assert crypto.record_is_signed(canonical({"audit_export": told["audit_export"]}), told["signature"])
    assert crypto.digest(canonical({"entries": told["entries"]})) == told["audit_export"]["digest"]
    assert {entry["act"].partition(".")[0] for entry in told["entries"]} == {"cases"}
    assert Entry.objects.filter(act="people.export_record").count() == 1
    row = AuditExport.objects.get()
    w.accepted(w.FOOD)
    again = json.loads(auditor.get(f"/desk/audit/exports/{row.pk}/").content)
    assert again == told


def test_the_whole_record_is_checked_from_the_page(auditor: Client) -> None:
    page = auditor.post("/desk/audit/check/", follow=True).content.decode()
    assert "the record holds" in page
    assert Entry.objects.get(act="people.check_record").notes["holds"] is True


def test_only_the_audit_administrator_reads_it() -> None:
    for login in ("admin1", "security1", "head1", "citizen1"):
        assert as_(login).get("/desk/audit/").status_code == 403


def test_the_page_asks_as_much_for_one_entry_as_for_fifty(auditor: Client) -> None:
    def asked(**words: str) -> int:
        auditor.get("/desk/audit/", words)
        with CaptureQueriesContext(connection) as found:
            auditor.get("/desk/audit/", words)
        return len(found)

    case = w.accepted(w.FOOD)
    few = asked(key=str(case.pk), act="cases.accept")
    assert asked(key=str(case.pk)) == few
    assert auditing.MOST > 1
