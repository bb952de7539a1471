"""The places of a guide in the words of whoever writes it: `steps[5].days` is “Step 6 › Working days”."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from tongban.kit.typed import are_digits

CHINESE, ENGLISH = _p("language of a text", "Chinese"), _p("language of a text", "English")
TITLES: dict[str, Any] = {
    "guide": _("The whole guide"), "code": _("Task code"), "base_code": _("Basic code"),
    "handle_code": _("Handling code"), "name": _("Name"), "aliases": _("What people call it"),
    "type_code": _("Kind of power"), "kind": _("Kind of handling"), "regime": _("Rules of time limits"),
    "region_code": _("Place"), "org_code": _("Organ that handles it"), "partner_orgs": _("Organs that take part"),
    "legal_days": _("Working days by law"), "promise_days": _("Working days promised"), "limit_unit": _("Unit of limits"),
    "limit_basis": _("Basis of the limit"), "handled_by": _("System that handles it"),
    "system_name": _("Name of the other system"), "system_url": _("Address of the other system"),
    "audience": _("For whom"), "topics": _("Topics"), "bases": _("Basis in law"), "conditions": _("Conditions"),
    "situation": _("Situation"), "outcomes": _("What the answers lead to"), "options": _("Options"),
    "materials": _("Materials"), "form": _("Form"), "process": _("Process"), "steps": _("Steps"), "fees": _("Fees"),
    "visits": _("Visits"), "visits_reason": _("Why a visit is needed"), "result": _("Result"),
    "number_limit": _("Limit of number"), "places": _("Where and when"), "consult": _("How to ask"),
    "complain": _("How to complain"), "questions": _("Questions people ask"), "online_depth": _("Depth online"),
    "review_points": _("Points to examine"), "tolerant": _("Working days for materials that may follow"),
    "promise_letter": _("Promise in writing instead of proof"), "inspection": _("Inspection on site"),
    "renews": _("Licence that is renewed"), "remedy": _("Ways to object"), "notes": _("Notes"), "note": _("Note"),
    "zh": CHINESE, "en": ENGLISH, "text": _("Text"), "phone": _("Phone"), "address": _("Address"), "hours": _("Hours"),
    "window": _("Window"), "necessity": _("Necessity"), "accept_standard": _("Accepted if"),
    "sample_note": _("Note on the sample"), "value": _("Number or address"), "way": _("Way"), "q": _("Question"),
    "a": _("Answer"), "article": _("Article"), "law": _("Law"), "copies": _("Copies"), "max_files": _("Files at most"),
    "who": _("Who does it"), "days": _p("of a step", "Working days"), "standard": _("Standard"),
    "amount_fen": _("Amount in yuan"), "basis": _("Basis in law"), "when": _("Only if"), "key": _("Short name"),
    "source": _("Issued by"), "exempt_by": _("Licence that replaces it"), "type": _("Kind"),
    "licence_type": _("Licence type"), "validity_years": _("Years it is valid"), "organ_kind": _("Kind of organ"),
    "reconsideration_first": _("Reconsideration before court"), "refuse": _("Refused because"), "help": _("Help"),
    "label": _("Label"), "title": _("Title"), "pages": _("Pages"), "fields": _("Fields"), "version": _("Version"),
    "required": _p("of a field", "Must be filled in"), "personal": _("Personal information"), "min": _("Least"),
    "max": _("Most"), "min_length": _("Fewest characters"), "max_length": _("Most characters"),
    "pattern": _("Pattern"), "pattern_message": _("Words on the pattern"), "unit": _("Unit"),
    "autofill": _("Filled in by the browser"), "prefill": _("Filled in by us"),
    "prefill_when": _("Filled in by us only if"), "checks": _("Checks"), "expr": _("What must hold"),
    "message": _("Words if it does not"), "min_items": _("Fewest entries"), "max_items": _("Most entries"),
    "item_label": _("Label of an entry"),
    "partial": _("Taken over with gaps"), "type_name": _("Kind of power"), "parent_name": _("Item above it"),
    "co_dept": _("Organs that take part"), "legal_unit": _("Unit of limits"), "promise_unit": _("Unit of limits"),
    "topic_names": _("Topics"), "process_text": _("Process"), "online": _("Handled online"),
    "express": _("Results by courier, as the list says"), "bookable": _("Bookable"), "place_lines": _("Where and when"),
    "local_code": _("Local code"), "local_base_code": _("Local basic code"),
    "source_guid": _("Key in the other list"), "source_version": _("Version in the other list"),
    "item_state": _("State in the other list"), "effective_on": _("Effective from"), "ends_on": _("Ends on"),
    "basis_text": _("Basis as the list says it"), "power_source": _("Source of the power"),
    "use_levels": _("Levels that exercise it"), "power_split": _("How the levels divide the work"),
    "exercise_content": _("What is exercised"), "org_nature": _("Nature of the organ"),
    "entrust_name": _("Organ that entrusts it"), "entrusted_by": _("Organ that entrusts or delegates it"),
    "undertaking_org": _("Unit that does the work"), "undertaking_org_code": _("Code of the unit that does the work"),
    "joint_orgs": _("Organs that do it together"), "jurisdiction": _("Jurisdiction"),
    "system_level": _("Level of the system"), "town_code": _("Township code"), "town_name": _("Township"),
    "village_code": _("Village code"), "village_name": _("Village"), "service_objects": _("Whom it serves"),
    "local_topics": _("Local topics"), "handle_forms": _("Ways of handling"),
    "protects": _("Who is specially protected"),
    "identity_level": _("How surely the identity must be shown"),
    "only_in_person": _("What only the applicant may do, in person"),
    "handle_area": _("Where else it can be done"), "office_hours": _("Office hours"),
    "link_url": _("Address on a computer"), "mobile_url": _("Address on a phone"),
    "single_sign_on": _("Single sign-on"), "mobile_single_sign_on": _("Single sign-on on phones"),
    "in_hall": _("In the hall"), "pay_online": _("Paid online"), "terminals": _("At self-service terminals"),
    "legal_explain": _("On the limit by law"), "promise_explain": _("On the promised limit"),
    "special_procedure": _("Special procedures"), "intermediary_service": _("Intermediary services"),
    "has_fee": _("Charges a fee"), "fee_basis": _("Basis of the fee"), "result_types": _("Kinds of results"),
    "result_names": _("Names of results"), "result_sample": _("Sample of the result"),
    "result_issuer": _("Who issues the result"), "punishment": _("What is punished and how"),
    "collect_type": _("Kind of levy"), "permits_reduction": _("May be reduced"), "extend_field": _("More fields"),
    "source_note": _("Note on the source"), "originals": _("Originals"), "page_format": _("Paper size"), "blank_form": _("Form to fill in"),
    "sample": _("Filled-in sample"), "fill_note": _("How to fill it in"), "reducible": _("May be reduced"), "reduce_basis": _("Basis of the reduction"),
    "powers": _("How the levels divide the work"), "levels": _("Levels"), "guided_by": _("Guiding department"),
    "gives": _("What the result gives"), "shared": _("Shared material"),
    "file": _("File"), "form_file": _("Blank form"), "sample_file": _("Filled-in sample"), "size": _("Size"),
    "limits": _p("of a guide", "Limits of some"), "examples": _("Examples"), "expect": _p("of an example", "Expected"),
    "material": _("For which material"),
    "face": _("Answers that decision and licence show"), "beneficiary": _("Whom it is for"),
    "name_field": _("Field with the name"), "id_field": _("Field with the ID number"), "once": _("Only once"),
    "parent_code": _("Code of the item above it"), "members": _("Items of the bundle"), "answers": _("Answers given"),
    "after": _("Items that must be granted before"), "takes": _("Taken from earlier items"),
    "same": _("Called otherwise in other items"), "apart": _("Each item by itself"),
    "entry": _("Entry of the decision"), "field": _("Which field"),
    "entries": _("What whoever grants writes down"), "generated": _("Made by the program"),
    "asked": _("Materials asked for"), "refused": _("Refused because"),
}  # fmt: skip
ONE_OF: dict[str, Any] = {
    "steps": _("Step %(n)d"), "materials": _("Material %(n)d"), "fees": _("Fee %(n)d"), "places": _("Place %(n)d"),
    "conditions": _("Condition %(n)d"), "questions": _("Question %(n)d"), "bases": _("Basis %(n)d"),
    "review_points": _("Point %(n)d to examine"), "options": _("Option %(n)d"), "outcomes": _("Outcome %(n)d"),
    "pages": _("Page %(n)d"), "fields": _("Field %(n)d"), "checks": _("Check %(n)d"),
}  # fmt: skip
"""Rows of a list, counted from 1."""
IN_ROWS_OF: dict[tuple[str, str], Any] = {
    ("options", "value"): _("Value of the option"), ("fields", "key"): _("Short name of the field"),
}  # fmt: skip
"""Elements that are called otherwise in the rows of this list."""
PROTECTED = {
    "minor": _p("protected person", "Minor under 14"),
    "ill": _p("protected person", "Illness"),
    "disabled": _p("protected person", "Disability"),
    "low_income": _p("protected person", "Low income"),
}
"""Groups of people whose cases are opened by whoever handles them alone (`protects` of a guide)."""

HANDLED_BY: dict[str, Any] = {
    "ours": _p("handled by", "this system"), "municipal": _p("handled by", "a system of the city"),
    "provincial": _p("handled by", "a system of the province"), "national": _p("handled by", "a national system"),
}  # fmt: skip


PIECE = re.compile(r"\[([^\]]*)\]|([^.\[\]]+)")


def path_in_words(path: str, names: Mapping[str, str] | None = None) -> str:
    """`steps[5].days` as “Step 6 › Working days”; `names`: what rows are called that stand under a key."""
    pieces = [(inner or outer, bool(inner)) for inner, outer in PIECE.findall(path)]
    if not pieces:
        return ""
    return " › ".join(_words(pieces, names or {}))


def _words(pieces: list[tuple[str, bool]], names: Mapping[str, str]) -> Iterator[str]:
    before = rows = ""
    for (piece, in_brackets), after in zip(pieces, [*(name for name, _inside in pieces[1:]), ""], strict=True):
        if _is_place(piece):
            yield str(ONE_OF.get(before, _("No. %(n)d"))) % {"n": int(piece) + 1}
        elif in_brackets:
            yield names.get(piece, piece)
        elif not (piece in ONE_OF and _is_place(after)):
            yield str(IN_ROWS_OF.get((rows, piece)) or TITLES.get(piece, piece))
        if in_brackets:
            rows = before
        before = piece


def _is_place(piece: str) -> bool:
    return are_digits(piece) and len(piece) < 10
