"""Forms that the tests fill in. The people are invented; their numbers have right check digits."""

from __future__ import annotations

from typing import Any

from tongban.forms.api import Form, load

ID_NUMBER = "11010519491231002X"
USCC = "91110000600037341L"


def said(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def field(key: str, kind: str, zh: str = "项", en: str = "Field", **more: Any) -> dict[str, Any]:
    return {"key": key, "type": kind, "label": said(zh, en), **more}


def form_of(*fields: dict[str, Any], **page: Any) -> Form:
    return load(data_of(*fields, **page))


def data_of(*fields: dict[str, Any], **page: Any) -> dict[str, Any]:
    one = {"key": "one", "title": said("第一页", "Page one"), "fields": list(fields), **page}
    return {"code": "sample", "version": 1, "title": said("样表", "Sample"), "pages": [one]}


OPTIONS = [
    {"value": "owned", "label": said("自有", "Owned")},
    {"value": "rented", "label": said("租赁", "Rented")},
]

PERSONAL = {"personal": "general"}
PERSON = said("人员", "Person")
PHONE_HELP = said("手机或带区号的座机。", "Mobile, or landline with area code.")

FOOD_SHOP: dict[str, Any] = {
    "code": "food-shop",
    "version": 1,
    "title": said("食品经营许可申请", "Food business licence"),
    "pages": [
        {
            "key": "applicant",
            "title": said("您是谁", "About you"),
            "help": {"zh": "我们用这些信息联系您，并核对您的身份。"},
            "fields": [
                field("name", "text", "姓名", "Name", autofill="name", prefill="person.name", **PERSONAL),
                field("id_number", "id_number", "身份证号", "ID number", prefill="person.id_number"),
                field("phone", "phone", "联系电话", "Telephone", autofill="tel", help=PHONE_HELP),
                field("birthday", "date", "出生日期", "Born on", max="today", required=False, **PERSONAL),
                field("home", "division", "住址所在地", "Where you live", personal="general"),
            ],
        },
        {
            "key": "premises",
            "title": said("经营场所", "Premises"),
            "fields": [
                field("tenure", "choice", "场所来源", "Tenure", options=OPTIONS),
                field("rent", "money", "每月租金", "Monthly rent", when="tenure == 'rented'", min=1),
                field("area", "number", "经营面积", "Floor area", unit=said("平方米", "m²"), min=0.1),
                field("foods", "choices", "经营项目", "Foods", options=[
                    {"value": "packed", "label": said("预包装食品销售", "Packed food")},
                    {"value": "hot", "label": said("热食类制售", "Hot food")},
                    {"value": "cold", "label": said("冷食类制售", "Cold food")},
                ], max=2),
                field("kitchen", "yesno", "有没有专间", "A separate cold kitchen?", when="'cold' in foods"),
                field("note", "longtext", "需要说明的情况", "Anything to add", required=False),
            ],
        },
        {
            "key": "staff",
            "title": said("从业人员", "Staff"),
            "fields": [
                field("staff", "group", "从业人员", "Staff", item_label=PERSON, max_items=3, fields=[
                    field("name", "text", "姓名", "Name", personal="general", autofill="name"),
                    field("id_number", "id_number", "身份证号", "ID number"),
                    field("certified", "yesno", "有健康证", "Health certificate?"),
                    field("until", "date", "健康证有效期至", "Valid until", when="certified"),
                ]),
                field("head", "text", "食品安全管理员", "Food safety manager", when="len(staff) > 1"),
            ],
        },
    ],
}  # fmt: skip


PLACES = {
    "": [("110000000000", "北京市"), ("510000000000", "四川省")],
    "110000000000": [("110100000000", "市辖区")],
    "110100000000": [("110101000000", "东城区")],
    "510000000000": [("510100000000", "成都市")],
    "510100000000": [("510131000000", "蒲江县")],
    "510131000000": [("510131100000", "鹤山街道")],
    "510131100000": [("510131100001", "甲社区"), ("510131100002", "乙社区")],
}


def division_choices(parent: str) -> list[tuple[str, str]]:
    return PLACES.get(parent, [])
