from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.catalogue.search import Entry, Hit, Index, acts, places, rank, sounds, store, synonyms
from tongban.catalogue.search.normal import plain, without_fillers
from tongban.catalogue.search.words import pairs, units
from tongban.kit.errors import Refused

ROOT = Path(__file__).resolve().parents[3]
PROVINCE, CITY, COUNTY, TOWN = "510000000000", "510100000000", "510131000000", "510131101000"
NEIGHBOUR, ABROAD = "510129000000", "440000000000"


def entry(key: str, name: str, region: str = COUNTY, **more: object) -> Entry:
    return Entry(key, f"CODE{key}", name, region_code=region, **more)  # type: ignore[arg-type]


ENTRIES = [
    entry("id", "居民身份证申领", audience=("person",), topics=("160",), english="Apply for an identity card"),
    entry("id-lost", "居民身份证丢失补领", audience=("person",), topics=("160",)),
    entry("driver", "机动车驾驶证期满换证", audience=("person",), english="Renew a driving licence"),
    entry("driver-first", "机动车驾驶证初次申领", audience=("person",)),
    entry("food", "食品经营许可核发", audience=("enterprise",), dept="市场监督管理局"),
    entry("food-change", "食品经营许可变更", audience=("enterprise",), dept="市场监督管理局"),
    entry("food-end", "食品经营许可注销", audience=("enterprise",), dept="市场监督管理局"),
    entry("old", "八十周岁以上老年人高龄津贴发放", audience=("person",), aliases=("敬老金",)),
    entry("birth", "生育登记", audience=("person",), aliases=("二孩生育登记", "准生证")),
    entry("water", "取水许可", text="申请人应当提交取水许可申请书、水资源论证报告书", dept="水务局"),
    entry("music", "音乐家协会入会", audience=("person",)),
    entry("ata", "货物暂准进口ATA单证册签发", audience=("enterprise",)),
    Entry("older", "511Z07001006-510131000000-000-11510131MB1234567G-1-00", "公章刻制备案", region_code=COUNTY),
    Entry("long", "11510131MB1234567G4510123001001", "临时摊位设置许可", region_code=COUNTY),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    made = Index(tmp_path_factory.mktemp("index"))
    assert made.rebuild(ENTRIES) == len(ENTRIES)
    yield made


def keys(hits: list[Hit]) -> list[str]:
    return [hit.key for hit in hits]


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("身份证", "id"),
        ("请问怎么办理身份证？", "id"),
        ("我要在哪里办身份证", "id"),
        ("身份证丢了怎么办", "id-lost"),
        ("身份正", "id"),
        ("居民生份证", "id"),
        ("身份證", "id"),
        ("ｓｈｅｎｆｅｎｚｈｅｎｇ", "id"),
        ("shenfenz", "id"),
        ("senfenzen", "id"),
        ("jmsfz", "id"),
        ("identity card", "id"),
        ("identty card", "id"),
        ("how do I renew my driving licence", "driver"),
        ("驾照到期", "driver"),
        ("食品证", "food"),
        ("食品经营许可", "food"),
        ("食品经营许可变更", "food-change"),
        ("关店", "food-end"),
        ("老人补贴", "old"),
        ("敬老金", "old"),
        ("准生证", "birth"),
        ("二胎登记", "birth"),
        ("二孩", "birth"),
        ("水资源论证", "water"),
        ("取水", "water"),
        ("水", "water"),
        ("《取水许可》", "water"),
        ("音樂家", "music"),
        ("yuejia", "music"),
        ("ata单证", "ata"),
        ("511Z07001006-510131", "older"),
        ("511Z07001006", "older"),
        ("11510131mb1234567", "long"),
        ("510123001001", "long"),
    ],
)
def test_a_person_finds_it_in_her_own_words(index: Index, said: str, wanted: str) -> None:
    assert keys(index.search(said))[0] == wanted


@pytest.mark.parametrize("said", ["", " ", "？？", "\x00", "、。", "🙂"])
def test_who_asks_nothing_gets_nothing(index: Index, said: str) -> None:
    assert index.search(said) == []
    assert index.suggest(said) == []


