"""Levels: what raises them, what takes them back, and who is told (A1, A2)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from demo.people import id_number
from demo.registers.people import MORE
from demo.registers.server import Registers, connected
from tests import walking as w
from tongban.audit.api import Entry, history
from tongban.cases import api as cases
from tongban.kit import clock
from tongban.kit.errors import BadInput, NotAllowed, Refused
from tongban.messages.api import Delivery, Message
from tongban.outbox import api as outbox
from tongban.people import api as people
from tongban.people.api import Level, User, Verification, Way, compare, register, verify_at_window, withdraw
from tongban.people.assurance.id_types import id_types
from tongban.people.assurance.verifying import was_met
from tongban.people.counter import person_at_counter
from tongban.people.factors.models import DoorCode

pytestmark = pytest.mark.django_db
PAGE, COMPARE = "/account/identity/", "/account/identity/compare/"


@pytest.fixture()
def registers(tmp_path: Path) -> Iterator[Registers]:
    with connected(tmp_path) as server:
        yield server


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def opened(name: str = "演示·陳港生", phone: str = "13900007777", **more: str) -> User:
    """An account of somebody whom the demo's register knows."""
    called, kind, number, _status = next(row for row in MORE if row[0] == name)
    given = {"name": called, "id_type": kind, "id_number": number, "phone": phone, "email": ""}
    return register(**(given | {"password": "Ein-langes-Wort-9"} | more))


def latest(subject: Any) -> Entry:
    found = history(subject).last()
    assert found is not None
    return found


# the people of the demo came to their levels by the real ways


@pytest.mark.parametrize(
    ("login", "level"), [("citizen1", Level.COMPARED), ("citizen5", Level.PHONE), ("agent1", Level.SEEN)]
)
def test_the_demo_has_people_at_every_level_that_it_can_show(login: str, level: Level) -> None:
    assert w.user(login).level == level
    held = Verification.objects.filter(user=w.user(login), withdrawn_at=None)
    assert max([row.level for row in held], default=1) == level


# by the register


def test_a_register_that_agrees_raises_to_level_two_with_its_record(registers: Registers) -> None:
    user = w.user("citizen5")
    assert as_(user).post(COMPARE)["Location"] == PAGE
    row = Verification.objects.get(user=user)
    assert (row.level, row.way, row.register, row.by_key) == (2, Way.REGISTER, "population", user.actor_key)
    assert w.user("citizen5").level == Level.COMPARED and row.reference
    assert latest(user).notes["reference"] == row.reference


@pytest.mark.parametrize("mood", ["slow", "broken", "lying", "unsigned"])
def test_a_register_without_a_true_answer_grants_nothing_and_says_what_to_do(
    registers: Registers, mood: str, settings: Any
) -> None:
    settings.EXCHANGE_SECONDS, registers.mood = 0.5, mood
    user = w.user("citizen5")
    answer = as_(user).post(COMPARE, {"next": "/my/applications/start/?item=x", "level": "2"}, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain and "/my/applications/start/?item=x" in page and 'role="alert"' in page
    assert w.user("citizen5").level == Level.PHONE and not Verification.objects.filter(user=user).exists()


def test_who_does_not_agree_stays_where_they_are_and_is_told_why(registers: Registers) -> None:
    user = register(
        name="演示·别人", id_type="516", id_number="H87654321", phone="13900007778", email="", password="Ein-langes-W-9"
    )
    client = as_(user)
    answer = client.post(COMPARE, follow=True)
    assert answer.status_code == 200 and user.id_number not in answer.content.decode()
    assert answer.request["PATH_INFO"] == PAGE and 'role="alert"' in answer.content.decode()
    asked = len(registers.seen)
    assert 'role="alert"' not in client.get(PAGE).content.decode() and len(registers.seen) == asked == 1
    user.refresh_from_db()
    assert user.level == Level.PHONE and latest(user).notes["outcome"] == "differs"


def test_one_cannot_guess_at_the_register(registers: Registers) -> None:
    registers.persons.clear()
    client = as_(w.user("citizen5"))
    answers = [client.post(COMPARE).status_code for _time in range(6)]
    assert answers == [302] * 5 + [429] and len(registers.seen) == 5


def test_somebody_else_is_not_compared(registers: Registers) -> None:
    with pytest.raises(NotAllowed):
        compare(user=w.user("citizen5"), by=w.user("citizen1"))


def saying_again(name: str = "演示·陳港生") -> User:
    """Opened with a number that another account said first."""
    made = User(name=name, id_type="516", id_number="H12345678", number_held_elsewhere=True)
    made.set_unusable_password()
    made.save()
    return made


def test_whoever_said_a_number_first_under_a_wrong_name_loses_it_to_the_register(registers: Registers) -> None:
    first = register(
        name="演示·占号", id_type="516", id_number="H12345678", phone="13900007778", email="", password="Ein-langes-W-9"
    )
    second = saying_again()
    assert compare(user=second, by=second).outcome == "agrees"
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.number_held_elsewhere, second.number_held_elsewhere) == (True, False)
    assert (first.level, second.level) == (Level.PHONE, Level.COMPARED)
    assert Message.objects.filter(user=first, template="people.number_seen_elsewhere").exists()


