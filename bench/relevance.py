"""How well search finds what people mean, and what it costs.

    python bench/relevance.py FOLDER [--synthetic 50000] [--json]

FOLDER holds `guangdong_2021.jsonl` (items) and `relevance_pairs_gd.jsonl` (how people say it, and the item
they mean). The items are indexed without their aliases, since the pairs were made from those. A pair counts
as found at k if an item with the wanted name is among the first k answers (`name`), or the very item is
(`code`; `folded` also counts the items of one name folded into one answer). Many pairs share one question (27
ask for 无线电 and mean ten items), so no order can find them all at once: `ceiling` is what the best possible
order would reach, and `any_wanted_name` lets a pair count if any of the items wanted for its question is
found. `halves`: the pairs in two halves that share neither a question nor a name; whoever works on the search looks
at pairs of the first half only, so the second tells what questions nobody saw gain.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tongban.catalogue.search import Entry, Hit, Index

Row = dict[str, Any]


def rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def entry(item: Row) -> Entry:
    return Entry(
        key=item["task_code"],
        code=item["task_code"],
        name=item["name"],
        dept=item["dept"],
        region_code=item["area_code"].ljust(12, "0"),
        audience=tuple(item["objects"]),
        topics=tuple(item["topics"]),
        text=" ".join([item["parent_name"], item["conditions"] or "", *item["materials"]]),
    )


def synthetic(items: list[Row], count: int) -> Iterator[Entry]:
    """The real items again and again, each time in another division and with another code."""
    for at in range(count):
        again, which = divmod(at, len(items))
        item = items[which]
        place = f"{44 + again % 10}{again:04d}".ljust(12, "0")[:12]
        made = entry(item | {"task_code": f"{at:031d}", "area_code": place})
        yield made


def is_name(hits: list[Hit], pair: Row) -> bool:
    return any(hit.name == pair["name"] for hit in hits)


def is_code(hits: list[Hit], pair: Row) -> bool:
    return any(hit.code == pair["task_code"] for hit in hits)


def is_folded(hits: list[Hit], pair: Row) -> bool:
    return any(pair["task_code"] in (hit.key, *hit.others) for hit in hits)


def recall(
    index: Index, pairs: list[Row], found: Callable[[list[Hit], Row], bool], k: int, distinct: bool = True
) -> float:
    answers = {query: index.search(query, k, distinct=distinct) for query in {pair["query"] for pair in pairs}}
    return round(sum(found(answers[pair["query"]], pair) for pair in pairs) / len(pairs), 4)


def accepted(index: Index, pairs: list[Row], k: int) -> float:
    """A pair counts if any item that some pair wants for this question is among the first k."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        wanted[pair["query"]].add(pair["name"])
    good = {query for query, names in wanted.items() if any(hit.name in names for hit in index.search(query, k))}
    return round(sum(pair["query"] in good for pair in pairs) / len(pairs), 4)


def ceiling(pairs: list[Row], field: str, k: int) -> float:
    """The share of pairs that the best possible list of k answers per question would hold."""
    wanted: dict[str, Counter[str]] = defaultdict(Counter)
    for pair in pairs:
        wanted[pair["query"]][pair[field]] += 1
    return round(sum(n for each in wanted.values() for _item, n in each.most_common(k)) / len(pairs), 4)


def relevance(index: Index, pairs: list[Row]) -> Row:
    once = list({(pair["query"], pair["name"]): pair for pair in pairs}.values())
    return {
        "pairs": len(pairs),
        "questions": len({pair["query"] for pair in pairs}),
        "name": {f"R@{k}": recall(index, pairs, is_name, k) for k in (1, 10)},
        "name_ceiling": {f"R@{k}": ceiling(pairs, "name", k) for k in (1, 10)},
        "any_wanted_name": {f"R@{k}": accepted(index, pairs, k) for k in (1, 10)},
        "name_each_pair_once": {f"R@{k}": recall(index, once, is_name, k) for k in (1, 10)},
        "name_each_pair_once_ceiling": {f"R@{k}": ceiling(once, "name", k) for k in (1, 10)},
        "folded": {f"R@{k}": recall(index, pairs, is_folded, k) for k in (1, 10)},
        "code": {f"R@{k}": recall(index, pairs, is_code, k, distinct=False) for k in (1, 10)},
        "code_ceiling": {f"R@{k}": ceiling(pairs, "task_code", k) for k in (1, 10)},
    }