def test_what_is_not_there_is_not_found(index: Index) -> None:
    assert index.search("飞碟") == []


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=90) | st.text('身份证办理shenfz怎么 +-*()"^~:[]{}/\\&|!?.012', max_size=40))
def test_nothing_that_is_typed_breaks_the_search(index: Index, said: str) -> None:
    assert len(index.search(said, 3)) <= 3
    assert len(index.suggest(said, 3)) <= 3
    assert set(index.counts(said)) == {"region", "audience", "topic", "dept"}


def test_a_pasted_page_costs_no_more_than_a_sentence(index: Index) -> None:
    start = time.perf_counter()
    assert index.search("我想咨询身份证办理的问题" * 5000)
    assert time.perf_counter() - start < 0.5


def test_the_words_that_matched_are_marked(index: Index) -> None:
    hit = index.search("驾照换证")[0]
    marked = "".join(hit.name[start:end] for start, end in hit.highlights)
    assert (hit.key, marked) == ("driver", "驾驶证换证") or marked == "机动车驾驶证换证"


def test_narrowing_shows_only_what_was_chosen(index: Index) -> None:
    assert keys(index.search("登记", audience="person")) == ["birth"]
    assert index.search("登记", audience="enterprise") == []
    assert set(keys(index.search("许可", dept="市场监督管理局"))) == {"food", "food-change", "food-end"}
    assert set(keys(index.search("身份证", topic="160"))) == {"id", "id-lost"}


@pytest.mark.parametrize("chosen", [{}, {"audience": "person"}, {"dept": "市场监督管理局"}, {"topic": "160"}])
@pytest.mark.parametrize("said", ["食品经营许可", "登记", "身份证", "shipin"])
def test_a_filter_counts_what_its_list_will_show(index: Index, said: str, chosen: dict[str, str]) -> None:
    counts = index.counts(said, **chosen)
    for facet, values in counts.items():
        for value, count in values.items():
            assert len(index.search(said, 60, **(chosen | {facet: value}))) == count, (facet, value)


def test_counts_tell_each_facet_as_if_it_were_not_chosen(index: Index) -> None:
    counts = index.counts("食品经营许可", audience="person")
    assert counts["audience"] == index.counts("食品经营许可")["audience"]
    assert counts["dept"] != index.counts("食品经营许可")["dept"]
    assert index.counts()["audience"] == {"person": 7, "enterprise": 4}


def test_a_beginning_is_completed(index: Index) -> None:
    assert index.suggest("居民身") == ["居民身份证申领", "居民身份证丢失补领"]
    assert index.suggest("shipinj")[0] == "食品经营许可核发"
    assert index.suggest("qsxk") == ["取水许可"]
    assert index.suggest("食")[0].startswith("食品")


def named(region: str) -> Entry:
    return entry(region, "取水许可", region)


@pytest.fixture
def tree(tmp_path: Path) -> Index:
    made = Index(tmp_path / "tree")
    made.rebuild(named(region) for region in (ABROAD, NEIGHBOUR, PROVINCE, CITY, TOWN, COUNTY))
    return made


@pytest.mark.parametrize(
    ("here", "order"),
    [
        (COUNTY, [COUNTY, CITY, TOWN, PROVINCE]),
        (TOWN, [TOWN, COUNTY, CITY, PROVINCE]),
        ("510131101200", [TOWN, COUNTY, CITY, PROVINCE]),
        (CITY, [CITY, PROVINCE, COUNTY, NEIGHBOUR, TOWN]),
        ("510129001000", [NEIGHBOUR, CITY, PROVINCE]),
        ("110000000000", []),
    ],
)
def test_the_nearest_office_that_does_it_comes_first(tree: Index, here: str, order: list[str]) -> None:
    found = keys(tree.search("取水许可", region=here, distinct=False))
    assert sorted(found) == sorted(order)
    assert sorted(found, key=lambda region: places.steps(here, region)) == found


def test_items_of_one_name_are_one_answer_and_the_nearest_speaks(tree: Index) -> None:
    hits = tree.search("取水许可", region=TOWN)
    assert keys(hits) == [TOWN]
    assert set(hits[0].others) == {COUNTY, CITY, PROVINCE}


def test_within_leaves_out_the_levels_above(tree: Index) -> None:
    assert set(keys(tree.search("取水许可", region=COUNTY, within=True, distinct=False))) == {COUNTY, TOWN}


