"""The register of processing (PIPL Articles 51 and 55), from the declarations in the code: every personal field with
class, purpose, legal basis, retention and where it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings

from tongban.kit.fields import PersonalBytesField, PersonalField
from tongban.kit.holdings import Holding, holdings, of_nobody, outdated
from tongban.people.api import look_reasons, retention_classes

DECLARED = (PersonalField, PersonalBytesField)


def drawn() -> Iterator[str]:
    yield from (
        "Sealed in the database with the key ring, found through blind indexes, masked on the desk until opened for a reason.\n",
        "| field | class | purpose | legal basis | kept | shown to |",
        "|---|---|---|---|---|---|",
    )
    for model in sorted(apps.get_models(), key=lambda one: one._meta.label):
        for field in model._meta.local_fields:
            if isinstance(field, DECLARED) and model.__module__.startswith("tongban."):
                yield _line(model._meta.label, field)
    yield "\n## In nobody's export\n"
    yield from (f"* `{name}`: {why}." for name, why in sorted(of_nobody().items()))
    for one in holdings():
        yield from (f"* `{one.model._meta.label}.{path}`: {why}." for path, why in one.left_out.items())
    yield from _retention()
    yield "\n## Why personal data may be opened\n"
    yield "Data in `people/privacy/reasons.json`, or the file of `TONGBAN_LOOK_REASONS`.\n"
    yield from (f"* `{one.code}` {one.zh}: {_who(one)}" for one in look_reasons().values())


def _line(label: str, field: Any) -> str:
    held = [one for one in holdings() if one.model._meta.label == label]
    bases = "; ".join(dict.fromkeys(one.basis for one in held)) or "–"
    kept = ", ".join(dict.fromkeys(map(_kept, held))) or "–"
    shown = "; ".join(dict.fromkeys(one.shown for one in held)) or "–"
    return f"| `{label}.{field.name}` | {field.personal_class} | {field.purpose} | {bases} | {kept} | {shown} |"


def _kept(one: Holding) -> str:
    return f"`{one.keep}`" if isinstance(one.keep, str) else "by the regime of the service"


def _retention() -> Iterator[str]:
    yield "\n## How long\n"
    yield "Classes are data in `people/privacy/retention.json`, or the file of `TONGBAN_RETENTION`.\n"
    yield from (f"* `{one.code}` {one.zh}{' (archive)' if one.archive else ''}" for one in retention_classes().values())
    yield "\nWhat is no part of a case goes by itself, once an hour (`tongban retention --dry-run` says how much is due):\n"
    yield "| rule | what | setting | days |"
    yield "|---|---|---|---|"
    for rule in outdated():
        yield f"| `{rule.name}` | {rule.says} | `TONGBAN_{rule.setting}` | {getattr(settings, rule.setting)} |"


def _who(reason: Any) -> str:
    who = {"works": "whoever works on the case", "oversees": "whoever sees the case and does not work on it"}
    said = who.get(reason.who, "noted by the program")
    return said + (", in words" if reason.words else "") + (", may be shown later" if reason.later else "")
