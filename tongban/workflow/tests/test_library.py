from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from tongban.kit.errors import Refused
from tongban.workflow import engine, library
from tongban.workflow.bpmn import check, understand
from tongban.workflow.drawing_xml import DC, DD, DI, MODEL
from tongban.workflow.engine import Instance
from tongban.workflow.layout import laid_out
from tongban.workflow.svg import SVG, draw_svg

from .drawings import drawn

ACTS = {"accept", "review", "inspect", "check", "decide", "suspend", "do"}
POSTS = {"examiner", "inspector", "head", "decision_maker"}


def begun(code: str) -> Instance:
    return engine.start(engine.prepare(library.read(code)), {})


def route(instance: Instance, **data: Any) -> list[str]:
    """The keys in the order done; a message that is waited for is sent."""
    keys = []
    while not instance.finished and len(keys) < 20:
        ready = instance.ready()
        if not ready:
            keys.append(instance.waiting()[0])
            instance.catch(keys[-1])
            continue
        keys.append(ready[0].key)
        instance.complete(keys[-1], data)
    return keys


def test_the_library_has_what_items_name() -> None:
    assert library.codes() == (
        "expert_review",
        "hearing",
        "immediate",
        "inspection",
        "joint_opinions",
        "legal_review",
        "ordinary",
        "two_person_review",
    )
    with pytest.raises(Refused):
        library.read("../engine")


@pytest.mark.parametrize("code", library.codes())
def test_every_process_is_sound_and_every_task_says_who_and_what(code: str) -> None:
    assert check(library.read(code)) == []
    definition = engine.prepare(library.read(code))
    tasks = [shape for shape in definition.drawing.shapes.values() if shape.kind == "userTask"]
    assert definition.drawing.id == code
    assert {task.properties["act"] for task in tasks} <= ACTS
    assert {task.properties["post"] for task in tasks} <= POSTS
    assert all(
        task.properties["name_en"] and task.properties["shown"] and task.properties["shown_en"] for task in tasks
    )


@pytest.mark.parametrize(
    ("code", "data", "keys"),
    [
        ("immediate", {}, ["decide"]),
        ("ordinary", {"review": {"opinion": "grant"}}, ["accept", "review", "decide"]),
        ("ordinary", {"review": {"opinion": "refuse"}}, ["accept", "review", "decide_refusal"]),
        ("inspection", {}, ["accept", "inspect_first", "inspect_second", "review", "decide"]),
        ("expert_review", {}, ["accept", "review", "commission", "cases.resumed", "assess", "decide"]),
        ("two_person_review", {"check": {"agreed": True}}, ["accept", "review", "check", "decide"]),
        ("legal_review", {"legal": {"agreed": True}}, ["accept", "review", "legal", "discuss", "decide"]),
        ("hearing", {"notify": {"agreed": False}}, ["accept", "review", "notify", "decide"]),
        (
            "hearing",
            {"notify": {"agreed": True}},
            ["accept", "review", "notify", "convene", "cases.resumed", "weigh", "decide"],
        ),
        ("joint_opinions", {}, ["accept", "first_opinion", "second_opinion", "review", "decide"]),
    ],
)
def test_an_application_takes_its_way(code: str, data: dict[str, Any], keys: list[str]) -> None:
    assert route(begun(code), **data) == keys


def test_who_checks_may_send_back() -> None:
    instance = begun("two_person_review")
    for key in ("accept", "review"):
        instance.complete(key)
    instance.complete("check", {"check": {"agreed": False}})
    assert [task.key for task in instance.ready()] == ["review"]


def test_a_site_visit_needs_two_records_by_two_people() -> None:
    instance = begun("inspection")
    instance.complete("accept")
    first, second = instance.ready()
    assert (first.properties["act"], second.properties["act"]) == ("inspect", "inspect")
    assert second.properties["not_same_as"] == first.key
    instance.complete(second.key)
    assert [task.key for task in instance.ready()] == [first.key]
    instance.complete(first.key)
    assert [task.key for task in instance.ready()] == ["review"]  # which rests on what they found