def test_two_accounts_of_one_name_and_number_are_settled_at_a_window(registers: Registers) -> None:
    opened()
    second = saying_again()
    with pytest.raises(Refused) as refused:
        compare(user=second, by=second)
    assert refused.value.cure and not Verification.objects.filter(user=second).exists()


def test_a_dead_holder_is_frozen_and_signs_in_no_more(registers: Registers) -> None:
    user = opened(name="演示·已故人")
    client = as_(user)
    assert client.post(COMPARE).status_code in (302, 422)
    user.refresh_from_db()
    assert user.is_frozen and not user.is_active and user.level == Level.PHONE
    assert client.get(PAGE).status_code == 302
    signed = Client().post("/account/sign-in/", {"account": user.phone, "password": "Ein-langes-Wort-9"})
    assert signed.status_code == 422


# at a window


def test_a_document_looked_at_raises_to_four_with_its_evidence_and_the_person_is_told() -> None:
    user, clerk = w.user("citizen5"), w.user("clerk1")
    verify_at_window(
        user=user, by=clerk, upload=w.upload("证件.png", w.PNG), second="335", card_code="a1234567b", **w.look_at(user)
    )
    row = Verification.objects.get(user=user)
    assert (row.level, row.way, row.document, row.second_document) == (4, Way.WINDOW, "111", "335")
    assert row.file and row.file.owner_id == user.pk and row.org_code
    assert w.user("citizen5").card_code == "A1234567B"
    assert Message.objects.filter(user=user, template="people.verified").exists()
    client = as_(user)
    assert client.get(reverse("documents:file", args=[row.file.pk])).status_code == 200
    page = client.get(PAGE).content.decode()
    assert "居民身份证" in page and clerk.name not in page and user.id_number not in page


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"document": "library"}, "document"),
        ({"document": "414"}, "document"),
        ({"digits": "12"}, "digits"),
        ({"again": "000000"}, "again"),
        ({"digits": "000000", "again": "000000"}, "digits"),
        ({"second": "111"}, "second"),
        ({"card_code": "#"}, "card_code"),
    ],
)
def test_what_does_not_fit_the_document_verifies_nobody(wrong: dict[str, str], field: str) -> None:
    user = w.user("citizen5")
    with pytest.raises(BadInput) as refused:
        verify_at_window(user=user, by=w.user("clerk1"), **(w.look_at(user) | wrong))
    assert field in refused.value.errors and w.user("citizen5").level == Level.PHONE


def test_a_scan_of_a_refused_verification_leaves_nothing() -> None:
    from tongban.documents.api import File

    user, before = w.user("citizen5"), File.objects.count()
    User.objects.filter(pk=user.pk).update(is_active=False)
    with pytest.raises(Refused):
        verify_at_window(user=user, by=w.user("clerk1"), upload=w.upload("证件.png", w.PNG), **w.look_at(user))
    assert File.objects.count() == before


def test_a_card_is_one_persons() -> None:
    first, second = w.user("citizen1"), w.user("citizen2")
    verify_at_window(user=first, by=w.user("clerk1"), card_code="A1234567B", **w.look_at(first))
    with pytest.raises(BadInput):
        verify_at_window(user=second, by=w.user("clerk1"), card_code="a1234567b", **w.look_at(second))


