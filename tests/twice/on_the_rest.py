"""Acts of intake, people, catalogue, licences, ratings, and those that no person does, tried twice at once."""

from __future__ import annotations

import copy
import datetime as dt
import itertools
import re
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from demo.people import id_number
from tests import walking as w
from tests.twice.on_cases import inspected, printed
from tests.twice.scenario import (
    ANY,
    BOTH,
    ONE_WINS,
    THE_SAME,
    Act,
    Call,
    Facts,
    Scenario,
    against,
    application_of,
    case_of,
    item_of,
    keys,
    two,
)
from tongban.cases import api as cases
from tongban.catalogue import api as catalogue
from tongban.documents import api as documents
from tongban.intake import api as intake
from tongban.intake.actions import add_files, replace_file
from tongban.kit import crypto
from tongban.kit.act import SYSTEM
from tongban.licences import api as licences
from tongban.people import actions as people
from tongban.people import registering
from tongban.people.api import Enterprise, User, act_for
from tongban.people.counter import person_at_counter
from tongban.people.models import Registration
from tongban.ratings import api as ratings

CITIZEN = ("citizen1", "citizen1")
EDITORS = ("editor1", "editor2")
PUBLISHERS = ("publisher1", "publisher2")
_serial = itertools.count(100)


def pair(make: Callable[[Facts, int], Act]) -> tuple[Call, Call]:
    return partial(make, number=0), partial(make, number=1)


# intake


def draft() -> Facts:
    return keys(application=w.filled())


def draft_with_room_for_one() -> Facts:
    application = w.filled()
    material = intake.needs(application)[0].material
    for _ in range(material.max_files - len(intake.needs(application)[0].files) - 1):
        intake.add_file(application=application, material_key=material.key, upload=w.upload(), by=w.user("citizen1"))
    return keys(application=application, material=material.key, most=material.max_files)


def draft_with_a_file() -> Facts:
    application = w.filled()
    row = application.material_files.order_by("id")[0]
    return keys(application=application, file=row, material=row.material_key)


def replaced_whole(facts: Facts) -> None:
    """Whoever came second found the old one gone and added theirs; nothing hangs about without its row."""
    rows = application_of(facts).material_files.filter(material_key=facts["material"])
    assert str(facts["file"]) not in {str(row.pk) for row in rows}
    assert documents.files_of(application_of(facts)).count() == application_of(facts).material_files.count()


def filled_to_the_brim(facts: Facts) -> None:
    rows = application_of(facts).material_files.filter(material_key=facts["material"])
    assert rows.count() == facts["most"]
    assert documents.files_of(application_of(facts)).count() == application_of(facts).material_files.count()


def both_pages_kept(facts: Facts) -> None:
    answers = application_of(facts).answers
    assert answers["page of 0"] == 0
    assert answers["page of 1"] == 1


def one_case(facts: Facts) -> None:
    application = application_of(facts)
    assert cases.Case.objects.filter(application=application).count() == 1
    assert documents.papers_of(application).filter(kind="receipt").count() == 1


def submitted_whole_or_not_at_all(facts: Facts) -> None:
    application = application_of(facts)
    missing = [need for need in intake.needs(application) if need.is_missing]
    assert not (application.state == "submitted" and missing)
    assert cases.Case.objects.filter(application=application).exists() == (application.state == "submitted")


def discarded_or_submitted(facts: Facts) -> None:
    application = application_of(facts)
    whole = cases.Case.objects.filter(application=application).exists()
    assert (application.state, whole) in {("submitted", True), ("discarded", False)}
    assert bool(application.answers) == whole


def started(facts: Facts, number: int) -> Act:
    item, user = w.item(w.ELDERLY), w.user("citizen1")
    return lambda: intake.start(item=item, user=user, by=user)


def sent(facts: Facts, number: int) -> Act:
    application, user = application_of(facts), w.user("citizen1")
    return lambda: intake.submit(application=application, by=user)


