"""The figures: what is measured, against which ceiling, what is wanted, what the best peer does.

Every figure is the median of its runs (`samples`), each run of a fixed length with work that was made before. `ratio`
is the value over the ceiling measured in the same run. Of the peers: `../shared/reference/peers.md` C.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import ceilings, memory
from bench.client import Visitor
from bench.lists import taken_in
from bench.stage import HOST, ROOT, Stage

CLIENTS = 4
Say = Callable[[str], None]
Figures = list[dict[str, Any]]

# name → (unit, wanted, of what, best peer on the same kind of machine)
WANTED: dict[str, tuple[str, float | None, str, str]] = {
    "guide_behind_nginx": ("pages/s", 0.95, "ratio to nginx with the same file", "10 pages/s, p99 628 ms"),
    "guide_under_make_run": ("pages/s", 0.4, "ratio to nginx with the same file", "10 pages/s, p99 628 ms"),
    "submit": ("submissions/s", 0.04, "ratio to TPC-B", "20/s, without process"),
    "application_with_uploads": ("applications/s", 40, "value", "4.7/s, without uploads"),
    "application_without_uploads": ("applications/s", 40, "value", "4.7/s"),
    "official_act": ("acts/s", 0.06, "ratio to TPC-B", "5.9–9/s"),
    "submit_in_process": ("submissions/s", None, "", ""),
    "official_act_in_process": ("acts/s", None, "", ""),
    "papers": ("papers/s", None, "", ""),
    "ledger_on_submit": ("% more", 10, "at most", ""),
    "proof_in_millions": ("ms", 50, "at most", ""),
    "memory": ("MB", 500, "at most", "640–1,500 MB"),
    "import_of_a_list": ("s", 600, "at most", ""),
    "import_of_a_list_again": ("s", None, "", ""),
    "import_of_a_list_memory": ("MB", None, "", ""),
    "memory_after_search": ("MB", None, "", ""),
}
PAGES = {"guide_behind_nginx", "guide_under_make_run"}
LISTS = {"import_of_a_list", "import_of_a_list_again", "import_of_a_list_memory"}
LEDGER = {"ledger_on_submit", "proof_in_millions"}
LONG_LIST, SHORT_LIST = 100_000, 2_000  # items, each with ten materials


@dataclass
class Bench:
    """`seconds` of one run; `runs` a figure; work for `drafts` submissions and `cases` of four acts in all runs."""

    quick: bool
    only: str = ""
    say: Say = lambda text: None
    figures: Figures = field(default_factory=list)
    ceiling: dict[str, list[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.seconds, self.runs = (2.0, 1) if self.quick else (5.0, 5)
        self.scale = 2 if self.quick else 20
        self.drafts, self.cases, self.people = (320, 80, 8) if self.quick else (4_800, 1_400, 40)

    def wants(self, name: str) -> bool:
        return not self.only or self.only in name

    def wants_any(self, names: set[str]) -> bool:
        return any(self.wants(name) for name in names)

    def note(self, name: str, samples: list[float], *, ceiling: str = "", on: str = "", **more: Any) -> None:
        unit, wanted, of, peer = WANTED[name]
        value = statistics.median(samples)
        best = statistics.median(self.ceiling[ceiling]) if self.ceiling.get(ceiling) else None
        figure = {
            "name": name,
            "on": on,
            "value": round(value, 2),
            "unit": unit,
            "ceiling": round(best, 1) if best else None,
            "ratio": round(value / best, 4) if best else None,
            "wanted": wanted,
            "wanted_of": of,
            "peer": peer,
            "samples": [round(s, 2) for s in samples],
            **more,
        }
        figure["holds"] = holds(figure)
        self.figures.append(figure)
        self.say(json.dumps(figure, ensure_ascii=False))


def holds(figure: dict[str, Any]) -> bool | None:
    wanted, of = figure["wanted"], figure["wanted_of"]
    if wanted is None:
        return None
    if of == "at most":
        return bool(figure["value"] < wanted)
    measured = figure["value"] if of == "value" else figure["ratio"]
    return None if measured is None else bool(measured >= wanted)


def measure(
    *, quick: bool, only: str = "", databases: tuple[str, ...] = ("postgresql", "sqlite"), say: Say = print
) -> Figures:
    bench = Bench(quick, only, say)
    with tempfile.TemporaryDirectory(prefix="tongban-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL and nginx run as other users
        if "postgresql" in databases and bench.wants_any(set(WANTED) - LISTS):
            with ceilings.postgres(folder / "pg") as url:
                on_postgresql(bench, folder, url)
        if only and bench.wants_any(LISTS) and "sqlite" in databases:  # too long for the whole set
            lists(bench, Stage(folder / "lists"), "sqlite")
        rest = set(WANTED) - LISTS
        if "sqlite" in databases and bench.wants_any(rest):
            on_stage(bench, Stage(folder / "sqlite"), "sqlite")
    return bench.figures


def on_postgresql(bench: Bench, folder: Path, url: str) -> None:
    """TPC-B before and after ours, so that a machine that grows slower slows both."""
    rival = ceilings.database(url, "tpcb")
    bench.say(f"pgbench scale {bench.scale}")
    ceilings.load_tpcb(rival, bench.scale)
    length = 2 if bench.quick else 10

    def tpcb(times: int) -> None:
        for _ in range(times):
            bench.ceiling.setdefault("tpcb", []).append(ceilings.tpcb(rival, length))

    tpcb(1 if bench.quick else 3)
    bench.say(f"TPC-B {bench.ceiling['tpcb']}")
    on_stage(bench, Stage(folder / "postgresql", ceilings.database(url, "tongban")), "postgresql")
    tpcb(1 if bench.quick else 2)
    best = statistics.median(bench.ceiling["tpcb"])
    for figure in bench.figures:  # the ratio to the whole set, also what was measured after
        if figure["wanted_of"] == "ratio to TPC-B" and figure["on"] == "postgresql":
            figure |= {"ceiling": round(best, 1), "ratio": round(figure["value"] / best, 4)}
            figure["holds"] = holds(figure)


def lists(bench: Bench, stage: Stage, on: str) -> None:
    """A province's list in one file, into an installation of its own; then the same file again."""
    stage.build()
    path, count = stage.folder / "list.xlsx", SHORT_LIST if bench.quick else LONG_LIST
    with timed(bench.say, f"a workbook of {count} items"):
        stage.run("-m", "bench.lists", str(path), "--items", str(count))
    seconds, most, told = taken_in(stage, path)
    bench.note("import_of_a_list", [seconds], on=on, items=count, told=told)
    bench.note("import_of_a_list_memory", [most], on=on, items=count)
    seconds, most, told = taken_in(stage, path)
    bench.note("import_of_a_list_again", [seconds], on=on, items=count, told=told)


