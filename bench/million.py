"""Search in a whole province: what a million items cost to index, to search, to suggest and to keep up to date.

    python -m bench.million FOLDER [--entries 1000000] [--at DIR] [--profile]

FOLDER holds `guangdong_2021.jsonl` and `relevance_pairs_gd.jsonl` (see `bench.relevance`). The real items stand again and
again in the divisions of a made-up province of five levels; a tenth of them carry the name of their place or an act
of their own, as implementation lists of counties do, and every text is filled up to 800 characters from the
conditions and materials of other items. DIR keeps the index, so that a second run only measures (`--at`).
"""

from __future__ import annotations

import argparse
import cProfile
import json
import multiprocessing
import os
import pstats
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.memory import pss
from bench.relevance import Row, entry, milliseconds, rows, size
from tongban.catalogue.search import Entry, Index

PROVINCE = 51
CITIES, COUNTIES, TOWNS = 21, 9, 16
TEXT = 800
ACTS = ("新办", "变更", "延续", "注销", "补办", "换发", "遗失补领", "信息更正", "跨省通办", "告知承诺办理")
CHARS = "青白金龙清平安阳江山石桥新河川永德长武成温蒲高林南北东西华丰乐云双三大"
DEPTS = (
    "人力资源和社会保障局",
    "市场监督管理局",
    "民政局",
    "公安局",
    "自然资源和规划局",
    "农业农村局",
    "水务局",
    "卫生健康局",
)


def divisions() -> list[tuple[str, str]]:
    """12-digit code and name of every division, above before below."""
    found = [(f"{PROVINCE}0000000000", "全省")]
    for city in range(1, CITIES + 1):
        found.append((f"{PROVINCE}{city:02d}00000000", named(city) + "市"))
        for county in range(1, COUNTIES + 1):
            found.append((f"{PROVINCE}{city:02d}{county:02d}000000", named(city * 40 + county) + "县"))
            found += [
                (f"{PROVINCE}{city:02d}{county:02d}{100 + town}000", named(city * 900 + county * 30 + town) + "镇")
                for town in range(TOWNS)
            ]
    return found


def named(number: int) -> str:
    draw = random.Random(number)
    return draw.choice(CHARS) + draw.choice(CHARS)


def entries(items: list[Row], count: int, start: int = 0) -> Iterator[Entry]:
    places = divisions()
    known = [entry(item) for item in items]
    words = [word for one in known for word in one.text.split() if 4 <= len(word) <= 120]
    for at in range(start, start + count):
        draw = random.Random(at)
        one = known[at % len(known)]
        code, place = places[at * 7919 % len(places)]
        yield Entry(
            key=f"{at:032x}",
            code=f"{at:031d}",
            name=varied(one.name, place, draw),
            dept=place + draw.choice(DEPTS),
            region_code=code,
            audience=("public", *one.audience),
            topics=one.topics,
            text=filled(one.text, words, draw),
            popularity=draw.randrange(10_000),
        )


def varied(name: str, place: str, draw: random.Random) -> str:
    kind = draw.random()
    if kind < 0.05:
        return place + name
    return f"{name}（{draw.choice(ACTS)}）" if kind < 0.15 else name


def filled(text: str, words: list[str], draw: random.Random) -> str:
    found, length = [text], len(text)
    while length < TEXT:
        found.append(draw.choice(words))
        length += len(found[-1]) + 1
    return " ".join(found)[:TEXT]


def built(folder: Path, items: list[Row], count: int) -> Row:
    """The entries are made before the clock runs in slices, since making them is not indexing them."""
    made = list(entries(items, min(count, 100_000)))
    start = time.perf_counter()
    Index(folder / "slice").rebuild(made)
    took = time.perf_counter() - start
    del made
    start = time.perf_counter()
    Index(folder / "all").rebuild(entries(items, count))
    whole = time.perf_counter() - start
    return {
        "entries_per_second": round(min(count, 100_000) / took),
        "whole_seconds_with_making": round(whole, 1),
        "whole_per_second_with_making": round(count / whole),
        "disk_mb": size(folder / "all"),
    }


