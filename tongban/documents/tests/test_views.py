"""Files leave the house only through the right to see what they belong to."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests import walking as w
from tongban.documents import storing
from tongban.documents.models import File, Paper
from tongban.documents.storing import path_of
from tongban.intake import api as intake
from tongban.outbox import api as outbox

pytestmark = pytest.mark.django_db
NOBODY = "00000000-0000-7000-8000-000000000000"
PDF = (
    b"%PDF-1.4\n"
    b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
    b"xref\n"
    b"0 4\n"
    b"0000000000 65535 f \n"
    b"0000000009 00000 n \n"
    b"0000000052 00000 n \n"
    b"0000000101 00000 n \n"
    b"trailer<</Size 4/Root 1 0 R>>\n"
    b"startxref\n"
    b"160\n"
    b"%%EOF\n"
)


@pytest.fixture()
def citizen(client: Client) -> Client:
    client.force_login(w.user("citizen1"))
    return client


def as_user(login: str) -> Client:
    other = Client()
    other.force_login(w.user(login))
    return other


@pytest.fixture()
def draft() -> intake.Application:
    return w.filled(files=False)


def stored(draft: intake.Application, name: str = "平面图 “新”.png", content: bytes | None = None) -> File:
    upload = w.upload(name, content) if content is None else SimpleUploadedFile(name, content)
    return intake.add_file(application=draft, material_key="id", upload=upload, by=w.user("citizen1")).file


def get(client: Client, file: File, view: str = "file", **headers: Any) -> Any:
    return client.get(reverse(f"documents:{view}", args=[file.pk]), headers=headers)


def test_a_download_is_saved_under_its_own_name_and_runs_nothing(citizen: Client, draft: intake.Application) -> None:
    file = stored(draft)
    answer = get(citizen, file)
    assert b"".join(answer.streaming_content) == storing.read(file) != path_of(file.pk).read_bytes()
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert "public" not in answer.headers["Cache-Control"]


def test_a_picture_is_shown_small_and_without_its_hidden_data(citizen: Client, draft: intake.Application) -> None:
    answer = get(citizen, stored(draft), "preview")
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")


def test_a_picture_looked_at_before_is_not_made_again(citizen: Client, draft: intake.Application) -> None:
    file = stored(draft)
    tag = get(citizen, file, "preview").headers["ETag"]
    again = get(citizen, file, "preview", **{"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert get(as_user("citizen2"), file, "preview", **{"If-None-Match": tag}).status_code == 403


def test_a_pdf_is_shown_as_nothing_but_a_pdf_and_in_no_strangers_frame(
    citizen: Client, draft: intake.Application
) -> None:
    answer = get(citizen, stored(draft, "a.pdf", PDF), "preview")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]


def test_what_a_browser_cannot_show_is_saved_instead(citizen: Client, draft: intake.Application) -> None:
    file = stored(draft)
    File.objects.filter(pk=file.pk).update(
        kind="docx", mime="application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    )
    answer = get(citizen, file, "preview")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")


def test_a_name_cannot_write_headers(citizen: Client, draft: intake.Application) -> None:
    file = stored(draft)
    File.objects.filter(pk=file.pk).update(name="a\r\nSet-Cookie: x=1.png")
    answer = get(citizen, file)
    assert "Set-Cookie" not in answer.headers
    assert "\n" not in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("view", ["file", "preview"])
def test_strangers_and_officials_without_a_reason_get_nothing(draft: intake.Application, view: str) -> None:
    file = stored(draft)
    for login in ("citizen2", "agent1", "examiner1", "clerk1", "admin1"):
        assert get(as_user(login), file, view).status_code == 403


def test_after_submission_the_organ_may_look_and_the_administrator_may_not(draft: intake.Application) -> None:
    case = w.submitted()
    file = File.objects.filter(subject_type="application", subject_key=str(case.application_id)).first()
    assert file is not None
    assert get(as_user("examiner1"), file).status_code == 200
    assert get(as_user("admin1"), file).status_code == 403


@pytest.mark.parametrize("view", ["file", "preview", "paper"])
def test_an_unknown_key_is_not_found(citizen: Client, view: str) -> None:
    assert citizen.get(reverse(f"documents:{view}", args=[NOBODY])).status_code == 404


@pytest.mark.parametrize("view", ["file", "preview"])
def test_without_signing_in_nothing_is_shown(client: Client, draft: intake.Application, view: str) -> None:
    assert get(client, stored(draft), view).status_code == 302


def test_a_file_whose_subject_is_gone_is_gone(citizen: Client, draft: intake.Application) -> None:
    file = stored(draft)
    File.objects.filter(pk=file.pk).update(subject_key=NOBODY)
    assert get(citizen, file).status_code == 404


def test_a_file_that_the_disk_lost_is_told_in_words(citizen: Client, draft: intake.Application) -> None:
    file = stored(draft)
    path_of(file.pk).unlink()
    assert get(citizen, file).status_code == 500
    assert get(citizen, file, "preview").status_code == 500


def test_a_paper_that_is_not_printed_yet_comes_by_itself(citizen: Client) -> None:
    case = w.submitted()
    paper = Paper.objects.get(subject_type="application", subject_key=str(case.application_id))
    there = reverse("documents:paper", args=[paper.pk])
    waiting = citizen.get(there)
    assert waiting.status_code == 202
    assert 'http-equiv="refresh"' in waiting.content.decode()
    outbox.drain()
    printed = citizen.get(there)
    assert b"".join(printed.streaming_content).startswith(b"%PDF")
    assert as_user("citizen2").get(there).status_code == 403


def test_looking_at_a_file_needs_no_write(citizen: Client, draft: intake.Application) -> None:
    assert citizen.post(reverse("documents:file", args=[stored(draft).pk])).status_code == 405
