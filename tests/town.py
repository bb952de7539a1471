"""Everybody who could come to a page, and things in every state that belong to one of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from demo import newborn
from tests import walking as w
from tongban.cases import api as cases
from tongban.catalogue import api as catalogue
from tongban.catalogue.checkup.actions import start_run
from tongban.catalogue.checkup.models import CheckFinding, NameGroup
from tongban.catalogue.exchange.actions import begin as begin_import
from tongban.documents import api as documents
from tongban.flow.policy import NOBODY, Held, Place, Thing, Visitor
from tongban.halls import api as halls
from tongban.intake import api as intake
from tongban.kit import clock
from tongban.kit.act import SYSTEM
from tongban.licences import api as licences
from tongban.messages.api import Message
from tongban.outbox import api as outbox
from tongban.people import api as people
from tongban.people.api import Mandate
from tongban.people.oidc.connecting import connect
from tongban.people.oidc.registering import approve_system, propose_system
from tongban.people.privacy.models import Delay
from tongban.people.staff.auditing import Wish, export_record
from tongban.people.staff.models import AccessReview
from tongban.people.staff.reviewing import open_review
from tongban.people.tests.calling import FACTS
from tongban.portal.actions import report
from tongban.ratings import api as ratings
from tongban.regions.api import children_of
from tongban.sites import api as sites
from tongban.sites.models import Emblem
from tongban.statutes import api as statutes
from tongban.statutes.reading import RawArticle, RawEdition
from tongban.workflow import api as workflow

OWNER, STRANGER, AGENT, COLLEAGUE = "citizen1", "citizen2", "agent1", "citizen4"
AT_WORK = "clerk1"  # the owner stands at this clerk's counter
HERE, ELSEWHERE = "510131000000", "510129000000"  # the county, and another one
WORKER, STANDS_IN = "worker", "stands-in"
PASSWORD = "Ein-langes-Wort-9"


@dataclass
class Town:
    """`values`: what may stand in a path and is nobody's; `secrets`: words that only the owner and whoever works on the
    owner's cases may read; `asks`: what the address of a list needs to show the things of the town."""

    visitors: list[Visitor] = field(default_factory=list)
    things: dict[str, list[Thing]] = field(default_factory=dict)
    values: dict[str, list[str]] = field(default_factory=dict)
    secrets: set[str] = field(default_factory=set)
    asks: dict[str, str] = field(default_factory=dict)

    def add(self, kind: str, row: Any, *, key: str = "", at: Any = None, mark: str = "", **people: str) -> None:
        """`at`: what says where the thing is, if not the row itself. A page shows it where its key stands."""
        place = at or row
        where = Place(getattr(place, "org_code", ""), getattr(place, "region_code", ""))
        known = key or str(row.pk)
        marks = frozenset(word for word in (known, mark) if len(word) > 5)
        self.things.setdefault(kind, []).append(Thing(kind, known, where, marks=marks, **people))

    def some(self, name: str, *values: Any) -> None:
        self.values.setdefault(name, []).extend(map(str, values))

    def one(self, kind: str) -> Thing:
        return self.things[kind][0]


def build() -> Town:
    town = Town()
    for case in applications_and_cases():
        belongings_of(case, town, OWNER)
    agents = w.submitted(w.FOOD, AGENT, enterprise=w.enterprise(AGENT))
    belongings_of(agents, town, AGENT)
    drafts(town)
    public_things(town)
    kept_at_the_desk(town)
    connected_systems(town)
    staff(town)
    town.visitors = everybody()
    mandates(town)
    owner = w.user(OWNER)
    town.secrets |= {owner.id_number, owner.phone, owner.email}
    return town


def connected_systems(town: Town) -> None:
    """One that waits, and one that the owner signs in to."""
    waiting = propose_system(**FACTS, by=w.user("admin1"))
    live = approve_system(system=propose_system(**FACTS, by=w.user("admin1")), by=w.user("admin2"))
    connection = connect(system=live, scopes=["openid"], by=w.user(OWNER))
    town.add("system", live)
    town.add("system", waiting)
    town.add("connection", connection, owner=OWNER)