submit, discard = pair(sent), two(intake.discard, "application", CITIZEN)
remove = two(intake.remove_file, "application", CITIZEN, file_id=lambda f, n: f["file"])
replace = two(
    replace_file, "application", CITIZEN, material_key=lambda f, n: f["material"], file_id=lambda f, n: f["file"],
    upload=lambda f, n: w.upload(f"new{n}.png"),
)  # fmt: skip
INTAKE = {
    "intake.start": Scenario(dict, pair(started), BOTH, {"intake.start": 2}),
    "intake.save_situation": Scenario(
        draft,
        two(intake.save_situation, "application", CITIZEN, answers=lambda f, n: application_of(f).situation),
        BOTH, {"intake.save": 2},
    ),
    "intake.save_page": Scenario(
        draft,
        two(
            intake.save_page, "application", CITIZEN, page=lambda f, n: f"page {n}", reached=3,
            values=lambda f, n: {f"page of {n}": n},
        ),
        BOTH, {"intake.save": 2}, after=both_pages_kept,
    ),
    "intake.add_file": Scenario(
        draft_with_room_for_one,
        two(
            intake.add_file, "application", CITIZEN, material_key=lambda f, n: f["material"],
            upload=lambda f, n: w.upload(f"第{n}张.png", w.PNG),
        ),
        ONE_WINS, {"intake.add_file": 1}, told="already", after=filled_to_the_brim,
    ),
    "intake.add_files": Scenario(
        draft_with_room_for_one,
        two(
            add_files, "application", CITIZEN, material_key=lambda f, n: f["material"],
            uploads=lambda f, n: [w.upload(f"第{n}张.png", w.PNG)],
        ),
        ONE_WINS, {"intake.add_file": 1}, told="already", after=filled_to_the_brim,
    ),
    "intake.remove_file": Scenario(draft_with_a_file, remove, THE_SAME, {"intake.remove_file": 1}),
    "intake.replace_file": Scenario(draft_with_a_file, replace, ANY, after=replaced_whole),
    "intake.discard": Scenario(draft, discard, ONE_WINS, {"intake.discard": 1}, told="Discarded"),
    "intake.submit": Scenario(
        draft, submit, THE_SAME, {"intake.submit": 1, "cases.open": 1}, papers={"receipt": 1}, after=one_case
    ),
    "submitted, while another tab discards": Scenario(
        draft, against(submit, discard), ANY, after=discarded_or_submitted
    ),
    "submitted, while another tab takes a required file away": Scenario(
        draft_with_a_file, against(submit, remove), ANY, after=submitted_whole_or_not_at_all
    ),
    "submitted, while another tab empties an answer": Scenario(
        draft,
        against(
            submit,
            two(intake.save_page, "application", CITIZEN, page="all", reached=9, values=lambda f, n: emptied(f)),
        ),
        ANY, after=lambda f: nothing_missing_in_what_was_sent(f),
    ),
}  # fmt: skip


def emptied(facts: Facts) -> dict[str, Any]:
    return dict.fromkeys(application_of(facts).answers, "")


def nothing_missing_in_what_was_sent(facts: Facts) -> None:
    application = application_of(facts)
    assert application.state != "submitted" or intake.faults(application) == {}


# people


def newcomer() -> Facts:
    serial = next(_serial)
    return {
        "name": f"演示·来者{serial}",
        "id_number": id_number("19900101", f"{serial:03d}"),
        "phone": f"1390009{serial:04d}",
        "email": f"comer{serial}@demo.invalid",
        "password": "Ein-langes-Wort-9",
    }


def account() -> Facts:
    facts = newcomer()
    return keys(user=people.register(**facts)) | facts


def user_of(facts: Facts) -> User:
    return User.objects.get(pk=facts["user"])


def registered(facts: Facts, number: int) -> Act:
    return lambda: people.register(**facts)


def registered_phone(facts: Facts, number: int) -> Act:
    """Two people, one telephone."""
    own = facts | {
        "id_number": id_number("19900202", f"{number}{facts['phone'][-2:]}"),
        "email": f"{number}{facts['email']}",
    }
    return lambda: people.register(**own)


def spoken(facts: Facts, number: int) -> Act:
    user = user_of(facts)
    return lambda: people.choose_language(user=user, language=("en", "zh-hans")[number], by=user)