def test_only_whoever_verifies_at_a_window_does() -> None:
    with pytest.raises(NotAllowed):
        verify_at_window(user=w.user("citizen5"), by=w.user("examiner1"), **w.look_at(w.user("citizen5")))


# taken back


def test_a_wrong_level_is_withdrawn_with_its_reason_and_falls_to_what_still_holds() -> None:
    user = w.seen("citizen1")
    row = Verification.objects.get(user=user, way=Way.WINDOW)
    withdraw(verification=row, reason="看错了证件", by=w.user("clerk2"))
    assert w.user("citizen1").level == Level.COMPARED
    assert "看错了证件" in as_(user).get(PAGE).content.decode()
    assert Message.objects.filter(user=user, template="people.level_withdrawn").exists()
    with pytest.raises(Refused):
        withdraw(verification=row, reason="再来一次", by=w.user("clerk2"))


def test_whom_one_official_met_another_does_not_unmeet() -> None:
    """Or one clerk withdraws a colleague's word, and gives name and number to a friend."""
    user = w.seen("citizen1")  # by clerk1
    for row in Verification.objects.filter(user=user, withdrawn_at=None):
        withdraw(verification=row, reason="核对有误", by=w.user("clerk2"))
    assert was_met(w.user("citizen1"))
    found = person_at_counter(
        name=user.name, id_number=user.id_number, phone="13900007777", apart=True, by=w.user("clerk2")
    )
    assert found == w.user("citizen1")
    assert not w.user("citizen1").number_held_elsewhere


def test_a_level_is_not_withdrawn_without_a_reason() -> None:
    row = Verification.objects.filter(user=w.user("citizen1")).first()
    assert row is not None
    with pytest.raises(BadInput):
        withdraw(verification=row, reason=" ", by=w.user("clerk1"))


# documents


@pytest.mark.parametrize(("code", "number"), [("516", "H12345678"), ("511", "12345678"), ("414", "E12345678")])
def test_each_document_opens_one_account(code: str, number: str) -> None:
    first = opened(id_type=code, id_number=number.lower(), phone="13900006666")
    assert (first.id_type, first.id_number) == (code, number)
    with pytest.raises(BadInput):
        opened(id_type=code, id_number=number, phone="13900006667")


def test_one_number_is_one_account_whichever_card_bears_it() -> None:
    with pytest.raises(BadInput):
        opened(name="演示·陳港生", id_type="112", id_number=w.user("citizen1").id_number, phone="13900006668")


def test_a_wrong_number_says_how_it_is_written() -> None:
    with pytest.raises(BadInput) as refused:
        opened(id_type="516", id_number="12345")
    assert "H 或 M 开头" in refused.value.errors["id_number"][0]


@pytest.mark.parametrize("code", id_types())
def test_every_kind_of_document_has_two_names_and_a_pattern(code: str) -> None:
    one = id_types()[code]
    assert one.zh and one.en and one.pattern and one.zh_format and one.kept_as in id_types()


def test_no_number_is_a_name_to_sign_in_with() -> None:
    user = opened()
    verify_at_window(user=user, by=w.user("clerk1"), card_code="A1234567B", **w.look_at(user))
    for typed in (user.id_number, "A1234567B"):
        answer = Client().post("/account/sign-in/", {"account": typed, "password": "Ein-langes-Wort-9"})
        assert answer.status_code == 422


@pytest.mark.parametrize(("years", "wrong"), [(13, True), (15, False)])
def test_a_child_under_fourteen_is_told_that_a_guardian_acts(years: int, wrong: bool) -> None:
    number = id_number(f"{clock.today().year - years}0101", "017")
    typed = {"name": "演示·小孩", "id_type": "111", "id_number": number, "phone": "13900006669", "email": ""}
    page = Client().post("/account/register/", typed | {"password": "Ein-langes-Wort-9"}).content.decode()
    assert ("监护人" in page) == wrong


# the page


