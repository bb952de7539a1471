"""Makes the questions, the form and the materials of a bundle from the published guides of its items.

What stands in several items is asked once:
* a question with the same key, type and answers, or of which the author says so;
* a field that is filled in with the same fact, under the same condition on the situation, or that has the same key and
  the same type and answers, where its own condition looks at the situation alone. Such fields come first, on a page of
  their own, asked of whoever one of the items asks; the first item's words, help and bounds stay;
* a material of the same name, or that the same licence replaces;
* a field or a material of which the author says that it is the same (`same`).
What an earlier item results in (`takes`) is asked of those alone who do not need that item.
Everything else keeps its key, or gets the number of its item before it where the key is taken.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tongban.catalogue.bundles.renaming import NEVER, Content, Named, both, either, renamed
from tongban.catalogue.bundles.renaming import field as renamed_field
from tongban.workflow.api import compile_expression

SAID = (
    "code",
    "when",
    "after",
    "takes",
    "same",
    "answers",
    "asked",
)  # of a member what its author says; the rest is made here


@dataclass
class Part:
    """One item of the bundle: its guide, when it belongs to it, and what the bundle calls its parts."""

    number: int
    content: Content
    member: Content
    questions: Named = field(default_factory=lambda: Named({}))
    fields: dict[str, str] = field(default_factory=dict)
    materials: dict[str, str] = field(default_factory=dict)
    shared: set[str] = field(default_factory=set)  # keys of the item's fields that stand on the common page
    left: set[str] = field(default_factory=set)  # keys of its fields that an earlier item fills in
    fees: list[str] = field(default_factory=list)  # names of those it brings
    unless: dict[str, str] = field(default_factory=dict)  # the same for those who need that item

    @property
    def when(self) -> str | None:
        return self.member.get("when")


def composed(
    content: Content, guides: Mapping[str, tuple[int, Content]], before: Sequence[Content] | None = None
) -> Content:
    """`guides`: code of an item → (number of the version, content), all of them published. Composing again is the same
    as composing anew: only the bundle's own questions and outcomes stay. `before`: the members that composed what
    stands there, where they were others."""
    before = content["members"] if before is None else before
    own = _own(content, before)
    parts = [
        Part(
            number,
            guides[member["code"]][1],
            {k: member[k] for k in SAID if member.get(k)},
            Named(member.get("answers", {})),
        )
        for number, member in enumerate(content["members"], 1)
    ]
    made = {**content, "situation": {**own, "questions": list(own["questions"]), "outcomes": list(own["outcomes"])}}
    _questions(made, parts)
    _materials(made, parts, before)
    if alone := {deed for part in parts for deed in part.content.get("only_in_person", [])}:
        made["only_in_person"] = sorted(alone)
    if periods := [part.content["tolerant"] for part in parts if part.content.get("tolerant")]:
        made["tolerant"] = max(periods)
    if levels := [part.content["identity_level"] for part in parts if part.content.get("identity_level")]:
        made["identity_level"] = max(levels)
    made["form"] = _form(made, parts)
    _fees(made, parts, before)
    made["members"] = [_member(part, guides[part.member["code"]][0]) for part in parts]
    return made


def _own(content: Content, members: Sequence[Content]) -> Content:
    """The bundle's questions and outcomes without those that its items brought last time."""
    situation = content.get("situation") or {}
    brought = {new for member in members for new in (member.get("questions") or {}).values()}
    texts = {text for member in members for text in member.get("outcomes") or []}
    questions = [one for one in situation.get("questions") or [] if one["key"] not in brought]
    outcomes = [one for one in situation.get("outcomes") or [] if _text(one) not in texts]
    kept = {name: part for name, part in situation.items() if name not in ("questions", "outcomes")}
    return {**kept, "questions": questions, "outcomes": outcomes}


def _text(outcome: Content) -> str:
    return str((outcome.get("refuse") or outcome.get("note") or {}).get("zh", ""))


def _member(part: Part, version: int) -> Content:
    outcomes = [_text(one) for one in (part.content.get("situation") or {}).get("outcomes") or []]
    names = {
        "questions": dict(part.questions),
        "fields": part.fields,
        "materials": part.materials,
        "outcomes": outcomes,
        "fees": part.fees,
    }
    return {**part.member, "version": version, **{name: value for name, value in names.items() if value}}


