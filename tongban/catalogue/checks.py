"""The check-up of a guide before publication. Errors keep it from being published, warnings do not.

Most rules are those of the national import check; an article stands beside those that law makes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext as _p
from pydantic import BaseModel

from tongban.catalogue.designing.elements import NEW_PAGE, NEW_QUESTION
from tongban.catalogue.element_names import HANDLED_BY
from tongban.catalogue.guide import Guide, Material, short
from tongban.catalogue.regime_words import regime_name
from tongban.catalogue.situations.examples import runs
from tongban.catalogue.situations.soundness import gaps, slowest
from tongban.catalogue.telephones import uncallable
from tongban.catalogue.trying import faults_of_conditions
from tongban.forms.api import FACTS, Form, Text, fact_fits
from tongban.forms.api import load as load_form
from tongban.kit.errors import BadInput
from tongban.kit.secrecy import found_in
from tongban.workflow.api import compile_expression

Severity = Literal["error", "warning"]
# Words that let an office ask for anything; an installation passes its own list.
CATCH_ALL = ("其他材料", "其它材料", "有关材料", "相关材料", "其他有关", "等材料")
# Shipped processes with an inspection; without the mark in the guide nobody could pass that step.
INSPECTING = ("inspection",)
GIVEN_BY_OTHERS, ENTRUSTED = ("2", "5", "6"), "3"  # of the code sets power_source and org_nature
# Parts of a guide whose rows are for those alone whose answers call for them.
CONDITIONAL = ("materials", "fees", "steps", "limits")
BOUND_REGIMES = ("licensing", "registration", "assistance")


@dataclass(frozen=True)
class Finding:
    """`path` as `materials[2].name`; `cure` is what to do about it."""

    severity: Severity
    path: str
    found: str
    wanted: str
    cure: str


@dataclass(frozen=True)
class Known:
    """What the installation knows; an empty collection leaves its check out."""

    catch_all: Collection[str] = CATCH_ALL
    processes: Collection[str] = ()
    topics: Collection[str] = ()
    licence_types: Collection[str] = ()
    inspecting: Collection[str] = INSPECTING
    telephones: bool = True


Rule = Callable[[Guide, Known], Iterator[Finding]]


def check(
    guide: Guide,
    *,
    catch_all: Collection[str] = CATCH_ALL,
    processes: Collection[str] = (),
    topics: Collection[str] = (),
    licence_types: Collection[str] = (),
    inspecting: Collection[str] = INSPECTING,
    telephones: bool = True,
) -> list[Finding]:
    """Errors first, then warnings, each in the order of the rules."""
    known = Known(catch_all, processes, topics, licence_types, inspecting, telephones)
    found = [finding for rule in RULES for finding in rule(guide, known)]
    return sorted(found, key=lambda finding: finding.severity)


def _error(path: str, found: Any, wanted: str, cure: str) -> Finding:
    return Finding("error", path, str(found), wanted, cure)


def _warning(path: str, found: Any, wanted: str, cure: str) -> Finding:
    return Finding("warning", path, str(found), wanted, cure)


def _is_complete(guide: Guide, known: Known) -> Iterator[Finding]:
    """What a reader of the guide must find in it (政务服务事项 elements, 行政许可法 §30)."""
    wanted = ["audience", "bases", "conditions", "steps", "places", "consult", "complain", "topics"]
    own = [] if guide.is_bundle else ["process", "review_points"]
    for name in wanted + (["form", *own] if guide.is_ours else []):
        if not getattr(guide, name):
            finding = _warning if name in ("topics", "review_points") else _error
            yield finding(
                name,
                _p("found in a guide", "nothing"),
                _("at least one entry"),
                _("Fill in this part of the guide."),
            )


def _online_means_no_visit(guide: Guide, known: Known) -> Iterator[Finding]:
    if guide.is_fully_online and guide.visits:
        yield _error(
            "visits",
            guide.visits,
            _("0, because the item is handled online throughout (depth 5)"),
            _("Set the visits to 0, or take 5 and above out of the depth."),
        )


def _visits_have_a_reason(guide: Guide, known: Known) -> Iterator[Finding]:
    if guide.visits and not guide.visits_reason:
        yield _error(
            "visits_reason",
            _p("found in a guide", "nothing"),
            _("a reason, because the applicant must come %(n)d time(s)") % {"n": guide.visits},
            _("Say why the applicant must come, or set the visits to 0."),
        )


def _fees_have_a_basis(guide: Guide, known: Known) -> Iterator[Finding]:
    """行政许可法 §58, §59: no fee unless a law or administrative regulation says so."""
    for number, fee in enumerate(guide.fees):
        if fee.basis is None:
            yield _error(
                f"fees[{number}].basis",
                _p("found in a guide", "nothing"),
                _("the law that allows the fee"),
                _("Name the law and article, or take the fee out."),
            )


def _complaints_go_elsewhere(guide: Guide, known: Known) -> Iterator[Finding]:
    asked = {channel.value for channel in guide.consult}
    for number, channel in enumerate(guide.complain):
        if channel.value in asked:
            yield _error(
                f"complain[{number}].value",
                channel.value,
                _("another number or address than the one for questions"),
                _("Give the number of those who supervise the office."),
            )


def _telephones_can_be_called(guide: Guide, known: Known) -> Iterator[Finding]:
    for path, value in uncallable(guide) if known.telephones else ():
        yield _warning(
            path,
            value,
            _("a telephone number that can be called"),
            _("Call it; then write it with its area code."),
        )


def _promise_is_within_the_law(guide: Guide, known: Known) -> Iterator[Finding]:
    legal, promise = guide.legal_days, guide.promise_days
    if legal is not None and promise is not None and promise > legal:
        yield _error(
            "promise_days",
            promise,
            _("at most %(n)d, the limit by law") % {"n": legal},
            _("Promise no more days than the law allows."),
        )


def _kind_fits_the_promise(guide: Guide, known: Known) -> Iterator[Finding]:
    if guide.kind == "immediate" and guide.promise_days != 0:
        yield _error(
            "promise_days",
            guide.promise_days,
            _("0, because the item is done on the spot (即办件)"),
            _("Set the promise to 0, or the kind to “promise”."),
        )
    if guide.kind == "promise" and not guide.promise_days:
        yield _error(
            "promise_days",
            guide.promise_days,
            _("at least 1 working day, because the item is promised (承诺件)"),
            _("Say how many working days are promised, or set the kind to “immediate”."),
        )


def _limit_has_a_basis(guide: Guide, known: Known) -> Iterator[Finding]:
    if guide.regime in BOUND_REGIMES and guide.legal_days is None:
        yield _error(
            "legal_days",
            _p("found in a guide", "nothing"),
            _("the limit in working days, because the regime is %(regime)s") % {"regime": regime_name(guide.regime)},
            _("Look the limit up in the law that governs the item."),
        )
    if guide.legal_days is not None and guide.limit_basis is None:
        yield _error(
            "limit_basis",
            _p("found in a guide", "nothing"),
            _("the article that sets the limit"),
            _("Name the law and the article."),
        )


def _steps_fit_the_promise(guide: Guide, known: Known) -> Iterator[Finding]:
    days, promise = slowest(guide)
    if promise is not None and days > promise:
        yield _warning(
            "steps",
            _("%(n)d working days together") % {"n": days},
            _("at most the promise of %(n)d") % {"n": promise},
            _("Shorten a step, unless its time is excluded by Article 45."),
        )


def _deferred_materials_have_a_period(guide: Guide, known: Known) -> Iterator[Finding]:
    deferrable = [material.key for material in guide.materials if material.necessity == "deferrable"]
    if deferrable and guide.tolerant is None:
        yield _error(
            "tolerant",
            _p("found in a guide", "nothing"),
            _("working days for handing in: %(keys)s") % {"keys": ", ".join(deferrable)},
            _("Set the period, or make the materials required or optional."),
        )
    if guide.tolerant is not None and not deferrable:
        yield _warning(
            "tolerant",
            guide.tolerant,
            _("a material that may follow later"),
            _("Mark one as deferrable, or take the period out."),
        )


def _written_promise_has_a_place(guide: Guide, known: Known) -> Iterator[Finding]:
    """告知承诺: what is offered in the guide must be possible in the application."""
    form = _form(guide)
    labels = [one.label.zh for page in form.pages for one in page.fields] if form else []
    offered = [*labels, *(material.name.zh for material in guide.materials)]
    if guide.promise_letter and guide.is_ours and not any("承诺" in name for name in offered):
        yield _warning(
            "promise_letter",
            _("neither a material nor a field of the form that is a written promise (承诺)"),
            _("the letter in which the applicant promises"),
            _("Add it to the materials or the form, or take the offer out."),
        )


def _no_catch_all(guide: Guide, known: Known) -> Iterator[Finding]:
    for number, material in enumerate(guide.materials):
        for word in known.catch_all:
            if word in material.name.zh:
                yield _error(
                    f"materials[{number}].name",
                    material.name.zh,
                    _("the name of a paper, without “%(word)s”") % {"word": word},
                    _("Name each paper that is needed; what is not named may not be asked for."),
                )


def _shared_data_is_not_asked_for(guide: Guide, known: Known) -> Iterator[Finding]:
    """国务院令第716号 §7: what can be had by sharing is not asked of the applicant."""
    for number, material in enumerate(guide.materials):
        if guide.is_ours and material.source == "government" and not material.exempt_by:
            yield _warning(
                f"materials[{number}].exempt_by",
                _("a paper that government issued, and no licence type that replaces it"),
                _("the licence type from which it can be read"),
                _("Name the licence type, or say in the note why it cannot be read."),
            )


def _authority_is_told(guide: Guide, known: Known) -> Iterator[Finding]:
    """Delegated (下放) and entrusted (委托) powers, and entrusted organisations, name both authorities (R4)."""
    given_by_others = guide.power_source in GIVEN_BY_OTHERS or guide.org_nature == ENTRUSTED
    if given_by_others and not (guide.entrusted_by or guide.entrust_name):
        yield _error(
            "entrusted_by",
            "",
            _("the organ that entrusts or delegates it"),
            _("Name the organ under “Whose power it is”."),
        )
    if guide.entrusted_by and guide.entrusted_by == guide.org_code:
        cure = _("Name the organ whose power it is, or say that the power is its own.")
        yield _error("entrusted_by", guide.entrusted_by, _("another organ than the one that exercises it"), cure)
    if (
        (guide.entrusted_by or guide.entrust_name)
        and guide.org_nature != ENTRUSTED
        and guide.power_source in (None, "1")
    ):
        cure = _("Choose how the power came to it: handed down, authorised or entrusted.")
        yield _warning(
            "power_source", guide.power_source or "", _("a source of the power that fits the other organ"), cure
        )


def _owner_is_clear(guide: Guide, known: Known) -> Iterator[Finding]:
    """A guide that another system handles has no clock and no process of ours."""
    if (guide.regime == "external") == guide.is_ours:
        yield _error(
            "regime",
            _("regime %(regime)s, handled by %(who)s")
            % {"regime": regime_name(guide.regime), "who": HANDLED_BY[guide.handled_by]},
            _("“%(regime)s” exactly when another system handles it") % {"regime": regime_name("external")},
            _("Correct one of the two."),
        )
    if not guide.is_ours and not (guide.system_name and guide.system_url):
        yield _error(
            "system_name",
            _p("found in a guide", "nothing"),
            _("name and address of the system that handles it"),
            _("Say where the applicant is led."),
        )
    if not guide.is_ours and guide.process:
        yield _error(
            "process",
            guide.process,
            _p("found in a guide", "none"),
            _("Take the process out: it runs in the other system."),
        )


def _result_is_named(guide: Guide, known: Known) -> Iterator[Finding]:
    if (guide.result.type == "licence") != bool(guide.result.licence_type):
        yield _error(
            "result.licence_type",
            guide.result.licence_type or _p("found in a guide", "nothing"),
            _("a licence type exactly when the result is a licence"),
            _("Name the type, or change the kind of result."),
        )


def _inspection_belongs_to_licensing(guide: Guide, known: Known) -> Iterator[Finding]:
    if guide.inspection and guide.regime != "licensing":
        yield _error(
            "inspection",
            regime_name(guide.regime),
            _("the regime licensing (行政许可法 Articles 34, 55)"),
            _("Take the inspection out, or correct the regime."),
        )


def _process_fits(guide: Guide, known: Known) -> Iterator[Finding]:
    if guide.is_ours and guide.process and guide.inspection != (guide.process in known.inspecting):
        yield _error(
            "process",
            guide.process,
            _("a process with an inspection exactly when the guide has one"),
            _("Choose another process, or correct the mark “inspection”."),
        )
    if guide.kind == "immediate" and guide.process not in (None, "immediate"):
        yield _warning(
            "process",
            guide.process,
            _("a process of one step, because the item is done on the spot"),
            _("Choose the process “immediate”, or set the kind to “promise”."),
        )


def _keys_stand_once(guide: Guide, known: Known) -> Iterator[Finding]:
    lists: dict[str, list[str]] = {
        "situation.examples": [example.name for example in guide.situation.examples],
        "materials": [material.key for material in guide.materials],
        "situation.questions": [question.key for question in guide.situation.questions],
        "review_points": [point.key for point in guide.review_points],
        "aliases": list(guide.aliases),
    }
    for number, question in enumerate(guide.situation.questions):
        lists[f"situation.questions[{number}].options"] = [option.value for option in question.options]
    for path, keys in lists.items():
        for key in [key for key, count in Counter(keys).items() if count > 1]:
            yield _error(path, key, _("each key once"), _("Rename one of them, or take it out."))


def _conditions_name_questions(guide: Guide, known: Known) -> Iterator[Finding]:
    keys = [question.key for question in guide.situation.questions]
    for number, question in enumerate(guide.situation.questions):
        yield from _unknown_names(f"situation.questions[{number}].when", question.when, keys[:number])
        yield from _asks_for_the_day(f"situation.questions[{number}].when", question.when)
    for number, row in enumerate(guide.situation.outcomes):
        yield from _unknown_names(f"situation.outcomes[{number}].when", row.when, keys)
    for name in CONDITIONAL:
        for number, part in enumerate(getattr(guide, name)):
            yield from _unknown_names(f"{name}[{number}].when", part.when, keys)
    for number, given in enumerate(guide.result.gives):
        yield from _unknown_names(f"result.gives[{number}].when", given.when, keys)
    for path, when in _conditions_of_form(guide):
        yield from _unknown_names(path, when, keys, only_situation=True)


def _prefills_fit(guide: Guide, known: Known) -> Iterator[Finding]:
    """What is filled in beforehand must be an answer to the question; entries of a list nobody knows beforehand."""
    form = _form(guide)
    for p, page in enumerate(form.pages if form else ()):
        for f, field in enumerate(page.fields):
            path = f"form.pages[{p}].fields[{f}]"
            if field.prefill in FACTS and not fact_fits(field.prefill, field.type):
                wanted = _("something that is an answer to this type of question")
                yield _error(f"{path}.prefill", FACTS[field.prefill], wanted, _("Choose another source, or none."))
            for g, inner in enumerate(field.fields or []):
                if inner.prefill:
                    cure = _("Take it out: nobody knows the entries of a list beforehand.")
                    yield _error(
                        f"{path}.fields[{g}].prefill", FACTS.get(inner.prefill, inner.prefill), _("nothing"), cure
                    )


def of_conditions(guide: Guide) -> list[Finding]:
    """Those alone that say a condition asks for what nobody is asked, or for an answer that nobody can give."""
    return [*_conditions_name_questions(guide, Known()), *_comparisons_name_options(guide, Known())]


def _unknown_names(path: str, when: str | None, keys: list[str], *, only_situation: bool = False) -> Iterator[Finding]:
    names = compile_expression(when).names() if when else set()
    names = {name for name in names if not only_situation or name.split(".")[0] == "situation"}
    for name in sorted(names - {f"situation.{key}" for key in keys}):
        yield _error(
            path,
            name,
            _("one of: %(names)s")
            % {"names": ", ".join(f"situation.{key}" for key in keys) or _p("found in a guide", "nothing")},
            _("Name a question that is asked before, as situation.<key>."),
        )


def _asks_for_the_day(path: str, when: str | None) -> Iterator[Finding]:
    """What is asked of somebody must not change between two questions of one evening."""
    if when and compile_expression(when).asks_for_the_day():
        yield _error(
            path,
            "today()",
            _("a condition on the answers before it"),
            _("Ask the question always, and look at the day in an outcome, a material or a field of the form."),
        )


def _comparisons_name_options(guide: Guide, known: Known) -> Iterator[Finding]:
    """A text compared with a choice must be an option of it: a slip would hide a material for ever."""
    options = {q.key: {o.value for o in q.options} for q in guide.situation.questions if q.type == "choice"}
    for path, when in _all_conditions(guide):
        for key, text in _compared(compile_expression(when).tree):
            if key in options and text not in options[key]:
                yield _error(
                    path,
                    text,
                    _("an option of “%(key)s”: %(names)s") % {"key": key, "names": ", ".join(sorted(options[key]))},
                    _("Correct the text, or add the option to the question."),
                )


def _all_conditions(guide: Guide) -> Iterator[tuple[str, str]]:
    parts: dict[str, list[Any]] = {
        "situation.questions": list(guide.situation.questions),
        "situation.outcomes": list(guide.situation.outcomes),
        **{name: list(getattr(guide, name)) for name in CONDITIONAL},
        "result.gives": list(guide.result.gives),
    }
    for path, rows in parts.items():
        yield from ((f"{path}[{number}].when", row.when) for number, row in enumerate(rows) if row.when)
    yield from _conditions_of_form(guide)


def _compared(node: Any) -> Iterator[tuple[str, str]]:
    """(question, text) of each `situation.<question> == 'text'` or `… in ['text', …]`, however deep."""
    if node.kind == "compare":
        names = [part.value[1] for part in node.parts if part.kind == "name" and part.value[0] == "situation"][:1]
        leaves = [leaf.value for part in node.parts for leaf in (part, *part.parts) if leaf.kind == "value"]
        yield from ((name, text) for name in names for text in leaves if isinstance(text, str))
    for part in node.parts:
        yield from _compared(part)


def _conditions_can_be_worked_out(guide: Guide, known: Known) -> Iterator[Finding]:
    """Else people would be asked for too much, or for nothing, and nobody would know why."""
    for path, when, fault in faults_of_conditions(guide, _form(guide)):
        wanted = _("a condition that can be worked out whatever people answer")
        yield _error(path, short(when), wanted, str(fault))


def _conditions_of_form(guide: Guide) -> Iterator[tuple[str, str]]:
    form = _form(guide)
    for page_number, page in enumerate(form.pages if form else []):
        if page.when:
            yield f"form.pages[{page_number}].when", page.when
        for number, item in enumerate(page.fields):
            yield from _conditions_of_field(f"form.pages[{page_number}].fields[{number}]", item)


def _conditions_of_field(path: str, item: Any) -> Iterator[tuple[str, str]]:
    if item.when:
        yield f"{path}.when", item.when
    if item.prefill_when:
        yield f"{path}.prefill_when", item.prefill_when
    for number, one in enumerate(item.checks):
        yield f"{path}.checks[{number}].expr", one.expr
    for number, inner in enumerate(item.fields or []):
        yield from _conditions_of_field(f"{path}.fields[{number}]", inner)


def _form(guide: Guide) -> Form | None:
    try:
        return load_form(guide.form) if guide.form else None
    except BadInput:
        return None  # said by _form_is_usable


def _form_is_usable(guide: Guide, known: Known) -> Iterator[Finding]:
    try:
        load_form(guide.form) if guide.form else None
    except BadInput as error:
        for path, sentences in error.errors.items():
            yield _error(f"form.{path}", sentences[0], _("a form that can be shown"), _("Correct the form."))


def _form_is_finished(guide: Guide, known: Known) -> Iterator[Finding]:
    """What the designer called a new page or question is no name for it; two of one name are mistaken for each other."""
    form = _form(guide)
    for page_number, page in enumerate(form.pages if form else []):
        path = f"form.pages[{page_number}]"
        yield from _still_new(f"{path}.title", page.title, NEW_PAGE)
        yield from _named_apart(path, page.fields)
        for number, one in enumerate(page.fields):
            yield from _named_apart(f"{path}.fields[{number}]", one.fields or [])


def _named_apart(path: str, fields: Sequence[Any]) -> Iterator[Finding]:
    earlier: set[str] = set()
    for number, one in enumerate(fields):
        place, label = f"{path}.fields[{number}].label", one.label
        yield from _still_new(place, label, NEW_QUESTION)
        if label.zh in earlier and label.zh not in NEW_QUESTION:
            cure = _("Say in one of them what tells it from the other.")
            yield _warning(place, label.said(), _("another label, because a field above is called so"), cure)
        earlier.add(label.zh)


def _still_new(path: str, label: Text, names: Collection[str]) -> Iterator[Finding]:
    if label.zh in names or label.en in names:
        wanted = _("a name of its own, instead of the one that the form designer wrote")
        yield _error(path, label.said(), wanted, _("Write what is asked here, or take it out of the form."))


def _bundle_is_composed(guide: Guide, known: Known) -> Iterator[Finding]:
    """一件事: every item with the version that its part of the form comes from; no process of its own."""
    codes = Counter(member.code for member in guide.members)
    for number, member in enumerate(guide.members):
        if member.version is None:
            cure = _("Compose the bundle, so that its form and materials are made.")
            yield _error(f"members[{number}].version", _p("found in a guide", "nothing"), _("a version"), cure)
        if codes[member.code] > 1:
            yield _error(f"members[{number}].code", member.code, _("each item once"), _("Take one of them out."))
        earlier = {other.code for other in guide.members[:number]}
        for code in [code for code in member.waits_for if code not in earlier]:
            cure = _("Put it before this one, or do not wait for it.")
            yield _error(f"members[{number}].after", code, _("an item that stands before it in the bundle"), cure)
    if guide.is_bundle and guide.process:
        cure = _("Take the process out: each item runs its own.")
        yield _error("process", guide.process, _p("found in a guide", "none"), cure)


def _uploads_name_materials(guide: Guide, known: Known) -> Iterator[Finding]:
    """A file handed in on a page of the form is a file of a material, which must be there."""
    form, keys = _form(guide), [material.key for material in guide.materials]
    for page_number, page in enumerate(form.pages if form else []):
        for number, item in enumerate(page.fields):
            if item.material is not None and item.material not in keys:
                yield _unknown(f"form.pages[{page_number}].fields[{number}].material", item.material, keys)


def _named_fields_are_asked(guide: Guide, known: Known) -> Iterator[Finding]:
    """Whom it is for, and what decision and licence show, stand in fields of the form."""
    form, whose = _form(guide), guide.beneficiary
    asked = {one.key for page in form.pages for one in page.fields} if form else set()
    named = {f"result.face[{number}]": key for number, key in enumerate(guide.result.face)}
    if whose:
        named |= {"beneficiary.name_field": whose.name_field, "beneficiary.id_field": whose.id_field}
    for path, key in named.items():
        if key not in asked:
            yield _unknown(path, key, asked)


def _codes_are_known(guide: Guide, known: Known) -> Iterator[Finding]:
    if known.processes and guide.process and guide.process not in known.processes:
        yield _unknown("process", guide.process, known.processes)
    for number, topic in enumerate(guide.topics):
        if known.topics and topic not in known.topics:
            yield _unknown(f"topics[{number}]", topic, known.topics)
    for path, slug in _licence_types(guide):
        if known.licence_types and slug not in known.licence_types:
            yield _unknown(path, slug, known.licence_types)


def _licence_types(guide: Guide) -> Iterator[tuple[str, str]]:
    if guide.result.licence_type:
        yield "result.licence_type", guide.result.licence_type
    materials: list[Material] = guide.materials
    for number, material in enumerate(materials):
        if material.exempt_by:
            yield f"materials[{number}].exempt_by", material.exempt_by


def _unknown(path: str, found: str, known: Collection[str]) -> Finding:
    wanted = _("one of: %(names)s") % {"names": ", ".join(sorted(known)[:12])}
    return _error(path, found, wanted, _("Use one that is known, or have it set up first."))


def _is_said_in_english(guide: Guide, known: Known) -> Iterator[Finding]:
    for path, text in _texts("", guide):
        if not text.en:
            yield _warning(
                path,
                text.zh[:60],
                _("English beside the Chinese"),
                _("Add the English, so that everybody can read it."),
            )


def _texts(path: str, value: Any) -> Iterator[tuple[str, Text]]:
    if isinstance(value, Text):
        yield path.lstrip("."), value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _texts(f"{path}.{name}", getattr(value, name))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _texts(f"{path}[{number}]", item)


def _nothing_is_published_that_may_not(guide: Guide, known: Known) -> Iterator[Finding]:
    """政府信息公开条例 §14, §15; 个人信息保护法 §25: secrets and numbers of persons are not published."""
    for path, text in strings("", guide):
        for found in found_in(text):
            if found.kind == "mobile":
                if not path.rpartition(".")[2].startswith(("phone", "contact", "address", "to")):
                    yield _warning(
                        path,
                        found.shown,
                        _("the telephone of an office"),
                        _("If it is somebody's own number, put that of the office in its place."),
                    )
            elif found.kind == "secret_mark":
                yield _error(
                    path,
                    found.shown,
                    _("nothing with a mark of secrecy"),
                    _("Have the office that marked it say in writing that it may be published, and take the mark out."),
                )
            else:
                yield _error(
                    path,
                    found.shown,
                    _("no number of a person"),
                    _("Take it out, or use a made-up one with asterisks (110101********0011)."),
                )


def strings(path: str, value: Any) -> Iterator[tuple[str, str]]:
    """Every text of a guide with its place, as `materials[2].name.zh`."""
    if isinstance(value, str):
        yield path.lstrip("."), value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from strings(f"{path}.{name}", getattr(value, name))
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from strings(f"{path}.{name}", item)
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value):
            yield from strings(f"{path}[{number}]", item)


def _limits_are_within_the_law(guide: Guide, known: Known) -> Iterator[Finding]:
    """Each row as the guide's own limit: no promise beyond the law, none of nothing, and none for what is done at once."""
    for number, row in enumerate(guide.limits):
        legal = guide.legal_days if row.legal_days is None else row.legal_days
        promise = guide.promise_days if row.promise_days is None else row.promise_days
        path = f"limits[{number}].promise_days"
        if legal is not None and promise is not None and promise > legal:
            wanted = _("at most %(n)d, the limit by law") % {"n": legal}
            yield _error(path, promise, wanted, _("Promise no more days than the law allows."))
        if guide.kind == "promise" and promise == 0:
            wanted = _("at least 1 working day, because the item is promised (承诺件)")
            yield _error(path, promise, wanted, _("Say how many working days are promised to these applicants."))
        if guide.kind == "immediate":
            wanted = _("no limit of its own, because the item is done on the spot (即办件)")
            yield _error(path, promise, wanted, _("Take the limit out of the row, or set the kind to “promise”."))
        if row.legal_days is not None and row.basis is None:
            yield _error(
                f"limits[{number}].basis",
                _p("found in a guide", "nothing"),
                _("the article that sets the limit"),
                _("Name the law and the article."),
            )


