"""Whom the registers of the demo know: the people and enterprises of the demo, and a few made for trying."""

from __future__ import annotations

from typing import Any

from stdnum.cn import uscc

from demo.people import CITIZENS, ENTERPRISES, id_number

# name, document, number, status
MORE = [
    ("演示·新来者", "111", id_number("19900101", "018"), "alive"),
    ("演示·已故人", "111", id_number("19310203", "011"), "dead"),
    ("演示·销户人", "111", id_number("19660708", "012"), "cancelled"),
    ("演示·陳港生", "516", "H12345678", "alive"),
    ("演示·林台北", "511", "12345678", "alive"),
    ("Demo Smith", "414", "XDEMO0001", "alive"),
    ("Demo Meyer", "553", "DEU110090010112", "alive"),
]


def persons() -> dict[tuple[str, str], dict[str, str]]:
    """(type, number) → name and status."""
    found = {("111", id_number(born, serial)): (name, "alive") for _login, name, born, serial, *_rest in CITIZENS}
    found |= {(kind, number): (name, status) for name, kind, number, status in MORE}
    return {key: {"name": name, "status": status} for key, (name, status) in found.items()}


def bodies() -> dict[str, dict[str, Any]]:
    """Credit code → what is registered."""
    names = {login: name for login, name, *_rest in CITIZENS}
    return {
        first17 + uscc.calc_check_digit(first17): {
            "name": name, "legal_representative": names[agent], "status": "registered"
        }
        for agent, name, first17, _address in ENTERPRISES
    }  # fmt: skip