def _questions(made: Content, parts: list[Part]) -> None:
    """Those of the items follow the bundle's own; one that several ask is asked where the last of them stands."""
    situation, taken = made["situation"], {one["key"]: one for one in made["situation"]["questions"]}
    own = set(taken)
    for part in parts:
        theirs = part.content.get("situation") or {}
        for one in theirs.get("questions") or []:
            if one["key"] in part.questions.answers:
                continue
            when = both(part.when, renamed(one.get("when"), part.questions, {}))
            if when == NEVER:
                part.questions.answers[one["key"]] = None
                continue
            said = part.member.get("same", {}).get(one["key"])
            same = taken.get(said or one["key"])
            if (
                same is not None
                and same["key"] not in own
                and alike(same, one)
                and _moved(situation["questions"], same, when)
            ):
                part.questions[one["key"]] = same["key"]
                _set(same, "when", either(same.get("when"), when))
                continue
            key = one["key"] if one["key"] not in taken else f"m{part.number}_{one['key']}"
            part.questions[one["key"]] = key
            taken[key] = copy.deepcopy(one) | {"key": key}
            _set(taken[key], "when", when)
            situation["questions"].append(taken[key])
        for outcome in theirs.get("outcomes") or []:
            when = both(part.when, renamed(outcome["when"], part.questions, {}))
            if when != NEVER:
                situation["outcomes"].append({**outcome, "when": when or "true"})


def _moved(questions: list[Content], same: Content, when: str | None) -> bool:
    """A question that another item asks as well goes to the end, so that its condition looks back; not where one after
    it hangs on it."""
    if when is None:
        return True
    after = questions[questions.index(same) + 1 :]
    if any(one.get("when") and f"situation.{same['key']}" in compile_expression(one["when"]).names() for one in after):
        return False
    questions.remove(same)
    questions.append(same)
    return True


def alike(one: Content, other: Content) -> bool:
    values = ([option["value"] for option in each.get("options") or []] for each in (one, other))
    return one["type"] == other["type"] and next(values) == next(values)


def _set(one: Content, name: str, value: Any) -> None:
    one.pop(name, None)
    one |= {name: value} if value else {}


def _materials(made: Content, parts: list[Part], before: Sequence[Content]) -> None:
    """Those of the items follow the bundle's own."""
    brought = {new for member in before for new in (member.get("materials") or {}).values()}
    made["materials"] = [one for one in made.get("materials") or [] if one["key"] not in brought]
    came: dict[str, int] = {one["key"]: 0 for one in made["materials"]}
    for part in parts:
        for one in part.content.get("materials") or []:
            given, unless = _given(parts, part, one)
            if given:
                continue
            when = both(part.when, renamed(one.get("when"), part.questions, {}), unless)
            if when == NEVER:
                continue
            others = (known for known in made["materials"] if came[known["key"]] != part.number)
            same = next((known for known in others if _is_same_paper(known, one, part)), None)
            if same is not None:
                part.materials[one["key"]] = same["key"]
                _set(same, "when", either(same.get("when"), when))
                continue
            keys = {known["key"] for known in made["materials"]}
            key = one["key"] if one["key"] not in keys else f"m{part.number}_{one['key']}"
            part.materials[one["key"]] = key
            came[key] = part.number
            made["materials"].append(copy.deepcopy(one) | {"key": key})
            _set(made["materials"][-1], "when", when)


def _given(parts: list[Part], part: Part, one: Content) -> tuple[bool, str | None]:
    """What an earlier item of the bundle results in is not asked for a later one: (never, or unless so)."""
    taken = _taken(parts, part, "material").get(one["key"])
    for earlier in parts[: part.number - 1]:
        gives = (earlier.content.get("result") or {}).get("licence_type")
        if earlier is taken or (gives and gives == one.get("exempt_by")):
            return earlier.when is None, f"not ({earlier.when})" if earlier.when else None
    return False, None


