"""Two zones as two processes with two roles of the database: what the internet reaches holds nothing and can do little (Q6)."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from bench.client import Visitor
from bench.stage import free_port
from config.database_guards import ACTS
from tests.installation import Installation
from tests.test_operation import PASSWORD, PIXEL, Site, begin_elderly, granian
from tongban.documents.sealing import MAGIC
from tongban.people.staff import acts as words

pytestmark = [
    pytest.mark.load,
    pytest.mark.skipif(not os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="roles are PostgreSQL's"),
]
SECRET = "two-zones-one-secret"  # noqa: S105


@dataclass
class Zones:
    inner: Installation
    outer: Installation
    public: int
    official: int
    owner_url: str
    public_url: str

    def visitor(self, port: int) -> Visitor:
        return Visitor("127.0.0.1", port)

    @property
    def as_site(self) -> Site:
        return Site(self.inner, self.public, self.official, self.public, self.public)


def with_role(url: str, name: str) -> str:
    """A login of this name on the server, and the address of the database with it."""
    parts = urlsplit(url)
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{SECRET}'")
        server.execute(f'GRANT CONNECT ON DATABASE "{parts.path[1:]}" TO {name}')
    place = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{name}:{SECRET}@{place}").geturl()


@pytest.fixture(scope="module")
def zones(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zones]:
    folder, mark = tmp_path_factory.mktemp("zones"), secrets.token_hex(3)
    public, official = free_port(), free_port()
    inner = Installation(folder / "inner", environment={"TONGBAN_FILES_SECRET": SECRET}).build()
    owner = inner.environment["DATABASE_URL"]
    names = {zone: f"zone_{zone}_{mark}" for zone in ("public", "official")}
    urls = {zone: with_role(owner, name) for zone, name in names.items()}
    inner.manage("database_roles", "--apply", "--public", names["public"], "--official", names["official"])
    outer = Installation(folder / "outer", environment=outer_settings(official))
    (outer.folder / "keys").symlink_to(inner.folder / "keys")  # a credential of the process, in memory
    outer.environment["DATABASE_URL"] = urls["public"]
    inner.environment["DATABASE_URL"] = urls["official"]
    with ExitStack() as running:
        running.enter_context(granian(inner, official, "official"))
        running.enter_context(granian(outer, public, "public"))
        yield Zones(inner, outer, public, official, owner, urls["public"])


def outer_settings(official: int) -> dict[str, str]:
    return {"TONGBAN_FILES_AT": f"http://127.0.0.1:{official}", "TONGBAN_FILES_SECRET": SECRET}


def test_an_official_page_does_not_exist_on_the_public_address(zones: Zones) -> None:
    public, official = zones.visitor(zones.public), zones.visitor(zones.official)
    assert official.sign_in("examiner1", PASSWORD).location == "/desk/"
    assert public.sign_in("examiner1", PASSWORD).status == 302
    for path in ("/desk/", "/desk/window/", "/desk/supervision/", "/desk/catalogue/"):
        assert public.get(path).status == 404
        assert official.get(path).status in (200, 403), path
    for path in ("/", "/my/", "/api/progress", "/places/"):
        assert official.get(path).status == 404, path
    assert public.get("/inner/files/01a202e4-4dea-7225-9ddc-7211adf54d49/").status == 404


def test_a_citizen_applies_and_nothing_stays_in_the_public_zone(zones: Zones) -> None:
    reader = zones.visitor(zones.public)
    assert reader.sign_in("citizen1", PASSWORD).status == 302
    begun = begin_elderly(zones.as_site, reader)
    work = zones.inner.say("from bench.prepare import application; print(json.dumps(application()))")
    for material in work["files"]:
        reader.post(f"{begun}/materials/", {"material": material}, [("file", "身份证明.png", PIXEL)])
    shown = reader.get(f"{begun}/materials/").body.decode()
    assert "身份证明.png" in shown
    key = shown.split("/files/")[1].split("/")[0]
    preview = reader.get(f"/files/{key}/preview/")
    assert preview.status == 200 and preview.body.startswith(b"\x89PNG")
    done = reader.post(f"{begun}/review/", {"true": "on"})
    assert done.status == 302 and done.location
    accepts(zones)
    kept = [path for path in (zones.inner.folder / "files").rglob("*") if path.is_file()]
    assert kept and all(path.read_bytes().startswith(MAGIC) for path in kept)
    assert files_of(zones.outer.folder) == [], "no file at all in the public zone"
    told = zones.inner.say("u = w.user('citizen1'); print(json.dumps([u.name, u.id_number, u.phone]))")
    for path in whatever_lies_in(zones.outer.folder):
        content = path.read_bytes()
        for said in ("身份证明", *told):
            assert said.encode() not in content, f"{said} lies in {path}"


def test_a_session_holds_in_its_own_zone_and_the_public_role_never_touches_one_of_the_desk(zones: Zones) -> None:
    inside = zones.visitor(zones.official)
    assert inside.sign_in("examiner1", PASSWORD).location == "/desk/"
    outside = zones.visitor(zones.public)
    assert outside.sign_in("examiner1", PASSWORD).status == 302
    inside.cookies, outside.cookies = outside.cookies, inside.cookies
    assert inside.get("/desk/").location.startswith("/account/sign-in/")
    assert outside.get("/my/").location.startswith("/account/sign-in/")
    with psycopg.connect(zones.owner_url) as server:
        assert server.execute("SELECT count(*) FROM people_desksession").fetchone() != (0,)
    for tried in ("SELECT * FROM people_desksession", "DELETE FROM people_desksession",
                  "INSERT INTO people_desksession VALUES ('a', 'b', now())"):  # fmt: skip
        with psycopg.connect(zones.public_url) as server, pytest.raises(psycopg.errors.InsufficientPrivilege):
            server.execute(tried)


def test_what_a_citizen_does_at_the_public_site_is_done_with_its_role(zones: Zones) -> None:
    """Withdrawn with the role of the internet; the paper of it is printed and sealed inside."""
    case = "cases.Case.objects.filter(state='in_review').latest('id')"
    withdrawn = f"cases.withdraw(case={case}, by={case}.user); print(json.dumps(str({case.replace('in_review', 'withdrawn')}.pk)))"
    key = zones.outer.say(f"from tongban.cases import api as cases; {withdrawn}")
    told = (
        f"outbox.drain(); case = cases.Case.objects.get(pk='{key}'); "
        "print(json.dumps([paper.is_printed for paper in documents.papers_of(case) if paper.kind == 'withdrawal']))"
    )
    rooms = "from tongban.outbox import api as outbox; from tongban.cases import api as cases; from tongban.documents import api as documents"
    assert zones.inner.say(f"{rooms}; {told}") == [True]


def test_signed_out_at_the_public_site_nobody_is_in_at_the_desk(zones: Zones) -> None:
    inside, outside = zones.visitor(zones.official), zones.visitor(zones.public)
    assert inside.sign_in("decider2", PASSWORD).location == "/desk/"
    assert outside.sign_in("decider2", PASSWORD).status == 302
    assert outside.post("/account/security/sign-out/", {}).status == 302
    zones.inner.say("from tongban.outbox import api as outbox; outbox.drain(); print(json.dumps(0))")
    assert inside.get("/desk/").location.startswith("/account/sign-in/")


def test_what_opens_the_desk_is_changed_at_the_desk_alone(zones: Zones) -> None:
    outside = zones.visitor(zones.public)
    assert outside.sign_in("examiner2", PASSWORD).status == 302
    typed = {"channel": "email", "address": "neu@example.cn", "password": PASSWORD}
    answer = outside.post("/account/data/change/", typed)
    assert answer.status == 409 and "政务外网" in answer.body.decode()


def accepts(zones: Zones) -> None:
    """An official, with the role of the official zone, and the worker's own work."""
    case = "cases.Case.objects.latest('id')"
    accepted = f"cases.accept(case={case}, by=w.user('examiner1')); outbox.drain(); print(json.dumps({case}.state))"
    assert (
        zones.inner.say(f"from tongban.cases import api as cases; from tongban.outbox import api as outbox; {accepted}")
        == "in_review"
    )
    assert (
        zones.inner.say(
            "from tongban.audit import api as audit\nwhile audit.sequence(): pass\nprint(json.dumps(len(audit.verify().breaks)))"
        )
        == 0
    )


