"""Lists on their way into the catalogue, tried twice at once."""

from __future__ import annotations

import itertools
import json
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests import walking as w
from tests.twice.scenario import ANY, BOTH, ONE_WINS, Act, Call, Facts, Scenario, keys
from tongban.catalogue.exchange import actions
from tongban.catalogue.exchange.effects import check_import
from tongban.catalogue.exchange.models import ImportRun, ImportSource
from tongban.catalogue.importing import import_items
from tongban.catalogue.models import Item
from tongban.documents.api import path_of

EDITORS = ("editor1", "editor2")
_serial = itertools.count(1)


def pair(make: Callable[[Facts, int], Act]) -> tuple[Call, Call]:
    return partial(make, number=0), partial(make, number=1)


def listed(count: int) -> SimpleUploadedFile:
    organ, batch = w.item(w.ELDERLY).org_code, next(_serial)
    rows = [
        {"name": f"示例{batch}-{at}", "code": f"TW-{batch}-{at}", "region_code": "510131", "org_code": organ}
        for at in range(count)
    ]
    return SimpleUploadedFile("list.jsonl", "\n".join(json.dumps(row) for row in rows).encode())


def run_of(facts: Facts) -> ImportRun:
    return ImportRun.objects.select_related("source", "file").get(pk=facts["run"])


def begun() -> Facts:
    return keys(run=actions.begin(upload=listed(3), source_name=f"source {next(_serial)}", by=w.user("editor1")))


def went_through() -> Facts:
    facts = begun()
    actions.check(run=run_of(facts), mapping={}, editions={}, given={}, by=w.user("editor1"))
    check_import({"run": facts["run"]}, str(uuid.uuid4()))
    return facts


def on(action: Callable[..., Any], **values: Any) -> tuple[Call, Call]:
    def call(facts: Facts, number: int) -> Act:
        run, by = run_of(facts), w.user(EDITORS[number])
        return lambda: str(action(run=run, by=by, **values).pk)

    return pair(call)


def a_name() -> Facts:
    return {"name": f"both {next(_serial)}"}


def uploaded(facts: Facts, number: int) -> Act:
    upload, by = listed(1), w.user(EDITORS[number])
    return lambda: str(actions.begin(upload=upload, source_name=facts["name"], by=by).pk)


def one_source(facts: Facts) -> None:
    assert ImportSource.objects.filter(name=facts["name"]).count() == 1


def remembered(facts: Facts, number: int) -> Act:
    source, by = run_of(facts).source, w.user(EDITORS[number])
    words = {"mapping": {f"列{number}": "name"}, "editions": {}, "given": {}}
    return lambda: str(actions.remember(source=source, by=by, **words).pk)


def both_columns(facts: Facts) -> None:
    assert run_of(facts).source.mapping == {"列0": "name", "列1": "name"}


def imported(facts: Facts, number: int) -> Act:
    path, by = path_of(run_of(facts).file_id), w.user(EDITORS[number])
    return lambda: import_items(path, by=by).read


def each_once(facts: Facts) -> None:
    codes = [json.loads(line)["code"] for line in path_of(run_of(facts).file_id).read_text().splitlines()]
    items = Item.objects.filter(code__in=codes)
    assert [item.versions.count() for item in items] == [1, 1, 1]


SCENARIOS: dict[str, Scenario] = {
    "catalogue.begin": Scenario(a_name, pair(uploaded), BOTH, after=one_source),
    "catalogue.remember": Scenario(begun, pair(remembered), BOTH, {"catalogue.keep_source": 2}, after=both_columns),
    "catalogue.check": Scenario(
        begun,
        on(actions.check, mapping={}, editions={}, given={}),
        ONE_WINS,
        {"catalogue.check_import": 1},
        told="“Being checked”",
    ),
    "catalogue.take": Scenario(
        went_through, on(actions.take), ONE_WINS, {"catalogue.take_import": 1}, told="“Being taken over”"
    ),
    "catalogue.discard": Scenario(
        went_through, on(actions.discard), ONE_WINS, {"catalogue.discard_import": 1}, told="“Discarded”"
    ),
    "a list taken over or put aside": Scenario(
        went_through, (on(actions.take)[0], on(actions.discard)[1]), ONE_WINS, told="“Being taken over”|“Discarded”"
    ),
    "one list imported by two at once": Scenario(begun, pair(imported), ANY, after=each_once),
}
