"""The check-up at the desk: runs and their figures, the findings, the rules, names of one paper, the benchmark (C8)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.catalogue import editing
from tongban.catalogue.checkup import access, actions
from tongban.catalogue.checkup.comparing import Compared, Comparison
from tongban.catalogue.checkup.models import (
    CheckFinding,
    CheckRun,
    FindingState,
    GroupState,
    NameGroup,
    Place,
    RuleRow,
    RunState,
    Weight,
    WordRow,
)
from tongban.catalogue.checkup.names import plain
from tongban.catalogue.checkup.reaching import Reach, reach_of
from tongban.catalogue.checkup.rulebook import NAMES, shipped_words, words_in_force
from tongban.catalogue.element_names import path_in_words
from tongban.catalogue.materials import merging
from tongban.catalogue.views.materials import CHOICES
from tongban.kit.errors import BadInput, Refused
from tongban.kit.paging import page
from tongban.licences.api import LicenceType
from tongban.people.api import AuthenticatedRequest, may, official, posts_with
from tongban.regions.api import Division, Organisation, normalise, subtree_range
from tongban.statutes.api import has_library

READERS = ("catalogue.edit", "catalogue.publish")
TREND = 12
SHOWN = 15  # rules and departments on the first page
Rows = list[dict[str, Any]]


# Runs and figures


@official(*READERS)
@require_safe
def overview(request: AuthenticatedRequest) -> HttpResponse:
    scope = access.scope_of(request.user, request.GET.get("scope", ""))
    runs = CheckRun.objects.filter(region_code=scope.region_code, org_code=scope.org_code).order_by("-id")
    done = list(runs.filter(state=RunState.DONE).defer("figures")[:TREND])
    latest = runs.filter(state=RunState.DONE).first()
    context = {
        "scope": scope,
        "scopes": _named(access.scopes(request.user)),
        "running": runs.exclude(state=RunState.DONE).first(),
        "latest": latest,
        "trend": _trend(done[::-1]),
        "has_library": has_library(),
        **_figures(scope, latest),
    }
    return render(request, "catalogue/official/checkup/overview.html", context)


def _named(scopes: list[access.Scope]) -> list[tuple[access.Scope, str]]:
    organs = {one.pk: one.shown_name for one in Organisation.objects.filter(pk__in=[s.org_code for s in scopes])}
    places = {one.pk: one.shown_name for one in Division.objects.filter(pk__in=[s.region_code for s in scopes])}
    return [(one, organs.get(one.org_code) or places.get(one.region_code, one.key)) for one in scopes]


def _figures(scope: access.Scope, latest: CheckRun | None) -> dict[str, Any]:
    """Of a region as its run left them; of one organ as they are now, whoever started the run."""
    if scope.org_code:
        rows = access.findings_of(scope).filter(state=FindingState.OPEN)
        counts = rows.values_list("rule").annotate(n=Count("pk"), errors=Count("pk", filter=Q(severity="error")))
        rules = {rule: number for rule, number, _errors in sorted(counts, key=lambda row: -row[1])}
        errors = sum(row[2] for row in counts)
        told: dict[str, Any] = {
            "rules": rules,
            "departments": [],
            "laws": latest.figures.get("laws") if latest else None,
        }
        total = sum(rules.values())
        return {"figures": told, "errors": errors, "warnings": total - errors, **_bars(scope, told)}
    figures = latest.figures if latest else {"rules": {}, "departments": [], "laws": None}
    own = {"errors": latest.errors, "warnings": latest.warnings} if latest else {"errors": 0, "warnings": 0}
    return {"figures": figures, **own, **_bars(scope, figures)}


def _bars(scope: access.Scope, figures: dict[str, Any]) -> dict[str, Rows]:
    rules = [(NAMES.get(rule, rule), {"rule": rule}, number) for rule, number in figures["rules"].items()]
    departments = [
        (row["org_name"] or row["org_code"], {"org": row["org_code"]}, row["errors"] + row["warnings"])
        for row in figures["departments"]
    ]
    return {"rule_bars": _bar_rows(scope, rules), "department_bars": _bar_rows(scope, departments[:SHOWN])}


def _bar_rows(scope: access.Scope, rows: list[tuple[Any, dict[str, str], int]]) -> Rows:
    most = max((number for _name, _query, number in rows), default=1) or 1
    where = reverse("desk_catalogue:check_up_findings")
    return [
        {
            "name": name,
            "value": number,
            "share": round(100 * number / most),
            "url": f"{where}?{urlencode({'scope': scope.key} | query)}",
        }
        for name, query, number in rows
    ]


def _trend(runs: list[CheckRun]) -> dict[str, Any]:
    """Points of a line 300 wide and 60 high; the table beside it says the same."""
    if len(runs) < 2:
        return {}
    most = max(run.errors + run.warnings for run in runs) or 1
    step = 300 / (len(runs) - 1)

    def line(values: list[int]) -> str:
        return " ".join(f"{round(at * step)},{round(60 - 56 * value / most)}" for at, value in enumerate(values))

    return {
        "runs": runs,
        "all": line([run.errors + run.warnings for run in runs]),
        "errors": line([run.errors for run in runs]),
    }


@official(*READERS)
@require_POST
def start(request: AuthenticatedRequest) -> HttpResponse:
    scope = access.scope_of(request.user, request.POST.get("scope", ""))
    actions.start_run(region_code=scope.region_code, org_code=scope.org_code, by=request.user)
    messages.success(request, _("The check-up has started. This page shows how far it is; you need not wait."))
    return redirect(reverse("desk_catalogue:check_up") + "?" + urlencode({"scope": scope.key}))


# Findings


class Filter(forms.Form):
    org = forms.CharField(required=False, max_length=18)
    rule = forms.ChoiceField(required=False, choices=[("", gettext_lazy("All rules")), *NAMES.items()])
    severity = forms.ChoiceField(
        required=False,
        choices=[
            ("", gettext_lazy("Errors and warnings")),
            ("error", gettext_lazy("Errors")),
            ("warning", gettext_lazy("Warnings")),
        ],
    )
    state = forms.ChoiceField(required=False, choices=FindingState.choices)


@official(*READERS)
@require_safe
def findings(request: AuthenticatedRequest) -> HttpResponse:
    return _list(request)


def _list(request: AuthenticatedRequest, status: int = 200, **more: Any) -> HttpResponse:
    scope = access.scope_of(request.user, request.GET.get("scope", ""))
    asked = Filter(request.GET)
    asked.is_valid()
    chosen = {name: value for name, value in asked.cleaned_data.items() if value}
    rows = access.findings_of(scope).filter(state=chosen.get("state", FindingState.OPEN))
    for name, column in (("org", "org_code"), ("rule", "rule"), ("severity", "severity")):
        rows = rows.filter(**{column: chosen[name]}) if name in chosen else rows
    found = page(rows.select_related("decided_by"), ["severity", "org_code", "id"], request.GET.get("page", ""), 30)
    kept = {"scope": scope.key} | chosen
    context = {
        "scope": scope,
        "scopes": _named(access.scopes(request.user)),
        "rows": [_shown(row, request.user) for row in found.rows],
        "chosen": chosen | {"state": chosen.get("state", FindingState.OPEN)},
        "rules": NAMES.items(),
        "states": FindingState.choices,
        "organ": _organ_name(found.rows, chosen.get("org", "")),
        "back": urlencode(kept | ({"page": request.GET["page"]} if request.GET.get("page") else {})),
        "next_url": "?" + urlencode(kept | {"page": found.next}) if found.next else "",
        "previous_url": "?" + urlencode(kept | {"page": found.previous}) if found.previous else "",
    }
    return render(request, "catalogue/official/checkup/findings.html", context | more, status=status)


def _organ_name(rows: list[CheckFinding], org_code: str) -> str:
    return next((row.org_name for row in rows if row.org_code == org_code), org_code)


def _shown(row: CheckFinding, user: Any) -> dict[str, Any]:
    english = (get_language() or "").startswith("en")
    here = {"org_code": row.org_code, "region_code": row.region_code}
    return {
        "row": row,
        "rule": NAMES.get(row.rule, row.rule),
        "place": path_in_words(row.path),
        "wanted": row.wanted_en if english else row.wanted,
        "cure": row.cure_en if english else row.cure,
        "changes": [_in_words(change) for change in row.change],
        "may_edit": may(user, "catalogue.edit", **here),
        "editor": _editor(row),
    }


def _in_words(change: dict[str, Any]) -> str:
    place = path_in_words(change["path"].removesuffix(".zh"))
    if change["do"] == "remove":
        return _("take out “%(row)s”") % {"row": change["row"]}
    if change["path"].endswith(".exempt_by"):
        return _("mark “%(row)s” as not needed where the e-licence is found") % {"row": change["row"]}
    return _("%(place)s: %(was)s → %(to)s") % {"place": place, "was": change["was"], "to": change["to"]}


def _editor(row: CheckFinding) -> str:
    """The field of the editor's page where this is mended."""
    [name] = editing.by_name({row.path: []})
    if name.partition(".")[0] in ("materials", "conditions") and name.count(".") == 1:
        name += ".name.zh" if name.startswith("materials") else ".text.zh"
    if name.partition(".")[0] in ("consult", "complain") and name.count(".") == 1:
        name += ".value"
    return reverse("desk_catalogue:edit", args=[row.item_id]) + "#f-" + name.replace(".", "-")


