"""The worker is killed with -9 while an item of a bundle is handed on; whoever comes next hands it on, once (C5)."""

from __future__ import annotations

from functools import partial

import pytest

from demo import newborn
from tests import walking as w
from tests.crash.dying import KILLED, Doom, dying_at
from tests.crash.test_worker_killed import POINTS, doom, only  # noqa: F401 - a fixture
from tongban.audit import api as audit
from tongban.cases import api as cases
from tongban.outbox.api import Row

pytestmark = pytest.mark.twice


@pytest.mark.parametrize("point", POINTS)
def test_an_item_is_handed_on_once(point: str, doom: Doom) -> None:  # noqa: F811
    whole = newborn.begun("citizen2", newborn.stories.baby("citizen2", "演示·白小禾", days=-12, claim=False))
    case = cases.accept(case=newborn.case_of(whole, newborn.CERTIFICATE), by=w.user("examiner1"))
    case = cases.review(case=case, opinion="grant", reasons="一致。", ticked=w.ticks(case), by=w.user("examiner1"))
    cases.grant(case=case, by=w.user("decider1"))
    only("cases.bundle")
    assert doom.worker(partial(dying_at, point, "cases.bundle"), "clock") == KILLED
    doom.next_worker()
    register = newborn.case_of(whole, newborn.REGISTER)
    assert [entry.act for entry in audit.history(register.application)].count("intake.go_on") == 1
    assert not Row.objects.filter(name="cases.bundle").exists()