@pytest.mark.parametrize("code", library.codes())
def test_every_shape_and_flow_has_its_place(code: str) -> None:
    root = etree.fromstring(library.read(code))
    drawn_ids = {element.get("id") for element in root.find(f"{{{MODEL}}}process").iterfind(f"{{{MODEL}}}*[@id]")}
    placed = {shape.get("bpmnElement") for shape in root.iter(f"{{{DI}}}BPMNShape", f"{{{DI}}}BPMNEdge")}
    assert drawn_ids == placed
    assert all(shape.find(f"{{{DC}}}Bounds") is not None for shape in root.iter(f"{{{DI}}}BPMNShape"))
    assert all(len(edge.findall(f"{{{DD}}}waypoint")) > 1 for edge in root.iter(f"{{{DI}}}BPMNEdge"))


@pytest.mark.parametrize("code", library.codes())
def test_the_picture_can_be_read_aloud(code: str) -> None:
    svg = etree.fromstring(draw_svg(library.read(code)))
    title, desc = svg.find(f"{{{SVG}}}title"), svg.find(f"{{{SVG}}}desc")
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert title.text == engine.prepare(library.read(code)).drawing.name
    assert (desc.text.split(" → ")[0], desc.text.split(" → ")[-1]) == ("申请", "办结")


def test_the_law_sends_back_to_review() -> None:
    instance = begun("legal_review")
    for key in ("accept", "review"):
        instance.complete(key)
    instance.complete("legal", {"legal": {"agreed": False}})
    assert [task.key for task in instance.ready()] == ["review"]


def laid(xml: bytes) -> etree._Element:
    root = etree.fromstring(xml)
    laid_out(root, understand(xml))
    return root


def boxes_of(root: etree._Element) -> dict[str, tuple[float, float, float, float]]:
    return {
        shape.get("bpmnElement"): tuple(
            float(shape.find(f"{{{DC}}}Bounds").get(name)) for name in ("x", "y", "width", "height")
        )  # type: ignore[misc]
        for shape in root.iter(f"{{{DI}}}BPMNShape")
    }


@pytest.mark.parametrize(
    "lines",
    [
        "start -> a\na -> end",
        "start -> and1\nand1 -> a\nand1 -> b\nand1 -> c\na -> and2\nb -> and2\nc -> and2\nand2 -> end",
        "start -> a\na -> xor1\nxor1 -> a : x == 1\nxor1 -> end : *",
        "start -> xor1\nxor1 -> a : x == 1\nxor1 -> b : *\na -> b\nb -> end",
    ],
)
def test_a_drawing_without_coordinates_is_laid_out_and_nothing_covers_another(lines: str) -> None:
    root = laid(drawn(lines))
    boxes = boxes_of(root)
    drawing = understand(drawn(lines))
    assert set(boxes) == set(drawing.shapes) and len(list(root.iter(f"{{{DI}}}BPMNEdge"))) == len(drawing.flows)
    found = list(boxes.values())
    for at, (x, y, width, height) in enumerate(found):
        for ox, oy, owidth, oheight in found[at + 1 :]:
            assert x + width <= ox or ox + owidth <= x or y + height <= oy or oy + oheight <= y
    draw_svg(etree.tostring(root))
    assert etree.tostring(laid(etree.tostring(root))) == etree.tostring(root)


def test_two_pictures_on_one_page_share_no_id() -> None:
    ids = [
        element.get("id")
        for code in library.codes()
        for element in etree.fromstring(draw_svg(library.read(code))).iter()
        if element.get("id")
    ]
    assert len(ids) == len(set(ids))


def test_the_step_under_way_is_marked() -> None:
    assert draw_svg(library.read("ordinary"), current=["review"]).count('stroke-width="3"') == 1


def test_a_drawing_without_coordinates_is_refused_with_a_cure() -> None:
    with pytest.raises(Refused) as caught:
        draw_svg(drawn("start -> a\na -> end"))
    assert "designer" in str(caught.value)


def test_words_in_a_drawing_never_become_markup() -> None:
    xml = library.read("immediate").replace("当场决定".encode(), b"&lt;script&gt;alert(1)&lt;/script&gt;")
    assert "<script" not in draw_svg(xml)
