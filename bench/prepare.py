"""What the clients work on, made by the real actions before the clock runs.

    python -m bench.prepare FOLDER --drafts 500 --cases 200 --people 20     (with the settings of the installation)

writes FOLDER/work-<name>.json. Several of them run beside each other, each with people of its own.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path
from typing import Any

ELDERLY, FOOD_CHANGE = "高龄津贴申领", "食品经营许可（变更）"
ACTS = [
    ("accept", {}),
    ("suspend", {"kind": "expert_review", "ground": "需组织专家评审。", "days": "10", "by_whom": "专家组"}),
    ("resume", {"result": "评审通过。"}),
    ("review", {"opinion": "grant", "reasons": "材料与标准一致。", "why_all": "测量用，逐项未另记。"}),
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--name", default="0")
    for what in ("drafts", "cases", "people"):
        parser.add_argument(f"--{what}", type=int, default=0)
    given = parser.parse_args()
    import django

    django.setup()
    made = prepared(given.name, given.drafts, given.cases, given.people)
    (given.folder / f"work-{given.name}.json").write_text(json.dumps(made))


def prepared(name: str, drafts: int, cases: int, people: int) -> dict[str, Any]:
    from demo.walking import filled, user

    citizens = [citizen(name, number) for number in range(max(people, 1))]
    sessions = {person.login: session_of(person) for person in citizens}
    # Whoever has a draft is led back to it; whole applications are made by others.
    others = [citizen(name, 1000 + number) for number in range(max(people, 1))]
    applicants = [{"session": session_of(person), "own": own_of(person)} for person in others]
    made: dict[str, Any] = {"people": applicants, "drafts": [], "cases": [], "acts": ACTS}
    made["examiner"] = session_of(examiner(name))
    for number in range(drafts):
        login = citizens[number % len(citizens)].login
        draft = filled(ELDERLY, login)
        made["drafts"].append({"key": str(draft.pk), "session": sessions[login]})
    from tongban.cases.api import Case
    from tongban.intake import api as intake

    for number in range(cases):
        person = user(citizens[number % len(citizens)].login)
        draft = filled(FOOD_CHANGE, person.login)
        done = intake.submit(application=draft, by=person)
        made["cases"].append(str(Case.objects.get(number=done.receipt_no).pk))
    return made | {"application": application()}


def citizen(name: str, number: int) -> Any:
    from tongban.kit.checkdigits import id_check
    from tongban.people import api as people

    login = f"bench-{name}-{number}"
    if found := people.User.objects.filter(login=login).first():
        return found
    draw = random.Random(login)
    first17 = (
        f"510131{draw.randint(1938, 1944)}{draw.randint(1, 12):02d}{draw.randint(1, 28):02d}{draw.randint(0, 999):03d}"
    )
    phone = f"19{draw.randint(0, 10**9 - 1):09d}"
    made = people.register(
        name="演示·测速", id_number=first17 + id_check(first17), phone=phone, email="", password="bench-password-01"
    )
    people.User.objects.filter(pk=made.pk).update(login=login)
    clerk, last = people.User.objects.get(login="clerk1"), made.id_number[-6:]  # an allowance asks who one is
    people.verify_at_window(user=made, document="111", name=made.name, digits=last, again=last, second="113", by=clerk)
    return people.User.objects.get(pk=made.pk)


def examiner(name: str) -> Any:
    """An examiner of the two organs whose cases the bench works on."""
    from demo.walking import item
    from tongban.people import api as people

    login = f"bench-examiner-{name}"
    if found := people.User.objects.filter(login=login).first():
        return found
    organs = {item(one).org_code: item(one).region_code for one in (ELDERLY, FOOD_CHANGE)}
    posts = [{"role": "examiner", "org_code": org, "region_code": region} for org, region in organs.items()]
    return people.hire(login=login, name="演示·测速", password="bench-password-01", posts=posts)


def session_of(user: Any) -> str:
    """A session as signing in makes it; the doors themselves let 40 in from one address each quarter of an hour."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from tongban.people.models import User
    from tongban.people.sessions import SessionStore

    kept = User.objects.get(pk=user.pk)
    session = SessionStore()
    session[SESSION_KEY] = kept._meta.pk.value_to_string(kept)
    session[BACKEND_SESSION_KEY] = "tongban.people.signin.BlindIndexBackend"
    session[HASH_SESSION_KEY] = kept.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def own_of(person: Any) -> dict[str, str]:
    """What an applicant for oneself leaves as it stands in the form."""
    return {"elder_name": person.name, "elder_id": person.id_number}


def application(login: str = "") -> dict[str, Any]:
    """The seven requests of a whole application for the allowance, as a browser would send them; whoever sends them puts
    `own_of` the applicant in, unless it is that of `login`.
    """
    from demo.filling import answers_for, situation_for
    from demo.walking import item
    from tongban.forms import api as forms

    found = item(ELDERLY)
    guide = found.current.guide
    situation = situation_for(guide)
    answers = answers_for(guide, situation)
    if login:
        from tongban.people.api import User

        answers |= own_of(User.objects.get(login=login))
    form = forms.load(guide.form)
    pages = {page.key: typed(page.fields, answers) for page in forms.pages(form, answers, situation)}
    wanted = [m for m in guide.materials_for({**answers, "situation": situation}) if m.necessity == "required"]
    files = {m.key: 1 for m in wanted}
    for material in wanted:  # five files in all, where the guide allows several for a material
        while sum(files.values()) < 5 and files[material.key] < material.max_files:
            files[material.key] += 1
    plain = {
        key: "yes" if value is True else "no" if value is False else str(value) for key, value in situation.items()
    }
    return {"item": found.code, "situation": plain, "pages": pages, "files": files}


def typed(fields: Any, answers: dict[str, Any]) -> dict[str, Any]:
    from tongban.forms.typed import from_values

    return dict(flat("", from_values(fields, answers)))


def flat(prefix: str, given: dict[str, Any]) -> Any:
    for key, value in given.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            yield f"{prefix}{key}-count", str(len(value))
            for index, item in enumerate(value):
                yield from flat(f"{prefix}{key}-{index}-", item)
        else:
            yield f"{prefix}{key}", value


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    main()
