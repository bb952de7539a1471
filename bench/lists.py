"""A list of another system as large as a province's: so many items with ten materials each, and how long it takes in.

`python -m bench.lists FILE --items 100000` writes one: a workbook (two sheets), JSON lines, or the national tables by
the end of its name (.xlsx, .jsonl, .tables.xlsx).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import memory
from bench.stage import ROOT, Stage

MATERIALS = 10
ORGANS = 200
WORDS = (
    "食品经营",
    "道路运输",
    "建设工程",
    "户外广告",
    "社会团体",
    "医疗机构",
    "危险化学品",
    "取水",
    "林木采伐",
    "教师资格",
)
ACTS = ("许可", "备案", "变更登记", "注销", "延续", "核准", "确认", "补贴申领")
PAPERS = (
    "申请表",
    "身份证明",
    "营业执照",
    "委托书",
    "平面图",
    "检测报告",
    "场地证明",
    "承诺书",
    "人员名单",
    "制度文件",
)


def items(count: int) -> Iterator[dict[str, Any]]:
    for at in range(count):
        organ = f"11510131DEMB{at % ORGANS:05d}X"
        name = f"{WORDS[at % 10]}{ACTS[at // 10 % 8]}（第{at}类）"
        yield {
            "code": f"{organ}4{510100000000 + at}",
            "base_code": str(510100000000 + at),
            "name": name,
            "type_name": "行政许可",
            "dept": f"演示县第{at % ORGANS}局",
            "org_code": organ,
            "region_code": "510131000000",
            "objects": "自然人^企业法人",
            "legal_days": 20,
            "legal_unit": "工作日",
            "promise_days": at % 10 + 1,
            "promise_unit": "工作日",
            "visits": at % 2,
            "online": "是",
            "conditions": f"申请{name}的，应当具备与其规模相适应的场所、人员和制度，并对申请材料的真实性负责。",
            "process": "申请—受理—审查—决定—送达。",
            "places": f"演示县政务服务中心{at % 30}号窗口",
            "consult": f"028-{10000000 + at}",
            "complain": f"028-{20000000 + at}",
        }


def materials(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for at, paper in enumerate(PAPERS, 1):
        yield {
            "code": item["code"],
            "order": at,
            "name": f"{item['name']}{paper}",
            "necessity": "必要",
            "kind": "原件",
            "form": "电子",
            "source": "申请人自备",
        }


def write(path: Path, count: int) -> None:
    if path.suffix == ".jsonl":
        with path.open("w", encoding="utf-8") as file:
            for item in items(count):
                whole = item | {"materials": [one["name"] for one in materials(item)]}
                file.write(json.dumps(whole, ensure_ascii=False) + "\n")
    else:
        workbook(path, count)


def workbook(path: Path, count: int) -> None:
    from tongban.catalogue.exchange.fields import SHEETS, specs
    from tongban.kit.workbook_out import WorkbookOut

    book, first = WorkbookOut(), next(items(1))
    heads = {
        part: [specs(part)[name].zh for name in row]
        for part, row in (("item", first), ("materials", next(materials(first))))
    }
    sheets = {part: book.sheet(SHEETS[part], one, [20] * len(one)) for part, one in heads.items()}
    for item in items(count):
        sheets["item"].add(item.values())
        for row in materials(item):
            sheets["materials"].add(row.values())
    with path.open("wb") as file:
        book.write(file)


def taken_in(stage: Stage, path: Path) -> tuple[float, float, dict[str, Any]]:
    """Seconds, the most MB (PSS) of the process, and what the command said, with its own seconds of processor time."""
    words = [sys.executable, "manage.py", "import_items", str(path), "--json"]
    with (stage.folder / "import.json").open("w+") as told:
        started = time.monotonic()
        process = subprocess.Popen(words, cwd=ROOT, env=stage.environment, stdout=told, stderr=subprocess.DEVNULL)
        most = cpu = 0.0
        while process.poll() is None:
            most, cpu = max(most, memory.pss(process.pid)), max(cpu, memory.cpu(process.pid))
            time.sleep(0.2)
        seconds = time.monotonic() - started
        told.seek(0)
        report = json.load(told)
    told = {name: value for name, value in report.items() if name != "faults"}
    return seconds, most, told | {"processor_seconds": round(cpu, 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--items", type=int, default=100_000)
    wanted = parser.parse_args()
    import django

    django.setup()
    write(wanted.file, wanted.items)


if __name__ == "__main__":
    main()
