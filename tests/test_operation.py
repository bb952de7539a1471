"""What an administrator relies on: backup and restore, a start that refuses, the shipped nginx, logs without people."""

from __future__ import annotations

import io
import json
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import RemoteDisconnected
from pathlib import Path

import pytest

from bench.client import Visitor, picture
from bench.stage import free_port
from ops import render
from tests.installation import BEGIN, ROOT, Installation

pytestmark = pytest.mark.load  # installations of their own, in processes of their own
WORK = """
case = w.reviewed()
from tongban.outbox.api import drain
drain()
from tongban.documents.api import papers_of, read
paper = papers_of(case).get(kind="acceptance")
from tongban.kit import crypto
print(json.dumps({"case": case.number, "name": case.user.name, "pdf": crypto.digest(read(paper.file))}))
"""
AGAIN = """
from tongban.cases.api import Case, grant
from tongban.documents.api import papers_of, read
from tongban.kit import crypto
case = Case.objects.get(number="%(case)s")
paper = papers_of(case).get(kind="acceptance")
seen = {"case": case.number, "name": case.user.name, "pdf": crypto.digest(read(paper.file))}
granted = grant(case=case, by=w.user("decider1"))
print(json.dumps(seen | {"state": granted.state}))
"""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Installation, dict[str, str], Path]:
    """An installation with a case in review, what was true of it, and its backup."""
    folder = tmp_path_factory.mktemp("operation")
    here = Installation(folder / "var").build()
    seen = here.say(WORK)
    backup = folder / "tongban.tar.gz"
    here.manage("backup", str(backup))
    return here, seen, backup


def says(done: subprocess.CompletedProcess[str], words: str) -> bool:
    """In the language of the installation; `words` are the English ones."""
    from django.utils import translation

    with translation.override("zh-hans"):
        return words in done.stderr or translation.gettext(words) in done.stderr


def wreck(here: Installation) -> None:
    shutil.rmtree(here.folder / "files")
    shutil.rmtree(here.folder / "keys")
    if (database := here.folder / "tongban.sqlite3").exists():
        for ending in ("-wal", "-shm"):
            database.with_name(database.name + ending).unlink(missing_ok=True)
        database.write_bytes(b"nothing of a database is left" * 100)
    else:
        here.say("from django.db import connection as c; c.cursor().execute('DROP TABLE cases_case CASCADE')")


def test_a_wrecked_installation_comes_back_whole(kept: tuple[Installation, dict[str, str], Path]) -> None:
    here, seen, backup = kept
    wreck(here)
    refused = here.manage("restore", str(backup), good=False)
    assert refused.returncode == 1
    assert says(refused, "This installation is not empty.")
    done = json.loads(here.manage("restore", str(backup), "--force", "--json").stdout.splitlines()[-1])
    assert done["holds"] is True
    assert done["entries"] == done["restored"]["counts"]["audit_entries"]
    assert here.say(AGAIN % seen) == seen | {"state": "granted"}
    here.manage("verify_audit")


def test_a_backup_goes_into_an_empty_installation_on_another_machine(
    kept: tuple[Installation, dict[str, str], Path], tmp_path: Path
) -> None:
    _here, seen, backup = kept
    there = Installation(tmp_path / "var")
    done = json.loads(there.manage("restore", str(backup), "--json").stdout.splitlines()[-1])
    assert done["aside"] == ""
    assert there.say(AGAIN % seen) == seen | {"state": "granted"}


def test_a_backup_is_for_its_owner_alone_and_is_never_written_over(
    kept: tuple[Installation, dict[str, str], Path],
) -> None:
    here, _seen, backup = kept
    assert backup.stat().st_mode & 0o777 == 0o600
    refused = here.manage("backup", str(backup), good=False)
    assert refused.returncode == 1
    assert str(backup) in refused.stderr


def test_a_folder_keeps_the_newest_backups(kept: tuple[Installation, dict[str, str], Path], tmp_path: Path) -> None:
    here, _seen, _backup = kept
    for name in ("tongban-20260101-000000.tar.gz", "tongban-20260102-000000.tar.gz", "letters.tar.gz"):
        (tmp_path / name).write_bytes(b"")
    here.manage("backup", str(tmp_path), "--keep", "2")
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names[:2] == ["letters.tar.gz", "tongban-20260102-000000.tar.gz"]
    assert len(names) == 3


