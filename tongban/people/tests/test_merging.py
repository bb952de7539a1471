"""Two accounts of one person become one: everything follows, the record stays, a second official can undo it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from stdnum.cn import uscc

from tests import walking as w
from tongban.audit.api import Entry, history, looks_at
from tongban.cases.models import Case
from tongban.kit.act import SYSTEM
from tongban.kit.errors import BadInput, NotAllowed, Refused
from tongban.messages.api import Delivery, Message
from tongban.messages.wording import words
from tongban.people.api import (
    Mandate,
    Merge,
    MergeAsked,
    User,
    act_for,
    ask_to_merge,
    confirm_merge,
    drop_merge,
    holder_of_number,
    merge,
    register,
    twins_of,
    unmerge,
    verify_at_window,
    withdraw,
)
from tongban.people.assurance.following import everything
from tongban.people.registering import begin_registration, open_account

pytestmark = pytest.mark.django_db
# Rows that point at an account and stay: who did something then, and what is about the account itself.
STAYS = {
    "people.Post.user": "an official's, whose account is not merged",
    "people.Code.user": "codes of ten minutes",
    "people.DoorCode.user": "codes of ten minutes",
    "people.Change.user": "a telephone or address that waits for its code",
    "people.Factor.user": "a second step of that account, which nobody enters any more",
    "people.RecoveryCode.user": "of that account's second steps",
    "people.PasswordUsed.user": "passwords of that account",
    "people.Recourse.user": "a way back into that account",
    "people.SignedIn.user": "who signed in to that account",
    "people.Connection.user": "under that account's number in the other system; the person connects the kept one",
    "people.UpperIdentity.user": "linked with that account; the person links the kept one",
    "people.Package.user": "a copy of what that account held",
    "people.Delay.person": "the record of an inspection",
    "people.Delay.asked_by": "an official",
    "people.Delay.approved_by": "an official",
    "people.Appointment.user": "an official",
    "people.Appointment.proposed_by": "an official",
    "people.Appointment.decided_by": "an official",
    "people.Reason.user": "an official",
    "people.Reason.by": "an official",
    "people.ReviewLine.by": "an official",
    "people.AuditExport.by": "an official",
    "people.System.proposed_by": "an official",
    "people.System.decided_by": "an official",
    "people.Mandate.attested_by": "an official",
    "people.Mandate.ended_by": "the record of who ended it",
    "people.Verification.user": "what was shown for that account",
    "people.Merge.kept": "the record itself",
    "people.Merge.old": "the record itself",
    "people.MergeAsked.kept": "the record itself",
    "people.MergeAsked.old": "the record itself",
    "people.Freeze.user": "the record itself",
    "people.User.merged_into": "the record itself",
    "tongban_messages.Delivery.user": "to which address of which account a letter went",
    "cases.Case.examiner": "an official",
    "cases.Case.decided_by": "an official",
    "cases.Comment.by": "an official",
    "cases.MaterialCheck.by": "an official",
    "cases.Step.by": "an official",
    "workflow.Process.drawn_by": "an official",
    "workflow.ProcessVersion.drawn_by": "an official",
    "workflow.ProcessVersion.published_by": "an official",
    "intake.Application.entered_by": "an official",
    "portal.Mistake.settled_by": "an official",
    "sites.Appearance.made_by": "an official",
}


def second_account(login: str = "citizen1", phone: str = "13900006611") -> User:
    """Opened online with a number that has an account already."""
    person = w.user(login)
    wanted = begin_registration(
        name=person.name, id_number=person.id_number, phone=phone, email="", password="Ein-langes-Wort-9"
    )
    return open_account(wanted)


def with_things(user: User) -> Case:
    """A case of its own, and what came of it."""
    case = w.accepted(by="citizen3")
    Case.objects.filter(pk=case.pk).update(user=user)
    case.application.__class__.objects.filter(pk=case.application_id).update(user=user)
    Message.objects.filter(user=w.user("citizen3")).update(user=user)
    return Case.objects.get(pk=case.pk)


def merged_by_two(kept: User, old: User, reason: str = "重复") -> Merge:
    """What has cases of its own goes by the word of two officials."""
    with pytest.raises(Refused):
        merge(kept=kept, old=old, reason=reason, by=w.user("clerk1"))
    asked = ask_to_merge(kept=kept, old=old, reason=reason, by=w.user("clerk1"))
    return confirm_merge(asked=asked, by=w.user("clerk2"))


@pytest.fixture()
def pair() -> tuple[User, User]:
    """The account that is kept, looked at by clerk1, and the other one."""
    other = second_account()
    return w.seen("citizen1"), other


def test_every_row_of_a_person_follows_or_says_why_it_stays() -> None:
    pointing = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if field.related_model is User and model.__module__.startswith("tongban.")
    }
    officials = {name for name in pointing if name.startswith("catalogue.")}
    assert sorted(pointing - officials - set(everything()) - set(STAYS)) == []
    assert set(everything()) | set(STAYS) <= pointing


def test_the_twin_is_found_and_everything_follows(pair: tuple[User, User]) -> None:
    kept, old = pair
    case = with_things(old)
    assert twins_of(kept) == [old]
    made = merged_by_two(kept, old, "忘记了原来的账户")
    assert Case.objects.get(pk=case.pk).user == kept and made.moved["cases.Case.user"] == [str(case.pk)]
    assert not Message.objects.filter(user=old).exists()
    old.refresh_from_db()
    assert (old.merged_into, old.is_active) == (kept, False) and twins_of(kept) == []
    assert Message.objects.filter(user=kept, template="people.merged").exists()
    assert case.item_name in signed_in(kept).get("/my/").content.decode()


def signed_in(user: User) -> Client:
    client = w.AtCounter()
    client.force_login(user)
    return client


def test_the_record_stays_as_it_was(pair: tuple[User, User]) -> None:
    kept, old = pair
    case = with_things(old)
    before = list(history(case).values_list("digest", flat=True))
    merged_by_two(kept, old)
    assert list(history(case).values_list("digest", flat=True)) == before
    assert Entry.objects.filter(act="people.merged_away").count() == 1
    assert [entry.act for entry in history(kept)][-1] == "people.merge"


def test_a_second_official_undoes_it_and_all_is_as_before(pair: tuple[User, User]) -> None:
    kept, old = pair
    case, messages = with_things(old), Message.objects.filter(user=old).count()
    made = merged_by_two(kept, old)
    with pytest.raises(NotAllowed):
        unmerge(made=made, reason="弄错了", by=w.user("clerk2"))
    unmerge(made=made, reason="弄错了", by=w.user("clerk1"))
    old.refresh_from_db()
    assert (
        Case.objects.get(pk=case.pk).user == old and Message.objects.filter(user=old).count() == messages + 1
    )  # that it waited
    assert old.is_active and old.merged_into is None and old.number_held_elsewhere
    assert holder_of_number(kept.id_number) == kept
    with pytest.raises(Refused):
        unmerge(made=made, reason="再来", by=w.user("clerk1"))


def test_the_kept_account_takes_the_number_and_the_telephone_it_lacks() -> None:
    first = register(
        name="演示·陳港生",
        id_type="516",
        id_number="H12345678",
        phone="13900006612",
        email="",
        password="Ein-langes-W-9",
    )
    second = User(name="演示·陳港生", id_type="414", id_number="XDEMO0009")
    second.set_unusable_password()
    second.save()
    verify_at_window(user=second, by=w.user("clerk1"), **w.look_at(second))
    with pytest.raises(Refused):
        merge(kept=second, old=first, reason="换了证件", by=w.user("clerk1"))
    read = {"shown": "document", "number": first.id_number, "again": first.id_number[-6:]}
    asked = ask_to_merge(kept=second, old=first, reason="换了证件", by=w.user("clerk1"), **read)
    made = confirm_merge(asked=asked, by=w.user("clerk2"))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.phone, second.phone) == ("", "13900006612")
    unmerge(made=made, reason="弄错了", by=w.user("clerk1"))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.phone, second.phone) == ("13900006612", "")


def test_what_both_have_stays_where_it_is() -> None:
    other = second_account("agent1")
    enterprise = w.enterprise("agent1")
    act_for(user=other, uscc=enterprise.uscc, name="", capacity="agent", by=SYSTEM)
    kept = w.seen("agent1")
    asked = ask_to_merge(kept=kept, old=other, reason="重复", by=w.user("clerk1"))
    made = confirm_merge(asked=asked, by=w.user("clerk2"))
    assert made.stayed == {"people.Mandate.agent": 1}
    assert Mandate.objects.filter(enterprise=enterprise).count() == 2


def test_nobody_is_merged_whose_document_was_not_looked_at_today() -> None:
    with pytest.raises(Refused):
        merge(kept=w.user("citizen1"), old=second_account(), reason="重复", by=w.user("clerk1"))


def test_another_clerks_look_is_not_enough(pair: tuple[User, User]) -> None:
    with pytest.raises(Refused):
        merge(kept=pair[0], old=pair[1], reason="重复", by=w.user("clerk2"))


def test_accounts_of_two_names_are_two_people(pair: tuple[User, User]) -> None:
    stranger = w.user("citizen2")
    with pytest.raises(Refused):
        merge(kept=pair[0], old=stranger, reason="重复", by=w.user("clerk1"))
    assert not Merge.objects.exists()


def test_nobody_without_the_right_merges(pair: tuple[User, User]) -> None:
    for login in ("examiner1", "citizen1", "admin1"):
        with pytest.raises(NotAllowed):
            merge(kept=pair[0], old=pair[1], reason="重复", by=w.user(login))


def test_a_reason_is_wanted(pair: tuple[User, User]) -> None:
    with pytest.raises(BadInput):
        merge(kept=pair[0], old=pair[1], reason=" ", by=w.user("clerk1"))


def test_as_many_rows_cost_the_same(pair: tuple[User, User], django_assert_max_num_queries: Any) -> None:
    kept, old = pair
    with_things(old)
    asked = ask_to_merge(kept=kept, old=old, reason="重复", by=w.user("clerk1"))
    with django_assert_max_num_queries(65):
        confirm_merge(asked=asked, by=w.user("clerk2"))


def test_the_account_that_goes_is_told_before_its_telephone_moves(pair: tuple[User, User]) -> None:
    kept, old = pair
    User.objects.filter(pk=kept.pk).update(phone="", phone_index="")
    merge(kept=w.user("citizen1"), old=old, reason="重复", by=w.user("clerk1"))
    body = words("people.merged_away", {}, "zh-hans")[1]
    letter = Delivery.objects.get(user=old, template="people.merged_away")
    assert (letter.channel, letter.address, letter.body) == ("phone", "13900006611", body) and "12345" in body


# two officials


@pytest.fixture()
def weighty() -> tuple[User, User]:
    """The other account acts for an enterprise."""
    other = second_account("agent1")
    code = "92510131DEMK00777"
    act_for(user=other, uscc=code + uscc.calc_check_digit(code), name="演示·别家", capacity="agent", by=SYSTEM)
    return w.seen("agent1"), other


def test_nothing_moves_before_a_second_official_agrees(weighty: tuple[User, User]) -> None:
    kept, old = weighty
    with pytest.raises(Refused):
        merge(kept=kept, old=old, reason="重复", by=w.user("clerk1"))
    asked = ask_to_merge(kept=kept, old=old, reason="重复", by=w.user("clerk1"))
    old.refresh_from_db()
    assert old.is_active and old.phone and not Merge.objects.exists()
    waits = Delivery.objects.get(user=old, template="people.merge_waits")
    assert waits.address == old.phone and "12345" in waits.body
    assert Message.objects.filter(user=kept, template="people.merge_waits_for_kept").exists()
    for login in ("clerk1", "examiner1", "citizen1"):
        with pytest.raises(NotAllowed):
            confirm_merge(asked=asked, by=w.user(login))
    confirm_merge(asked=asked, by=w.user("clerk2"))
    old.refresh_from_db()
    assert not old.is_active and [entry.act for entry in history(old)][-1] == "people.merged_away"
    with pytest.raises(Refused):
        drop_merge(asked=asked, reason="晚了", by=w.user("clerk1"))


@pytest.mark.parametrize("login", ["clerk1", "clerk2"])
def test_either_official_drops_it_with_a_reason_and_both_accounts_hear(weighty: tuple[User, User], login: str) -> None:
    kept, old = weighty
    asked = ask_to_merge(kept=kept, old=old, reason="重复", by=w.user("clerk1"))
    with pytest.raises(BadInput):
        drop_merge(asked=asked, reason=" ", by=w.user(login))
    drop_merge(asked=asked, reason="不是同一人", by=w.user(login))
    with pytest.raises(Refused):
        confirm_merge(asked=asked, by=w.user("clerk2"))
    told = Message.objects.filter(template="people.merge_dropped").values_list("user", flat=True)
    assert set(told) == {kept.pk, old.pk} and not Merge.objects.exists()
    ask_to_merge(kept=kept, old=old, reason="再来", by=w.user("clerk1"))


def test_it_is_asked_once_and_lapses_after_a_week(weighty: tuple[User, User]) -> None:
    kept, old = weighty
    asked = ask_to_merge(kept=kept, old=old, reason="重复", by=w.user("clerk1"))
    with pytest.raises(Refused):
        ask_to_merge(kept=kept, old=old, reason="重复", by=w.user("clerk1"))
    asked.at -= dt.timedelta(days=8)
    with pytest.raises(Refused):
        confirm_merge(asked=asked, by=w.user("clerk2"))


def test_a_document_that_was_wrongly_looked_at_merges_nobody(weighty: tuple[User, User]) -> None:
    asked = ask_to_merge(kept=weighty[0], old=weighty[1], reason="重复", by=w.user("clerk1"))
    withdraw(verification=weighty[0].verifications.latest("at"), reason="看错", by=w.user("clerk2"))
    with pytest.raises(Refused):
        confirm_merge(asked=asked, by=w.user("clerk2"))


# at the window


def impostor(victim: User) -> Client:
    """A clerk's counter: an account of another passport in the victim's name, which the clerk verified."""
    client = signed_in(w.user("clerk1"))
    given = {"id_type": "414", "id_number": "E12345678", "name": victim.name, "phone": "13900006699"}
    client.post("/desk/window/find/", given)
    look = {"document": "414", "name": victim.name, "digits": "345678", "again": "345678"}
    assert client.post("/desk/window/person/verify/", look).status_code == 302
    return client


def test_one_clerk_alone_takes_nobodys_account_over() -> None:
    victim = w.user("agent1")
    counter = impostor(victim)
    given = {"id_type": victim.id_type, "id_number": victim.id_number, "reason": "两个账户是同一人"}
    assert counter.post(f"{HERE}merge/", given).status_code == 422  # the other document was not looked at
    given |= {"shown": "document", "again": victim.id_number[-6:]}
    assert counter.post(f"{HERE}merge/", given | {"again": "000000"}).status_code == 422
    page = counter.post(f"{HERE}merge/", given, follow=True).content.decode()
    assert "等待另一位工作人员" in page and not Merge.objects.exists() and w.user("agent1").is_active
    letters = Delivery.objects.filter(user=victim, template="people.merge_waits")
    assert sorted(one.address for one in letters) == sorted(filter(None, (victim.phone, victim.email)))
    asked = {"asked": str(MergeAsked.objects.get().pk)}
    own = counter.post("/desk/window/merging/look/", asked).content.decode()
    assert "/merging/confirm/" not in own and "/merging/drop/" in own
    assert counter.post("/desk/window/merging/confirm/", asked).status_code == 403
    assert not Merge.objects.exists()


def test_the_second_official_sees_who_asked_and_what_was_shown() -> None:
    victim = w.user("agent1")
    given = {"id_type": victim.id_type, "id_number": victim.id_number, "reason": "换了护照"}
    impostor(victim).post(f"{HERE}merge/", given | {"shown": "paper", "again": victim.id_number[-6:]})
    second, asked = signed_in(w.user("clerk2")), {"asked": str(MergeAsked.objects.get().pk)}
    assert "/desk/window/merging/" in second.get("/desk/window/").content.decode()
    assert victim.masked_name in second.get("/desk/window/merging/").content.decode()
    page = second.post("/desk/window/merging/look/", asked).content.decode()
    for shown in (w.user("clerk1").name, "换了护照", "证件签发机关", "居民身份证", "随同转入"):
        assert shown in page
    assert victim.id_number not in page and victim.phone not in page
    assert looks_at(victim.actor_key).filter(what="identity").exists()
    assert second.post("/desk/window/merging/drop/", asked).status_code == 422
    assert second.post("/desk/window/merging/drop/", asked | {"reason": "不像本人"}).status_code == 302
    assert second.post("/desk/window/merging/confirm/", asked).status_code == 409
    assert second.post("/desk/window/merging/look/", {"asked": "no key"}).status_code == 404
    assert not Merge.objects.exists() and w.user("agent1").is_active


def test_the_second_official_agrees_at_the_page() -> None:
    victim = w.user("agent1")
    given = {"id_type": victim.id_type, "id_number": victim.id_number, "reason": "换了护照"}
    impostor(victim).post(f"{HERE}merge/", given | {"shown": "document", "again": victim.id_number[-6:]})
    second, asked = signed_in(w.user("clerk2")), {"asked": str(MergeAsked.objects.get().pk)}
    assert second.post("/desk/window/merging/confirm/", asked).status_code == 302
    assert MergeAsked.objects.get().made == Merge.objects.get() and not w.user("agent1").is_active
    letters = Delivery.objects.filter(user=victim, template="people.merged_away")
    assert sorted(one.address for one in letters) == sorted(filter(None, (victim.phone, victim.email)))


@pytest.fixture()
def desk() -> Client:
    client = signed_in(w.user("clerk1"))
    person = w.user("citizen1")
    client.post("/desk/window/find/", {"id_number": person.id_number, "name": person.name, "phone": person.phone})
    client.post("/desk/window/person/verify/", w.look_at(person))
    return client


HERE = "/desk/window/person/identity/"


def test_the_clerk_merges_on_one_page(desk: Client) -> None:
    old = second_account()
    page = desk.get(HERE).content.decode()
    assert old.masked_name in page and old.id_number not in page and old.phone not in page
    assert desk.post(f"{HERE}merge/", {"old": str(old.pk), "reason": "重复注册"}).status_code == 302
    made = Merge.objects.get()
    refused = desk.post(f"{HERE}unmerge/", {"merge": str(made.pk), "reason": "错"})
    assert refused.status_code == 403 and 'role="alert"' in refused.content.decode()


def test_what_merging_does_to_the_person_is_said_before_and_after(desk: Client) -> None:
    old = second_account()
    page = desk.get(HERE).content.decode()
    assert "另一账号的密码、通行密钥和第二步验证随之失效" in page
    assert "另一账号的手机号码不再使用" in page and "随同转入：无" in page
    done = desk.post(f"{HERE}merge/", {"old": str(old.pk), "reason": "重复注册"}, follow=True).content.decode()
    assert "请同时当面告知" in done and "用保留账号的密码登录" in done
    _title, told = words("people.merged", {"rows": 1})
    assert "已失效" in told and Message.objects.filter(user=w.user("citizen1"), template="people.merged").exists()


def test_an_account_that_is_no_twin_is_not_merged_by_its_key(desk: Client) -> None:
    stranger = w.user("citizen2")
    assert desk.post(f"{HERE}merge/", {"old": str(stranger.pk), "reason": "x"}).status_code == 422
    assert desk.post(f"{HERE}merge/", {"old": "no key", "reason": "x"}).status_code == 404


def test_a_level_is_withdrawn_on_the_page(desk: Client) -> None:
    row = w.user("citizen1").verifications.filter(way="window").get()
    assert desk.post(f"{HERE}withdraw/", {"verification": str(row.pk), "reason": ""}).status_code == 422
    assert desk.post(f"{HERE}withdraw/", {"verification": str(row.pk), "reason": "看错"}).status_code == 302
    assert w.user("citizen1").level == 2


def test_an_identity_is_frozen_on_the_page_and_thawed_by_a_colleague(desk: Client) -> None:
    given = {"cause": "dead_paper", "reference": "D-1", "reason": "家属持证明"}
    assert desk.post(f"{HERE}freeze/", given | {"reference": ""}).status_code == 422
    assert desk.post(f"{HERE}freeze/", given | {"cause": "dead_register"}).status_code == 422
    assert desk.post(f"{HERE}freeze/", given).status_code == 302
    person = w.user("citizen1")
    assert person.is_frozen and "冻结" in desk.get("/desk/window/person/").content.decode()
    colleague = signed_in(w.user("clerk2"))
    colleague.post("/desk/window/find/", {"id_number": person.id_number, "name": person.name, "phone": person.phone})
    key = person.freezes.get().pk
    assert colleague.post(f"{HERE}thaw/", {"freeze": str(key), "reason": "人还健在"}).status_code == 302
    assert w.user("citizen1").is_active


def test_the_scan_is_shown_to_whoever_settles_and_the_person_learns_it() -> None:
    person, clerk = w.user("citizen1"), w.user("clerk1")
    row = verify_at_window(user=person, by=clerk, upload=w.upload("证件.png", w.PNG), **w.look_at(person))
    other = verify_at_window(user=w.user("citizen2"), by=clerk, **w.look_at(w.user("citizen2")))
    desk = signed_in(clerk)
    assert desk.post(f"{HERE}evidence/", {"verification": str(row.pk)})["Location"] == "/desk/window/"
    desk.post("/desk/window/find/", {"id_number": person.id_number, "name": person.name, "phone": person.phone})
    answer = desk.post(f"{HERE}evidence/", {"verification": str(row.pk)})
    assert answer.status_code == 200 and b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert looks_at(person.actor_key).filter(what="identity:evidence", code="counter", role="window_clerk").exists()
    assert desk.post(f"{HERE}evidence/", {"verification": str(other.pk)}).status_code == 404


def test_nobody_at_the_counter_means_nothing_to_settle() -> None:
    client = signed_in(w.user("clerk1"))
    assert client.get(HERE)["Location"] == "/desk/window/"
    assert client.post(f"{HERE}freeze/", {"cause": "stolen", "reason": "x"})["Location"] == "/desk/window/"
