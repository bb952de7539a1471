"""The pictures in docs/, drawn from what runs: handovers, doors, states, who may enter what."""

from __future__ import annotations

import ast
import importlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType, ModuleType

from django.conf import settings

from tongban.flow import policy, register, routes
from tongban.kit import announcements, questions
from tongban.kit.states import StateTable
from tongban.people.api import ROLES

HERE = Path(__file__).resolve().parent.parent
DRAWN = "<!-- Drawn by `manage.py draw` from the running code; `make check` compares. -->\n"


def everything() -> dict[str, str]:
    """Path below the repository → what has to stand there."""
    pages = {
        "docs/flow.md": flow(),
        "docs/access.md": access(),
        "docs/rights.md": rights_page(),
        "docs/personal_data.md": personal_data(),
    }
    return pages | {f"docs/states/{name}.md": states(name, table) for name, table in tables().items()}


def mermaid(lines: list[str]) -> str:
    return "\n".join(["```mermaid", *lines, "```", ""])


# flow.md


def flow() -> str:
    parts = [
        "# What follows what\n",
        DRAWN,
        "## Forward: an earlier room announces, a later room acts, in the same transaction\n",
        mermaid(["flowchart TD", *forward()]),
        "\n".join(f"* `{a.name}`: {a.says}." for _name, a in sorted(announcements.everything().items())) + "\n",
        "## Questions: an earlier room asks, a later room answers\n",
        "\n".join(answered()) + "\n",
        "## Backward: a later room acts through an earlier room's door\n",
        mermaid(["flowchart BT", *backward()]),
    ]
    return "\n".join(parts)


def sentence(function: object) -> str:
    return str(getattr(function, "__name__", "")).replace("_", " ")


def forward() -> Iterator[str]:
    for name, announcement in sorted(announcements.everything().items()):
        for handler in announcement.handlers:
            for room in rooms_called(handler):
                yield f"    {name.partition('.')[0]} -- {name.partition('.')[2]}: {sentence(handler)} --> {room}"


def rooms_called(handler: object) -> list[str]:
    """The rooms whose door a handler uses."""
    assert isinstance(handler, FunctionType)
    used = (handler.__globals__.get(name) for name in handler.__code__.co_names)
    found = (
        room_of(thing.__name__ if isinstance(thing, ModuleType) else getattr(thing, "__module__", "")) for thing in used
    )
    return sorted({room for room in found if room and room != "kit"})


def room_of(module: str | None) -> str:
    parts = (module or "").split(".")
    return parts[1] if parts[0] == "tongban" and len(parts) > 1 else ""


def answered() -> Iterator[str]:
    for name, question in sorted(questions.everything().items()):
        who = sentence(question.answerer) if question.answerer else "nobody"
        rooms = ", ".join(rooms_called(question.answerer)) if question.answerer else ""
        yield f"* `{name}` — answered by {who}{f' ({rooms})' if rooms else ''}; without an answer: `{question.default!r}`."


def backward() -> Iterator[str]:
    """One arrow per pair of rooms, with the actions that are called."""
    calls: dict[tuple[str, str], set[str]] = defaultdict(set)
    for room in settings.ROOMS:
        if room != "flow":
            for other, verb in verbs_used(room):
                calls[room, other].add(verb)
    for (room, other), verbs in sorted(calls.items()):
        yield f"    {room} -- {', '.join(sorted(verbs))} --> {other}"


def verbs_used(room: str) -> Iterator[tuple[str, str]]:
    for path in sorted((HERE / room).rglob("*.py")):
        if not {"tests", "migrations", "management"} & set(path.parts):
            yield from verbs_in(ast.parse(path.read_text()), room)


def verbs_in(tree: ast.Module, room: str) -> Iterator[tuple[str, str]]:
    doors: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (other := room_of(node.module)) not in ("", "kit", room):
            for name in node.names:
                if node.module == f"tongban.{other}" and name.name == "api":
                    doors[name.asname or "api"] = other
                elif is_verb(other, name.name):
                    yield other, name.name
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in doors:
            if is_verb(doors[node.value.id], node.attr):
                yield doors[node.value.id], node.attr


def is_verb(room: str, name: str) -> bool:
    """Whether the door's name is an action of that room."""
    found = getattr(importlib.import_module(f"tongban.{room}.api"), name, None)
    source = getattr(found, "__module__", "")
    return isinstance(found, FunctionType) and source.startswith(f"tongban.{room}.") and source.endswith("actions")


# states


def tables() -> dict[str, StateTable]:
    found = {}
    for room in settings.ROOMS:
        if (HERE / room / "states.py").exists():
            found[room] = importlib.import_module(f"tongban.{room}.states").TABLE
    return found


