"""Four processes and a worker at once, two hundred acts on different and on the same cases: nothing is lost."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections import Counter
from typing import Any

import pytest

from tests import walking as w
from tests.record import breaks
from tests.stage import Stage
from tongban.audit import api as audit
from tongban.cases import api as cases
from tongban.intake import api as intake
from tongban.outbox.api import drain

pytestmark = [pytest.mark.twice, pytest.mark.load]
PEOPLE = 4
PATIENCE = 20.0  # seconds for one act on a busy machine; a lost lock would wait for thirty


def facts() -> dict[str, Any]:
    return {
        "shared": [str(w.submitted().pk) for _ in range(3)],
        "wanted": [str(w.submitted().pk) for _ in range(5)],
        "draft": str(w.filled(w.BIRTH).pk),
        "drafts": [[str(w.filled(w.BIRTH).pk) for _ in range(5)] for _ in range(PEOPLE)],
    }


def heard_from(crowd: list[subprocess.Popen[str]]) -> list[dict[str, Any]]:
    return [json.loads(member.communicate(timeout=120)[0].splitlines()[-1]) for member in crowd]


def test_two_hundred_acts_by_four_processes(on_stage: Stage) -> None:
    given = facts()
    drain()  # what earlier tests left to the worker is not the crowd's
    before = Counter(audit.Entry.objects.values_list("act", flat=True))
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    worker = on_stage.start("manage.py", "worker", stderr=subprocess.DEVNULL)
    crowd = [on_stage.start("-m", "tests.crowd", str(number), **pipes) for number in range(PEOPLE)]
    for member in crowd:
        assert member.stdin is not None
        member.stdin.write(json.dumps(given) + "\n")
        member.stdin.flush()
    heard = heard_from(crowd)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(60) in (0, -signal.SIGTERM)  # on a busy machine it may be told before it is up
    assert [fault for one in heard for fault in one["faults"]] == []
    assert max(one["slowest"] for one in heard) < PATIENCE
    done = sum((Counter(one["done"]) for one in heard), Counter())
    assert done == Counter({"comment": 80, "tick": 40, "save": 40, "submit": 20, "accept": 5, "accept too late": 15})
    check_record(Counter(audit.Entry.objects.values_list("act", flat=True)) - before)
    check_rows(given)


def test_the_others_do_not_notice_when_one_is_killed(on_stage: Stage) -> None:
    """SIGKILL in the midst of an act: its lock is free, nothing of the act is there, and the record holds."""
    given = facts()
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    crowd = [on_stage.start("-m", "tests.crowd", str(number), **pipes) for number in range(3)]
    begun = audit.Entry.objects.count()
    for member in crowd:
        assert member.stdin is not None
        member.stdin.write(json.dumps(given) + "\n")
        member.stdin.flush()
    until = time.monotonic() + PATIENCE
    while audit.Entry.objects.count() < begun + 10 and time.monotonic() < until:
        time.sleep(0.01)
    crowd[0].kill()
    heard = heard_from(crowd[1:])
    assert [fault for one in heard for fault in one["faults"]] == []
    keys = [key for mine in given["drafts"] for key in mine]
    submitted = intake.Application.objects.filter(pk__in=keys, state="submitted").count()
    assert cases.Case.objects.filter(application_id__in=keys).count() == submitted
    while audit.sequence():
        pass
    assert breaks() == []


def check_record(entries: Counter[str]) -> None:
    assert entries == Counter(
        {
            "cases.comment": 80, "cases.tick": 40, "intake.save": 40, "intake.submit": 20, "cases.open": 20,
            "cases.accept": 5,
        }
    )  # fmt: skip
    while audit.sequence():
        pass
    assert breaks() == []


def check_rows(given: dict[str, Any]) -> None:
    assert cases.Comment.objects.filter(case_id__in=given["shared"]).count() == 80
    answers = intake.Application.objects.get(pk=given["draft"]).answers
    assert {f"{number}-{place}" for number in range(PEOPLE) for place in range(10)} <= set(answers)
    keys = [key for mine in given["drafts"] for key in mine]
    numbers = list(cases.Case.objects.filter(application_id__in=keys).values_list("number", flat=True))
    assert len(numbers) == len(set(numbers)) == 20