def test_a_better_match_farther_away_beats_a_worse_one_here(tmp_path: Path) -> None:
    index = Index(tmp_path)
    index.rebuild([entry("near", "取水口标志查询"), entry("far", "取水许可", PROVINCE)])
    assert keys(index.search("取水许可", region=TOWN))[0] == "far"


def test_of_equal_items_the_used_one_comes_first(tmp_path: Path) -> None:
    index = Index(tmp_path)
    index.rebuild([entry("1", "甲类取水许可"), entry("2", "乙类取水许可", popularity=5000)])
    assert keys(index.search("取水许可")) == ["2", "1"]


def test_an_editor_changes_and_withdraws_an_item(tmp_path: Path) -> None:
    editor, reader = Index(tmp_path), Index(tmp_path)
    editor.update([entry("1", "取水许可")])
    assert keys(reader.search("取水")) == ["1"]
    editor.update([entry("1", "采砂许可"), entry("2", "捕捞许可")])
    assert reader.search("取水") == []
    assert keys(reader.search("采砂")) == ["1"]
    editor.delete(["1"])
    assert reader.search("采砂") == []
    assert (len(reader), reader.generation) == (1, 3)


def test_what_one_office_says_of_a_service_finds_it_at_every_office(tmp_path: Path) -> None:
    index = Index(tmp_path)
    index.rebuild([entry("county", "取水许可", aliases=("玄黄令",)), entry("town", "取水许可", TOWN)])
    assert keys(index.search("玄黄令", region=TOWN)) == ["town"]
    index.update([entry("county", "取水许可", text="盾构图纸")])
    assert keys(index.search("盾构图纸", region=TOWN)) == ["town"]
    assert index.search("玄黄令", region=TOWN) == []
    index.delete(["county"])
    assert index.search("盾构图纸") == []
    assert keys(index.search("取水许可")) == ["town"]


def test_an_item_that_is_renamed_leaves_its_family_to_the_others(tmp_path: Path) -> None:
    index = Index(tmp_path)
    index.rebuild([entry("1", "取水许可", text="水资源论证"), entry("2", "取水许可", TOWN, text="水资源论证")])
    index.update([entry("1", "采砂许可", text="采砂方案")])
    assert (keys(index.search("取水许可", 1)), keys(index.search("采砂", 1))) == (["2"], ["1"])
    assert keys(index.search("水资源论证", 1)) == ["2"]


def test_one_item_has_to_fit_all_filters_and_not_each_of_them_another(tmp_path: Path) -> None:
    index = Index(tmp_path)
    index.rebuild(
        [
            entry("person", "取水许可", audience=("person",), topics=("1",), dept="水务局"),
            entry("business", "取水许可", TOWN, audience=("enterprise",), topics=("2",), dept="农业局"),
        ]
    )
    assert index.search("取水", audience="person", topic="2") == []
    assert index.search("取水", audience="person", region=TOWN, within=True) == []
    assert index.search("取水", dept="农业局", region=COUNTY, audience="person") == []
    hit = index.search("取水", region=TOWN)[0]
    assert (hit.key, hit.more) == ("business", 1)


def test_the_order_does_not_hang_on_when_an_item_was_written(tmp_path: Path) -> None:
    offered = [
        entry(f"{place}{name}", name, place) for place in (PROVINCE, CITY, COUNTY) for name in ("甲许可", "乙许可")
    ]
    one, other = Index(tmp_path / "one"), Index(tmp_path / "other")
    one.rebuild(offered)
    for late in reversed(offered):
        other.update([late])
    for place in (None, CITY, TOWN):
        found = [keys(index.search("许可", region=place, distinct=False)) for index in (one, other)]
        assert found[0] == found[1]


def test_a_rebuild_that_fails_leaves_the_old_index_in_force(tmp_path: Path) -> None:
    index = Index(tmp_path)
    index.rebuild([entry("1", "取水许可")])

    def broken() -> Iterator[Entry]:
        yield entry("2", "采砂许可")
        raise RuntimeError("the source broke off")

    with pytest.raises(RuntimeError):
        index.rebuild(broken())
    assert keys(Index(tmp_path).search("许可")) == ["1"]
    index.rebuild([entry("3", "捕捞许可")])
    assert keys(index.search("许可")) == ["3"]
    assert len(list(tmp_path.glob("at-*"))) == 2


