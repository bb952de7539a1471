"""Personal data is declared where it is defined, sealed where it rests, and nowhere else in clear.

The second half walks a whole journey with names, numbers and words that occur nowhere else, and then reads every table,
every file of the index and of the published pages, the sessions and the log for them.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models

from config.logs import JsonFormatter
from demo import filling
from tests import walking as w
from tongban.audit import api as audit
from tongban.cases import api as cases
from tongban.forms import api as forms
from tongban.intake import api as intake
from tongban.kit import clock
from tongban.kit.fields import PersonalBytesField, PersonalClass, PersonalField
from tongban.licences import api as licences
from tongban.outbox import api as outbox
from tongban.people import api as people
from tongban.ratings import api as ratings

# declared

LOOKS_PERSONAL = re.compile(
    r"name|phone|mobile|email|mail|address|number|id_|birth|answer|situation|text|remark|word|reason|note|fact|content|body"
    r"|title|face|label|holder|finding|correction|extension|event|comment|description|query|reply|payload|error|state$"
)
# Field → why it holds nothing of a person.
EXPLAINED = {
    "people.DeskSession.session_data": "keys alone; see test_no_session_remembers_what_was_typed",
    "audit.HeadStamp.token": "a time stamp over hashes",
    "documents.FileStamp.token": "a time stamp over hashes",
    "catalogue.Experience.why": "keys of materials, and how often",
    "people.Enterprise.differs": "which of two fields differ",
    "people.Merge.moved": "keys of rows",
    "people.Merge.stayed": "counts",
    "people.Merge.contacts": "names of fields and their blind indexes",
    "people.SignedIn.amr": "words of RFC 8176",
    "people.Mandate.items": "codes of services",
    "people.Mandate.deeds": "words of a list",
    "people.System.operator": "the organ that runs a system, public",
    "people.System.purpose": "what a system is for, public",
    "people.System.redirect_uris": "addresses of a system",
    "people.System.logout_uris": "addresses of a system",
    "people.System.scopes": "words of a list",
    "people.Connection.scopes": "words of a list",
    "people.Authorization.scopes": "words of a list",
    "people.Authorization.amr": "words of RFC 8176",
    "people.AuditExport.wish": "what an auditor searched for: acts, keys, days",
    "audit.Entry.notes": "codes, keys, figures and articles; the walk below reads it",
    "audit.Entry.number": "the place in the log",
    "audit.LogRow.number": "the place in the log",
    "cases.Case.beneficiary_id_index": "a blind index",
    "cases.Case.number": "the receipt number: region, day, channel, serial",
    "cases.Case.item_name": "the name of a service",
    "cases.Case.item_name_en": "the name of a service",
    "cases.Case.state": "an enumeration",
    "catalogue.ImportFault.number": "the place in the list of faults",
    "catalogue.ImportRun.state": "an enumeration",
    "catalogue.ImportSource.name": "what officials call another system",
    "catalogue.Item.name": "public",
    "catalogue.Item.name_en": "public",
    "catalogue.Item.org_name": "public",
    "catalogue.Item.standing_note": "why an item is suspended or cancelled, public",
    "catalogue.BasicItem.name": "public",
    "catalogue.BasicItem.name_en": "public",
    "catalogue.BasicVersion.content": "the basic list, public",
    "catalogue.BasicVersion.change_note": "what a keeper says about a basic item",
    "catalogue.BasicVersion.number": "the version",
    "catalogue.BasicVersion.state": "an enumeration",
    "catalogue.SharedMaterial.name": "public",
    "catalogue.SharedMaterial.name_en": "public",
    "catalogue.MaterialVersion.content": "what a paper is called and accepted by, public",
    "catalogue.MaterialVersion.change_note": "what a keeper says about a material",
    "catalogue.MaterialVersion.number": "the version",
    "catalogue.MaterialVersion.state": "an enumeration",
    "catalogue.Adjustment.content": "why an item is suspended or cancelled, public",
    "catalogue.Adjustment.change_note": "why it was sent back",
    "catalogue.Adjustment.number": "the version",
    "catalogue.Adjustment.state": "an enumeration",
    "catalogue.OnlinePlan.reason": "why an item is not online yet, public",
    "catalogue.ItemVersion.content": "the guide, public",
    "catalogue.ItemVersion.change_note": "what an editor says about a guide",
    "catalogue.ItemVersion.number": "the version",
    "catalogue.OtherWord.word": "what people say for a service, public once it leads",
    "catalogue.Unanswered.text": "a question without numbers and names, see catalogue.asking.keeping",
    "catalogue.ItemVersion.state": "an enumeration",
    "catalogue.CheckFinding.change": "what would mend a guide, public",
    "catalogue.CheckFinding.item_name": "the name of a service",
    "catalogue.CheckFinding.org_name": "public",
    "catalogue.CheckFinding.reason": "what an editor says about a guide",
    "catalogue.CheckFinding.state": "an enumeration",
    "catalogue.CheckRun.state": "an enumeration",
    "catalogue.NameGroup.names": "names of materials, public",
    "catalogue.NameGroup.state": "an enumeration",
    "catalogue.WordRow.word": "a word of a rule",
    "documents.Paper.number": "the number of a document",
    "exchange.Request.answer": "a code of what a register said: agrees, differs",
    "halls.Booking.item_name": "the name of a service",
    "halls.Booking.item_name_en": "the name of a service",
    "halls.Booking.reminded": "yes or no",
    "halls.Booking.state": "an enumeration",
    "halls.Hall.name": "public",
    "halls.Hall.name_en": "public",
    "halls.Hall.address": "public",
    "halls.Hall.address_en": "public",
    "halls.Hall.phone": "public",
    "halls.Hall.approval": "the number of a public document",
    "halls.Hall.closed_reason": "public",
    "halls.Hall.contact": "whom to ask for, as the place itself publishes it",
    "halls.Hall.exceptions": "days and public reasons",
    "halls.Hall.kind": "an enumeration",
    "halls.Hall.latitude": "public",
    "halls.Hall.longitude": "public",
    "halls.Hall.open_on_holidays": "yes or no",
    "halls.Hall.reason": "public",
    "halls.Hall.serves_items": "codes of services",
    "halls.Hall.serves_organs": "codes of departments",
    "halls.Hall.weekly": "hours",
    "halls.Hall.wheelchair": "yes or no",
    "halls.Hall.windows": "public",
    "intake.Application.item_name": "the name of a service",
    "intake.Application.item_name_en": "the name of a service",
    "intake.Application.state": "an enumeration",
    "licences.Licence.number": "the number of a licence, which anybody may check",
    "licences.Licence.state": "an enumeration",
    "licences.Licence.ended_reason": "shown to whoever checks the licence",
    "licences.Licence.holder_code_index": "a blind index",
    "licences.LicenceType.name": "public",
    "licences.LicenceType.name_en": "public",
    "licences.LicenceType.face": "what the type shows, no licence of anybody",
    "outbox.Replay.name": "the name of an effect",
    "outbox.Row.name": "the name of an effect",
    "outbox.Row.payload": "keys; the walk below reads it",
    "outbox.Row.last_error": "kind and words of an error; the walk below reads it",
    "outbox.Tick.name": "the name of an effect",
    "outbox.Tick.last_error": "kind and words of an error",
    "audit.Look.code": "why data was opened, of a list",
    "audit.Tile.hashes": "hashes",
    "statutes.Edition.history": "when a law was changed, public",
    "promises.CalendarEdition.years": "years",
    "promises.Promise.spec": "days and articles",
    "workflow.ProcessVersion.xml": "a drawing without persons",
    "workflow.Run.ready": "steps and posts",
    "ratings.Invitation.options": "codes of a list",
    "catalogue.Item.audience": "codes",
    "catalogue.Item.topics": "codes",
    "catalogue.Item.aliases": "names of a service",
    "catalogue.Item.successors": "codes of services",
    "catalogue.ItemVersion.writers": "keys of officials",
    "catalogue.ItemVersion.reviews": "keys of officials and what they found about a guide",
    "catalogue.ItemVersion.importers": "keys of officials",
    "catalogue.Adjustment.writers": "keys of officials",
    "catalogue.Adjustment.reviews": "keys of officials and what they found about a service",
    "catalogue.OtherWord.leads": "codes of services",
    "catalogue.BasicItem.levels": "codes",
    "catalogue.BasicVersion.writers": "keys of officials",
    "catalogue.BasicVersion.reviews": "keys of officials and what they found about an item",
    "catalogue.CheckRun.figures": "counts",
    "catalogue.CheckFinding.found": "what a guide says",
    "catalogue.CheckFinding.wanted": "what a rule wants",
    "catalogue.CheckFinding.wanted_en": "what a rule wants",
    "catalogue.CheckFinding.cure": "what would mend a guide",
    "catalogue.CheckFinding.cure_en": "what would mend a guide",
    "catalogue.ImportSource.mapping": "names of columns",
    "catalogue.ImportSource.editions": "names of columns",
    "catalogue.ImportSource.given": "what every row of a list has",
    "catalogue.ImportRun.columns": "names of columns",
    "catalogue.MaterialVersion.writers": "keys of officials",
    "catalogue.MaterialVersion.reviews": "keys of officials and what they found about a material",
    "halls.Hall.sessions": "hours",
    "halls.Hall.saturday_sessions": "hours",
    "cases.Case.tolerated": "keys of materials",
    "cases.Case.inspectors": "keys of officials",
    "cases.Case.ready": "steps",
    "people.Closing.gone": "counts",
    "people.Closing.kept": "counts and days",
    "people.Delay.article": "a law, public",
    "people.Delay.file_number": "the number of a file of an organ",
    "people.Delay.state": "an enumeration",
    "people.Forgetting.counts": "counts",
    "people.Package.state": "an enumeration",
    "people.Enterprise.name": "public in the register",
    "people.Enterprise.address": "public in the register",
    "people.PasswordUsed.password": "a salted hash",
    "people.System.name": "the name of a system, public",
    "people.System.state": "an enumeration",
    "people.System.token_alg": "an enumeration",
    "people.UpperIdentity.number_agrees": "yes or no",
    "people.Registration.id_type": "an enumeration of GA/T 2000.156",
    "people.Registration.password": "a salted hash",
    "people.Registration.phone_digest": "the digest of a code",
    "people.Registration.email_digest": "the digest of a code",
    "people.User.password": "a salted hash",
    "people.User.id_type": "an enumeration of GA/T 2000.156",
    "people.User.id_number_index": "a blind index",
    "people.User.phone_index": "a blind index",
    "people.Mandate.asked_phone_index": "a blind index",
    "people.Mandate.asked_number_index": "a blind index",
    "people.Mandate.state": "an enumeration",
    "people.User.email_index": "a blind index",
    "people.User.card_code_index": "a blind index",
    "promises.CalendarDay.name": "public",
    "promises.CalendarDay.name_en": "public",
    "promises.Promise.label": "the number of the subject",
    "promises.Promise.state": "an enumeration",
    "people.Appointment.state": "an enumeration",
    "people.ReviewLine.answer": "an enumeration",
    "ratings.Invitation.title": "the name of a service",
    "ratings.Invitation.title_en": "the name of a service",
    "regions.Division.name": "public",
    "regions.Division.name_en": "public",
    "regions.Organisation.name": "public",
    "regions.Organisation.name_en": "public",
    "regions.Organisation.short_name": "public",
    "regions.Organisation.word": "the organ's word in its document numbers",
    "regions.Organisation.address": "of an office",
    "regions.Organisation.phone": "of an office",
    "tongban_messages.Delivery.template": "which of our letters",
    "tongban_messages.Delivery.language": "of whoever reads it",
    "tongban_messages.Delivery.url": "a page of ours, with a key",
    "tongban_messages.Delivery.state": "an enumeration",
    "cases.Case.asked": "tasks, posts and organs",
    "cases.Step.asks": "a question of a drawing",
    "cases.Step.key": "a task as it is drawn",
    "cases.Step.name": "the name of a task",
    "cases.Step.name_en": "the name of a task",
    "cases.Step.note": "what a drawing says of a task",
    "workflow.Process.drawing": "a drawing without persons",
    "workflow.Process.name": "the name of a process",
    "workflow.Process.number": "the version",
    "workflow.Process.sent_back": "why a drawing has to be changed",
    "workflow.ProcessVersion.acts": "acts of a drawing",
    "workflow.ProcessVersion.name": "the name of a process",
    "workflow.ProcessVersion.number": "the version",
    "statutes.Article.text": "a law, public",
    "statutes.Edition.state": "an enumeration",
    "statutes.Statute.name": "a law, public",
    "statutes.Statute.number": "the number of an order",
    "statutes.Statute.short_names": "a law, public",
    "statutes.Statute.title": "a law, public",
    "sites.Appearance.content": "name, colour and footer of a public site",
    "sites.Appearance.number": "the version",
    "sites.Emblem.content": "the picture of a public site",
}
PERSONAL = (PersonalField, PersonalBytesField)
# May hold anything, whatever they are called.
ROOMY = (models.JSONField, models.TextField, models.BinaryField, models.FileField)
TEXTS = (models.CharField, models.TextField, models.JSONField, models.BinaryField)


def our_fields() -> Iterator[tuple[str, models.Field[Any, Any]]]:
    for model in apps.get_models():
        if model.__module__.startswith("tongban."):
            for field in model._meta.local_fields:
                yield f"{model._meta.label}.{field.name}", field


def test_every_field_that_looks_personal_is_declared_or_explained() -> None:
    undeclared = [
        name
        for name, field in our_fields()
        if isinstance(field, TEXTS)
        and not isinstance(field, PERSONAL)
        and (LOOKS_PERSONAL.search(field.name) or isinstance(field, ROOMY))
        and name not in EXPLAINED
    ]
    assert undeclared == []


def test_no_explanation_is_out_of_date() -> None:
    plain = {name for name, field in our_fields() if not isinstance(field, PERSONAL)}
    assert [name for name in EXPLAINED if name not in plain] == []


def test_a_declared_field_says_what_it_is_for() -> None:
    for name, field in our_fields():
        if isinstance(field, PERSONAL):
            assert len(field.purpose) > 3, name
            assert field.personal_class in PersonalClass, name


# sealed

CARD = "Z7654321QX"
MARK = "密语"  # stands in everything that a person types in words
PERSON = {
    "name": "演示·欧阳来福",
    "phone": "13911112222",
    "email": "laifu@demo.invalid",
    "password": "Ein-langes-Wort-9",
}


class Walk:
    """One person's whole business, with every official's words, and what must be read nowhere afterwards."""

    def __init__(self) -> None:
        self.secrets: set[str] = set()
        self.leaks: dict[tuple[str, str], set[str]] = {}
        self.user = self.register()
        self.walk_to_a_licence()
        self.walk_to_a_refusal()
        self.walk_with_everything_else()
        outbox.drain()
        self.recover()
        self.look()

    def look(self) -> None:
        """Now and on the way: a process under way is dropped when it ends, an effect when it ran."""
        for table, column, text in tables():
            if (table, column) not in IN_CLEAR and (words := found(text, self.secrets)):
                self.leaks.setdefault((table, column), set()).update(words)

    def register(self) -> Any:
        from demo.people import id_number
        from tongban.people.actions import register

        person = PERSON | {"id_number": id_number("19870615", "018")}
        self.secrets |= {person[field] for field in ("name", "phone", "email", "id_number")} | {CARD}
        return self.verified(register(**person))

    def verified(self, user: Any) -> Any:
        """Looked at twice at a window, once wrongly; frozen in error, and thawed."""
        for clerk in ("clerk1", "clerk2"):
            row = people.verify_at_window(user=user, by=w.user(clerk), card_code=CARD, **w.look_at(user))
        people.withdraw(verification=row, reason=self.said("撤回理由"), by=w.user("clerk1"))
        words = {"reference": self.said("证明编号"), "reason": self.said("冻结理由")}
        made = people.freeze(user=row.user, cause="dead_paper", by=w.user("clerk1"), **words)
        people.thaw(frozen=made, reason=self.said("解冻理由"), by=w.user("clerk2"))
        return people.User.objects.get(pk=user.pk)

    def said(self, words: str) -> str:
        self.secrets.add(f"{MARK}{words}")
        return f"{MARK}{words}"

    def submitted(self, name: str) -> cases.Case:
        """Every text of the form carries the mark; numbers of the form are secrets of their own."""
        draft = intake.start(item=w.item(name), user=self.user, by=self.user)
        situation = filling.situation_for(draft.guide, **({"applicant": "family"} if name == w.ELDERLY else {}))
        draft = intake.save_situation(application=draft, answers=situation, by=self.user)
        answers = filling.answers_for(draft.guide, situation, draft.answers)
        self.secrets |= set(personal_answers(draft.guide, answers))
        draft = intake.save_page(application=draft, page="all", values=answers, reached=9, by=self.user)
        for need in intake.needs(draft):
            if need.is_missing or need.is_deferred:
                upload = w.upload(f"{self.said('文件名')}.png", w.PNG)
                intake.add_file(application=draft, material_key=need.material.key, upload=upload, by=self.user)
        draft = intake.submit(application=draft, by=self.user)
        self.secrets.add(draft.query_code)
        return cases.Case.objects.get(number=draft.receipt_no)

    def walk_to_a_licence(self) -> None:
        case = self.submitted(w.FOOD)
        cases.comment(case=case, text=self.said("同事之间"), by=w.user("examiner1"))
        key = case.guide.materials[0].key
        cases.tick(case=case, key=key, passed=True, remark=self.said("勾选备注"), by=w.user("examiner1"))
        case = cases.accept(case=case, note=self.said("受理备注"), by=w.user("examiner1"))
        case = cases.suspend(
            case=case, kind="expert_review", ground=self.said("暂停理由"), days=3, by_whom=self.said("专家"),
            by=w.user("examiner1"),
        )  # fmt: skip
        case = cases.resume(case=case, result=self.said("评审结果"), by=w.user("examiner1"))
        self.look()
        case = cases.ask_extension(case=case, days=2, reason=self.said("延长理由"), by=w.user("examiner1"))
        case = cases.extend(case=case, by=w.user("head1"))
        case = cases.name_inspectors(
            case=case, inspectors=[w.user("inspector1"), w.user("inspector2")],
            at=clock.now(), place=self.said("核查地点"), scope=self.said("核查范围"),
            by=w.user("head1"),
        )  # fmt: skip
        for inspector in ("inspector1", "inspector2"):
            case = cases.inspect(case=case, passed=True, report=self.said("核查报告"), by=w.user(inspector))
        case = cases.review(
            case=case, opinion="grant", reasons=self.said("审查意见"), left_open={"*": self.said("未核原因")},
            by=w.user("examiner1"),
        )  # fmt: skip
        case = cases.grant(case=w.completed(case, ""), by=w.user("decider1"))
        outbox.drain()
        case = cases.deliver(
            case=case,
            method="window",
            place=self.said("领取地点"),
            by=w.user("clerk1"),
            receiver=cases.Receiver(who="other", name=self.said("领取人"), authority="proxy", evidence="id_card"),
        )
        invitation = ratings.of(case).get()
        ratings.rate(invitation=invitation, grade=1, options=[], words=self.said("评价"), channel="pc", by=self.user)
        assert licences.of(case).exists()
        audit.looked(
            subject=case,
            person_key=self.user.actor_key,
            what="phone",
            reason=self.said("查看原因"),
            by=w.user("examiner1"),
        )

    def walk_to_a_refusal(self) -> None:
        case = self.submitted(w.DISABILITY)
        items = [{"key": "form", "problem": self.said("补正问题"), "demand": self.said("补正要求")}]
        case = cases.ask_correction(case=case, items=items, days=5, by=w.user("examiner1"))
        case = cases.supply(case=case, note=self.said("补正说明"), by=self.user)
        case = cases.review(
            case=case, opinion="refuse", reasons=self.said("拟不予"), ticked=w.ticks(case), by=w.user("examiner1")
        )
        case = cases.check(case=case, agreed=True, remark=self.said("复核意见"), by=w.user("decider2"))
        cases.refuse(case=case, reasons=f"第二项：{self.said('不予理由')}", by=w.user("decider1"))

    def walk_with_everything_else(self) -> None:
        cases.withdraw(case=self.submitted(w.ELDERLY), reason=self.said("撤回原因"), by=self.user)
        cases.not_required(case=self.submitted(w.WATER), reason=self.said("无需理由"), by=w.user("examiner1"))
        cases.refuse_acceptance(
            case=self.submitted(w.HYGIENE), reason=self.said("不受理理由"), competent="邛崃市卫生健康局",
            by=w.user("examiner1"),
        )  # fmt: skip

    def recover(self) -> None:
        from django.contrib.auth.hashers import make_password

        from tongban.messages.api import Delivery
        from tongban.people.factors import codes, recovering

        wanted = codes.ask(typed=PERSON["phone"], channel="phone", purpose=codes.RECOVER)
        outbox.drain()
        body = Delivery.objects.filter(user=self.user, channel="phone").latest("id").body
        code = re.findall(r"\d{6}", body)[0]
        password = "Ein-anderes-Wort-9"
        user = recovering.begin(wanted=wanted, code=code, password=password)
        recovering.recover(user=user, sealed=make_password(password), proof="code")


def personal_answers(guide: Any, answers: dict[str, Any]) -> Iterator[str]:
    """What was typed into fields that the form declares as personal, and long enough to be told from chance."""
    form = forms.load(guide.form)
    for page in form.pages:
        for field in page.fields:
            if field.personal:
                yield from texts_of(answers.get(field.key))


def texts_of(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from texts_of(part)
    elif isinstance(value, str) and len(value) > 8 and not re.fullmatch(r"\d{4}-\d\d-\d\d|\d{12}", value):
        yield value


@pytest.fixture
def heard() -> Iterator[StringIO]:
    """Everything that is logged, at every level, as the log would write it."""
    words = StringIO()
    handler = logging.StreamHandler(words)
    handler.setFormatter(JsonFormatter())
    root, ours = logging.getLogger(), logging.getLogger("tongban")
    before = root.level, ours.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    ours.setLevel(logging.DEBUG)
    yield words
    root.removeHandler(handler)
    root.setLevel(before[0])
    ours.setLevel(before[1])


def tables() -> Iterator[tuple[str, str, str]]:
    """Table, column and text of every value in the database, without going through any model."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                yield from ((table, column, text_of(value)) for column, value in zip(columns, row, strict=True))


