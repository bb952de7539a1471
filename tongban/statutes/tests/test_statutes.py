"""The library of laws: what a file says, what a citation means, which edition counts (C8, V11)."""

from __future__ import annotations

import datetime as dt
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests import walking as w
from tongban.audit import api as audit
from tongban.statutes import api as statutes
from tongban.statutes.names import cited, plain
from tongban.statutes.numerals import in_words, number_of

pytestmark = pytest.mark.django_db
TEXT = """# 中华人民共和国演示办事法

2001年1月2日 第九届全国人民代表大会常务委员会第一次会议通过

2019年4月23日 第十三届全国人民代表大会常务委员会第十次会议修正

<!-- INFO END -->

## 第一章 总则

第一条 为了演示，制定本法。

第二条 申请人应当提交下列材料：

(一)申请书；

(二)身份证明。

不得要求提交其他材料。

第二条之一 本条是后来加的。

## 第二章 附则

第三条 本法自2001年7月1日起施行。
"""


def imported(folder: Path, **files: str) -> dict[str, Any]:
    for name, text in files.items():
        (folder / f"{name}.md").write_text(text)
    out = StringIO()
    call_command("import_statutes", str(folder), json=True, stdout=out)
    return dict(json.loads(out.getvalue()))


@pytest.fixture()
def law(tmp_path: Path) -> statutes.Statute:
    told = imported(tmp_path, **{"演示办事法(2019-04-23)": TEXT})
    assert (told["created"], told["articles"], told["faults"]) == (1, 4, [])
    return statutes.Statute.objects.get(title="演示办事法")


def test_a_law_is_read_with_its_edition_its_organ_and_its_articles(law: statutes.Statute) -> None:
    [edition] = law.editions.all()
    assert (law.kind, law.issuer) == ("law", "全国人民代表大会常务委员会")
    assert (edition.adopted, edition.effective) == (dt.date(2019, 4, 23), dt.date(2019, 4, 23))
    second = edition.articles.get(number=2, suffix=0)
    assert (second.chapter, second.paragraphs, second.words) == ("第一章 总则", 2, "第二条")
    assert edition.articles.get(suffix=1).words == "第二条之一"


def test_a_second_run_changes_nothing(law: statutes.Statute, tmp_path: Path) -> None:
    entries = audit.Entry.objects.count()
    told = imported(tmp_path)
    assert (told["created"], told["updated"], told["unchanged"]) == (0, 0, 1)
    assert audit.Entry.objects.count() == entries


@pytest.mark.parametrize(
    ("name", "article", "verdict"),
    [
        ("《中华人民共和国演示办事法》", "第二条第二款", "holds"),
        ("演示办事法（2019年修正）", "第2条", "holds"),
        ("演示办事法", "第二条之一", "holds"),
        ("演示办事法", "第一条至第三条", "holds"),
        ("演示办事法", "全文", "holds"),
        ("演示办事法", "第二条第三款", "no_article"),
        ("演示办事法", "第三、四条", "no_article"),
        ("演示办事法（2001年版）", "第一条", "old_edition"),
        ("演示办事条例", "第一条", "unknown"),
    ],
)
def test_a_citation_is_understood_as_people_write_it(
    law: statutes.Statute, name: str, article: str, verdict: str
) -> None:
    assert statutes.article(name, article).verdict == verdict


def test_an_article_says_what_it_says(law: statutes.Statute) -> None:
    [found] = statutes.article("演示办事法", "第二条").articles
    assert found.text.startswith("申请人应当提交下列材料：\n(一)申请书；")


def test_a_later_edition_takes_the_place_of_the_earlier_on_its_day(law: statutes.Statute, tmp_path: Path) -> None:
    later = TEXT.replace("第三条 本法自2001年7月1日起施行。", "第三条 本法自2099年7月1日起施行。")
    imported(tmp_path, **{"演示办事法(2026-01-01)": later.replace("身份证明", "电子身份证明")})
    old, new = law.editions.order_by("adopted")
    assert (old.state, old.superseded_by, new.state) == ("revised", new, "in_force")
    assert "(二)身份证明" in statutes.article("演示办事法", "第二条").articles[0].text
    then = statutes.article("演示办事法", "第二条", dt.date(2099, 7, 1))
    assert "(二)电子身份证明" in then.articles[0].text


def test_the_order_in_which_editions_come_does_not_matter(law: statutes.Statute, tmp_path: Path) -> None:
    imported(tmp_path, **{"演示办事法(2001-01-02)": TEXT})
    old, new = law.editions.order_by("adopted")
    assert (old.state, old.superseded_by, new.state) == ("revised", new, "in_force")


