"""Walks an application or a case to a state by the real actions; the demo and the tests go the same way."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from demo import filling
from demo.pictures import photo
from demo.stories import Story
from tongban.cases import api as cases
from tongban.catalogue import api as catalogue
from tongban.intake import api as intake
from tongban.people.api import Enterprise, User, enterprises_of

ELDERLY, DISABILITY, FOOD, HYGIENE, WATER = (
    "高龄津贴申领",
    "残疾人两项补贴申领",
    "食品经营许可（新办）",
    "公共场所卫生许可（新办）",
    "取水许可（新办）",
)
ELDERS = {"citizen1"}  # whoever else applies for the allowance does so for a parent
UNEMPLOYMENT, BUSINESS, BIRTH, MACHINERY = "失业登记", "个体工商户登记（设立）", "生育登记", "农机购置与应用补贴申领"


def user(login: str) -> User:
    found: User = User.objects.prefetch_related("posts").get(login=login)
    return found


def item(name: str) -> catalogue.Item:
    return catalogue.Item.objects.select_related("current").get(name=name)


def enterprise(login: str) -> Enterprise:
    return enterprises_of(user(login))[0]


def upload(name: str = "材料.png", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or photo("演示材料"), content_type="image/png")


def applicant(name: str) -> str:
    """Of the right age: what the form says of the applicant is what the account says."""
    return "citizen3" if name == UNEMPLOYMENT else "citizen1"


def filled(
    name: str = ELDERLY, by: str = "", *, files: bool = True, story: Story | None = None, **options: Any
) -> intake.Application:
    """A draft with every answer and every required material: as `story` tells it, else invented and valid."""
    by = by or applicant(name)
    person = user(by)
    application = intake.start(item=item(name), user=person, by=person, **options)
    for_another = name == ELDERLY and by not in ELDERS
    wanted = story.situation if story else {"applicant": "family"} if for_another else {}
    situation = filling.situation_for(application.guide, **wanted)
    application = intake.save_situation(application=application, answers=situation, by=person)
    known = helper(person) if for_another and not story else application.answers
    known |= story.answers if story else {}
    answers = filling.answers_for(application.guide, situation, known)
    application = intake.save_page(application=application, page="all", values=answers, reached=9, by=person)
    for need in intake.needs(application) if files else []:
        if need.is_missing:
            picture = upload(f"{need.material.name.zh[:20]}.png", photo(need.material.name.zh))
            intake.add_file(application=application, material_key=need.material.key, upload=picture, by=person)
    return application


def helper(person: User) -> dict[str, Any]:
    return {"helper_name": person.name, "helper_id": person.id_number, "helper_phone": person.phone}


def submitted(name: str = ELDERLY, by: str = "", **options: Any) -> cases.Case:
    by = by or applicant(name)
    application = intake.submit(application=filled(name, by, **options), by=user(by))
    return cases.Case.objects.get(number=application.receipt_no)


def accepted(name: str = ELDERLY, by: str = "", **options: Any) -> cases.Case:
    return cases.accept(case=submitted(name, by, **options), by=user("examiner1"))


def completed(case: cases.Case, by: str) -> cases.Case:
    """What was allowed to follow (容缺) is handed in."""
    names = {material.key: material.name.zh for material in case.guide.materials}
    for key in case.tolerated:
        picture = upload(f"{names[key][:20]}.png", photo(names[key]))
        cases.add_deferred_file(case=case, material_key=key, upload=picture, by=user(by))
    return cases.with_everything(case.pk)


def ticks(case: cases.Case) -> list[str]:
    """Every required point that nobody ticked yet, for an examiner who has looked at all of them."""
    return [point.key for point in cases.open_points(case)]


def reviewed(
    name: str = ELDERLY,
    opinion: str = "grant",
    by: str = "",
    *,
    reasons: str = "材料与标准一致。",
    **options: Any,
) -> cases.Case:
    case = accepted(name, by, **options)
    return cases.review(case=case, opinion=opinion, reasons=reasons, ticked=ticks(case), by=user("examiner1"))


def granted(name: str = ELDERLY, by: str = "", **options: Any) -> cases.Case:
    return cases.grant(case=reviewed(name, by=by, **options), by=user("decider1"))


def granted_at_once(name: str = UNEMPLOYMENT, by: str = "", **options: Any) -> cases.Case:
    case = submitted(name, by, **options)
    return cases.grant_at_once(case=case, ticked=ticks(case), by=user("clerk1"))
