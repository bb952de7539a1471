"""What the people of the demo county apply for: invented, and such as it could have happened.

A story is told on the day it is called, so that its dates fit. Places are villages and communities of 蒲江县; house
numbers, firms and telephone numbers are ours, and nobody's. ID numbers use the serials of `demo.people`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from stdnum.cn import uscc

from demo.filling import invented_card
from demo.people import id_number
from tongban.kit import clock

Answers = dict[str, Any]


@dataclass(frozen=True)
class Story:
    """`situation`: answers to the questions, by key; `answers`: the form, beside what is prefilled."""

    situation: Answers
    answers: Answers = field(default_factory=dict)


def day(days: int) -> str:
    return (clock.today() + dt.timedelta(days)).isoformat()


def person(name: str, birthday: str, serial: str) -> tuple[str, str]:
    return f"演示·{name}", id_number(birthday, serial)


# Allowance for the old


@dataclass(frozen=True)
class Elder:
    name: str
    birthday: str  # YYYYMMDD
    serial: str
    division: str
    address: str
    living: str
    bank: str
    last: int  # of the card

    @property
    def group(self) -> str:
        years = clock.today().year - int(self.birthday[:4])
        years -= f"{clock.today():%m%d}" < self.birthday[4:]
        return "100" if years >= 100 else "90" if years >= 90 else "80"


ANS_AT_HOME = Elder(
    "安小民", "19440312", "001", "510131001002", "鹤山街道朝阳大道 68 号 2 栋 1 单元 301 室", "spouse",
    "蒲江农村商业银行鹤山支行", 101,
)  # fmt: skip
AN_SPOUSE = Elder(
    "刘玉兰", "19450218", "004", "510131001002", "鹤山街道朝阳大道 68 号 2 栋 1 单元 301 室", "spouse",
    "蒲江农村商业银行鹤山支行", 102,
)  # fmt: skip
AN_BROTHER = Elder(
    "安大民", "19340906", "003", "510131001240", "鹤山街道金沟村 4 组 31 号", "children", "中国邮政储蓄银行蒲江县支行", 103
)  # fmt: skip
BAI_FATHER = Elder(
    "白德顺", "19410509", "005", "510131104212", "西来镇铁牛村 6 组 23 号", "children", "中国邮政储蓄银行西来营业所", 104
)  # fmt: skip
BAI_IN_LAW = Elder(
    "陈桂芳", "19390127", "002", "510131104201", "西来镇两河村 2 组 8 号", "children", "蒲江农村商业银行西来支行", 105
)  # fmt: skip
BAI_GRANDFATHER = Elder(
    "白文才", "19330420", "007", "510131104212", "西来镇铁牛村 6 组 19 号", "children", "中国邮政储蓄银行西来营业所", 106
)  # fmt: skip
CHANG_MOTHER = Elder(
    "常秀珍", "19381114", "006", "510131002007", "寿安街道城北社区迎宾路 42 号 1 栋 502 室", "children",
    "中国农业银行蒲江县支行", 107,
)  # fmt: skip
CHANG_UNCLE = Elder(
    "常德明", "19420703", "009", "510131002008", "寿安街道隆盛社区五一路 15 号", "alone", "中国农业银行蒲江县支行", 108
)  # fmt: skip
DING_GRANDFATHER = Elder(
    "丁国华", "19351022", "011", "510131103202", "朝阳湖镇仙阁村 3 组 12 号", "spouse", "蒲江农村商业银行朝阳湖分理处", 109
)  # fmt: skip
DING_MOTHER = Elder(
    "王素清", "19400616", "008", "510131001007", "鹤山街道了翁社区清江大道 205 号 3 栋 2 单元 601 室", "children",
    "中国建设银行蒲江支行", 110,
)  # fmt: skip


def allowance(elder: Elder, relation: str = "", helper: tuple[str, str, str] | None = None) -> Story:
    """`relation` and `helper` (name, ID number, phone): somebody applies for the elder."""
    name, number = person(elder.name, elder.birthday, elder.serial)
    phone = helper[2] if helper else "13900000001"
    answers: Answers = {
        "elder_name": name,
        "elder_id": number,
        "division": elder.division,
        "address": elder.address,
        "living": elder.living,
        "contact_phone": phone,
        "bank": elder.bank,
        "account_number": invented_card(elder.last),
        "not_elsewhere": True,
    }
    if helper:
        answers |= {
            "helper_name": helper[0],
            "helper_id": helper[1],
            "helper_phone": phone,
            "helper_relation": relation,
        }
    who = "family" if helper else "self"
    apart = {"same_household": False} if helper else {}
    return Story({"hukou": "here", "age": elder.group, "applicant": who, "account": "card"} | apart, answers)


def for_relative(elder: Elder, relation: str, by: Any) -> Story:
    """`by`: the account of whoever applies."""
    return allowance(elder, relation, (by.name, by.id_number, by.phone))


def in_order(elder: Elder) -> str:
    """Why the examiner proposes to grant it."""
    years = elder.group
    return (
        f"身份证号与户籍信息比对一致，年满 {years} 周岁；户口簿登记地址在本县；"
        "村（社区）证明老人健在，未发现重复领取。拟准予发放。"
    )


# Disability allowances


def disability() -> Story:
    _name, number = person("安小民", "19440312", "001")
    return Story(
        {
            "certificate": True,
            "grade": "2",
            "kind": "limb",
            "low_income": False,
            "excluded": False,
            "applicant": "self",
        },
        {
            "certificate_number": f"{number}42",
            "division": "510131001002",
            "address": "鹤山街道朝阳大道 68 号 2 栋 1 单元 301 室",
            "care": "family",
            "family": [
                {"member_name": "演示·刘玉兰", "member_relation": "spouse", "member_disabled": False},
                {"member_name": "演示·安建国", "member_relation": "child", "member_disabled": False},
            ],
            "allowances": ["care"],
            "bank": "蒲江农村商业银行鹤山支行",
            "account_number": invented_card(101),
            "truthful": True,
        },
    )


# Food


def cook(name: str, birthday: str, serial: str, post: str, *, until: int | None) -> Answers:
    """`until`: days for which the health certificate still holds; none where it is not needed."""
    shown, number = person(name, birthday, serial)
    line = {"name": shown, "id_number": number, "post": post, "ready_to_eat": until is not None}
    return line | ({"health_until": day(until)} if until is not None else {})


def thing(name: str, count: int, place: str) -> Answers:
    return {"name": name, "count": count, "place": place}


RESTAURANT = {"business": "restaurant", "licensed": True, "cold_food": False, "agent": False}


def chang_restaurant(*, branch: bool = False) -> Story:
    """The first shop, or the second one in 寿安."""
    answers: Answers = {
        "principal_name": "演示·常小商",
        "principal_id": id_number("19790105", "003"),
        "division": "510131002006" if branch else "510131001008",
        "address": "蒲江县寿安街道城南社区新城大道 26 号" if branch else "蒲江县鹤山街道朝阳大道 118 号 1 层",
        "area": 132 if branch else 86,
        "seats": 56 if branch else 38,
        "has_store": branch,
        "store_address": "蒲江县寿安街道城南社区新城大道 28 号附 3 号",
        "catering_items": ["hot", "drinks"] if branch else ["hot"],
        "online": True,
        "online_names": "外卖平台店铺名：常记餐饮店（寿安店）" if branch else "外卖平台店铺名：常记餐饮店",
        "opening_date": day(40 if branch else 20),
        "manager_name": "演示·常小商",
        "manager_phone": "13900000003",
        "staff": [
            cook("何长青", "19830417", "013", "cook", until=290),
            cook("余小凤", "19910903", "010", "server", until=210),
            cook("杨素华", "19740226", "012", "washer", until=None),
        ],
        "equipment": [
            thing("双眼灶台（带抽排油烟罩）", 2, "烹饪间"),
            thing("消毒柜", 1, "洗消间"),
            thing("冷藏冷冻柜", 3 if branch else 2, "粗加工间"),
            thing("三联水池（荤、素、水产分开）", 1, "粗加工间"),
        ],
        "truthful": True,
    }
    return Story(RESTAURANT, answers)


def ding_teahouse(*, lake: bool = False) -> Story:
    """The house in the old street of 西来, or the new one at the lake."""
    answers: Answers = {
        "principal_name": "演示·丁小店",
        "principal_id": id_number("19920630", "004"),
        "division": "510131103202" if lake else "510131104001",
        "address": "蒲江县朝阳湖镇仙阁村 5 组 9 号" if lake else "蒲江县西来镇临溪社区临溪街 27 号",
        "area": 210 if lake else 118,
        "seats": 96 if lake else 60,
        "has_store": False,
        "catering_items": ["hot", "drinks"],
        "online": False,
        "opening_date": day(45 if lake else 15),
        "manager_name": "演示·丁小店",
        "manager_phone": "13900000004",
        "staff": [
            cook("周明远", "19880512", "015", "cook", until=330),
            cook("丁小叶", "19960120", "014", "server", until=180),
        ],
        "equipment": [
            thing("开水器", 2, "备茶间"),
            thing("茶具消毒柜", 2, "洗消间"),
            thing("冷藏柜", 1, "备餐间"),
        ],
        "truthful": True,
    }
    return Story(RESTAURANT, answers)


def bai_noodles(*, area: int) -> Story:
    """The same shop twice: at first the area was not that of the plan."""
    first17 = "92510131DEMA00003"
    answers: Answers = {
        "enterprise_name": "蒲江县演示白家面馆",
        "uscc": first17 + uscc.calc_check_digit(first17),
        "principal_name": "演示·白小农",
        "principal_id": id_number("19880820", "002"),
        "division": "510131001014",
        "address": "蒲江县鹤山街道天华社区河西街 9 号附 2 号",
        "area": area,
        "seats": 24,
        "has_store": False,
        "catering_items": ["hot"],
        "online": False,
        "opening_date": day(30),
        "manager_name": "演示·白小农",
        "manager_phone": "13900000002",
        "staff": [
            cook("白小农", "19880820", "002", "cook", until=340),
            cook("唐秀英", "19701108", "016", "washer", until=None),
        ],
        "equipment": [thing("煮面炉", 1, "烹饪间"), thing("消毒柜", 1, "洗消间"), thing("冰柜", 1, "粗加工间")],
        "truthful": True,
    }
    return Story(RESTAURANT, answers)


# Public places


def ding_guesthouse() -> Story:
    """A guesthouse that chose to promise (告知承诺)."""
    name, number = person("丁小叶", "19960120", "014")
    answers: Answers = {
        "principal_name": "演示·丁小店",
        "principal_id": id_number("19920630", "004"),
        "division": "510131103202",
        "address": "蒲江县朝阳湖镇仙阁村 5 组 11 号",
        "area": 420,
        "rooms": 12,
        "water_supply": "public",
        "manager_name": "演示·丁小店",
        "disinfection": ["heat", "outsourced"],
        "contractor": "蒲江县演示洁净布草洗涤厂",
        "staff": [{"staff_name": name, "staff_id": number, "health_until": day(180)}],
        "truthful": True,
    }
    return Story({"place": "hotel", "aircon": False, "licensed": True, "commit": True, "agent": False}, answers)


def chang_inn() -> Story:
    """An inn with central air conditioning, proved by reports."""
    first, second = person("余小凤", "19910903", "010"), person("何长青", "19830417", "013")
    answers: Answers = {
        "principal_name": "演示·常小商",
        "principal_id": id_number("19790105", "003"),
        "division": "510131001009",
        "address": "蒲江县鹤山街道全兴社区工业大道 77 号 3 至 5 层",
        "area": 1360,
        "rooms": 38,
        "water_supply": "public",
        "manager_name": "演示·余小凤",
        "disinfection": ["heat", "chemical"],
        "staff": [
            {"staff_name": first[0], "staff_id": first[1], "health_until": day(210)},
            {"staff_name": second[0], "staff_id": second[1], "health_until": day(290)},
        ],
        "truthful": True,
    }
    return Story({"place": "hotel", "aircon": True, "licensed": True, "commit": False, "agent": False}, answers)


# Water


FARM_WATER = {"use": "farm", "source": "surface", "size": "small", "project": False, "others": False, "agent": False}


def point(name: str, water: str, longitude: float, latitude: float, most: int) -> Answers:
    return {"point_name": name, "water_name": water, "longitude": longitude, "latitude": latitude, "most": most}


def chang_fishery() -> Story:
    """A new fish farm behind the restaurant: a project, with a report that experts look at."""
    answers: Answers = {
        "id_number": id_number("19790105", "003"),
        "contact": "演示·常小商",
        "points": [point("长滩干渠左岸取水口", "长滩湖水库干渠", 103.42, 30.17, 600)],
        "division": "510131103209",
        "yearly": 14,
        "from_date": day(120),
        "method": "gravity",
        "metering": "remote",
        "saving": "鱼塘尾水经三级沉淀后循环使用，夏季每日补水不超过总水量的百分之五；进水口安装闸门和在线流量计。",
        "returns": True,
        "outlet": "养殖场南侧农田灌溉渠",
        "pollutants": ["organic"],
        "treatment": "尾水经沉淀池、生态沟渠和人工湿地处理，达到养殖尾水排放要求后用于灌溉；每季度检测一次。",
        "truthful": True,
    }
    return Story(FARM_WATER | {"project": True, "others": True}, answers)


def bai_orchard_water() -> Story:
    """The place where she wants to take the water lies in the next county."""
    answers: Answers = {
        "enterprise_name": "演示·白小农",
        "uscc": "",
        "id_number": id_number("19880820", "002"),
        "contact": "演示·白小农",
        "points": [point("临溪河上游取水点（邛崃市境内）", "临溪河", 103.45, 30.31, 90)],
        "division": "510131104212",
        "yearly": 1,
        "from_date": day(60),
        "method": "pump",
        "metering": "meter",
        "saving": "柑橘园 120 亩全部采用滴灌，旱季按土壤墒情灌溉。",
        "returns": False,
        "truthful": True,
    }
    return Story(FARM_WATER, answers)


def an_garden_water() -> Story:
    answers: Answers = {
        "enterprise_name": "演示·安小民",
        "uscc": "",
        "id_number": id_number("19440312", "001"),
        "contact": "演示·安小民",
        "points": [point("屋后小溪", "金沟小溪", 103.50, 30.21, 2)],
        "division": "510131001240",
        "yearly": 0,
        "from_date": day(15),
        "method": "pump",
        "metering": "none",
        "saving": "只浇老屋旁半亩自家菜地，喂十来只鸡，一天不到两立方米。",
        "returns": False,
        "truthful": True,
    }
    return Story(FARM_WATER, answers)


# Work, business, family, farming


def carpenter() -> Story:
    answers: Answers = {
        "division": "510131002007",
        "education": "senior",
        "last_employer": "成都演示家具有限公司",
        "left_on": day(-21),
        "reason": "expired",
        "skills": [{"skill": "家具制作（木工）", "level": "4"}, {"skill": "叉车驾驶", "level": "none"}],
        "services": ["job", "training"],
        "wanted_job": "家具厂木工、装修木工，最好在寿安、鹤山一带",
        "wage": 550_000,
        "truthful": True,
    }
    return Story({"age": "working", "before": "employed", "insured": True, "resident": True}, answers)


def shop_assistant() -> Story:
    answers: Answers = {
        "division": "510131001001",
        "education": "college",
        "left_on": day(-30),
        "reason": "resigned",
        "skills": [{"skill": "电商客服", "level": "none"}],
        "services": ["job", "startup"],
        "wanted_job": "水果电商客服、门店收银",
        "wage": 400_000,
        "truthful": True,
    }
    return Story({"age": "working", "before": "flexible", "resident": True}, answers)


SHOP = {
    "who": "mainland", "kind": "single", "place": "rented", "residential": False, "preapproval": False, "agent": False
}  # fmt: skip


def fruit_shop() -> Story:
    answers: Answers = {
        "home": "西来镇铁牛村 6 组 23 号",
        "use_name": True,
        "trade_name": "铁牛果园",
        "trade": "farm",
        "scope": "新鲜水果零售；初级农产品收购；农副产品销售。",
        "division": "510131104001",
        "address": "西来镇临溪社区敦厚街 16 号",
        "capital": 5_000_000,
        "workers": 2,
        "next_step": ["tax", "bank"],
        "truthful": True,
    }
    return Story(SHOP, answers)


def repair_shop() -> Story:
    answers: Answers = {
        "home": "寿安街道城北社区迎宾路 57 号 2 栋 402 室",
        "use_name": True,
        "trade_name": "程师傅",
        "trade": "repair",
        "scope": "家具安装和维修服务；日用产品修理。",
        "division": "510131002007",
        "address": "寿安街道城北社区迎宾路 60 号附 5 号",
        "capital": 2_000_000,
        "workers": 1,
        "next_step": ["tax"],
        "truthful": True,
    }
    return Story(SHOP, answers)


def first_child() -> Story:
    name, number = person("何小川", "19960808", "017")
    answers: Answers = {
        "division": "510131001001",
        "mother_id": id_number("19980523", "006"),  # of citizen4
        "due": day(150),
        "know_father": True,
        "father_name": name,
        "father_id": number,
        "father_phone": "13900000017",
        "hospital": "蒲江县妇幼保健院",
        "collect": "electronic",
        "truthful": True,
    }
    return Story({"place": True, "stage": "pregnant", "order": "1", "married": True}, answers)


def tea_pruner() -> Story:
    machine = {
        "machine": "双人修剪机（茶树修剪）", "model": "演示 3CXS-1100", "serial": "YS2026-004817", "price": 368_000,
        "bought_on": day(-12),
    }  # fmt: skip
    answers: Answers = {
        "division": "510131001240",
        "machines": [machine],
        "storage": "鹤山街道金沟村 4 组 31 号院内",
        "area": 6,
        "crops": ["tea"],
        "bank": "蒲江农村商业银行鹤山支行",
        "account_number": invented_card(101),
        "inspect_on": day(10),
        "truthful": True,
    }
    return Story({"buyer": "person", "bought": True, "plated": False, "listed": "yes", "scrap": False}, answers)


# A newborn


def birthday(days: int) -> dt.date:
    return clock.today() + dt.timedelta(days)


def number_of(born: dt.date) -> str:
    return id_number(f"{born:%Y%m%d}", "018")


PARENTS = {  # account → the other parent, the head of the household, the bank of the mother
    "citizen2": ("谢长安", "19870311", "019", "演示·白德顺", "西来镇铁牛村 6 组 23 号", "510131104212", 108),
    "citizen4": (
        "何小川",
        "19960808",
        "017",
        "演示·何小川",
        "鹤山街道朝阳大道 205 号 3 栋 601 室",
        "510131001001",
        109,
    ),
}


def baby(login: str, name: str, *, days: int, claim: bool) -> Story:
    """`days`: when the child was born, counted from today."""
    first, born, serial, head, home, division, card = PARENTS[login]
    other, number = person(first, born, serial)
    answers: Answers = {
        "other_name": other,
        "other_id": number,
        "child_name": name,
        "child_sex": "girl",
        "born_on": birthday(days).isoformat(),
        "division": division,
        "hospital": "蒲江县妇幼保健院",
        "collect": "electronic",
        "clinic": "near",
        "people_of": "mother",
        "head_name": head,
        "address": home,
        "card_bank": "rural",
        "delivery": "post",
        "post_address": home,
        "manner": "natural",
        "costs": 684_000,
        "bank": "中国邮政储蓄银行蒲江县支行",
        "account_number": invented_card(card),
        "relation": "parent",
        "rate": "low",
        "pay": "phone",
        "guidance": ["visit"],
        "truthful": True,
    }
    situation = {"card": True, "insure": True, "claim": claim, "guidance": not claim, "recent": True, "married": True}
    home_of = {"with_whom": "mother", "household": True, "same_people": True, "help": False, "parent": "mother"}
    return Story(situation | home_of, answers)