@pytest.mark.parametrize(
    ("text", "line", "severity"),
    [
        (TEXT.replace("第三条 本法", "第一条 本法"), 25, "error"),
        (TEXT.replace("第三条 本法", "第五条 本法"), 25, "warning"),
        (TEXT.replace("制定本法。", "制定"), 11, "warning"),
        ("# 空法\n", 0, "error"),
        (TEXT.replace("# 中华人民共和国演示办事法", ""), 1, "error"),
    ],
)
def test_a_fault_is_told_by_file_and_line(tmp_path: Path, text: str, line: int, severity: str) -> None:
    told = imported(tmp_path, **{"错误(2019-04-23)": text})
    fault = told["faults"][0]
    assert (fault["file"], fault["line"], fault["severity"]) == ("错误(2019-04-23).md", line, severity)
    assert statutes.Statute.objects.exists() == (severity == "warning")


def test_a_folder_without_a_statute_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"\*\.md"):
        call_command("import_statutes", str(tmp_path))


def test_anybody_reads_a_law_article_by_article(law: statutes.Statute) -> None:
    assert "中华人民共和国演示办事法" in Client().get("/statutes/?q=办事").content.decode()
    page = Client().get("/statutes/演示办事法/").content.decode()
    assert 'id="a2-1"' in page and "不得要求提交其他材料" in page
    assert Client().get("/statutes/没有的法/").status_code == 404


def test_without_a_library_the_pages_say_so() -> None:
    client = Client()
    client.force_login(w.user("editor1"))
    assert "尚未建立法规库" in (page := client.get("/desk/statutes/").content.decode())
    assert "请联系系统管理员导入" in page and "import-statutes" not in page
    assert Client().get("/statutes/").status_code == 200


def as_(login: str) -> Client:
    client = Client()
    client.force_login(w.user(login))
    return client


def test_a_publisher_writes_that_a_law_was_repealed_and_how_it_is_called(law: statutes.Statute) -> None:
    fields = {"short_names": "办事法\n", "repealed_on": "2021-01-01", "replaced_by": "演示新法"}
    assert as_("publisher1").post(f"/desk/statutes/{law.pk}/", fields).status_code == 302
    assert statutes.article("办事法", "第一条").verdict == "repealed"
    assert statutes.article("办事法", "第一条", dt.date(2020, 12, 31)).verdict == "holds"
    assert [entry.act for entry in audit.history(law)] == ["statutes.import", "statutes.keep"]


def test_an_editor_reads_but_does_not_write(law: statutes.Statute) -> None:
    client = as_("editor1")
    assert "<textarea" not in client.get(f"/desk/statutes/{law.pk}/").content.decode()
    assert client.post(f"/desk/statutes/{law.pk}/", {"short_names": "甲"}).status_code == 403
    assert as_("clerk1").get("/desk/statutes/").status_code == 403


def test_a_short_name_means_one_law(law: statutes.Statute, tmp_path: Path) -> None:
    imported(tmp_path, **{"另一部法(2019-04-23)": TEXT.replace("演示办事法", "另一部法")})
    answer = as_("publisher1").post(f"/desk/statutes/{law.pk}/", {"short_names": "另一部法"})
    assert answer.status_code == 422 and "另一部法" in answer.content.decode()


def test_the_list_costs_the_same_for_one_law_and_for_three(
    law: statutes.Statute, tmp_path: Path, django_assert_num_queries: Any
) -> None:
    client = as_("editor1")
    client.get("/desk/statutes/")
    with django_assert_num_queries(5):
        client.get("/desk/statutes/")
    for name in ("甲法", "乙法"):
        imported(tmp_path, **{f"{name}(2019-04-23)": TEXT.replace("演示办事法", name)})
    with django_assert_num_queries(5):
        client.get("/desk/statutes/")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("《〈中华人民共和国价格法〉实施办法》", "《中华人民共和国价格法》实施办法"),
        ("广东省实施<中华人民共和国价格法>办法", "广东省实施《中华人民共和国价格法》办法"),
        ("办法（试行）", "办法(试行)"),
        ("办法（国务院令第716号）", "办法"),
        ("中华人民共和国 行政许可法", "行政许可法"),
    ],
)
def test_a_name_is_one_name_however_it_is_typed(written: str, meant: str) -> None:
    assert plain(written) == meant


def test_the_year_of_an_edition_is_heard() -> None:
    assert cited("行政复议法（2017年修正）").year == 2017
    assert cited("办法（国发〔2015〕52号）").year is None


@given(st.integers(1, 9999))
def test_a_number_in_words_is_that_number(number: int) -> None:
    assert number_of(in_words(number)) == number


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_citation_gets_an_answer(law: str, article: str) -> None:
    assert statutes.Library({}).look(law, article).verdict == "unknown"
    statutes.places_in(article)
    statutes.citations_in(law + article)


def test_real_statutes_are_read_whole(shared: Path) -> None:
    out = StringIO()
    call_command("import_statutes", str(shared / "laws"), json=True, stdout=out)
    told = json.loads(out.getvalue())
    assert told["read"] >= 10 and told["created"] == told["read"] and told["errors"] == 0