def met(facts: Facts, number: int) -> Act:
    clerk = w.user(f"clerk{number + 1}")
    own = {name: facts[name] for name in ("name", "id_number", "phone")}
    return lambda: person_at_counter(**own, apart=True, by=clerk)


def said_by_somebody_else() -> Facts:
    """Registered online under another name; the person of the document comes to two counters."""
    facts = newcomer()
    people.register(**newcomer() | {"id_number": facts["id_number"]})
    return facts | {"name": "演示·本人", "index": crypto.blind("id_number", facts["id_number"])}


def wanting() -> Facts:
    """A registration and the codes that were sent for it."""
    from tongban.messages.api import Delivery

    wanted = registering.begin_registration(**newcomer())
    letters = {letter.channel: letter.body for letter in Delivery.objects.order_by("-id")[:2]}
    codes = {channel: re.search(r"[0-9]{6}", body) for channel, body in letters.items()}
    return keys(wanted=wanted) | {f"{channel}_code": found[0] for channel, found in codes.items() if found}


def began(facts: Facts, number: int) -> Act:
    return lambda: registering.begin_registration(**facts)


def finished(facts: Facts, number: int) -> Act:
    wanted = Registration.objects.get(pk=facts["wanted"])
    codes = {name: facts[name] for name in ("phone_code", "email_code")}
    return lambda: registering.finish_registration(wanted=wanted, **codes)


def one_number_twice() -> Facts:
    """Two registrations of one ID number, both with the right codes."""
    first = wanting()
    number = Registration.objects.get(pk=first["wanted"]).id_number
    second = wanting()
    Registration.objects.filter(pk=second["wanted"]).update(id_number=number)
    return {"each": [first, second], "index": crypto.blind("id_number", number)}


def finished_own(facts: Facts, number: int) -> Act:
    return finished(facts["each"][number], number)


def one_is_found_by_it(facts: Facts) -> None:
    held = User.objects.filter(id_number_index=facts["index"]).values_list("number_held_elsewhere", flat=True)
    assert sorted(held) == [False, True]


def hired(facts: Facts, number: int) -> Act:
    posts = [{"role": "examiner", "org_code": w.item(w.ELDERLY).org_code, "region_code": "510131000000"}]
    return lambda: people.hire(
        login=facts["login"], name=f"演示·新人{number}", password="Ein-langes-Wort-9", posts=posts
    )


def empowered(facts: Facts, number: int) -> Act:
    user = user_of(facts)
    return lambda: act_for(user=user, uscc=facts["uscc"], name="演示茶馆", capacity="agent", by=SYSTEM)


def new_enterprise() -> Facts:
    from stdnum.cn import uscc

    stem = f"92510131DEMT{next(_serial):05d}"
    return account() | {"uscc": stem + uscc.calc_check_digit(stem)}


def one_enterprise(facts: Facts) -> None:
    assert Enterprise.objects.filter(uscc=facts["uscc"]).count() == 1
    assert user_of(facts).mandates_held.count() == 1


PEOPLE = {
    "people.register": Scenario(newcomer, pair(registered), ONE_WINS, {"people.register": 1}, told="can't be used"),
    "people.register (one telephone)": Scenario(
        newcomer, pair(registered_phone), ONE_WINS, {"people.register": 1}, told="can't be used"
    ),
    "people.begin_registration": Scenario(newcomer, pair(began), BOTH, {"people.begin_registration": 2}),
    "people.open_account": Scenario(
        wanting, pair(finished), ONE_WINS, {"people.register": 1}, told="does not fit"
    ),
    "people.open_account (one ID number)": Scenario(
        one_number_twice, pair(finished_own), BOTH, {"people.register": 2}, after=one_is_found_by_it
    ),
    "people.choose_language": Scenario(account, pair(spoken), BOTH, {"people.choose_language": 2}),
    "people.person_at_counter": Scenario(newcomer, pair(met), THE_SAME, {"people.met_at_counter": 1}),
    "people.person_at_counter (somebody else said the number)": Scenario(
        said_by_somebody_else, pair(met), THE_SAME, {"people.met_at_counter": 1}, after=one_is_found_by_it
    ),
    "people.hire": Scenario(
        lambda: {"login": f"new{next(_serial)}"}, pair(hired), ONE_WINS, {"people.hire": 1}, told="taken"
    ),
    "people.act_for": Scenario(new_enterprise, pair(empowered), THE_SAME, {"people.act_for": 1}, after=one_enterprise),
}  # fmt: skip