def _taken(parts: list[Part], part: Part, what: str) -> dict[str, Part]:
    """Key of a field or a material → the earlier item whose result stands there."""
    earlier = {other.member["code"]: other for other in parts[: part.number - 1]}
    rows = (row for row in part.member.get("takes", []) if row.get(what) and row["source"] in earlier)
    return {row[what]: earlier[row["source"]] for row in rows}


def _is_same_paper(known: Content, one: Content, part: Part) -> bool:
    by_licence = bool(one.get("exempt_by")) and known.get("exempt_by") == one.get("exempt_by")
    said = part.member.get("same", {}).get(one["key"])
    return bool(known["name"]["zh"] == one["name"]["zh"]) or by_licence or known["key"] == said


# Fees


def _fees(made: Content, parts: list[Part], before: Sequence[Content]) -> None:
    """Those of the items follow the bundle's own, each for whom it is due; what two items take is due twice."""
    brought = {name for member in before for name in member.get("fees") or []}
    fees = [one for one in made.get("fees") or [] if one["name"]["zh"] not in brought]
    own = {one["name"]["zh"] for one in fees}
    for part in parts:
        for one in part.content.get("fees") or []:
            when = both(part.when, renamed(one.get("when"), part.questions, part.fields))
            if when == NEVER or one["name"]["zh"] in own:
                continue
            fees.append(copy.deepcopy(one))
            _set(fees[-1], "when", when)
            part.fees.append(one["name"]["zh"])
    made["fees"] = fees


# The form


def _form(made: Content, parts: list[Part]) -> Content:
    for part in parts:
        _leave_to_earlier(parts, part)
    shared = _shared(parts)
    taken = {one["key"] for one in shared}
    pages: list[Content] = []
    for part in parts:
        taken |= _name_the_rest(part, taken)
    _check_shared(shared, parts)
    for part in parts:
        pages += list(_pages(part))
    _tell_apart(pages, parts)
    common = {"key": "common", "title": {"zh": "共同信息", "en": "What all of them ask"}}
    confirm = {"key": "confirm", "title": {"zh": "确认", "en": "Confirmation"}}
    first = {**common, "fields": [one for one in shared if not _confirms(one)]}
    last = {**confirm, "fields": [one for one in shared if _confirms(one)]}
    base = made.get("form") or {"code": made["base_code"], "version": 1, "title": made["name"]}
    all_pages = [page for page in (first, *pages, last) if page["fields"]]
    return {**{k: base[k] for k in ("code", "version", "title")}, "pages": all_pages}


def _tell_apart(pages: list[Content], parts: list[Part]) -> None:
    """Pages of one title say for which item they are: “The child · Vaccination card”."""
    names = {f"m{part.number}_": part.content.get("name") or {} for part in parts}
    counts = Counter(page["title"]["zh"] for page in pages)
    for page in pages:
        if counts[page["title"]["zh"]] > 1:
            name = names[page["key"].partition("_")[0] + "_"]
            title = page["title"]
            page["title"] = {
                tongue: f"{title[tongue]} · {name[tongue]}" for tongue in title if name.get(tongue)
            } or title


def _confirms(one: Content) -> bool:
    """A declaration stands at the end, wherever it is shared."""
    return one["type"] == "yesno" and bool(one.get("checks"))


def _leave_to_earlier(parts: list[Part], part: Part) -> None:
    for key, earlier in _taken(parts, part, "field").items():
        if earlier.when is None:
            part.left.add(key)
        else:
            part.unless[key] = f"not ({earlier.when})"


def _fields(part: Part) -> Iterator[tuple[Content, Content]]:
    for page in (part.content.get("form") or {}).get("pages") or []:
        yield from ((page, one) for one in page["fields"] if one["key"] not in part.left)


def _further(part: Part, key: str) -> str | None:
    return both(part.member.get("asked", {}).get(key), part.unless.get(key))


