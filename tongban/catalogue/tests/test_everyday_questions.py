"""At least nineteen of twenty everyday questions find what is meant among the first three answers."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from tongban.catalogue.indexing import PUBLIC, the_index
from tongban.catalogue.models import Item

QUESTIONS = Path(__file__).with_name("everyday_questions.txt")
COUNTY = "510131000000"


def questions() -> dict[str, set[str]]:
    wanted: dict[str, set[str]] = defaultdict(set)
    meant: list[str] = []
    for line in QUESTIONS.read_text("utf-8").splitlines():
        if line.startswith("["):
            meant = line.strip("[]").split(" | ")
        elif line.strip() and not line.startswith("#"):
            wanted[line.strip()].update(meant)
    return wanted


def names(question: str) -> list[str]:
    return [hit.name for hit in the_index().search(question, 3, region=COUNTY, audience=PUBLIC)]


@pytest.mark.django_db
@pytest.mark.usefixtures("indexed")
def test_people_find_what_they_mean_by_asking_in_their_own_words() -> None:
    asked = questions()
    found = {question: names(question) for question in asked}
    missed = {question: found[question] for question, meant in asked.items() if not meant & set(found[question])}
    assert len(asked) >= 400
    assert 1 - len(missed) / len(asked) >= 0.95, missed


@pytest.mark.django_db
def test_every_question_means_a_service_that_the_demo_county_offers_and_is_not_its_alias() -> None:
    called = dict(Item.objects.filter(current__isnull=False).values_list("name", "aliases"))
    for question, meant in questions().items():
        assert meant <= called.keys(), question
        assert not any(question in called[name] for name in meant), question
