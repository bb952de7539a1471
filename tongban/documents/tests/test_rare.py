"""Names of GB 18030-2022 level 3 are printed as they are; a character that nothing draws is told (Q10)."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from demo.people import id_number
from tests import walking as w
from tongban.documents.api import papers_of, read, words_of
from tongban.documents.tests.samples import sample
from tongban.documents.typesetting import missing_glyphs, render
from tongban.people import api as people
from tongban.people.api import User

NAME = "王𠀀𪜶𫝁𫠢𬺲㐂"  # the basic plane, and extensions B, C, D, E, F and A
NOBODY_DRAWS = "\U00030edd"  # extension G


def test_a_name_of_every_extension_is_printed(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    assert missing_glyphs(NAME) == []
    content = sample("receipt")
    content["addressee"] = NAME
    assert NAME in words_of(io.BytesIO(render("receipt", content)), "pdf").replace("\n", "")
    assert len(list((tmp_path / "fonts").iterdir())) == 5


def test_what_nothing_draws_is_told_beside_what_is_drawn() -> None:
    assert missing_glyphs(f"王{NOBODY_DRAWS}𠀀") == [NOBODY_DRAWS]


def test_a_common_name_unpacks_nothing(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    render("receipt", sample("receipt"))
    assert not (tmp_path / "fonts").exists()


@pytest.mark.django_db
def test_somebody_with_a_rare_name_registers_applies_and_is_found_and_printed() -> None:
    number = id_number("19900307", "881")
    user = people.register(name=NAME, id_number=number, phone="13900008888", email="", password="Ein-langes-Wort-9")
    assert people.person_at_counter(name=NAME, id_number=number, phone=user.phone, by=w.user("clerk1")) == user
    User.objects.filter(pk=user.pk).update(login="rare", assurance=2)
    case = w.printed(w.submitted(by="rare"))
    receipt = papers_of(case.application).get(kind="receipt")
    assert receipt.file is not None
    assert NAME in words_of(io.BytesIO(read(receipt.file)), "pdf")
