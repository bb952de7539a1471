"""The table as DMN 1.3 and back, so that other tools can show and change it. Nothing of a file is ever run.

Inputs are the questions, with FEEL unary tests of plain values: `"a", "b"`, `not("a")`, `true`, `null`, `-`. Outputs
are what a row says: texts, lists of texts, numbers. Everything else is refused, with the rule and the column.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, NoReturn

from django.utils.translation import gettext as _
from lxml import etree

from tongban.catalogue.bounds import control_character
from tongban.catalogue.situations.clauses import Columns, Value
from tongban.catalogue.situations.table import LINES, PARTS, Content, Row, code, names_of
from tongban.kit.errors import BadInput

MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/"
DI = "https://www.omg.org/spec/DMN/20191111/DMNDI/"
DC = "http://www.omg.org/spec/DMN/20180521/DC/"
FEEL = "https://www.omg.org/spec/DMN/20191111/FEEL/"
MAX_BYTES = 1_000_000
MOST_RULES = 100  # of a file; what a page shows at once and a person can still look through
NUMBERS = ("legal_days", "promise_days")
OUTPUTS = (*LINES, *PARTS)
_LITERAL = re.compile(r'\s*(?:(?P<text>"(?:[^"\\]|\\.)*")|(?P<word>true|false|null)|(?P<number>[0-9]{1,6}))\s*')


# Writing


def exported(content: Content, rows: list[Row], columns: Columns) -> bytes:
    root = etree.Element(
        f"{{{MODEL}}}definitions",
        nsmap={None: MODEL, "dmndi": DI, "dc": DC},
        id="situation",
        name=content["name"]["zh"],
        namespace="https://tongban.org/situation",
        expressionLanguage=FEEL,
    )
    decision = _sub(root, "decision", id="decision", name=content["name"]["zh"])
    table = _sub(decision, "decisionTable", id="table", hitPolicy="COLLECT")
    for key, question in columns.questions.items():
        one = _sub(table, "input", id=f"in_{key}", label=question.text.zh)
        kind = "boolean" if question.type == "yesno" else "string"
        _text(_sub(one, "inputExpression", id=f"expr_{key}", typeRef=kind), f"situation.{key}")
        _text(_sub(one, "inputValues", id=f"values_{key}"), ", ".join(_feel(v) for v in _ordered(key, columns)))
    for name in OUTPUTS:
        _sub(table, "output", id=f"out_{name}", name=name, typeRef="number" if name in NUMBERS else "string")
    named = {part: _labels(content, part) for part in PARTS}
    for number, row in enumerate(rows):
        _write_rule(table, number, row, columns, named)
    _write_shape(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _sub(owner: Any, tag: str, /, **attributes: str) -> Any:
    return etree.SubElement(owner, f"{{{MODEL}}}{tag}", **attributes)


def _text(owner: Any, text: str) -> None:
    _sub(owner, "text").text = text


def _feel(value: Value) -> str:
    return json.dumps(value, ensure_ascii=False)


def _ordered(key: str, columns: Columns) -> list[Value]:
    question = columns.questions[key]
    values: list[Value] = [option.value for option in question.options] if question.type == "choice" else [True, False]
    return [*values, None] if None in columns.domains[key] else values


def _labels(content: Content, part: str) -> dict[str, str]:
    """How a material, fee or step is called in the file: its key, or its Chinese name made unique."""
    if part == "materials":
        return {name: name for name in names_of(content, part)}
    found: dict[str, str] = {}
    for place, one in zip(names_of(content, part), content.get(part) or [], strict=True):
        name = one["name"]["zh"]
        found[place] = f"{name} #{int(place) + 1}" if name in found.values() else name
    return found


def _write_rule(table: Any, number: int, row: Row, columns: Columns, named: dict[str, dict[str, str]]) -> None:
    rule = _sub(table, "rule", id=f"rule_{number}")
    for key in columns.questions:
        ticked = [value for value in _ordered(key, columns) if code(value) in row.cells.get(key, [])]
        _text(_sub(rule, "inputEntry", id=f"rule_{number}_{key}"), ", ".join(map(_feel, ticked)) or "-")
    for name in LINES:
        text = getattr(row, name)
        _text(_sub(rule, "outputEntry", id=f"rule_{number}_out_{name}"), text if name in NUMBERS else _string(text))
    for part in PARTS:
        names = [label for name, label in named[part].items() if name in row.ticked[part]]
        said = f"[{', '.join(map(_feel, names))}]" if names else ""
        _text(_sub(rule, "outputEntry", id=f"rule_{number}_out_{part}"), said)


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False) if text else ""


def _write_shape(root: Any) -> None:
    """Where dmn-js draws the one decision."""
    diagram = etree.SubElement(etree.SubElement(root, f"{{{DI}}}DMNDI"), f"{{{DI}}}DMNDiagram")
    shape = etree.SubElement(diagram, f"{{{DI}}}DMNShape", dmnElementRef="decision")
    etree.SubElement(shape, f"{{{DC}}}Bounds", height="80", width="180", x="160", y="100")


# Reading


def imported(xml: bytes, content: Content, columns: Columns) -> list[Row]:
    """Raises BadInput: every fault with its rule and its column."""
    table = _table(xml)
    inputs = [_question(one) for one in _children(table, "input")]
    outputs = [one.get("name") or one.get("label") or "" for one in _children(table, "output")]
    rules = list(_children(table, "rule"))
    errors: dict[str, list[str]] = {}
    for kind, found, known in ((_("input"), inputs, list(columns.questions)), (_("output"), outputs, list(OUTPUTS))):
        for name in [name for name in found if name not in known]:
            wanted = _("found %(found)s, wanted one of: %(known)s") % {"found": name, "known": ", ".join(known)}
            errors.setdefault(str(kind), []).append(wanted)
    if len(rules) > MOST_RULES:
        errors["rule"] = [_("found %(n)d rules, wanted at most %(most)d") % {"n": len(rules), "most": MOST_RULES}]
    if errors:
        raise BadInput(_("This decision table does not fit the guide."), errors=errors)
    rows = [_row(rule, number, inputs, outputs, content, columns, errors) for number, rule in enumerate(rules, 1)]
    if errors:
        raise BadInput(_("Some cells of the decision table cannot be read."), errors=errors)
    return _everybody_first(rows)


def _everybody_first(rows: list[Row]) -> list[Row]:
    """The first row is everybody's; a file that has none gets one."""
    plain = next((row for row in rows if not any(row.cells.values()) and not row.other and not row.say), None)
    first = plain if plain is not None and not plain.has_days else Row()
    return [first, *_once(row for row in rows if row is not first)]