def on_stage(bench: Bench, stage: Stage, on: str) -> None:
    bench.say(f"{on}: building")
    stage.build()
    acting = bench.wants_any(set(WANTED) - PAGES - LISTS - LEDGER - {"memory"})
    files = stage.prepare(CLIENTS, drafts=bench.drafts, cases=bench.cases, people=bench.people) if acting else []
    work = [json.loads(path.read_text()) for path in files]
    ceiling = "tpcb" if on == "postgresql" else ""
    with stage.serving():
        if on == "postgresql" and bench.wants_any(PAGES):
            pages(bench, stage)
        if acting:
            through_http(bench, stage, work, on, ceiling)
        if bench.wants("memory"):
            weigh(bench, stage, on)
    if acting:
        in_process(bench, stage, work, on, ceiling)
    ledger(bench, stage, on)


# -- pages -------------------------------------------------------------------------------------------------------


def pages(bench: Bench, stage: Stage) -> None:
    """The same guide from a bare nginx, from the shipped one, and from granian under `make run`, by turns."""
    page = max((stage.folder / "published" / "guides").glob("*/index.html"), key=lambda path: path.stat().st_size)
    path = f"/guides/{page.parent.name}/"
    seen: dict[str, list[dict[str, float]]] = {"bare": [], "shipped": [], "run": []}
    with stage.nginx(page):
        where = {
            "bare": f"http://{HOST}:{stage.plain_port}/page.html",
            "shipped": f"http://{HOST}:{stage.nginx_port}{path}",
            "run": f"http://{HOST}:{stage.port}{path}",
        }
        for _ in range(bench.runs):
            for name, url in where.items():
                seen[name].append(ceilings.wrk(url, bench.seconds))
    bench.ceiling["nginx"] = [one["rate"] for one in seen["bare"]]
    size = {
        "bytes": page.stat().st_size,
        "ceiling_p99_ms": round(statistics.median(o["p99"] for o in seen["bare"]) * 1000, 2),
    }
    for name, figure in (("shipped", "guide_behind_nginx"), ("run", "guide_under_make_run")):
        p99 = statistics.median(one["p99"] for one in seen[name]) * 1000
        bench.note(figure, [one["rate"] for one in seen[name]], ceiling="nginx", p99_ms=round(p99, 2), **size)


