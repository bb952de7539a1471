"""Makes `tongban/catalogue/search/readings.txt` from pypinyin's dictionaries, so that no process has to load those.

    python scripts/search_readings.py [--print]

pypinyin's dictionaries of characters and words are 55 MB in memory; what search needs of them is 100 KB: of each
character its two usual syllables without tone, and the words in which a character is not read as it usually is.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from pypinyin import phrases_dict, pinyin_dict
from pypinyin.contrib.tone_convert import to_normal

TARGET = Path(__file__).resolve().parent.parent / "tongban" / "catalogue" / "search" / "readings.txt"
HEAD = """\
# How characters are read, made by scripts/search_readings.py from the dictionaries of pypinyin (MIT licence).
# First the syllables and all characters that are read so, the usual syllable before the second one; after [words]
# the words in which a character is not read as usual.
"""
READINGS, LONGEST_WORD = 2, 3


def plain(syllable: str) -> str:
    return to_normal(syllable, v_to_u=False)


def characters() -> dict[str, tuple[str, ...]]:
    found = {}
    for code, marked in pinyin_dict.pinyin_dict.items():
        spoken = [one for one in map(plain, marked.split(",")) if one.isascii()]
        if spoken and (0x4E00 <= code <= 0x9FFF or code == 0x3007):
            found[chr(code)] = tuple(dict.fromkeys(spoken))[:READINGS]
    return found


def words(usual: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, list[str]]]:
    for word, marked in sorted(phrases_dict.phrases_dict.items()):
        spoken = [plain(every[0]) for every in marked]
        known = len(spoken) == len(word) <= LONGEST_WORD and all(char in usual for char in word)
        if known and any(usual[char][0] != one for char, one in zip(word, spoken, strict=True)):
            yield word, spoken


def table() -> str:
    usual = characters()
    read_so = defaultdict(list)
    for char, spoken in sorted(usual.items()):
        read_so[spoken].append(char)
    lines = [f"{' '.join(spoken)}\t{''.join(chars)}" for spoken, chars in sorted(read_so.items())]
    lines += ["[words]", *(f"{word}\t{' '.join(spoken)}" for word, spoken in words(usual))]
    return HEAD + "\n".join(lines) + "\n"


def main() -> None:
    if "--print" in sys.argv:
        sys.stdout.write(table())
    else:
        TARGET.write_text(table(), "utf-8")


if __name__ == "__main__":
    main()