def _die_while_rebuilding(folder: Path) -> None:
    def deadly() -> Iterator[Entry]:
        yield entry("2", "采砂许可")
        os._exit(9)

    Index(folder).rebuild(deadly())


def _search_until(folder: Path, wanted: str, seen: multiprocessing.Queue[list[str]]) -> None:
    index, until = Index(folder), time.monotonic() + 20
    while time.monotonic() < until:
        found = keys(index.search("许可"))
        if wanted in found:
            return seen.put(found)
        time.sleep(0.01)
    seen.put([])


fork = multiprocessing.get_context("spawn")


def test_a_writer_killed_in_the_middle_harms_nobody_and_frees_the_lock(tmp_path: Path) -> None:
    index = Index(tmp_path)
    index.rebuild([entry("1", "取水许可")])
    killed = fork.Process(target=_die_while_rebuilding, args=(tmp_path,))
    killed.start()
    killed.join(30)
    assert killed.exitcode == 9
    assert keys(index.search("许可")) == ["1"]
    index.update([entry("3", "捕捞许可")])
    assert set(keys(index.search("许可"))) == {"1", "3"}


def test_a_reader_in_another_process_sees_the_change_by_itself(tmp_path: Path) -> None:
    index = Index(tmp_path)
    index.rebuild([entry("1", "取水许可")])
    seen: multiprocessing.Queue[list[str]] = fork.Queue()
    reader = fork.Process(target=_search_until, args=(tmp_path, "2", seen))
    reader.start()
    index.update([entry("2", "采砂许可")])
    assert sorted(seen.get(timeout=30)) == ["1", "2"]
    reader.join(30)


def test_the_second_writer_waits_and_is_then_told_who_is_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "WAIT", 0.2)
    with store.only_writer(tmp_path), pytest.raises(Refused) as refused:
        Index(tmp_path).update([entry("1", "取水许可")])
    assert "writer.lock" in refused.value.found


def test_an_index_of_another_version_is_not_opened_until_rebuilt(tmp_path: Path) -> None:
    index = Index(tmp_path)
    index.rebuild([entry("1", "取水许可")])
    now = store.current(tmp_path)
    assert now is not None
    store.announce(tmp_path, store.Generation(now.number + 1, now.version + 1, now.folder))
    assert (index.ready, index.search("取水")) == (False, [])
    with pytest.raises(Refused):
        index.update([entry("2", "采砂许可")])
    index.rebuild([entry("1", "取水许可")])
    assert keys(index.search("取水")) == ["1"]


def test_without_an_index_nothing_is_found_and_nothing_breaks(tmp_path: Path) -> None:
    index = Index(tmp_path / "nowhere")
    assert (index.ready, index.search("取水"), index.suggest("取"), len(index)) == (False, [], [], 0)
    assert index.counts("取水") == {"region": {}, "audience": {}, "topic": {}, "dept": {}}


def test_an_editor_adds_a_synonym_without_a_new_index(tmp_path: Path) -> None:
    table = tmp_path / "synonyms.txt"
    table.write_text("# none yet\n", "utf-8")
    index = Index(tmp_path / "index", table)
    index.rebuild([entry("1", "高龄津贴发放"), entry("2", "取水许可")])
    assert index.search("尊老钱") == []
    table.write_text("尊老钱 = 高龄津贴\n", "utf-8")
    os.utime(table, ns=(1, time.time_ns() + 10**9))
    assert keys(index.search("尊老钱")) == ["1"]


def others(table: synonyms.Synonyms, said: str) -> list[tuple[str, ...]]:
    return [spot.others for spot in table.spots(said)]


def test_a_synonym_goes_both_ways_or_one_way_as_written() -> None:
    table = synonyms.read(["驾照 = 驾驶证", "关店, 关门 > 注销", "# 驾照 = 猫", ""])
    assert table.spots("换驾照") == [synonyms.Spot(1, 3, ("驾驶证",))]
    assert others(table, "换驾驶证") == [("驾照",)]
    assert others(table, "关门") == [("注销",)]
    assert others(table, "注销") == []