# -- acts --------------------------------------------------------------------------------------------------------


def through_http(bench: Bench, stage: Stage, work: list[dict[str, Any]], on: str, ceiling: str) -> None:
    """Half of the drafts and cases; the other half is for the actions without HTTP."""
    web = {"host": HOST, "port": stage.port, "name": f"localhost:{stage.port}", "seconds": bench.seconds}
    steps = Steps(bench, stage, "bench.client", on)
    if bench.wants("submit") and bench.only != "submit_in_process":
        jobs = [web | {"kind": "submit", "work": half(w["drafts"], 0)} for w in work]
        steps.measure("submit", jobs, ceiling)
    if bench.wants("papers"):
        papers(bench, stage, on)
    for name, files in (("application_with_uploads", True), ("application_without_uploads", False)):
        if bench.wants(name):
            jobs = [whole_application(web, w, files) for w in work]
            steps.measure(name, jobs, "")
    if bench.wants("official_act") and bench.only != "official_act_in_process":
        jobs = [
            web | {"kind": "act", "session": w["examiner"], "acts": w["acts"], "work": half(w["cases"], 0)}
            for w in work
        ]
        steps.measure("official_act", jobs, ceiling)


def whole_application(web: dict[str, Any], work: dict[str, Any], files: bool) -> dict[str, Any]:
    """Five pictures of 200 KB; without them the item's materials are as small as a picture can be."""
    given = work["application"]
    wanted = given["files"] if files else dict.fromkeys(given["files"], 1)
    tasks = work["people"] * 500
    return web | given | {"kind": "application", "files": wanted, "bytes": 200_000 if files else 200, "work": tasks}


def in_process(bench: Bench, stage: Stage, work: list[dict[str, Any]], on: str, ceiling: str) -> None:
    steps = Steps(bench, stage, "bench.in_process", on)
    plain: dict[str, Any] = {"seconds": bench.seconds}
    if bench.wants("submit_in_process"):
        jobs = [plain | {"kind": "submit", "work": half(w["drafts"], 1)} for w in work]
        steps.measure("submit_in_process", jobs, ceiling)
    if bench.wants("official_act_in_process"):
        jobs = [
            plain | {"kind": "act", "examiner": f"bench-examiner-{n}", "acts": w["acts"], "work": half(w["cases"], 1)}
            for n, w in enumerate(work)
        ]
        steps.measure("official_act_in_process", jobs, ceiling)


def ledger(bench: Bench, stage: Stage, on: str) -> None:
    """What the promise ledger adds to a submission, measured by turns; last of all, since it fills the tree with tiles."""
    if bench.wants("ledger_on_submit"):
        pairs, submits = ("2", "15") if bench.quick else ("9", "60")
        told = json.loads(stage.run("-m", "bench.ledger", "added", "--pairs", pairs, "--submits", submits))
        bench.note("ledger_on_submit", told.pop("samples"), on=on, **told)
    if bench.wants("proof_in_millions"):
        told = json.loads(stage.run("-m", "bench.ledger", "proofs", "--entries", str(10**6 if bench.quick else 10**7)))
        bench.note("proof_in_millions", [told["inclusion"]["p50_ms"]], on=on, **told)


