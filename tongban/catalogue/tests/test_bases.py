"""The article stands beside the guide, as the library of statutes has it (C8)."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests import walking as w
from tongban.outbox import api as outbox
from tongban.statutes.api import import_statutes

pytestmark = pytest.mark.django_db
LAW = """# 中华人民共和国食品安全法

<!-- INFO END -->

第三十五条 演示条文：从事餐饮服务，应当依法取得许可。

第三十六条 演示条文：小作坊。
"""


@pytest.fixture()
def library(tmp_path: Path) -> Path:
    (tmp_path / "食品安全法(2021-04-29).md").write_text(LAW)
    import_statutes(tmp_path)
    return tmp_path


def public(name: str) -> str:
    return Client(headers={"accept-language": "zh-hans"}).get(f"/guides/{w.item(name).code}/").content.decode()


def desk(name: str) -> str:
    client = Client()
    client.force_login(w.user("editor1"))
    return client.get(f"/desk/catalogue/{w.item(name).pk}/").content.decode()


def test_the_article_unfolds_on_the_public_guide(library: Path) -> None:
    page = public(w.FOOD)
    assert "演示条文：从事餐饮服务" in page and "/statutes/%E9%A3%9F" in page
    assert "演示条文：小作坊" not in page


def test_the_article_stands_beside_the_guide_at_the_desk(library: Path) -> None:
    assert "演示条文：从事餐饮服务" in desk(w.FOOD)
    assert "不在法规库中" in desk(w.ELDERLY)


def test_without_a_library_the_desk_says_so() -> None:
    assert "尚未建立法规库" in desk(w.FOOD)


def test_a_guide_that_cites_a_new_law_is_printed_again(library: Path) -> None:
    outbox.drain()
    printed = settings.PUBLISHED_DIR / "guides" / w.item(w.FOOD).code / "index.html"
    assert "演示条文：从事餐饮服务" in printed.read_text()
    waiting = outbox.Row.objects.filter(name="catalogue.reprint_citing").count()
    (library / "另一部法(2021-04-29).md").write_text(LAW.replace("食品安全法", "另一部法"))
    (library / "第三部法(2021-04-29).md").write_text(LAW.replace("食品安全法", "第三部法"))
    import_statutes(library)
    assert outbox.Row.objects.filter(name="catalogue.reprint_citing").count() == waiting + 1
