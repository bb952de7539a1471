"""A newborn, everything at once (新生儿出生一件事): one bundle under way and one finished, by the real actions."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from demo import stories
from demo import walking as w
from tongban.cases import api as cases
from tongban.intake import api as intake
from tongban.outbox import api as outbox

NAME = "新生儿出生一件事"
CERTIFICATE, VACCINATION, REGISTER, CARD, COSTS, INSURANCE, GUIDANCE = (
    "出生医学证明首次签发",
    "预防接种证办理",
    "出生登记（落户）",
    "社会保障卡申领、补换",
    "生育医疗待遇支付",
    "城乡居民基本医疗保险参保登记",
    "科学育儿指导服务登记",
)
Ago = Callable[[int], AbstractContextManager[None]]
IN_ORDER = "出生信息与医院分娩记录一致，父母身份核验一致，材料齐全。拟准予办理。"


def begun(by: str, story: stories.Story) -> intake.Application:
    return intake.submit(application=w.filled(NAME, by, story=story), by=w.user(by))


def case_of(whole: intake.Application, name: str) -> cases.Case:
    return cases.Case.objects.select_related("application").get(application__bundle=whole, item_name=name)


def decided(whole: intake.Application, name: str, **entries: str) -> cases.Case:
    """Accepted, reviewed and granted; what waits for it goes on."""
    case = cases.accept(case=case_of(whole, name), by=w.user("examiner1"))
    case = cases.review(case=case, opinion="grant", reasons=IN_ORDER, ticked=w.ticks(case), by=w.user("examiner1"))
    case = cases.grant(case=case, entries=entries, by=w.user("decider1"))
    cases.look(whole)
    return case


def at_once(whole: intake.Application, name: str) -> cases.Case:
    case = case_of(whole, name)
    return cases.grant_at_once(case=case, ticked=w.ticks(case), by=w.user("clerk1"))


def under_way(ago: Ago) -> intake.Application:
    """The certificate is there; the police have the registration, and the card and the insurance wait for it."""
    with ago(3):
        baby = stories.baby("citizen2", "演示·白小禾", days=-12, claim=True)
        whole = begun("citizen2", baby)
    with ago(2):
        at_once(whole, VACCINATION)
        decided(whole, CERTIFICATE)
    with ago(1):
        cases.accept(case=case_of(whole, REGISTER), by=w.user("examiner1"))
    return whole


def finished(ago: Ago) -> intake.Application:
    """Everything granted and received."""
    with ago(12):
        born = stories.birthday(-20)
        whole = begun("citizen4", stories.baby("citizen4", "演示·罗星辰", days=-20, claim=False))
        at_once(whole, VACCINATION)
        at_once(whole, GUIDANCE)
    with ago(11):
        decided(whole, CERTIFICATE)
    with ago(9):
        decided(whole, REGISTER, child_id=stories.number_of(born))
        at_once(whole, CARD)
        at_once(whole, INSURANCE)
        outbox.drain()
    with ago(8):
        for line in cases.lines(whole):
            assert line.case is not None
            cases.receive_online(case=line.case, by=w.user("citizen4"))
        cases.look(whole)
    return whole
