"""The pieces that are indexed and looked up: single units, pairs, words."""

from __future__ import annotations

from functools import cache
from typing import Any

from tongban.catalogue.search.normal import is_han, runs


def units(text: str) -> list[str]:
    """Chinese characters one by one, a Latin stretch as one piece."""
    found: list[str] = []
    for run in runs(text):
        found.extend(run if is_han(run[0]) else [run])
    return found


def pairs(text: str) -> list[str]:
    """Every two neighbouring Chinese characters; a Latin stretch or a lone character as it is."""
    found: list[str] = []
    for run in runs(text):
        alone = len(run) == 1 or not is_han(run[0])
        found.extend([run] if alone else [run[at : at + 2] for at in range(len(run) - 1)])
    return found


def words(text: str) -> list[str]:
    """Dictionary words, long ones also in their parts (身份证: 身份, 身份证)."""
    found: list[str] = []
    for run in runs(text):
        found.extend(_jieba().cut_for_search(run) if is_han(run[0]) else [run])
    return found


@cache
def _jieba() -> Any:
    import rjieba  # its dictionary costs a second and 60 MB; only who searches pays

    return rjieba