def test_the_page_costs_the_same_with_one_record_and_with_three(django_assert_num_queries: Any) -> None:
    user = w.user("citizen1")
    client = as_(user)
    client.get(PAGE)
    with django_assert_num_queries(5):
        client.get(PAGE)
    for clerk in ("clerk1", "clerk2"):
        w.seen("citizen1", clerk)
    with django_assert_num_queries(5):
        client.get(PAGE)


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_way_on_stays_within_the_site(elsewhere: str) -> None:
    assert "evil" not in as_(w.user("citizen1")).get(PAGE, {"next": elsewhere, "level": "1"}).content.decode()
    assert "alert(1)" not in as_(w.user("citizen1")).get(PAGE, {"next": elsewhere, "level": "1"}).content.decode()


# enterprises


def test_an_enterprise_is_compared_by_whoever_represents_it(registers: Registers) -> None:
    enterprise = w.enterprise("agent1")
    people.Enterprise.objects.update(standing="said")
    answer = as_(w.user("agent1")).post("/account/identity/enterprise/", {"enterprise": str(enterprise.pk)})
    assert answer.status_code == 302
    enterprise.refresh_from_db()
    assert enterprise.is_verified and enterprise.compared_by == "legal_persons" and enterprise.reference
    assert latest(enterprise).act == "people.compare_enterprise"


def test_an_enterprise_that_differs_is_told_in_what(registers: Registers) -> None:
    enterprise = w.enterprise("agent1")
    registers.bodies[enterprise.uscc]["name"] = "改了名"
    client = as_(w.user("agent1"))
    answer = client.post("/account/identity/enterprise/", {"enterprise": str(enterprise.pk)}, follow=True)
    assert (
        answer.request["PATH_INFO"] == PAGE
        and "名称" in answer.content.decode()
        and "改了名" not in answer.content.decode()
    )


def test_a_stranger_does_not_ask_about_an_enterprise(registers: Registers) -> None:
    key = str(w.enterprise("agent1").pk)
    assert as_(w.user("citizen1")).post("/account/identity/enterprise/", {"enterprise": key}).status_code == 403


def test_a_birthday_that_cannot_be_is_refused_in_words_at_every_door() -> None:
    from demo.people import id_number
    from tongban.people.mandates.models import Mandate

    clerk, asker = as_(w.user("clerk1")), as_(w.user("citizen1"))
    person = {"name": "演示·甲", "phone": "13900007777"}
    word = {"password": "Ein-langes-Wort-9", "again": "Ein-langes-Wort-9", "agree": "on"}
    terms = {"capacity": "child", "scope": "all", "deeds": ["see"], "days": "365"}
    for born in ("20990101", "18700101"):
        typed, said = person | {"id_type": "111", "id_number": id_number(born, "118")}, f"{born[:4]}年1月1日"
        refused = Client().post("/account/register/", typed | word)
        assert list(refused.context["form"].errors) == ["id_number"] and said in refused.content.decode()
        assert said in clerk.post("/desk/window/find/", typed).content.decode()
        assert said in asker.post("/account/mandates/ask/", typed | terms).content.decode()
    assert not Mandate.objects.filter(asked_phone_index__gt="", agent=w.user("citizen1")).exists()


# frozen


def test_a_dead_holder_by_certificate_is_told_to_whoever_works_on_the_cases() -> None:
    case = w.accepted(by="citizen1")
    user = w.user("citizen1")
    frozen = people.freeze(user=user, cause="dead_paper", reference="D-1", reason="家属持证明", by=w.user("clerk1"))
    told = Message.objects.get(template="cases.holder_frozen")
    assert told.user == cases.Case.objects.get(pk=case.pk).examiner
    assert not w.user("citizen1").is_active
    with pytest.raises(NotAllowed):
        people.thaw(frozen=frozen, reason="错了", by=w.user("clerk1"))
    people.thaw(frozen=frozen, reason="人还健在", by=w.user("clerk2"))
    assert w.user("citizen1").is_active and Message.objects.filter(template="cases.holder_thawed").exists()
    with pytest.raises(Refused):
        people.thaw(frozen=frozen, reason="再来", by=w.user("clerk2"))


