"""Acts of the desk and of the applicant on one case, tried twice at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from tests import walking as w
from tests.twice.scenario import ANY, BOTH, ONE_WINS, THE_SAME, Facts, Scenario, against, case_of, keys, two
from tongban.cases import api as cases
from tongban.documents import api as documents
from tongban.intake import api as intake
from tongban.kit import clock
from tongban.licences import api as licences
from tongban.promises import api as promises

EXAMINERS = ("examiner1", "examiner2")
HEADS = ("head1", "head2")
DECIDERS = ("decider1", "decider2")
CLERKS = ("clerk1", "clerk2")
INSPECTORS = ("inspector1", "inspector2")
APPLICANT = ("citizen1", "citizen1")
AGENT = ("agent1", "agent1")
WHO_AND_WHEN = r"by {winner} at \d+ \w+ \d{{4}}, \d\d:\d\d"

Walk = Callable[[], cases.Case]


def to(walk: Walk) -> Callable[[], Facts]:
    return lambda: keys(case=walk())


def food(walk: Callable[..., cases.Case], **options: Any) -> Walk:
    """A permit under the licensing law, asked for by an enterprise: it knows pauses, extensions and inspectors."""
    return lambda: walk(w.FOOD, "agent1", enterprise=w.enterprise("agent1"), **options)


def on_case(
    action: Callable[..., Any], actors: tuple[str, str], walk: Walk, entry: str, *, ends: Any = ONE_WINS, told: str = ".",
    papers: dict[str, int] | None = None, more: dict[str, int] | None = None, after: Any = lambda facts: None,
    **values: Any,
) -> Scenario:  # fmt: skip
    count = 2 if ends == BOTH else 1
    return Scenario(
        prepare=to(walk),
        calls=two(action, "case", actors, **values),
        ends=ends,
        entries={entry: count} | (more or {}),
        papers=papers or {},
        told=told,
        actors=actors,
        after=after,
    )


def state_is(*wanted: str) -> Callable[[Facts], None]:
    def check(facts: Facts) -> None:
        assert case_of(facts).state in wanted

    return check


def overdue() -> cases.Case:
    """Nobody answered, and no worker has drawn the law's conclusion yet."""
    with clock.turned_to(clock.now() - dt.timedelta(days=20)):
        return food(w.submitted)()


def asked_to_correct(key: str = "form") -> cases.Case:
    case = w.submitted()
    material = case.guide.materials[0].key if key == "material" else key
    items = [{"key": material, "problem": "看不清。", "demand": "请重新填写。"}]
    return cases.ask_correction(case=case, items=items, days=10, by=w.user("examiner1"))


def late_to_correct() -> cases.Case:
    with clock.turned_to(clock.now() - dt.timedelta(days=60)):
        return asked_to_correct()


def suspended() -> cases.Case:
    case = food(w.accepted)()
    return cases.suspend(case=case, kind="expert_review", ground="需要专家评审。", days=5, by=w.user("examiner1"))


def extension_asked() -> cases.Case:
    return cases.ask_extension(case=food(w.accepted)(), days=5, reason="检测未出。", by=w.user("examiner1"))


def two_named(case: cases.Case) -> cases.Case:
    people = [w.user(name) for name in INSPECTORS]
    visit = {"at": clock.now(), "place": "演示路1号", "scope": "布局"}
    return cases.name_inspectors(case=case, inspectors=people, by=w.user("head1"), **visit)


def inspected() -> cases.Case:
    case = two_named(food(w.accepted)())
    for name in INSPECTORS:
        case = cases.inspect(case=case, passed=True, report="符合", by=w.user(name))
    case = cases.review(case=case, opinion="grant", reasons="", ticked=w.ticks(case), by=w.user("examiner1"))
    return w.completed(case, "agent1")


def ready_for_inspection() -> cases.Case:
    return two_named(food(w.accepted)())


