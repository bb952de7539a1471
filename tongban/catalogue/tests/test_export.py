"""What is exported and comes back changes nothing, in every format (C9)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tongban.audit import api as audit
from tongban.catalogue.exchange.exporting import chosen, export_items
from tongban.catalogue.importing import import_items
from tongban.catalogue.models import Item, ItemVersion
from tongban.catalogue.tests.test_importing import ROW, listed, some
from tongban.outbox.api import Row as Effect

pytestmark = pytest.mark.django_db
WAYS = [
    ("xlsx", "xlsx"),
    ("csv", "csv"),
    ("jsonl", "jsonl"),
    ("tables", "xlsx"),
    ("tables", "zip"),
    ("tables", "jsonl"),
]


def exported(folder: Path, format: str, kind: str, **which: Any) -> Path:  # noqa: A002
    path = folder / f"out-{format}.{kind}"
    with path.open("w+b") as target:
        export_items(chosen(**which), target, format=format, kind=kind)
    return path


def everything() -> tuple[Any, ...]:
    return (
        audit.Entry.objects.count(),
        Effect.objects.count(),
        list(ItemVersion.objects.order_by("pk").values_list("pk", "content", "state")),
    )


@pytest.fixture
def with_lists(tmp_path: Path) -> Iterator[None]:
    """Beside the guides of the demo, items of lists: published, draft, with every kind of value."""
    import_items(listed(tmp_path, *some(3)), publish=True)
    import_items(listed(tmp_path, ROW, ROW | {"task_code": "XK-1", "consult": "电话：028-1", "name": "=1+1 =号开头"}))
    yield


@pytest.mark.parametrize(("format", "kind"), WAYS)
def test_what_comes_back_changes_nothing(tmp_path: Path, with_lists: None, format: str, kind: str) -> None:  # noqa: A002
    before, count = everything(), Item.objects.count()
    report = import_items(exported(tmp_path, format, kind))
    assert (report.created, report.updated, report.unchanged) == (0, 0, count)
    assert [str(fault) for fault in report.faults if fault.severity == "error"] == []
    assert [fault for fault in report.faults if "people" in fault.wanted or "工作人员" in fault.cure] == []
    assert everything() == before