def searched(folder: Path, pairs: list[Row]) -> Row:
    """In a process of its own, so that its memory is a web process's. `first_time`: names that nobody asked for yet are
    taken apart; the others are as in a portal that has been asked before.
    """
    index, asked = Index(folder / "all"), questions(pairs)
    province, county = f"{PROVINCE}0000000000", f"{PROVINCE}0103000000"
    typed = [text[:end] for text in asked for end in range(1, min(len(text), 5))]

    def search(place: str | None) -> Row:
        return timed(lambda text: index.search(text, 20, region=place, audience="public", others=False), asked)

    return {
        "from_the_province_first_time": search(province),
        "from_the_province": search(province),
        "from_a_county": search(county),
        "everywhere": search(None),
        "pss_mb_after_searching": round(pss(os.getpid()), 1),
        "counts_from_a_county": timed(lambda text: index.counts(text, region=county, audience="public"), asked),
        "counts_from_the_province": timed(lambda text: index.counts(text, region=province, audience="public"), asked),
        "suggest_from_a_county": timed(lambda text: index.suggest(text, 24, region=county), typed),
        "suggest_from_the_province": timed(lambda text: index.suggest(text, 24, region=province), typed),
        "pss_mb": round(pss(os.getpid()), 1),
    }


def questions(pairs: list[Row]) -> list[str]:
    return sorted({pair["query"] for pair in pairs})


def timed(ask: Any, asked: list[str]) -> Row:
    """`per_second` by the processor's time, so that others on the machine do not count."""
    start = time.process_time()
    found: Row = milliseconds(ask, asked)
    return found | {"per_second": round(len(asked) / (time.process_time() - start))}


def changed(folder: Path, items: list[Row]) -> Row:
    """Until another process that searches all the time finds a changed item, and until the writer is done with it."""
    one = next(entries(items, 1, start=123_456))
    index, until, done = Index(folder / "all"), [], []
    spawn = multiprocessing.get_context("spawn")
    seen = spawn.Queue()
    names = [f"{one.name}第{at}次改名" for at in range(30)]
    other = spawn.Process(target=watching, args=(folder / "all", names, seen))
    other.start()
    seen.get()
    for name in names:
        start = time.time()
        index.update([replace(one, name=name)])
        done.append(time.time() - start)
        until.append(seen.get() - start)
    other.join()
    index.update([one])
    return {"found_elsewhere_after_ms": spread(until), "writer_done_after_ms": spread(done)}


def spread(seconds: list[float]) -> Row:
    ordered = [round(each * 1000) for each in sorted(seconds)]
    return {"median": ordered[len(ordered) // 2], "most": ordered[-1]}


def watching(folder: Path, names: list[str], seen: Any) -> None:
    index = Index(folder)
    seen.put(len(index))
    for name in names:
        while not any(hit.name == name for hit in index.search(name, 1)):
            time.sleep(0.002)
        seen.put(time.time())


def profiled(folder: Path, pairs: list[Row]) -> None:
    index, asked = Index(folder / "all"), questions(pairs)
    with cProfile.Profile() as profile:
        for text in asked:
            index.search(text, 20, region=f"{PROVINCE}0000000000", others=False)
    pstats.Stats(profile).sort_stats("tottime").print_stats(25)


def measure(data: Path, folder: Path, count: int, profile: bool) -> Row:
    items, pairs = rows(data / "guangdong_2021.jsonl"), rows(data / "relevance_pairs_gd.jsonl")
    report = {} if Index(folder / "all").ready else {"build": built(folder, items, count)}
    with multiprocessing.get_context("spawn").Pool(1) as other:
        report["search"] = other.apply(searched, (folder, pairs))
    if profile:
        profiled(folder, pairs)
    return report | {"change": changed(folder, items)}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--at", type=Path, help="keeps the index there")
    parser.add_argument("--profile", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="million-") as scratch:
        report = measure(given.folder, given.at or Path(scratch), given.entries, given.profile)
    print(json.dumps(report, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