def expired() -> cases.Case:
    """A renewal that nobody decided before the licence ran out."""
    with clock.turned_to(clock.now() - dt.timedelta(days=40)):
        yesterday = (clock.today() + dt.timedelta(days=39)).isoformat()
        person = w.user("agent1")
        draft = w.filled("食品经营许可（延续）", "agent1", enterprise=w.enterprise("agent1"))
        draft = intake.save_page(application=draft, page="all", values={"valid_until": yesterday}, reached=9, by=person)
        number = intake.submit(application=draft, by=person).receipt_no
        return cases.accept(case=cases.Case.objects.get(number=number), by=w.user("examiner1"))


def two_person() -> cases.Case:
    return w.reviewed(w.DISABILITY)


def printed() -> cases.Case:
    return w.printed(w.granted())


def one_licence(facts: Facts) -> None:
    assert licences.of(case_of(facts)).count() == 1
    state_is("granted")(facts)


def whole_inspection(facts: Facts) -> None:
    reports = case_of(facts).findings["inspection"]
    assert len({report["by"] for report in reports}) == len(reports) == 2


def one_colleague(facts: Facts) -> None:
    assert case_of(facts).examiner.login in EXAMINERS


def deemed_once(facts: Facts) -> None:
    case = case_of(facts)
    assert case.deemed
    assert case.state == "in_review"
    assert promises.of(case).filter(kind="decision").count() == 1
    assert documents.papers_of(case).filter(kind="acceptance").count() == 1


def corrected_twice(facts: Facts) -> None:
    files = case_of(facts).application.material_files.filter(round=1)
    assert files.count() == 2
    assert all(documents.path_of(row.file_id).exists() for row in files)


FINISH = {"ratings.invite": 1}
ITEMS = [{"key": "form", "problem": "面积不符。", "demand": "请写明实际面积。"}]


def named(facts: Facts, number: int) -> list[Any]:
    return [w.user(name) for name in INSPECTORS]


def colleague(facts: Facts, number: int) -> Any:
    return w.user(EXAMINERS[number])


def first_material(facts: Facts, number: int) -> str:
    return str(case_of(facts).guide.materials[0].key)


def another_picture(facts: Facts, number: int) -> Any:
    return w.upload(f"补正{number}.png", w.PNG)


def drawn_by_a_worker(facts: Facts, number: int) -> Callable[[], Any]:
    from tongban.promises.actions import draw_from_silence

    promise = promises.open_of(case_of(facts), "acceptance")
    assert promise is not None
    return lambda: draw_from_silence(promise)


withdraw = two(cases.withdraw, "case", APPLICANT)
withdraw_food = two(cases.withdraw, "case", AGENT)
accept = two(cases.accept, "case", EXAMINERS)

