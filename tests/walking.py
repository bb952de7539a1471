"""Reaches any state of a case by walking there through the actions, so that no test holds an impossible object."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from demo import filling
from tongban.cases import api as cases
from tongban.catalogue import api as catalogue
from tongban.intake import api as intake
from tongban.outbox import api as outbox
from tongban.people.api import User

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


def user(login: str) -> User:
    return User.objects.prefetch_related("posts").get(login=login)


def item(name: str) -> catalogue.Item:
    return catalogue.Item.objects.select_related("current").get(name=name)


ELDERLY, FOOD, UNEMPLOYMENT, BUSINESS, WATER = (
    "高龄津贴申领", "食品经营许可（新办）", "失业登记", "个体工商户登记（设立）", "取水许可（新办）",
)


def upload(name: str = "材料.png", content: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/png")


def filled(name: str = ELDERLY, by: str = "citizen1", **options: Any) -> intake.Application:
    """A draft with every answer and every required material."""
    person = user(by)
    application = intake.start(item=item(name), user=person, by=person, **options)
    situation = filling.situation_for(application.guide)
    application = intake.save_situation(application=application, answers=situation, by=person)
    answers = filling.answers_for(application.guide, situation, application.answers)
    application = intake.save_page(application=application, page="all", values=answers, reached=9, by=person)
    for need in intake.needs(application):
        if need.is_missing:
            intake.add_file(application=application, material_key=need.material.key, upload=upload(), by=person)
    return application


def submitted(name: str = ELDERLY, by: str = "citizen1", **options: Any) -> cases.Case:
    application = intake.submit(application=filled(name, by, **options), by=user(by))
    return cases.Case.objects.get(number=application.receipt_no)


def accepted(name: str = ELDERLY, by: str = "citizen1") -> cases.Case:
    return cases.accept(case=submitted(name, by), by=user("examiner1"))


def reviewed(name: str = ELDERLY, opinion: str = "grant") -> cases.Case:
    return cases.review(case=accepted(name), opinion=opinion, reasons="材料与标准一致。", by=user("examiner1"))


def granted(name: str = ELDERLY) -> cases.Case:
    return cases.grant(case=reviewed(name), by=user("decider1"))


def printed(case: cases.Case) -> cases.Case:
    """The worker has run."""
    outbox.drain()
    return cases.Case.objects.get(pk=case.pk)
