"""Cases in every state, on time, yellow, red and deemed, by the real actions at the times they would have happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from demo import walking as w
from tongban.cases import api as cases
from tongban.kit import clock
from tongban.licences import api as licences
from tongban.outbox import api as outbox
from tongban.promises.api import calendar_in_force
from tongban.promises.effects import answer_silence
from tongban.ratings import api as ratings


@contextmanager
def workdays_ago(number: int, at: dt.time = dt.time(10, 12)) -> Iterator[None]:
    """Everything inside happens so many working days ago. 0 is the last working day that is not in the future."""
    calendar, day = calendar_in_force(), clock.today()
    while not calendar.is_workday(day) or (day == clock.today() and clock.now().time() < at):
        day -= dt.timedelta(days=1)
    for _step in range(number):
        day -= dt.timedelta(days=1)
        while not calendar.is_workday(day):
            day -= dt.timedelta(days=1)
    with clock.turned_to(dt.datetime.combine(day, at, clock.ZONE)):
        yield


def build_cases(say: Callable[[str], None] = print) -> None:
    if cases.Case.objects.exists():
        return
    for make in (waiting, in_review, special, ended, drafts):
        make()
    outbox.drain()
    delivered()
    answer_silence()
    outbox.drain()
    say(f"cases: {cases.Case.objects.count()}")


def waiting() -> None:
    """Received: green, yellow, red; and one that the law has accepted meanwhile."""
    with workdays_ago(0):
        w.submitted(w.ELDERLY, "citizen1")
        w.submitted(w.UNEMPLOYMENT, "citizen2")
    with workdays_ago(4):
        w.submitted(w.FOOD, "agent1", enterprise=w.enterprise("agent1"))
    with workdays_ago(9):
        w.submitted(w.ELDERLY, "citizen2")
    with workdays_ago(8):
        w.submitted(w.HYGIENE, "agent2", enterprise=w.enterprise("agent2"))
    with workdays_ago(3):
        case = w.submitted(w.DISABILITY, "citizen1")
    with workdays_ago(2):
        missing = case.guide.materials[0].key
        item = {"key": missing, "problem": "照片模糊，看不清有效期。", "demand": "请重新拍照，四角完整、文字清楚。"}
        cases.ask_correction(case=case, items=[item], days=10, by=w.user("examiner1"))


def in_review() -> None:
    """Accepted: green, near the end, and late; reviewed and waiting for the decision."""
    with workdays_ago(2):
        w.accepted(w.ELDERLY, "agent1")
    with workdays_ago(9):
        w.accepted(w.ELDERLY, "agent2")
    with workdays_ago(14):
        w.accepted(w.ELDERLY, "citizen2")
    with workdays_ago(5):
        w.reviewed(w.ELDERLY, by="citizen1")
    with workdays_ago(6):
        visited = w.accepted(w.FOOD, "agent2", enterprise=w.enterprise("agent2"))
    with workdays_ago(5):
        name_two(visited)
    with workdays_ago(3):
        case = w.submitted(w.BUSINESS, "citizen2")
    with workdays_ago(2):
        cases.accept(case=case, by=w.user("examiner1"))


def name_two(case: cases.Case) -> cases.Case:
    return cases.name_inspectors(
        case=case,
        inspectors=[w.user("inspector1"), w.user("inspector2")],
        at=clock.now() + dt.timedelta(days=1),
        place="蒲江县鹤山街道演示路 6 号",
        scope="经营场所布局、设施设备与申请材料是否一致。",
        by=w.user("head1"),
    )


def special() -> None:
    """The clock stopped for an expert review; an extension asked for; one approved."""
    with workdays_ago(12):
        water = w.accepted(w.WATER, "agent1", enterprise=w.enterprise("agent1"))
    with workdays_ago(10):
        water = cases.review(case=water, opinion="grant", reasons="需组织专家评审。", by=w.user("examiner1"))
        cases.suspend(
            case=water,
            kind="expert_review",
            ground="水资源论证报告书需经专家评审。",
            days=15,
            by_whom="演示专家组",
            by=w.user("examiner1"),
        )
    with workdays_ago(7):
        asked = w.accepted(w.HYGIENE, "agent1", enterprise=w.enterprise("agent1"))
    with workdays_ago(1):
        cases.ask_extension(case=asked, days=5, reason="现场检测报告未出。", by=w.user("examiner1"))
    with workdays_ago(9):
        extended = w.accepted(w.FOOD, "citizen2")
    with workdays_ago(3):
        extended = cases.ask_extension(case=extended, days=10, reason="申请人调整了经营布局。", by=w.user("examiner1"))
        cases.extend(case=extended, by=w.user("head1"))


def ended() -> None:
    """Withdrawn, not accepted, no permit needed, not corrected; granted and refused, not handed out yet."""
    with workdays_ago(6):
        cases.withdraw(case=w.submitted(w.ELDERLY, "agent2"), reason="材料拿错了，改日再办。", by=w.user("agent2"))
    with workdays_ago(7):
        cases.refuse_acceptance(
            case=w.submitted(w.WATER, "citizen2"),
            reason="取水口位于邛崃市境内，不属于本机关管辖。",
            competent="邛崃市水务局",
            by=w.user("examiner1"),
        )
        cases.not_required(
            case=w.submitted(w.WATER, "citizen1"),
            reason="家庭生活少量取水，依法不需要申领取水许可证。",
            by=w.user("examiner1"),
        )
    with workdays_ago(30):
        case = w.submitted(w.FOOD, "citizen1")
        item = {"key": "form", "problem": "经营面积与平面图不一致。", "demand": "请核对后写明实际面积。"}
        cases.ask_correction(case=case, items=[item], days=5, by=w.user("examiner1"))
    with workdays_ago(20):
        cases.lapse(case=cases.Case.objects.get(pk=case.pk))
    with workdays_ago(4):
        cases.grant_at_once(case=w.submitted(w.BIRTH, "citizen2"), by=w.user("clerk1"))
    with workdays_ago(8):
        refused = w.reviewed(w.ELDERLY, "refuse", "agent1")
    with workdays_ago(7):
        cases.refuse(
            case=refused, reasons="户籍不在本县。\n依据办事指南第二项受理条件，不予发放。", by=w.user("decider1")
        )


def drafts() -> None:
    """Begun and not sent: one with everything, one without materials."""
    with workdays_ago(1):
        w.filled(w.UNEMPLOYMENT, "citizen1")
        w.filled(w.MACHINERY, "citizen2", files=False)


def delivered() -> None:
    """Handed out and rated, well and badly; a licence revoked afterwards."""
    with workdays_ago(15):
        happy, unhappy = w.granted(w.ELDERLY, "citizen1"), w.granted(w.ELDERLY, "citizen2")
        at_once = cases.grant_at_once(case=w.submitted(w.UNEMPLOYMENT, "agent2"), by=w.user("clerk1"))
        outbox.drain()
    with workdays_ago(14):
        for case, login in ((happy, "citizen1"), (unhappy, "citizen2"), (at_once, "agent2")):
            cases.receive_online(case=case, by=w.user(login))
        rate(happy, 5, ["510", "513"], "没跑一趟就办好了。")
        rate(unhappy, 2, ["208"], "材料清单要是早点看到就好了。")
    permit("agent1")
    revoked = permit("agent2")
    with workdays_ago(1):
        licence = licences.of(revoked).get()
        licences.end(
            licence=licence, how="revoke", reason="隐瞒有关情况取得许可（行政许可法第六十九条）", by=w.user("head1")
        )


def rate(case: cases.Case, grade: int, options: list[str], words: str) -> None:
    invitation = ratings.of(case).get()
    ratings.rate(
        invitation=invitation, grade=grade, options=options, words=words, channel="phone", by=w.user(user_of(case))
    )


def user_of(case: cases.Case) -> str:
    return case.user.login or ""


def permit(agent: str) -> cases.Case:
    """A food licence with two inspectors and two reports."""
    with workdays_ago(25):
        case = name_two(w.accepted(w.FOOD, agent, enterprise=w.enterprise(agent)))
    with workdays_ago(22):
        case = cases.review(case=case, opinion="grant", reasons="", by=w.user("examiner1"))
        for inspector in ("inspector1", "inspector2"):
            case = cases.inspect(case=case, passed=True, report="布局和设施与申请一致。", by=w.user(inspector))
        case = w.completed(case, agent)
    with workdays_ago(20):
        case = cases.grant(case=case, by=w.user("decider1"))
    return case
