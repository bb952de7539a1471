"""Places kept by two at once: a new one of one name, a day that differs, the end of a place (R3)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests import walking as w
from tests.twice.on_the_rest import a_booking, a_hall, first_day, pair
from tests.twice.scenario import BOTH, ONE_WINS, THE_SAME, Act, Facts, Scenario
from tongban.halls import api as halls
from tongban.kit import clock

TOWN = "510131104000"


def director(number: int) -> Any:
    return w.user(f"hall{number + 1}")


def nothing() -> Facts:
    return {}


def made(facts: Facts, number: int) -> Act:
    hall = halls.Hall(region_code=TOWN)
    values = {"kind": "centre", "name": "演示新设站点", "address": f"演示路 {number} 号"}
    return lambda: halls.keep_hall(hall=hall, values=values, by=director(number)).address


def one_made(facts: Facts) -> None:
    assert halls.Hall.objects.filter(region_code=TOWN, name="演示新设站点").count() == 1


def written(facts: Facts, number: int) -> Act:
    """Both opened the form before either wrote."""
    from tongban.halls.keeping import seen_of

    hall = a_hall()
    seen, values = facts.get("seen") or seen_of(hall), {"phone": f"028-0000-000{number}"}
    return lambda: halls.keep_hall(hall=hall, values=values, by=director(number), seen=seen).phone


def opened() -> Facts:
    from tongban.halls.keeping import seen_of

    return {"seen": seen_of(a_hall())}


def elsewhere() -> Any:
    """Not the hall where the other scenarios book."""
    return halls.Hall.objects.get(kind="special")


def day_of(number: int) -> dt.date:
    return clock.today() + dt.timedelta(days=20 + number)


def same_day(facts: Facts, number: int) -> Act:
    hall = elsewhere()
    return lambda: halls.set_day(hall=hall, day=day_of(5), spans=[], reason="演练", by=director(number)).exceptions


def two_days(facts: Facts, number: int) -> Act:
    hall = elsewhere()
    return lambda: halls.set_day(hall=hall, day=day_of(number), spans=[], reason="演练", by=director(number)).pk


def both_days(facts: Facts) -> None:
    assert {day_of(0).isoformat(), day_of(1).isoformat()} <= elsewhere().exceptions.keys()


def ended(facts: Facts, number: int) -> Act:
    hall = elsewhere()
    return lambda: str(halls.close(hall=hall, on=day_of(0), reason="搬迁", by=director(number)).closed_on)


def booked_and_closed() -> Facts:
    facts = a_booking()
    halls.set_day(hall=a_hall(), day=first_day(), spans=[], reason="停电", by=w.user("hall1"))
    return facts


def called_off(facts: Facts, number: int) -> Act:
    booking = halls.Booking.objects.select_related("hall", "user").get(pk=facts["booking"])
    return lambda: halls.call_off_closed(booking=booking).state


KEPT = "halls.keep_hall"
SCENARIOS: dict[str, Scenario] = {
    f"{KEPT} (one name)": Scenario(nothing, pair(made), ONE_WINS, {KEPT: 1}, after=one_made),
    f"{KEPT} (one form)": Scenario(opened, pair(written), ONE_WINS, {KEPT: 1}),
    "halls.set_day": Scenario(nothing, pair(same_day), THE_SAME, {"halls.set_day": 1}),
    "halls.set_day (two days)": Scenario(nothing, pair(two_days), BOTH, {"halls.set_day": 2}, after=both_days),
    "halls.close": Scenario(nothing, pair(ended), THE_SAME, {"halls.close": 1}),
    "halls.call_off_closed": Scenario(booked_and_closed, pair(called_off), THE_SAME, {"halls.call_off_closed": 1}),
}
