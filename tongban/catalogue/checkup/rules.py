"""What is looked for in one item, whole or taken over from a list. Each finding names its rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import pgettext as _p

from tongban.catalogue.checks import Finding, Severity
from tongban.catalogue.checks import strings as _strings
from tongban.catalogue.checkup.names import held
from tongban.catalogue.checkup.rulebook import RuleBook
from tongban.catalogue.citations import all_bases
from tongban.catalogue.guide import Guide
from tongban.catalogue.lasting import longer
from tongban.catalogue.partial import PartialGuide
from tongban.catalogue.telephones import uncallable
from tongban.statutes.api import Looked, Verdict, citations_in, plain_name

AnyGuide = Guide | PartialGuide
Materials = list[Any]  # of a whole guide, or of one with holes
Rule = Callable[[AnyGuide, RuleBook], Iterator[Finding]]
AT_ONCE = re.compile(r"即办件|即来即办|立等可取|当场办结")
AS_A_FILE = re.compile(r"扫描|电子|照片|拍照|上传|复印")
SPECIMEN = re.compile(r"样表|样本|示范")
IDENTITY = re.compile(r"身份证|身份证件|身份证明|户口簿|护照")  # shown to a camera, as a sign-in does
HOTLINE = re.compile(r"(?:0\d{2,3}[- ]?)?12\d{3}")  # 12345, 12333: one number for both, and it passes complaints on
TO_A_WINDOW = re.compile(
    r"(?:到|至|赴|在)[^，。；]{0,14}(?:窗口|大厅|派出所|现场)[^，。；]{0,10}(?:提交|递交|交验|领取|确认|办理)"
)
ISSUED = re.compile(r"证书|执照|许可证|证$|证复印|证明|护照|批文|批复")
DENIED = re.compile(r"(?:不属于|不属|不是|不涉及|不含|未涉及|不得涉及|并非|非)[^，。；、]{0,6}$")
ALSO_TAKEN = re.compile(r"户口簿|户口本|声明|承诺")  # what a paper that nobody issues may be replaced by
WARNING: Severity = "warning"
ERROR: Severity = "error"
ENDS = "。；;！？!?）)》”：:"


def _materials(guide: AnyGuide) -> Materials:
    return list(guide.materials)


def _texts(guide: AnyGuide, place: str) -> Iterator[tuple[str, str]]:
    rows: list[Any] = _materials(guide) if place == "materials" else list(guide.conditions)
    for number, row in enumerate(rows):
        text = row.name if place == "materials" else row.text
        yield f"{place}[{number}]", text.zh


def vague_clause(guide: AnyGuide, book: RuleBook) -> Iterator[Finding]:
    """行政许可法 §30, §31: everything that is needed is listed, and nothing else may be asked for. A vague word beside
    a description (能够证明股权价格的有关材料) is a warning, unless somebody here chose how bad the word is.
    """
    for place in ("materials", "conditions"):
        for path, text in _texts(guide, place):
            if said := book.said(place, text):
                found, at = said
                whole = found.chosen or len(found.word) * 2 >= len(text) or place == "conditions"
                yield Finding(
                    "error" if found.severity == "error" and whole else "warning",
                    path,
                    _around(text, found.word, at),
                    _("everything named, without “%(word)s”") % {"word": found.word},
                    _("Name each paper or condition; what is not named may not be asked for."),
                )


def proof_nobody_issues(guide: AnyGuide, book: RuleBook) -> Iterator[Finding]:
    for (path, text), material in zip(_texts(guide, "materials"), _materials(guide), strict=True):
        said = book.said("proofs", text)
        if said is not None and not _takes_another(material):
            found, at = said
            yield Finding(
                "error" if found.severity == "error" else "warning",
                path,
                _around(text, found.word, at),
                _("no “%(word)s”: no office issues it, or another paper proves it") % {"word": found.word},
                _("Take it out, or name the office that issues it and the law that asks for it."),
            )


def _takes_another(material: Any) -> bool:
    """Its own words accept the household register or a declaration."""
    notes = [getattr(material, name, None) for name in ("name", "accept_standard", "sample_note", "source_note")]
    return any(ALSO_TAKEN.search(note.zh) for note in notes if note is not None)


def secret_word(guide: AnyGuide, book: RuleBook) -> Iterator[Finding]:
    """政府信息公开条例 §17: what is published is looked at before. Words of the house (内部资料, 注意保存)."""
    for path, text in _strings("", guide):
        said = book.said("secrecy", text, _is_not_denied)
        if said is not None:
            found, at = said
            yield Finding(
                "error" if found.severity == "error" else "warning",
                path,
                _around(text, found.word, at),
                _("nothing that is meant for the house alone"),
                _("Ask who wrote it whether it may be published, and take the word out."),
            )


def _is_not_denied(text: str, at: int) -> bool:
    """不属于警务工作秘密 is no secret."""
    return not DENIED.search(text[:at])


def _around(text: str, word: str, at: int, width: int = 24) -> str:
    return text[max(at - width, 0) : at + len(word) + width]


def held_by_government(guide: AnyGuide, book: RuleBook) -> Iterator[Finding]:
    for number, material in enumerate(_materials(guide)):
        licence = held(material.name.zh)
        if licence and not getattr(material, "exempt_by", None):
            yield Finding(
                "warning",
                f"materials[{number}]",
                material.name.zh,
                _("taken from the e-licence “%(name)s”") % {"name": licence},
                _("Mark it as not needed where the e-licence is found (国务院令第716号 Article 7)."),
            )


def named_twice(guide: AnyGuide, book: RuleBook) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for number, material in enumerate(_materials(guide)):
        first = seen.setdefault(material.name.zh, number)
        if first != number:
            yield Finding(
                "warning",
                f"materials[{number}]",
                material.name.zh,
                _("each paper once"),
                _("It stands under number %(n)d already: take one of them out.") % {"n": first + 1},
            )


PUBLIC_SERVICE = "20"
ELEMENTS = {
    "conditions": gettext_lazy("who may apply"),
    "materials": gettext_lazy("what has to be handed in, or that nothing has"),
    "legal_days": gettext_lazy("the limit by law"),
    "promise_days": gettext_lazy("the limit that is promised"),
    "consult": gettext_lazy("whom to ask"),
    "complain": gettext_lazy("where to complain"),
    "place_lines": gettext_lazy("where it is done"),
}
NAME_ONLY = 5  # so many of the elements are missing: the list holds names, and one sentence says so


def missing_element(guide: AnyGuide, book: RuleBook) -> Iterator[Finding]:
    """What every reader asks first. Whole guides are held to all elements before publication (`checks`).

    No law sets a limit for a public service; one for which nothing is handed in (an enquiry, a list, a lecture) has
    nobody who may not, and no days. A list that holds names alone is told so in one sentence.
    """
    if isinstance(guide, Guide):
        return
    there = {
        "conditions": bool(guide.conditions),
        "materials": bool(guide.materials),
        "legal_days": guide.legal_days is not None,
        "promise_days": guide.promise_days is not None,
        "consult": bool(guide.consult),
        "complain": bool(guide.complain),
        "place_lines": bool(guide.place_lines or guide.system_url),
    }
    service = guide.type_code == PUBLIC_SERVICE
    needless = {"materials", "legal_days"} if service else set()
    needless |= {"conditions", "promise_days"} if service and not guide.materials else set()
    missing = [name for name, is_there in there.items() if not is_there]
    nothing = _p("found in a guide", "nothing")
    if len(missing) >= len(there) - 1:
        words = _(", ").join(str(ELEMENTS[name]) for name in missing if name not in needless)
        yield Finding("warning", "guide", nothing, words, _("Complete the guide."))
        return
    for name in missing:
        if name not in needless:
            yield Finding("warning", name, nothing, str(ELEMENTS[name]), _("Fill in this part of the guide."))


def promise_longer_than_law(guide: AnyGuide, book: RuleBook) -> Iterator[Finding]:
    """Working days against days of the calendar: 22 working days are more than 30 days."""
    legal, promise = guide.legal_days, guide.promise_days
    if legal is None or promise is None or not legal:
        return
    units = (getattr(guide, "legal_unit", "workday"), getattr(guide, "promise_unit", "workday"))
    surely = longer(promise, units[1], legal, units[0])
    if surely or (units == ("day", "workday") and promise * 7 // 5 > legal + 2):
        yield Finding(
            ERROR if surely else WARNING,
            "promise_days",
            str(promise),
            _("at most %(n)d, the limit by law") % {"n": legal},
            _("Promise no more days than the law allows."),
        )


def at_once_with_days(guide: AnyGuide, book: RuleBook) -> Iterator[Finding]:
    said = isinstance(guide, PartialGuide) and guide.process_text and AT_ONCE.search(guide.process_text.zh)
    if (guide.kind == "immediate" or said) and (guide.promise_days or 0) > 1:
        yield Finding(
            "error",
            "promise_days",
            str(guide.promise_days),
            _("0, because the item is done on the spot (即办件)"),
            _("Set the promise to 0, or the kind to “promise”."),
        )


def no_visit_but_not_online(guide: AnyGuide, book: RuleBook) -> Iterator[Finding]:
    """零跑动 needs a way to hand in from home."""
    if not isinstance(guide, PartialGuide) or guide.visits != 0 or guide.online is not False or guide.express:
        return
    if not guide.materials:  # nothing is handed in: lectures, lists, posters
        return
    yield Finding(
        "error",
        "visits",
        "0",
        _("a way to hand in without coming: online or by post"),
        _("Open the item online, take papers by post, or say how often one comes."),
    )


def no_visit_but_originals(guide: AnyGuide, book: RuleBook) -> Iterator[Finding]:
    """A list says only the name of a paper: an original that may be posted, or that a file stands for, is none."""
    if guide.visits != 0:
        return
    for number, material in enumerate(_materials(guide)):
        if isinstance(guide, PartialGuide):
            severity, brought = WARNING, not guide.express and "原件" in material.name.zh
            brought = brought and not (AS_A_FILE.search(material.name.zh) or IDENTITY.search(material.name.zh))
        else:
            severity, brought = ERROR, material.form == "paper" and material.necessity == "required"
        if brought:
            yield Finding(
                severity,
                f"materials[{number}]",
                material.name.zh,
                _("a material that can be handed in from home, because nobody has to come"),
                _("Take a file instead, or say how often one comes."),
            )


def no_visit_but_window(guide: AnyGuide, book: RuleBook) -> Iterator[Finding]:
    """“Take it to the window” where nobody has to come; “you may also” is none."""
    if guide.visits != 0 or not isinstance(guide, PartialGuide) or guide.process_text is None:
        return
    for sentence in re.split(r"[。；;\n]", guide.process_text.zh):
        if TO_A_WINDOW.search(sentence) and "可" not in sentence and "邮寄" not in sentence:
            yield Finding(
                "error",
                "visits",
                sentence.strip()[:80],
                _("a way to hand in without coming: online or by post"),
                _("Open the item online, take papers by post, or say how often one comes."),
            )
            return


def photocopy_asked(guide: AnyGuide, book: RuleBook) -> Iterator[Finding]:
    """A photocopy of what another office issued; of what the applicant wrote it may be the only copy."""
    for number, material in enumerate(_materials(guide)):
        name = material.name.zh
        copied = "复印件" in name and ISSUED.search(name) and not SPECIMEN.search(name)
        if copied and not held(name) and not getattr(material, "exempt_by", None):
            yield Finding(
                "warning",
                f"materials[{number}]",
                name,
                _("no photocopy of a paper that an office issued"),
                _("Read it from the office that issued it, or take a photograph of the original."),
            )


def dead_contact(guide: AnyGuide, book: RuleBook) -> Iterator[Finding]:
    for path, value in uncallable(guide):
        yield Finding(
            "warning",
            path.removesuffix(".value"),
            value,
            _("a telephone number that can be called"),
            _("Call it; then write it with its area code."),
        )


def same_for_asking_and_complaining(guide: AnyGuide, book: RuleBook) -> Iterator[Finding]:
    asked = {channel.value for channel in guide.consult}
    for number, channel in enumerate(guide.complain):
        if channel.value in asked and not HOTLINE.fullmatch(channel.value.strip()):
            yield Finding(
                "warning",
                f"complain[{number}]",
                channel.value,
                _("another number or address than the one for questions"),
                _("Give the number of those who supervise the office."),
            )


def text_cut_off(guide: AnyGuide, book: RuleBook) -> Iterator[Finding]:
    """A list that kept so many characters of each text, and no more."""
    for path, text in _texts(guide, "conditions"):
        if len(text) >= 200 and text[-1] not in ENDS:
            yield Finding("warning", path, "…" + text[-24:], _("a sentence with its end"), _("Complete the text."))


# Against the library of statutes: silent about a law that it does not hold, which is counted.


def basis_not_found(guide: AnyGuide, book: RuleBook) -> Iterator[Finding]:
    for path, law, article, looked in _citations(guide, book):
        if looked.verdict == Verdict.NO_ARTICLE:
            yield Finding(
                "error",
                path,
                f"《{law}》{article}",
                _("an article of this law: it has %(n)d") % {"n": looked.last},
                _("Look it up in the statute and correct the article."),
            )


def basis_repealed(guide: AnyGuide, book: RuleBook) -> Iterator[Finding]:
    for path, law, article, looked in _citations(guide, book):
        if looked.verdict == Verdict.REPEALED and looked.statute is not None:
            wanted = looked.statute.replaced_by
            yield Finding(
                "error",
                path,
                f"《{law}》{article}",
                _("what replaced it: %(law)s") % {"law": wanted} if wanted else _("a law that counts today"),
                _("The law was repealed: name the one that counts, or take the item off the list."),
            )


def basis_superseded(guide: AnyGuide, book: RuleBook) -> Iterator[Finding]:
    for path, law, article, looked in _citations(guide, book):
        if looked.verdict == Verdict.OLD_EDITION and looked.edition is not None:
            yield Finding(
                "warning",
                path,
                f"《{law}》{article}",
                _("the edition of %(day)s") % {"day": looked.edition.adopted.isoformat()},
                _("Compare the article with the edition in force; the numbers may have moved."),
            )


def basis_misquoted(guide: AnyGuide, book: RuleBook) -> Iterator[Finding]:
    """A quotation may leave words out at its ends, not in the middle."""
    for path, basis in all_bases(guide):
        looked = book.library.look(basis.law, basis.article)
        texts = [_bare(one.text) for one in looked.articles if one.text]
        if basis.text and texts and not any(_bare(basis.text) in text for text in texts):
            yield Finding(
                "warning",
                path,
                basis.text[:60],
                _("the words of the article as they stand"),
                _("Copy the sentence again from the statute."),
            )


def _bare(text: str) -> str:
    return re.sub(r"[\s，。；：、,.;:“”\"（）()…]", "", text)


def _citations(guide: AnyGuide, book: RuleBook) -> Iterator[tuple[str, str, str, Looked]]:
    """Every law that the guide names as a basis or in the text of a condition; nothing without a library."""
    if not book.library:
        return
    for path, basis in all_bases(guide):
        yield path, basis.law, basis.article, book.library.look(basis.law, basis.article)
    for path, text in _texts(guide, "conditions"):
        for law, article in citations_in(text) if "》第" in text or "》 第" in text else ():
            yield path, law, article, book.library.look(law, article)


def laws_cited(guide: AnyGuide) -> set[str]:
    named = {basis.law for _path, basis in all_bases(guide)}
    return named | {law for _path, text in _texts(guide, "conditions") for law, _article in citations_in(text)}


def count_citations(guide: AnyGuide, book: RuleBook) -> None:
    for _path, law, _article, looked in _citations(guide, book):
        book.cited += 1
        if looked.verdict == Verdict.UNKNOWN:
            book.unknown[plain_name(law)] += 1


RULES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        vague_clause,
        proof_nobody_issues,
        secret_word,
        held_by_government,
        photocopy_asked,
        named_twice,
        missing_element,
        promise_longer_than_law,
        at_once_with_days,
        no_visit_but_not_online,
        no_visit_but_originals,
        no_visit_but_window,
        dead_contact,
        same_for_asking_and_complaining,
        text_cut_off,
        basis_not_found,
        basis_repealed,
        basis_superseded,
        basis_misquoted,
    )
}
