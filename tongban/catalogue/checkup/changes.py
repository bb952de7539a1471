"""What would mend a finding, as data, and how it is made in a guide's content.

    {"do": "set", "path": "promise_days", "was": 31, "to": 30}
    {"do": "set", "path": "materials[2].exempt_by", "row": "居民身份证", "was": null, "to": "id_card"}
    {"do": "remove", "path": "materials[2]", "row": "其他材料"}

`was` and `row` say what has to be there still; a guide that changed meanwhile is left alone.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from tongban.catalogue.checks import Finding
from tongban.catalogue.checkup.names import held
from tongban.catalogue.checkup.rules import AnyGuide
from tongban.catalogue.guide import Guide
from tongban.catalogue.partial import PartialGuide
from tongban.kit.errors import Refused
from tongban.licences.api import LicenceType
from tongban.statutes.api import plain_name

Change = dict[str, Any]
ROW = re.compile(r"^(\w+)\[(\d+)\](?:\.(.+))?$")
Slugs = dict[str, str]  # name of an e-licence → the slug of its type here


def licence_slugs() -> Slugs:
    return {kind.name: kind.slug for kind in LicenceType.objects.only("name", "slug")}


def proposed(rule: str, guide: AnyGuide, finding: Finding, slugs: Slugs, usual: str = "") -> list[Change]:
    """Nothing where only a person knows what is right."""
    propose = PROPOSALS.get(rule)
    return propose(guide, finding, slugs, usual) if propose else []


def _set(path: str, was: Any, to: Any, **more: Any) -> list[Change]:
    return [{"do": "set", "path": path, "was": was, "to": to, **more}]


def _take_out(guide: AnyGuide, finding: Finding, slugs: Slugs, usual: str) -> list[Change]:
    if (found := ROW.match(finding.path)) is None:
        return []
    row: Any = getattr(guide, found[1])[int(found[2])]
    return [{"do": "remove", "path": finding.path, "row": (row.name if found[1] == "materials" else row.text).zh}]


def _take_out_if_only_vague(guide: AnyGuide, finding: Finding, slugs: Slugs, usual: str) -> list[Change]:
    """Of a text the clauses that say nothing but “other materials”; the whole where nothing else stands in it. A clause
    in which the vague word describes something is described anew, by a person.
    """
    change = _take_out(guide, finding, slugs, usual)
    quoted = re.search("“(.+?)”", finding.wanted)
    if not change or not quoted or finding.severity != "error":
        return []
    text, word = change[0]["row"], quoted[1]
    clauses = [one for one in re.split(r"(?<=[；;。\n])", text) if one.strip()]
    vague = [one for one in clauses if word in one]
    if any(len(word) * 2 < len(_bare(one)) for one in vague):
        return []
    kept = "".join(one for one in clauses if one not in vague).strip()
    if not _bare(kept):
        return change
    inner = "name.zh" if finding.path.startswith("materials") else "text.zh"
    return _set(f"{finding.path}.{inner}", text, re.sub("[；;]$", "。", kept))


def _bare(text: str) -> str:
    return re.sub(r"[（(]?[一二三四五六七八九十\d]+[)）、.]|[。；;，,\s]", "", text)


def _law_as_promise(guide: AnyGuide, finding: Finding, slugs: Slugs, usual: str) -> list[Change]:
    units = (getattr(guide, "legal_unit", "workday"), getattr(guide, "promise_unit", "workday"))
    return _set("promise_days", guide.promise_days, guide.legal_days) if units[0] == units[1] else []


def _at_once(guide: AnyGuide, finding: Finding, slugs: Slugs, usual: str) -> list[Change]:
    return _set("promise_days", guide.promise_days, 0)


def _one_visit(guide: AnyGuide, finding: Finding, slugs: Slugs, usual: str) -> list[Change]:
    """A whole guide says why somebody has to come; only its editor knows."""
    return _set("visits", 0, 1) if isinstance(guide, PartialGuide) else []


def _exempt(guide: AnyGuide, finding: Finding, slugs: Slugs, usual: str) -> list[Change]:
    slug = slugs.get(held(finding.found))
    return _set(f"{finding.path}.exempt_by", None, slug, row=finding.found) if slug else []


def _as_usual(guide: AnyGuide, finding: Finding, slugs: Slugs, usual: str) -> list[Change]:
    if finding.path != "name" or not usual:
        return []
    return _set("name.zh", guide.name.zh, usual)


def _current_edition(guide: AnyGuide, finding: Finding, slugs: Slugs, usual: str) -> list[Change]:
    """The name without its year; the article is there in the edition in force, else the finding were another."""
    found = ROW.match(finding.path)
    if not isinstance(guide, Guide) or found is None or found[1] != "bases" or found[3]:
        return []
    law = guide.bases[int(found[2])].law
    return _set(f"{finding.path}.law", law, plain_name(law))


Propose = Callable[[AnyGuide, Finding, Slugs, str], list[Change]]
PROPOSALS: dict[str, Propose] = {
    "promise_longer_than_law": _law_as_promise,
    "at_once_with_days": _at_once,
    "named_twice": _take_out,
    "vague_clause": _take_out_if_only_vague,
    "held_by_government": _exempt,
    "no_visit_but_not_online": _one_visit,
    "no_visit_but_window": _one_visit,
    "no_visit_but_originals": _one_visit,
    "differs_across_levels": _as_usual,
    "basis_superseded": _current_edition,
}


def made(content: dict[str, Any], changes: list[Change]) -> dict[str, Any]:
    """The content with the changes. Raises Refused where it is not any more what the check-up read."""
    content = copy.deepcopy(content)
    for change in changes:
        found = ROW.match(change["path"])
        if found is None:
            _write(content, change["path"], change)
            continue
        rows = content.get(found[1]) or []
        place = _place(rows, int(found[2]), change.get("row"))
        if change["do"] == "remove":
            del rows[place]
        else:
            _write(rows[place], found[3], change)
    return content


def _place(rows: list[Any], place: int, words: str | None) -> int:
    """Where the row stands now; of two with one name the later."""
    if words is None and place < len(rows):
        return place
    places = [place] if place < len(rows) and _words(rows[place]) == words else []
    places += [at for at in reversed(range(len(rows))) if _words(rows[at]) == words]
    if not places:
        raise _changed(words)
    return places[0]


def _words(row: dict[str, Any]) -> Any:
    return (row.get("name") or row.get("text") or {}).get("zh")


def _write(part: dict[str, Any], path: str, change: Change) -> None:
    *steps, last = path.split(".")
    for step in steps:
        part = part.setdefault(step, {})
    if part.get(last) != change["was"] and not (last == "visits" and not part.get(last)):
        raise _changed(part.get(last))
    part[last] = change["to"]


def _changed(found: Any) -> Refused:
    return Refused(
        _("This place of the guide was changed since the check-up."),
        found=found,
        cure=_("Look at the guide, or start another check-up."),
    )
