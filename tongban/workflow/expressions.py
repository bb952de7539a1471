"""The expressions of conditions: in forms, guides, processes and rules. Nothing else, and never Python's own.

    expression  = or-chain
    or-chain    = and-chain { "or" and-chain }
    and-chain   = negation { "and" negation }
    negation    = "not" negation | comparison
    comparison  = sum [ ( "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not in" ) sum ]
    sum         = product { ( "+" | "-" ) product }
    product     = operand { ( "*" | "/" ) operand }
    operand     = "-" operand | number | 'text' | "text" | "true" | "false" | "null" | name { "." name }
                | function "(" items ")" | "[" items "]" | "(" expression ")"
    function    = "len" | "min" | "max" | "sum"
                | "today" | "date" | "birthday" | "age" | "years_between" | "days_between"

What one could not guess:

* A name that is missing is null, so a half-filled form works. Null compared by < <= > >= is false; null in
  arithmetic gives null; `len(null)` and `sum(null)` are 0; min and max of nothing are null; dividing by zero is null.
* `and`, `or` and `not` give true or false. False, null, 0, '' and an empty list count as false.
* true is not 1, and '1' is not 1: values of different kinds are never equal, and < between them is a fault.
* A dotted name walks mappings only, never attributes. Through a list of mappings it gives the list of that key's
  values: `sum(goods.price)`.
* Numbers are whole or decimal, never binary floats; dates and times read as ISO text and so compare rightly.
* Days and ages: `age(id_number, today()) >= 80`, `days_between(today(), valid_until) <= 90`. What is no day is null;
  `today()` is the day of the evaluation, given by whoever evaluates, and a fault where none was given. The rest,
  29 February too, stands in `expression_dates`.
* A name of a function is only that before a bracket: a field may be called `age` or `date`.
* Bounds: 2,000 characters, 50 levels, 10,000 steps, numbers below 10^30, texts of 10,000 characters, lists of 1,000
  items made by + or [ ].
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Context, Decimal
from functools import lru_cache
from typing import Any, NoReturn

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from . import expression_dates as dates
from .expression_dates import TODAY, on_day
from .expression_parser import MAX_DEPTH, ExpressionFault, Node, parse

__all__ = ["Expression", "ExpressionFault", "compile_expression", "on_day"]

MAX_STEPS = 10_000
MAX_NUMBER = 10**30
MAX_TEXT = 10_000
MAX_ITEMS = 1_000
_CONTEXT = Context(prec=60)
_KINDS = {
    "null": pgettext_lazy("kind of value", "null"),
    "boolean": pgettext_lazy("kind of value", "true or false"),
    "number": pgettext_lazy("kind of value", "number"),
    "text": pgettext_lazy("kind of value", "text"),
    "list": pgettext_lazy("kind of value", "list"),
    "mapping": pgettext_lazy("kind of value", "mapping"),
}


class Expression:
    """A condition or a sum that was read once and can be worked out many times, from any thread."""

    __slots__ = ("_names", "text", "tree")

    def __init__(self, text: str, tree: Node) -> None:
        self.text, self.tree = text, tree
        self._names: frozenset[str] = frozenset(_names_in(tree))

    def evaluate(self, names: Mapping[str, Any]) -> Any:
        """None, bool, int, Decimal, str, list or mapping. Raises ExpressionFault and nothing else.

        `names` as `on_day` gives them, where the expression may ask for `today()`.
        """
        return _Run(names).value(self.tree)

    def holds(self, names: Mapping[str, Any]) -> bool:
        return bool(self.evaluate(names))

    def names(self) -> set[str]:
        """Every dotted name that is read, e.g. {"situation.premises", "area"}."""
        return set(self._names)

    def asks_for_the_day(self) -> bool:
        return _calls(self.tree, "today")

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"


@lru_cache(maxsize=2048)
def compile_expression(text: str) -> Expression:
    """Raises ExpressionFault, which says where and what to write instead."""
    return Expression(text, parse(text))


def _names_in(node: Node) -> set[str]:
    own = {".".join(node.value)} if node.kind == "name" else set()
    return own.union(*(_names_in(part) for part in node.parts))


def _calls(node: Node, function: str) -> bool:
    own = node.kind == "call" and node.value == function
    return own or any(_calls(part, function) for part in node.parts)


def _kind(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "null" if value is None else "boolean"
    for kind, types in (("number", (int, Decimal)), ("text", str), ("list", list), ("mapping", Mapping)):
        if isinstance(value, types):
            return kind
    return type(value).__name__


class _Run:
    """One working-out; it counts steps over the whole tree and over the items of lists."""

    __slots__ = ("left", "names")

    def __init__(self, names: Mapping[str, Any]) -> None:
        self.names, self.left = names, MAX_STEPS

    def value(self, node: Node) -> Any:
        self.spend(node)
        return _WORK[node.kind](self, node)

    def spend(self, node: Node, steps: int = 1) -> None:
        self.left -= steps
        if self.left < 0:
            refuse(
                node,
                _("more than %(n)d steps") % {"n": MAX_STEPS},
                _("fewer steps"),
                _("Use shorter lists or a simpler expression."),
            )

    def read(self, value: Any, node: Node) -> Any:
        """A value as it came from outside, in one of our own kinds."""
        if value is None or isinstance(value, (bool, str, list, Mapping)):
            return value
        if isinstance(value, (int, Decimal)):
            return bounded(value, node)
        if isinstance(value, float):
            return bounded(Decimal(repr(value)), node)
        if isinstance(value, (dt.date, dt.time)):
            return value.isoformat()
        if isinstance(value, tuple):
            return list(value)
        refuse(
            node,
            _("a value of type %(type)s") % {"type": type(value).__name__},
            _("a number, a text, a date, true or false, a list or a mapping"),
            _("Give a plain value."),
        )

    def same(self, a: Any, b: Any, node: Node, depth: int = 0) -> bool:
        self.spend(node)
        if depth > MAX_DEPTH:
            refuse(node, _("lists nested too deeply"), _("flat lists"), _("Compare their parts."))
        a, b = self.read(a, node), self.read(b, node)
        kind = _kind(a)
        if kind != _kind(b):
            return False
        if kind == "list":
            return len(a) == len(b) and all(self.same(x, y, node, depth + 1) for x, y in zip(a, b, strict=True))
        if kind == "mapping":
            return a.keys() == b.keys() and all(self.same(a[k], b[k], node, depth + 1) for k in a)
        return bool(a == b)


def refuse(node: Node, found: Any, wanted: Any, cure: Any) -> NoReturn:
    message = _("The expression cannot be worked out at character %(at)d: found %(found)s, wanted %(wanted)s.") % {
        "at": node.position,
        "found": found,
        "wanted": wanted,
    }
    raise ExpressionFault(message, position=node.position, found=found, wanted=wanted, cure=cure)


def _said(value: Any) -> str:
    kind = _kind(value)
    return str(_KINDS.get(kind, kind))


def _mismatch(node: Node, a: Any, b: Any, wanted: str) -> NoReturn:
    refuse(
        node,
        _("%(left)s and %(right)s") % {"left": _said(a), "right": _said(b)},
        wanted,
        _("Make both sides the same kind of value."),
    )


def bounded(number: int | Decimal, node: Node) -> int | Decimal | None:
    """The number itself; null if it is no number (NaN); a fault if it is too large."""
    if isinstance(number, Decimal) and number.is_nan():
        return None
    if not -MAX_NUMBER < number < MAX_NUMBER:
        refuse(node, _("a number too large"), _("a number below 10^30"), _("Use smaller numbers."))
    return number


def _name(run: _Run, node: Node) -> Any:
    found: Any = run.names
    for step in node.value:
        if isinstance(found, (list, tuple)):
            run.spend(node, len(found))
            found = [item.get(step) if isinstance(item, Mapping) else None for item in found]
        else:
            found = found.get(step) if isinstance(found, Mapping) else None
    return run.read(found, node)


def _list(run: _Run, node: Node) -> list[Any]:
    return [run.value(part) for part in node.parts]


def _minus(run: _Run, node: Node) -> Any:
    value = run.value(node.parts[0])
    if value is not None and _kind(value) != "number":
        _mismatch(node, 0, value, _("a number"))
    return None if value is None else -value


def _sum_of(node: Node, operator: str, a: Any, b: Any) -> Any:
    if a is None or b is None:
        return None
    kinds = (_kind(a), _kind(b))
    if kinds == ("number", "number"):
        return _arithmetic(node, operator, a, b)
    if operator == "+" and kinds in (("text", "text"), ("list", "list")):
        return _appended(node, a, b, MAX_TEXT if kinds[0] == "text" else MAX_ITEMS)
    _mismatch(node, a, b, _("two numbers"))


def _appended(node: Node, a: Any, b: Any, limit: int) -> Any:
    if len(a) + len(b) > limit:
        refuse(
            node,
            _("a text or list too long"),
            _("at most %(n)d characters or items") % {"n": limit},
            _("Join shorter ones."),
        )
    return a + b


def _arithmetic(node: Node, operator: str, a: Any, b: Any) -> Any:
    if operator == "/":
        return _quotient(node, a, b)
    if isinstance(a, int) and isinstance(b, int):
        exact = a + b if operator == "+" else a - b if operator == "-" else a * b
        return bounded(exact, node)
    work = {"+": _CONTEXT.add, "-": _CONTEXT.subtract, "*": _CONTEXT.multiply}[operator]
    return bounded(work(Decimal(a), Decimal(b)), node)


def _quotient(node: Node, a: Any, b: Any) -> Any:
    if b == 0:
        return None
    if isinstance(a, int) and isinstance(b, int) and a % b == 0:
        return a // b
    return bounded(_CONTEXT.divide(Decimal(a), Decimal(b)), node)


def _chain(run: _Run, node: Node) -> Any:
    value = run.value(node.parts[0])
    for operator, part in zip(node.value, node.parts[1:], strict=True):
        value = _sum_of(node, operator, value, run.value(part))
    return value


def _compare(run: _Run, node: Node) -> bool:
    a, b = run.value(node.parts[0]), run.value(node.parts[1])
    if node.value in ("==", "!="):
        return run.same(a, b, node) is bool(node.value == "==")
    if node.value in ("in", "not in"):
        return _within(run, node, a, b) is bool(node.value == "in")
    if a is None or b is None:
        return False
    if _kind(a) != _kind(b) or _kind(a) not in ("number", "text"):
        _mismatch(node, a, b, _("two numbers or two texts"))
    return _ORDER[node.value](a, b)


def _within(run: _Run, node: Node, a: Any, b: Any) -> bool:
    if b is None:
        return False
    if isinstance(b, list):
        return any(run.same(a, item, node) for item in b)
    if isinstance(b, Mapping):
        return isinstance(a, str) and bool(a in b)
    if isinstance(b, str) and (a is None or isinstance(a, str)):
        return a is not None and bool(a in b)
    _mismatch(node, a, b, _("a value and a list, or two texts"))


def _numbers(run: _Run, node: Node) -> list[Any]:
    values = [run.value(part) for part in node.parts]
    if len(values) == 1:
        values = [] if values[0] is None else values[0] if isinstance(values[0], list) else values
    run.spend(node, len(values))
    known = [number for value in values if (number := run.read(value, node)) is not None]
    if len({_kind(value) for value in known}) > 1:
        refuse(node, _("values of different kinds"), _("values of one kind"), _("Give numbers only."))
    return known


def _today(run: _Run, node: Node) -> str:
    day = run.names.get(TODAY)
    if not isinstance(day, str) or dates.day_of(day) is None:
        refuse(
            node,
            _("no day to work it out for"),
            _("the day on which it is asked"),
            _("Do not use today() here; use it in forms, in materials and outcomes of a guide, and in processes."),
        )
    return day


def _day(run: _Run, node: Node) -> Any:
    values = [run.value(part) for part in node.parts]
    for value, part in zip(values, node.parts, strict=True):
        if value is not None and not isinstance(value, str):
            wanted = _("a day or an ID number, as text")
            cure = _("Write it like this: %(example)s") % {"example": dates.WRITTEN[node.value]}
            refuse(part, _said(value), wanted, cure)
    return dates.worked_out(node.value, values)


def _call(run: _Run, node: Node) -> Any:
    if node.value in dates.GIVES:
        return _today(run, node) if node.value == "today" else _day(run, node)
    if node.value == "len":
        return _length(run, node)
    values = _numbers(run, node)
    if node.value == "sum":
        return _total(node, values)
    if not values:
        return None
    if _kind(values[0]) not in ("number", "text"):
        _mismatch(node, values[0], values[0], _("numbers or texts"))
    return min(values) if node.value == "min" else max(values)


def _total(node: Node, values: list[Any]) -> Any:
    total: Any = 0
    for value in values:
        if _kind(value) != "number":
            _mismatch(node, total, value, _("numbers"))
        total = _arithmetic(node, "+", total, value)
    return total


def _length(run: _Run, node: Node) -> int:
    value = run.value(node.parts[0])
    if value is None:
        return 0
    if not isinstance(value, (str, list, Mapping)):
        refuse(node, _said(value), _("a text or a list"), _("Give len a text or a list."))
    return len(value)


_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda a, b: bool(a < b),
    "<=": lambda a, b: bool(a <= b),
    ">": lambda a, b: bool(a > b),
    ">=": lambda a, b: bool(a >= b),
}
_WORK: dict[str, Callable[[_Run, Node], Any]] = {
    "value": lambda run, node: node.value,
    "name": _name,
    "list": _list,
    "call": _call,
    "minus": _minus,
    "not": lambda run, node: not run.value(node.parts[0]),
    "and": lambda run, node: all(run.value(part) for part in node.parts),
    "or": lambda run, node: any(run.value(part) for part in node.parts),
    "sum": _chain,
    "product": _chain,
    "compare": _compare,
}
