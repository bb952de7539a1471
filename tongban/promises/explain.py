"""Why it is due on that day, in words: one sentence per line, the same in both languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, override

from tongban.promises.clocks import ClockReading
from tongban.promises.lines import Line
from tongban.promises.regimes import PAUSE_KINDS
from tongban.promises.statutes import cite
from tongban.promises.wording import date_text, is_chinese, names_text, range_text

Words = dict[str, object]


def explain(reading: ClockReading, today: dt.date, language: str) -> list[str]:
    """Sentences without a full stop, to be listed or joined. `language`: "zh-hans" or "en"."""
    with override(language):
        lines = [_text(line, language) for line in reading.explanation]
        return [*lines, *_today(reading, today, language)]


def in_one_sentence(sentences: list[str], language: str) -> str:
    if is_chinese(language):
        return "；".join(sentences) + "。"
    return "; ".join(sentences) + "."


def _text(line: Line, language: str) -> str:
    words: Words = {
        "number": line.number,
        "date": date_text(line.on, language) if line.on else "",
        "dates": range_text(line.on, line.until or line.on, language) if line.on else "",
        "name": names_text(line.names, language),
        "why": _why(line, language),
    }
    sentence = COUNTED[line.kind](line) if line.kind in COUNTED else _(PLAIN[line.kind])
    return sentence % words


def _why(line: Line, language: str) -> str:
    """“for expert review (Article 45)”: the reason, the law and the notice, as far as each is known."""
    reason = _reason(line.reason, language)
    given = [cite(line.basis, language)] if line.basis else []
    if line.document:
        given.append(line.document)
    if is_chinese(language):
        return (f"，原因：{reason}" if reason else "") + (f"（{'，'.join(given)}）" if given else "")
    return (f" for {reason}" if reason else "") + (f" ({'; '.join(given)})" if given else "")


def _reason(reason: str, language: str) -> str:
    if kind := PAUSE_KINDS.get(reason):
        return kind.zh if is_chinese(language) else kind.en
    return reason


def _limit(line: Line) -> str:
    if line.unit == "day":
        return ngettext(
            "%(number)s day from %(date)s, that day not counted%(why)s",
            "%(number)s days from %(date)s, that day not counted%(why)s",
            line.number,
        )
    return ngettext(
        "%(number)s working day from %(date)s, that day not counted%(why)s",
        "%(number)s working days from %(date)s, that day not counted%(why)s",
        line.number,
    )


def _legal(line: Line) -> str:
    if line.unit == "day":
        return ngettext(
            "promised sooner than the %(number)s day that the law allows%(why)s",
            "promised sooner than the %(number)s days that the law allows%(why)s",
            line.number,
        )
    return ngettext(
        "promised sooner than the %(number)s working day that the law allows%(why)s",
        "promised sooner than the %(number)s working days that the law allows%(why)s",
        line.number,
    )


def _paused_still(line: Line) -> str:
    if line.unit == "day":
        return ngettext(
            "paused since %(date)s%(why)s, with %(number)s day left",
            "paused since %(date)s%(why)s, with %(number)s days left",
            line.number,
        )
    return ngettext(
        "paused since %(date)s%(why)s, with %(number)s working day left",
        "paused since %(date)s%(why)s, with %(number)s working days left",
        line.number,
    )


def _resumed(line: Line) -> str:
    if line.unit == "day":
        return ngettext(
            "resumed on %(date)s; %(number)s day of the pause does not count",
            "resumed on %(date)s; %(number)s days of the pause do not count",
            line.number,
        )
    return ngettext(
        "resumed on %(date)s; %(number)s working day of the pause does not count",
        "resumed on %(date)s; %(number)s working days of the pause do not count",
        line.number,
    )


def _extended(line: Line) -> str:
    if line.unit == "day":
        return ngettext(
            "extended by %(number)s day on %(date)s%(why)s",
            "extended by %(number)s days on %(date)s%(why)s",
            line.number,
        )
    return ngettext(
        "extended by %(number)s working day on %(date)s%(why)s",
        "extended by %(number)s working days on %(date)s%(why)s",
        line.number,
    )


PLAIN: dict[str, str] = {
    "same_day": gettext_noop("to be answered on the same working day, %(date)s%(why)s"),
    "restarted": gettext_noop("began anew on %(date)s"),
    "paused": gettext_noop("paused %(dates)s%(why)s"),
    "paused_day_counted": gettext_noop("paused %(dates)s%(why)s, the first of these days still counted"),
    "holiday": gettext_noop("%(dates)s %(name)s not counted"),
    "shifted_workday": gettext_noop("%(date)s, a weekend day worked for %(name)s, is counted"),
    "late": gettext_noop("what was entered on %(date)s%(why)s came after the limit and changes nothing"),
    "moved": gettext_noop("the last day, %(date)s, is a day off, so the next working day is the last"),
    "due": gettext_noop("due %(date)s"),
    "provisional": gettext_noop("provisional: the State Council's calendar of %(number)s has not been loaded yet"),
    "kept": gettext_noop("answered on %(date)s, in time"),
    "broken": gettext_noop("answered on %(date)s, too late"),
    "void": gettext_noop("ended on %(date)s without an answer being owed"),
}
COUNTED: dict[str, Callable[[Line], str]] = {
    "limit": _limit,
    "legal": _legal,
    "paused_still": _paused_still,
    "resumed": _resumed,
    "extended": _extended,
}


def _today(reading: ClockReading, today: dt.date, language: str) -> list[str]:
    if reading.state == "paused" and (due := reading.due_if_resumed(today)):
        return [_("if it went on today, it would be due %(date)s") % {"date": date_text(due, language)}]
    if reading.state != "running" or today < reading.start:
        return []
    left = reading.left_on(today)
    return [_overdue(-left, reading.spec.unit) if reading.is_overdue(today) else _left(left, reading.spec.unit)]


def _left(number: int, unit: str) -> str:
    if number == 0:
        return _("today is the last day")
    if unit == "day":
        return ngettext("%(number)s day left", "%(number)s days left", number) % {"number": number}
    return ngettext("%(number)s working day left", "%(number)s working days left", number) % {"number": number}


def _overdue(number: int, unit: str) -> str:
    if number == 0:
        return _("overdue")
    if unit == "day":
        return ngettext("overdue by %(number)s day", "overdue by %(number)s days", number) % {"number": number}
    return ngettext("overdue by %(number)s working day", "overdue by %(number)s working days", number) % {
        "number": number
    }
