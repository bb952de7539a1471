"""Articles as people cite them: 第三十一条第二款, 第31条, 第五、七条, 第十条至第十二条, 第十二条之一第（三）项."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from tongban.statutes.numerals import NUMBER, in_words, number_of

ARTICLE = re.compile(rf"第?({NUMBER})条(?:之({NUMBER}))?(?:第({NUMBER})款)?(?:第?[（(]?({NUMBER})[）)]?项)?")
LIST = re.compile(rf"第((?:{NUMBER})(?:[、，,和及](?:{NUMBER}))+)条")
RANGE = re.compile(rf"第({NUMBER})条?(?:至|到|-|—|～|~)第?({NUMBER})条")
ONE = rf"第(?:{NUMBER})(?:[、，,](?:{NUMBER}))*条(?:之(?:{NUMBER}))?(?:第(?:{NUMBER})款)?(?:第?[（(]?(?:{NUMBER})[）)]?项)?"
IN_A_TEXT = re.compile(rf"《([^《》]*(?:《[^《》]*》[^《》]*)*)》\s*({ONE}(?:(?:[、，和及至到]|以及){ONE})*)")
MOST = 50


@dataclass(frozen=True)
class Place:
    """A place in a law. `paragraph` and `item` are 0 where none is named."""

    article: int
    suffix: int = 0
    paragraph: int = 0
    item: int = 0

    def __str__(self) -> str:
        words = f"第{in_words(self.article)}条"
        words += f"之{in_words(self.suffix)}" if self.suffix else ""
        words += f"第{in_words(self.paragraph)}款" if self.paragraph else ""
        return words + (f"第({in_words(self.item)})项" if self.item else "")

    @property
    def anchor(self) -> str:
        return f"a{self.article}-{self.suffix}" if self.suffix else f"a{self.article}"


@lru_cache(20_000)
def places_in(text: str) -> tuple[Place, ...]:
    """Every article that is named, in its order; nothing for 全文 or a chapter."""
    text = re.sub(r"\s+", "", text)
    text = LIST.sub(lambda found: "、".join(f"第{one}条" for one in re.split("[、，,和及]", found[1])), text)
    text = RANGE.sub(_spelled_out, text)
    found = [
        Place(number_of(one[1]), *(number_of(part) if part else 0 for part in one.groups()[1:]))
        for one in ARTICLE.finditer(text)
    ]
    return tuple(dict.fromkeys(found))


def _spelled_out(found: re.Match[str]) -> str:
    first, last = number_of(found[1]), number_of(found[2])
    if not first <= last <= first + MOST:
        return f"第{first}条、第{last}条"
    return "、".join(f"第{number}条" for number in range(first, last + 1))


def citations_in(text: str) -> list[tuple[str, str]]:
    """(name of the law, articles) for each 《…》第…条 in running text."""
    return [(found[1], found[2]) for found in IN_A_TEXT.finditer(text)]