@pytest.mark.parametrize(
    ("given", "field"),
    [({"cause": "x"}, "cause"), ({"reference": ""}, "reference"), ({"reason": ""}, "reason")],
)
def test_nobody_is_frozen_without_cause_paper_and_reason(given: dict[str, str], field: str) -> None:
    words = {"cause": "dead_paper", "reference": "D-1", "reason": "家属持证明"} | given
    with pytest.raises(BadInput) as refused:
        people.freeze(user=w.user("citizen1"), by=w.user("clerk1"), **words)
    assert field in refused.value.errors


@pytest.mark.parametrize("cause", ["dead_register", "cancelled"])
def test_what_a_register_says_no_official_says_for_it(cause: str) -> None:
    with pytest.raises(BadInput):
        people.freeze(user=w.user("citizen1"), cause=cause, reference="1", reason="x", by=w.user("clerk1"))


def test_an_official_is_frozen_by_nobody() -> None:
    with pytest.raises(NotAllowed):
        people.freeze(user=w.user("examiner1"), cause="stolen", reason="x", by=w.user("clerk1"))


# begun with what is at hand


def test_document_telephone_and_card_lead_to_a_message_and_tell_nothing() -> None:
    user = w.user("citizen1")
    verify_at_window(user=user, by=w.user("clerk1"), card_code="A1234567B", **w.look_at(user))
    pages = set()
    for typed in (user.id_number, user.phone, "a1234567b", "H00000000", "13911119999"):
        before = Delivery.objects.count()
        answer = Client().post("/account/begin/", {"begin": typed})
        assert Delivery.objects.count() == before  # nothing is found out before the worker runs
        outbox.drain()
        shown = answer.content.decode()
        assert answer.status_code == 200 and typed not in shown
        assert Delivery.objects.count() - before == (typed in (user.id_number, user.phone, "a1234567b"))
        pages.add(re.sub(r"[A-Za-z0-9]{64}", "", shown))  # without the tokens
    assert len(pages) == 1
    assert "citizen1" in Delivery.objects.latest("id").body


def test_nobody_is_flooded_with_such_messages() -> None:
    answers = [Client().post("/account/begin/", {"begin": w.user("citizen1").phone}).status_code for _time in range(4)]
    assert answers == [200, 200, 200, 429]


def test_nobody_is_flooded_by_whoever_knows_number_and_telephone_and_card() -> None:
    user = w.user("citizen1")
    for typed in (user.phone, user.id_number) * 3:
        assert Client().post("/account/begin/", {"begin": typed}).status_code == 200
    outbox.drain()
    assert Delivery.objects.filter(user=user).count() == 3


def test_the_answer_is_made_by_the_same_work_whether_there_is_an_account_or_not() -> None:
    """Statement by statement: neither the answer nor its time tells whose number it is."""
    user = w.user("citizen1")
    verify_at_window(user=user, by=w.user("clerk1"), card_code="A1234567B", **w.look_at(user))
    statements("H00000001")  # the first from this address
    asked = {typed: statements(typed) for typed in (user.id_number, user.phone, "a1234567b", "H00000000")}
    assert asked[user.id_number] and len({tuple(said) for said in asked.values()}) == 1
    assert statements("演示 nobody's") == asked["H00000000"]


def statements(typed: str) -> list[str]:
    client = Client()
    client.get("/account/begin/")
    with CaptureQueriesContext(connection) as queries:
        assert client.post("/account/begin/", {"begin": typed}).status_code == 200
    told = [query["sql"] for query in queries.captured_queries]
    return [sql[: sql.find(" VALUES ")] if " VALUES " in sql else re.sub(r"'[^']*'|\d+", "?", sql) for sql in told]


def test_what_was_typed_stands_sealed_and_a_late_letter_is_not_sent() -> None:
    user = w.user("citizen1")
    Client().post("/account/begin/", {"begin": user.id_number})
    wanted = DoorCode.objects.get(purpose="begin")
    assert wanted.typed == user.id_number and wanted.user is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT typed FROM people_doorcode")
        assert user.id_number not in str(cursor.fetchone()[0])
    with clock.turned_to(clock.now() + dt.timedelta(minutes=11)):
        outbox.drain()
    assert not Delivery.objects.filter(user=user).exists()
