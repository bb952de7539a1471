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
from tongban.halls import api as halls
from tongban.intake import api as intake
from tongban.kit import clock
from tongban.kit.act import SYSTEM
from tongban.licences import api as licences
from tongban.messages.api import Message
from tongban.outbox import api as outbox
from tongban.people import api as people
from tongban.people.api import Mandate
from tongban.ratings import api as ratings
from tongban.regions.api import children_of
from tongban.sites import api as sites
from tongban.sites.models import Emblem
from tongban.statutes import api as statutes
from tongban.statutes.reading import RawArticle, RawEdition

OWNER, STRANGER = "citizen1", "citizen2"
AT_WORK = "clerk1"  # the owner stands at this clerk's counter
HERE, ELSEWHERE = "510131000000", "510129000000"  # the county, and another one
NOBODY = "nobody"


@dataclass(frozen=True)
class Visitor:
    """`reach`: own (the organ of the things), other (another organ of the county), far (an organ of another county)."""

    login: str
    role: str = ""
    reach: str = ""

    def __str__(self) -> str:
        return f"{self.role} ({self.reach})" if self.role else self.login

    @property
    def permissions(self) -> frozenset[str]:
        return people.ROLES[self.role].permissions if self.role else frozenset()

    @property
    def is_outside(self) -> bool:
        """Whether the post reaches none of the things: a subtree counts by its region, any other by its organ."""
        return self.reach == "far" or (self.reach == "other" and not people.ROLES[self.role].subtree)


@dataclass
class Town:
    """Things by kind, as the parts of a path name them; `secrets` are words that only some may read."""

    visitors: list[Visitor] = field(default_factory=list)
    things: dict[str, list[Any]] = field(default_factory=dict)
    secrets: set[str] = field(default_factory=set)
    ours: set[str] = field(default_factory=set)  # keys of what belongs to the owner alone

    def add(self, kind: str, *things: Any) -> None:
        self.things.setdefault(kind, []).extend(str(getattr(thing, "pk", thing)) for thing in things)


def build() -> Town:
    town = Town()
    walked = applications_and_cases()
    for case in walked["cases"]:
        belongings_of(case, town)
    drafts(town)
    public_things(town)
    town.visitors = everybody()
    mandates(town)
    owner = w.user(OWNER)
    town.secrets |= {owner.id_number, owner.phone, owner.email}
    return town


def applications_and_cases() -> dict[str, list[cases.Case]]:
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
    return {"cases": [submitted, correction, in_review, suspended, withdrawn, licensed()]}


def licensed() -> cases.Case:
    """Inspected, granted, printed, handed out and rated."""
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
    case = cases.receive_online(case=case, by=w.user(OWNER))
    ratings.rate(invitation=ratings.of(case).get(), grade=5, options=[], words="", channel="pc", by=w.user(OWNER))
    return case


def belongings_of(case: cases.Case, town: Town) -> None:
    application = case.application
    files = [row.file for row in application.material_files.all()]
    papers = [*documents.papers_of(case), *documents.papers_of(application)]
    licence = licences.of(case).first()
    town.add("case", case)
    town.add("application", application)
    town.add("file", *files[:1], *[paper.file for paper in papers if paper.file][:1])
    town.add("paper", *papers[:1])
    town.add("invitation", *ratings.of(case))
    town.add("message", *Message.objects.filter(subject_key=str(case.pk))[:1])
    town.add("number", case.number)
    if licence is not None:
        town.add("licence", licence)
    town.secrets |= {case.number, application.query_code}
    for kind in ("case", "application", "file", "paper", "invitation", "message", "licence"):
        town.ours |= set(town.things.get(kind, []))


def drafts(town: Town) -> None:
    """One of the owner's own, one that a clerk types at the counter."""
    own, clerk = w.filled(w.FOOD), w.user(AT_WORK)
    at_window = intake.start(item=w.item(w.FOOD), user=w.user(OWNER), channel="window", entered_by=clerk, by=clerk)
    intake.save_situation(application=at_window, answers=own.situation, by=clerk)
    town.add("application", own, at_window)
    town.add("file", *[row.file for row in own.material_files.all()[:1]])
    whole = intake.submit(application=w.filled("开餐馆一件事", OWNER), by=w.user(OWNER))
    town.add("bundle", whole)
    newborn_whole = newborn.begun(OWNER, newborn.stories.baby("citizen2", "演示·小禾", days=-12, claim=False))
    waiting = intake.Application.objects.get(bundle=newborn_whole, item_name=newborn.REGISTER)
    town.add("waiting", waiting)
    town.ours.add(str(waiting.pk))
    town.ours |= {str(own.pk), str(at_window.pk), str(whole.pk), *town.things["file"]}