def states(name: str, table: StateTable) -> str:
    rows = "\n".join(f"| `{state}` | {words} |" for state, words in table.words.items())
    picture = mermaid(table.drawn().splitlines())
    return "\n".join([f"# States: {name}\n", DRAWN, picture, f"| state | says |\n|---|---|\n{rows}\n"])


# personal_data.md


def personal_data() -> str:
    return "\n".join(["# Personal data: what is held, why, and for how long\n", DRAWN, *register.drawn()])


# access.md


def access() -> str:
    parts = [
        "# Who may enter what\n",
        DRAWN,
        "Closed by default: a route without an entry fails a test, and behind each route the rule of the object it shows "
        "is asked as well.\n",
        "## Roles\n",
        *[role(code) for code in ROLES],
        "",
        "## Routes\n",
        "| route | entry | with one of |",
        "|---|---|---|",
        *[line(route) for route in routes.everything()],
        "",
    ]
    return "\n".join(parts)


def line(route: routes.Route) -> str:
    return f"| `{route.path}` | {route.entry or '**none**'} | {', '.join(f'`{p}`' for p in route.permissions)} |"


def role(code: str) -> str:
    known = ROLES[code]
    reach = "every organ of its region and below" if known.subtree else "its own organ"
    rights = ", ".join(f"`{permission}`" for permission in sorted(known.permissions))
    return f"* **{known.name}** (`{code}`): {known.does} Reaches {reach}. {rights}"


# rights.md

OWN, NEAR, FAR = "11", "22", "33"  # an organ, another one of its region, one of another county
COUNTY, ANOTHER = "510131000000", "510129000000"
REACHED = {"organ": (OWN, COUNTY), "region": (NEAR, COUNTY), "far": (NEAR, ANOTHER)}
CELLS = {(): "", ("organ",): "organ", ("organ", "region"): "region", ("organ", "region", "far"): "all"}


def rights_page() -> str:
    parts = [
        "# Rights\n",
        DRAWN,
        "What `tongban/flow/policy.txt` says, apart from the code that does it. `tongban rights` asks every page as everybody "
        "and compares; a difference fails the tests.\n",
        "## Role × permission\n",
        "● in every organ of the post's region and below; ○ in the post's own organ.\n",
        *permissions_table(),
        "",
        "## Route × role × relation\n",
        "Who may have the thing that the address names, or enter where it names none. **organ**: things of the post's own "
        "organ. **region**: of every organ of its region. **all**: wherever the post is. Nobody else: 403 or 404.\n",
        *routes_table(),
        "",
        "## Lists\n",
        "What a list shows, and to whom; nothing else may stand on any page.\n",
        "| route | thing | to |",
        "|---|---|---|",
        *lists_table(),
        "",
    ]
    return "\n".join(parts)


def permissions_table() -> Iterator[str]:
    yield f"| permission | {' | '.join(str(known.name) for known in ROLES.values())} |"
    yield f"|---|{':-:|' * len(ROLES)}"
    for permission in sorted(set().union(*(known.permissions for known in ROLES.values()))):
        cells = ("" if permission not in r.permissions else "●" if r.subtree else "○" for r in ROLES.values())
        yield f"| `{permission}` | {' | '.join(cells)} |"


def routes_table() -> Iterator[str]:
    yield f"| route | thing | nobody | owner | stranger | {' | '.join(f'`{code}`' for code in ROLES)} |"
    yield f"|---|---|{':-:|' * (len(ROLES) + 3)}"
    for key, said in policy.policy().routes.items():
        if said.enters != "anybody" or said.things:
            for kind in said.things or ("",):
                yield f"| `{key}` | {kind} | {' | '.join(row(said, kind))} |"


def row(said: policy.Line, kind: str) -> Iterator[str]:
    for login in (policy.NOBODY, "owner", "stranger"):
        yield "●" if has(said, kind, policy.Visitor(login, login), policy.Place(OWN, COUNTY)) else ""
    for code in ROLES:
        post = policy.Held(code, policy.Place(OWN, COUNTY))
        visitor = policy.Visitor(code, "", (post,))
        yield CELLS[tuple(name for name, at in REACHED.items() if has(said, kind, visitor, policy.Place(*at)))]


def has(said: policy.Line, kind: str, visitor: policy.Visitor, at: policy.Place) -> bool:
    thing = policy.Thing(kind, "", at, owner="owner", writer="writer")
    return said.lets_in(visitor) and (not kind or policy.policy().may(said, visitor, thing))


def lists_table() -> Iterator[str]:
    for key, said in policy.policy().routes.items():
        for kind, rights in said.lists.items():
            yield f"| `{key}` | {kind} | {', '.join(map(str, rights))} |"
