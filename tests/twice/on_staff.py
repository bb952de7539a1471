"""Posts, deputies, reviews and the record's export, tried twice at once (A5)."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from functools import partial
from typing import Any

from tests import walking as w
from tests.twice.scenario import ANY, BOTH, ONE_WINS, THE_SAME, Act, Call, Facts, Scenario, keys
from tongban.cases import api as cases
from tongban.cases.giving_back import give_back
from tongban.intake import api as intake
from tongban.intake.handing_over import hand_over
from tongban.kit import clock
from tongban.people import api as people
from tongban.people.models import Post, User
from tongban.people.staff import auditing, reviewing
from tongban.people.staff.models import Appointment, ReviewLine

HERE, PASSWORD = "510131000000", "Ein-langes-Wort-9"
SECURITY = ("security1", "security2")
_phones = itertools.count(1)


def pair(make: Any) -> tuple[Call, Call]:
    return partial(make, number=0), partial(make, number=1)


def organ() -> str:
    return str(w.item(w.FOOD).org_code)


def somebody(*roles: str) -> User:
    posts = [{"role": role, "org_code": organ(), "region_code": HERE} for role in roles]
    return people.hire(login=f"twice-{uuid.uuid4().hex[:12]}", name="演示·两次", password=PASSWORD, posts=posts)


def person(facts: Facts) -> User:
    return User.objects.prefetch_related("posts").get(pk=facts["person"])


def fresh() -> Facts:
    return {"login": f"new-{uuid.uuid4().hex[:10]}", "phone": f"1380{uuid.uuid4().int % 10**7:07d}"}


def taken_on(facts: Facts, number: int) -> Act:
    by = w.user(SECURITY[number])
    return lambda: people.take_on(login=facts["login"], name="演示", phone=facts["phone"], by=by).pk


def with_nothing() -> Facts:
    return keys(person=somebody())


def appointed(facts: Facts, number: int, role: str) -> Act:
    who, by, today = person(facts), w.user(SECURITY[number]), clock.today()
    where = {"org_code": organ(), "region_code": HERE}
    return lambda: people.appoint(user=who, role=role, since=today, reason="两次", by=by, **where).pk


def proposed() -> Facts:
    who, today = somebody(), clock.today()
    row = people.appoint(
        user=who, role="head", org_code=organ(), region_code=HERE, since=today, reason="两次", by=w.user("security1")
    )
    second = somebody_else("security_administrator")
    return keys(person=who, appointment=row) | {"deciders": ["security2", second.login]}


def somebody_else(role: str) -> User:
    return somebody(role)


def decided(facts: Facts, number: int) -> Act:
    row = Appointment.objects.select_related("user", "instead_of").get(pk=facts["appointment"])
    by = w.user(facts["deciders"][number])
    return lambda: people.decide_appointment(appointment=row, approve=True, by=by).pk


def one_post(facts: Facts) -> None:
    assert Post.objects.filter(user=facts["person"], ended_at=None).count() == 1


def two_sides(facts: Facts, number: int) -> Act:
    """Two rows at once, past the acts: the database itself lets one of them in."""
    who, role = person(facts), ("administrator", "audit_administrator")[number]

    def put() -> Any:
        from django.db import IntegrityError

        from tongban.kit.errors import Refused
        from tongban.kit.writing import writing

        try:
            with writing():
                return Post.objects.create(user=who, role=role, org_code=organ(), region_code=HERE).pk
        except IntegrityError as error:
            raise Refused("The database refused.", found=str(error)) from error

    return put


def with_a_post() -> Facts:
    who = somebody("examiner")
    return keys(person=who, post=who.posts.get())


def ended(facts: Facts, number: int) -> Act:
    post, by = Post.objects.select_related("user", "for_post").get(pk=facts["post"]), w.user(SECURITY[number])
    return lambda: people.end_post(post=post, reason="两次", by=by).pk


def gone(facts: Facts, number: int) -> Act:
    who, by = person(facts), w.user(SECURITY[number])
    return lambda: people.let_go(user=who, reason="两次", by=by).pk


def left() -> Facts:
    facts = with_a_post()
    people.let_go(user=person(facts), reason="先离职", by=w.user("security1"))
    return facts


def back(facts: Facts, number: int) -> Act:
    who, by = person(facts), w.user(SECURITY[number])
    return lambda: people.take_back(user=who, reason="两次", by=by).pk


def to_be_deputised() -> Facts:
    return with_a_post() | {"deputies": [somebody("inspector").login, somebody("inspector").login]}


def deputised(facts: Facts, number: int) -> Act:
    post = Post.objects.select_related("user", "for_post").get(pk=facts["post"])
    who, by, today = w.user(facts["deputies"][number]), w.user(("head1", "head2")[number]), clock.today()
    until = today + dt.timedelta(days=2)
    return lambda: people.name_deputy(post=post, deputy=who, since=today, until=until, reason="两次", by=by).pk


def one_deputy(facts: Facts) -> None:
    assert Post.objects.filter(for_post=facts["post"], ended_at=None).count() == 1


def a_quarter() -> Facts:
    return with_a_post() | {"quarter": f"{uuid.uuid4().hex[:6]}"}


def opened(facts: Facts, number: int) -> Act:
    posts, due = [Post.objects.get(pk=facts["post"])], clock.today()
    return lambda: reviewing.open_review(org_code=organ(), quarter=facts["quarter"], due_on=due, posts=posts) or None


def one_review(facts: Facts) -> None:
    assert reviewing.AccessReview.objects.filter(quarter=facts["quarter"]).count() == 1


def a_line() -> Facts:
    facts = a_quarter()
    opened(facts, 0)()
    review = reviewing.AccessReview.objects.get(quarter=facts["quarter"])
    return facts | keys(line=review.lines.get(), review=review)


def answered(facts: Facts, number: int) -> Act:
    line, by = (
        ReviewLine.objects.select_related("review", "post").get(pk=facts["line"]),
        w.user(("head1", "head2")[number]),
    )
    return lambda: reviewing.answer_line(line=line, goes_on=True, by=by).pk


def reminded(facts: Facts, number: int) -> Act:
    row = reviewing.AccessReview.objects.get(pk=facts["review"])
    return lambda: reviewing.remind_of_review(review=row)


def exported(facts: Facts, number: int) -> Act:
    by = w.user(("auditor1", "auditor2")[number])
    wish = auditing.Wish(act="people.hire", since=clock.today().isoformat())
    return lambda: auditing.export_record(wish=wish, reason="两次", by=by).pk


def checked(facts: Facts, number: int) -> Act:
    by = w.user(("auditor1", "auditor2")[number])
    return lambda: auditing.check_record(by=by).holds


def claimed() -> Facts:
    return keys(case=w.accepted(w.FOOD))


def given_back(facts: Facts, number: int) -> Act:
    case, examiner = cases.with_everything(facts["case"]), w.user("examiner1")
    return lambda: give_back(case=case, user=examiner, by=w.user(SECURITY[number])) or True


def typed() -> Facts:
    clerk = w.user("clerk1")
    start = {"item": w.item(w.FOOD), "user": w.user("citizen3"), "channel": "window"}
    return keys(application=intake.start(**start, entered_by=clerk, by=clerk))


def handed(facts: Facts, number: int) -> Act:
    row, to = intake.Application.objects.get(pk=facts["application"]), w.user("clerk2")
    return lambda: hand_over(application=row, to=to, by=w.user(SECURITY[number]))


GIVEN = {"people.appoint": 1, "people.give_post": 1}
SCENARIOS: dict[str, Scenario] = {
    "people.take_on": Scenario(fresh, pair(taken_on), ONE_WINS, {"people.take_on": 1}, told="account"),
    "people.appoint (the same person, twice)": Scenario(
        with_nothing, pair(partial(appointed, role="examiner")), ONE_WINS, GIVEN, told="this post already", after=one_post,
    ),
    "people.decide_appointment": Scenario(
        proposed, pair(decided), ONE_WINS, {"people.decide_appointment": 1, "people.give_post": 1},
        told="decided already", after=one_post,
    ),
    "two sides at once": Scenario(with_nothing, pair(two_sides), ONE_WINS, {}, told="refused", after=one_post),
    "people.end_post": Scenario(with_a_post, pair(ended), ONE_WINS, {"people.end_post": 1}, told="ended already"),
    "people.let_go": Scenario(with_a_post, pair(gone), ONE_WINS, {"people.let_go": 1}, told="left already"),
    "people.take_back": Scenario(left, pair(back), ONE_WINS, {"people.take_back": 1}, told="works here"),
    "people.name_deputy": Scenario(
        to_be_deputised, pair(deputised), ONE_WINS, {"people.name_deputy": 1}, told="in these days already", after=one_deputy
    ),
    "people.open_review": Scenario(a_quarter, pair(opened), ANY, {"people.open_review": 1}, after=one_review),
    "people.answer_line": Scenario(a_line, pair(answered), ONE_WINS, {"people.answer_line": 1}, told="answered already"),
    "people.remind_of_review": Scenario(a_line, pair(reminded), ANY, {"people.remind_of_review": 1}),
    "people.export_record": Scenario(dict, pair(exported), BOTH, {"people.export_record": 2}),
    "people.check_record": Scenario(dict, pair(checked), THE_SAME, {"people.check_record": 2}),
    "cases.give_back": Scenario(claimed, pair(given_back), THE_SAME, {"cases.give_back": 1}),
    "intake.hand_over": Scenario(typed, pair(handed), THE_SAME, {"intake.hand_over": 1}),
}  # fmt: skip