def changed(backup: Path, target: Path, name: str, turn: object) -> Path:
    """The same archive with one member turned into something else."""
    with tarfile.open(backup) as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            file = old.extractfile(member)
            assert file is not None
            content = turn(file.read()) if member.name.startswith(name) else file.read()  # type: ignore[operator]
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    return target


@pytest.mark.parametrize("name", ["files/", "keys/ring.json", "database.", "SHA256SUMS"])
def test_one_changed_byte_anywhere_and_nothing_is_touched(
    kept: tuple[Installation, dict[str, str], Path], tmp_path: Path, name: str
) -> None:
    _here, _seen, backup = kept
    bad = changed(backup, tmp_path / "bad.tar.gz", name, lambda content: content[:-1] + bytes([content[-1] ^ 1]))
    there = Installation(tmp_path / "var", environment={"DATABASE_URL": ""})
    refused = there.manage("restore", str(bad), good=False)
    assert refused.returncode == 1
    assert says(refused, "Nothing was changed. Take another backup, or copy this one again.")
    assert not (there.folder / "tongban.sqlite3").exists()


def test_half_a_backup_is_no_backup(kept: tuple[Installation, dict[str, str], Path], tmp_path: Path) -> None:
    _here, _seen, backup = kept
    half = tmp_path / "half.tar.gz"
    half.write_bytes(backup.read_bytes()[: backup.stat().st_size // 2])
    refused = Installation(tmp_path / "var").manage("restore", str(half), good=False)
    assert refused.returncode == 1
    assert says(refused, "Nothing was changed. Take another backup, or copy this one again.")


def test_a_member_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "out.tar.gz", "w:gz") as archive:
        member = tarfile.TarInfo("../stolen")
        member.size = 4
        archive.addfile(member, io.BytesIO(b"here"))
    refused = Installation(tmp_path / "inner" / "var").manage("restore", str(tmp_path / "out.tar.gz"), good=False)
    assert refused.returncode == 1
    assert not list(tmp_path.rglob("stolen"))


@pytest.mark.parametrize(
    ("turn", "said"),
    [
        (
            lambda m: m | {"database": "other"},
            "A backup of one kind of database cannot be restored into another: their dumps are different languages.",
        ),
        (
            lambda m: m | {"migrations": [*m["migrations"], "cases.9999_of_tomorrow"]},
            "This backup was made by a newer program.",
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_its_reason(
    kept: tuple[Installation, dict[str, str], Path], tmp_path: Path, turn: object, said: str
) -> None:
    _here, _seen, backup = kept
    other = changed(
        backup, tmp_path / "other.tar.gz", "manifest.json", lambda c: json.dumps(turn(json.loads(c))).encode()
    )  # type: ignore[operator]
    refused = Installation(tmp_path / "var").manage("restore", str(other), good=False)
    assert refused.returncode == 1
    assert says(refused, said)


def test_nobody_may_be_at_work_while_data_are_replaced(
    kept: tuple[Installation, dict[str, str], Path], tmp_path: Path
) -> None:
    here, _seen, backup = kept
    working = (
        "from django.db import connection; cursor = connection.cursor(); cursor.execute('SELECT count(*) FROM audit_entry')\n"
        "cursor.fetchall(); print('open', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", BEGIN + working],
        cwd=here.code, env=here.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as somebody:  # fmt: skip
        assert somebody.stdout is not None
        assert somebody.stdout.readline().strip() == "open"
        refused = here.manage("restore", str(backup), "--force", good=False)
        somebody.communicate("\n")
    assert refused.returncode == 1
    assert says(refused, "The installation is at work.")


BUSY = """
import sys, time
drafts = [w.filled() for _ in range(12)]
from tongban.intake.api import submit
print("ready", flush=True)
for draft in drafts:
    done = submit(application=draft, by=draft.user)
    print(f"{time.time()} {done.receipt_no}", flush=True)
    time.sleep(0.05)
"""
NUMBERS = "from tongban.cases.api import Case; print(json.dumps(list(Case.objects.values_list('number', flat=True))))"


def test_a_backup_amid_the_work_holds_all_that_was_acknowledged_and_nothing_half(
    kept: tuple[Installation, dict[str, str], Path], tmp_path: Path
) -> None:
    here, _seen, _backup = kept
    with subprocess.Popen(
        [sys.executable, "-c", BEGIN + BUSY], cwd=here.code, env=here.environment, stdout=subprocess.PIPE, text=True
    ) as work:
        assert work.stdout is not None
        assert work.stdout.readline().strip() == "ready"
        begun = time.time()
        here.manage("backup", str(tmp_path / "amid.tar.gz"))
        acknowledged = [line.split() for line in work.stdout]
    assert len(acknowledged) == 12
    there = Installation(tmp_path / "var")
    done = json.loads(there.manage("restore", str(tmp_path / "amid.tar.gz"), "--json").stdout.splitlines()[-1])
    assert done["holds"] is True
    restored = set(there.say(NUMBERS))
    assert {number for at, number in acknowledged if float(at) < begun} <= restored
    whole = there.say(
        "from tongban.intake.models import Application as A; print(json.dumps(A.objects.filter(state='submitted').count()))"
    )
    assert whole == len(restored)


# -- the start ---------------------------------------------------------------------------------------------------

PRODUCTION = {
    "TONGBAN_MODE": "production",
    "TONGBAN_HOSTS": "localhost",
    "TONGBAN_URL": "http://localhost:8000",
    "TONGBAN_SMTP": "",
}
READY = {
    "TONGBAN_MODE": "production",
    "TONGBAN_HOSTS": "zwfw.example.gov.cn",
    "TONGBAN_URL": "https://zwfw.example.gov.cn",
    "TONGBAN_SMTP": "smtps://post:secret-word@mail.example.gov.cn:465",
}


def test_production_does_not_start_until_everything_is_named(tmp_path: Path) -> None:
    here = Installation(tmp_path / "var", environment=PRODUCTION)
    done = here.manage("check_config", "--json", good=False)
    assert done.returncode == 78
    told = json.loads(done.stdout)
    assert [f["code"] for f in told["faults"] if f["stops"]] == ["seal", "hosts", "url", "mail"]
    assert "TONGBAN_HOSTS=localhost" in told["faults"][1]["said"]
    assert "TONGBAN_URL=http://localhost:8000" in told["faults"][2]["said"]


def test_a_demo_seal_alone_keeps_production_from_starting(tmp_path: Path) -> None:
    here = Installation(tmp_path / "var", environment=READY)
    done = here.manage("check_config", "--json", good=False)
    told = json.loads(done.stdout)
    assert [f["code"] for f in told["faults"] if f["stops"]] == ["seal"]
    assert "secret-word" not in done.stdout + done.stderr


def test_the_server_and_the_worker_say_why_they_do_not_start(tmp_path: Path) -> None:
    here = Installation(tmp_path / "var", environment=READY)
    start = (
        "import django; django.setup(); from config.starting import refuse_unready; refuse_unready(); print('started')"
    )
    done = here.run("-c", start, good=False)
    assert done.returncode == 78
    assert says(done, "Production mode needs a recognised seal provider.")
    assert here.manage("worker", good=False).returncode == 1


def test_the_demo_starts_as_it_is(tmp_path: Path) -> None:
    here = Installation(tmp_path / "var")
    assert json.loads(here.manage("check_config", "--json").stdout) == {"mode": "demo", "starts": True, "faults": []}


# -- the shipped nginx -------------------------------------------------------------------------------------------

PASSWORD = "Tongban-2026-demo"
PIXEL = picture(200, 1)


@dataclass
class Site:
    """An installation behind the shipped nginx: two ports of nginx, two of granian."""

    here: Installation
    public: int
    official: int
    direct: int
    plain: int

    def visitor(self, port: int) -> Visitor:
        return Visitor("127.0.0.1", port)


@contextmanager
def granian(here: Installation, port: int, zone: str) -> Iterator[None]:
    words = [
        str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "config.wsgi:application",
        "--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--blocking-threads", "2", "--log-level", "error",
    ]  # fmt: skip
    environment = here.environment | {"TONGBAN_ZONE": zone}
    process = subprocess.Popen(words, cwd=here.code, env=environment, stderr=(here.folder / f"{zone}.log").open("w"))
    try:
        wait_for(Visitor("127.0.0.1", port))
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def wait_for(server: Visitor) -> None:
    for _ in range(300):
        try:
            server.get("/healthz")
            return
        except OSError:
            server.connection = None
            time.sleep(0.1)
    raise AssertionError(f"nobody answers on port {server.port}")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    program = render.program()
    if program is None:
        pytest.skip("there is no nginx here (apt-get install nginx); the shipped configuration was not tried")
    folder = tmp_path_factory.mktemp("site")
    public, official, direct, desk, plain = (free_port() for _ in range(5))
    more = {
        "TONGBAN_URL": f"http://127.0.0.1:{public}",
        "TONGBAN_LOG": "INFO",
        "TONGBAN_HASHED_STATIC": "1",
        "TONGBAN_BEHIND_PROXY": "1",
    }
    here = Installation(folder / "var", environment=more).build()
    here.manage("collectstatic", "--noinput", "-v0")
    here.manage("publish_pages")
    static = folder / "static"
    assets(here, static)
    places = render.Places(
        public, official, f"127.0.0.1:{direct}", f"127.0.0.1:{desk}", here.folder / "published", static, 1, plain
    )
    whole = render.render(folder / "nginx", places)
    with ExitStack() as running:
        running.enter_context(granian(here, direct, "public"))
        running.enter_context(granian(here, desk, "official"))
        words = [program, "-p", str(folder / "nginx"), "-c", str(whole), "-g", "daemon off;"]
        process = subprocess.Popen(words)
        try:
            wait_for(Visitor("127.0.0.1", public))
            yield Site(here, public, official, direct, plain)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def assets(here: Installation, folder: Path) -> None:
    """What `collectstatic` lays down; hashed names, and a .gz beside each text (ops/compress.py)."""
    if not (ROOT / "build" / "collected" / "staticfiles.json").exists():
        here.manage("collectstatic", "--noinput", "-v0")
    shutil.copytree(ROOT / "build" / "collected", folder)
    here.run("ops/compress.py", str(folder))


def code_of_a_guide(site: Site) -> str:
    return next((site.here.folder / "published" / "guides").iterdir()).name


SECURITY = (
    "content-security-policy", "referrer-policy", "permissions-policy", "x-content-type-options",
    "cross-origin-opener-policy", "x-frame-options",
)  # fmt: skip


def test_nginx_sends_the_same_guide_with_the_same_headers_as_our_own_server(site: Site) -> None:
    path = f"/guides/{code_of_a_guide(site)}/"
    for wish in ("zh-CN,zh;q=0.9,en;q=0.8", "en-GB,en;q=0.9", "fr,en;q=0.8,zh;q=0.5", "de", ""):
        shipped = site.visitor(site.public).get(path, **{"Accept-Language": wish})
        ours = site.visitor(site.direct).get(path, **{"Accept-Language": wish})
        assert shipped.status == ours.status == 200
        assert shipped.body == ours.body, wish
        for name in (*SECURITY, "cache-control", "vary"):
            assert shipped.headers.get(name) == ours.headers.get(name), name


def test_the_switch_of_languages_counts_more_than_the_browser(site: Site) -> None:
    path = f"/guides/{code_of_a_guide(site)}/"
    reader = site.visitor(site.public)
    reader.cookies["django_language"] = "en"
    assert b'lang="en"' in reader.get(path, **{"Accept-Language": "zh-CN"}).body
    reader.cookies["django_language"] = "zh-hans"
    assert b'lang="zh-Hans"' in reader.get(path, **{"Accept-Language": "en"}).body


def test_a_guide_goes_out_compressed_and_is_not_sent_twice(site: Site) -> None:
    path = f"/guides/{code_of_a_guide(site)}/"
    packed = site.visitor(site.public).get(path, **{"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    plain = site.visitor(site.public).get(path)
    again = site.visitor(site.public).get(path, **{"If-None-Match": plain.headers["etag"]})
    assert (again.status, again.body) == (304, b"")


def test_an_asset_is_kept_for_ever_and_nobody_learns_the_version_of_nginx(site: Site) -> None:
    reader = site.visitor(site.public)
    page = reader.get(f"/guides/{code_of_a_guide(site)}/").body.decode()
    found = re.search(r'href="(/static/theme/site\.[0-9a-f]{12}\.css)"', page)
    assert found, "the page names its assets by their content"
    asset = reader.get(found[1], **{"Accept-Encoding": "gzip"})
    assert asset.status == 200
    assert asset.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert asset.headers["content-encoding"] == "gzip"
    assert asset.headers["server"] == "nginx"
    assert asset.headers["x-content-type-options"] == "nosniff"
    named = reader.get("/static/staticfiles.json")
    assert named.headers["cache-control"] == "public, max-age=3600"


def test_a_name_that_is_not_ours_gets_nothing_and_leads_nowhere(site: Site) -> None:
    assert site.visitor(site.public).get("/", Host="evil.example").status == 421
    with pytest.raises(RemoteDisconnected):
        site.visitor(site.plain).get("/", Host="evil.example")
    for name, port in {"zwfw.example.gov.cn": site.public, "zwfw-desk.example.gov.cn": site.official}.items():
        assert site.visitor(port).get("/account/sign-in/", Host=name).status == 200
        sent = site.visitor(site.plain).get("/search/?q=x", Host=name)
        assert (sent.status, sent.headers["location"]) == (301, f"https://{name}/search/?q=x")


def test_each_zone_shows_its_own_pages_only(site: Site) -> None:
    desk = site.visitor(site.official)
    signed_in = desk.sign_in("examiner1", PASSWORD)
    assert (signed_in.status, signed_in.location) == (302, "/desk/")
    assert desk.get("/desk/").status == 200
    assert site.visitor(site.public).get("/desk/").status == 404
    assert site.visitor(site.official).get(f"/guides/{code_of_a_guide(site)}/").status != 200


def test_a_citizen_uploads_through_nginx_and_too_much_is_refused_at_the_door(site: Site) -> None:
    reader = site.visitor(site.public)
    assert reader.sign_in("citizen1", PASSWORD).status == 302
    begun = begin_elderly(site, reader)
    sent = reader.post(f"{begun}/materials/", {"material": "id"}, [("file", "id.png", PIXEL)])
    assert sent.status == 302
    page = reader.get(f"{begun}/materials/")
    assert "id.png" in page.body.decode()
    reader.connection = None
    heavy = Visitor("127.0.0.1", site.public, dict(reader.cookies))
    assert heavy.get("/", **{"Content-Length": str(211 * 2**20)}).status == 413


def begin_elderly(site: Site, reader: Visitor) -> str:
    work = site.here.say("from bench.prepare import application; print(json.dumps(application('citizen1')))")
    begun = reader.post("/my/applications/start/", {"item": work["item"]})
    base = "/".join(begun.location.split("/")[:4])
    assert reader.post(f"{base}/situation/", work["situation"]).status == 302
    for page, fields in work["pages"].items():
        assert reader.post(f"{base}/form/{page}/", fields).status == 302
    return base


def test_an_answer_carries_the_number_under_which_it_was_logged(site: Site) -> None:
    reader = site.visitor(site.public)
    first, second = reader.get("/account/sign-in/"), reader.get("/account/sign-in/")
    numbers = {answer.headers["x-request-id"] for answer in (first, second)}
    assert len(numbers) == 2
    assert all(re.fullmatch(r"[0-9a-f]{32}", number) for number in numbers)
    reader.get("/search/?q=zhao-hong-secret-search")
    time.sleep(1.5)
    logged = (site.here.folder.parent / "nginx" / "tongban.log").read_text()
    lines = [json.loads(line) for line in logged.splitlines()]
    assert numbers <= {line["request"] for line in lines}
    assert "zhao-hong-secret-search" not in logged


def test_the_units_name_what_there_is() -> None:
    """Without systemd at hand: every unit that another names exists, and every program it starts is ours."""
    units = {path.name: path.read_text() for path in (ROOT / "ops" / "systemd").glob("*.*")}
    named = set(re.findall(r"tongban-[a-z]+@?(?:[a-z]*)\.(?:service|timer)", "".join(units.values())))
    assert {re.sub(r"@[a-z]+", "@", name) for name in named} <= set(units)
    for name, text in units.items():
        if name.endswith(".service"):
            assert "NoNewPrivileges=yes" in text, name
            assert "ProtectSystem=strict" in text, name


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not here; the units were not verified"
)
def test_systemd_finds_no_fault_in_the_units(tmp_path: Path) -> None:
    programs = Path(sys.executable).parent
    for source in (ROOT / "ops" / "systemd").glob("tongban*"):
        text = source.read_text().replace("/srv/tongban/.venv/bin", str(programs)).replace("/srv/tongban", str(ROOT))
        for name in (
            [source.name]
            if "@" not in source.name
            else ["tongban-web@.service", "tongban-web@public.service", "tongban-web@official.service"]
        ):
            (tmp_path / name).write_text(text)
    units = [str(path) for path in tmp_path.iterdir() if "@." not in path.name and not path.name.endswith("example")]
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


# -- logs --------------------------------------------------------------------------------------------------------

JOURNEY = """
import logging
from tongban.cases import api as cases
from tongban.outbox.api import drain
from tongban.people.api import User
from django.test import Client
case = w.granted()
drain()
cases.receive_online(case=case, by=w.user("citizen1"))
person = case.user
reader = Client(raise_request_exception=False)
reader.post("/account/sign-in/", {"account": person.phone, "password": "wrong-" + person.id_number})
reader.get("/search/", {"q": person.name})
reader.get("/guides/" + person.id_number + "/")
log = logging.getLogger("tongban.try")
try:
    raise ValueError(f"{person.name} {person.id_number} {person.phone} {person.email}")
except ValueError:
    log.exception("an effect failed for %s, %s", person.phone, person.email, extra={"fields": {"who": person.id_number}})
given = [person.name, person.id_number, person.phone, person.email, case.application.answers["address"]]
given += [value for value in case.application.answers.values() if isinstance(value, str) and len(value) > 7]
print(json.dumps(given))
"""


REFUSED = """
from django.test import Client
reader = Client(raise_request_exception=False)
print(reader.get("/", headers={"host": "zhao-hong.evil\\\\x"}).status_code)
print(reader.post("/account/sign-in/", {f"a{number}": "zhao-hong" for number in range(1100)}).status_code)
"""


def test_what_somebody_sent_that_is_refused_is_a_warning_without_their_words(
    kept: tuple[Installation, dict[str, str], Path],
) -> None:
    done = kept[0].run("-c", BEGIN + REFUSED)
    assert done.stdout.split()[-2:] == ["400", "400"]
    lines = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    found = [line for line in lines if line["logger"].startswith("django.security")]
    assert [line["logger"].rpartition(".")[2] for line in found] == ["DisallowedHost", "TooManyFieldsSent"]
    assert all(line["level"] == "warning" and "trace" not in line for line in found)
    assert "zhao-hong" not in done.stderr and '"error"' not in done.stderr


def test_nothing_of_a_person_is_logged_on_the_whole_way(kept: tuple[Installation, dict[str, str], Path]) -> None:
    here = kept[0]
    here.environment["TONGBAN_LOG"] = "DEBUG"
    done = here.run("-c", BEGIN + JOURNEY)
    given = json.loads(done.stdout.splitlines()[-1])
    lines = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    assert any(line["message"].startswith("an effect failed for 139***01, ***@***") for line in lines)
    assert any(line.get("error") == "ValueError" and line["trace"] for line in lines)
    for words in given:
        assert words not in done.stderr, words
