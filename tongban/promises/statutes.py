"""Laws as data: a short code, the name in Chinese and in English, and whether the text was read.

`provenance`: "seen" (the text was read, in the edition given), "recalled" (from general knowledge: check it
before relying on it), "local" (a rule of one place), "setting" (no law: the office's own promise).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tongban.kit.languages import in_english

SEEN, RECALLED, LOCAL, SETTING = "seen", "recalled", "local", "setting"


@dataclass(frozen=True, slots=True)
class Statute:
    """`short` is how officials say it; `edition` is the date of the text that was read, ISO 8601."""

    code: str
    zh: str
    en: str
    short: str
    edition: str = ""
    provenance: str = SEEN


STATUTES = {
    each.code: each
    for each in (
        Statute("licensing", "行政许可法", "Administrative Licensing Law", "许可法", "2019-04-23"),
        Statute("reconsideration", "行政复议法", "Administrative Reconsideration Law", "复议法", "2023-09-01"),
        Statute("litigation", "行政诉讼法", "Administrative Litigation Law", "行诉法", "2017-06-27", RECALLED),
        Statute("penalties", "行政处罚法", "Administrative Penalties Law", "处罚法", "2021-01-22"),
        Statute("civil_code", "民法典", "Civil Code", "民法典", "2020-05-28", RECALLED),
        Statute("e_signature", "电子签名法", "Electronic Signature Law", "电子签名法", "2019-04-23"),
        Statute("food_safety", "食品安全法", "Food Safety Law", "食安法", "2021-04-29"),
        Statute("population", "人口与计划生育法", "Population and Family Planning Law", "人口计生法", "2021-08-20"),
        Statute(
            "market_registration",
            "市场主体登记管理条例",
            "Regulation on the Registration of Market Entities",
            "登记条例",
            "2021-07-27",
        ),
        Statute(
            "real_estate",
            "不动产登记暂行条例",
            "Interim Regulation on Real Estate Registration",
            "不动产条例",
            "2019-03-24",
        ),
        Statute(
            "assistance",
            "社会救助暂行办法",
            "Interim Measures for Social Assistance",
            "救助办法",
            "2019-03-02",
        ),
        Statute(
            "minimum_living",
            "最低生活保障审核确认办法",
            "Measures for Reviewing the Minimum Living Allowance",
            "低保审核办法",
            "2021-06-11",
            RECALLED,
        ),
        Statute(
            "disclosure",
            "政府信息公开条例",
            "Regulation on the Disclosure of Government Information",
            "信息公开条例",
            "2019-04-03",
        ),
        Statute(
            "business",
            "优化营商环境条例",
            "Regulation on Improving the Business Environment",
            "营商环境条例",
            "2019-10-22",
        ),
        Statute(
            "online_services",
            "国务院关于在线政务服务的若干规定",
            "State Council Provisions on Online Government Services",
            "在线服务规定",
            "2019-04-26",
        ),
        Statute(
            "projects",
            "企业投资项目核准和备案管理条例",
            "Regulation on the Approval and Filing of Enterprise Investment Projects",
            "核准备案条例",
            "2016-11-30",
        ),
        Statute(
            "housing_fund",
            "住房公积金管理条例",
            "Regulation on the Housing Provident Fund",
            "公积金条例",
            "2019-03-24",
        ),
        Statute(
            "residence_permit",
            "居住证暂行条例",
            "Interim Regulation on Residence Permits",
            "居住证条例",
            "2015-11-26",
        ),
        Statute(
            "unemployment",
            "失业保险条例",
            "Regulation on Unemployment Insurance",
            "失业保险条例",
            "1999-01-22",
        ),
        Statute("petitions", "信访工作条例", "Regulation on Petitions", "信访条例", "2022-02-25"),
    )
}


@dataclass(frozen=True, slots=True)
class Basis:
    """A place in a law. `law`: a code of `STATUTES` or the Chinese name of any other.

    `article`: "42", "32.1.4" (article, paragraph, item), "11..3" (an item of an article of one paragraph), or
    the words of the text itself, such as "第十条".
    """

    law: str
    article: str = ""


def statute(law: str) -> Statute:
    """By code, name or short name; a law that is not listed is itself, in Chinese also in English, unless
    `laws_in_english.txt` has a name for it.
    """
    if found := STATUTES.get(law):
        return found
    bare = law.strip("《》").removeprefix("中华人民共和国")
    for each in STATUTES.values():
        if bare in (each.zh, each.short):
            return each
    return Statute("", bare, _in_english("laws").get(bare, f"《{bare}》"), bare, "", RECALLED)


@cache
def _in_english(section: str) -> dict[str, str]:
    text = Path(__file__).with_name("laws_in_english.txt").read_text("utf-8")
    lines = text.partition(f"[{section}]\n")[2].partition("\n[")[0].splitlines()
    return dict(line.split("\t") for line in lines)


def cite(basis: Basis, language: str) -> str:
    """《行政许可法》第四十二条第一款 / Administrative Licensing Law, Article 42, paragraph 1."""
    found = statute(basis.law)
    if language.startswith("zh"):
        return f"《{found.zh}》{_article_zh(basis.article)}"
    article = _article_en(basis.article)
    return f"{found.en}, {article}" if article else found.en


NUMBERED = re.compile(r"\d+(\.\d*){0,2}")


def _article_zh(article: str) -> str:
    if not NUMBERED.fullmatch(article):
        return article
    parts = zip(article.split("."), "条款项", strict=False)
    return "".join(f"第{numeral(int(number))}{word}" for number, word in parts if number)


def as_noted(place: str) -> str:
    """A place in a law as acts note it (行政许可法 §45, 《行政许可法》第四十二条第一款), in the active language."""
    if not in_english():
        return _noted_zh(place)
    if place.startswith("《"):
        law, _mark, article = place[1:].partition("》")
        return cite(Basis(law, article), "en")
    law, mark, article = place.partition(" §")
    return f"{statute(law).en}{mark}{article}"


PLACED = re.compile(r"(\d+)(?:\((\d+)\))?(?:\((\d+)\))?")


def _noted_zh(place: str) -> str:
    """行政许可法 §34(3) as 《行政许可法》第三十四条第三款; what is spelt out already stays."""
    law, mark, article = place.partition(" §")
    found = PLACED.fullmatch(article)
    if not (mark and found):
        return place
    return f"《{law}》" + _article_zh(".".join(number for number in found.groups() if number))


SPELT = re.compile(r"第([零一二三四五六七八九十百]+)(条|款|项|章)")
LEVELS = {"章": "Chapter", "条": "Article", "款": "paragraph", "项": "item"}


def _article_en(article: str) -> str:
    if not NUMBERED.fullmatch(article):
        return _spelt_en(article)
    parts = zip(article.split("."), ("Article", "paragraph", "item"), strict=False)
    return ", ".join(f"{word} {number}" for number, word in parts if number)


def _spelt_en(article: str) -> str:
    """第三十五条第二款 as Article 35, paragraph 2; what cannot be read so, and has no English, stays."""
    if known := _in_english("places").get(article):
        return known
    if "、" in article:
        return "; ".join(_spelt_en(part) for part in article.split("、"))
    if SPELT.sub("", article):
        return article
    return ", ".join(f"{LEVELS[level]} {_numerals().get(number, number)}" for number, level in SPELT.findall(article))


@cache
def _numerals() -> dict[str, int]:
    return {numeral(number): number for number in range(1, 1000)}


DIGITS = "零一二三四五六七八九"


def numeral(number: int) -> str:
    """1–999 as statutes write it: 十, 二十, 一百零二, 一百一十."""
    if not 0 < number < 1000:
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += "十" if tens == 1 and not hundreds else f"{DIGITS[tens]}十"
    elif hundreds and ones:
        text += "零"
    return text + (DIGITS[ones] if ones else "")
