"""Faults of a form at the element and the property they belong to, without paths of the data in their words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tongban.catalogue import checks
from tongban.catalogue.actions import in_a_sentence
from tongban.catalogue.designing.elements import Content, at_of, at_of_key, element, path_of
from tongban.catalogue.designing.properties import called
from tongban.catalogue.element_names import path_in_words
from tongban.catalogue.guide import Guide
from tongban.catalogue.partial import load_any
from tongban.kit.errors import BadInput


@dataclass
class Placed:
    """`at`s with their faults: property → sentences. `lines`: (at, where in words, sentence)."""

    found: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    lines: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def elements(self) -> set[str]:
        return {at for at in self.found if at}

    @property
    def first(self) -> str:
        return next(iter(self.found), "")

    def of(self, at: str) -> dict[str, list[str]]:
        return self.found.get(at, {})


def placed(errors: Mapping[str, list[str]], form: Content) -> Placed:
    """`errors` by the paths of the check-up: `form.pages[0].fields[2].min`."""
    result = Placed()
    for path, sentences in errors.items():
        for sentence in sentences:
            at, name = _place(path, sentence, form)
            text = _bare(path, name, sentence)
            result.found.setdefault(at, {}).setdefault(name, []).append(text)
            result.lines.append((at, _label(at, name, path, form), text))
    return result


def of_conditions(content: Content, at: str) -> dict[str, list[str]]:
    """Path → sentences, where a condition of this element names no question of the guide, or no answer to it."""
    if not element(content["form"], at):
        return {}
    try:
        guide = load_any(content)
    except BadInput:
        return {}  # said when it is kept
    found = checks.of_conditions(guide) if isinstance(guide, Guide) else ()
    return {one.path: [in_a_sentence(one)] for one in found if at_of(one.path) == at}


def _place(path: str, sentence: str, form: Content) -> tuple[str, str]:
    at = at_of(path)
    if at:
        return at, path.removeprefix(path_of(at)).lstrip(".") or "key"
    # What concerns the form as a whole names the field by its key: “area.when: fields above it”.
    for dotted, name in re.findall(r"([a-z]\w*(?:\.[a-z]\w*)?)\.(when|checks)\b", sentence):
        if at := at_of_key(form, dotted.rpartition(".")[2]):
            return at, name
    return "", path


def _bare(path: str, name: str, sentence: str) -> str:
    """“pages[0].fields[1].min: found …” as “found …”: the place is where the sentence stands."""
    for prefix in (path, path.removeprefix("form.")):
        for sign in (":", "："):
            if sentence.startswith(prefix + sign):
                return sentence.removeprefix(prefix + sign).strip()
    return sentence.replace(path.removeprefix("form."), path_in_words(name))


def _label(at: str, name: str, path: str, form: Content) -> str:
    one = element(form, at) if at else None
    if one is None:
        return path_in_words(path)
    words = one.get("label") or one.get("title") or {}
    return f"{words.get('zh') or one.get('key', '')} › {called(one, name) or path_in_words(name)}"
