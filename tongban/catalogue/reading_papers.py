"""Several materials that somebody wrote into one cell."""

from __future__ import annotations

import re

GIVEN = re.compile(r"[\^|]")
"""What lists of this kind are joined with: who uses it means everything else as it stands."""
PAPER = re.compile(
    r"(?:证|证件|证书|证明|执照|许可|申请|书|表|册|簿|本|照片|照|复印件|原件|影印件|扫描件|材料|文件|资料|报告|合同|协议|图|图纸|清单|名单|章程|单|函"
    r"|决议|决定|批文|批复|发票|票据|凭证|收据|承诺|方案|制度|说明|简历|档案)(?:[0-9０-９一二两三四五六七八九十]+[张份页寸套])?"
)
ONLY_PARTS = frozenset(
    {
        "正本",
        "副本",
        "原本",
        "原件",
        "复印件",
        "影印件",
        "扫描件",
        "证件",
        "证明",
        "证书",
        "材料",
        "文件",
        "资料",
        "照片",
        "申请",
    }
)
"""What is said of a paper named before: 营业执照正、副本."""
BINDING = re.compile(r"[或等和及与]|任一|之一|其中|任选")
"""Words that make one material of several papers."""
SHORTEST, LONGEST = 2, 20
OPEN, CLOSED = "（(《〈“「『【[", "）)》〉”」』】]"


def papers_of(cell: str) -> tuple[list[str], list[str]]:
    """The materials, and of those the ones that only a 、 told apart. No character is lost but what stood between."""
    if GIVEN.search(cell):
        return re.split(r"[\^|\n]", cell), []
    whole, guessed = [], []
    for one in _outside(cell, "；;\n"):
        pieces = [piece.strip() for piece in _outside(one, "、")]
        if len(pieces) > 1 and not BINDING.search(one) and all(map(_is_paper, pieces)):
            guessed += pieces
        else:
            pieces = [one]
        whole += pieces
    return whole, guessed


def _is_paper(piece: str) -> bool:
    named = any(match.end() == len(piece) for match in PAPER.finditer(piece))
    balanced = all(piece.count(one) == piece.count(other) for one, other in zip(OPEN, CLOSED, strict=True))
    return named and balanced and SHORTEST <= len(piece) <= LONGEST and piece not in ONLY_PARTS


def _outside(text: str, marks: str) -> list[str]:
    """Split where no bracket is open; a bracket that is never closed keeps all behind it together."""
    parts, depth = [""], 0
    for character in text:
        depth = max(0, depth + (character in OPEN) - (character in CLOSED))
        if character in marks and (not depth or character == "\n"):
            parts.append("")
            depth = 0
        else:
            parts[-1] += character
    return parts
