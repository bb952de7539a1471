"""The check-up at the desk: run, read, accepted as a draft, dismissed, ruled, merged, compared (C8)."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.test import Client

from tests import walking as w
from tongban.audit import api as audit
from tongban.catalogue import api as catalogue
from tongban.catalogue.checkup import reaching
from tongban.catalogue.checkup.models import CheckFinding, CheckRun, NameGroup, WordRow
from tongban.catalogue.checkup.renaming import rename_material
from tongban.catalogue.importing import import_items
from tongban.catalogue.tests.test_check_up import ROW
from tongban.kit.act import SYSTEM
from tongban.outbox import api as outbox
from tongban.people.api import User, hire
from tongban.regions.api import Division
from tongban.statutes.api import import_statutes

pytestmark = pytest.mark.django_db
PLACE, OTHER, ORGAN = "440000000000", "330100000000", "11440000006939756B"
URL = "/desk/catalogue/check-up/"
CODES = [f"11440000006939756B{level}440101007000" for level in "234567"]


def hired(login: str, role: str, *, org: str = ORGAN, region: str = PLACE) -> Client:
    posts = [{"role": role, "org_code": org, "region_code": region}]
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(hire(login=login, name=f"演示·{login}", password="Ein-langes-Wort-9", posts=posts))
    return client


@pytest.fixture()
def editor(django_user_model: type[User]) -> Client:
    return hired("gd-editor", "catalogue_editor")


@pytest.fixture()
def publisher(django_user_model: type[User]) -> Client:
    return hired("gd-publisher", "catalogue_publisher")


@pytest.fixture
def keeper(django_user_model: type[User]) -> Client:
    """Publishes for the whole installation, so the rules are theirs."""
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(w.user("publisher1"))
    return client


def listed(tmp_path: Path, *rows: dict[str, Any]) -> list[catalogue.Item]:
    """Published as they are, as lists were before anything was kept back."""
    path = tmp_path / "items.jsonl"
    rows = tuple(ROW | {"task_code": code} | row for code, row in zip(CODES, rows, strict=False))
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    with patch("tongban.catalogue.importing.reasons", lambda raw, guide: iter(())):
        import_items(path, publish=True)
    return [catalogue.Item.objects.get(code=row["task_code"]) for row in rows]


def run(client: Client) -> CheckRun:
    assert client.post(URL + "start/").status_code == 302
    outbox.drain()
    return CheckRun.objects.latest("id")


def found(rule: str, **more: Any) -> CheckFinding:
    return CheckFinding.objects.get(rule=rule, **more)


def content(item: catalogue.Item) -> dict[str, Any]:
    version = catalogue.open_version(item)
    assert version is not None
    return dict(version.content)


# runs


def test_a_publisher_runs_it_and_reads_the_figures(tmp_path: Path, publisher: Client) -> None:
    listed(tmp_path, {"materials": ["其他材料", "营业执照"]}, {"promise_days": 40})
    done = run(publisher)
    assert (done.state, done.items, done.errors, done.warnings) == ("done", 2, 2, 1)
    page = publisher.get(URL).content.decode()
    assert "2 个错误，1 个提醒" in page and "模糊条款" in page and "演示发展改革局" in page
    rows = publisher.get(URL + "findings/?rule=vague_clause").content.decode()
    assert "其他材料" in rows and "删去“其他材料”" in rows


def test_a_run_that_is_not_done_is_not_started_again(tmp_path: Path, publisher: Client) -> None:
    listed(tmp_path, {})
    publisher.post(URL + "start/")
    second = publisher.post(URL + "start/")
    assert second.status_code == 409 and "演示·gd-publisher" in second.content.decode()
    assert "http-equiv" in publisher.get(URL).content.decode()


def test_a_finding_is_the_same_from_run_to_run_and_gone_when_it_is_mended(tmp_path: Path, publisher: Client) -> None:
    listed(tmp_path, {"promise_days": 40, "materials": ["其他材料", "申请表"]})
    first = run(publisher)
    before = set(CheckFinding.objects.values_list("pk", flat=True))
    listed(tmp_path, {"promise_days": 20, "materials": ["申请表", "其他材料"]})
    second = run(publisher)
    assert set(CheckFinding.objects.values_list("pk", flat=True)) == before
    assert found("promise_longer_than_law").state == "gone"
    vague = found("vague_clause")
    assert (vague.state, vague.path, vague.first_run, vague.last_run) == ("open", "materials[1]", first, second)
    assert "历次变化" in publisher.get(URL).content.decode()


def test_a_run_again_after_a_crash_ends_in_the_same_rows(tmp_path: Path, publisher: Client) -> None:
    from tongban.catalogue.checkup.storing import carry_out

    listed(tmp_path, {"promise_days": 40}, {"materials": ["其他材料"]})
    done = run(publisher)
    carry_out(done)
    assert CheckFinding.objects.count() == 2


# accepting


@pytest.mark.parametrize(
    ("row", "rule", "key", "wanted"),
    [
        ({"promise_days": 40}, "promise_longer_than_law", "promise_days", 30),
        ({"online": False}, "no_visit_but_not_online", "visits", 1),
        ({"materials": ["申请表", "其他材料"]}, "vague_clause", "materials", [{"key": "m1", "name": {"zh": "申请表"}}]),
        (
            {"conditions": "年满十八周岁的；法律法规规定的其他条件"},
            "vague_clause",
            "conditions",
            [{"text": {"zh": "年满十八周岁的。"}}],
        ),
    ],
)
def test_one_click_makes_a_draft_that_a_second_person_publishes(
    tmp_path: Path, editor: Client, publisher: Client, row: dict[str, Any], rule: str, key: str, wanted: Any
) -> None:
    [item] = listed(tmp_path, row)
    run(publisher)
    one = found(rule)
    answer = editor.post(f"{URL}findings/{one.pk}/accept/", {"back": f"rule={rule}"})
    assert answer.headers["Location"].endswith(f"findings/?rule={rule}")
    assert content(item)[key] == wanted
    assert found(rule).state == "drafted"
    assert [entry.act for entry in audit.history(item)][-1] == "catalogue.draft"
    assert editor.post(f"/desk/catalogue/{item.pk}/submit/").status_code == 302
    seen = {"seen": publisher.get(f"/desk/catalogue/{item.pk}/").context["seen"]}
    if item.versions.filter(state="legal").exists():  # more visits than before
        item.versions.filter(state="legal").update(state="review")
    assert publisher.post(f"/desk/catalogue/{item.pk}/publish/", seen).status_code == 302
    run(publisher)
    assert found(rule).state == "gone"


def test_two_findings_of_one_item_go_into_one_draft(tmp_path: Path, editor: Client, publisher: Client) -> None:
    [item] = listed(tmp_path, {"promise_days": 40, "materials": ["申请表", "其他材料"]})
    run(publisher)
    for rule in ("vague_clause", "promise_longer_than_law"):
        editor.post(f"{URL}findings/{found(rule).pk}/accept/")
    assert content(item)["promise_days"] == 30 and len(content(item)["materials"]) == 1
    assert item.versions.filter(state="draft").count() == 1


def test_an_accepted_draft_is_not_written_over_by_the_next_import(
    tmp_path: Path, editor: Client, publisher: Client
) -> None:
    [item] = listed(tmp_path, {"promise_days": 40})
    run(publisher)
    editor.post(f"{URL}findings/{found('promise_longer_than_law').pk}/accept/")
    listed(tmp_path, {"promise_days": 50})
    assert content(item)["promise_days"] == 30


def test_a_guide_that_changed_meanwhile_is_left_alone(tmp_path: Path, editor: Client, publisher: Client) -> None:
    [item] = listed(tmp_path, {"promise_days": 40})
    run(publisher)
    listed(tmp_path, {"promise_days": 50})
    answer = editor.post(f"{URL}findings/{found('promise_longer_than_law').pk}/accept/")
    assert answer.status_code == 409 and "体检之后" in answer.content.decode()
    assert catalogue.open_version(item) is None


def test_accepted_twice_it_is_done_once(tmp_path: Path, editor: Client, publisher: Client) -> None:
    listed(tmp_path, {"promise_days": 40})
    run(publisher)
    one = found("promise_longer_than_law")
    editor.post(f"{URL}findings/{one.pk}/accept/")
    second = editor.post(f"{URL}findings/{one.pk}/accept/")
    assert second.status_code == 409 and "演示·gd-editor" in second.content.decode()


def test_what_only_a_person_can_mend_leads_to_its_place_in_the_editor(
    tmp_path: Path, editor: Client, publisher: Client
) -> None:
    [item] = listed(tmp_path, {"complain": "020-34121084"})
    run(publisher)
    link = f"/desk/catalogue/{item.pk}/edit/#f-complain-0-value"
    assert link in editor.get(URL + "findings/").content.decode()
    assert 'id="f-complain-0-value"' in editor.get(link).content.decode()
    answer = editor.post(f"{URL}findings/{found('same_for_asking_and_complaining').pk}/accept/")
    assert answer.status_code == 409


def test_a_paper_that_government_holds_is_marked_with_our_licence_type(
    tmp_path: Path, editor: Client, publisher: Client
) -> None:
    from tongban.licences.api import LicenceType

    LicenceType.objects.create(code=f"{ORGAN}901", slug="id_card_demo", name="居民身份证")
    [item] = listed(tmp_path, {"materials": ["身份证复印件"]})
    run(publisher)
    editor.post(f"{URL}findings/{found('held_by_government').pk}/accept/")
    assert content(item)["materials"][0]["exempt_by"] == "id_card_demo"


# dismissing


def test_a_dismissed_finding_stays_so_until_something_else_is_found(
    tmp_path: Path, editor: Client, publisher: Client
) -> None:
    listed(tmp_path, {"promise_days": 40})
    run(publisher)
    one = found("promise_longer_than_law")
    editor.post(f"{URL}findings/{one.pk}/dismiss/", {"reason": ""})
    assert found("promise_longer_than_law").state == "open"
    editor.post(f"{URL}findings/{one.pk}/dismiss/", {"reason": "检验时间不计入"})
    run(publisher)
    assert found("promise_longer_than_law").state == "dismissed"
    assert "检验时间不计入" in editor.get(URL + "findings/?state=dismissed").content.decode()
    listed(tmp_path, {"promise_days": 50})
    run(publisher)
    assert found("promise_longer_than_law", found="50").state == "open"
    assert found("promise_longer_than_law", found="40").state == "gone"


def test_a_dismissed_finding_can_be_opened_again(tmp_path: Path, editor: Client, publisher: Client) -> None:
    listed(tmp_path, {"promise_days": 40})
    run(publisher)
    one = found("promise_longer_than_law")
    editor.post(f"{URL}findings/{one.pk}/dismiss/", {"reason": "看错了"})
    publisher.post(f"{URL}findings/{one.pk}/reopen/")
    assert found("promise_longer_than_law").state == "open"
    acts = [entry.act for entry in audit.history(one)]
    assert acts == ["catalogue.dismiss", "catalogue.reopen"]


# rights


def test_an_editor_of_another_organ_sees_and_decides_nothing(tmp_path: Path, publisher: Client) -> None:
    listed(tmp_path, {"promise_days": 40})
    run(publisher)
    stranger, one = hired("other", "catalogue_editor", org="114400000069407949"), found("promise_longer_than_law")
    assert "临时价格" not in stranger.get(URL + "findings/").content.decode()
    assert stranger.get(URL + f"findings/?scope={ORGAN}").status_code == 403
    for verb in ("accept", "dismiss", "reopen"):
        assert stranger.post(f"{URL}findings/{one.pk}/{verb}/", {"reason": "x"}).status_code == 403
    assert found("promise_longer_than_law").state == "open"


def test_a_publisher_of_another_region_sees_nothing(tmp_path: Path, publisher: Client) -> None:
    listed(tmp_path, {"promise_days": 40})
    run(publisher)
    far = Client(headers={"accept-language": "zh-hans"})
    far.force_login(w.user("publisher1"))
    assert far.get(URL + f"?scope={PLACE}").status_code == 403
    assert far.post(URL + "start/", {"scope": PLACE}).status_code == 403
    assert far.post(f"{URL}findings/{found('promise_longer_than_law').pk}/dismiss/", {"reason": "x"}).status_code == 403


def test_a_publisher_reads_but_drafts_nothing(tmp_path: Path, publisher: Client) -> None:
    listed(tmp_path, {"promise_days": 40})
    run(publisher)
    assert publisher.post(f"{URL}findings/{found('promise_longer_than_law').pk}/accept/").status_code == 403


def test_an_editor_runs_it_for_the_own_organ(tmp_path: Path, editor: Client) -> None:
    listed(tmp_path, {"promise_days": 40}, {"dept_uscc": "114400000069407949", "dept": "另一局", "promise_days": 40})
    done = run(editor)
    assert (done.org_code, done.items) == (ORGAN, 1)
    assert "1 个错误" in editor.get(URL).content.decode()


def test_nobody_else_enters() -> None:
    client = Client()
    client.force_login(w.user("clerk1"))
    assert client.get(URL).status_code == 403
    assert client.get("/desk/catalogue/compare/").status_code == 403


def test_the_list_costs_the_same_for_one_finding_and_for_three(
    tmp_path: Path, editor: Client, publisher: Client, django_assert_max_num_queries: Any
) -> None:
    listed(tmp_path, {"promise_days": 40})
    run(publisher)
    editor.get(URL + "findings/")
    with django_assert_max_num_queries(7) as one:
        editor.get(URL + "findings/")
    listed(tmp_path, *[{"promise_days": 40, "materials": ["其他材料"]}] * 3)
    run(publisher)
    with django_assert_max_num_queries(7) as three:
        assert len(editor.get(URL + "findings/").context["rows"]) == 6
    assert len(one) == len(three)


def test_pages_follow_one_another_by_a_mark(tmp_path: Path, publisher: Client) -> None:
    listed(tmp_path, *[{"materials": [f"其他材料{n}号" for n in range(20)]}] * 3)
    run(publisher)
    seen: list[str] = []
    url = ""
    while True:
        answer = publisher.get(URL + "findings/" + url)
        seen += [str(one["row"].pk) for one in answer.context["rows"]]
        if not (url := answer.context["next_url"]):
            break
    assert len(seen) == len(set(seen)) == 60


def test_an_editor_of_one_department_reads_whom_to_ask(publisher: Client) -> None:
    editor = Client()
    editor.force_login(w.user("editor1"))
    assert "请联系蒲江县的事项发布人对整个地区体检" in editor.get(URL + "names/").content.decode()
    assert "请联系" not in publisher.get(URL + "names/").content.decode()


# rules


def test_a_rule_is_switched_off_or_weighed_otherwise(tmp_path: Path, publisher: Client, keeper: Client) -> None:
    listed(tmp_path, {"promise_days": 40, "materials": ["其他材料"]})
    keeper.post(URL + "rules/rule/", {"rule": "promise_longer_than_law", "weight": "off"})
    keeper.post(URL + "rules/rule/", {"rule": "vague_clause", "weight": "warning"})
    done = run(publisher)
    assert (done.errors, done.warnings) == (0, 1)
    keeper.post(URL + "rules/rule/", {"rule": "promise_longer_than_law", "weight": ""})
    assert run(publisher).errors == 1


def test_a_word_is_added_and_a_shipped_one_switched_off(tmp_path: Path, publisher: Client, keeper: Client) -> None:
    listed(tmp_path, {"materials": ["其他材料", "补充说明若干"]})
    keeper.post(URL + "rules/word/", {"place": "materials", "word": "若干", "weight": "error"})
    keeper.post(URL + "rules/word/", {"place": "materials", "word": "其他材料", "weight": "off"})
    run(publisher)
    assert found("vague_clause").found == "补充说明若干"
    page = publisher.get(URL + "rules/").content.decode()
    assert "若干" in page and "自定" in page


def test_a_longer_expression_switched_off_is_an_exception(tmp_path: Path, publisher: Client, keeper: Client) -> None:
    listed(tmp_path, {"materials": ["相关证明文书存根", "相关证明"]})
    run(publisher)
    assert CheckFinding.objects.filter(rule="vague_clause", state="open").count() == 2
    keeper.post(URL + "rules/word/", {"place": "materials", "word": "相关证明文书存根", "weight": "off"})
    run(publisher)
    assert CheckFinding.objects.get(rule="vague_clause", state="open").found == "相关证明"
    page = publisher.get(URL + "rules/").content.decode()
    assert "能够证明股权价格的有关材料" in page and "就是例外" in page


def test_who_publishes_for_a_township_changes_no_rule_of_all() -> None:
    township = hired("town-publisher", "catalogue_publisher", region="510131104000")
    assert "rules/rule/" not in township.get(URL + "rules/").content.decode()
    assert township.post(URL + "rules/rule/", {"rule": "vague_clause", "weight": "off"}).status_code == 403


def test_an_editor_reads_the_rules_and_changes_none(editor: Client) -> None:
    assert "事项发布人修改" in editor.get(URL + "rules/").content.decode()
    assert editor.post(URL + "rules/word/", {"place": "materials", "word": "若干", "weight": "off"}).status_code == 403
    assert editor.post(URL + "rules/rule/", {"rule": "vague_clause", "weight": "off"}).status_code == 403


@pytest.mark.parametrize(
    "given",
    [
        {"place": "materials", "word": "", "weight": "error"},
        {"place": "x", "word": "甲乙", "weight": "error"},
        {"place": "materials", "word": "证", "weight": "error"},
    ],
)
def test_what_is_no_word_is_refused_with_the_form(keeper: Client, given: dict[str, str]) -> None:
    assert keeper.post(URL + "rules/word/", given).status_code == 422


def test_a_word_of_many_guides_is_added_only_by_who_says_so(
    tmp_path: Path, keeper: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reaching, "MANY", 2)
    listed(tmp_path, *({"materials": ["证明若存说明"]} for _n in range(3)))
    word = {"place": "materials", "word": "若存", "weight": "error"}
    page = keeper.post(URL + "rules/word/", word)
    assert page.status_code == 422 and "有 3 份含有“若存”" in page.content.decode()
    assert not WordRow.objects.exists()
    assert keeper.post(URL + "rules/word/", word | {"sure": "1"}).status_code == 302
    assert WordRow.objects.get().word == "若存"


def test_a_word_of_ours_is_as_bad_as_was_chosen(tmp_path: Path, publisher: Client, keeper: Client) -> None:
    listed(tmp_path, {"materials": ["关于办理情况的若干补充说明"]})
    keeper.post(URL + "rules/word/", {"place": "materials", "word": "若干", "weight": "error"})
    run(publisher)
    assert found("vague_clause").severity == "error"


# statutes

LAW = "# 演示价格法\n\n<!-- INFO END -->\n\n第一条 演示。\n\n第二条 经营者可以申报。\n"


def test_a_basis_that_is_not_there_is_told_and_an_unknown_law_is_counted(tmp_path: Path, publisher: Client) -> None:
    folder = tmp_path / "laws"
    folder.mkdir()
    (folder / "演示价格法(2019-04-23).md").write_text(LAW)
    listed(
        tmp_path,
        {"conditions": "依照《演示价格法》第三条的规定。"},
        {"conditions": "依照《演示价格法》第二条、《没有的法》第九条的规定。"},
    )
    run(publisher)
    assert CheckFinding.objects.count() == 0
    assert "尚未建立法规库" in publisher.get(URL).content.decode()
    import_statutes(folder)
    done = run(publisher)
    one = found("basis_not_found")
    assert (one.severity, one.found, "2 条" in one.wanted) == ("error", "《演示价格法》第三条", True)
    assert done.figures["laws"]["unknown"] == 1
    assert "没有的法" in publisher.get(URL).content.decode()


def test_a_repealed_law_is_told_with_what_replaced_it(tmp_path: Path, publisher: Client) -> None:
    folder = tmp_path / "laws"
    folder.mkdir()
    (folder / "演示价格法(2019-04-23).md").write_text(LAW)
    import_statutes(folder)
    from tongban.statutes.api import Statute

    row = Statute.objects.get()
    publisher.post(f"/desk/statutes/{row.pk}/", {"repealed_on": "2021-01-01", "replaced_by": "演示新法"})
    listed(tmp_path, {"conditions": "依照《演示价格法》第二条的规定。"})
    run(publisher)
    assert "演示新法" in found("basis_repealed").wanted


# names


def test_names_of_one_paper_become_one_by_drafts(tmp_path: Path, publisher: Client) -> None:
    items = listed(
        tmp_path,
        {"materials": ["营业执照副本"]},
        {"materials": ["营业执照副本"]},
        {"materials": ["营业执照（复印件）", "申请表"]},
    )
    run(publisher)
    group = NameGroup.objects.get()
    assert "营业执照（复印件）" in publisher.get(URL + "names/").content.decode()
    answer = publisher.post(f"{URL}names/{group.pk}/merge/", {"kept": "营业执照副本"})
    assert answer.status_code == 302
    outbox.drain()
    assert [row["name"]["zh"] for row in content(items[2])["materials"]] == ["营业执照副本", "申请表"]
    assert catalogue.open_version(items[0]) is None
    group.refresh_from_db()
    assert (group.state, group.drafted, group.left) == ("accepted", 1, 0)
    again = publisher.post(f"{URL}names/{group.pk}/merge/", {"kept": "营业执照副本"})
    assert again.status_code == 409


def test_a_guide_that_uses_the_shared_material_is_told_as_left(
    tmp_path: Path, publisher: Client, django_user_model: type[User]
) -> None:
    [item] = listed(tmp_path, {"materials": ["营业执照（复印件）"]})
    run(publisher)
    assert item.current is not None
    item.current.content["materials"][0]["shared"] = "licence"
    by = django_user_model.objects.earliest("pk")
    assert rename_material([item], ["营业执照（复印件）"], "营业执照副本", by=by) == (0, 1)
    listed(tmp_path, {"materials": ["营业执照副本"]}, {"materials": ["营业执照（复印件）"]})
    run(publisher)
    group = NameGroup.objects.get()
    NameGroup.objects.filter(pk=group.pk).update(state="accepted", left=1, kept="营业执照副本", decided_by=by)
    page = publisher.get(URL + "names/?state=accepted").content.decode()
    assert "1 个指南未改" in page and "/desk/catalogue/materials/" in page


def test_whoever_merged_names_does_not_publish_the_drafts(tmp_path: Path, publisher: Client, editor: Client) -> None:
    items = listed(tmp_path, {"materials": ["营业执照副本"]}, {"materials": ["营业执照（复印件）"]})
    run(publisher)
    group = NameGroup.objects.get()
    publisher.post(f"{URL}names/{group.pk}/merge/", {"kept": "营业执照副本"})
    outbox.drain()
    editor.post(f"/desk/catalogue/{items[1].pk}/submit/")
    seen = publisher.get(f"/desk/catalogue/{items[1].pk}/").context["seen"]
    assert publisher.post(f"/desk/catalogue/{items[1].pk}/publish/", {"seen": seen}).status_code == 403


def test_different_papers_are_not_offered_again_until_a_name_joins(tmp_path: Path, publisher: Client) -> None:
    listed(tmp_path, {"materials": ["营业执照副本"]}, {"materials": ["营业执照（复印件）"]})
    run(publisher)
    publisher.post(f"{URL}names/{NameGroup.objects.get().pk}/apart/")
    run(publisher)
    assert NameGroup.objects.get().state == "refused"
    listed(
        tmp_path,
        {"materials": ["营业执照副本"]},
        {"materials": ["营业执照（复印件）"]},
        {"materials": ["企业营业执照"]},
    )
    run(publisher)
    assert NameGroup.objects.get().state == "offered"


def test_an_editor_merges_no_names_of_other_organs(tmp_path: Path, publisher: Client, editor: Client) -> None:
    listed(tmp_path, {"materials": ["营业执照副本"]}, {"materials": ["营业执照（复印件）"]})
    run(publisher)
    url = f"{URL}names/{NameGroup.objects.get().pk}/merge/"
    assert editor.post(url, {"kept": "营业执照副本"}).status_code == 403
    assert publisher.post(url, {"kept": "户口簿"}).status_code == 302
    assert NameGroup.objects.get().state == "offered"


# benchmark


def benchmark(tmp_path: Path) -> None:
    Division.objects.get_or_create(
        code=OTHER, defaults={"name": "演示杭城市", "level": 2, "parent": None, "source": "test"}
    )
    row = ROW | {"task_code": "11330100006939756B3440101007000", "area_code": "330100", "promise_days": 3, "visits": 1}
    row |= {"dept_uscc": "", "dept": "演示标杆局", "name": "提价申报", "task_code": ""}
    path = tmp_path / "benchmark.jsonl"
    path.write_text(json.dumps(row | {"base_code": "440101007000"}, ensure_ascii=False))
    assert import_items(path, publish=True).created == 1


def test_items_stand_beside_the_benchmark(tmp_path: Path, publisher: Client, editor: Client) -> None:
    listed(
        tmp_path,
        {"materials": ["申请报告", "申请表"]},
        {"name": "别的事项", "task_code": "11440000006939756B2440101009000"},
    )
    benchmark(tmp_path)
    page = publisher.get("/desk/catalogue/compare/?with=330100").content.decode()
    assert "2 个事项中，有 1 个在演示杭城市也有" in page and "提价申报" in page
    assert "7 / 3" in page and "2 / 1" in page
    assert "临时价格" in editor.get("/desk/catalogue/compare/?with=演示杭城市&verdict=better").content.decode()
    out = StringIO()
    call_command("check_up", region="44", compare="330100", json=True, stdout=out)
    told = json.loads(out.getvalue())
    assert told["matched"] == 1
    [one] = told["results"]
    assert one["days"] == {"ours": 7, "theirs": 3, "verdict": "worse"}
    assert one["visits"]["verdict"] == "better" and one["materials"]["verdict"] == "worse"
    assert told["departments"][0] == {
        "org_code": ORGAN, "org_name": "演示发展改革局", "worse": 2, "equal": 0, "better": 1,
    }  # fmt: skip


@pytest.mark.parametrize("typed", ["没有的地方", "44", "99", "4401011"])
def test_a_region_that_cannot_be_the_benchmark_is_refused_in_words(publisher: Client, typed: str) -> None:
    assert publisher.get(f"/desk/catalogue/compare/?with={typed}").status_code == 422


def test_a_guide_of_a_list_is_mended_in_the_editor_and_stays_one(
    tmp_path: Path, editor: Client, publisher: Client
) -> None:
    [item] = listed(tmp_path, {"complain": "020-34121084"})
    run(publisher)
    answer = editor.get(f"/desk/catalogue/{item.pk}/edit/")
    fields = {"mark": answer.context["mark"]}
    for block in answer.context["blocks"]:
        for part in [block, *block.rows]:
            fields |= {one.name: one.value or (one.choices[0][0] if one.choices else "") for one in part.fields}
        if block.count:
            fields[f"{block.key}.count"] = str(block.count)
    fields["complain.0.value"] = "020-83134173"
    assert editor.post(f"/desk/catalogue/{item.pk}/edit/", fields).status_code == 302
    assert content(item)["complain"][0]["value"] == "020-83134173"
    assert content(item)["partial"] is True


def test_a_draft_that_waits_for_a_second_person_is_not_changed(
    tmp_path: Path, editor: Client, publisher: Client
) -> None:
    [item] = listed(tmp_path, {"promise_days": 40, "materials": ["申请表", "其他材料"]})
    run(publisher)
    editor.post(f"{URL}findings/{found('promise_longer_than_law').pk}/accept/")
    editor.post(f"/desk/catalogue/{item.pk}/submit/")
    assert editor.post(f"{URL}findings/{found('vague_clause').pk}/accept/").status_code == 409
    assert found("vague_clause").state == "open" and len(content(item)["materials"]) == 2


def test_levels_that_differ_are_brought_together_by_one_click(
    tmp_path: Path, editor: Client, publisher: Client
) -> None:
    items = listed(tmp_path, {"name": "甲事项"}, {"name": "甲事项"}, {"name": "乙事项"})
    run(publisher)
    one = found("differs_across_levels")
    assert one.code == items[2].code
    editor.post(f"{URL}findings/{one.pk}/accept/")
    assert content(items[2])["name"] == {"zh": "甲事项"}


def test_guides_of_one_basic_code_name_the_same_laws() -> None:
    shown = w.item(w.FOOD)
    catalogue.BasicItem.objects.filter(code=shown.base_code).update(current=None)  # nothing is inherited here
    twins = []
    for number in (2, 3):
        organ = shown.org_code
        code = f"{organ}{number}{shown.base_code}"
        content = shown.current.content | {"code": code, "handle_code": f"{code}01"}
        content["bases"] = content["bases"] + ([{"law": "别的法", "article": "第一条"}] if number == 3 else [])
        twin = catalogue.draft(item=None, content=content, by=SYSTEM).item
        twins.append(twin)
    out = StringIO()
    call_command("check_up", json=True, region="510131", stdout=out)
    told = [one for one in json.loads(out.getvalue())["results"] if one["rule"] == "differs_across_levels"]
    assert [(one["code"], one["path"]) for one in told] == [(twins[1].code, "bases")]
    assert "别的法" in told[0]["found"] and "别的法" not in told[0]["wanted"]


def test_figures_say_what_an_english_reader_reads(tmp_path: Path, publisher: Client) -> None:
    listed(tmp_path, {"promise_days": 40})
    run(publisher)
    english = Client(headers={"accept-language": "en"})
    english.force_login(User.objects.get(login="gd-publisher"))
    page = english.get(URL + "findings/").content.decode()
    assert "at most 30, the limit by law" in page and "不超过" not in page


def test_the_page_of_an_item_shows_what_is_wrong_with_it_now(tmp_path: Path, editor: Client) -> None:
    folder = tmp_path / "laws"
    folder.mkdir()
    (folder / "演示价格法(2019-04-23).md").write_text(LAW)
    import_statutes(folder)
    [item] = listed(tmp_path, {"promise_days": 40, "conditions": "依照《演示价格法》第三条的规定。"})
    page = editor.get(f"/desk/catalogue/{item.pk}/").content.decode()
    assert "不超过" in page and "共 2 条" in page and "体检没有发现" not in page