def test_a_full_name_is_not_said_twice() -> None:
    assert others(synonyms.read(["身份证 = 居民身份证"]), "居民身份证换领") == []


def test_a_word_of_the_table_is_known_by_its_sound() -> None:
    table = synonyms.read(["社保卡 = 社会保障卡", "补办 = 补领"])
    assert others(table, "社包卡") == [("社保卡", "社会保障卡")]
    assert table.spelled("bubanshebaoka") == "补办社保卡"
    assert table.spelled("shbzk") == "社会保障卡"
    assert table.spelled("bubanshenme") == ""


def test_the_shipped_synonyms_hold_what_people_say() -> None:
    table = synonyms.load()
    for said, meant in [("驾照", "机动车驾驶证"), ("二胎", "二孩"), ("老人补贴", "高龄津贴"), ("关店", "注销")]:
        assert meant in {other for spot in others(table, said) for other in spot}


def test_who_searches_or_indexes_loads_no_dictionary_of_words_or_pinyin(tmp_path: Path) -> None:
    code = f"""
import sys
from tongban.catalogue.search import Entry, Index
index = Index({str(tmp_path)!r})
index.rebuild([Entry("1", "1", "居民身份证申领")])
assert [index.search(said)[0].key for said in ("生份证", "shenfenz", "jmsfz")] == ["1"] * 3
assert not {{"pypinyin"}} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_the_readings_are_those_of_the_dictionary_they_were_made_from() -> None:
    made = subprocess.run(
        [sys.executable, "scripts/search_readings.py", "--print"], check=True, cwd=ROOT, capture_output=True, text=True
    )
    assert made.stdout == (ROOT / "tongban/catalogue/search/readings.txt").read_text("utf-8")


def test_a_word_is_spoken_as_the_word_is() -> None:
    assert sounds.readings("重庆银行会计") == (("chong",), ("qing",), ("yin",), ("hang",), ("kuai",), ("ji",))
    assert sounds.readings("长") == (("zhang", "chang"),)


def test_text_is_brought_to_one_form() -> None:
    assert plain("「ＡＢＣ」　身份证，Ｎo．１") == "abc 身份证 no 1"
    assert without_fillers(plain("请问，怎么办理身份证？")) == "身份证"
    assert without_fillers("办理") == "办理"
    assert pairs("取水许可A卡、证") == ["取水", "水许", "许可", "a", "卡", "证"]
    assert units("取水ATA") == ["取", "水", "ata"]


def test_sounds_fold_what_ears_confuse() -> None:
    assert sounds.syllables("身份证") == sounds.syllables("生份真") == ["sen", "fen", "zen"]
    assert sounds.as_syllables("shenfenz") == ["sen", "fen", "z"]
    assert sounds.as_syllables("xyz") is None
    assert [reading[0] for reading in sounds.initials("乐")] == ["l", "y"]


def test_who_only_names_the_matter_wants_to_have_it_first() -> None:
    def leans(said: str) -> list[float]:
        return [acts.lean(acts.asked_for(said), f"食品经营许可{act}") for act in ("核发", "", "变更", "注销")]

    assert leans("食品经营许可") == [acts.FIRST, 0, acts.UNASKED, acts.UNASKED]
    assert leans("食品证换法人") == [acts.UNASKED, 0, acts.ASKED, acts.UNASKED]
    assert leans("关店了食品证怎么办") == [acts.UNASKED, 0, acts.UNASKED, acts.ASKED]


def test_distance_counts_levels() -> None:
    steps = [places.steps(COUNTY, item) for item in (COUNTY, CITY, TOWN, PROVINCE, ABROAD)]
    assert steps == [0, 1, 1.5, 2, 9]


@given(
    st.text("取水许可身份证办理", min_size=1, max_size=12),
    st.text("取水许可身份证办理", min_size=1, max_size=12),
)
def test_nothing_is_closer_to_a_name_than_the_name_itself(asked: str, name: str) -> None:
    def close(one: str) -> float:
        def weight(unit: str) -> float:
            return 1.0

        return rank.closeness(rank.asked(one, [], weight), rank.weighed(rank.said(name), weight), frozenset())

    assert 0 <= close(asked) <= close(name)
    assert close(name) == pytest.approx(1 + rank.PRECISION)