def weigh(bench: Bench, stage: Stage, on: str) -> None:
    """After all the work before; then once more when every web worker has searched."""
    assert stage.web is not None
    assert stage.worker is not None
    bench.note("memory", [memory.pss(stage.web.pid) + memory.pss(stage.worker.pid)], on=on)
    for _ in range(40):
        Visitor(HOST, stage.port).get("/search/?q=laonianren")
    bench.note("memory_after_search", [memory.pss(stage.web.pid) + memory.pss(stage.worker.pid)], on=on)


def half(work: list[Any], which: int) -> list[Any]:
    middle = len(work) // 2
    return work[:middle] if which == 0 else work[middle:]


@dataclass
class Steps:
    """Runs the clients of a module, each run with its own slice of the work."""

    bench: Bench
    stage: Stage
    module: str
    on: str

    def measure(self, name: str, jobs: list[dict[str, Any]], ceiling: str) -> None:
        samples, took = [], []
        web = self.stage.web if self.module == "bench.client" else None
        before = memory.cpu(web.pid) if web else 0.0
        for number in range(self.bench.runs):
            given = [job | {"work": slice_of(job["work"], number, self.bench.runs)} for job in jobs]
            done = self.run(name, given)
            # Clients begin together; whoever ran out of work first is measured by its own time.
            samples.append(sum(one["done"] / one["seconds"] for one in done if one["seconds"]))
            took += [t for one in done for t in one["took"]]
        took.sort()
        times = {
            "p50_ms": round(took[len(took) // 2] * 1000, 1),
            "p99_ms": round(took[int(len(took) * 0.99)] * 1000, 1),
        }
        # Processor time says the same on a busy machine as on a quiet one, or nearly.
        spent = {"web_cpu_ms_each": round((memory.cpu(web.pid) - before) / len(took) * 1000, 2)} if web else {}
        self.bench.note(name, samples, ceiling=ceiling, on=self.on, clients=len(jobs), **times, **spent)

    def run(self, name: str, jobs: list[dict[str, Any]]) -> list[dict[str, Any]]:
        begin = time.time() + 2.5  # Python and Django are up by then
        clients = [self.client(job | {"begin": begin}) for job in jobs]
        done = []
        for client in clients:
            assert client.stdout is not None
            lines = client.stdout.read().splitlines()
            if client.wait() or len(lines) < 2:
                raise SystemExit(f"bench: a client of {name} died")
            done.append(json.loads(lines[-1]))
        if faults := [one["fault"] for one in done if one["fault"]]:
            raise SystemExit(f"bench: {name}: {faults[0]}")
        return done

    def client(self, job: dict[str, Any]) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", self.module],
            cwd=ROOT, env=self.stage.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert process.stdin is not None
        process.stdin.write(json.dumps(job))
        process.stdin.close()
        return process


def slice_of(work: list[Any], number: int, runs: int) -> list[Any]:
    size = len(work) // runs
    return work[number * size : (number + 1) * size]


# -- the outbox --------------------------------------------------------------------------------------------------

WAITING = "import django; django.setup(); from tongban.outbox.models import Row; print(Row.objects.filter(lane='papers', dead=False).count())"


def papers(bench: Bench, stage: Stage, on: str) -> None:
    """How fast the one worker prints and signs what waits, while nobody else asks anything of the machine."""
    waiting = int(stage.run("-c", WAITING))
    if waiting < 20:
        return
    begun, before = time.monotonic(), waiting
    end = begun + (20 if bench.quick else 300)
    while waiting and time.monotonic() < end:
        time.sleep(2)
        waiting = int(stage.run("-c", WAITING))
    bench.note("papers", [(before - waiting) / (time.monotonic() - begun)], on=on, waiting_after_submit=before)


@contextmanager
def timed(say: Say, what: str) -> Iterator[None]:
    begun = time.monotonic()
    yield
    say(f"{what}: {time.monotonic() - begun:.0f} s")