# catalogue


def own_item() -> catalogue.Item:
    """A guide of its own, so that the demo's guides stay as they are."""
    content = content_of(str(uuid.uuid4().int)[:6])
    version = catalogue.draft(item=None, content=content, by=SYSTEM)
    catalogue.submit_for_review(item=version.item, by=SYSTEM)
    catalogue.publish(item=version.item, by=SYSTEM)
    return catalogue.Item.objects.select_related("current").get(pk=version.item.pk)


def content_of(tail: str) -> dict[str, Any]:
    content: dict[str, Any] = copy.deepcopy(catalogue.Item.objects.get(name=w.ELDERLY).current.content)
    old, new = content["base_code"], content["base_code"][: -len(tail)] + tail
    for name in ("base_code", "code", "handle_code"):
        content[name] = content[name].replace(old, new) if content.get(name) else content.get(name)
    content["name"] = {"zh": f"演示事项{tail}", "en": f"Demonstration {tail}"}
    return content


def new_code() -> Facts:
    return {"content": content_of(str(uuid.uuid4().int)[:6])}


def drafted_new(facts: Facts, number: int) -> Act:
    return lambda: catalogue.draft(item=None, content=facts["content"], by=SYSTEM)


def drafted(facts: Facts, number: int) -> Act:
    item, editor = item_of(facts), w.user(EDITORS[number])
    content = item.current.content | {"notes": {"zh": f"第{number}稿", "en": f"draft {number}"}}
    return lambda: catalogue.draft(item=item, content=content, by=editor)


def drafted_anew(facts: Facts, number: int) -> Act:
    """Both read the same draft; whoever saves second is told, and neither change is gone."""
    item, editor = item_of(facts), w.user(EDITORS[number])
    version = catalogue.open_version(item)
    content = version.content | {"notes": {"zh": f"第{number}稿", "en": f"draft {number}"}}
    mark = catalogue.digest_of(version)
    return lambda: catalogue.draft(item=item, content=content, mark=mark, by=editor)


def one_draft(facts: Facts) -> None:
    assert item_of(facts).versions.filter(state="draft").count() == 1


def with_draft() -> Facts:
    item = own_item()
    catalogue.draft(item=item, content=item.current.content, by=w.user("editor1"))
    return keys(item=item)


def in_review() -> Facts:
    facts = with_draft()
    catalogue.submit_for_review(item=item_of(facts), by=w.user("editor1"))
    return facts


def published_once(facts: Facts) -> None:
    item = item_of(facts)
    states = [version.state for version in item.versions.order_by("number")]
    assert states == ["superseded", "published"]
    assert item.current.number == 2


def published_as_read(*, item: catalogue.Item, by: User) -> Any:
    return catalogue.publish(item=item, seen=catalogue.digest_of(catalogue.open_version(item)), by=by)