def applications_and_cases() -> list[cases.Case]:
    """One case in each state that a page may meet, of one organ."""
    submitted = w.submitted(w.FOOD)
    correction = w.submitted(w.FOOD)
    items = [{"key": correction.guide.materials[0].key, "problem": "看不清", "demand": "请重拍"}]
    correction = cases.ask_correction(case=correction, items=items, days=5, by=w.user("examiner1"))
    in_review = w.accepted(w.FOOD)
    suspended = cases.suspend(
        case=w.accepted(w.FOOD), kind="expert_review", ground="评审", days=3, by=w.user("examiner1")
    )
    withdrawn = cases.withdraw(case=w.submitted(w.FOOD), reason="不办了", by=w.user(OWNER))
    return [submitted, correction, in_review, suspended, withdrawn, granted(), received()]


def granted() -> cases.Case:
    """Inspected, granted and printed: it waits to be handed out."""
    inspectors = [w.user("inspector1"), w.user("inspector2")]
    case = cases.name_inspectors(
        case=w.accepted(w.FOOD), inspectors=inspectors, at=clock.now(), place="演示路1号",
        scope="布局", by=w.user("head1"),
    )  # fmt: skip
    for inspector in inspectors:
        case = cases.inspect(case=case, passed=True, report="符合", by=inspector)
    case = cases.review(case=case, opinion="grant", reasons="", ticked=w.ticks(case), by=w.user("examiner1"))
    case = cases.grant(case=w.completed(case, OWNER), by=w.user("decider1"))
    outbox.drain()
    return cases.with_everything(case.pk)


def received() -> cases.Case:
    """Handed out and rated."""
    case = cases.receive_online(case=granted(), by=w.user(OWNER))
    ratings.rate(invitation=ratings.of(case).get(), grade=5, options=[], words="", channel="pc", by=w.user(OWNER))
    return case


def belongings_of(case: cases.Case, town: Town, owner: str) -> None:
    application, fellow = case.application, COLLEAGUE if owner == AGENT else ""
    town.add("case", case, owner=owner, fellow=fellow)
    cases.Step.objects.create(
        case=case, occurrence="town", key="review", name="演示环节", post="examiner", org_code=case.org_code,
        region_code=case.region_code, opened_at=clock.now(),
    )  # fmt: skip
    town.add("number", case, key=case.number, owner=owner, fellow=fellow)
    town.add("application", application, owner=owner, fellow=fellow)
    for row in application.material_files.all()[:1]:
        town.add("upload", row.file, at=case, owner=owner, fellow=fellow)
    for paper in [*documents.papers_of(case), *documents.papers_of(application)][:1]:
        town.add("paper", paper, at=case, owner=owner, fellow=fellow)
        if paper.file:
            town.add("printed", paper.file, at=case, owner=owner, fellow=fellow)
    for invitation in ratings.of(case):
        town.add("invitation", invitation, owner=owner)
    for message in Message.objects.filter(subject_key=str(case.pk))[:1]:
        town.add("message", message, owner=owner)
    for licence in licences.of(case)[:1]:
        town.add("licence", licence, owner=owner)
    town.secrets.add(application.query_code)


def drafts(town: Town) -> None:
    """One of the owner's own, one that a clerk types at the counter; several things at once."""
    own, clerk = w.filled(w.FOOD), w.user(AT_WORK)
    at_window = intake.start(item=w.item(w.FOOD), user=w.user(OWNER), channel="window", entered_by=clerk, by=clerk)
    at_window = intake.save_situation(application=at_window, answers=own.situation, by=clerk)
    town.add("draft", own, owner=OWNER)
    town.add("typed", at_window, owner=OWNER, writer=AT_WORK)
    for row in own.material_files.all()[:1]:
        town.add("draft upload", row.file, at=own, owner=OWNER)
    whole = intake.submit(application=w.filled("开餐馆一件事", OWNER), by=w.user(OWNER))
    town.add("bundle", whole, owner=OWNER)
    newborn_whole = newborn.begun(OWNER, newborn.stories.baby("citizen2", "演示·小禾", days=-12, claim=False))
    waiting = intake.Application.objects.get(bundle=newborn_whole, item_name=newborn.REGISTER)
    town.add("waiting", waiting, owner=OWNER)


