"""Numbers that people quote: unique, in order, and told from typing faults."""

from __future__ import annotations

import pytest

from tests import walking as w
from tests.town import received
from tongban.documents import api as documents
from tongban.intake import api as intake
from tongban.licences import api as licences

pytestmark = pytest.mark.django_db


def test_two_kinds_of_licence_of_one_organ_never_share_a_number() -> None:
    permit = licences.of(received()).get()
    shop = w.granted_at_once(w.BUSINESS)
    registered = licences.of(shop).get()
    assert permit.org_code == registered.org_code
    assert permit.type != registered.type
    assert permit.number != registered.number
    assert {licences.licence_by(one.number) for one in (permit, registered)} == {permit, registered}


def test_papers_of_an_organ_are_numbered_one_after_another() -> None:
    numbers = [documents.papers_of(w.accepted()).get(kind="acceptance").number for _ in range(3)]
    serials = [int(number.partition("〕")[2].removesuffix("号")) for number in numbers]
    assert serials == list(range(serials[0], serials[0] + 3))


def test_a_receipt_number_is_told_from_one_with_a_typing_fault() -> None:
    number = w.submitted().number
    assert intake.is_receipt_number(number)
    for place in range(len(number) - 1):
        other = "1" if number[place] != "1" else "2"
        assert not intake.is_receipt_number(number[:place] + other + number[place + 1 :])