send_back = two(catalogue.send_back, "item", PUBLISHERS, reason="依据写错了条款")
publish = two(published_as_read, "item", PUBLISHERS)
CATALOGUE = {
    "catalogue.draft (a new item)": Scenario(
        new_code, pair(drafted_new), ONE_WINS, {"catalogue.draft": 1}, told="an item with this code"
    ),
    "catalogue.draft": Scenario(
        lambda: keys(item=own_item()), pair(drafted), BOTH, {"catalogue.draft": 2}, after=one_draft
    ),
    "a draft saved by two who began with the same": Scenario(
        with_draft, (partial(drafted_anew, number=0), partial(drafted_anew, number=1)), ONE_WINS,
        {"catalogue.draft": 1}, after=one_draft, told="saved this draft meanwhile",
    ),
    "catalogue.submit_for_review": Scenario(
        with_draft, two(catalogue.submit_for_review, "item", EDITORS), ONE_WINS, {"catalogue.submit_for_review": 1},
        told="Waiting for a second person",
    ),
    "catalogue.send_back": Scenario(
        in_review, send_back, ONE_WINS, {"catalogue.send_back": 1}, told="“Draft”"
    ),
    "catalogue.publish": Scenario(
        in_review, publish, ONE_WINS, {"catalogue.publish": 1}, actors=PUBLISHERS, after=published_once,
        told=r"published by {winner} at \d+ \w+ \d{{4}}, \d\d:\d\d",
    ),
    "published, while the other publisher sends it back": Scenario(
        in_review, against(publish, send_back), ONE_WINS, actors=PUBLISHERS
    ),
}  # fmt: skip


# licences and ratings


def with_licence() -> Facts:
    case = cases.grant(case=inspected(), by=w.user("decider1"))
    return keys(licence=licences.of(case).get())


def ended(facts: Facts, number: int) -> Act:
    licence, head = licences.Licence.objects.get(pk=facts["licence"]), w.user(f"head{number + 1}")
    return lambda: licences.end(licence=licence, how="revoke", reason="隐瞒真实情况（§69）", by=head)


def issued(facts: Facts, number: int) -> Act:
    from tongban.cases.granting import issue_licence

    case = case_of(facts)
    case.decided_at = case.received_at
    return lambda: issue_licence(case=case, by=SYSTEM)


def rated(facts: Facts, number: int) -> Act:
    invitation, citizen = ratings.Invitation.objects.get(pk=facts["invitation"]), w.user("citizen1")
    return lambda: ratings.rate(invitation=invitation, grade=5 - number, options=[], words="", channel="pc", by=citizen)


def invited(facts: Facts, number: int) -> Act:
    case = case_of(facts)
    return lambda: ratings.invite(
        origin=case, user=case.user, occasion="accept", title=case.item_name, org_code=case.org_code,
        region_code=case.region_code, by=SYSTEM,
    )  # fmt: skip


def invitation() -> Facts:
    case = cases.receive_online(case=printed(), by=w.user("citizen1"))
    return keys(invitation=ratings.of(case).get())


AFTER_A_CASE = {
    "licences.issue": Scenario(
        lambda: keys(case=w.accepted(w.FOOD, "agent1", enterprise=w.enterprise("agent1"))), pair(issued), THE_SAME,
        {"licences.issue": 1}, papers={"licence_face": 1},
    ),
    "licences.end": Scenario(with_licence, pair(ended), ONE_WINS, {"licences.revoke": 1}, told="Revoked"),
    "ratings.invite": Scenario(
        lambda: keys(case=w.submitted()), pair(invited), THE_SAME, {"ratings.invite": 1}
    ),
    "ratings.rate": Scenario(invitation, pair(rated), ONE_WINS, {"ratings.rate": 1}, told="rated this already"),
}  # fmt: skip


# what the program does by itself, and what an administrator loads


def moved_day() -> Facts:
    """A promise made before the calendar changed; the change stays in force for what comes after, as in life."""
    from tongban.promises import api as promises

    case = w.submitted(w.FOOD, "agent1", enterprise=w.enterprise("agent1"))
    promise = promises.open_of(case, "acceptance")
    assert promise is not None
    assert promise.due_on is not None
    one_more_holiday(promise.due_on)
    return keys(case=case, promise=promise, due=str(promise.due_on))


def one_more_holiday(day: dt.date) -> None:
    """The year as it is known, and one day off more."""
    from tongban.promises.api import load_calendar
    from tongban.promises.calendar import Day
    from tongban.promises.models import CalendarDay

    known = CalendarDay.objects.filter(date__year=day.year)
    rows = {row.date: Day(row.is_workday, row.name, row.name_en, row.source, row.shifted) for row in known}
    rows[day] = Day(False, "演示节", "Demo day", "test", False)
    load_calendar(sorted(rows.items()), source="test", years=[day.year])


