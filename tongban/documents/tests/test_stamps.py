"""Papers carry the time stamp of an authority where one answers; printing never waits for one that does not."""

from __future__ import annotations

import datetime as dt
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import walking as w
from tests.tsa import Authority, serving
from tongban.documents import apart, pades
from tongban.documents import api as documents
from tongban.documents.checking import check
from tongban.documents.signing import DemoSeals, Organ
from tongban.documents.stamps.models import FileStamp
from tongban.kit import clock, stamps
from tongban.outbox.api import Row, drain
from tongban.portal import checking


@pytest.fixture
def authority(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Authority]:
    made = Authority(tmp_path / "tsa")
    monkeypatch.setattr(pades, "_not_before", 0.0)
    monkeypatch.setattr(apart, "SECONDS", 60)  # what is bounded there is another test's
    with serving(made) as url:
        settings.TSA_URL, settings.TSA_ROOTS = url, made.roots
        yield made


def test_a_stamped_paper_says_when_and_by_whom(
    authority: Authority, fonts: None, demo_seals: DemoSeals, bureau: Organ, settings: Any, tmp_path: Path
) -> None:
    from tongban.documents.tests.samples import sample
    from tongban.documents.typesetting import render

    plain = render("grant", sample("grant"))
    signed = demo_seals.sign_pdf(plain, bureau, reason="准予行政许可")
    found = check(signed, demo_seals.trust())
    assert found.valid and found.stamped_by == "Test time authority" and found.stamped_at is not None
    assert abs((clock.now() - found.stamped_at).total_seconds()) < 60
    assert pades.stamp_in(signed) == stamps.Stamp(b"", found.stamped_at, found.stamped_by)
    (tmp_path / "paper.pdf").write_bytes(signed)
    said = subprocess.run(["pdfsig", "-nocert", "paper.pdf"], cwd=tmp_path, capture_output=True, text=True).stdout
    assert "Signature is Valid." in said
    settings.TSA_ROOTS = Authority(tmp_path / "other").roots  # who is asked later may not know this authority
    stranger = check(signed, demo_seals.trust())
    assert stranger.valid and stranger.stamped_at is None


@pytest.mark.parametrize("mood", ["error", "garbage", "other nonce", "other imprint", "refuses"])
def test_a_paper_is_signed_without_a_stamp_that_does_not_hold(
    authority: Authority,
    mood: str,
    signed: bytes,
    demo_seals: DemoSeals,
    bureau: Organ,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pades, "_not_before", 0.0)
    authority.mood, asked = mood, authority.asked
    again = demo_seals.sign_pdf(signed, bureau, reason="复核")
    assert pades.stamp_in(again) is None and check(again, demo_seals.trust()).valid
    asked = authority.asked
    demo_seals.sign_pdf(signed, bureau, reason="复核")
    assert authority.asked == asked  # for a minute it is left alone


def accepted() -> Any:
    case = w.reviewed()
    drain()
    return case


@pytest.mark.django_db
def test_a_paper_of_a_case_is_stamped_when_it_is_printed(authority: Authority, in_english: None) -> None:
    paper = documents.papers_of(accepted()).get(kind="acceptance")
    stamp = FileStamp.objects.get(file=paper.file_id)
    assert stamp.authority == "Test time authority" and not stamp.token
    assert not Row.objects.filter(name="documents.stamp").exists()
    facts = dict(checking.of_paper(paper).facts)
    assert facts["Stamped by"] == "Test time authority" and str(facts["Time stamp"]).startswith("20")


@pytest.mark.django_db
def test_while_the_authority_is_down_papers_are_printed_and_the_stamp_comes_later(authority: Authority) -> None:
    authority.mood = "error"
    began = time.monotonic()
    paper = documents.papers_of(accepted()).get(kind="acceptance")
    assert paper.is_printed and time.monotonic() - began < 30
    assert not FileStamp.objects.exists()
    assert Row.objects.filter(name="documents.stamp", key=f"stamp:{paper.file_id}", dead=False).exists()
    authority.mood = "honest"
    with clock.turned_to(clock.now() + dt.timedelta(minutes=2)):
        drain()
    assert paper.file is not None
    stamp = FileStamp.objects.get(file=paper.file_id)
    assert stamps.checked(bytes(stamp.token), bytes.fromhex(paper.file.sha256)).authority == stamp.authority


@pytest.mark.django_db
def test_without_an_authority_nothing_is_asked_and_nothing_waits() -> None:
    paper = documents.papers_of(accepted()).get(kind="acceptance")
    assert paper.is_printed
    assert not Row.objects.filter(name="documents.stamp").exists() and not FileStamp.objects.exists()
