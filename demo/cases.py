"""Cases in every state, on time, yellow, red and deemed, by the real actions at the times they would have happened."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings

from demo import newborn, stories
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


@contextmanager
def no_heads() -> Iterator[None]:
    """A signed head would prove that what is told here of last week was not in the log then: the first comes at the end."""
    seconds, settings.HEAD_SECONDS = settings.HEAD_SECONDS, -1
    try:
        yield
    finally:
        settings.HEAD_SECONDS = seconds


def build_cases(say: Callable[[str], None] = print) -> None:
    if cases.Case.objects.exists():
        return
    with no_heads():
        for make in (waiting, in_review, special, ended, drafts):
            make()
        newborn.under_way(workdays_ago)
        outbox.drain()
        delivered()
        newborn.finished(workdays_ago)
        answer_silence()
        outbox.drain()
    time.sleep(1.1)  # receipts come again after a second
    outbox.drain()
    say(f"cases: {cases.Case.objects.count()}")


def waiting() -> None:
    """Received: green, yellow, red; and one that the law has accepted meanwhile."""
    with workdays_ago(0):
        w.submitted(w.ELDERLY, "citizen1", story=stories.allowance(stories.ANS_AT_HOME))
        w.submitted(w.UNEMPLOYMENT, "citizen3", story=stories.carpenter())
    with workdays_ago(4):
        w.submitted(w.FOOD, "agent1", enterprise=w.enterprise("agent1"), story=stories.chang_restaurant(branch=True))
    with workdays_ago(9):
        w.submitted(w.ELDERLY, "citizen2", story=elder(stories.BAI_FATHER, "child", "citizen2"))
    with workdays_ago(8):
        w.submitted(w.HYGIENE, "agent2", enterprise=w.enterprise("agent2"), story=stories.ding_guesthouse())
    with workdays_ago(3):
        case = w.submitted(w.DISABILITY, "citizen1", story=stories.disability())
    with workdays_ago(2):
        missing = case.guide.materials[0].key
        item = {"key": missing, "problem": "照片模糊，看不清有效期。", "demand": "请重新拍照，四角完整、文字清楚。"}
        cases.ask_correction(case=case, items=[item], days=10, by=w.user("examiner1"))


def elder(one: stories.Elder, relation: str, by: str) -> stories.Story:
    return stories.for_relative(one, relation, w.user(by))


def in_review() -> None:
    """Accepted: green, near the end, and late; reviewed and waiting for the decision."""
    with workdays_ago(2):
        w.accepted(w.ELDERLY, "agent1", story=elder(stories.CHANG_MOTHER, "child", "agent1"))
    with workdays_ago(9):
        w.accepted(w.ELDERLY, "agent2", story=elder(stories.DING_GRANDFATHER, "relative", "agent2"))
    with workdays_ago(14):
        w.accepted(w.ELDERLY, "citizen2", story=elder(stories.BAI_IN_LAW, "relative", "citizen2"))
    with workdays_ago(5):
        w.reviewed(
            w.ELDERLY,
            by="citizen1",
            reasons=stories.in_order(stories.AN_SPOUSE),
            story=elder(stories.AN_SPOUSE, "spouse", "citizen1"),
        )
    with workdays_ago(6):
        house = stories.ding_teahouse(lake=True)
        visited = w.accepted(w.FOOD, "agent2", enterprise=w.enterprise("agent2"), story=house)
    with workdays_ago(5):
        name_two(visited)
    with workdays_ago(3):
        case = w.submitted(w.BUSINESS, "citizen2", story=stories.fruit_shop())
    with workdays_ago(2):
        cases.accept(case=case, by=w.user("examiner1"))


def name_two(case: cases.Case) -> cases.Case:
    """They come tomorrow, to the address of the application."""
    return cases.name_inspectors(
        case=case,
        inspectors=[w.user("inspector1"), w.user("inspector2")],
        at=clock.now() + dt.timedelta(days=1),
        place=case.application.answers["address"],
        scope="经营场所布局、设施设备、从业人员健康证明与申请材料是否一致。",
        by=w.user("head1"),
    )


def special() -> None:
    """The clock stopped for an expert review; an extension asked for; one approved."""
    with workdays_ago(12):
        water = w.accepted(w.WATER, "agent1", enterprise=w.enterprise("agent1"), story=stories.chang_fishery())
    with workdays_ago(10):
        water = cases.review(
            case=water,
            opinion="grant",
            reasons="取水用途和水源合理，与邻近取水户已协商一致。论证报告的水量平衡和退水影响需经专家评审后再作决定。",
            ticked=w.ticks(water),
            by=w.user("examiner1"),
        )
        cases.suspend(
            case=water,
            kind="expert_review",
            ground="水资源论证报告书需经专家评审。",
            days=15,
            by_whom="演示专家组",
            by=w.user("examiner1"),
        )
    with workdays_ago(7):
        asked = w.accepted(w.HYGIENE, "agent1", enterprise=w.enterprise("agent1"), story=stories.chang_inn())
    with workdays_ago(6):
        asked = name_two(asked)
    with workdays_ago(4):
        report = "消毒间与布草间没有隔开，已当场告知整改；其余功能间、通风和采光符合要求。"
        asked = cases.inspect(case=asked, passed=False, report=report, by=w.user("inspector1"))
        report = "从业人员健康证明有效，卫生管理制度齐全；同意主检意见，消毒间整改后再看一次。"
        asked = cases.inspect(case=asked, passed=False, report=report, by=w.user("inspector2"))
    with workdays_ago(1):
        reason = "客栈三层共 38 间客房，消毒间正在按核查意见整改，需要再到现场看一次。"
        cases.ask_extension(case=asked, days=5, reason=reason, by=w.user("examiner1"))
    with workdays_ago(9):
        extended = w.accepted(w.FOOD, "citizen2", story=stories.bai_noodles(area=46))
    with workdays_ago(8):
        extended = name_two(extended)
    with workdays_ago(3):
        reason = "申请人调整了烹饪间和洗消间的位置，需要按新的平面图核查。"
        extended = cases.ask_extension(case=extended, days=10, reason=reason, by=w.user("examiner1"))
        cases.extend(case=extended, by=w.user("head1"))


def ended() -> None:
    """Withdrawn, not accepted, no permit needed, not corrected; granted and refused, not handed out yet."""
    with workdays_ago(6):
        taken_back = w.submitted(w.ELDERLY, "agent2", story=elder(stories.DING_MOTHER, "child", "agent2"))
        cases.withdraw(case=taken_back, reason="母亲的户口本拿错了，改日再办。", by=w.user("agent2"))
    with workdays_ago(7):
        cases.refuse_acceptance(
            case=w.submitted(w.WATER, "citizen2", story=stories.bai_orchard_water()),
            reason="取水口位于邛崃市境内，不属于本机关管辖。",
            competent="邛崃市水务局",
            by=w.user("examiner1"),
        )
        cases.not_required(
            case=w.submitted(w.WATER, "citizen1", story=stories.an_garden_water()),
            reason="浇灌自家菜地、零星饲养家禽的少量取水，依法不需要申领取水许可证。",
            by=w.user("examiner1"),
        )
    with workdays_ago(30):
        case = w.submitted(w.FOOD, "citizen2", story=stories.bai_noodles(area=64))
        item = {
            "key": "form",
            "problem": "申请表写的经营面积是 64 平方米，平面图标注的是 46 平方米，不一致。",
            "demand": "请核对后写明实际面积。",
        }
        cases.ask_correction(case=case, items=[item], days=5, by=w.user("examiner1"))
    with workdays_ago(20):
        cases.lapse(case=cases.Case.objects.get(pk=case.pk))
    with workdays_ago(4):
        w.granted_at_once(w.BIRTH, "citizen4", story=stories.first_child())
    refused()


def refused() -> None:
    """The household register names another county: seen, proposed, decided."""
    found = "户口簿登记地址在邛崃市平乐镇，不是本县户籍。"
    with workdays_ago(8):
        case = w.accepted(w.ELDERLY, "agent1", story=elder(stories.CHANG_UNCLE, "relative", "agent1"))
        for key in ("household", "point:hukou"):
            cases.tick(case=case, key=key, passed=False, remark=found, by=w.user("examiner1"))
        case = cases.review(
            case=case,
            opinion="refuse",
            reasons=f"{found}不符合受理条件第二项“户籍在蒲江县”。拟不予发放，并告知向邛崃市申请。",
            ticked=w.ticks(case),
            by=w.user("examiner1"),
        )
    with workdays_ago(7):
        reasons = f"{found}\n依据《蒲江县高龄津贴发放办法（演示）》第三条和办事指南第二项受理条件，不予发放。"
        cases.refuse(case=case, reasons=f"{reasons}\n高龄津贴由户籍地发放，请向邛崃市申请。", by=w.user("decider1"))


def drafts() -> None:
    """Begun and not sent: one with everything, one without materials."""
    with workdays_ago(1):
        w.filled(w.MACHINERY, "citizen1", story=stories.tea_pruner())
        w.filled(w.BUSINESS, "citizen3", files=False, story=stories.repair_shop())


def delivered() -> None:
    """Handed out and rated, well and badly; a licence revoked afterwards."""
    with workdays_ago(15):
        happy = allowance(stories.AN_BROTHER, "relative", "citizen1")
        unhappy = allowance(stories.BAI_GRANDFATHER, "relative", "citizen2")
        at_once = w.granted_at_once(w.UNEMPLOYMENT, "citizen4", story=stories.shop_assistant())
        outbox.drain()
    with workdays_ago(14):
        for case, login in ((happy, "citizen1"), (unhappy, "citizen2"), (at_once, "citizen4")):
            cases.receive_online(case=case, by=w.user(login))
        rate(happy, 5, ["510", "513"], "没跑一趟就办好了。")
        rate(unhappy, 2, ["208"], "材料清单要是早点看到就好了。")
    permit("agent1", stories.chang_restaurant)
    revoked = permit("agent2", stories.ding_teahouse)
    with workdays_ago(1):
        licence = licences.of(revoked).get()
        reason = "申请时隐瞒与相邻店铺共用后厨的情况（行政许可法第六十九条）"
        licences.end(licence=licence, how="revoke", reason=reason, by=w.user("head1"))


def allowance(one: stories.Elder, relation: str, by: str) -> cases.Case:
    return w.granted(w.ELDERLY, by, reasons=stories.in_order(one), story=elder(one, relation, by))


def rate(case: cases.Case, grade: int, options: list[str], words: str) -> None:
    invitation = ratings.of(case).get()
    ratings.rate(
        invitation=invitation, grade=grade, options=options, words=words, channel="phone", by=w.user(user_of(case))
    )


def user_of(case: cases.Case) -> str:
    return case.user.login or ""


REPORTS = {
    "inspector1": "门牌、面积与申请一致；洗消、冷藏、防蝇防鼠设施齐全可用，布局由生到熟，原料与成品不交叉。",
    "inspector2": "接触直接入口食品的人员健康证明在有效期内；食品安全管理员在场，四项制度已上墙。",
}


def permit(agent: str, story: Callable[[], stories.Story]) -> cases.Case:
    """A food licence: two inspectors and their reports, then the review that rests on them."""
    with workdays_ago(25):
        case = name_two(w.accepted(w.FOOD, agent, enterprise=w.enterprise(agent), story=story()))
    with workdays_ago(22):
        for inspector, report in REPORTS.items():
            case = cases.inspect(case=case, passed=True, report=report, by=w.user(inspector))
        case = cases.review(
            case=case,
            opinion="grant",
            reasons="主体资格有效，材料齐全；两名核查人员现场核查均符合要求。拟准予许可，有效期五年。",
            ticked=w.ticks(case),
            by=w.user("examiner1"),
        )
        case = w.completed(case, agent)
    with workdays_ago(20):
        case = cases.grant(case=case, by=w.user("decider1"))
    return case