def _finding(key: UUID, user: Any) -> CheckFinding:
    row = access.findings(user).filter(pk=key).first()
    if row is None:
        if CheckFinding.objects.filter(pk=key).exists():
            access.check_can_decide(CheckFinding.objects.get(pk=key), user)
        raise Http404
    return row


def _back(request: AuthenticatedRequest) -> HttpResponse:
    query = request.POST.get("back", "")
    return redirect(reverse("desk_catalogue:check_up_findings") + (f"?{query}" if query else ""))


@official(*READERS)
@require_POST
def accept(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    row = actions.accept(finding=_finding(key, request.user), by=request.user)
    messages.success(
        request,
        _("The draft of “%(name)s” holds the change. Nobody sees it until a second person publishes it.")
        % {"name": row.item_name},
    )
    return _back(request)


@official(*READERS)
@require_POST
def dismiss(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    try:
        actions.dismiss(finding=_finding(key, request.user), reason=request.POST.get("reason", ""), by=request.user)
    except BadInput as error:
        messages.error(request, error.errors["reason"][0])
        return _back(request)
    messages.success(request, _("Dismissed. It comes back only if something else is found there."))
    return _back(request)


@official(*READERS)
@require_POST
def reopen(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    actions.reopen(finding=_finding(key, request.user), by=request.user)
    messages.success(request, _("The finding is open again."))
    return _back(request)


# Rules


@official(*READERS)
@require_safe
def rules(request: AuthenticatedRequest) -> HttpResponse:
    return _rules(request)


def _rules(request: AuthenticatedRequest, status: int = 200, **more: Any) -> HttpResponse:
    weights = dict(RuleRow.objects.values_list("rule", "weight"))
    words = words_in_force(list(WordRow.objects.order_by("id")))
    context = {
        "rules": [(rule, name, weights.get(rule, "")) for rule, name in NAMES.items()],
        "places": [(value, label, [one for one in words if one.place == value]) for value, label in Place.choices],
        "weights": Weight.choices,
        "may_set": access.can_set(request.user),
    }
    return render(request, "catalogue/official/checkup/rules.html", context | more, status=status)


@official("catalogue.rules")
@require_POST
def set_word(request: AuthenticatedRequest) -> HttpResponse:
    given = {name: request.POST.get(name, "") for name in ("place", "word", "weight")}
    reach = _wide_reach(given) if "sure" not in request.POST else None
    if reach is not None:
        return _rules(request, 422, reach=reach, given=given)
    try:
        actions.set_word(**given, by=request.user)
    except BadInput as error:
        return _rules(request, 422, why=str(error), given=given)
    messages.success(request, _("Saved. The next check-up reads it so."))
    return redirect("desk_catalogue:check_up_rules")


def _wide_reach(given: dict[str, str]) -> Reach | None:
    """None where nothing needs to be asked twice: switched off, a word too short, or found in few guides."""
    word = " ".join(given["word"].split())
    if given["weight"] not in (Weight.ERROR, Weight.WARNING) or given["place"] not in Place.values:
        return None
    if len(word) < actions.SHORTEST or any(one.word == word for one in shipped_words()):
        return None
    reach = reach_of(given["place"], word)
    return reach if reach.is_wide else None


@official("catalogue.rules")
@require_POST
def set_rule(request: AuthenticatedRequest) -> HttpResponse:
    actions.set_rule(rule=request.POST.get("rule", ""), weight=request.POST.get("weight", ""), by=request.user)
    messages.success(request, _("Saved. The next check-up reads it so."))
    return redirect("desk_catalogue:check_up_rules")


# Names of one paper


@official(*READERS, "catalogue.keep_basic")
@require_safe
def names(request: AuthenticatedRequest) -> HttpResponse:
    near = Q(region_code__in={one.region_code for one in access.scopes(request.user)})
    for post in posts_with(request.user, "catalogue.keep_basic"):
        low, high = subtree_range(post.region_code)
        near |= Q(region_code__gte=low, region_code__lt=high)
    state = request.GET.get("state", "")
    state = state if state in GroupState.values else str(GroupState.OFFERED)
    rows = NameGroup.objects.filter(near, state=state).select_related("decided_by")
    found = page(rows, ["-count", "id"], request.GET.get("page", ""), 20)
    context = {
        "rows": [
            (row, may(request.user, SHARERS[0], region_code=row.region_code), _may_share(row, request.user))
            for row in found.rows
        ],
        "ask": _whose_region(request.user),
        "state": state,
        "states": GroupState.choices,
        "next_url": "?" + urlencode({"state": state, "page": found.next}) if found.next else "",
        "previous_url": "?" + urlencode({"state": state, "page": found.previous}) if found.previous else "",
    }
    return render(request, "catalogue/official/checkup/names.html", context)


def _whose_region(user: Any) -> str:
    """The places of somebody who may check single organs only; "" for whoever may check a region."""
    scopes = access.scopes(user)
    if not scopes or not all(one.org_code for one in scopes):
        return ""
    places = Division.objects.filter(pk__in={one.region_code for one in scopes}).order_by("pk")
    return _(", ").join(one.shown_name for one in places)


def _may_share(row: NameGroup, user: Any) -> bool:
    return any(may(user, permission, region_code=row.region_code) for permission in SHARERS)


def _group(key: UUID) -> NameGroup:
    row = NameGroup.objects.filter(pk=key).first()
    if row is None:
        raise Http404
    return row


@official("catalogue.publish")
@require_POST
def merge_names(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    try:
        row = actions.merge_names(group=_group(key), kept=request.POST.get("kept", ""), by=request.user)
    except BadInput as error:
        messages.error(request, str(error))
        return redirect("desk_catalogue:check_up_names")
    messages.success(
        request,
        _("“%(name)s” is kept. The drafts are being made; a second person publishes them.") % {"name": row.kept},
    )
    return redirect("desk_catalogue:check_up_names")


SHARERS = ("catalogue.publish", "catalogue.keep_basic")


@official(*SHARERS)
@require_http_methods(["GET", "HEAD", "POST"])
def share_names(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """One paper becomes a shared material: what the guides say of it side by side, and what they may use instead."""
    group = _group(key)
    _check_can_share(group, request.user)
    why = ""
    if request.method == "POST":
        try:
            row = actions.merge_names(group=group, shared=request.POST.get("shared", "") or "-", by=request.user)
        except BadInput as error:
            why = _("Choose the shared material that the guides shall use.") if error.errors else str(error)
        else:
            messages.success(
                request,
                _("“%(name)s” is kept. The drafts are being made; a second person publishes them.")
                % {"name": row.kept},
            )
            return redirect("desk_catalogue:check_up_names")
    return _share_page(request, group, why)


def _check_can_share(group: NameGroup, user: Any) -> None:
    if not may(user, "catalogue.keep_basic", region_code=group.region_code):
        access.check_can_merge(group, user)


def _share_page(request: AuthenticatedRequest, group: NameGroup, why: str) -> HttpResponse:
    names = [name for name, _count in group.names]
    found = merging.members(group)
    materials, wanted = merging.alike(names, group.region_code), {plain(name) for name in names}
    licences = dict(LicenceType.objects.values_list("slug", "name"))
    context = {
        "group": group,
        "members": [(one, _said_of(one, licences)) for one in found],
        "columns": MATERIAL_WORDS,
        "materials": [(row, merging.is_called(row, wanted)) for row in materials],
        "is_open": group.state == GroupState.OFFERED,
        "may_merge": may(request.user, "catalogue.publish", region_code=group.region_code),
        "may_keep": may(request.user, "catalogue.keep_basic", region_code=group.region_code),
        "why": why,
    }
    status = 422 if why else 200
    return render(request, "catalogue/official/checkup/share.html", context, status=status)


MATERIAL_WORDS = (
    ("source", gettext_lazy("Issued by")),
    ("kind", gettext_lazy("Original or copy")),
    ("form", gettext_lazy("Paper or file")),
    ("exempt_by", gettext_lazy("Licence that replaces it")),
    ("accept_standard", gettext_lazy("Accepted if")),
)


def _said_of(one: merging.Member, licences: dict[str, str]) -> list[tuple[str, bool]]:
    """Each element in words, and whether most guides say it otherwise."""
    told = []
    for name, _label in MATERIAL_WORDS:
        value = one.row.get(name)
        if isinstance(value, dict):
            words = str(value.get("zh", ""))
        else:
            words = str(CHOICES.get(name, licences).get(value, value)) if value else "–"
        told.append((words, name in one.differs))
    return told


@official("catalogue.publish")
@require_POST
def keep_names_apart(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    actions.keep_names_apart(group=_group(key), by=request.user)
    messages.success(request, _("They stay different papers, and are not offered again."))
    return redirect("desk_catalogue:check_up_names")


# The benchmark

LISTED = 50


@official(*READERS)
@require_safe
def compare(request: AuthenticatedRequest) -> HttpResponse:
    scope = access.scope_of(request.user, request.GET.get("scope", ""))
    typed, verdict, organ = (request.GET.get(name, "").strip() for name in ("with", "verdict", "org"))
    context: dict[str, Any] = {
        "scope": scope,
        "scopes": _named(access.scopes(request.user)),
        "typed": typed,
        "verdict": verdict if verdict in ("worse", "equal", "better") else "worse",
        "organ": organ,
    }
    if not typed:
        return render(request, "catalogue/official/checkup/compare.html", context)
    try:
        context |= _compared(scope, _region(typed), context["verdict"], organ, request.GET.get("after", ""))
    except Refused as refusal:
        return render(request, "catalogue/official/checkup/compare.html", context | {"why": str(refusal)}, status=422)
    kept = {"scope": scope.key, "with": typed, "verdict": context["verdict"], "org": organ}
    context["next_url"] = "?" + urlencode(kept | {"after": context["last"]}) if context["more"] else ""
    return render(request, "catalogue/official/checkup/compare.html", context)


def _region(typed: str) -> Division:
    """By its code or its name."""
    if typed.isdecimal():
        found = Division.objects.filter(pk=normalise(typed)).first()
    else:
        found = Division.objects.filter(name=typed, valid_to=None).order_by("level", "code").first()
    if found is None:
        raise BadInput(
            _("There is no such division."), found=typed, cure=_("Type its whole name or its code, such as 510131.")
        )
    return found


def _compared(scope: access.Scope, other: Division, verdict: str, organ: str, after: str) -> dict[str, Any]:
    """The totals need every item; the list holds one page of them."""
    comparison = Comparison(scope.region_code, other.pk, scope.org_code)
    rows: list[Compared] = []
    for one in comparison:
        wanted = verdict in one.verdicts and one.code > after and organ in ("", one.org_code)
        if wanted and len(rows) <= LISTED:
            rows.append(one)
    shown = rows[:LISTED]
    return {
        "other": other,
        "rows": shown,
        "totals": comparison.totals,
        "more": len(rows) > LISTED,
        "last": shown[-1].code if shown else "",
    }
