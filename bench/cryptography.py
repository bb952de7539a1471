"""What cryptography costs: each operation under both suites, a case page, a submission, turning keys of many rows.

python -m bench.cryptography [--rows 100000]      JSON; a folder of its own, SQLite or the DATABASE_URL given
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

SUITES = ("international", "national")


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--rows", type=int, default=100_000)
    asked.add_argument("--suite", choices=SUITES)
    given = asked.parse_args()
    if given.suite:
        sys.stdout.write(json.dumps(measured(given.rows)) + "\n")
        return
    told = {}
    for suite in SUITES:
        with tempfile.TemporaryDirectory() as folder:
            environment = os.environ | {
                "TONGBAN_DATA": folder,
                "TONGBAN_CRYPTO": suite,
                "DJANGO_SETTINGS_MODULE": "config.settings",
                "TONGBAN_LOG": "ERROR",
            }
            words = [sys.executable, "-m", "bench.cryptography", "--suite", suite, "--rows", str(given.rows)]
            done = subprocess.run(words, env=environment, stdout=subprocess.PIPE, text=True, check=True)
            told[suite] = json.loads(done.stdout.splitlines()[-1])
    sys.stdout.write(json.dumps(told, indent=1) + "\n")


def measured(rows: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from demo.build import build

    build(lambda text: None, cases=False)
    return {"microseconds": operations(), "sm2": back_ends(), "share": shares(), "turning": turning(rows)}


def micro(work: Callable[[], Any], times: int) -> float:
    """The median of five rounds, in microseconds of the processor: others may be at work on it."""
    rounds = []
    for _ in range(5):
        begun = time.thread_time()
        for _ in range(times):
            work()
        rounds.append((time.thread_time() - begun) / times * 1e6)
    return round(statistics.median(rounds), 1)


def operations() -> dict[str, float]:
    from tongban.kit import crypto

    text, record = "四川省成都市蒲江县鹤山街道清江大道53号", b"r" * 300
    sealed, signature = crypto.seal(text, about="address"), crypto.sign_record(record)
    paper = crypto.seal("x" * 4000, about="paper")
    return {
        "seal": micro(lambda: crypto.seal(text, about="address"), 2000),
        "unseal": micro(lambda: crypto.unseal(sealed, about="address"), 2000),
        "unseal_4_kB": micro(lambda: crypto.unseal(paper, about="paper"), 2000),
        "blind": micro(lambda: crypto.blind("phone", "13900001234"), 2000),
        "digest_300_B": micro(lambda: crypto.digest(record), 5000),
        "sign": micro(lambda: crypto.sign_record(record), 200),
        "verify": micro(lambda: crypto.record_is_signed(record, signature), 200),
    }


def back_ends() -> dict[str, dict[str, float]]:
    from tongban.kit.crypto.gmssl import GmsslSm2
    from tongban.kit.crypto.libcrypto import LibcryptoSm2

    told = {}
    for one in (LibcryptoSm2(), GmsslSm2()):
        private, public = one.generate()
        signature = one.sign(private, public, b"r" * 300)
        told[one.name] = {
            "sign": micro(lambda one=one, k=private, p=public: one.sign(k, p, b"r" * 300), 100),  # type: ignore[misc]
            "verify": micro(lambda one=one, p=public, s=signature: one.verify(p, b"r" * 300, s), 100),  # type: ignore[misc]
        }
    return told


class Clock:
    """How long the functions of `crypto` took inside other work, and how often they were called."""

    NAMES = ("seal", "seal_bytes", "unseal", "unseal_bytes", "blind", "digest", "sign_record", "record_is_signed")

    def __init__(self, names: tuple[str, ...] = NAMES) -> None:
        self.spent, self.calls, self.names = 0.0, 0, names

    def __enter__(self) -> Clock:
        from tongban.kit import crypto

        self.honest = {name: getattr(crypto, name) for name in self.names}
        for name, work in self.honest.items():
            setattr(crypto, name, self.timed(work))
        return self

    def __exit__(self, *_error: object) -> None:
        from tongban.kit import crypto

        for name, work in self.honest.items():
            setattr(crypto, name, work)

    def timed(self, work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **kwargs: Any) -> Any:
            begun = time.thread_time()
            try:
                return work(*args, **kwargs)
            finally:
                self.spent += time.thread_time() - begun
                self.calls += 1

        return run


def shares() -> dict[str, dict[str, float]]:
    """Of a case page of an official and of its applicant, of a submission: milliseconds of the processor, of which cryptography."""
    from django.test import Client

    from tests import walking as w
    from tongban.intake import api as intake

    case = w.reviewed()
    told = {}
    for name, login, url in (
        ("case_page_of_an_official", "examiner1", f"/desk/cases/{case.pk}/"),
        ("case_page_of_the_applicant", case.user.login, f"/my/cases/{case.pk}/"),
    ):
        client = Client()
        client.force_login(w.user(login), backend="tongban.people.signin.BlindIndexBackend")
        told[name] = share(lambda client=client, url=url: seen(client, url), 40)  # type: ignore[misc]
    drafts = iter([w.filled(w.UNEMPLOYMENT, by="citizen2") for _ in range(24)])
    told["submission"] = share(lambda: intake.submit(application=(row := next(drafts)), by=row.user), 20)
    return told


def seen(client: Any, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)


def share(work: Callable[[], Any], times: int) -> dict[str, float]:
    for _ in range(3):
        work()
    with Clock() as clock:
        begun = time.thread_time()
        for _ in range(times):
            work()
        whole = time.thread_time() - begun
    return {
        "milliseconds": round(whole / times * 1000, 2),
        "calls": round(clock.calls / times, 1),
        "cryptography_milliseconds": round(clock.spent / times * 1000, 3),
        "percent": round(clock.spent / whole * 100, 2),
    }


def turning(rows: int) -> dict[str, Any]:
    """Accounts with name, number and phone, all sealed anew and indexed anew; other writers measured meanwhile."""
    from tongban.kit import resealing
    from tongban.kit.crypto import turning as keys
    from tongban.people.models import User

    for at in range(0, rows, 2000):
        people = [User(login=f"many{n}", name="演示", phone=f"1990{n:07d}") for n in range(at, min(rows, at + 2000))]
        User.objects.bulk_create(people)
    told: dict[str, Any] = {"rows": rows}
    keys.turn_data()
    for name, work in (
        ("sealed_anew", resealing.rewrite),
        ("nothing_left_to_seal", resealing.rewrite),
        ("indexed_anew", lambda: resealing.turn_index()[1]),
    ):
        begun = time.perf_counter()
        progress = work()
        told[name] = {
            "seconds": round(time.perf_counter() - begun, 1),
            "written": progress.changed,
            "longest_lock_ms": round(progress.longest * 1000),
        }
    return told


if __name__ == "__main__":
    main()