def mandates(town: Town) -> None:
    """The owner represents an enterprise, and a relative whom the stranger does not know acts for them."""
    own = people.act_for(
        user=w.user(OWNER), uscc=w.enterprise("agent2").uscc, name="", capacity="legal_representative", by=SYSTEM
    )
    villagers = Mandate.objects.create(
        kind="officer", capacity="officer", principal=w.user(OWNER), agent=w.user("village1"), state="active",
        deeds=["see"], consent="on_site", attested_by=w.user("village1"), region_code=HERE,
        org_code=w.item(w.FOOD).org_code, until=clock.today() + dt.timedelta(days=30),
    )  # fmt: skip
    town.add("mandate", villagers, owner=OWNER, fellow="village1")
    objected = Mandate.objects.create(
        kind="officer", capacity="officer", principal=w.user(OWNER), agent=w.user("village2"), state="revoked",
        deeds=["see"], consent="on_site", attested_by=w.user("village2"), region_code=HERE, objected_at=clock.now(),
        org_code=w.item(w.FOOD).org_code, until=clock.today() + dt.timedelta(days=30),
    )  # fmt: skip
    town.add("objection", objected, owner=OWNER, fellow="village2")
    town.add("enterprise", own.enterprise, owner=OWNER)


def public_things(town: Town) -> None:
    item = w.item(w.FOOD)
    hall = halls.Hall.objects.get(name="蒲江县政务服务中心")
    day = halls.bookable_days(hall)[-1]
    booking = halls.book(hall=hall, item=item, day=day, start=dt.time(9), by=w.user(OWNER))
    town.add("hall", hall)
    town.add("booking", booking, owner=OWNER, mark=booking.code)
    town.secrets.add(booking.code)
    town.add("public file", documents.File.objects.filter(subject_type="shared_material").first())
    emblem = Emblem.objects.create(digest="town", kind="image/png", content=w.PNG)
    sites.draft(region_code=HERE, content={}, emblem=emblem, base=0, by=w.user("sites1"))
    town.some("digest", "town", "none-such")
    town.some("code", item.code, children_of(HERE)[0], item.org_code, "enterprise.020", "0" * 31)
    town.some("title", "演示办事法", "没有的法")
    town.asks |= {
        "/my/applications/start/": f"item={item.code}",
        "/my/bookings/new/": f"item={item.code}",
        "/desk/bookings/": f"day={day}",
        "/desk/catalogue/": "state=",
        "/desk/catalogue/basic/": "q=510511999001",
        "/desk/staff/": f"q={WORKER}",
        "/desk/supervision/promises/": "lamp=green",
    }


def kept_at_the_desk(town: Town) -> None:
    item = w.item(w.FOOD)
    catalogue.draft(item=item, content=item.current.content, by=w.user("editor1"))
    town.add("guide", item)
    town.add("guide", w.item(w.ELDERLY))
    upload = SimpleUploadedFile("list.csv", "事项名称,实施编码\n示例,X-1\n".encode())
    town.add("import", begin_import(upload=upload, source_name="示例来源", by=importer(item.org_code)))
    row = outbox.Row.objects.create(lane="letters", key="x", name="messages.deliver", payload={}, dead=True)
    town.add("row", row)
    content = {"key": "town_paper", "name": {"zh": "演示材料"}}
    paper = catalogue.draft_material(material=None, content=content, region_code=HERE, by=SYSTEM)
    town.add("material", paper.material)
    listed = {"code": "510511999001", "name": {"zh": "演示基本事项"}, "type_code": "05", "levels": ["4"]}
    town.add("basic", catalogue.draft_basic(item=None, content=listed, region_code=HERE, by=SYSTEM).item)
    checked_up(item, town)
    word = catalogue.lead(word="开小店", leads=["食品经营许可"], region_code=HERE, by=w.user("publisher1"))
    town.add("word", word)
    drawn = workflow.begin_process(
        code="town_process", name="演示流程", org_code=item.org_code, region_code=HERE,
        xml=workflow.library.read("ordinary"), by=w.user("editor1"),
    )  # fmt: skip
    for like in ("ordinary", "inspection"):  # two versions, so that cases could be carried over
        workflow.publish_process(
            code=drawn.code, xml=workflow.named(workflow.library.read(like), drawn.code, drawn.name)
        )
    workflow.Process.objects.filter(pk=drawn.pk).update(number=2)
    town.add("process", drawn)
    town.add("mistake", report(text="演示：电话打不通"))
    town.things["site"] = [Thing("site", HERE, Place("", HERE))]
    late = clock.today() + dt.timedelta(days=9)
    rule = Delay(
        person=w.user(STRANGER), org_code=item.org_code, region_code=HERE, law="《演示法》", article="第一条",
        file_number="1", until=late, asked_by=w.user("head1"),
    )  # fmt: skip
    rule.save()
    town.add("delay", rule)


