"""The places themselves: new, changed, closed on single days, given up."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from tongban.catalogue.api import Item
from tongban.halls.hours import read_time
from tongban.halls.kinds import Kind
from tongban.halls.models import Hall
from tongban.halls.opening import WEEK, checked_spans
from tongban.halls.rules import check_can_manage
from tongban.kit import clock
from tongban.kit.act import SYSTEM, Actor, This, act
from tongban.kit.errors import BadInput, Refused
from tongban.regions.api import Organisation

Values = dict[str, Any]
KEPT = (
    "kind", "name", "name_en", "address", "address_en", "phone", "contact", "wheelchair", "longitude", "latitude",
    "weekly", "open_on_holidays", "windows", "serves_organs", "serves_items", "reason", "approval", "review_on",
    "sessions", "saturday_sessions", "slot_minutes", "capacity", "days_ahead",
)  # fmt: skip
BOUNDS = {"longitude": (Decimal(73), Decimal(136)), "latitude": (Decimal(3), Decimal(54))}  # degrees, of the country
KEPT_DAYS = 366  # how long a day that is over stays in the list


def keep_hall(*, hall: Hall, values: Values, by: Actor, seen: str = "") -> Hall:
    """A place, new or changed; the same again changes nothing. Bookings that stand keep their time.

    `values`: any of `KEPT`; `sessions`, `saturday_sessions` and the days of `weekly` are lists of ["09:00", "12:00"].
    `seen`: what `seen_of` said when the form was opened. Raises BadInput, and Refused if somebody changed it meanwhile.
    """
    values = checked_values(hall, values)
    try:
        with act(hall, "halls.keep_hall", by=by, rule=_rule(by)) as this:
            _keep(this, values, seen)
    except IntegrityError as error:
        raise _taken(values.get("name", hall.name)) from error
    return this.subject


def _keep(this: This[Hall], values: Values, seen: str) -> None:
    row = this.subject
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    if row._state.adding:
        changed = sorted(values)
    elif not changed:
        this.nothing_happened()
        return
    elif seen and seen != seen_of(row):
        raise changed_meanwhile()
    names = {row.name, values.get("name", row.name)} if row._state.adding or "name" in changed else set()
    if names and Hall.objects.filter(region_code=row.region_code, name=values["name"]).exclude(pk=row.pk).exists():
        raise _taken(values["name"])
    for name in changed:
        setattr(row, name, values[name])
    this.note(changed=changed)
    if names:
        this.effect("halls.print_guides", region_code=row.region_code, names=sorted(filter(None, names)))


def set_day(*, hall: Hall, day: dt.date, spans: Any, reason: str, by: Actor) -> Hall:
    """What holds on one day: `spans` are its hours, [] closed, None as every week. Who booked then is told."""
    if spans is not None:
        spans = checked_spans(spans)
        _check_day(day, reason)
    with act(hall, "halls.set_day", by=by, rule=_rule(by)) as this:
        row, key = this.subject, day.isoformat()
        told = None if spans is None else {"spans": spans, "reason": reason.strip()}
        if row.exceptions.get(key) == told:
            this.nothing_happened()
            return row
        oldest = (clock.today() - dt.timedelta(days=KEPT_DAYS)).isoformat()
        kept = {one: what for one, what in row.exceptions.items() if one > oldest and one != key}
        row.exceptions = kept | ({key: told} if told else {})
        this.note(day=key, spans=spans)
        if told:
            _call_off(this, [key])
    return this.subject


def _check_day(day: dt.date, reason: str) -> None:
    errors: dict[str, list[str]] = {}
    if day < clock.today():
        errors["day"] = [_("This day is over.")]
    if not reason.strip():
        errors["reason"] = [_("Say why: people read it on the page.")]
    if errors:
        raise BadInput(_("Please look at this again."), errors=errors, found=day.isoformat())


def close(*, hall: Hall, on: dt.date | None, reason: str = "", by: Actor) -> Hall:
    """Given up from a day on; None takes that back. Who booked for later is told."""
    if on is not None and not reason.strip():
        raise BadInput(_("Please look at this again."), errors={"reason": [_("Say why: people read it on the page.")]})
    with act(hall, "halls.close", by=by, rule=_rule(by)) as this:
        row = this.subject
        reason = reason.strip() if on else ""
        if (row.closed_on, row.closed_reason) == (on, reason):
            this.nothing_happened()
            return row
        row.closed_on, row.closed_reason = on, reason
        this.note(on=on.isoformat() if on else None)
        if on is not None:
            _call_off(this, [])
    return this.subject


def _call_off(this: This[Hall], days: list[str]) -> None:
    closed = this.subject.closed_on
    this.effect(
        "halls.call_off_closed",
        hall=str(this.subject.pk),
        days=days,
        closed_on=closed.isoformat() if closed else "",
    )


def _rule(by: Actor) -> Any:
    return None if by is SYSTEM else check_can_manage


def seen_of(hall: Hall) -> str:
    """Another one after every change of what the form holds."""
    plain = json.dumps([str(getattr(hall, name)) for name in KEPT], ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


def changed_meanwhile() -> Refused:
    return Refused(
        _("Somebody changed this place while you were writing."),
        cure=_("Open it again, look at what is new, and make your change once more."),
    )


def _taken(name: str) -> BadInput:
    words = _("A place of this name is there already.")
    return BadInput(words, errors={"name": [words]}, found=name, cure=_("Open that one, or choose another name."))


# What may be kept


def checked_values(hall: Hall, values: Values, *, with_codes: bool = True) -> Values:
    """As they would be kept. Raises BadInput; `with_codes`: whether the codes of what is served are looked up."""
    errors: dict[str, list[str]] = {}
    values = dict(values)
    for name in ("sessions", "saturday_sessions"):
        if name in values:
            values[name] = _hours(name, values[name])
    if "weekly" in values:
        values["weekly"] = {day: spans for day in WEEK if (spans := checked_spans(values["weekly"].get(day, [])))}
    for name in ("longitude", "latitude"):
        if values.get(name) is not None:
            values[name] = _degrees(name, values[name], errors)
    whole = {name: values.get(name, getattr(hall, name)) for name in KEPT}
    _check_whole(whole, errors)
    if with_codes:
        _check_served(values, errors)
    if errors:
        words = "; ".join(text for texts in errors.values() for text in texts)
        raise BadInput(_("Please look at this again."), errors=errors, cure=words)
    return values


def _degrees(name: str, value: Any, errors: dict[str, list[str]]) -> Any:
    degrees = round(Decimal(value), 6)
    low, high = BOUNDS[name]
    if not low <= degrees <= high:
        errors[name] = [
            _("Write degrees between %(low)s and %(high)s, such as 103.506120.") % {"low": low, "high": high}
        ]
    return degrees


def _check_whole(whole: Values, errors: dict[str, list[str]]) -> None:
    if not whole["name"].strip():
        errors["name"] = [_("Write the name.")]
    if (whole["longitude"] is None) != (whole["latitude"] is None):
        missing = "longitude" if whole["longitude"] is None else "latitude"
        errors[missing] = [_("Write both longitude and latitude, or neither.")]
    if whole["kind"] == Kind.SPECIAL:
        words = _("A specialised hall says why it stands apart, who approved it, and when that is looked at again.")
        errors |= {name: [words] for name in ("reason", "approval", "review_on") if not whole[name]}


def _check_served(values: Values, errors: dict[str, list[str]]) -> None:
    """Two queries, whatever the number."""
    asked: Iterable[tuple[str, Any, str]] = (
        ("serves_items", Item, _("No service has the code %(codes)s.")),
        ("serves_organs", Organisation, _("No department has the code %(codes)s.")),
    )
    for name, kind, words in asked:
        if codes := values.get(name):
            known = set(kind.objects.filter(code__in=codes).values_list("code", flat=True))
            if unknown := [code for code in codes if code not in known]:
                errors[name] = [words % {"codes": ", ".join(unknown[:5])}]


def _hours(name: str, given: list[list[str]]) -> list[list[str]]:
    found: list[list[str]] = []
    for pair in given:
        opens, closes = (read_time(text) for text in pair)
        if opens is None or closes is None or opens >= closes or (found and f"{opens:%H:%M}" < found[-1][1]):
            words = _("Write each session as 9:00–12:00, the earlier one first, none inside another.")
            raise BadInput(_("These hours can't be."), errors={name: [words]}, found="–".join(pair))
        found.append([f"{opens:%H:%M}", f"{closes:%H:%M}"])
    return found
