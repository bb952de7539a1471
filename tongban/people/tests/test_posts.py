"""Posts are given by one and, where they are powerful, approved by another; nobody is on two sides (A5)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import walking as w
from tongban.audit.api import Entry
from tongban.kit import clock
from tongban.kit.errors import BadInput, NotAllowed, Refused
from tongban.messages.api import Message
from tongban.outbox import api as outbox
from tongban.people import api as people
from tongban.people.models import Post, User
from tongban.people.queries import staff_in
from tongban.people.roles import ROLES, SIDES
from tongban.people.staff import actions, guards, rules
from tongban.people.staff.holding import holding_faults
from tongban.people.staff.models import Appointment
from tongban.people.staff.words import WORDS
from tongban.regions.api import Division

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
HERE, ELSEWHERE = "510131000000", "510129000000"


def as_(login: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(w.user(login))
    return client


@pytest.fixture
def organ() -> str:
    return str(w.item(w.FOOD).org_code)


@pytest.fixture
def newcomer() -> User:
    as_("security1").post("/desk/staff/new/", {"login": "new1", "name": "演示·新人", "phone": "13900009001"})
    return w.user("new1")


def wish(role: str, organ: str, **more: Any) -> dict[str, Any]:
    region = HERE if role and ROLES[role].subtree else ""
    return {
        "role": role,
        "organ": organ,
        "region": region,
        "since": clock.today().isoformat(),
        "reason": "任命文件 3 号",
        **more,
    }


def give(person: User, role: str, organ: str, by: str = "security1", **more: Any) -> Any:
    return as_(by).post(f"/desk/staff/{person.pk}/give/", wish(role, organ, **more))


def roles_of(person: User) -> set[str]:
    return {post.role for post in w.user(str(person.login)).current_posts}


# giving


def test_a_newcomer_has_an_account_no_password_and_no_post(newcomer: User) -> None:
    assert not newcomer.has_usable_password()
    assert roles_of(newcomer) == set()
    assert not Client().login(username="new1", password="")
    Client().post("/account/recover/", {"account": "new1", "channel": "phone"})
    outbox.drain()
    assert not Message.objects.filter(user=newcomer, template="people.code").exists(), "an administrator lets them in"


def test_an_ordinary_post_is_given_at_once_and_the_person_is_told(newcomer: User, organ: str) -> None:
    answer = give(newcomer, "examiner", organ)
    assert answer.status_code == 302
    assert roles_of(newcomer) == {"examiner"}
    assert Message.objects.filter(user=newcomer, template="people.post_given").exists()
    page = as_("security1").get(f"/desk/staff/{newcomer.pk}/").content.decode()
    assert "Examiner" in page and "review and propose a decision" in page and "任命文件 3 号" in page


@pytest.mark.parametrize("role", sorted(code for code, role in ROLES.items() if role.is_powerful))
def test_a_powerful_post_waits_for_a_second_person(newcomer: User, organ: str, role: str) -> None:
    give(newcomer, role, organ)
    row = Appointment.objects.get(user=newcomer)
    assert roles_of(newcomer) == set() and row.state == "proposed"
    refused = as_("security1").post(f"/desk/staff/proposals/{row.pk}/", {"answer": "approve"})
    assert refused.status_code == 403 and "a second person has to approve" in refused.content.decode()
    as_("security2").post(f"/desk/staff/proposals/{row.pk}/", {"answer": "approve"})
    assert roles_of(newcomer) == {role}
    again = as_("security2").post(f"/desk/staff/proposals/{row.pk}/", {"answer": "approve"})
    assert again.status_code == 409
    assert Post.objects.filter(user=newcomer).count() == 1


def test_a_proposal_can_be_declined(newcomer: User, organ: str) -> None:
    give(newcomer, "head", organ)
    row = Appointment.objects.get(user=newcomer)
    assert "1 proposal waits" in as_("security2").get("/desk/staff/").content.decode()
    as_("security2").post(f"/desk/staff/proposals/{row.pk}/", {"answer": "decline"})
    assert roles_of(newcomer) == set()
    assert Appointment.objects.get(pk=row.pk).state == "declined"


def test_nobody_gives_posts_to_themselves(organ: str) -> None:
    me = w.user("security1")
    assert give(me, "examiner", organ).status_code == 403
    assert "This is you" in as_("security1").get(f"/desk/staff/{me.pk}/").content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(
            user=me, role="head", org_code=organ, region_code=HERE, since=clock.today(), proposed_by=me
        )


def test_nobody_supervises_the_work_they_do(newcomer: User, organ: str) -> None:
    """A nomination is no post yet; the second of two that exclude each other is found when it is approved."""
    assert give(newcomer, "supervisor", organ).status_code == 302
    assert give(newcomer, "examiner", organ).status_code == 302
    row = Appointment.objects.get(user=newcomer, role="supervisor")
    as_("security2").post(f"/desk/staff/proposals/{row.pk}/", {"answer": "approve"})
    assert roles_of(newcomer) == {"examiner"}
    answer = give(w.user("supervisor1"), "inspector", organ)
    assert "nobody watches over work that they do themselves" in answer.content.decode()
    assert "inspector" not in roles_of(w.user("supervisor1"))
    post = Post.objects.filter(user=w.user("examiner1"), role="examiner", org_code=organ).get()
    with pytest.raises(Refused, match="watches over"):
        actions.name_deputy(
            post=post, deputy=w.user("supervisor1"), since=clock.today(), until=clock.today(), reason="出差",
            by=w.user("examiner1"),
        )  # fmt: skip


def test_a_wrong_wish_keeps_what_was_typed(newcomer: User, organ: str) -> None:
    answer = give(newcomer, "examiner", organ, until="2020-01-01", reason="留下的话")
    page = answer.content.decode()
    assert answer.status_code == 422 and "The last day lies before the first one." in page and "留下的话" in page
    answer = give(newcomer, "", organ, since="nonsense")
    assert "Choose a role." in answer.content.decode() and "Type the day as" in answer.content.decode()
    assert give(newcomer, "supervisor", organ, region=ELSEWHERE).status_code == 422
    for day in ({"until": "9999-12-31"}, {"since": "0001-01-01"}):
        assert "between 1900 and 2199" in give(newcomer, "examiner", organ, **day).content.decode()
    assert roles_of(newcomer) == set()


def test_a_division_may_be_typed_by_its_name(newcomer: User, organ: str) -> None:
    division = Division.objects.get(pk=HERE)
    assert give(newcomer, "window_clerk", organ, region="没有这个县").status_code == 422
    twin = Division.objects.create(code="510131999000", name=division.name, parent=division, level=4)
    answer = give(newcomer, "window_clerk", organ, region=division.name)
    assert answer.status_code == 422 and HERE in answer.content.decode() and twin.pk in answer.content.decode()
    twin.delete()
    assert give(newcomer, "window_clerk", organ, region=division.name).status_code == 302
    assert Post.objects.get(user=newcomer).region_code == HERE


@pytest.mark.parametrize(("words", "found"), [("新人", True), ("演示·新人", True), ("new", True), ("旧人", False)])
def test_colleagues_are_found_by_number_or_by_part_of_their_name(newcomer: User, words: str, found: bool) -> None:
    shown = as_("security1").get("/desk/staff/", {"q": words}).context["rows"]
    assert [row.login for row, _posts in shown] == (["new1"] if found else [])


def test_the_same_post_is_not_given_twice(newcomer: User, organ: str) -> None:
    give(newcomer, "examiner", organ)
    answer = give(newcomer, "examiner", organ, reason="又一次")
    assert "has this post already" in answer.content.decode() and "又一次" in answer.content.decode()
    assert Post.objects.filter(user=newcomer).count() == 1


def test_a_post_of_another_region_is_out_of_reach(newcomer: User, organ: str) -> None:
    people.hire(
        login="far1", name="演示·远", password="Ein-langes-Wort-9",
        posts=[{"role": "security_administrator", "org_code": organ, "region_code": ELSEWHERE}],
    )  # fmt: skip
    give(newcomer, "examiner", organ)
    assert as_("far1").get(f"/desk/staff/{newcomer.pk}/").status_code == 404
    with pytest.raises(NotAllowed):
        people.appoint(
            user=newcomer, role="inspector", org_code=organ, region_code=HERE, since=clock.today(), reason="x",
            by=w.user("far1"),
        )  # fmt: skip


def test_a_changed_post_ends_the_old_one(newcomer: User, organ: str) -> None:
    give(newcomer, "examiner", organ)
    post = Post.objects.get(user=newcomer)
    answer = as_("security1").post(f"/desk/staff/{newcomer.pk}/give/?instead={post.pk}", wish("inspector", organ))
    assert answer.status_code == 302
    assert roles_of(newcomer) == {"inspector"}
    assert Post.objects.get(pk=post.pk).ended_at is not None


def test_a_post_from_a_later_day_gives_nothing_before(newcomer: User, organ: str) -> None:
    give(newcomer, "examiner", organ, since=(clock.today() + dt.timedelta(days=3)).isoformat())
    assert roles_of(newcomer) == set()
    assert as_("new1").get("/desk/").status_code == 403


def test_every_permission_of_a_role_has_words() -> None:
    """A page of a post shows no code."""
    assert set(WORDS) == {permission for role in ROLES.values() for permission in role.permissions}


# three administrators


def test_the_three_administrators_have_no_right_in_common() -> None:
    sides = [ROLES[code].permissions for code in SIDES]
    assert len(SIDES) == len(set(SIDES.values())) == 3
    assert not any(one & other for one in sides for other in sides if one is not other)


def test_two_accounts_of_each_are_in_the_demo() -> None:
    for role in SIDES:
        assert Post.objects.filter(role=role).values("user").distinct().count() == 2


PAIRS = [(one, other) for one in SIDES for other in [*SIDES, "decision_maker", "window_clerk"] if one != other]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_nobody_is_on_two_sides(newcomer: User, organ: str, one: str, other: str) -> None:
    """Refused by the act, by the database, and found by check-config if a row came in by another way."""
    Post.objects.create(user=newcomer, role=one, org_code=organ, region_code=HERE)
    row = Appointment(
        user=newcomer,
        role=other,
        org_code=organ,
        region_code=HERE,
        since=clock.today(),
        proposed_by=w.user("security1"),
    )
    with pytest.raises(Refused, match="exclude each other"):
        actions._give(row, w.user("security1"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(user=newcomer, role=other, org_code=organ, region_code=HERE)
    first = Post.objects.get(user=newcomer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(user=newcomer, role=other, org_code=organ, region_code=HERE, since=dt.date(2020, 1, 1))
    early = {"since": dt.date(2000, 1, 1), "until": dt.date(2001, 1, 1)}
    past = Post.objects.create(user=newcomer, role=other, org_code=organ, region_code=HERE, **early)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=past.pk).update(until=None)
    past.delete()
    assert list(Post.objects.filter(user=newcomer)) == [first]


def test_a_new_account_cannot_begin_on_two_sides(organ: str) -> None:
    where = {"org_code": organ, "region_code": HERE}
    with pytest.raises(BadInput, match="exclude each other"):
        people.hire(
            login="both", name="演示", password="Ein-langes-Wort-9",
            posts=[{"role": "administrator", **where}, {"role": "audit_administrator", **where}],
        )  # fmt: skip


def test_after_the_one_post_has_ended_the_other_may_begin(newcomer: User, organ: str) -> None:
    Post.objects.create(user=newcomer, role="administrator", org_code=organ, region_code=HERE, ended_at=clock.now())
    give(newcomer, "examiner", organ)
    assert roles_of(newcomer) == {"examiner"}


def test_check_config_names_who_holds_too_much_and_a_missing_guard(newcomer: User, organ: str) -> None:
    assert list(holding_faults()) == []
    with connection.cursor() as cursor:
        for statement in guards.GONE_SQLITE if connection.vendor == "sqlite" else guards.GONE_POSTGRES:
            cursor.execute(statement)
    for role in ("administrator", "audit_administrator"):
        Post.objects.create(user=newcomer, role=role, org_code=organ, region_code=HERE)
    torn, guard = holding_faults()
    assert str(newcomer.pk) in torn.found and "administrator + audit_administrator" in torn.found
    assert guards.NAME in guard.found


# leaving


def test_whoever_leaves_is_out_in_the_same_moment(organ: str) -> None:
    case = w.accepted(w.FOOD)
    draft_of = w.user("clerk1")
    leaver, session = w.user("examiner1"), as_("examiner1")
    assert session.get(f"/desk/cases/{case.pk}/").status_code == 200
    answer = as_("security1").post(f"/desk/staff/{leaver.pk}/leave/", {"reason": "调离"})
    assert answer.status_code == 302
    assert session.get(f"/desk/cases/{case.pk}/").headers["Location"].startswith("/account/sign-in/")
    assert not Client().login(username="examiner1", password="Tongban-2026-demo")
    case.refresh_from_db()
    assert case.examiner is None
    gone = User.objects.get(pk=leaver.pk)
    assert not gone.is_active and not any(post.is_current for post in gone.posts.all())
    assert Entry.objects.filter(act="cases.give_back", subject_key=str(case.pk)).count() == 1
    assert draft_of.is_active


def test_sessions_of_before_do_not_come_back(organ: str) -> None:
    leaver, session = w.user("examiner2"), as_("examiner2")
    as_("security1").post(f"/desk/staff/{leaver.pk}/leave/", {"reason": "调离"})
    as_("security2").post(f"/desk/staff/{leaver.pk}/back/", {"reason": "返岗"})
    back = User.objects.get(pk=leaver.pk)
    assert back.is_active and not back.has_usable_password()
    assert session.get("/desk/").headers["Location"].startswith("/account/sign-in/")
    assert roles_of(back) == set()
    give(back, "examiner", organ)
    assert roles_of(back) == {"examiner"}


def test_drafts_typed_at_the_window_go_to_the_colleague() -> None:
    from tongban.intake import api as intake

    clerk, colleague = w.user("clerk1"), w.user("clerk2")
    draft = intake.start(item=w.item(w.FOOD), user=w.user("citizen1"), channel="window", entered_by=clerk, by=clerk)
    as_("security1").post(f"/desk/staff/{clerk.pk}/leave/", {"reason": "退休", "colleague": str(colleague.pk)})
    draft.refresh_from_db()
    assert draft.entered_by == colleague


def test_a_post_that_ends_takes_its_claims_along(organ: str) -> None:
    case, examiner = w.accepted(w.FOOD), w.user("examiner1")
    post = examiner.posts.get(org_code=case.org_code, role="examiner")
    open_page = as_("examiner1")
    answer = as_("security1").post(f"/desk/staff/posts/{post.pk}/end/", {"reason": "轮岗"})
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.examiner is None
    assert open_page.get(f"/desk/cases/{case.pk}/").status_code == 403
    assert as_("security1").post(f"/desk/staff/posts/{post.pk}/end/", {"reason": "轮岗"}).status_code == 409


def test_an_end_without_a_reason_is_asked_for_one() -> None:
    post = w.user("examiner1").posts.first()
    answer = as_("security1").post(f"/desk/staff/posts/{post.pk}/end/", {"reason": " "})
    assert answer.status_code == 422 and "Say in a few words why." in answer.content.decode()


# deputies


def stand_in(post: Post, until: dt.date, who: str = "examiner2") -> Post:
    by = post.user
    return actions.name_deputy(
        post=post, deputy=w.user(who), since=clock.today(), until=until, reason="休假", by=w.user(str(by.login))
    )


@pytest.mark.parametrize("until", ["9999-12-31", "2199-01-01"])
def test_a_deputy_is_named_for_a_leave_not_for_ever(decision_post: Post, until: str) -> None:
    answer = in_for(decision_post, "examiner2", "decider1", until=until)
    assert answer.status_code == 422 and "until" in answer.context["form"].errors
    plain = w.user("examiner1").posts.get(org_code=decision_post.org_code, role="examiner")
    assert in_for(plain, "inspector1", "examiner1", days=91).status_code == 422
    assert in_for(plain, "inspector1", "examiner1", days=90).status_code == 302


def test_a_deputy_in_a_powerful_post_has_days_and_not_weeks(decision_post: Post) -> None:
    assert "two security administrators" in in_for(decision_post, "examiner2", "head1", days=15).content.decode()
    assert in_for(decision_post, "examiner2", "head1", days=14).status_code == 302


def test_a_deputys_post_is_over_with_the_post(decision_post: Post) -> None:
    tomorrow = clock.today() + dt.timedelta(days=1)
    Post.objects.filter(pk=decision_post.pk).update(until=tomorrow)
    decision_post.refresh_from_db()
    with pytest.raises(BadInput):
        stand_in(decision_post, tomorrow + dt.timedelta(days=1))
    made = stand_in(decision_post, tomorrow)
    Post.objects.filter(pk=made.pk).update(until=tomorrow + dt.timedelta(days=30))
    org = {"org_code": decision_post.org_code}
    assert people.may(w.user("examiner2"), "cases.decide", **org)
    assert w.user("examiner2") in people.staff_of(decision_post.org_code, "cases.decide")
    with clock.turned_to(clock.now() + dt.timedelta(days=3)):
        assert not people.may(w.user("examiner2"), "cases.decide", **org)
        assert w.user("examiner2") not in people.staff_of(decision_post.org_code, "cases.decide")


def test_an_ended_supervisor_hears_of_nothing_more(organ: str) -> None:
    post = w.user("supervisor1").posts.first()
    assert w.user("supervisor1") in staff_in(post.region_code, "supervision.see")
    Post.objects.filter(user=post.user).update(ended_at=clock.now())
    assert w.user("supervisor1") not in staff_in(post.region_code, "supervision.see")


@pytest.fixture
def decision_post() -> Post:
    return Post.objects.get(user__login="decider1", org_code=w.item(w.FOOD).org_code, role="decision_maker")


def in_for(post: Post, who: str, by: str, days: int = 3, **more: Any) -> Any:
    data = {
        "deputy": str(w.user(who).pk),
        "since": clock.today().isoformat(),
        "until": (clock.today() + dt.timedelta(days=days)).isoformat(),
        "reason": "休假",
    } | more
    return as_(by).post(f"/desk/my-posts/{post.pk}/deputy/", data)


@pytest.mark.parametrize("by", ["decider1", "head1"])
def test_the_holder_or_the_head_names_a_deputy_whose_acts_say_so(decision_post: Post, by: str) -> None:
    assert in_for(decision_post, "examiner2", by).status_code == 302
    deputy = w.user("examiner2")
    held = [post for post in deputy.current_posts if post.for_post_id == decision_post.pk]
    assert [post.role for post in held] == ["decision_maker"]
    assert Message.objects.filter(user=deputy, template="people.deputy_named").exists()
    page = as_("examiner2").get("/desk/my-posts/").content.decode()
    assert f"deputy of {decision_post.user.name}" in page


def test_an_entry_says_whose_deputy_acted() -> None:
    from tongban.cases import api as cases

    case = w.submitted(w.FOOD)
    with pytest.raises(NotAllowed):
        cases.accept(case=case, by=w.user("inspector1"))
    post = w.user("examiner1").posts.get(org_code=case.org_code, role="examiner")
    in_for(post, "inspector1", "examiner1")
    cases.accept(case=case, by=w.user("inspector1"))
    entry = Entry.objects.get(act="cases.accept", subject_key=str(case.pk))
    assert entry.notes["as_deputy_of"] == w.user("examiner1").actor_key
    cases.comment(case=case, text="自己的岗位", by=w.user("inspector1"))
    assert "as_deputy_of" not in Entry.objects.get(act="cases.comment", subject_key=str(case.pk)).notes


def test_a_deputy_names_no_deputy(decision_post: Post) -> None:
    in_for(decision_post, "examiner2", "decider1")
    held = Post.objects.get(for_post=decision_post)
    answer = in_for(held, "inspector1", "examiner2")
    assert answer.status_code == 409 and "names no deputy" in answer.content.decode()


def test_recusal_stays_with_a_deputy() -> None:
    """Whoever applied decides nothing about it, by whichever post (回避)."""
    from tongban.cases import api as cases

    case = w.submitted(w.FOOD)
    post = w.user("examiner1").posts.get(org_code=case.org_code, role="examiner")
    in_for(post, "inspector1", "examiner1")
    cases.Case.objects.filter(pk=case.pk).update(user=w.user("inspector1"))
    with pytest.raises(NotAllowed, match="You applied for this yourself"):
        cases.accept(case=cases.with_everything(case.pk), by=w.user("inspector1"))


@pytest.mark.parametrize("near", ["acts", "mandate", "beneficiary"])
def test_whoever_stands_near_an_applicant_decides_nothing_about_them(near: str) -> None:
    """回避 (公务员法 §76): an agent of the enterprise, a relative with a mandate, whom it is for."""
    from tongban.cases import api as cases
    from tongban.people.mandates.models import Mandate

    case = w.submitted(w.FOOD, "agent1", enterprise=w.enterprise("agent1")) if near == "acts" else w.submitted()
    examiner = w.user("examiner1")
    if near == "beneficiary":
        User.objects.filter(pk=examiner.pk).update(id_number_index="its digest")
        cases.Case.objects.filter(pk=case.pk).update(beneficiary_id_index="its digest")
        examiner = w.user("examiner1")
    else:
        side = {"enterprise": case.enterprise} if near == "acts" else {"principal": case.user}
        Mandate.objects.create(agent=examiner, state="active", deeds=["see"], sees_earlier=True, **side)
    with pytest.raises(NotAllowed, match="You act for the applicant, or it is for you"):
        cases.accept(case=cases.with_everything(case.pk), by=examiner)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"until": "2020-01-01"}, "The last day lies before"),
        ({"reason": ""}, "Say in a few words why."),
        ({"deputy": ""}, "Choose a colleague."),
    ],
)
def test_a_wrong_deputy_is_said(decision_post: Post, more: dict[str, str], said: str) -> None:
    answer = in_for(decision_post, "examiner2", "decider1", **more)
    assert answer.status_code == 422 and said in answer.content.decode()


def test_two_deputies_in_the_same_days_are_one_too_many(decision_post: Post) -> None:
    in_for(decision_post, "examiner2", "decider1")
    assert "in these days already" in in_for(decision_post, "inspector1", "decider1").content.decode()


def test_a_stranger_names_nobody(decision_post: Post) -> None:
    assert in_for(decision_post, "examiner2", "examiner2").status_code == 403


def test_a_deputy_ends_with_the_post_and_by_its_holder(decision_post: Post) -> None:
    in_for(decision_post, "examiner2", "decider1")
    held = Post.objects.get(for_post=decision_post)
    assert as_("inspector1").post(f"/desk/my-posts/deputies/{held.pk}/end/", {"reason": "x"}).status_code == 403
    assert as_("decider1").post(f"/desk/my-posts/deputies/{held.pk}/end/", {"reason": "回来了"}).status_code == 302
    assert "decision_maker" not in roles_of(w.user("examiner2"))
    in_for(decision_post, "examiner2", "decider1")
    as_("security1").post(f"/desk/staff/posts/{decision_post.pk}/end/", {"reason": "调离"})
    assert "decision_maker" not in roles_of(w.user("examiner2"))


# lists


@pytest.mark.parametrize("path", ["/desk/staff/", "/desk/staff/proposals/"])
def test_a_list_asks_as_much_for_one_as_for_three(organ: str, path: str) -> None:
    def asked() -> int:
        client = as_("security2")
        client.get(path)
        with CaptureQueriesContext(connection) as found:
            client.get(path)
        return len(found)

    def one_more(number: int) -> None:
        person = people.take_on(login=f"aa{number}", name="演示", phone=f"1390000800{number}", by=w.user("security1"))
        where = {"org_code": organ, "region_code": HERE, "since": clock.today(), "reason": "x"}
        people.appoint(user=person, role="examiner", by=w.user("security1"), **where)
        people.appoint(user=person, role="head", by=w.user("security1"), **where)

    one_more(1)
    first = asked()
    one_more(2), one_more(3)
    assert asked() == first


def test_rules_say_who_may_know_of_it() -> None:
    with pytest.raises(NotAllowed):
        rules.check_gives(w.user("admin1"), org_code="", region_code=HERE)


# posts that lie here and reach further up


@pytest.mark.parametrize("login", ["legal1", "keeper1", "establishment1"])
def test_whose_post_reaches_further_up_is_found_and_dismissed_where_the_organ_lies(login: str) -> None:
    leaver, admin = w.user(login), as_("security1")
    assert login in admin.get("/desk/staff/", {"q": login}).content.decode()
    shown = admin.get(f"/desk/staff/{leaver.pk}/").content.decode()
    assert f"/desk/staff/{leaver.pk}/leave/" in shown and "No post at present" not in shown
    asked = admin.post(f"/desk/staff/{leaver.pk}/leave/", {"reason": "离职"})
    assert asked.status_code == 302
    leaver.refresh_from_db()
    assert not leaver.is_active and not Post.objects.filter(user=leaver, ended_at=None).exists()


def test_one_post_of_those_is_ended_but_none_given() -> None:
    leaver, admin = w.user("legal1"), as_("security1")
    post = Post.objects.filter(user=leaver, ended_at=None)[0]
    url = f"/desk/staff/posts/{post.pk}/end/"
    answer = admin.post(url, {"reason": "调离"})
    assert answer.status_code == 302
    post.refresh_from_db()
    assert post.is_over
    wanted = wish("legal_reviewer", post.org_code) | {"region": "510000000000"}
    assert admin.post(f"/desk/staff/{w.user('legal2').pk}/give/", wanted).status_code in (403, 422)


def test_an_ordinary_post_does_not_read_as_approved_by_who_proposed_it(newcomer: User, organ: str) -> None:
    give(newcomer, "examiner", organ)
    page = as_("security1").get(f"/desk/staff/{newcomer.pk}/").content.decode()
    name = w.user("security1").name
    assert f"given by {name} alone" in page and f"decided by {name}" not in page and f"proposed by {name}" not in page
