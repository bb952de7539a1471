"""Where people of the demo county are served: its halls, a centre in each town, stations, agents, terminals (R3, H5).

Towns and villages are real; addresses, positions and telephones are made up, and the addresses say so.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tongban.catalogue.api import Item
from tongban.halls.api import Hall, keep_hall, set_day
from tongban.kit import clock
from tongban.kit.act import SYSTEM
from tongban.regions.api import Division
from tongban.regions.english import english_name

HERE = Path(__file__).parent / "catalogue"
ENDS = ("居委会", "村委会", "居民委员会", "村民委员会")


def build_places(say: Callable[[str], None]) -> None:
    """A place that is there stays as people left it."""
    data = json.loads((HERE / "codesets" / "places.json").read_text())
    known = set(Hall.objects.values_list("region_code", "name"))
    codes = {stem: json.loads((HERE / f"{stem}.json").read_text())["code"] for stem in data["stems"]}
    there = set(Item.objects.filter(code__in=codes.values()).values_list("code", flat=True))
    made = 0
    for row in rows(data):
        if (row["region_code"], row["name"]) in known:
            continue
        row["serves_items"] = [codes[stem] for stem in row.pop("serves", ()) if codes[stem] in there]
        row["weekly"] = data["weeks"][row.pop("week")]
        closed = row.pop("closed_day", None)
        hall = Hall(region_code=row.pop("region_code"), kind=row["kind"])
        hall = keep_hall(hall=hall, values=row | {"name": row["name"]}, by=SYSTEM)
        if closed:
            set_day(hall=hall, day=_weekday(closed["in_days"]), spans=[], reason=closed["reason"], by=SYSTEM)
        made += 1
    say(f"places: {made}")


def _weekday(days: int) -> dt.date:
    day = clock.today() + dt.timedelta(days=days)
    return day + dt.timedelta(days=max(0, 7 - day.weekday()) % 7 if day.weekday() > 4 else 0)


def rows(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for row in data["places"]:
        yield dict(row)
    for number, town in enumerate(data["towns"]):
        yield from _town(data, town, number)


def _town(data: dict[str, Any], town: dict[str, Any], number: int) -> Iterator[dict[str, Any]]:
    division = Division.objects.get(pk=town["code"])
    north, east = town["at"]
    shared = {"latitude": str(north), "longitude": str(east), "phone": f"028-8855-02{number:02d}"}
    yield (
        shared
        | data["centre"]
        | {
            "region_code": division.pk,
            "name": f"{division.name}便民服务中心",
            "name_en": f"{division.name_en} Service Centre",
            "address": f"{division.name}便民路 1 号（演示地址）",
            "address_en": f"1 Bianmin Road, {division.name_en} (demonstration address)",
            "contact": f"演示·{'何林罗唐邓许韩冯'[number % 8]}主任",
        }
    )
    villages = list(Division.objects.filter(parent=division).order_by("code"))
    for place, village in enumerate(villages[:: max(len(villages) // 3, 1)][:3]):
        at = {
            "latitude": str(round(north + 0.011 * (place - 1), 6)),
            "longitude": str(round(east + 0.013 * (place + 1), 6)),
        }
        phone = {"phone": f"028-8855-03{3 * number + place:02d}"}
        yield from _village(data, division, village, at | phone, with_agent=place == 2)


def _village(
    data: dict[str, Any], town: Division, village: Division, shared: dict[str, str], *, with_agent: bool
) -> Iterator[dict[str, Any]]:
    stem = next((village.name.removesuffix(end) for end in ENDS if village.name.endswith(end)), village.name)
    english = english_name(village.name, 5)
    address = {
        "region_code": village.pk,
        "address": f"{town.name}{stem}党群服务中心（演示地址）",
        "address_en": f"Village hall of {english}, {town.name_en} (demonstration address)",
    }
    who = f"演示·{'赵钱孙李周吴郑王'[int(village.pk[-2:]) % 8]}代办员"
    yield (
        shared
        | address
        | data["station"]
        | {
            "name": f"{stem}便民服务站",
            "name_en": f"{english} Service Station",
            "contact": who,
        }
    )
    if with_agent:
        yield (
            shared
            | address
            | data["agent"]
            | {
                "name": f"{stem}代办点",
                "name_en": f"{english} Agent Point",
                "contact": who,
            }
        )
