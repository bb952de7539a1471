"""The worker seals what an act wrote, and no row that somebody put beside it (Q1, S12)."""

from __future__ import annotations

from typing import Any

import pytest

from tests import walking as w
from tongban.documents.actions import write
from tongban.documents.effects import NotOfTheRecord, print_paper
from tongban.documents.models import File, Paper
from tongban.intake.api import Application
from tongban.kit import crypto, ids
from tongban.kit.act import act
from tongban.kit.records import canonical
from tongban.regions.api import organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def receipt() -> Paper:
    made = w.accepted()
    return Paper.objects.filter(subject_type="application", subject_key=str(made.application_id)).get()


def beside(paper: Paper, **changed: Any) -> Paper:
    """A row of one's own, signed with the record key as a taken-over process could."""
    content = paper.content | {"item": "别的事项"}
    digest = crypto.digest(canonical(content))
    number = f"{paper.number}9"
    values: dict[str, Any] = {
        "subject_type": paper.subject_type, "subject_key": paper.subject_key, "kind": paper.kind, "number": number,
        "org_code": paper.org_code, "region_code": paper.region_code, "content": content, "digest": digest,
        "signature": crypto.sign_record(f"{number}|{digest}".encode()), "check_code": ids.query_code(10),
        "demo": paper.demo,
    }  # fmt: skip
    return Paper.objects.create(**values | changed)


def is_sealed(paper: Paper) -> bool:
    before = File.objects.count()
    finish = print_paper({"paper": str(paper.pk)}, "")
    assert finish is not None
    finish()
    return File.objects.count() == before + 1


def test_what_an_act_wrote_is_sealed(receipt: Paper) -> None:
    Paper.objects.filter(pk=receipt.pk).update(file=None)
    assert is_sealed(receipt)


def test_a_row_that_no_act_wrote_is_not(receipt: Paper) -> None:
    with pytest.raises(NotOfTheRecord):
        print_paper({"paper": str(beside(receipt).pk)}, "")


def test_nor_one_under_another_number_with_the_content_of_a_true_one(receipt: Paper) -> None:
    forged = beside(receipt, content=receipt.content, digest=receipt.digest)
    with pytest.raises(NotOfTheRecord):
        print_paper({"paper": str(forged.pk)}, "")


def test_nor_a_true_one_whose_content_was_changed(receipt: Paper) -> None:
    receipt.file, receipt.content = None, receipt.content | {"item": "别的事项"}
    receipt.save()
    with pytest.raises(NotOfTheRecord):
        print_paper({"paper": str(receipt.pk)}, "")


def written_by_an_act(paper: Paper, subject: Any, what: str, **changed: Any) -> Paper:
    """With an entry of its own and every signature, as the process on the internet could once it is taken over."""
    number = f"{paper.number}9"
    with act(subject, what, by=subject.user) as this:
        write(this, kind=paper.kind, organ=organisation(paper.org_code), number=number, content=paper.content | changed)
    return Paper.objects.get(number=number)


@pytest.mark.parametrize(
    "changed",
    [
        {"item": "别的事项"},
        {"case_number": "51013120261012999999C"},
        {"received_at": "2020-01-01T09:00:00+08:00"},
    ],
)
def test_nor_a_receipt_that_says_otherwise_than_its_application(receipt: Paper, changed: dict[str, Any]) -> None:
    application = Application.objects.get(pk=receipt.subject_key)
    whole = {"received_at": "2020-01-01T09:00:00+08:00"} | changed
    with pytest.raises(NotOfTheRecord, match=next(iter(changed))):
        print_paper({"paper": str(written_by_an_act(receipt, application, "intake.save", **whole).pk)}, "")


@pytest.mark.parametrize("changed", [{"item": "别的事项"}, {"addressee": "别人"}, {"received_on": "2020-01-01"}])
def test_nor_an_acceptance_that_says_otherwise_than_its_case(changed: dict[str, Any]) -> None:
    case = w.accepted()
    acceptance = Paper.objects.get(subject_type="case", subject_key=str(case.pk), kind="acceptance")
    assert is_sealed(written_by_an_act(acceptance, case, "cases.supply"))
    acceptance.number += "8"
    with pytest.raises(NotOfTheRecord, match=next(iter(changed))):
        print_paper({"paper": str(written_by_an_act(acceptance, case, "cases.supply", **changed).pk)}, "")