def halves(pairs: list[Row]) -> dict[str, list[Row]]:
    """By the first name of each group of pairs that are connected by a question or by a name."""
    above: dict[str, str] = {}

    def top(one: str) -> str:
        while (up := above.setdefault(one, one)) != one:
            one = up
        return one

    for pair in pairs:
        above[top("asked " + pair["query"])] = top("named " + pair["name"])
    groups: dict[str, list[Row]] = defaultdict(list)
    for pair in pairs:
        groups[top("asked " + pair["query"])].append(pair)
    parted: dict[str, list[Row]] = {"looked_at": [], "held_out": []}
    for group in groups.values():
        first = min(pair["name"] for pair in group)
        parted["held_out" if sha256(first.encode()).digest()[0] % 2 else "looked_at"] += group
    return parted


def half(index: Index, pairs: list[Row]) -> Row:
    return {
        "pairs": len(pairs),
        "name": {f"R@{k}": recall(index, pairs, is_name, k) for k in (1, 10)},
        "name_ceiling": {f"R@{k}": ceiling(pairs, "name", k) for k in (1, 10)},
        "any_wanted_name": {f"R@{k}": accepted(index, pairs, k) for k in (1, 10)},
    }


def milliseconds(ask: Callable[[str], object], questions: Iterable[str]) -> Row:
    took = []
    for question in questions:
        start = time.perf_counter()
        ask(question)
        took.append((time.perf_counter() - start) * 1000)
    took.sort()
    return {"median": round(statistics.median(took), 2), "p99": round(took[int(len(took) * 0.99) - 1], 2)}


def memory() -> float:
    """Resident memory of this process now, MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return round(pages * resource.getpagesize() / 2**20, 1)


def timed_rebuild(folder: Path, entries: Iterable[Entry]) -> tuple[Index, float]:
    index, start = Index(folder), time.perf_counter()
    index.rebuild(entries)
    return index, round(time.perf_counter() - start, 2)


def size(folder: Path) -> float:
    return round(sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 2**20, 1)


def speed(index: Index, folder: Path, took: float, pairs: list[Row]) -> Row:
    questions = sorted({pair["query"] for pair in pairs})
    before = memory()
    search = milliseconds(index.search, questions)
    typed = [question[:end] for question in questions for end in range(1, min(len(question), 5))]
    return {
        "entries": len(index),
        "index_seconds": took,
        "disk_mb": size(folder),
        "search_ms": search,
        "search_in_region_ms": milliseconds(lambda text: index.search(text, region="440100000000"), questions),
        "suggest_ms": milliseconds(index.suggest, typed),
        "counts_ms": milliseconds(index.counts, questions),
        "rss_mb_before_and_after": [before, memory()],
    }


def measure(folder: Path, count: int) -> Row:
    items, pairs = rows(folder / "guangdong_2021.jsonl"), rows(folder / "relevance_pairs_gd.jsonl")
    with tempfile.TemporaryDirectory(prefix="relevance-") as scratch:
        small, large = Path(scratch, "small"), Path(scratch, "large")
        index, took = timed_rebuild(small, map(entry, items))
        report = {"relevance": relevance(index, pairs), "real": speed(index, small, took, pairs)}
        report["halves"] = {name: half(index, some) for name, some in halves(pairs).items()}
        if count:
            index, took = timed_rebuild(large, synthetic(items, count))
            report["synthetic"] = speed(index, large, took, pairs)
    return report | {"rss_mb_peak": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--synthetic", type=int, default=50_000, metavar="N", help="entries of the large index; 0: none"
    )
    parser.add_argument("--json", action="store_true", help="one line for machines")
    chosen = parser.parse_args()
    report = measure(chosen.folder, chosen.synthetic)
    print(json.dumps(report, ensure_ascii=False, indent=None if chosen.json else 2))


if __name__ == "__main__":
    main()