def _shared(parts: list[Part]) -> list[Content]:
    """The fields that more than one item asks, once each."""
    named = {key for part in parts for key in part.member.get("same", {}).values()}
    marks = [(part, page, one, _mark(part, page, one, named)) for part in parts for page, one in _fields(part)]
    counts = Counter(mark for mark, _number in {(mark, part.number) for part, _page, _one, mark in marks if mark})
    found: dict[Any, Content] = {}
    keys: set[str] = set()
    for part, page, one, mark in marks:
        if mark is None or counts[mark] < 2 or one["key"] in part.fields:
            continue
        whens = (renamed(w, part.questions, {}) for w in (page.get("when"), one.get("when")))
        when = both(part.when, *whens, _further(part, one["key"]))
        if when == NEVER:
            part.left.add(one["key"])
            continue
        if mark not in found:
            said = part.member.get("same", {}).get(one["key"], one["key"])
            key = said if said not in keys else f"m{part.number}_{said}"
            keys.add(key)
            found[mark] = renamed_field({**one, "when": None, "checks": []}, key, part.questions, {})
            found[mark].pop("checks", None)
            _set(found[mark], "when", when)
        else:
            _set(found[mark], "when", either(found[mark].get("when"), when))
        part.fields[one["key"]] = found[mark]["key"]
        part.shared.add(one["key"])
    return list(found.values())


def _check_shared(shared: list[Content], parts: list[Part]) -> None:
    """The checks of each service of which the field is one: of everybody who needs that service."""
    known = {one["key"]: one for one in shared}
    for part in parts:
        for page, one in _fields(part):
            if one["key"] in part.shared:
                _check_too(known[part.fields[one["key"]]], part, page, one)


def _check_too(shared: Content, part: Part, page: Content, one: Content) -> None:
    when = both(part.when, *(renamed(each.get("when"), part.questions, {}) for each in (page, one)))
    for check in one.get("checks") or []:
        expr = renamed(check["expr"], part.questions, part.fields)
        asked = f"not ({when}) or ({expr})" if when else expr
        known = {other["expr"] for other in shared.get("checks", [])}
        if not {asked, expr} & known:
            shared.setdefault("checks", []).append({**check, "expr": asked})


def _mark(part: Part, page: Content, one: Content, named: set[str]) -> Any:
    """What makes two fields the same; None of one that stays by itself. `named`: the keys that a service said its own
    are the same as."""
    whens = [page.get("when"), one.get("when")]
    looks = {name.split(".")[0] for when in whens if when for name in compile_expression(when).names()}
    if looks - {"situation"} or one["type"] in ("group", "upload"):
        return None
    same = part.member.get("same", {})
    if said := same.get(one["key"], one["key"] if one["key"] in named else None):
        return None if _checks_look_at(one) - {"situation", one["key"], *same} else ("same", said, one["type"])
    if _checks_look_at(one) - {"situation", one["key"]}:
        return None
    if one["type"] == "yesno" and one.get("checks"):  # what is declared is the same only in the same words
        return "declared", one["label"]["zh"]
    if one.get("prefill"):
        return "fact", one["prefill"], one["type"], both(renamed(one.get("prefill_when"), part.questions, {}))
    return "key", one["key"], one["type"], tuple(option["value"] for option in one.get("options") or [])


def _checks_look_at(one: Content) -> set[str]:
    texts = [check["expr"] for check in one.get("checks") or []]
    return {name.split(".")[0] for text in texts for name in compile_expression(text).names()}


def _name_the_rest(part: Part, taken: set[str]) -> set[str]:
    added: set[str] = set()
    for _page, one in _fields(part):
        if one["key"] not in part.fields:
            key = one["key"] if one["key"] not in taken | added else f"m{part.number}_{one['key']}"
            part.fields[one["key"]] = key
            added.add(key)
    return added


def _pages(part: Part) -> Iterator[Content]:
    for page in (part.content.get("form") or {}).get("pages") or []:
        own = [_own_field(part, one) for one in page["fields"] if one["key"] not in part.shared | part.left]
        fields = [one for one in own if one.get("when") != NEVER]
        when = both(part.when, renamed(page.get("when"), part.questions, part.fields))
        if fields and when != NEVER:
            made = {**page, "key": f"m{part.number}_{page['key']}", "fields": fields}
            _set(made, "when", when)
            yield made


def _own_field(part: Part, one: Content) -> Content:
    further = _further(part, one["key"])
    made = renamed_field(one, part.fields[one["key"]], part.questions, part.fields, further)
    if one.get("material"):
        made["material"] = part.materials.get(one["material"], one["material"])
    return made