def staff(town: Town) -> None:
    """Somebody who works here, has a deputy, and shall be more; the review of the organ; a part of the record."""
    item = w.item(w.FOOD)
    here = {"org_code": item.org_code, "region_code": HERE}
    people.hire(login=WORKER, name="演示·在岗", password=PASSWORD, posts=[{"role": "examiner", **here}])
    people.hire(login=STANDS_IN, name="演示·代理", password=PASSWORD, posts=[{"role": "inspector", **here}])
    today, worker = clock.today(), w.user(WORKER)
    post = worker.posts.get()
    stands_in = people.name_deputy(
        post=post, deputy=w.user(STANDS_IN), since=today, until=today, reason="休假", by=worker
    )  # fmt: skip
    wanted = people.appoint(user=worker, role="head", since=today, reason="任命", by=w.user("security1"), **here)
    town.add("person", worker, at=post)
    town.add("own post", post, owner=WORKER)
    town.add("deputy post", stands_in, owner=STANDS_IN, fellow=WORKER)
    town.add("appointment", wanted, owner=WORKER)
    open_review(org_code=item.org_code, quarter="2000Q1", due_on=today, posts=[post])
    review = AccessReview.objects.get(quarter="2000Q1")
    town.add("review", review)
    town.add("line", review.lines.get(), at=review)
    told = export_record(wish=Wish(act="people.appoint"), reason="检查", by=w.user("auditor1"))
    town.add("audit export", told)


def checked_up(item: catalogue.Item, town: Town) -> None:
    """A law that is read, a finding that is open, names that may be one paper."""
    day, person = dt.date(2019, 4, 23), w.user("publisher1")
    text = RawArticle(1, 0, "第一章 总则", 1, ["为了演示，制定本法。"])
    statutes.take_over(
        edition=RawEdition("演示.md", "演示办事法", day, day, "law", "", "", "", [text]), by=person
    )  # fmt: skip
    run = start_run(region_code=HERE, by=person)
    outbox.drain()
    here = {"region_code": HERE, "last_run": run}
    finding = CheckFinding.objects.create(
        mark="town", item=item, code=item.code, item_name=item.name, org_code=item.org_code, rule="vague_clause",
        severity="error", path="materials[0]", found="其他材料", first_run=run, **here,
    )  # fmt: skip
    names = [["营业执照", 2], ["营业执照副本", 1]]
    group = NameGroup.objects.create(paper="营业执照", count=3, names=names, **here)
    town.add("finding", finding)
    town.add("names", group)
    town.add("statute", statutes.find("演示办事法"))


def importer(org_code: str) -> Any:
    """An editor of one organ, in whose name a list was uploaded."""
    posts = [{"role": "catalogue_editor", "org_code": org_code, "region_code": HERE}]
    return people.hire(login="importer", name="演示·导入", password=PASSWORD, posts=posts)


def everybody() -> list[Visitor]:
    """Nobody, the owner, a stranger, an agent and a colleague; each role in the organ, in another, in another county."""
    own, other = w.item(w.FOOD).org_code, w.item(w.ELDERLY).org_code
    firm = w.enterprise(AGENT)
    people.act_for(user=w.user(COLLEAGUE), uscc=firm.uscc, name=firm.name, capacity="agent", by=SYSTEM)
    clerk = tuple(Held(post.role, Place(post.org_code, post.region_code)) for post in w.user(AT_WORK).posts.all())
    found = [
        Visitor(NOBODY, "nobody"), Visitor(OWNER, "owner"), Visitor(STRANGER, "stranger"), Visitor(AGENT, "agent"),
        Visitor(COLLEAGUE, "colleague of the agent"), Visitor(AT_WORK, "at work", clerk),
    ]  # fmt: skip
    for role in people.ROLES:
        for relation, org, region in (
            ("own organ", own, HERE),
            ("other organ", other, HERE),
            ("far", other, ELSEWHERE),
        ):
            login = f"{role}-{relation.partition(' ')[0]}"
            posts = [{"role": role, "org_code": org, "region_code": region}]
            people.hire(login=login, name=f"演示·{login}", password=PASSWORD, posts=posts)
            found.append(Visitor(login, relation, (Held(role, Place(org, region)),)))
    return found