def _table_is_sound(guide: Guide, known: Known) -> Iterator[Finding]:
    for gap in gaps(guide):
        yield _warning(gap.path, gap.found, gap.wanted, gap.cure)


def _examples_hold(guide: Guide, known: Known) -> Iterator[Finding]:
    """What was once found right stays right, or somebody says that it is to be otherwise."""
    for number, run in enumerate(runs(guide)):
        if run.faults:
            yield _error(
                f"situation.examples[{number}]",
                _("“%(name)s”: %(faults)s") % {"name": run.example.name, "faults": " ".join(run.faults)},
                _("the result that was kept with the example"),
                _("Correct the table, or keep the example anew with the result that is right."),
            )


RULES: tuple[Rule, ...] = (
    _is_complete,
    _online_means_no_visit,
    _visits_have_a_reason,
    _fees_have_a_basis,
    _complaints_go_elsewhere,
    _telephones_can_be_called,
    _promise_is_within_the_law,
    _kind_fits_the_promise,
    _limit_has_a_basis,
    _steps_fit_the_promise,
    _deferred_materials_have_a_period,
    _written_promise_has_a_place,
    _no_catch_all,
    _shared_data_is_not_asked_for,
    _authority_is_told,
    _owner_is_clear,
    _result_is_named,
    _inspection_belongs_to_licensing,
    _process_fits,
    _keys_stand_once,
    _conditions_name_questions,
    _comparisons_name_options,
    _conditions_can_be_worked_out,
    _limits_are_within_the_law,
    _table_is_sound,
    _examples_hold,
    _form_is_usable,
    _form_is_finished,
    _uploads_name_materials,
    _prefills_fit,
    _bundle_is_composed,
    _named_fields_are_asked,
    _codes_are_known,
    _nothing_is_published_that_may_not,
    _is_said_in_english,
)
