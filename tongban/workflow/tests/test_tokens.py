"""Random well-built processes, walked at random beside a reference that knows nothing of tasks and trees."""

from __future__ import annotations

from itertools import count
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.workflow import engine

from .drawings import drawing, flow, shape

# A block is (kind, …): task name | seq blocks | par blocks | some (number, blocks) | one (number, blocks) |
# loop (number, block) | sub block. Numbers name a variable that decides: `d3` is a small whole number.
Block = tuple[Any, ...]
DONE = None
VARIABLES = 4


def blocks() -> st.SearchStrategy[Block]:
    task = st.just(("task",))
    number = st.integers(0, VARIABLES - 1)

    def larger(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
        several = st.lists(inner, min_size=2, max_size=3)
        return st.one_of(
            st.tuples(st.just("seq"), several),
            st.tuples(st.just("par"), several),
            st.tuples(st.just("some"), number, several),
            st.tuples(st.just("one"), number, several),
            st.tuples(st.just("loop"), number, inner),
            st.tuples(st.just("sub"), inner),
        )

    return st.recursive(task | st.just(("seq", [])), larger, max_leaves=8)


# -- drawn -----------------------------------------------------------------------------------------------------------


class Pen:
    def __init__(self) -> None:
        self.shapes, self.numbers = [""], count()

    def name(self, kind: str) -> str:
        return f"{kind}_{next(self.numbers)}"

    def node(self, kind: str, default: str | None = None) -> str:
        name = self.name(kind)
        self.shapes[-1] += shape(name, default)
        return name

    def join(self, source: str, target: str, condition: str | None = None) -> None:
        self.shapes[-1] += flow(self.name("f"), source, target, condition)

    def draw(self, block: Block, before: str, condition: str | None = None) -> str:
        """Draws the block behind `before` and returns its last shape."""
        kind = block[0]
        if kind == "seq":
            for part in block[1]:
                before, condition = self.draw(part, before, condition), None
            return before if condition is None else self.step("xor", before, condition)
        if kind == "task":
            return self.step("task", before, condition)
        return getattr(self, f"draw_{kind}")(block, before, condition)

    def step(self, kind: str, before: str, condition: str | None) -> str:
        name = self.node(kind)
        self.join(before, name, condition)
        return name

    def draw_par(self, block: Block, before: str, condition: str | None) -> str:
        split, join = self.step("and", before, condition), self.node("and")
        for part in block[1]:
            self.join(self.draw(part, split), join)
        return join

    def draw_sub(self, block: Block, before: str, condition: str | None) -> str:
        name = self.name("sub")
        self.shapes.append("")
        start = self.node("start")
        self.join(self.draw(block[1], start), self.node("end"))
        inner = self.shapes.pop()
        self.shapes[-1] += f'<subProcess id="{name}">{inner}</subProcess>'
        self.join(before, name, condition)
        return name

    def branches(self, kind: str, conditions: list[str], parts: list[Block], before: str, condition: str | None) -> str:
        """The last branch is the default."""
        default, split, join = self.name("f"), self.name(kind), self.node(kind)
        self.shapes[-1] += shape(split, default)
        self.join(before, split, condition)
        for part, test in zip(parts[:-1], conditions, strict=True):
            self.join(self.draw(part, split, test), join)
        entry = self.node("xor")
        self.shapes[-1] += flow(default, split, entry)
        self.join(self.draw(parts[-1], entry), join)
        return join

    def draw_one(self, block: Block, before: str, condition: str | None) -> str:
        tests = [f"d{block[1]} == {n}" for n in range(len(block[2]) - 1)]
        return self.branches("xor", tests, block[2], before, condition)

    def draw_some(self, block: Block, before: str, condition: str | None) -> str:
        tests = [f"d{block[1]} in {[v for v in range(8) if v >> n & 1]}" for n in range(len(block[2]) - 1)]
        return self.branches("or", tests, block[2], before, condition)

    def draw_loop(self, block: Block, before: str, condition: str | None) -> str:
        """A task first, so that no loop is empty; back while d is even."""
        entry = self.step("xor", before, condition)
        last = self.draw(("seq", [("task",), block[2]]), entry)
        default, again, after = self.name("f"), self.name("xor"), self.node("xor")
        self.shapes[-1] += shape(again, default) + flow(default, again, after)
        self.join(last, again)
        self.join(again, entry, f"d{block[1]} in [0, 2, 4, 6]")
        return after


def whole(block: Block) -> bytes:
    pen = Pen()
    start = pen.node("start")
    pen.join(pen.draw(block, start), pen.node("end"))
    return drawing(pen.shapes[0])


# -- the reference ---------------------------------------------------------------------------------------------------
#
# A live block is ("task", path) | ("seq", block, path, index, live) | ("all", [live …]) | ("loop", block, path, live).
# The path of a task is its place in the block, so that the reference and the drawing need share no names.

Live = Any


def begin(block: Block, path: str, data: dict[str, int]) -> Live:
    kind = block[0]
    if kind == "task":
        return ("task", path)
    if kind == "seq":
        return go_on(block, path, 0, data)
    if kind == "sub":
        return begin(block[1], path + "s", data)
    if kind == "loop":
        body = ("seq", [("task",), block[2]])
        return ("loop", block[1], body, path, begin(body, path + "l", data))
    return together([begin(part, f"{path}{n}", data) for n, part in chosen(block, data)])


def chosen(block: Block, data: dict[str, int]) -> list[tuple[int, Block]]:
    if block[0] == "par":
        return list(enumerate(block[1]))
    parts, value = block[2], data[f"d{block[1]}"]
    last = len(parts) - 1
    if block[0] == "one":
        return [(min(value, last), parts[min(value, last)])]
    picked = [(n, part) for n, part in enumerate(parts[:-1]) if value >> n & 1]
    return picked or [(last, parts[last])]


def go_on(block: Block, path: str, index: int, data: dict[str, int]) -> Live:
    for n in range(index, len(block[1])):
        live = begin(block[1][n], f"{path}{n}", data)
        if live is not DONE:
            return ("seq", block, path, n, live)
    return DONE


def together(lives: list[Live]) -> Live:
    lives = [live for live in lives if live is not DONE]
    return ("all", lives) if lives else DONE


def open_tasks(live: Live) -> list[str]:
    if live is DONE:
        return []
    if live[0] == "task":
        return [live[1]]
    if live[0] == "all":
        return [path for part in live[1] for path in open_tasks(part)]
    return open_tasks(live[-1])


def done(live: Live, path: str, data: dict[str, int]) -> Live:
    if live is DONE or path not in open_tasks(live):
        return live
    if live[0] == "task":
        return DONE
    if live[0] == "all":
        return together([done(part, path, data) for part in live[1]])
    inner = done(live[-1], path, data)
    if inner is not DONE:
        return (*live[:-1], inner)
    if live[0] == "seq":
        return go_on(live[1], live[2], live[3] + 1, data)
    _, number, body, place, _ = live
    again = data[f"d{number}"] % 2 == 0
    return ("loop", number, body, place, begin(body, place + "l", data)) if again else DONE


# -- drawn names and reference paths are matched by drawing the same block with the same walk --------------------------


def names_of(block: Block) -> dict[str, str]:
    """Reference path → drawn id."""
    ids = [part.split('"')[0] for part in whole(block).decode().split('<userTask id="')[1:]]
    numbered = sorted(ids, key=lambda id: int(id.rpartition("_")[2]))
    return dict(zip(paths(block, ""), numbered, strict=True))


def paths(block: Block, path: str) -> list[str]:
    """In the order of drawing."""
    kind = block[0]
    if kind == "task":
        return [path]
    if kind == "sub":
        return paths(block[1], path + "s")
    if kind == "loop":
        return paths(("seq", [("task",), block[2]]), path + "l")
    parts = block[2] if kind in ("one", "some") else block[1]
    return [found for n, part in enumerate(parts) for found in paths(part, f"{path}{n}")]


@settings(max_examples=150, deadline=None)
@given(blocks(), st.data())
def test_a_random_process_opens_just_the_tasks_it_should(block: Block, data: st.DataObject) -> None:
    def decide() -> dict[str, int]:
        return {f"d{n}": data.draw(st.integers(0, 7)) for n in range(VARIABLES)}

    names, values = names_of(block), decide()
    definition = engine.prepare(whole(block))
    instance, kept = engine.start(definition, values), engine.start(definition, values)
    live = begin(block, "", values)
    for _ in range(25):
        expected = sorted(names[path] for path in open_tasks(live))
        assert sorted(task.key for task in instance.ready()) == expected
        kept = engine.load(definition, kept.dump())
        assert sorted(task.key for task in kept.ready()) == expected
        assert instance.finished == kept.finished == (live is DONE)
        if live is DONE:
            return
        path, values = data.draw(st.sampled_from(sorted(open_tasks(live)))), decide()
        instance.complete(names[path], values)
        kept.complete(names[path], values)
        live = done(live, path, values)
    assert len(kept.dump()) < 4_000
