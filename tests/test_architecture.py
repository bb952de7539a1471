"""The map of the house, the doors, the handovers: what import-linter cannot say in one line stands here."""

from __future__ import annotations

import configparser
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import grimp
import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "tongban"

# A module that may be used without its room's door, and why.
EXPLAINED = {
    "tongban.kit": "the kit has no door: it knows nothing of government, and everybody builds with it",
}
# Who may go round the doors of every room, and why.
GOES_ROUND = {
    "tests": "a test looks inside its room, and walks to a state through the others",
    "migrations": "written by Django",
}


@cache
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("tongban", "config", cache_dir=None)


def map_of_the_house() -> list[list[str]]:
    """Storeys from the ground up; rooms side by side are neighbours that do not know each other."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter")
    storeys = parser["importlinter:contract:flow"]["layers"].split("\n")
    return [[room.strip() for room in re.split(r"[|:]", storey)] for storey in reversed(storeys) if storey.strip()]


def rooms() -> list[str]:
    return [room for storey in map_of_the_house() for room in storey]


def floor_of(room: str) -> int:
    return next(number for number, storey in enumerate(map_of_the_house()) if room in storey)


def room_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if parts[0] == "tongban" and len(parts) > 1 else parts[0]


def test_the_contracts_hold() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_every_room_is_on_the_map_and_the_map_has_no_other() -> None:
    folders = {path.parent.name for path in HOUSE.glob("*/__init__.py")}
    assert set(rooms()) == folders


def test_installed_apps_have_the_order_of_the_map() -> None:
    installed = [app.partition(".")[2] for app in settings.INSTALLED_APPS if app.startswith("tongban.")]
    assert installed == rooms()


def test_every_room_has_a_door_that_says_what_it_lends() -> None:
    for room in rooms():
        door = HOUSE / room / "api.py"
        nobody_knocks = floor_of(room) >= floor_of("portal") or room in ("kit", "supervision")
        assert nobody_knocks or "__all__" in door.read_text(), f"{room} has no door"


def test_rooms_meet_at_their_doors_only() -> None:
    elsewhere = [
        f"{importer} imports {imported}"
        for importer in sorted(graph().modules)
        for imported in graph().find_modules_directly_imported_by(importer)
        if room_of(importer) != room_of(imported)
        and not GOES_ROUND.keys() & set(importer.split("."))
        and imported.startswith("tongban.")
        and imported.split(".")[2:] != ["api"]
        and not any(imported.startswith(known) for known in EXPLAINED)
        and not is_url_configuration(importer, imported)
    ]
    assert elsewhere == []


def is_url_configuration(importer: str, imported: str) -> bool:
    """config/urls.py names the rooms' routes; nobody else does."""
    return importer == "config.urls" and "urls" in imported


def test_doors_lend_what_they_say() -> None:
    import importlib

    for room in rooms():
        if (HOUSE / room / "api.py").exists():
            door = importlib.import_module(f"tongban.{room}.api")
            missing = [name for name in getattr(door, "__all__", []) if not hasattr(door, name)]
            assert missing == [], f"{room} lends what it has not"


def test_handovers_go_forward() -> None:
    from tongban.flow.drawing import rooms_called
    from tongban.kit.announcements import everything

    backward = [
        f"{name} -> {room}"
        for name, announcement in everything().items()
        for handler in announcement.handlers
        for room in rooms_called(handler)
        if floor_of(room) <= floor_of(name.partition(".")[0])
    ]
    assert backward == []


def test_an_announcement_has_the_name_of_its_room() -> None:
    from tongban.kit.announcements import everything

    for name, announcement in everything().items():
        room, _dot, word = name.partition(".")
        source = (HOUSE / room / "announcements.py").read_text()
        assert f'"{name}"' in source, f"{name} is not announced by {room}"
        assert announcement.says, word


def test_questions_are_answered_by_later_rooms() -> None:
    from tongban.flow.drawing import rooms_called
    from tongban.kit.questions import everything

    for name, question in everything().items():
        if question.answerer is None:
            continue
        asker = name.partition(".")[0]
        assert any(floor_of(room) > floor_of(asker) for room in rooms_called(question.answerer)), name


def test_only_the_flow_joins_rooms() -> None:
    joined = [
        str(path.relative_to(HOUSE))
        for path in HOUSE.rglob("*.py")
        if "tests" not in path.parts and re.search(r"^@(when|answers)\(", path.read_text(), re.M)
    ]
    assert {Path(name).parts[0] for name in joined} <= {"flow"}


LOADED = re.compile(r"{%\s*(?:include|extends)\s+[\"']([\w./-]+)[\"']")


@pytest.mark.parametrize("room", sorted(path.parent.name for path in HOUSE.glob("*/templates")))
def test_templates_take_nothing_from_above(room: str) -> None:
    """A page is built from its own room, the theme, and rooms below; a page above puts it together."""
    above = []
    for template in (HOUSE / room / "templates").rglob("*.html"):
        for name in LOADED.findall(template.read_text()):
            owner = name.partition("/")[0]
            if owner in rooms() and not is_of_the_theme(name) and owner != room and floor_of(owner) >= floor_of(room):
                above.append(f"{template.relative_to(HOUSE)} takes {name}")
    assert above == []


def is_of_the_theme(name: str) -> bool:
    """`desk/base.html` is a frame of the theme, though a room has the same name."""
    return (ROOT / "theme" / "templates" / name).exists()


def test_templates_lie_under_the_name_of_their_room() -> None:
    for folder in HOUSE.glob("*/templates"):
        names = {path.name for path in folder.iterdir()}
        assert names == {folder.parent.name}, folder


def test_no_view_writes_by_itself() -> None:
    """What changes a row is an action: a view that saves would be a second way round the record."""
    writes = re.compile(r"\.(save|bulk_create|bulk_update|delete)\(|objects\.(create|update_or_create|get_or_create)\(")
    found = [
        f"{path.relative_to(HOUSE)}:{number}"
        for path in sorted(HOUSE.glob("*/views/**/*.py"))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if writes.search(line) and "request.session" not in line
    ]
    assert found == []


def test_nobody_asks_the_machine_what_time_it_is() -> None:
    asks = re.compile(r"datetime\.now\(|date\.today\(|timezone\.now\(|time\.time\(")
    found = [
        f"{path.relative_to(HOUSE)}:{number}"
        for path in sorted(HOUSE.rglob("*.py"))
        if "tests" not in path.parts and path != HOUSE / "kit" / "clock.py"
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if asks.search(line)
    ]
    assert found == []


def test_nothing_is_evaluated() -> None:
    import ast

    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for folder in (HOUSE, ROOT / "config", ROOT / "demo", ROOT / "theme")
        for path in sorted(folder.rglob("*.py"))
        if "tests" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"eval", "exec", "compile", "__import__"}
    ]
    assert found == []