def mandates(town: Town) -> None:
    """The owner represents an enterprise, and a relative whom the stranger does not know acts for them."""
    own = people.act_for(
        user=w.user(OWNER), uscc=w.enterprise("agent1").uscc, name="", capacity="legal_representative", by=SYSTEM
    )
    villagers = Mandate.objects.create(
        kind="officer", capacity="officer", principal=w.user(OWNER), agent=w.user("village1"), state="active",
        deeds=["see"], consent="on_site", attested_by=w.user("village1"), region_code=HERE,
        org_code=w.item(w.FOOD).org_code, until=clock.today() + dt.timedelta(days=30),
    )  # fmt: skip
    town.add("mandate", villagers, own)
    town.add("enterprise", own.enterprise)
    town.ours |= {str(villagers.pk), str(own.pk), str(own.enterprise_id)}


def public_things(town: Town) -> None:
    item = w.item(w.FOOD)
    catalogue.draft(item=item, content=item.current.content, by=w.user("editor1"))
    upload = SimpleUploadedFile("list.csv", "事项名称,实施编码\n示例,X-1\n".encode())
    town.add("import", begin_import(upload=upload, source_name="示例来源", by=importer(item.org_code)))
    hall = halls.Hall.objects.get(name="蒲江县政务服务中心")
    day = halls.bookable_days(hall)[-1]
    booking = halls.book(hall=hall, item=item, day=day, start=dt.time(9), by=w.user(OWNER))
    town.add("hall", hall)
    town.add("booking", booking)
    town.ours.add(str(booking.pk))
    town.secrets.add(booking.code)
    row = outbox.Row.objects.create(lane="letters", key="x", name="messages.deliver", payload={}, dead=True)
    town.add("item", item, w.item(w.ELDERLY))
    content = {"key": "town_paper", "name": {"zh": "演示材料"}}
    paper = catalogue.draft_material(material=None, content=content, region_code=HERE, by=SYSTEM)
    town.add("material", paper.material)
    town.add("public file", documents.File.objects.filter(subject_type="shared_material").first())
    listed = {"code": "510511999001", "name": {"zh": "演示基本事项"}, "type_code": "05", "levels": ["4"]}
    town.add("basic", catalogue.draft_basic(item=None, content=listed, region_code=HERE, by=SYSTEM).item)
    checked_up(item, town)
    emblem = Emblem.objects.create(digest="town", kind="image/png", content=w.PNG)
    sites.draft(region_code=HERE, content={}, emblem=emblem, base=0, by=w.user("sites1"))
    town.add("digest", emblem)
    town.add("code", item.code, children_of(HERE)[0], item.org_code, "enterprise.020", "0" * 31)
    town.add("row", row)


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
    town.add("title", "演示办事法", "没有的法")


def importer(org_code: str) -> Any:
    """An editor of one organ, in whose name a list was uploaded."""
    posts = [{"role": "catalogue_editor", "org_code": org_code, "region_code": HERE}]
    return people.hire(login="importer", name="演示·导入", password="Ein-langes-Wort-9", posts=posts)


def everybody() -> list[Visitor]:
    """Nobody, the owner, a stranger, and each role three times: in the organ, in another, in another county."""
    own, other = w.item(w.FOOD).org_code, w.item(w.ELDERLY).org_code
    found = [Visitor(NOBODY), Visitor(OWNER), Visitor(STRANGER), Visitor(AT_WORK, "window_clerk", "own")]
    for role in people.ROLES:
        for reach, org, region in (("own", own, HERE), ("other", other, HERE), ("far", other, ELSEWHERE)):
            login = f"{role}-{reach}"
            posts = [{"role": role, "org_code": org, "region_code": region}]
            people.hire(login=login, name=f"演示·{login}", password="Ein-langes-Wort-9", posts=posts)
            found.append(Visitor(login, role, reach))
    return found
