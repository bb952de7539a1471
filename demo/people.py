"""The people of the demo: invented names, ID numbers with right check digits, two accounts per role.

The area code 510131 is real (蒲江县); the serial 000–019 and the birthdays are ours, and nobody's.
"""

from __future__ import annotations

from typing import Any

from tongban.kit.checkdigits import id_check
from tongban.people.roles import SIDES

REGION = "510131000000"
MARKET, HEALTH, CIVIL = "market", "health", "civil"

CITIZENS = [
    # login, name, birthday, serial, phone, e-mail
    ("citizen1", "演示·安小民", "19440312", "001", "13900000001", "citizen1@demo.invalid"),
    ("citizen2", "演示·白小农", "19880820", "002", "13900000002", "citizen2@demo.invalid"),
    ("citizen3", "演示·程小工", "19950211", "005", "13900000005", "citizen3@demo.invalid"),
    ("citizen4", "演示·罗小满", "19980523", "006", "13900000006", "citizen4@demo.invalid"),
    ("citizen5", "演示·江小新", "20010909", "007", "13900000015", "citizen5@demo.invalid"),
    ("agent1", "演示·常小商", "19790105", "003", "13900000003", "agent1@demo.invalid"),
    ("agent2", "演示·丁小店", "19920630", "004", "13900000004", "agent2@demo.invalid"),
]

ENTERPRISES = [
    # agent (its legal representative), name, first 17 of an invented credit code, address
    ("agent1", "蒲江县演示常记餐饮店", "92510131DEMA00001", "蒲江县鹤山街道朝阳大道 118 号"),
    ("agent2", "蒲江县演示丁家茶馆", "92510131DEMA00002", "蒲江县西来镇临溪社区临溪街 27 号"),
]

ROLE_NAMES = {
    "window_clerk": ("clerk", "窗口"),
    "examiner": ("examiner", "审查"),
    "inspector": ("inspector", "核查"),
    "head": ("head", "负责"),
    "decision_maker": ("decider", "决定"),
    "supervisor": ("supervisor", "督查"),
    "catalogue_editor": ("editor", "编目"),
    "catalogue_publisher": ("publisher", "发布"),
    "administrator": ("admin", "系统"),
    "security_administrator": ("security", "安全"),
    "audit_administrator": ("auditor", "审计"),
    "hall_director": ("hall", "大厅"),
    "list_keeper": ("keeper", "目录"),
    "establishment_reviewer": ("establishment", "编制"),
    "legal_reviewer": ("legal", "法制"),
    "site_keeper": ("sites", "网站"),
    "village_officer": ("village", "代办"),
}
PROVINCE = "510000000000"
OF_THE_PROVINCE = (
    "list_keeper",
    "establishment_reviewer",
    "legal_reviewer",
)  # what every level takes over is kept there


def id_number(birthday: str, serial: str) -> str:
    first17 = f"510131{birthday}{serial}"
    return first17 + id_check(first17)


def officials(orgs: dict[str, str]) -> list[dict[str, Any]]:
    """Two per role. `orgs`: key → credit code. Those who examine and decide have a post in every demo organ."""
    made = []
    for role, (login, word) in ROLE_NAMES.items():
        for number in (1, 2):
            where = PROVINCE if role in OF_THE_PROVINCE else REGION
            organs = [*orgs.values()][:1] if role in SIDES else orgs.values()  # an administrator is no part of each
            posts = [{"role": role, "org_code": code, "region_code": where} for code in organs]
            name = f"演示·{word}{'甲' if number == 1 else '乙'}"
            made.append({"login": f"{login}{number}", "name": name, "posts": posts})
    return made
