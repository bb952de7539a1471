"""What no row names goes after a day; what may still get its row, or belongs to somebody else, stays."""

from __future__ import annotations

import datetime as dt
import os
import time
from pathlib import Path
from typing import Any

import pytest

from tests import walking as w
from tongban.documents import storing, sweeping
from tongban.documents.api import files_of
from tongban.kit import clock, ids
from tongban.kit.errors import Refused
from tongban.outbox.api import Tick, tick

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR, settings.FILES_DIR = tmp_path, tmp_path / "files"
    settings.FILES_DIR.mkdir()


def put(hours: float, key: Any = None) -> Path:
    key = key or ids.new()
    storing.put(key, [b"bytes"])
    return aged(storing.path_of(key), hours)


def aged(path: Path, hours: float) -> Path:
    then = time.time() - hours * 3600
    os.utime(path, (then, then))
    return path


def test_an_old_file_without_a_row_goes_and_a_young_one_stays() -> None:
    old, young = put(25), put(23)
    assert sweeping.sweep() == 1
    assert not old.exists() and young.exists()


def test_what_a_row_names_stays_however_old() -> None:
    draft = w.filled()
    named = [aged(storing.path_of(file.pk), 10_000) for file in files_of(draft)]
    orphan = put(25)
    assert named and sweeping.sweep() == 1
    assert all(path.exists() for path in named) and not orphan.exists()


def test_a_part_whose_writing_was_broken_off_goes_too_and_nothing_foreign_does() -> None:
    whole = put(25)
    part = whole.with_name(f".{whole.name}.0a1b2c3d")
    whole.rename(part)
    foreign = [whole.parent / "notes.txt", whole.parent / f"{whole.name}.bak", whole.parent / ".nfs0001"]
    for path in foreign:
        path.touch()
        aged(path, 10_000)
    assert sweeping.sweep() == 1
    assert not part.exists() and all(path.exists() for path in foreign)


def test_a_clock_turned_ahead_makes_no_file_old() -> None:
    young = put(0)
    with clock.turned_to(clock.now() + dt.timedelta(days=30)):
        assert sweeping.sweep() == 0
    assert young.exists()


def test_a_folder_that_two_databases_use_is_left_alone_and_the_page_of_dead_work_says_so(settings: Any) -> None:
    old = put(25)
    other = settings.DATA_DIR / "databases" / ("0" * 32)
    other.parent.mkdir()
    other.touch()
    with pytest.raises(Refused, match="TONGBAN_DATA") as told:
        sweeping.sweep()
    assert other.name in told.value.found
    assert old.exists()
    other.unlink()
    assert sweeping.sweep() == 1


def test_the_worker_comes_to_every_folder_within_a_day() -> None:
    tick()  # the rows of periodic work
    old, begun = [put(25) for _number in range(20)], clock.now()
    for turn in range(260):
        Tick.objects.exclude(name="documents.sweep").update(next_at=begun + dt.timedelta(days=9))
        with clock.turned_to(begun + dt.timedelta(seconds=301 * turn)):
            tick()
    assert not any(path.exists() for path in old)