SCENARIOS: dict[str, Scenario] = {
    "cases.accept": on_case(
        cases.accept, EXAMINERS, w.submitted, "cases.accept",
        told="accepted " + WHO_AND_WHEN, papers={"acceptance": 1},
    ),
    "cases.deem_accepted": on_case(
        cases.deem_accepted, EXAMINERS, overdue, "cases.deem_accepted", papers={"acceptance": 1}, after=deemed_once,
        told="accepted by law",
    ),
    "promises.draw_from_silence": Scenario(
        to(overdue), (lambda f: drawn_by_a_worker(f, 0), lambda f: drawn_by_a_worker(f, 1)), BOTH,
        {"cases.deem_accepted": 1}, papers={"acceptance": 1}, after=deemed_once,
    ),
    "cases.ask_correction": on_case(
        cases.ask_correction, EXAMINERS, w.submitted, "cases.ask_correction", items=ITEMS,
        told="sent for correction " + WHO_AND_WHEN, papers={"correction": 1},
    ),
    "cases.supply": on_case(
        cases.supply, APPLICANT, asked_to_correct, "cases.supply", note="已改正。",
        told="corrected " + WHO_AND_WHEN, papers={"acceptance": 1},
    ),
    "cases.add_correction_file": on_case(
        cases.add_correction_file, APPLICANT, lambda: asked_to_correct("material"), "cases.add_file", ends=BOTH,
        material_key=first_material, upload=another_picture, after=corrected_twice,
    ),
    "cases.add_deferred_file": on_case(
        cases.add_deferred_file, AGENT, food(w.accepted), "cases.add_deferred_file", material_key="rules",
        upload=another_picture, told="Nothing more is expected",
    ),
    "cases.lapse": on_case(
        cases.lapse, EXAMINERS, late_to_correct, "cases.lapse", more=FINISH, papers={"withdrawal": 1},
        told="ended without a correction " + WHO_AND_WHEN,
    ),
    "cases.refuse_acceptance": on_case(
        cases.refuse_acceptance, EXAMINERS, food(w.submitted), "cases.refuse_acceptance", reason="不属本机关职权。",
        competent="邛崃市市场监督管理局", more=FINISH, papers={"not_accepted": 1}, told="not accepted " + WHO_AND_WHEN,
    ),
    "cases.not_required": on_case(
        cases.not_required, EXAMINERS, food(w.submitted), "cases.not_required", reason="无需许可。", more=FINISH,
        papers={"not_required": 1}, told="no application needed " + WHO_AND_WHEN,
    ),
    "cases.withdraw": on_case(
        cases.withdraw, APPLICANT, w.submitted, "cases.withdraw", reason="不办了。", more=FINISH,
        papers={"withdrawal": 1}, told="withdrawn " + WHO_AND_WHEN,
    ),
    "cases.suspend": on_case(
        cases.suspend, EXAMINERS, food(w.accepted), "cases.suspend", kind="expert_review", ground="需要专家评审。", days=5,
        papers={"special_procedure": 1}, told="suspended " + WHO_AND_WHEN,
    ),
    "cases.resume": on_case(
        cases.resume, EXAMINERS, suspended, "cases.resume", result="通过", told="resumed " + WHO_AND_WHEN,
    ),
    "cases.ask_extension": on_case(
        cases.ask_extension, EXAMINERS, food(w.accepted), "cases.ask_extension", days=5, reason="检测未出。",
        told="An extension has been asked for",
    ),
    "cases.extend": on_case(
        cases.extend, HEADS, extension_asked, "cases.extend", papers={"extension": 1}, told="extended before",
    ),
    "cases.decline_extension": on_case(
        cases.decline_extension, HEADS, extension_asked, "cases.decline_extension", told="Nobody asked",
    ),
    "cases.transfer": on_case(
        cases.transfer, HEADS, w.submitted, "cases.transfer", to=colleague, told="{winner}", after=one_colleague,
    ),
    "cases.comment": on_case(
        cases.comment, EXAMINERS, w.submitted, "cases.comment", ends=BOTH, text="请核对户籍。",
    ),
    "cases.tick": on_case(
        cases.tick, EXAMINERS, w.submitted, "cases.tick", ends=BOTH, key=first_material, passed=True,
    ),
    "cases.name_inspectors": on_case(
        cases.name_inspectors, HEADS, food(w.accepted), "cases.name_inspectors", inspectors=named,
        at=lambda f, n: clock.now() + dt.timedelta(days=3 + n), place="演示路1号", scope="布局",
        papers={"inspection_notice": 1}, told="{winner}",
    ),
    "cases.inspect": on_case(
        cases.inspect, INSPECTORS, ready_for_inspection, "cases.inspect", ends=BOTH, passed=True, report="符合",
        after=whole_inspection,
    ),
    "cases.inspect (one inspector, two windows)": on_case(
        cases.inspect, ("inspector1", "inspector1"), ready_for_inspection, "cases.inspect", passed=True, report="符合",
        told="written your report already",
    ),
    "cases.review": on_case(
        cases.review, EXAMINERS, w.accepted, "cases.review", opinion="grant", reasons="一致。",
        left_open={"*": "两人同时提交，逐项另记。"}, told="reviewed " + WHO_AND_WHEN,
    ),
    "cases.check": on_case(
        cases.check, DECIDERS, two_person, "cases.check", agreed=True, told="checked " + WHO_AND_WHEN,
    ),
    "cases.grant": on_case(
        cases.grant, DECIDERS, w.reviewed, "cases.decide", papers={"grant": 1}, told="granted " + WHO_AND_WHEN,
    ),
    "cases.grant (with a licence)": on_case(
        cases.grant, DECIDERS, inspected, "cases.decide", papers={"grant": 1, "licence_face": 1}, after=one_licence,
        more={"licences.issue": 1}, told="granted " + WHO_AND_WHEN,
    ),
    "cases.grant_at_once": on_case(
        cases.grant_at_once, CLERKS, lambda: w.submitted(w.UNEMPLOYMENT), "cases.decide_at_once", after=one_licence,
        papers={"acceptance": 1, "grant": 1, "licence_face": 1}, more={"licences.issue": 1},
        left_open={"*": "系统比对一致。"}, told="granted " + WHO_AND_WHEN,
    ),
    "cases.deem_renewed": on_case(
        cases.deem_renewed, DECIDERS, expired, "cases.deem_renewed", papers={"grant": 1, "licence_face": 1},
        more={"licences.issue": 1}, after=one_licence, told="granted|renewed",
    ),
    "cases.refuse": on_case(
        cases.refuse, DECIDERS, w.reviewed, "cases.refuse", reasons="户籍不在本县（条件第二项）。", papers={"refusal": 1},
        told="refused " + WHO_AND_WHEN,
    ),
    "cases.deliver": on_case(
        cases.deliver, CLERKS, printed, "cases.deliver", method="window", receiver=w.IN_PERSON, more=FINISH, papers={"delivery": 1},
        told="delivered " + WHO_AND_WHEN,
    ),
    "cases.receive_online": on_case(
        cases.receive_online, APPLICANT, printed, "cases.deliver", ends=THE_SAME, more=FINISH, papers={"delivery": 1},
    ),
}  # fmt: skip