def _once(rows: Iterable[Row]) -> Iterator[Row]:
    """A rule that stands there again says nothing more."""
    known: list[Row] = []
    for row in rows:
        if row not in known:
            known.append(row)
            yield row


def _table(xml: bytes) -> Any:
    if len(xml) > MAX_BYTES:
        _refuse(_("%(n)d bytes") % {"n": len(xml)}, _("at most %(n)d bytes") % {"n": MAX_BYTES})
    if re.search(rb"<!\s*(DOCTYPE|ENTITY)", xml.replace(b"\0", b""), re.IGNORECASE):
        _refuse(_("a document type definition (DTD) or an entity"), _("plain DMN"))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        _refuse(str(fault)[:200], _("well-formed XML"))
    tables = [one for one in root.iter() if _local(one) == "decisionTable"]
    if "/DMN/" not in (etree.QName(root).namespace or "") or len(tables) != 1:
        _refuse(_("%(n)d decision tables") % {"n": len(tables)}, _("a DMN file with one decision table"))
    return tables[0]


def _refuse(found: str, wanted: str) -> NoReturn:
    said = _("Found %(found)s; wanted %(wanted)s.") % {"found": found, "wanted": wanted}
    raise BadInput(_("This file is no decision table that can be used."), errors={"DMN": [said]})


def _local(element: Any) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _children(owner: Any, name: str) -> Iterator[Any]:
    return (child for child in owner if _local(child) == name)


def _said(owner: Any) -> str:
    return next((str(child.text or "").strip() for child in _children(owner, "text")), "")


def _question(one: Any) -> str:
    expression = next((_said(child) for child in _children(one, "inputExpression")), "")
    return expression.removeprefix("situation.")


def _row(
    rule: Any,
    number: int,
    inputs: list[str],
    outputs: list[str],
    content: Content,
    columns: Columns,
    errors: dict[str, list[str]],
) -> Row:
    row = Row()

    def fault(column: str, found: str, wanted: str) -> None:
        place = _("rule %(number)d, %(column)s") % {"number": number, "column": column}
        errors.setdefault(place, []).append(
            _("Found %(found)s; wanted %(wanted)s.") % {"found": found, "wanted": wanted}
        )

    for key, entry in zip(inputs, _children(rule, "inputEntry"), strict=False):
        values = _tests(_said(entry), columns.domains[key])
        if values is None:
            fault(key, _said(entry), ", ".join(_feel(value) for value in _ordered(key, columns)))
        elif values != columns.domains[key]:
            row.cells[key] = sorted(map(code, values))
    for name, entry in zip(outputs, _children(rule, "outputEntry"), strict=False):
        _output(row, name, _said(entry), content, fault)
    return row


def _tests(text: str, domain: frozenset[Value]) -> frozenset[Value] | None:
    """The answers that a unary test allows; None if it is no test of this kind."""
    if text in ("", "-"):
        return domain
    negated = re.fullmatch(r"not\s*\((.*)\)", text, re.DOTALL)
    values = _literals(negated[1] if negated else text)
    if not values or not all(any(v == known and type(v) is type(known) for known in domain) for v in values):
        return None
    return domain - frozenset(values) if negated else frozenset(values)


def _literals(text: str) -> list[Any] | None:
    found: list[Any] = []
    at = 0
    while at < len(text):
        match = _LITERAL.match(text, at)
        if match is None:
            return None
        try:
            found.append(json.loads(match[0]))
        except ValueError:
            return None
        at = match.end()
        if at < len(text):
            if text[at] != ",":
                return None
            at += 1
    return found


def _output(row: Row, name: str, text: str, content: Content, fault: Any) -> None:
    if name in PARTS:
        _ticks(row, name, text, content, fault)
        return
    values = _literals(text) if text not in ("", "-") else []
    if values is None or len(values) > 1 or any(isinstance(value, bool) for value in values):
        fault(name, text, _("one number") if name in NUMBERS else _("one text in quotes"))
        return
    said = "" if not values or values[0] is None else str(values[0])
    if control_character(said):
        fault(name, text, _("a text without control characters and halves of characters"))
        return
    if name == "say" and said not in ("", "refuse", "note"):
        fault(name, text, '"refuse", "note"')
        return
    setattr(row, name, said)


def _ticks(row: Row, part: str, text: str, content: Content, fault: Any) -> None:
    labels = {label: name for name, label in _labels(content, part).items()}
    inner = re.fullmatch(r"\[(.*)\]", text, re.DOTALL)
    names = _literals(inner[1] if inner else text) if text not in ("", "-") else []
    if names is None or any(not isinstance(name, str) or name not in labels for name in names):
        fault(part, text, ", ".join(labels) or _("nothing"))
        return
    row.ticked[part] = [labels[name] for name in names]
