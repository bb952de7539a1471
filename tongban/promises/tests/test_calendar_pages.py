"""An administrator puts the State Council's notice of a year into force."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from tests import walking as w
from tongban.kit import clock
from tongban.promises.calendar_loading import load_calendar
from tongban.promises.days import Day
from tongban.promises.models import CalendarDay, CalendarEdition

pytestmark = pytest.mark.django_db
NOTICE = "日期,是否工作日,名称,来源\n2027-01-01,否,元旦,演示通知\n2027-02-07,是,春节调休,演示通知\n"


def as_(login: str) -> Client:
    client = Client()
    client.force_login(w.user(login))
    return client


def sheet(text: str = NOTICE) -> dict[str, object]:
    return {"year": "2027", "source": "演示通知", "file": SimpleUploadedFile("2027.csv", text.encode())}


def test_a_year_is_previewed_first_and_then_put_into_force() -> None:
    admin = as_("admin1")
    preview = admin.post("/desk/calendar/upload/", sheet())
    assert preview.status_code == 200 and len(preview.context["changes"]) == 2
    assert not CalendarDay.objects.filter(date__year=2027).exists()
    answer = admin.post("/desk/calendar/put-in-force/", {"sealed": preview.context["sealed"]})
    assert answer.status_code == 302
    assert 2027 in CalendarEdition.objects.latest("id").years
    assert not CalendarDay.objects.get(pk="2027-01-01").is_workday


def test_a_half_copied_notice_is_seen_before_it_counts() -> None:
    assert "国庆" in as_("admin1").post("/desk/calendar/upload/", sheet()).context["missing"]


def test_the_same_file_again_says_that_nothing_changes() -> None:
    admin = as_("admin1")
    admin.post(
        "/desk/calendar/put-in-force/", {"sealed": admin.post("/desk/calendar/upload/", sheet()).context["sealed"]}
    )
    assert admin.post("/desk/calendar/upload/", sheet()).context["changes"] == []


def test_faults_are_listed_by_row_and_what_was_typed_stays() -> None:
    answer = as_("admin1").post("/desk/calendar/upload/", sheet(NOTICE + "2027-13-01,否,错,\n2027-03-01,也许,错,\n"))
    assert answer.status_code == 422
    assert [fault.row for fault in answer.context["faults"]] == [4, 5]
    assert answer.context["form"]["source"].value() == "演示通知"


def test_a_file_of_another_year_is_refused() -> None:
    answer = as_("admin1").post("/desk/calendar/upload/", sheet() | {"year": "2028"})
    assert answer.status_code == 422 and answer.context["form"].errors["file"]


def test_a_preview_that_was_changed_on_the_way_is_refused() -> None:
    admin = as_("admin1")
    sealed = admin.post("/desk/calendar/upload/", sheet()).context["sealed"]
    assert admin.post("/desk/calendar/put-in-force/", {"sealed": sealed[:-2] + "xx"}).status_code == 422
    assert not CalendarDay.objects.filter(date__year=2027).exists()


def test_the_template_can_be_uploaded_as_it_is() -> None:
    admin = as_("admin1")
    content = admin.get("/desk/calendar/template.csv").content
    year = CalendarDay.objects.order_by("-date")[0].date.year
    answer = admin.post("/desk/calendar/upload/", sheet(content.decode("utf-8-sig")) | {"year": str(year)})
    assert answer.status_code == 200 and answer.context["changes"] == []


@pytest.mark.parametrize("login", ["citizen1", "examiner1", "supervisor1"])
def test_only_the_administrator_enters(login: str) -> None:
    client = as_(login)
    assert client.get("/desk/calendar/").status_code == 403
    assert client.post("/desk/calendar/upload/", sheet()).status_code == 403
    assert client.post("/desk/calendar/put-in-force/", {"sealed": ""}).status_code == 403


@pytest.mark.parametrize("year", ["²²", "9" * 5000, "-1"])
def test_a_year_that_nobody_published_shows_the_latest(year: str) -> None:
    assert as_("admin1").get("/desk/calendar/", {"year": year}).context["year"] > 2000


def test_the_year_that_is_missing_has_a_template_of_its_own() -> None:
    admin, year = as_("admin1"), clock.today().year + 1
    page = admin.get("/desk/calendar/").content.decode()
    assert f"/desk/calendar/template.csv?year={year}" in page and f"{year}年模板" in page
    answer = admin.get("/desk/calendar/template.csv", {"year": year})
    assert f'filename="working-days-{year}.csv"' in answer["Content-Disposition"]
    text = answer.content.decode("utf-8-sig")
    assert f"{year}-10-01,否,国庆节" in text and f"{year - 1}-" not in text
    preview = admin.post("/desk/calendar/upload/", sheet(text) | {"year": str(year)})
    assert preview.status_code == 200
    assert preview.context["missing"] == ["春节", "清明", "端午", "中秋"]  # to be copied from the notice


def test_a_year_in_force_has_no_empty_template() -> None:
    admin = as_("admin1")
    year = clock.today().year
    rows = [(dt.date(year + 1, 1, 1), Day(False, "元旦", "New Year's Day", "演示通知"))]
    load_calendar(rows, source="演示通知", years={year + 1}, by=w.user("admin1"))
    assert "template.csv?year=" not in admin.get("/desk/calendar/").content.decode()


@pytest.mark.parametrize("year", ["²²", "9" * 5000, "-1", "1999", ""])
def test_a_template_of_a_year_nobody_lacks_is_that_of_the_latest(year: str) -> None:
    latest = CalendarDay.objects.latest("date").date.year
    answer = as_("admin1").get("/desk/calendar/template.csv", {"year": year})
    assert f"working-days-{latest}.csv" in answer["Content-Disposition"]


def turned_over(days: range) -> str:
    """The template of this year with days before today that would be no working days any more."""
    known = as_("admin1").get("/desk/calendar/template.csv", {"year": clock.today().year}).content.decode("utf-8-sig")
    lines = {line[:10]: line for line in known.splitlines()}
    for back in days:
        day = (clock.today() - dt.timedelta(days=back)).isoformat()
        lines[day] = f"{day},否,调休,演示通知"
    return "\n".join(lines.values()) + "\n"


def test_nobody_at_the_desk_makes_a_holiday_of_a_day_that_is_past() -> None:
    admin, year = as_("admin1"), str(clock.today().year)
    before = list(CalendarDay.objects.order_by("date").values_list("date", "is_workday"))
    answer = admin.post("/desk/calendar/upload/", sheet(turned_over(range(1, 30))) | {"year": year})
    assert answer.status_code == 422 and "load-calendar" in answer.content.decode()
    assert list(CalendarDay.objects.order_by("date").values_list("date", "is_workday")) == before
    ahead = admin.post("/desk/calendar/upload/", sheet(turned_over(range(-3, 0))) | {"year": year})
    assert ahead.status_code == 200


def test_nor_through_the_sheet_of_another_year() -> None:
    """A sheet may hold days of other years: each is asked for its own."""
    admin, year = as_("admin1"), clock.today().year + 1
    text = turned_over(range(1, 30)) + f"{year}-06-01,否,某日,演示\n"
    answer = admin.post("/desk/calendar/upload/", sheet(text) | {"year": str(year)})
    assert answer.status_code == 422 and "load-calendar" in answer.content.decode()


def test_the_keeper_of_the_machine_corrects_a_day_that_is_past(tmp_path: Path) -> None:
    file = tmp_path / "year.csv"
    file.write_text(turned_over(range(1, 30)), "utf-8")
    call_command("load_calendar", str(file), year=clock.today().year, source="更正", stdout=StringIO())
    assert not CalendarDay.objects.get(pk=clock.today() - dt.timedelta(days=2)).is_workday


def test_what_a_spreadsheet_would_calculate_is_text_on_both_ways() -> None:
    admin, name = as_("admin1"), '=HYPERLINK("http://evil.example")'
    text = f'日期,是否工作日,名称,来源\n2027-01-01,否,"{name.replace(chr(34), chr(34) * 2)}",演示通知\n'
    admin.post(
        "/desk/calendar/put-in-force/", {"sealed": admin.post("/desk/calendar/upload/", sheet(text)).context["sealed"]}
    )
    sent = admin.get("/desk/calendar/template.csv", {"year": "2027"}).content.decode("utf-8-sig")
    assert "'=HYPERLINK" in sent
    assert admin.post("/desk/calendar/upload/", sheet(sent)).context["changes"] == []