def recomputed(facts: Facts, number: int) -> Act:
    from tongban.promises import api as promises
    from tongban.promises.actions import recompute

    promises.forget_calendar()
    promise = promises.Promise.objects.get(pk=facts["promise"])
    return lambda: recompute(promise)


def moved_on(facts: Facts) -> None:
    from tongban.promises import api as promises

    promise = promises.Promise.objects.get(pk=facts["promise"])
    assert str(promise.due_on) > facts["due"]
    assert case_of(facts).due_on == promise.due_on


def loaded(facts: Facts, number: int) -> Act:
    from tongban.promises.api import load_calendar
    from tongban.promises.calendar_seed import seed_rows

    rows = [(day, told) for day, told in seed_rows() if day.year == 2025]
    return lambda: load_calendar(rows, source=f"twice {number}").pk


def dead_letter() -> Facts:
    from tongban.outbox.api import Row

    row = Row.objects.create(
        lane="letters", key="twice", name="messages.deliver", payload={"delivery": str(uuid.uuid4())}
    )
    Row.objects.filter(pk=row.pk).update(dead=True, attempts=10)
    return {"row": row.pk}


def replayed(facts: Facts, number: int) -> Act:
    from tongban.outbox.api import Row, replay

    row = Row.objects.get(pk=facts["row"])
    return lambda: replay(row)


def living_again(facts: Facts) -> None:
    from tongban.outbox.api import Row

    row = Row.objects.get(pk=facts["row"])
    assert (row.dead, row.attempts) == (False, 0)
    row.delete()


def published_process(facts: Facts, number: int) -> Act:
    from tongban.workflow import api as workflow

    xml = facts["xml"].encode()
    return lambda: workflow.publish_process(code="twice", xml=xml).digest


def new_process() -> Facts:
    from tongban.workflow.actions import LIBRARY

    xml = (LIBRARY / "immediate.bpmn").read_text()
    return {"xml": xml.replace("</bpmn:definitions>", f"<!-- {next(_serial)} --></bpmn:definitions>")}


def looked(facts: Facts, number: int) -> Act:
    from tongban.audit import api as audit

    case, examiner = case_of(facts), w.user(f"examiner{number + 1}")
    return lambda: audit.looked(
        subject=case, person_key=f"user:{case.user_id}", what="phone", reason="电话核实", by=examiner
    )


def numbered(facts: Facts, number: int) -> Act:
    from tongban.audit import api as audit

    return lambda: audit.sequence()


ITSELF = {
    "promises.recompute": Scenario(
        moved_day, pair(recomputed), BOTH, {"promises.recompute": 1}, after=moved_on
    ),
    "promises.load_calendar": Scenario(dict, pair(loaded), BOTH, {"promises.load_calendar": 2}),
    "outbox.replay": Scenario(dead_letter, pair(replayed), BOTH, {"outbox.replay": 1}, after=living_again),
    "workflow.publish_process": Scenario(new_process, pair(published_process), THE_SAME, {}),
    "audit.looked": Scenario(lambda: keys(case=w.submitted()), pair(looked), BOTH, {}),
    "audit.sequence": Scenario(lambda: keys(case=w.submitted()), pair(numbered), BOTH, {}),
}  # fmt: skip


# what people report about the site


def reported(facts: Facts, number: int) -> Act:
    from tongban.portal.actions import report

    return lambda: report(text=f"错别字 {number}").text


def a_report() -> Facts:
    from tongban.portal.actions import report

    return keys(mistake=report(text="电话是空号"))


def settled(facts: Facts, number: int) -> Act:
    from tongban.portal.actions import settle
    from tongban.portal.models import Mistake

    mistake, publisher = Mistake.objects.get(pk=facts["mistake"]), w.user(f"publisher{number + 1}")
    return lambda: settle(mistake=mistake, by=publisher).settled_by_id


REPORTS = {
    "portal.report": Scenario(dict, pair(reported), BOTH, {"portal.report": 2}),
    "portal.settle": Scenario(a_report, pair(settled), THE_SAME, {"portal.settle": 1}),
}

# a time at a hall