def files_of(folder: Path) -> list[Path]:
    return [path for path in (folder / "files").rglob("*") if path.is_file()]


def whatever_lies_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and "keys" not in path.relative_to(folder).parts]


def test_a_password_of_an_official_is_changed_at_the_desk_alone(zones: Zones) -> None:
    typed = {"old": PASSWORD, "new": "Ein-anderes-Wort-9", "again": "Ein-anderes-Wort-9"}
    told = zones.visitor(zones.public)
    told.sign_in("examiner2", PASSWORD)
    answer = told.post("/account/password/", typed)
    assert answer.status == 409 and "政务外网" in answer.body.decode()
    mine = zones.visitor(zones.public)
    mine.sign_in("citizen2", PASSWORD)
    assert mine.post("/account/password/", typed).status == 302


AN_OFFICIAL = "SELECT user_id FROM people_post WHERE role <> 'village_officer' LIMIT 1"
OFFICIALS = f"VALUES (gen_random_uuid(), ({AN_OFFICIAL})"
ROW = "(token, lane, key, name, payload, run_after, attempts, last_error, dead, made_at) VALUES (gen_random_uuid()"
LETTER = (
    "(id, channel, address, language, url, template, facts, state, made_at) "
    "VALUES (gen_random_uuid(), 'phone', '', 'zh-hans', ''"
)
PAPER = (
    "(id, subject_type, subject_key, kind, number, org_code, region_code, content, digest, signature, check_code, demo, "
    "made_at) VALUES (gen_random_uuid(), 'case', 'x'"
)
SIGNED_IN = "SELECT id FROM people_user WHERE login = 'examiner1'"
ENTRY = "(id, subject_type, subject_key, position, act, by_key, at, notes, previous, digest) VALUES (gen_random_uuid(), 'account', 'x', 99"
SEEN = (
    "(id, user_id, level, way, at, by_key, org_code, register, reference, document, second_document, withdrawn_by_key, "
    "withdrawn_reason) VALUES (gen_random_uuid(), (SELECT id FROM people_user WHERE login = 'citizen1')"
)
FORBIDDEN = [
    "UPDATE audit_entry SET at = now()",
    "DELETE FROM audit_entry",
    "UPDATE audit_treehead SET root = ''",
    "INSERT INTO audit_logrow VALUES (1, gen_random_uuid(), '')",
    "DELETE FROM audit_look",
    "UPDATE people_post SET role = 'head'",
    "UPDATE catalogue_itemversion SET content = content",
    "UPDATE promises_calendarday SET is_workday = true",
    "DELETE FROM cases_case",
    "UPDATE outbox_row SET dead = false",
    "SELECT * FROM outbox_replay",
    "UPDATE people_user SET password = 'mine' WHERE login = 'examiner1'",
    "UPDATE people_user SET is_active = false",
    "UPDATE people_user SET kind = 'citizen' WHERE login = 'decider1'",
    "UPDATE people_user SET phone = '', phone_index = 'mine' WHERE login = 'decider1'",
    "UPDATE people_user SET is_frozen = true WHERE login = 'auditor1'",
    "UPDATE people_user SET merged_into_id = (SELECT id FROM people_user WHERE login = 'citizen1') WHERE login = 'auditor1'",
    f"INSERT INTO people_factor (id, user_id, kind, name, secret, certificate, certificate_index, counter, synced, made_at) {OFFICIALS}, 'passkey', '', '', '', '', 0, false, now())",
    "UPDATE people_factor SET secret = 'mine'",
    "DELETE FROM people_factor",
    f"INSERT INTO people_recoverycode (id, user_id, code, made_at) {OFFICIALS}, 'mine', now())",
    f"INSERT INTO people_recourse (id, user_id, how, asked_at, ripe_at, ends_at) {OFFICIALS}, 'administrator', now(), now(), now())",
    f"INSERT INTO people_doorcode (id, audit_count, audit_head, purpose, channel, typed, user_id, digest, tries, expires_at) VALUES (gen_random_uuid(), 0, '', 'sign_in', 'phone', '', ({AN_OFFICIAL}), 'mine', 0, now())",
    f"UPDATE people_upperidentity SET user_id = ({AN_OFFICIAL})",
    f"INSERT INTO people_upperidentity (id, user_id, issuer, subject_digest, number_agrees, since) {OFFICIALS}, '', 'mine', true, now())",
    f"DELETE FROM people_signedin WHERE user_id = ({SIGNED_IN})",
    f"INSERT INTO tongban_messages_delivery {LETTER}, 'mandates.settled', '', 'waiting', now())",
    f"INSERT INTO tongban_messages_delivery {LETTER}, 'my.words', '', 'waiting', now())",
    "UPDATE tongban_messages_delivery SET state = 'waiting'",
    f"INSERT INTO outbox_row {ROW}, 'index', '', 'catalogue.take_import', '{{}}', now(), 0, '', false, now())",
    f"INSERT INTO outbox_row {ROW}, 'letters', 'user:1', 'messages.deliver', '{{}}', '2999-01-01', 0, '', false, now())",
    f"INSERT INTO outbox_row {ROW}, 'index', 'catalogue.index', 'messages.deliver', '{{}}', now(), 0, '', false, now())",
    f"INSERT INTO outbox_row {ROW}, 'letters', 'user:1', 'messages.deliver', '{{}}', now(), 0, '', true, now())",
    f"INSERT INTO outbox_row {ROW}, 'letters', '', 'messages.tell_head', '{{}}', now(), 0, '', false, now())",
    f"INSERT INTO documents_paper {PAPER}, 'grant', '某〔2026〕99号', '', '', '', '', '', 'c1', false, now())",
    f"INSERT INTO documents_paper {PAPER.replace('made_at', 'made_at, signed_digest')}, 'receipt', '97', '', '', '', '', '', 'c3', false, now(), 'x')",
    f"INSERT INTO documents_paper {PAPER}, 'licence_face', '某〔2026〕98号', '', '', '', '', '', 'c2', false, now())",
    "INSERT INTO people_appointment DEFAULT VALUES",
    "UPDATE people_delay SET ended_at = now()",
    "UPDATE people_system SET least_level = 0",
    f"INSERT INTO audit_entry {ENTRY}, 'cases.decide', 'user:' || ({AN_OFFICIAL})::text, now(), '{{}}', '', 'd1')",
    f"INSERT INTO audit_entry {ENTRY}, 'cases.withdraw', 'user:' || ({AN_OFFICIAL})::text, now(), '{{}}', '', 'd2')",
    f"INSERT INTO audit_entry {ENTRY}, 'people.give_post', 'user:x', now(), '{{}}', '', 'd3')",
    f"INSERT INTO audit_entry {ENTRY}, 'promises.load_calendar', 'system', now(), '{{}}', '', 'd4')",
    f"INSERT INTO audit_entry {ENTRY}, 'people.freeze_all', 'system', now(), '{{}}', '', 'd5')",
    f"INSERT INTO audit_entry {ENTRY}, 'intake.go_on', 'system', now(), '{{}}', '', 'd6')",
    f"INSERT INTO people_verification {SEEN}, 4, 'window', now(), '', '', '', '', '', '', '', '')",
    f"INSERT INTO people_verification {SEEN}, 4, 'counter', now(), '', '', '', '', '', '', '', '')",
    "UPDATE people_verification SET level = 4",
    "UPDATE people_mandate SET kind = 'guardian'",
    "UPDATE people_mandate SET attested_by_id = agent_id",
    f"INSERT INTO audit_entry {ENTRY}, 'people.register', 'system', now() - interval '1 hour', '{{}}', '', 'd7')",
    f"INSERT INTO audit_entry {ENTRY}, 'people.register', 'system', now() + interval '1 hour', '{{}}', '', 'd8')",
    "DELETE FROM intake_application",
    "UPDATE intake_application SET answers = '' WHERE state = 'submitted'",
    "UPDATE intake_application SET submitted_at = submitted_at - interval '9 days' WHERE state = 'submitted'",
    "DELETE FROM intake_materialfile WHERE application_id IN (SELECT id FROM intake_application WHERE state = 'submitted')",
    "UPDATE cases_case SET beneficiary_name = 'x'",
    "UPDATE cases_case SET examiner_id = user_id",
    "UPDATE cases_case SET state = 'in_review' WHERE state = 'withdrawn'",
    "UPDATE people_user SET assurance = 4 WHERE login = 'citizen5'",
    "UPDATE people_user SET kind = 'official' WHERE login = 'citizen5'",
    "UPDATE people_user SET merged_into_id = id WHERE login = 'citizen5'",
    "INSERT INTO people_verification {SEEN}, 3, 'register', now(), '', '', '', '', '', '', '', '')".replace(
        "{SEEN}", SEEN
    ),
    "UPDATE people_mandate SET state = 'active' WHERE state = 'revoked'; UPDATE people_mandate SET kind = 'guardian'",
    "UPDATE kit_counter SET value = 0",
    "INSERT INTO kit_counter VALUES ('mine', 5000)",
    "UPDATE promises_promise SET due_on = due_on + 5",
    "UPDATE promises_promise SET state = 'paused'",
    "UPDATE promises_promise SET state = 'kept' WHERE kind = 'decision'",
    "UPDATE promises_promise SET made_at = made_at - interval '9 days'",
    "UPDATE cases_case SET state = 'granted'",
    "UPDATE cases_step SET agreed = true, is_open = false",
    "DELETE FROM cases_step",
    "UPDATE workflow_process SET proposed = true",
    "UPDATE workflow_processversion SET xml = ''",
    f"UPDATE cases_case SET decided_by_id = ({AN_OFFICIAL})",
    "UPDATE cases_case SET received_at = received_at - interval '30 days'",
    "CREATE TEMP TABLE people_post (user_id uuid)",
    "UPDATE people_user SET id = gen_random_uuid() WHERE login = 'head1'",
    "UPDATE documents_file SET sha256 = 'mine'",
    "DELETE FROM documents_file WHERE id IN (SELECT file_id FROM documents_paper)",
    "DELETE FROM people_user",
    "UPDATE licences_licence SET number = number",
    "TRUNCATE audit_entry",
    "DROP TABLE audit_entry",
    "CREATE TABLE mine (a int)",
    "ALTER TABLE people_user ADD COLUMN x int",
]


