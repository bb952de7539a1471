"""What is personal is sealed in the table, found through a blind index, and never by reading the column."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tests import walking as w
from tongban.intake.models import Application
from tongban.kit import crypto
from tongban.kit.fields import blind_lookup, mask
from tongban.people.models import User


def column(table: str, name: str, key: Any) -> str:
    with connection.cursor() as cursor:
        stored = str(key) if connection.vendor == "postgresql" else str(key).replace("-", "")
        cursor.execute(f"SELECT {name} FROM {table} WHERE id = %s", [stored])
        return str(cursor.fetchone()[0])


@pytest.mark.django_db
def test_the_column_holds_no_letter_of_what_was_typed() -> None:
    user = w.user("citizen1")
    for field in ("name", "id_number", "phone", "email"):
        stored = column("people_user", field, user.pk)
        assert stored[0] == "s" and stored[9] == ":"
        assert getattr(user, field) not in stored


@pytest.mark.django_db
def test_the_same_value_is_sealed_anew_each_time_and_found_all_the_same() -> None:
    user = w.user("citizen1")
    first = column("people_user", "phone", user.pk)
    user.save()
    assert column("people_user", "phone", user.pk) != first
    assert User.objects.get(**blind_lookup("phone", "phone", f" {user.phone} ")).pk == user.pk


@pytest.mark.django_db
def test_an_emptied_value_is_found_no_more() -> None:
    user = w.user("citizen1")
    user.phone, phone = "", user.phone
    user.save()
    assert not User.objects.filter(**blind_lookup("phone", "phone", phone)).exists()
    assert column("people_user", "phone", user.pk) == ""


@pytest.mark.django_db
def test_a_value_moved_to_another_column_does_not_open() -> None:
    user = w.user("citizen1")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_user SET email = phone WHERE login = 'citizen1'")
    with pytest.raises(crypto.Unreadable):
        User.objects.get(pk=user.pk)


@pytest.mark.django_db
@given(st.dictionaries(st.text(max_size=8), st.text(max_size=20) | st.integers() | st.none(), max_size=5))
def test_answers_come_back_as_they_went_in(answers: dict[str, Any]) -> None:
    row = Application(answers=answers)
    field = Application._meta.get_field("answers")
    sealed = field.get_prep_value(row.answers)
    assert field.from_db_value(sealed, None, connection) == answers  # type: ignore[attr-defined]


@given(st.text(min_size=1, max_size=40))
def test_a_mask_never_shows_the_whole_and_keeps_nothing_of_an_empty_value(value: str) -> None:
    assert mask("phone", "") == ""
    for kind in ("name", "phone", "id_number", "address"):
        assert value not in mask(kind, value) or "*" in value


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("name", "安小民", "安**"),
        ("phone", "13900000001", "139****0001"),
        ("id_number", "510131195603120011", "510***********0011"),
        ("email", "citizen1@demo.invalid", "c***@demo.invalid"),
    ],
)
def test_masks_as_pages_show_them(kind: str, value: str, shown: str) -> None:
    assert mask(kind, value) == shown
