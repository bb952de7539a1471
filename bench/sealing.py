"""What sealing and masking cost a page of a case: the same page with and without them, in turn.

python -m bench.sealing [ROUNDS]      on the data of TONGBAN_DATA; prints JSON, processor time in ms (medians)
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

WANTED = 0.05  # of the page


KNOWN: dict[tuple[str, str], str] = {}


def known_already() -> Any:
    """Every sealed value opened before: what is left is the page without the cryptography."""
    from tongban.kit import fields

    unseal, known = fields.crypto.unseal, KNOWN

    def remembered(sealed: str, *, about: str = "") -> str:
        key = (sealed, about)
        if key not in known:
            known[key] = unseal(sealed, about=about)
        return known[key]

    return patch.object(fields.crypto, "unseal", remembered)


@contextmanager
def bare() -> Iterator[None]:
    """Without cryptography, without masks, without the question whether the case is open."""
    from tongban.forms import personal, review
    from tongban.people.privacy import openings

    with ExitStack() as stack:
        stack.enter_context(known_already())
        stack.enter_context(patch.object(openings, "opening", lambda subject, by_key: None))
        for room in (personal, review):
            if hasattr(room, "masked"):
                stack.enter_context(patch.object(room, "masked", lambda field, value, shown, divisions: shown))
        yield


def timed(page: Callable[[], Any], rounds: int) -> list[float]:
    found = []
    for _round in range(rounds):
        begun = time.process_time()  # of this process alone: others use the machine too
        page()
        found.append((time.process_time() - begun) * 1000)
    return found


def main() -> None:
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.test import Client

    from tongban.cases.api import Case
    from tongban.people.api import User

    rounds = int(sys.argv[1]) if sys.argv[1:] else 200
    only_crypto = "crypto" in sys.argv
    case = Case.objects.filter(is_open=True, enterprise=None).order_by("id").first()
    assert case is not None, "the data folder has no open case; `make run` builds some"
    desk = Client(headers={"host": "localhost"})
    desk.force_login(User.objects.get(login="examiner1"))

    def page() -> None:
        assert desk.get(f"/desk/cases/{case.pk}/").status_code == 200

    timed(page, 5)
    whole: list[float] = []
    plain: list[float] = []
    with bare():
        timed(page, 3)
        values = len(KNOWN)
    for _round in range(rounds):  # in turn, so that a busy machine slows both
        whole += timed(page, 1)
        with known_already() if only_crypto else bare():
            plain += timed(page, 1)
    with_it, without = statistics.median(whole), statistics.median(plain)
    share = (with_it - without) / without
    print(
        json.dumps(
            {
                "name": "sealing_and_masking",
                "page_ms": round(with_it, 2),
                "without_ms": round(without, 2),
                "sealed_values": values,
                "share": round(share, 4),
                "wanted": WANTED,
                "holds": share <= WANTED,
                "rounds": len(whole),
            }
        )
    )


if __name__ == "__main__":
    main()
