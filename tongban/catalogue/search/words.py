"""The pieces that are indexed and looked up: single units and pairs."""

from __future__ import annotations

from operator import add

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
        found.extend([run] if alone else map(add, run, run[1:]))
    return found


def positions(text: str) -> list[int]:
    """Where each of the units of a plain text begins in it."""
    found: list[int] = []
    at = 0
    for unit in units(text):
        at = text.index(unit, at)
        found.append(at)
        at += len(unit)
    return found