def text_of(value: Any) -> str:
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).decode("utf-8", "replace")
    text = str(value)
    return text.encode().decode("unicode_escape", "replace") if "\\u" in text else text


def found(text: str, secrets: set[str]) -> set[str]:
    return {secret for secret in secrets if secret in text} | ({MARK} if MARK in text else set())


# Column → why words of a person may stand there in clear.
IN_CLEAR: dict[tuple[str, str], str] = {}


@pytest.mark.django_db
def test_nothing_of_a_person_rests_in_clear(heard: StringIO) -> None:
    walk = Walk()
    assert walk.leaks == {}
    assert found(heard.getvalue(), walk.secrets) == set()
    for folder in (settings.INDEX_DIR, settings.PUBLISHED_DIR):
        assert list(leaking(folder, walk.secrets)) == []


def leaking(folder: Path, secrets: set[str]) -> Iterator[str]:
    for path in folder.rglob("*"):
        if path.is_file() and found(path.read_bytes().decode("utf-8", "replace"), secrets):
            yield str(path.relative_to(folder))


@pytest.mark.django_db
def test_no_session_remembers_what_was_typed(heard: StringIO) -> None:
    """Sign-in, a failed registration, a recovery, a person at the counter: the session keeps keys alone."""
    from django.contrib.sessions.models import Session
    from django.test import Client

    walk = Walk()
    person, clerk = Client(), Client()
    right = {"username": PERSON["phone"], "password": "Ein-anderes-Wort-9"}
    person.post("/account/sign-in/", right | {"password": "falsch"})
    person.post("/account/register/", PERSON | {"id_number": walk.user.id_number[:-1]})
    again = PERSON | {"id_number": walk.user.id_number, "again": PERSON["password"], "agree": "on"}
    assert person.post("/account/register/", again).status_code == 302
    person.post("/account/recover/", {"typed": PERSON["phone"], "channel": "email"})
    person.post("/account/sign-in/", right)
    person.get("/my/")
    clerk.force_login(w.user("clerk1"))
    clerk.post(
        "/desk/window/find/", {"id_number": walk.user.id_number, "name": walk.user.name, "phone": walk.user.phone}
    )
    clerk.get("/desk/window/person/")
    kept = "".join(str(session.get_decoded()) for session in Session.objects.all())
    assert "counter_person" in kept
    assert found(kept, walk.secrets) == set()
    assert found(heard.getvalue(), walk.secrets) == set()


@pytest.mark.django_db
def test_the_search_itself_would_find_something() -> None:
    """So that the test above cannot pass by reading nothing."""
    from tongban.outbox.models import Row

    Row.objects.create(lane="x", key="x", name="x", payload={"words": f"{MARK}!"})
    assert ("outbox_row", "payload") in {(t, c) for t, c, text in tables() if found(text, {MARK})}


def test_the_log_masks_long_numbers_and_never_quotes_an_error() -> None:
    record = logging.LogRecord("tongban", logging.ERROR, __file__, 1, "of 510131198706150184", (), None)
    try:
        raise ValueError(PERSON["name"])
    except ValueError:
        import sys

        record.exc_info = sys.exc_info()
    line = JsonFormatter().format(record)
    assert "510131198706150184" not in line
    assert PERSON["name"] not in line
