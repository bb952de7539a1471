"""Before anything is typed: what becomes of it. And at the window: what is wrong of somebody is put right."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from demo.people import id_number
from tests import walking as w
from tongban.kit.errors import NotAllowed
from tongban.messages.api import Message
from tongban.people.api import Level, Verification, correct_identity
from tongban.people.assurance.verifying import withdraw

pytestmark = pytest.mark.django_db


def as_(login: str) -> Client:
    client = w.AtCounter()
    client.force_login(w.user(login))
    return client


def test_the_apply_page_says_who_what_why_by_which_law_and_how_long() -> None:
    item = w.item(w.DISABILITY)
    answer = as_("citizen1").get(f"/my/applications/start/?item={item.code}")
    shown, told = answer.content.decode(), answer.context["notice"]
    assert told.sensitive and told.general and not [label for label in told.sensitive if label not in shown]
    for word in ("个人信息处理告知", "敏感个人信息", "《个人信息保护法》第十三条", "30 年", "/account/data/"):
        assert word in shown, word
    assert item.current.guide.bases[0].zh in shown


def test_a_service_for_minors_says_who_alone_opens_it() -> None:
    orphans = as_("citizen1").get(f"/my/applications/start/?item={w.item('孤儿和事实无人抚养儿童基本生活保障').code}")
    assert "由父母或其他监护人代为申请" in orphans.content.decode()


def at_counter() -> Client:
    clerk, person = as_("clerk1"), w.user("citizen1")
    clerk.post("/desk/window/find/", {"id_number": person.id_number, "name": person.name, "phone": person.phone})
    return clerk


def test_a_name_is_corrected_once_the_document_was_seen() -> None:
    clerk, person = at_counter(), w.user("citizen1")
    right = {"name": "演示·安小明", "id_number": person.id_number}
    assert clerk.post("/desk/window/person/correct/", right).status_code == 403
    clerk.post("/desk/window/person/verify/", w.look_at(person))
    wrong = clerk.post("/desk/window/person/correct/", right | {"id_number": person.id_number[:-1]})
    assert wrong.status_code == 422 and wrong.context["correction"]["name"].value() == "演示·安小明"
    assert clerk.post("/desk/window/person/correct/", right).status_code == 302
    assert w.user("citizen1").name == "演示·安小明"
    assert Message.objects.filter(user=person, template="people.identity_corrected").exists()


def corrected_to(clerk: Client, born: str) -> Any:
    typed = {"name": w.user("citizen1").name, "id_number": id_number(born, "018")}
    return clerk.post("/desk/window/person/correct/", typed)


def test_whom_a_colleague_met_no_official_alone_makes_somebody_else() -> None:
    """Nor by withdrawing first what the colleague saw: whoever withdraws it is not whoever corrects the number."""
    w.seen("citizen1", "clerk2")
    clerk, person = at_counter(), w.user("citizen1")
    clerk.post("/desk/window/person/verify/", w.look_at(person))
    for seen in Verification.objects.filter(user=person, withdrawn_at=None):
        withdraw(verification=seen, reason="看错了证件", by=w.user("clerk1"))
    assert w.user("citizen1").level == Level.PHONE
    assert corrected_to(clerk, "19700101").status_code == 403
    assert w.user("citizen1").id_number == person.id_number


def test_a_number_that_somebody_else_has_is_not_taken() -> None:
    clerk, person = at_counter(), w.user("citizen1")
    clerk.post("/desk/window/person/verify/", w.look_at(person))
    assert corrected_to(clerk, "19700101").status_code == 403, "what was confirmed is not moved by one"
    for seen in Verification.objects.filter(user=person, withdrawn_at=None):
        withdraw(verification=seen, reason="看错了证件", by=w.user("clerk2"))
    taken = {"name": person.name, "id_number": w.user("citizen2").id_number}
    assert clerk.post("/desk/window/person/correct/", taken).status_code == 422
    assert corrected_to(clerk, "19700101").status_code == 302
    assert w.user("citizen1").id_number == id_number("19700101", "018")
    assert w.user("citizen1").level == Level.PHONE, "what was shown of another number shows nothing of this one"
    assert not Verification.objects.filter(user=person, withdrawn_at=None).exists()
    start = clerk.post("/desk/window/start/", {"item": w.item(w.ELDERLY).code})
    assert start.status_code == 302  # its name was typed; the document is not counted as seen any more
    assert not clerk.session.get("counter_seen")
    clerk.post("/desk/window/person/verify/", w.look_at(w.user("citizen1")))
    assert w.user("citizen1").level == Level.SEEN


def test_a_corrected_name_leaves_the_level() -> None:
    clerk, person = at_counter(), w.user("citizen1")
    clerk.post("/desk/window/person/verify/", w.look_at(person))
    clerk.post("/desk/window/person/correct/", {"name": "演示·安小明", "id_number": person.id_number})
    assert w.user("citizen1").level == Level.SEEN


def test_nobody_corrects_their_own_identity() -> None:
    clerk = w.user("clerk1")
    with pytest.raises(NotAllowed):
        correct_identity(user=clerk, name="演示·我", id_number=id_number("19700101", "018"), evidence="111", by=clerk)
