"""Who updates the program keeps every open case: the previous tag's installation goes on under this code."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installation import ROOT, Installation

pytestmark = pytest.mark.load  # installations of their own, in processes of their own

# By the code of then: cases in several states, as its people would have left them.
THEN = """
from tongban.cases.api import Case
cases = [w.submitted(), w.accepted(), w.reviewed(), w.granted(), w.accepted(w.FOOD, by="agent1")]
w.filled(w.UNEMPLOYMENT, "citizen2")
from tongban.outbox.api import drain
drain()
late = w.submitted()
print(json.dumps({
    "cases": [c.number for c in cases],
    "states": [Case.objects.get(pk=c.pk).state for c in cases],
    "due": [str(Case.objects.get(pk=c.pk).due_on) for c in cases],
    "unprinted": late.number,
    "draft": "citizen2",
}))
"""
NOW = """
from tongban.cases import api as cases
from tongban.documents.api import papers_of
from tongban.intake import api as intake
from tongban.outbox.api import drain
then = %(then)r
rows = [cases.Case.objects.get(number=number) for number in then["cases"]]
found = {"states": [c.state for c in rows], "due": [str(c.due_on) for c in rows]}
submitted, accepted, reviewed, granted, food = rows
submitted = cases.accept(case=submitted, by=w.user("examiner1"))
accepted = cases.review(case=accepted, opinion="grant", reasons="", ticked=w.ticks(accepted), by=w.user("examiner1"))
reviewed = cases.grant(case=reviewed, given="高龄津贴每月 100 元", by=w.user("decider1"))  # older guides say no amount
granted = cases.receive_online(case=granted, by=w.user("citizen1"))
food = cases.withdraw(case=food, reason="", by=w.user("agent1"))
drain()
late = cases.Case.objects.get(number=then["unprinted"])
found["papers"] = all(p.is_printed for p in papers_of(late.application))
draft = intake.drafts_of(w.user(then["draft"]))[0]
found["draft"] = intake.submit(application=draft, by=draft.user).state
found["after"] = [submitted.state, accepted.state, reviewed.state, granted.state, food.state]
print(json.dumps(found))
"""


def previous() -> str:
    """TONGBAN_UPGRADE_FROM, or the latest tag that is not this very commit."""
    if given := os.environ.get("TONGBAN_UPGRADE_FROM"):
        return given
    here = git("rev-parse", "HEAD")
    tags = git("tag", "--sort=-creatordate", "--merged", "HEAD").split()
    return next((tag for tag in tags if git("rev-parse", f"{tag}^{{commit}}") != here), "")


def git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else ""


@pytest.fixture(scope="module")
def code_of_then(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The tree of the previous tag, beside the browser libraries and fonts that are here already."""
    tag = previous()
    if not tag:
        pytest.skip("there is no earlier tag yet; try it with TONGBAN_UPGRADE_FROM=HEAD")
    folder = tmp_path_factory.mktemp("then") / "tree"
    folder.mkdir()
    archive = subprocess.Popen(["git", "archive", tag], cwd=ROOT, stdout=subprocess.PIPE)
    subprocess.run(["tar", "-x", "-C", str(folder)], stdin=archive.stdout, check=True)
    assert archive.wait() == 0, f"git knows no {tag}"
    for name in ("node_modules", "build"):
        if (ROOT / name).exists():
            (folder / name).symlink_to(ROOT / name)
    yield folder
    shutil.rmtree(folder)


def test_open_cases_go_on_after_an_upgrade(code_of_then: Path, tmp_path: Path) -> None:
    old = Installation(tmp_path / "var", code=code_of_then).build()
    then = old.say(THEN)
    new = Installation(tmp_path / "var", environment=only(old, "DATABASE_URL"))
    new.manage("migrate", "-v0")
    found = new.say(NOW % {"then": then})
    assert found["states"] == then["states"]
    assert found["due"] == then["due"]
    assert found["after"] == ["in_review", "in_review", "granted", "delivered", "withdrawn"]
    assert found["papers"] is True
    assert found["draft"] == "submitted"
    new.manage("verify_audit")


def test_a_backup_of_then_is_restored_now(code_of_then: Path, tmp_path: Path) -> None:
    old = Installation(tmp_path / "var", code=code_of_then)
    if old.manage("help", "backup", good=False).returncode:
        pytest.skip("the previous version knew no backup")
    then = old.build().say(THEN)
    old.manage("backup", str(tmp_path / "then.tar.gz"))
    new = Installation(tmp_path / "new")
    new.manage("restore", str(tmp_path / "then.tar.gz"))
    assert new.say(NOW % {"then": then})["states"] == then["states"]


def only(here: Installation, *names: str) -> dict[str, str]:
    """The same database for the new code."""
    return {name: here.environment[name] for name in names if name in here.environment}
