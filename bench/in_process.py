"""The same acts without HTTP, in one process of several: what the actions themselves cost.

python -m bench.in_process < job.json      `kind`: submit or act; the work as bench.client gets it
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from typing import Any


def submits(job: dict[str, Any]) -> Iterator[int]:
    from tongban.intake import api as intake

    for draft in job["work"]:
        row = intake.Application.objects.select_related("version", "user").get(pk=draft["key"])
        intake.submit(application=row, by=row.user)
        yield 1


def acts(job: dict[str, Any]) -> Iterator[int]:
    from tongban.cases import api as cases
    from tongban.people.api import User

    by = User.objects.prefetch_related("posts").get(login=job["examiner"])
    for key in job["work"]:
        for name, fields in job["acts"]:
            typed: dict[str, Any] = {k: int(v) if k == "days" else v for k, v in fields.items()}
            if "why_all" in typed:
                typed["left_open"] = {"*": typed.pop("why_all")}
            getattr(cases, name)(case=cases.Case.objects.get(pk=key), by=by, **typed)
            yield 1


KINDS = {"submit": submits, "act": acts}


def main() -> None:
    import django

    django.setup()
    job = json.load(sys.stdin)
    print("ready", flush=True)
    sys.stdin.close()
    while time.time() < job["begin"]:
        time.sleep(0.001)
    begun = last = time.monotonic()
    took: list[float] = []
    fault = ""
    try:
        for _ in KINDS[job["kind"]](job):
            now = time.monotonic()
            took.append(round(now - last, 5))
            last = now
            if now - begun >= job["seconds"]:
                break
    except Exception as error:
        fault = f"{type(error).__name__}: {error}"
    print(json.dumps({"done": len(took), "seconds": last - begun, "took": took, "fault": fault}))


if __name__ == "__main__":
    main()
