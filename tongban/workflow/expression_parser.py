"""Turns the text of an expression into a small tree. The grammar is in `expressions`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NoReturn

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.kit.errors import Refused

from . import expression_dates as dates

MAX_LENGTH = 2_000
MAX_DEPTH = 50
MAX_DIGITS = 30
# The allow-list: a name, and how many values it may be given at least and at most.
FUNCTIONS: dict[str, tuple[int, int]] = {
    "len": (1, 1),
    "sum": (1, 1),
    "min": (1, MAX_LENGTH),
    "max": (1, MAX_LENGTH),
    "today": (0, 0),
    **{name: (len(dates.readers(name)), len(dates.readers(name))) for name in dates.FUNCTIONS},
}
CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}

_WORDS = frozenset({"and", "or", "not", "in", *CONSTANTS})
_POWER = {"or": 1, "and": 2, "+": 5, "-": 5, "*": 6, "/": 6}
_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">=", "in", "not in"})
_NOT, _COMPARE, _MINUS = 3, 4, 7
_KINDS = {1: "or", 2: "and", 5: "sum", 6: "product"}

_TOKEN = re.compile(
    r"""[ \t\r\n]*(?:
      (?P<number>[0-9]+(?:\.[0-9]+)?)
    | (?P<name>[^\W\d]\w*)
    | (?P<text>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")
    | (?P<op>==|!=|<=|>=|[<>+\-*/()\[\],.])
    )""",
    re.VERBOSE,
)

# What people write by habit, and what they should write.
_HABITS = {
    "=": gettext_lazy("Write == to compare."),
    "&": gettext_lazy("Write “and”."),
    "|": gettext_lazy("Write “or”."),
    "!": gettext_lazy("Write “not”, or != for “is not equal”."),
    "$": gettext_lazy("Write the bare name, without ${ }."),
    "#": gettext_lazy("Write the bare name, without #{ }."),
    "{": gettext_lazy("Write the bare name, without ${ }."),
    "（": gettext_lazy("Use half-width brackets ( )."),
    "）": gettext_lazy("Use half-width brackets ( )."),
    "‘": gettext_lazy("Use straight quotes ' '."),
    "’": gettext_lazy("Use straight quotes ' '."),
    "“": gettext_lazy("Use straight quotes ' '."),
    "”": gettext_lazy("Use straight quotes ' '."),
    "＝": gettext_lazy("Write == to compare."),
    "，": gettext_lazy("Use a half-width comma."),
}


class ExpressionFault(Refused):
    """An expression that cannot be read or worked out. `position` counts characters from 1; 0 is the whole."""

    status = 422

    def __init__(self, message: Any, *, position: int = 0, found: Any, wanted: Any, cure: Any) -> None:
        super().__init__(message, found=found, wanted=wanted, cure=cure)
        self.position = position


@dataclass(frozen=True, slots=True)
class Node:
    """`kind` is value, name, list, call, not, minus, and, or, sum, product or compare."""

    kind: str
    position: int
    value: Any = None
    parts: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    value: str
    position: int


def parse(text: str) -> Node:
    if len(text) > MAX_LENGTH:
        _refuse(
            0,
            _("%(n)d characters") % {"n": len(text)},
            _("at most %(n)d characters") % {"n": MAX_LENGTH},
            _("Split the condition over several gateways or fields."),
        )
    parser = _Parser(_tokens(text))
    tree = parser.expression()
    parser.must_end()
    return tree


def _refuse(position: int, found: Any, wanted: Any, cure: Any) -> NoReturn:
    message = _("The expression cannot be read at character %(at)d: found %(found)s, wanted %(wanted)s.") % {
        "at": position,
        "found": found,
        "wanted": wanted,
    }
    raise ExpressionFault(message, position=position, found=found, wanted=wanted, cure=cure)


def _tokens(text: str) -> list[Token]:
    tokens, at, end = [], 0, len(text.rstrip(" \t\r\n"))
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            _refuse_character(text, at)
        kind = match.lastgroup or ""
        tokens.append(Token(kind, match[kind], match.start(kind) + 1))
        at = match.end()
    tokens.append(Token("end", "", end + 1))
    return tokens


def _refuse_character(text: str, at: int) -> NoReturn:
    at += len(text[at:]) - len(text[at:].lstrip(" \t\r\n"))
    character = text[at]
    if character in "'\"":
        _refuse(at + 1, _("a text that is not closed"), _("a closing quote"), _("Put the same quote at its end."))
    cure = _HABITS.get(character) or _("Use names, numbers, 'texts' and == != < <= > >= and or not in + - * / only.")
    _refuse(at + 1, f"“{character}”", _("a name, a number, a 'text' or an operator"), str(cure))


def _unescape(token: Token) -> str:
    body = token.value[1:-1]
    if "\\" not in body:
        return body
    if re.search(r"\\[^\\'\"]", body.replace("\\\\", "")):
        _refuse(token.position, _("an unknown \\ sign"), _("\\' or \\\" or \\\\"), _("Write the character itself."))
    return re.sub(r"\\(.)", r"\1", body)


class _Parser:
    """Precedence climbing: two Python frames for each level of nesting, and chains stay flat."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens, self.at, self.depth = tokens, 0, 0

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def expect(self, sign: str) -> None:
        if not self.is_sign(sign):
            self.refuse(f"“{sign}”")
        self.at += 1

    def is_sign(self, sign: str) -> bool:
        return self.token.kind == "op" and self.token.value == sign

    def refuse(self, wanted: str, cure: str = "") -> NoReturn:
        token = self.token
        found = _("the end") if token.kind == "end" else f"“{token.value}”"
        _refuse(token.position, found, wanted, cure or _("Complete or correct this place."))

    def must_end(self) -> None:
        if self.token.kind != "end":
            self.refuse(_("an operator or the end"), _("Join two conditions with “and” or “or”."))

    def expression(self, floor: int = 0) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.refuse(_("at most %(n)d levels") % {"n": MAX_DEPTH}, _("Take some brackets out."))
        left = self.climb(self.operand(), floor)
        self.depth -= 1
        return left

    def climb(self, left: Node, floor: int) -> Node:
        compared = False
        while (operator := self.operator()) and (power := _POWER.get(operator, _COMPARE)) > floor:
            if power == _COMPARE and compared:
                self.refuse(_("“and” or the end"), _("Write a < b and b < c instead of a < b < c."))
            position = self.token.position
            self.at += 2 if operator == "not in" else 1
            left = _joined(power, operator, position, left, self.expression(power))
            compared = power == _COMPARE
        return left

    def operator(self) -> str:
        """The binary operator that stands here, or an empty text."""
        token = self.token
        if token.kind == "op":
            return token.value if token.value in _POWER or token.value in _COMPARISONS else ""
        if token.kind != "name":
            return ""
        if token.value == "not" and self.tokens[self.at + 1].value == "in":
            return "not in"
        return token.value if token.value in ("and", "or", "in") else ""

    def operand(self) -> Node:
        token = self.token
        if token.kind == "number":
            return self.number()
        if token.kind == "text":
            return Node("value", token.position, _unescape(self.take()))
        if token.kind == "name":
            return self.word()
        if token.value in ("(", "[", "-") and token.kind == "op":
            return self.bracket()
        self.refuse(_("a name, a number, a 'text' or a bracket"))

    def number(self) -> Node:
        token = self.take()
        if len(token.value) > MAX_DIGITS:
            _refuse(
                token.position,
                _("a number of %(n)d digits") % {"n": len(token.value)},
                _("at most %(n)d digits") % {"n": MAX_DIGITS},
                _("Use a smaller number."),
            )
        return Node("value", token.position, Decimal(token.value) if "." in token.value else int(token.value))

    def bracket(self) -> Node:
        token = self.take()
        if token.value == "-":
            return Node("minus", token.position, None, (self.expression(_MINUS),))
        if token.value == "[":
            return Node("list", token.position, None, self.items("]"))
        inner = self.expression()
        self.expect(")")
        return inner

    def items(self, closing: str) -> tuple[Node, ...]:
        parts: list[Node] = []
        while not self.is_sign(closing):
            parts.append(self.expression())
            if not self.is_sign(closing):
                self.expect(",")
        self.expect(closing)
        return tuple(parts)

    def word(self) -> Node:
        token = self.token
        if token.value == "not":
            self.take()
            return Node("not", token.position, None, (self.expression(_NOT),))
        if token.value in CONSTANTS:
            return Node("value", self.take().position, CONSTANTS[token.value])
        if self.tokens[self.at + 1].value == "(" and self.tokens[self.at + 1].kind == "op":
            return self.call()
        return self.name()

    def call(self) -> Node:
        token = self.token
        if token.value not in FUNCTIONS:
            self.refuse(
                _("one of the functions %(names)s") % {"names": ", ".join(sorted(FUNCTIONS))},
                _("Only these functions exist."),
            )
        self.at += 2
        parts = self.items(")")
        least, most = FUNCTIONS[token.value]
        if not least <= len(parts) <= most:
            _refuse_count(token, len(parts))
        for part, read in zip(parts, dates.readers(token.value), strict=False):
            if reason := _no_day(part, read):
                _refuse(part.position, reason, *_wanted_day(token.value, read))
        return Node("call", token.position, token.value, parts)

    def name(self) -> Node:
        position, parts = self.token.position, [self.step()]
        while self.is_sign("."):
            self.at += 1
            parts.append(self.step())
        return Node("name", position, tuple(parts))

    def step(self) -> str:
        token = self.token
        if token.kind != "name" or token.value in _WORDS:
            self.refuse(_("a name"))
        if token.value.startswith("_"):
            self.refuse(_("a name that begins with a letter"), _("Names that begin with _ do not exist here."))
        if token.value in ("True", "False", "None"):
            self.refuse(_("a name, or true, false, null"), _("Write true, false or null in small letters."))
        return self.take().value


def _refuse_count(token: Token, found: int) -> NoReturn:
    few = _("%(n)d values") % {"n": FUNCTIONS[token.value][0]} if token.value in dates.WRITTEN else _("one value")
    written = dates.WRITTEN.get(token.value)
    _refuse(
        token.position,
        _("%(name)s with %(n)d values") % {"name": token.value, "n": found},
        few,
        _("Write it like this: %(example)s") % {"example": written} if written else _("Give it one list."),
    )


def _no_day(part: Node, read: Callable[[str | None], Any]) -> str:
    """Why what is written here can never be a day or an ID number; empty if it may be, or is a plain null."""
    if part.kind == "value" and (part.value is None or (isinstance(part.value, str) and read(part.value))):
        return ""
    if part.kind == "value":
        return f"“{part.value}”"
    never = part.kind in _NEVER_A_DAY or (part.kind == "call" and part.value not in _MAY_BE_A_DAY)
    return _("a value that is never a day") if never else ""


def _wanted_day(name: str, read: Callable[[str | None], Any]) -> tuple[str, str]:
    wanted = {
        dates.day_of: _("a day such as '2026-03-01'"),
        dates.birthday_of: _("an ID number of 18 characters"),
    }.get(read, _("a day such as '2026-03-01', or an ID number of 18 characters"))
    return wanted, _("Write it like this: %(example)s") % {"example": dates.WRITTEN[name]}


_NEVER_A_DAY = frozenset({"list", "not", "minus", "and", "or", "product", "compare"})
_MAY_BE_A_DAY = frozenset({"today", "date", "birthday", "min", "max"})


def _joined(power: int, operator: str, position: int, left: Node, right: Node) -> Node:
    """Chains such as a + b + c become one node, so that a long chain is not a deep tree."""
    if power == _COMPARE:
        return Node("compare", position, operator, (left, right))
    kind = _KINDS[power]
    if left.kind == kind:
        return Node(kind, left.position, (*left.value, operator), (*left.parts, right))
    return Node(kind, position, (operator,), (left, right))
