"""Made-up content of the style guide. Names, numbers and addresses are invented; nothing here is read by the program."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple

import segno
from django.utils.safestring import SafeString, mark_safe

from tongban.kit.clock import ZONE

PLACE = {"name": "蒲江县", "code": "510131000000", "url": "/"}
FOOTER = ["主办：示例县人民政府办公室 · 网站标识码 0000000000", "蜀ICP备00000000号-0 · 川公网安备 00000000000000号"]
NUMBER = "51013120261109006842"


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def qr(text: str) -> SafeString:
    """An inline SVG without style attributes, as the content policy asks."""
    return mark_safe(segno.make(text, error="m").svg_inline(omitsize=True, border=0))  # noqa: S308 - drawn here


def home() -> dict[str, Any]:
    return {
        "place": PLACE,
        "footer_lines": FOOTER,
        "asked": ["开小吃店", "社保卡丢了", "驾驶证到期", "公积金提取", "高龄津贴"],
        "life": [
            ("baby-carriage", "出生", "出生证、落户、生育登记"),
            ("school", "上学", "入学报名、助学金"),
            ("briefcase", "就业", "失业登记、职称、创业补贴"),
            ("home", "置业", "不动产过户、公积金"),
            ("heart-handshake", "养老", "高龄津贴、养老认证"),
            ("building-store", "开店", "营业执照、食品许可"),
        ],
        "halls": [
            ("蒲江县政务服务中心", "鹤山街道示例路 1 号 · 今天 9:00–17:00", "6 人在等，约 12 分钟", "green"),
            ("寿安街道便民服务中心", "示例街 20 号 · 今天 9:00–17:00", "不用等", "green"),
            ("成佳镇便民服务中心", "示例巷 3 号 · 今天 9:00–17:00", "21 人在等，约 45 分钟", "yellow"),
        ],
        "news": [
            ("食品经营许可的办理时间缩短为 5 个工作日", at(11, 18)),
            ("高龄津贴可以由家人代办了：怎样授权", at(11, 12)),
            ("周六上午县政务服务中心照常办理不动产登记", at(11, 6)),
        ],
    }


def search() -> dict[str, Any]:
    return {
        "place": PLACE,
        "query": "开小吃店",
        "results": [
            (
                "食品经营许可（新办）",
                "卖热食、饮品的小店开业前办理。也叫：餐饮许可、卫生许可证",
                "县市场监管局",
                "promise",
                "upload",
            ),
            ("个体工商户设立登记", "自己做老板：领取营业执照。也叫：办营业执照", "县市场监管局", "immediate", "online"),
            ("公共场所卫生许可", "理发、住宿、沐浴等场所；小吃店不用办这一项", "县卫生健康局", "promise", "upload"),
        ],
    }


MATERIALS = [
    {
        "name": "营业执照",
        "badge": "exempt",
        "note": "我们从电子证照库读取，您不用交。",
        "basis": "由“个体工商户营业执照”电子证照代替",
    },
    {
        "name": "经营场所平面图",
        "badge": "upload",
        "note": "手画也可以：标出操作间、洗消间、用餐区和门窗。1 份，照片或 PDF。",
        "standard": "各功能区的名称和大致面积看得清；洗消间与操作间分开。",
        "sample": True,
    },
    {
        "name": "食品安全管理制度",
        "badge": "upload",
        "note": "下载范本，填上店名即可。",
        "standard": "含从业人员健康管理、进货查验、清洗消毒三项。",
        "sample": True,
    },
    {"name": "经营场所使用证明", "badge": "deferrable", "note": "租来的店面需要。可以先受理，10 个工作日内补上。"},
    {"name": "经营者身份证", "badge": "original", "note": "只在窗口办理时带原件；网上办理用登录身份代替。"},
]
STEPS = [
    ("提交", "您", "网上约 15 分钟", ""),
    ("受理", "综合窗口", "1 个工作日", "材料齐全、属于本机关权限"),
    ("现场核查", "两名核查人员", "2 个工作日", "按核查表逐项打分"),
    ("决定", "县市场监管局", "2 个工作日", ""),
    ("领证", "电子证照", "当天", "短信通知，手机出示"),
]


def guide() -> dict[str, Any]:
    return {
        "place": PLACE,
        "footer_lines": FOOTER,
        "materials": MATERIALS,
        "flow": STEPS,
        "crumbs": [{"name": "首页", "url": "/"}, {"name": "开店", "url": "#"}, {"name": "食品经营许可（新办）"}],
        "article": "国家对食品生产经营实行许可制度。从事食品生产、食品销售、餐饮服务，应当依法取得许可。",
        "published": at(11, 2),
        "version": 3,
    }


APPLICATION_STEPS = [
    {"name": "您的情况", "state": "done", "url": "#"},
    {"name": "填写信息", "state": "now"},
    {"name": "上传材料", "state": "todo"},
    {"name": "核对提交", "state": "todo"},
]


def at_step(number: int) -> list[dict[str, str]]:
    """The same four steps with the given one (from 1) under way."""
    states = ["done"] * (number - 1) + ["now"] + ["todo"] * (4 - number)
    return [
        {"name": step["name"], "state": state, "url": "#"}
        for step, state in zip(APPLICATION_STEPS, states, strict=True)
    ]


def situation() -> dict[str, Any]:
    return {"place": PLACE, "steps": at_step(1)}


def apply() -> dict[str, Any]:
    errors = [
        {"target": "f-area", "label": "经营面积", "text": "填的是“八十平”，请只写数字，如 80。"},
        {"target": "f-phone", "label": "联系电话", "text": "填了 10 位，手机号码是 11 位。"},
    ]
    return {"place": PLACE, "steps": at_step(2), "errors": errors, "saved_at": at(11, 21, 10, 32)}


def materials() -> dict[str, Any]:
    files = [
        {"id": "a1", "name": "平面图-正面.jpg", "size": 1_843_200, "url": "#", "is_image": False},
        {"id": "a2", "name": "平面图-说明.pdf", "size": 240_640, "url": "#", "is_image": False},
    ]
    return {"place": PLACE, "steps": at_step(3), "upload_url": "", "files": files, "saved_at": at(11, 21, 10, 41)}


def review() -> dict[str, Any]:
    groups = [
        (
            "店铺",
            [
                ("店名", "蒲江县示例小面馆"),
                ("地址", "鹤山街道示例路 18 号"),
                ("经营面积", "80 平方米"),
                ("经营项目", "热食类食品制售"),
            ],
        ),
        ("联系人", [("姓名", "张示例"), ("身份证号码", "510***********0018"), ("手机号码", "138****0000")]),
        (
            "材料",
            [("营业执照", "免提交，来自电子证照"), ("经营场所平面图", "2 个文件"), ("食品安全管理制度", "1 个文件")],
        ),
    ]
    return {"place": PLACE, "steps": at_step(4), "groups": groups, "saved_at": at(11, 21, 10, 44)}


def receipt() -> dict[str, Any]:
    return {
        "place": PLACE,
        "number": NUMBER,
        "submitted": at(11, 9, 10, 46),
        "answer_by": at(11, 16).date(),
        "code": "482 917",
        "qr": qr(f"https://example.invalid/t/{NUMBER}"),
    }


WHY = [
    {"text": "承诺 8 个工作日，从受理的次日 11 月 16 日起算", "basis": "《行政许可法》第四十二条；本机关承诺"},
    {"text": "11 月 18 日至 20 日专家评审，3 个工作日不计入", "basis": "《行政许可法》第四十五条"},
    {"text": "周六、周日不是工作日"},
]
EVENTS: list[dict[str, Any]] = [
    {"state": "next", "text": "决定：批准或不批准，并书面告诉您", "note": "最迟 11 月 30 日"},
    {"state": "now", "at": at(11, 20, 16, 5), "who": "县市场监管局 食品科", "text": "专家评审结束，继续计时"},
    {
        "state": "paused",
        "at": at(11, 18, 9, 10),
        "who": "县市场监管局 食品科",
        "text": "进行专家评审，计时暂停",
        "documents": [{"name": "特别程序告知书（2026）示例 12 号.pdf", "url": "#", "size": 86_016}],
    },
    {
        "at": at(11, 13, 11, 20),
        "who": "综合窗口 3 号",
        "text": "正式受理",
        "documents": [{"name": "受理通知书（2026）示例 88 号.pdf", "url": "#", "size": 91_136}],
    },
    {"at": at(11, 12, 20, 14), "who": "您", "text": "补交了 2 份材料"},
    {
        "state": "wrong",
        "at": at(11, 11, 15, 30),
        "who": "综合窗口 3 号",
        "text": "要求补正 2 份材料，请在 11 月 19 日前提交",
        "documents": [{"name": "一次性补正告知书（2026）示例 41 号.pdf", "url": "#", "size": 88_064}],
    },
    {"at": at(11, 9, 10, 46), "who": "您", "text": "在手机上提交了申请"},
]


def case() -> dict[str, Any]:
    return {
        "place": PLACE,
        "number": NUMBER,
        "events": EVENTS,
        "why": WHY,
        "due": at(11, 30).date(),
        "documents": [d for event in EVENTS for d in event.get("documents", [])],
    }


def correct() -> dict[str, Any]:
    return {**case(), "events": EVENTS[5:], "asked": True, "due": at(11, 19).date(), "why": WHY[2:]}


NAV: list[dict[str, Any]] = [
    {"name": "待办", "url": "#", "icon": "inbox", "count": 23, "current": True, "key": "1"},
    {"name": "将到期", "url": "#", "icon": "clock", "count": 4, "colour": "red", "key": "2"},
    {"name": "等申请人", "url": "#", "icon": "player-pause", "count": 9, "key": "3"},
    {"name": "待我决定", "url": "#", "icon": "gavel", "count": 2, "key": "4"},
    {"name": "已办结", "url": "#", "icon": "archive", "key": "5"},
    {"name": "窗口收件", "url": "#", "icon": "clipboard-list", "key": "6"},
    {"name": "事项指南", "url": "#", "icon": "book", "key": "7"},
]
ROWS = [
    (
        "red",
        "超期 1 天",
        "食品经营许可（新办）",
        "蒲江县示例小面馆",
        "51013120261102003317",
        "决定",
        at(11, 20),
        "手机",
    ),
    ("red", "今天到期", "公共场所卫生许可", "示例理发店", "51013120261105004120", "审查", at(11, 23), "窗口"),
    (
        "yellow",
        "剩 1 个工作日",
        "食品经营许可（变更）",
        "示例餐饮有限公司",
        "51013120261106004488",
        "审查",
        at(11, 24),
        "电脑",
    ),
    ("yellow", "剩 2 个工作日", "个体工商户变更登记", "样本水果店", "51013120261110005102", "审查", at(11, 25), "手机"),
    ("green", "剩 6 个工作日", "食品经营许可（新办）", "张示例", NUMBER, "审查", at(11, 30), "手机"),
    ("green", "剩 7 个工作日", "取水许可", "样本农业合作社", "51013120261112007311", "现场核查", at(12, 1), "电脑"),
    (
        "green",
        "剩 9 个工作日",
        "食品经营许可（延续）",
        "示例幼儿园食堂",
        "51013120261113007740",
        "受理",
        at(12, 3),
        "窗口",
    ),
    ("paused", "补正中", "食品经营许可（新办）", "李样本", "51013120261114008215", "等申请人", at(11, 27), "手机"),
    ("paused", "专家评审", "取水许可", "演示果业公司", "51013120261030001974", "特别程序", at(12, 8), "电脑"),
]


def desk_list() -> dict[str, Any]:
    keys = ("colour", "left", "item", "applicant", "number", "step", "due", "channel")
    return {"place": PLACE, "nav_items": NAV, "rows": [dict(zip(keys, row, strict=True)) for row in ROWS]}


def desk_case() -> dict[str, Any]:
    checks = [
        ("营业执照", "电子证照 · 已核验", "名称、地址与申请一致", "exempt", True, False),
        ("经营场所平面图", "2 个文件", "各功能区看得清；洗消间与操作间分开", "upload", True, False),
        ("食品安全管理制度", "1 个文件", "含健康管理、进货查验、清洗消毒", "upload", False, True),
        ("经营场所使用证明", "尚未提交 · 容缺至 11 月 27 日", "出租人签字", "deferrable", False, False),
    ]
    keys = ("name", "state", "standard", "badge", "ticked", "missing")
    return {
        **desk_list(),
        "checks": [dict(zip(keys, row, strict=True)) for row in checks],
        "events": EVENTS[1:4],
        "why": WHY,
        "due": at(11, 30).date(),
        "number": NUMBER,
    }


def supervision() -> dict[str, Any]:
    def row(name: str, red: int, yellow: int, green: int) -> dict[str, Any]:
        whole = 1.2  # the longest row has 83 promises; 100 / 83
        parts, start = [], 0.0
        for colour, number in (("red", red), ("yellow", yellow), ("green", green)):
            parts.append({"colour": colour, "from": round(start, 1), "share": round(number * whole, 1)})
            start += number * whole
        return {
            "name": name,
            "url": "#",
            "value": red + yellow + green,
            "note": f"{red} 超期 · {yellow} 将到期",
            "parts": parts,
        }

    lamps = [
        row("县市场监管局", 3, 9, 71),
        row("县卫生健康局", 1, 4, 33),
        row("县人社局", 0, 2, 52),
        row("县水务局", 1, 1, 9),
        row("县残联", 0, 0, 18),
    ]
    reasons = [
        {"name": "材料不清楚", "value": 34, "share": 100, "url": "#"},
        {"name": "面积与图不符", "value": 21, "share": 62, "url": "#"},
        {"name": "制度缺一项", "value": 17, "share": 50, "url": "#"},
        {"name": "不属本县", "value": 6, "share": 18, "url": "#"},
    ]
    nav = [
        {"name": "今天", "url": "#", "icon": "bell", "current": True},
        {"name": "承诺", "url": "#", "icon": "clock", "count": 188},
        {"name": "评价", "url": "#", "icon": "star", "count": 12},
        {"name": "部门", "url": "#", "icon": "building-bank"},
        {"name": "指标", "url": "#", "icon": "chart-bar"},
        {"name": "审计", "url": "#", "icon": "shield-check"},
    ]
    return {
        "place": PLACE,
        "nav_items": nav,
        "lamps": lamps,
        "reasons": reasons,
        "urgent": [row for row in desk_list()["rows"] if row["colour"] != "green"][:5],
    }


def parts() -> dict[str, Any]:
    return {
        "place": PLACE,
        "events": EVENTS[:3],
        "colours": ["green", "yellow", "red", "paused", "done", "none"],
        "why": WHY,
        "due": at(11, 30).date(),
    }


class Page(NamedTuple):
    title: str
    context: Callable[[], dict[str, Any]]


PAGES = {
    "index": Page("目录", dict),
    "home": Page("首页", home),
    "search": Page("搜索结果", search),
    "guide": Page("办事指南", guide),
    "situation": Page("情形问答（一屏一问）", situation),
    "apply": Page("填写申请（有错误）", apply),
    "materials": Page("上传材料", materials),
    "review": Page("核对提交", review),
    "receipt": Page("收件回执", receipt),
    "case": Page("办件进度", case),
    "correct": Page("办件进度：要求补正", correct),
    "my": Page("我的（空）", parts),
    "desk_list": Page("官员：列表", desk_list),
    "desk_case": Page("官员：办件三栏", desk_case),
    "supervision": Page("监督：今天", supervision),
    "parts": Page("部件一览", parts),
}