# Two people who want different things of one case.
SCENARIOS |= {
    "accepted, while the applicant withdraws": Scenario(
        to(w.submitted), against(accept, withdraw), ANY, actors=("examiner1", "citizen1"),
        after=state_is("withdrawn", "in_review"),
    ),
    "accepted by an official, and by law": Scenario(
        # The official's act draws the law's conclusion first, and is then told of it: perhaps nobody "wins".
        to(overdue), against(accept, two(cases.deem_accepted, "case", EXAMINERS)), ANY,
        {"cases.deem_accepted": 1}, papers={"acceptance": 1}, after=deemed_once,
    ),
    "granted, while a colleague refuses": Scenario(
        to(w.reviewed), against(two(cases.grant, "case", DECIDERS), two(cases.refuse, "case", DECIDERS, reasons="不符第二项。")),
        ONE_WINS, actors=DECIDERS, after=state_is("granted", "refused"), told=WHO_AND_WHEN,
    ),
    "granted, while the applicant withdraws": Scenario(
        to(inspected), against(two(cases.grant, "case", DECIDERS), withdraw_food), ONE_WINS,
        actors=("decider1", "agent1"), told=WHO_AND_WHEN, after=state_is("granted", "withdrawn"),
    ),
    "extended, while the other head declines": Scenario(
        to(extension_asked), against(two(cases.extend, "case", HEADS), two(cases.decline_extension, "case", HEADS)),
        ONE_WINS, actors=HEADS,
    ),
    "handed out at a window, while the applicant opens it": Scenario(
        to(printed),
        against(two(cases.deliver, "case", CLERKS, method="window", receiver=w.IN_PERSON), two(cases.receive_online, "case", APPLICANT)),
        ANY, {"cases.deliver": 1} | FINISH, papers={"delivery": 1},
        actors=("clerk1", "citizen1"), after=state_is("delivered"),
    ),
    "suspended, while a colleague reviews": Scenario(
        to(food(w.accepted)),
        against(
            two(cases.suspend, "case", EXAMINERS, kind="expert_review", ground="评审", days=5),
            two(cases.review, "case", EXAMINERS, opinion="grant", reasons="", left_open={"*": "逐项另记在案。"}),
        ),
        ANY,
    ),
}  # fmt: skip