@pytest.fixture(scope="module")
def official_keys(zones: Zones) -> None:
    """An official with a second step, an identity above and a place where they are signed in; an open step of a case."""
    with psycopg.connect(zones.owner_url) as owner:
        for statement in (
            "INSERT INTO people_factor (id, user_id, kind, name, secret, certificate, certificate_index, counter, synced, made_at) "
            f"VALUES (gen_random_uuid(), ({SIGNED_IN}), 'totp', '', '', '', '', 0, false, now())",
            "INSERT INTO people_upperidentity (id, user_id, issuer, subject_digest, number_agrees, since) "
            f"VALUES (gen_random_uuid(), ({SIGNED_IN}), '', 'theirs', true, now())",
            "INSERT INTO people_signedin (id, user_id, session, device, agent, network, amr, at) "
            f"VALUES (gen_random_uuid(), ({SIGNED_IN}), 'a', 'b', 'c', '', '[]', now())",
            "INSERT INTO cases_step (id, case_id, occurrence, key, name, name_en, note, post, not_same_as, asks_whether, asks,"
            " org_code, region_code, opened_at, due_on, is_open, words) SELECT gen_random_uuid(), id, 'a', 'a', '', '', '',"
            " 'legal', '', true, '', org_code, region_code, now(), '9999-12-31', true, '' FROM cases_case LIMIT 1",
        ):
            owner.execute(statement)


def test_what_the_public_zone_writes_into_the_record_are_acts_that_there_are() -> None:
    assert set(ACTS.split()) <= set(words.ACTS)


@pytest.mark.usefixtures("official_keys")
@pytest.mark.parametrize("statement", FORBIDDEN)
def test_whoever_holds_the_public_role_cannot(zones: Zones, statement: str) -> None:
    """Committed at once: some guards look at the end."""
    with psycopg.connect(zones.public_url, autocommit=True) as held:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            held.execute(statement)


@pytest.mark.parametrize(
    "statement", [FORBIDDEN[0], FORBIDDEN[1], "UPDATE audit_entry SET digest = ''", FORBIDDEN[2], *FORBIDDEN[-4:]]
)
def test_not_even_the_desk_rewrites_the_record(zones: Zones, statement: str) -> None:
    url = zones.inner.environment["DATABASE_URL"]
    with psycopg.connect(url) as held, pytest.raises(psycopg.errors.InsufficientPrivilege):
        held.execute(statement)
