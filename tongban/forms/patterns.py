"""Patterns of the schema, run by RE2: whatever the pattern, its work grows with the length of the text and no faster.

Written as for Python's `re`. What RE2 spells or reads differently is put into its words first, so that `\\w` and `\\d`
mean letters and digits of every script here too; what it does not have (looking around, referring back) is refused.
"""

from __future__ import annotations

import re
from functools import lru_cache

import re2  # type: ignore[import-untyped]
from django.utils.translation import gettext as _

LETTERS_AT_MOST = 1000
STEPS_AT_MOST = 30_000  # of the program that RE2 makes of a pattern: `\w{2,20}` has 27,000, `.` has 9, a digit 1
EFFORT_AT_MOST = 100_000_000  # steps × characters: a quarter of a second for the worst pattern found, on one core
MEMORY = 1 << 20  # bytes that one pattern may take while it runs

_CLASS = r"\[\^?\]?(?:\\.|[^\\\]])*\]"
_ESCAPE = r"\\(?P<name>u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)"
_PIECE = re.compile(rf"(?P<set>{_CLASS})|{_ESCAPE}|\{{,(?P<most>[0-9]+)\}}", re.DOTALL)
_WITHIN = re.compile(rf"{_ESCAPE}|(?P<open>\[)", re.DOTALL)
_LETTERS, _DIGITS, _BLANKS = r"\p{L}\p{N}_", r"\p{Nd}", r"\s\v\x1c-\x1f\x{85}\p{Z}"
_OUTSIDE = {
    "w": f"[{_LETTERS}]",
    "W": f"[^{_LETTERS}]",
    "d": _DIGITS,
    "D": r"\P{Nd}",
    "s": f"[{_BLANKS}]",
    "S": f"[^{_BLANKS}]",
    "Z": r"\z",
}
_INSIDE = {"w": _LETTERS, "d": _DIGITS, "D": r"\P{Nd}", "s": _BLANKS, "b": r"\x08"}
_NOT_HERE = {False: "bB", True: "WS"}  # outside and inside of [ ]: what would mean something else to RE2


class PatternRefused(ValueError):
    pass


class Compiled:
    """`fullmatch` as of `re.Pattern`; the time is at most `steps` × the characters of the text."""

    def __init__(self, pattern: str) -> None:
        self._program = re2.compile(_in_its_words(pattern), _options())
        self.steps: int = self._program.programsize
        if self.steps > STEPS_AT_MOST:
            raise PatternRefused(_shorter())

    def fullmatch(self, text: str) -> bool:
        return self._program.fullmatch(text) is not None


def check_effort(pattern: str, longest: int) -> None:
    """Raises PatternRefused when texts of `longest` characters would keep the computer too long."""
    if compiled(pattern).steps * longest > EFFORT_AT_MOST:
        raise PatternRefused(_shorter())


def _shorter() -> str:
    return _("a shorter pattern; how long a text may be is said by “min_length” and “max_length”")


@lru_cache(maxsize=256)
def compiled(pattern: str) -> Compiled:
    """Raises PatternRefused; its words say what is wanted instead."""
    if len(pattern) > LETTERS_AT_MOST:
        raise PatternRefused(_shorter())
    try:
        return Compiled(pattern)
    except re2.error as error:
        said = bytes(error.args[0]).decode("utf-8", "replace")
        too_large = "too large" in said
        raise PatternRefused(
            _shorter() if too_large else _("a regular expression (%(error)s)") % {"error": said}
        ) from error


def _options() -> re2.Options:
    options = re2.Options()
    options.max_mem, options.log_errors, options.never_capture = MEMORY, False, True
    return options


def _in_its_words(pattern: str) -> str:
    """RE2 knows no `\\u4e00`, no `{,3}` and no `\\Z`, and takes `\\w`, `\\d` and `\\s` for ASCII only."""
    return _PIECE.sub(_outside, pattern)


def _outside(piece: re.Match[str]) -> str:
    if whole := piece["set"]:
        return "[" + _WITHIN.sub(_inside, whole[1:])
    return _escape(piece["name"], inside=False) if piece["name"] else f"{{0,{piece['most']}}}"


def _inside(piece: re.Match[str]) -> str:
    return r"\[" if piece["open"] else _escape(piece["name"], inside=True)


def _escape(name: str, *, inside: bool) -> str:
    if name[0] in "uU" and len(name) > 1:
        return rf"\x{{{name[1:]}}}"
    if name in _NOT_HERE[inside]:
        raise PatternRefused(_("a pattern without \\%(name)s in this place") % {"name": name})
    return (_INSIDE if inside else _OUTSIDE).get(name, f"\\{name}")
