"""A file that turns out to be harmful, closed twice at once: one entry, one message."""

from __future__ import annotations

from tests import walking as w
from tests.twice.on_the_rest import pair
from tests.twice.scenario import ANY, Act, Facts, Scenario
from tongban.documents import rescanning
from tongban.documents.api import File, files_of
from tongban.messages.api import Message


def handed_in() -> Facts:
    file = files_of(w.submitted().application).exclude(owner=None).first()
    assert file is not None
    return {"file": str(file.pk)}


def found_harmful(facts: Facts, number: int) -> Act:
    file = File.objects.get(pk=facts["file"])
    return lambda: rescanning.close(file=file, found="Made.Up-1")


def closed_once(facts: Facts) -> None:
    assert File.objects.get(pk=facts["file"]).scan == "harmful"
    assert Message.objects.filter(template="intake.file_closed").count() == 1


SCENARIOS: dict[str, Scenario] = {
    "documents.close": Scenario(handed_in, pair(found_harmful), ANY, {"documents.close": 1}, after=closed_once),
}