def a_hall() -> Any:
    from tongban.halls.api import Hall

    return Hall.objects.get(name="蒲江县政务服务中心")


def first_day() -> Any:
    from tongban.halls.api import bookable_days

    return bookable_days(a_hall())[1]


def empty_hall(capacity: int = 4) -> Facts:
    """Scenarios of one database come after one another."""
    from tongban.halls.api import Booking, keep_hall

    Booking.objects.all().delete()
    keep_hall(hall=a_hall(), values={"capacity": capacity, "slot_minutes": 30}, by=w.user("admin1"))
    return {}


def one_place() -> Facts:
    return empty_hall(1)


def booked(facts: Facts, number: int, login: str = "") -> Act:
    from tongban.halls.api import book

    hall, item, day, by = a_hall(), w.item(w.ELDERLY), first_day(), w.user(login or f"citizen{number + 1}")
    return lambda: book(hall=hall, item=item, day=day, start=dt.time(9), by=by).code


def clicked_twice(facts: Facts, number: int) -> Act:
    return booked(facts, number, "citizen1")


def one_left() -> Facts:
    """Two people at nine; at ten there is room for one."""
    from tongban.halls.api import keep_hall

    empty_hall()
    booked({}, 0)()
    booked({}, 1)()
    keep_hall(hall=a_hall(), values={"capacity": 1}, by=w.user("admin1"))
    return {}


def moved(facts: Facts, number: int) -> Act:
    from tongban.halls.api import Booking, change

    by, day = w.user(f"citizen{number + 1}"), first_day()
    booking = Booking.objects.select_related("hall").get(user=by)
    return lambda: change(booking=booking, day=day, start=dt.time(10), by=by).code


def a_booking() -> Facts:
    from tongban.halls.api import Booking

    empty_hall()
    booked({}, 0)()
    return keys(booking=Booking.objects.get(user=w.user("citizen1")))


def on_booking(name: str, *actors: str) -> tuple[Any, Any]:
    def call(facts: Facts, number: int) -> Act:
        from tongban.halls import api as halls

        booking = halls.Booking.objects.select_related("hall", "user").get(pk=facts["booking"])
        by = {"by": w.user(actors[number])} if actors else {}
        return lambda: getattr(halls, name)(booking=booking, **by).state

    return pair(call)


def kept(facts: Facts, number: int) -> Act:
    from tongban.halls.api import keep_hall

    values = {"capacity": 5} if number else {"slot_minutes": 15}
    hall, by = a_hall(), w.user(f"admin{number + 1}")
    return lambda: keep_hall(hall=hall, values=values, by=by).capacity


def both_kept(facts: Facts) -> None:
    assert (a_hall().capacity, a_hall().slot_minutes) == (5, 15)


HALLS = {
    "halls.book": Scenario(one_place, pair(booked), ONE_WINS, {"halls.book": 1}),
    "halls.book (a double click)": Scenario(empty_hall, pair(clicked_twice), THE_SAME, {"halls.book": 1}),
    "halls.change": Scenario(one_left, pair(moved), ONE_WINS, {"halls.change": 1}),
    "halls.cancel": Scenario(a_booking, on_booking("cancel", "citizen1", "citizen1"), ONE_WINS, {"halls.cancel": 1}),
    "halls.come": Scenario(a_booking, on_booking("come", "clerk1", "clerk2"), ONE_WINS, {"halls.come": 1}),
    "halls.miss": Scenario(a_booking, on_booking("miss"), ONE_WINS, {"halls.miss": 1}),
    "halls.remind": Scenario(a_booking, on_booking("remind"), THE_SAME, {"halls.remind": 1}),
    "halls.call_off": Scenario(a_booking, on_booking("call_off"), THE_SAME, {"halls.call_off": 1}),
    "halls.keep_hall": Scenario(empty_hall, pair(kept), BOTH, {"halls.keep_hall": 2}, after=both_kept),
}

SCENARIOS: dict[str, Scenario] = INTAKE | PEOPLE | CATALOGUE | AFTER_A_CASE | ITSELF | REPORTS | HALLS
