"""Heads of the log carry the time stamp of an authority that is not ours; asking for it holds nothing up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from tests.tsa import Authority, serving
from tongban.audit import api as audit
from tongban.audit.models import TreeHead
from tongban.audit.stamps.models import HeadStamp
from tongban.kit import clock
from tongban.outbox.api import Row, drain
from tongban.outbox.effects import sign_the_head_of_the_log

pytestmark = pytest.mark.django_db


@pytest.fixture
def authority(settings: Any, tmp_path: Any) -> Iterator[Authority]:
    made = Authority(tmp_path / "tsa")
    with serving(made) as url:
        settings.TSA_URL, settings.TSA_ROOTS = url, made.roots
        yield made


def signed_head() -> TreeHead:
    while audit.sequence():
        pass
    sign_the_head_of_the_log()
    return TreeHead.objects.latest("size")


def test_a_head_gets_its_stamp_in_the_worker(authority: Authority) -> None:
    head = signed_head()
    assert authority.asked == 0
    drain()
    stamp = HeadStamp.objects.get(head=head)
    assert stamp.authority == "Test time authority" and abs((stamp.at - head.at).total_seconds()) < 60
    assert audit.verify().holds
    sign_the_head_of_the_log()
    drain()
    assert authority.asked == 1


def test_while_the_authority_is_down_heads_are_signed_and_the_stamp_comes_later(authority: Authority) -> None:
    authority.mood = "error"
    head = signed_head()
    drain()
    sign_the_head_of_the_log()
    [row] = Row.objects.filter(name="audit.stamp_head")
    assert row.attempts == 1 and "503" in row.last_error and not HeadStamp.objects.exists()
    authority.mood = "honest"
    with clock.turned_to(clock.now() + dt.timedelta(minutes=1)):
        drain()
    assert HeadStamp.objects.get().head == head


def test_a_head_that_was_changed_no_longer_fits_its_stamp(authority: Authority) -> None:
    head = signed_head()
    drain()
    stamp = HeadStamp.objects.get()
    HeadStamp.objects.filter(head=head).update(token=bytes(stamp.token)[:-4] + b"\0\0\0\0")
    found = [one for one in audit.verify().breaks if one.wanted == "a time stamp of this head"]
    assert [one.where for one in found] == [f"head {head.size}"]


def test_without_an_authority_nobody_is_asked(settings: Any) -> None:
    signed_head()
    assert not Row.objects.filter(name="audit.stamp_head").exists()
    assert settings.TSA_URL == ""
