"""`python -m tests.crowd N`: one of four officials and applicants who all work at once. Facts come on stdin, figures go out.

Fifty acts in an order of its own: comments and ticks on shared cases, pages and submissions of own drafts, and the
acceptance of cases that all four want to accept.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import django


def work(facts: dict[str, Any], number: int) -> list[tuple[str, Callable[[], Any]]]:
    from tests import walking as w
    from tongban.cases import api as cases
    from tongban.intake import api as intake

    examiner, citizen = w.user(f"examiner{number % 2 + 1}"), w.user("citizen1")

    def comment(key: str, text: str) -> None:
        cases.comment(case=cases.with_everything(key), text=text, by=examiner)

    def tick(key: str) -> None:
        case = cases.with_everything(key)
        cases.tick(case=case, key=case.guide.materials[0].key, passed=True, by=examiner)

    def save(place: int) -> None:
        draft = intake.Application.objects.get(pk=facts["draft"])
        intake.save_page(application=draft, page="all", values={f"{number}-{place}": place}, reached=1, by=citizen)

    def submit(key: str) -> None:
        intake.submit(application=intake.Application.objects.get(pk=key), by=citizen)

    def accept(key: str) -> None:
        cases.accept(case=cases.with_everything(key), by=examiner)

    shared, mine = facts["shared"], facts["drafts"][number]
    return [
        *[("comment", lambda i=i: comment(shared[i % len(shared)], f"第{i}句")) for i in range(20)],
        *[("tick", lambda i=i: tick(shared[i % len(shared)])) for i in range(10)],
        *[("save", lambda i=i: save(i)) for i in range(10)],
        *[("submit", lambda key=key: submit(key)) for key in mine],
        *[("accept", lambda key=key: accept(key)) for key in facts["wanted"]],
    ]  # type: ignore[misc]


def main(number: int) -> None:
    from tongban.kit.errors import AlreadyDone

    facts = json.loads(sys.stdin.readline())
    acts = work(facts, number)
    random.Random(number).shuffle(acts)
    done: Counter[str] = Counter()
    faults, slowest = [], 0.0
    for name, act in acts:
        began = time.monotonic()
        try:
            act()
            done[name] += 1
        except AlreadyDone:
            done[f"{name} too late"] += 1
        except Exception as error:
            faults.append(f"{name}: {type(error).__name__}: {error}")
        slowest = max(slowest, time.monotonic() - began)
    sys.stdout.write(json.dumps({"done": done, "faults": faults, "slowest": slowest}))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    main(int(sys.argv[1]))
