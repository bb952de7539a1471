"""Asks every page of the program as everybody, and compares the answers with `tongban/flow/policy.txt`.

    python -m tests.rights [--only WORDS]      builds a town in the database of the settings; `tongban rights` runs it

A combination is one question: this route, this person, this thing, looked at or posted to; or this list, this person,
this kind of thing. What comes back is compared three ways: who is let in, who is let to the thing, and what a page
tells of anything else in the town.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.test import Client

    from tests.town import Town
    from tongban.flow.policy import Line, Thing, Visitor
    from tongban.flow.routes import Route

SIGN_IN = "/account/sign-in/"
# What a part of a path may be when it names nothing of the town.
WORDS: dict[str, list[str]] = {
    "page": ["applicant", "business", "none-such"],
    "slug": ["birth", "proofs", "pages", "permits", "none-such"],
    "who": ["person", "enterprise", "none-such"],
    "path": ["none/such"],
    "place": ["510131000000", "5101", "510131001000", "none-such"],
    "version": ["1", "99"],
    "kind": ["own", "inherited", "none-such"],
    "name": ["home", "none-such"],
    "step": ["review"],
}
NAMING = ("key", "number", "place")  # parts of a path that name a thing
FOREIGN = ("message", "guide")  # what stands in the address of another kind of thing
# Open to anybody in the demo on purpose, with a warning on the page: letters that would have been sent.
DEMO_ONLY = {"/account/mail-box/"}
REFUSED = {403, 404}
GONE_ON = {301, 302, 303, 307, 308}
NEITHER = {405}  # the other method
WRITES = re.compile(r"^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.I)
# What looking and failing may write: the session, counted tries at a door, and who looked at whose data.
MAY_BE_WRITTEN = {"django_session", "people_attempt", "audit_look"}


@dataclass
class Wrong:
    route: str
    method: str
    who: str
    about: str
    wanted: str
    found: str


@dataclass
class Report:
    asked: Counter[str] = field(default_factory=Counter)
    wrong: list[Wrong] = field(default_factory=list)
    answered: dict[str, set[int]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        wrong = Counter(one.route for one in self.wrong)
        by_route = {path: {"combinations": n, "wrong": wrong[path]} for path, n in sorted(self.asked.items())}
        told = [asdict(one) for one in self.wrong]
        return {
            "combinations": sum(self.asked.values()), "wrong": len(told), "by_route": by_route, "wrong_ones": told,
        }  # fmt: skip


@dataclass
class Question:
    line: Line
    method: str
    url: str
    visitor: Visitor
    thing: Thing | None = None
    words: dict[str, str] = field(default_factory=dict)  # the other parts of the address
    foreign: bool = False  # a thing of another kind stands in the address

    @property
    def act(self) -> str:
        return self.words.get("name", "")

    @property
    def about(self) -> str:
        if self.thing is None:
            return "nothing of the town"
        owner = f" of {self.thing.owner}" if self.thing.owner else ""
        return f"{self.thing.kind}{owner}{f', {self.act}' if self.act else ''}"


@dataclass
class Answer:
    status: int
    location: str
    body: str
    written: set[str]


# asking


def client_of(visitor: Visitor, **options: Any) -> Client:
    from django.test import Client

    from tests import town
    from tests import walking as w

    client = (w.AtCounter if visitor.login == town.AT_WORK else Client)(headers={"accept-language": "en"}, **options)
    if visitor.login != town.NOBODY:
        client.force_login(w.user(visitor.login))
    if visitor.login == town.AT_WORK and not options:
        owner = w.user(town.OWNER)
        client.post("/desk/window/find/", {"id_number": owner.id_number, "name": owner.name, "phone": owner.phone})
    if visitor.login == town.OWNER and not options:
        wants_an_account(client)
    return client


_phones = itertools.count(7000)


def wants_an_account(client: Client) -> None:
    from demo.people import id_number
    from tongban.people.registering import begin_registration

    session = client.session
    newcomer = {"name": "演示·新来者", "id_number": id_number("19900101", "018"), "email": ""}
    phone = f"1390000{next(_phones)}"
    wanted = begin_registration(**newcomer, phone=phone, password="Ein-langes-Wort-9")
    session["registration"] = str(wanted.pk)
    session.save()


def asked(client: Client, question: Question) -> Answer:
    """What it wrote is noted and taken back; an error of the program is raised."""
    from django.db import connection, transaction

    written: set[str] = set()
    cookies = client.cookies.output(header="", sep=";")

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if (wrote := WRITES.match(sql)) and context["cursor"].rowcount:
            written.add(wrote[2])
        return result

    with transaction.atomic(), connection.execute_wrapper(watch):
        response = client.get(question.url) if question.method == "GET" else client.post(question.url, {})
        streamed: Any = response
        body = b"".join(streamed.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.load(cookies)
    location = response.headers.get("Location", "")
    return Answer(response.status_code, location, body.decode("utf-8", "replace"), written)


# what is asked


def questions(route: Route, line: Line, visitor: Visitor, town: Town) -> Iterator[Question]:
    """Every thing that the address may name to whoever enters; to everybody else one. What is open to anybody, or to
    whoever is signed in, names things to each role as well."""
    from tongban.flow.policy import policy

    found = addresses(route, line, town)
    enough = 1 if not line.lets_in(visitor) or (line.enters == "anybody" and visitor.posts) else None
    for url, thing, words, foreign in itertools.islice(found, enough):
        for method in ("GET", "POST"):
            yield Question(policy().line(route.path, method), method, url, visitor, thing, words, foreign)


def addresses(route: Route, line: Line, town: Town) -> Iterator[tuple[str, Thing | None, dict[str, str], bool]]:
    naming = next((name for name in NAMING if name in route.parameters), "")
    named: list[tuple[Any, bool]] = [(thing, False) for kind in line.things for thing in town.things.get(kind, [])]
    if naming == "key" and named and route.parameters["key"] == "uuid":
        named += [(town.one(kind), True) for kind in FOREIGN if kind not in line.things]
    others = [name for name in route.parameters if name != naming or not named]
    for chosen in itertools.product(*(values(name, route, town) for name in others)):
        words = dict(zip(others, chosen, strict=True))
        for thing, foreign in named or [(None, False)]:
            told = words | ({naming: thing.key} if thing else {})
            url = route.path
            for name, value in told.items():
                url = re.sub(rf"<(?:\w+:)?{name}>", value, url)
            if route.path in town.asks:
                url += f"?{town.asks[route.path]}"
            yield url, thing, words, foreign


def values(name: str, route: Route, town: Town) -> list[str]:
    from tongban.flow.policy import ACTS, policy

    if name == "name" and (ACTS in route.path or route.path.startswith("/desk/")):
        return [*policy().acts, "none-such"]
    found = town.values.get(name) or WORDS.get(name)
    assert found, f"{route.path}: say in tests/rights.py what <{name}> may be, or in policy.txt what it names"
    return found


# judging


def wanted(question: Question) -> str:
    """ "sign in", "no" or "yes", as the policy says it."""
    from tongban.flow.policy import NOBODY, policy

    line, visitor, thing = question.line, question.visitor, question.thing
    if line.enters != "anybody" and visitor.login == NOBODY:
        return "sign in"
    if not line.lets_in(visitor) or question.foreign:
        return "no"
    if thing is not None and not policy().may(line, visitor, thing, question.act):
        return "no"
    return "yes"


def fault(question: Question, answer: Answer, right: str) -> str:
    """How the answer differs from what is wanted; empty when it does not."""
    status, led_on = answer.status, answer.status in GONE_ON
    if status >= 500:
        return f"status {status}"
    if status in NEITHER:
        return ""
    if right == "sign in":
        return "" if led_on and answer.location.startswith(SIGN_IN) else f"status {status}"
    if right == "no":
        return let_in(question, answer)
    if led_on and answer.location.startswith(f"{SIGN_IN}?"):
        return "is sent to the sign-in"
    return f"status {status}" if status in REFUSED and not may_refuse(question, status) else ""


def let_in(question: Question, answer: Answer) -> str:
    if answer.written - MAY_BE_WRITTEN:
        return f"wrote to {', '.join(sorted(answer.written - MAY_BE_WRITTEN))}"
    if question.line.lets_in(question.visitor) and answer.status in GONE_ON:
        marks = {question.thing.key} if question.thing else set()
        told = [mark for mark in marks if mark in answer.location and mark not in question.url]
        return f"is led to {answer.location}" if told else ""
    return "" if answer.status in REFUSED else f"status {answer.status}"


def may_refuse(question: Question, status: int) -> bool:
    """Where somebody with the right may be refused: nothing is named, a word in the address is nothing that is there, or
    the act wants one thing more."""
    from tongban.flow.policy import policy

    missing = bool(question.words) and status == 404
    return question.thing is None or missing or question.act in policy().unsure


def told_besides(question: Question, answer: Answer, town: Town) -> Iterator[str]:
    """Things of the town on the page that this person may not know of, here or anywhere."""
    from tongban.flow.policy import policy

    if answer.status in GONE_ON or question.line.path in DEMO_ONLY:
        return
    known = policy()
    for thing in itertools.chain.from_iterable(town.things.values()):
        if thing == question.thing or not any(mark in answer.body and mark not in question.url for mark in thing.marks):
            continue
        listed = any(right.held_by(question.visitor, thing) for right in question.line.lists.get(thing.kind, ()))
        if not listed and not known.may_know(question.visitor, thing):
            yield f"tells of {thing.kind} {thing.key[:13]}"
    if not any(known.may_know(question.visitor, case) for case in town.things["case"] + town.things["booking"]):
        told = [word for word in town.secrets if word in answer.body and word not in question.url]
        if told:
            yield f"tells {', '.join(sorted(told)[:3])}"


def unlisted(question: Question, answer: Answer, town: Town) -> Iterator[tuple[str, str]]:
    """Kind → what is wrong with the list: to whom it shows what is theirs, and to nobody else."""
    for kind, rights in question.line.lists.items():
        theirs = [t for t in town.things[kind] if any(right.held_by(question.visitor, t) for right in rights)]
        shown = [t for t in theirs if any(mark in answer.body for mark in t.marks)]
        marked = [t for t in theirs if t.marks]
        yield kind, f"shows none of {len(marked)} that are theirs" if marked and not shown else ""


# the walk


def told(report: Report) -> list[str]:
    return [f"{one.method} {one.route} as {one.who}: {one.about}, {one.wanted}: {one.found}" for one in report.wrong]


def person(town: Town, login: str) -> Visitor:
    return next(one for one in town.visitors if one.login == login)


def walk(town: Town, visitor: Visitor, report: Report, *, only: str = "") -> None:
    from tongban.flow.policy import policy
    from tongban.flow.routes import everything

    client = client_of(visitor)
    for route in everything():
        if only in route.path:
            for question in questions(route, policy().line(route.path), visitor, town):
                judge(client, question, town, report)


def judge(client: Client, question: Question, town: Town, report: Report) -> None:
    path, right = question.line.path, wanted(question)
    report.asked[path] += 1

    def wrong(about: str, hoped: str, found: str) -> None:
        report.wrong.append(
            Wrong(path, question.method, str(question.visitor), about, hoped, f"{found} [{question.url}]")
        )

    try:
        answer = asked(client, question)
    except Exception as error:  # whatever it is, it would have been a 500
        return wrong(question.about, right, f"{type(error).__name__}: {error}")
    report.answered.setdefault(path, set()).add(answer.status)
    if found := fault(question, answer, right):
        wrong(question.about, right, found)
    if question.method == "GET" and answer.written - MAY_BE_WRITTEN:
        wrong(question.about, "a page that writes nothing", f"wrote to {answer.written - MAY_BE_WRITTEN}")
    for told in told_besides(question, answer, town):
        wrong(question.about, "nothing of anybody else's", told)
    if question.method == "GET" and answer.status == 200:
        for kind, found in unlisted(question, answer, town):
            report.asked[path] += 1
            if found:
                wrong(f"list of {kind}", "what is theirs", found)


def compared(town: Town, *, only: str = "", say: Callable[[str], None] = lambda text: None) -> Report:
    report = Report()
    for visitor in town.visitors:
        walk(town, visitor, report, only=only)
        say(f"{visitor}: {sum(report.asked.values())} asked, {len(report.wrong)} wrong")
    return report


def main() -> int:
    reading = argparse.ArgumentParser()
    reading.add_argument("--only", default="")
    given = reading.parse_args()
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    from demo.build import build
    from tests import town
    from tongban.outbox.api import drain

    def say(text: str) -> None:
        sys.stderr.write(text + "\n")

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        build(lambda text: None, cases=False)
        drain()
        report = compared(town.build(), only=given.only, say=say)
        transaction.set_rollback(True)
    sys.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=1) + "\n")
    return 1 if report.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
