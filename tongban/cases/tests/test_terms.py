"""One thing has one name, and a button that cannot be pressed says what can be done instead."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import walking as w
from tongban.catalogue import api as catalogue
from tongban.kit.errors import BadInput
from tongban.promises.api import regime

pytestmark = pytest.mark.django_db


def desk(login: str = "examiner1", language: str = "zh-hans") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(w.user(login))
    return client


def test_whoever_wants_more_time_reads_why_not_and_what_to_do() -> None:
    page = desk().get(f"/desk/cases/{w.accepted().pk}/").content.decode()
    assert "延期只适用于行政许可和登记" in page
    assert "转给有时间的同事" in page and "说明延误的原因" in page


def test_inspectors_are_named_by_one_name_with_the_article_that_demands_them() -> None:
    case = w.accepted(w.FOOD, "agent1", enterprise=w.enterprise("agent1"))
    page = desk("head1").get(f"/desk/cases/{case.pk}/").content.decode()
    clock = regime("licensing").clock("inspectors")
    assert clock is not None and clock.zh == "指派核查人员"
    assert clock.zh in page and "指派检验" not in page


def test_a_finding_ends_as_a_chinese_sentence_does() -> None:
    from django.utils import translation

    item = w.item(w.ELDERLY)
    assert item.current is not None
    content = item.current.content | {"process": "inspection"}
    with translation.override("zh-hans"):
        catalogue.draft(item=item, content=content, by=w.user("editor1"))
        with pytest.raises(BadInput) as refusal:
            catalogue.submit_for_review(item=item, by=w.user("editor1"))
    said = [sentence for sentences in refusal.value.errors.values() for sentence in sentences]
    assert said and all("." not in sentence and sentence.endswith("。") for sentence in said), said
