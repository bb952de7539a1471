"""S13, C13: how long it really took, and why people were sent back; from history, and honest about small numbers."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from tests import walking as w
from tongban.cases import experience
from tongban.cases.models import Case
from tongban.catalogue import api as catalogue
from tongban.catalogue.experience.models import Experience
from tongban.kit import clock
from tongban.outbox import api as outbox

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 3, 2, 9, tzinfo=clock.ZONE)


@pytest.fixture(autouse=True)
def in_summer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: dt.datetime(2026, 6, 1, 9, tzinfo=clock.ZONE))


def decided(
    case: Case, count: int, took: int, *, sent_back: tuple[str, ...] = (), received: dt.datetime = MONDAY
) -> None:
    """More cases like this one, each decided after so many days (of a week without a holiday)."""
    for _one in range(count):
        like = Case.objects.get(pk=case.pk)
        like.application = w.submitted(w.ELDERLY).application
        Case.objects.filter(application=like.application).update(
            received_at=received, decided_at=received + dt.timedelta(days=took), state="granted"
        )
        made = Case.objects.get(application=like.application)
        if sent_back:
            made.correction = {
                "items": [{"key": key, "name": key, "problem": "不清楚", "demand": "重拍"} for key in sent_back]
            }
            made.save(update_fields=["correction"])


def of_item() -> Experience:
    return Experience.objects.get(item=w.item(w.ELDERLY))


@pytest.mark.parametrize(
    ("days", "half", "most"),
    [
        ({0: 1}, 0, 0),
        ({1: 5, 4: 5}, 1, 4),
        ({1: 1, 2: 8, 9: 1}, 2, 2),
        ({3: 10}, 3, 3),
        ({1: 89, 30: 11}, 1, 30),
        ({}, 0, 0),
    ],
)
def test_half_and_nine_in_ten(days: dict[int, int], half: int, most: int) -> None:
    counted = experience.Counter(days)
    assert (experience.within(counted, 0.5), experience.within(counted, 0.9)) == (half, most)


def test_a_guide_says_how_long_it_really_took_and_why_people_were_sent_back(settings: Any, tmp_path: Path) -> None:
    settings.PUBLISHED_DIR, settings.EXPERIENCE_LEAST = tmp_path, 4
    case = w.submitted(w.ELDERLY)
    key = case.guide.materials[0].key
    decided(case, 2, 1)
    decided(case, 3, 4, sent_back=(key,))
    decided(case, 1, 0, sent_back=("gone",))
    assert experience.compute() == [str(w.item(w.ELDERLY).pk)]
    row = of_item()
    assert (row.decided, row.half, row.nine_in_ten, row.received, row.sent_back) == (6, 1, 4, 6, 4)
    outbox.drain()
    folder = catalogue.publishing.folder_of(w.item(w.ELDERLY).code, "zh-hans")
    page = (folder / "index.html").read_text("utf-8")
    name = case.guide.materials[0].name.zh
    assert "一半在 1 个工作日内办结，九成在 4 个工作日内办结。" in page and "最近十二个月办结 6 件" in page
    said = page[page.index('id="experience"') :][:1500]
    assert "67% 的申请被退回补正过一次" in said and name in said and "gone" not in said
    english = (catalogue.publishing.folder_of(w.item(w.ELDERLY).code, "en") / "index.html").read_text("utf-8")
    assert "Half are decided within 1 working day, nine in ten within 4 working days." in english
    assert experience.compute() == []  # nothing is printed twice


def test_few_cases_foretell_nothing(settings: Any, tmp_path: Path) -> None:
    settings.PUBLISHED_DIR, settings.EXPERIENCE_LEAST = tmp_path, 10
    case = w.submitted(w.ELDERLY)
    decided(case, 3, 2)
    assert experience.compute() == []
    assert of_item().decided == 3
    with override("zh-hans"):
        item = w.item(w.ELDERLY).pk
        assert catalogue.experience.told(case.guide, item=item) is None
        few = catalogue.experience.told(case.guide, item=item, few=True)
    assert few is not None and few.time == "办结件数太少，不作估计。" and not few.reasons
    desk = Client()
    desk.force_login(w.user("examiner1"))
    assert "最近十二个月办结 3 件" in desk.get(f"/desk/cases/{case.pk}/").content.decode()
    own = Client()
    own.force_login(case.user)
    assert "实际办理情况" not in own.get(f"/my/cases/{case.pk}/").content.decode()


def test_whoever_waits_reads_it_and_nothing_older_than_a_year_counts(settings: Any) -> None:
    settings.EXPERIENCE_LEAST = 2
    case = w.submitted(w.ELDERLY)
    decided(case, 2, 3)
    decided(case, 4, 9, received=MONDAY - dt.timedelta(days=500))
    experience.compute()
    own = Client()
    own.force_login(case.user)
    assert "九成以上在 3 个工作日内办结。" in own.get(f"/my/cases/{case.pk}/").content.decode()
    Case.objects.exclude(pk=case.pk).update(decided_at=MONDAY - dt.timedelta(days=500))
    experience.compute()
    assert not Experience.objects.exists()


def test_many_cases_cost_no_more_questions_than_one(django_assert_max_num_queries: Any) -> None:
    case = w.submitted(w.ELDERLY)
    for count in (1, 3):
        decided(case, count, count)
        with django_assert_max_num_queries(14):
            experience.compute()
