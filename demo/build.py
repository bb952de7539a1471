"""Builds the demo county by calling the real actions. Run again, it changes nothing that is there."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from stdnum.cn import uscc

from demo import people as cast
from demo.cases import build_cases
from demo.levels import raise_levels
from demo.mandates import build_mandates
from demo.pictures import letter
from demo.places import build_places
from tongban.catalogue import api as catalogue
from tongban.kit import clock
from tongban.kit.act import SYSTEM
from tongban.licences.api import LicenceType
from tongban.people import api as people
from tongban.promises.api import load_calendar
from tongban.promises.calendar import seed_rows
from tongban.regions.actions import load_divisions, record_organisation
from tongban.regions.api import Division
from tongban.workflow import api as workflow

BEFORE = dt.datetime(2025, 1, 2, 9, tzinfo=clock.ZONE)  # everybody has been here for a while
SEEDED = range(2004, 2027)  # what chinesecalendar holds
HERE = Path(__file__).parent
LETTER = "authorisation"
FORMS = (("form_file", False, "授权委托书（空白表）.pdf"), ("sample_file", True, "授权委托书（填写样例）.pdf"))
Say = Callable[[str], None]


def read(name: str) -> Any:
    return json.loads((HERE / "catalogue" / name).read_text())


def build(say: Say = print, *, cases: bool = True) -> None:
    """Regions, calendar, organs, processes, licence types, guides, people, and cases in every state."""
    assert settings.DEMO, "the demo never runs in production mode"
    regions(say)
    calendar(say)
    orgs = organisations(say)
    workflow.publish_library()
    licence_types(orgs)
    basic_list(say)
    shared_materials(say)
    guides(say)
    online_plans()
    build_places(say)
    with clock.turned_to(BEFORE):
        accounts(orgs, say)
    if cases:
        other_words()
        build_cases(say)
        build_mandates(say)


def regions(say: Say) -> None:
    if not Division.objects.filter(pk=settings.HOME_REGION).exists():
        done = load_divisions(settings.HOME_REGION)
        say(f"divisions: {done['created']}")


def calendar(say: Say) -> None:
    from tongban.promises.models import CalendarEdition

    if not CalendarEdition.objects.exists():
        edition = load_calendar(seed_rows(), source="chinesecalendar", years=SEEDED)
        say(f"calendar: {min(edition.years)}–{max(edition.years)}")


def organisations(say: Say) -> dict[str, str]:
    rows = read("organisations.json")
    for row in rows:
        record_organisation(row)
    say(f"organs: {len(rows)}")
    return {row.get("key", row["code"]): row["code"] for row in rows}


def licence_types(orgs: dict[str, str]) -> None:
    definer = next(iter(orgs.values()))
    for number, row in enumerate(read("codesets/licence_types.json"), 1):
        values = {"slug": row["code"], "name": row["name"]["zh"], "name_en": row["name"]["en"]}
        LicenceType.objects.update_or_create(code=f"{definer}{number:03d}", defaults=values)


def guide_files(folder: str = "") -> list[Any]:
    paths = sorted((HERE / "catalogue" / folder).glob("*.json"))
    return [json.loads(path.read_text()) for path in paths if path.name != "organisations.json"]


def basic_list(say: Say) -> None:
    """What the province's list would say of each guide: its name, its type, its basis in law."""
    known = set(catalogue.BasicItem.objects.values_list("code", flat=True))
    made = 0
    for guide in guide_files():
        if guide["base_code"] in known:
            continue
        content = {"code": guide["base_code"], "name": guide["name"], "type_code": guide["type_code"]}
        more = {"bases": guide["bases"], "levels": sorted({"4", guide["code"][18]})}
        item = catalogue.draft_basic(item=None, content=content | more, region_code=cast.PROVINCE, by=SYSTEM).item
        catalogue.submit_basic(item=item, by=SYSTEM)
        catalogue.publish_basic(item=item, by=SYSTEM)
        known.add(guide["base_code"])
        made += 1
    say(f"basic list: {made}")


def shared_materials(say: Say) -> None:
    """Papers that many guides ask for, described once; the letter of authorisation with a blank form and a sample."""
    known = set(catalogue.SharedMaterial.objects.values_list("key", flat=True))
    rows = [row for row in read("codesets/materials.json") if row["key"] not in known]
    for row in rows:
        version = catalogue.draft_material(material=None, content=row, region_code=cast.PROVINCE, by=SYSTEM)
        if row["key"] == LETTER:
            for which, filled, name in FORMS:
                upload = SimpleUploadedFile(name, letter(filled=filled), "application/pdf")
                catalogue.attach(material=version.material, which=which, upload=upload, by=SYSTEM)
        catalogue.submit_material(material=version.material, by=SYSTEM)
        catalogue.publish_material(material=version.material, by=SYSTEM)
    say(f"shared materials: {len(rows)}")


def guides(say: Say) -> None:
    """Each guide drafted and published once; a guide that is there already stays as people left it."""
    known = set(catalogue.Item.objects.values_list("code", flat=True))
    made = 0
    for content in [*guide_files(), *guide_files("bundles")]:
        if content["code"] in known:
            continue
        if content.get("members"):
            content = catalogue.compose(content)
        version = catalogue.draft(item=None, content=content, by=SYSTEM, source="demo")
        catalogue.submit_for_review(item=version.item, by=SYSTEM)
        catalogue.publish(item=version.item, by=SYSTEM)
        made += 1
    say(f"guides: {made}")


def online_plans() -> None:
    """From which day what is not online yet will be; a day that was set stays."""
    for row in read("codesets/online_plans.json"):
        item = catalogue.Item.objects.select_related("current").get(code=row["item"])
        if not hasattr(item, "online_plan"):
            day = clock.today() + dt.timedelta(days=row["days"])
            catalogue.plan_online(item=item, planned_on=day, reason=row["reason"], by=SYSTEM)


def other_words() -> None:
    """What people ask for here: looked at by those who publish the county's list."""
    by = people.User.objects.get(login="publisher1")
    known = set(catalogue.OtherWord.objects.values_list("word", flat=True))
    for row in read("codesets/words.json"):
        if row["word"] not in known:
            catalogue.lead(word=row["word"], leads=row["leads"], region_code=settings.HOME_REGION, by=by)


def accounts(orgs: dict[str, str], say: Say) -> None:
    if people.User.objects.filter(login="citizen1").exists():
        return
    password = settings.DEMO_PASSWORD
    for login, name, birthday, serial, phone, email in cast.CITIZENS:
        user = people.register(
            name=name, id_number=cast.id_number(birthday, serial), phone=phone, email=email, password=password
        )
        people.User.objects.filter(pk=user.pk).update(login=login)
    for agent, name, first17, address in cast.ENTERPRISES:
        user = people.User.objects.get(login=agent)
        code = first17 + uscc.calc_check_digit(first17)
        people.act_for(user=user, uscc=code, name=name, capacity="legal_representative", address=address, by=SYSTEM)
    staff = cast.officials(orgs)
    for official in staff:
        people.hire(login=official["login"], name=official["name"], password=password, posts=official["posts"])
    raise_levels([row[0] for row in cast.CITIZENS])
    say(f"accounts: {len(cast.CITIZENS)} citizens, {len(staff)} officials")
