from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongban.catalogue.api import Item, check_can_apply
from tongban.catalogue.api import check_can_submit as still_open
from tongban.documents.api import File, Grade, forget, store_upload, take_upload, write
from tongban.forms import api as forms
from tongban.intake import announcements, splitting
from tongban.intake.beneficiary import beneficiary
from tongban.intake.models import Application, MaterialFile
from tongban.intake.needs import FILES, Need, counted, day_of, facts, needs
from tongban.intake.numbers import receipt_number
from tongban.intake.own import differing
from tongban.intake.rules import check_can_change, check_can_discard, check_can_sign, check_can_start
from tongban.intake.states import TABLE, Channel, State
from tongban.intake.telling import agent_line, tell_begun
from tongban.intake.whose import needed_level
from tongban.kit import clock, ids
from tongban.kit.act import This, Under, act
from tongban.kit.errors import BadInput, Refused
from tongban.kit.prepared import insert
from tongban.people.api import Enterprise, User, check_level, check_level_of_principal, check_may, id_types, represents
from tongban.regions.api import organisation


def start(
    *,
    item: Item,
    user: User,
    enterprise: Enterprise | None = None,
    channel: str = Channel.PC,
    entered_by: User | None = None,
    agent: User | None = None,
    by: User,
) -> Application:
    """A draft under the version of the guide that counts now; what is known of the person is filled in. `entered_by`: the
    clerk who types it at a window, and `agent` who stands there for the applicant, under a mandate."""
    if item.current is None:
        raise Refused(_("This service is not open at present."), cure=_("Ask the office in the guide."))
    check_can_apply(item)
    guide = item.current.guide
    if guide.handled_by != "ours":
        raise Refused(
            _("This service is handled in another system."),
            found=guide.system_name,
            cure=_("The guide leads you there."),
        )
    check_identity(user, guide, channel, by)
    check_enterprise(enterprise)
    if entered_by is not None:
        check_may(entered_by, "cases.receive", org_code=item.org_code, region_code=item.region_code)
    application = Application(
        user=user,
        enterprise=enterprise,
        version=item.current,
        item_name=item.name,
        item_name_en=item.name_en,
        region_code=item.region_code,
        org_code=item.org_code,
        channel=channel,
        entered_by=entered_by,
        agent=agent,
    )
    if guide.form:
        application.answers = forms.prefilled(forms.load(guide.form), known_facts(user, enterprise))
    with act(application, "intake.start", by=by, rule=check_can_start) as this:
        this.note(item=item.code, version=item.current.number, channel=str(channel))
        if mandate := this.notes.get("acting_for"):
            application.agent, application.mandate_id = agent or by, mandate
            tell_begun(this)
    return application


def check_identity(user: User, guide: Any, channel: str, by: User) -> None:
    """At a window the clerk sees who is there; elsewhere the account has to stand high enough for the item."""
    if not user.is_active:
        raise Refused(
            _("Nobody applies with this identity: it is frozen."),
            cure=_("Look at what is written about it; a second official can undo it."),
        )
    if channel != Channel.WINDOW:
        (check_level if by.pk == user.pk else check_level_of_principal)(user, needed_level(guide))


def check_enterprise(enterprise: Enterprise | None) -> None:
    if enterprise is not None and enterprise.standing == "cancelled":
        raise Refused(
            _("The register says that this enterprise is cancelled or revoked."),
            cure=_("If that is an error, ask the market regulation department."),
        )


def known_facts(user: User, enterprise: Enterprise | None) -> dict[str, Any]:
    """What a form may be prefilled with (`person.name`, `enterprise.uscc` …)."""
    known = {
        "person.name": user.name,
        "person.id_number": user.id_number if user.id_type == id_types.CITIZEN else "",
        "person.phone": user.phone,
        "person.email": user.email,
    }
    if enterprise is not None:
        known |= {
            "enterprise.name": enterprise.name,
            "enterprise.uscc": enterprise.uscc,
            "enterprise.address": enterprise.address,
            "enterprise.legal_representative": enterprise.legal_representative,
        }
        if represents(user, enterprise):
            known["enterprise.legal_representative_id"] = known["person.id_number"]
    return known


def save_situation(*, application: Application, answers: dict[str, Any], by: User) -> Application:
    """The answers to the item's questions. Unknown questions and options are refused, hidden ones dropped."""
    kept, errors = application.guide.read_situation(answers)
    if errors:
        raise BadInput(_("Please answer every question."), errors=errors)
    with act(application, "intake.save", by=by, rule=check_can_change) as this:
        row = this.subject
        row.situation, row.saved_at = kept, this.at
        if row.guide.form:
            known = known_facts(row.user, row.enterprise)
            row.answers = forms.refilled(forms.load(row.guide.form), row.answers, known, kept)
        this.note(step="situation")
    return this.subject


def save_page(*, application: Application, page: str, values: dict[str, Any], reached: int, by: User) -> Application:
    """Keeps what was typed on one page, also when it is not right yet: nothing typed is lost."""
    with act(application, "intake.save", by=by, rule=check_can_change) as this:
        row = this.subject
        row.answers = {**row.answers, **values}
        row.saved_at, row.reached = this.at, max(row.reached, reached)
        this.note(step=page)
    return this.subject


def add_file(*, application: Application, material_key: str, upload: UploadedFile, by: User) -> MaterialFile:
    """One file for one material: at most 20 MB, a total per application, a number per material."""
    [row] = add_files(application=application, material_key=material_key, uploads=[upload], by=by)
    return row


def add_files(
    *, application: Application, material_key: str, uploads: Sequence[UploadedFile], by: User
) -> list[MaterialFile]:
    """Several files for one material in one act: all of them, or the BadInput of the first that is refused."""
    check_can_change(application, by)
    _check_room(application, material_key, [upload.size or 0 for upload in uploads])
    with taken_in(application, uploads, by) as stored:
        with act(application, "intake.add_file", by=by, rule=check_can_change) as this:
            if this.subject.audit_count != application.audit_count:  # another upload may have taken the last place
                _check_room(this.subject, material_key, [file.size for file in stored])
            rows = [MaterialFile(application=this.subject, material_key=material_key, file=file) for file in stored]
            for row in (*stored, *rows):
                insert(row)
            this.subject.saved_at = this.at
            this.note(material=material_key, files=[{"sha256": file.sha256, "size": file.size} for file in stored])
    return rows


def replace_file(
    *, application: Application, material_key: str, file_id: Any, upload: UploadedFile, by: User
) -> MaterialFile:
    """One act: the new file stands where the old one was, or the old one stays. The bytes come in before the act, so
    that nobody waits for them. A file that is gone already is simply added."""
    check_can_change(application, by)
    old = next((row for row in FILES.all(application.pk) if row.pk == file_id), None)
    _check_room(application, material_key, [upload.size or 0], without=old)
    with taken_in(application, [upload], by) as [stored]:
        with act(application, "intake.replace_file", by=by, rule=check_can_change) as this:
            gone = MaterialFile.objects.select_related("file").filter(application=application, pk=file_id).first()
            if this.subject.audit_count != application.audit_count:
                _check_room(this.subject, material_key, [stored.size], without=gone)
            row = MaterialFile(application=this.subject, material_key=material_key, file=stored)
            insert(stored)
            insert(row)
            this.subject.saved_at = this.at
            this.note(material=material_key, sha256=stored.sha256, replaced=gone.file.sha256 if gone else "")
            if gone is not None:
                _drop(this, gone)
    return row


def _drop(this: This[Application], row: MaterialFile) -> None:
    stored = row.file
    row.delete()
    File.objects.filter(pk=stored.pk).delete()
    this.effect("intake.forget_file", file=str(stored.pk))


@contextmanager
def taken_in(application: Application, uploads: Sequence[UploadedFile], by: User) -> Iterator[list[File]]:
    """The bytes on the disk before the act names them; where it does not come to that, nothing of them stays."""
    stored: list[File] = []
    try:
        for upload in uploads:
            stored.append(take_upload(upload=upload, subject=application, owner=by, grade=_grade(application)))
        yield stored
    except Exception:
        for file in stored:
            forget(file)
        raise


def _check_room(
    application: Application, material_key: str, sizes: Sequence[int], *, without: MaterialFile | None = None
) -> None:
    """How many files the material has, and how heavy the application is; `without` one that goes."""
    asked = next((m for m in application.guide.materials_for(facts(application)) if m.key == material_key), None)
    if asked is None:
        raise BadInput(_("This material is not asked of you."), found=material_key)
    files = [row for row in FILES.all(application.pk) if without is None or row.pk != without.pk]
    here = sum(1 for row in files if row.material_key == material_key)
    most = asked.max_files
    if here + len(sizes) > most:
        raise BadInput(
            _("There are already %(count)d files for “%(name)s”.") % {"count": most, "name": asked.name.said()}
            if here >= most
            else _("At most %(count)d files for “%(name)s”.") % {"count": most, "name": asked.name.said()},
            cure=_("Remove one first."),
        )
    _check_weight(sum(row.file.size for row in files) + sum(sizes))


def check_total(application: Application, more: int) -> None:
    total = application.material_files.aggregate(total=Sum("file__size"))["total"] or 0
    _check_weight(total + more)


def _check_weight(total: int) -> None:
    limit = settings.UPLOAD_TOTAL_LIMIT
    if total > limit:
        raise BadInput(
            _("The files of this application would be too large together."),
            found=_("%(size).1f MB") % {"size": total / 2**20},
            wanted=_("at most %(size)d MB") % {"size": limit // 2**20},
            cure=_("Send photos at a lower resolution."),
        )


def take_in(application: Application, upload: UploadedFile, by: User) -> File:
    """The bytes on the disk and their row, before any act names them. See `forgotten_if_refused`."""
    return store_upload(upload=upload, subject=application, owner=by, grade=_grade(application))


@contextmanager
def forgotten_if_refused(stored: File) -> Iterator[None]:
    """The act that was to name a file did not happen: nothing of the file stays."""
    try:
        yield
    except Exception:
        if not connection.needs_rollback:  # else the row goes with the transaction around us
            File.objects.filter(pk=stored.pk).delete()
        forget(stored)
        raise


def _grade(application: Application) -> str:
    """At a window the clerk saw the original (B); otherwise the applicant uploaded it (C)."""
    return Grade.B if application.channel == Channel.WINDOW else Grade.C


def remove_file(*, application: Application, file_id: Any, by: User) -> None:
    with act(application, "intake.remove_file", by=by, rule=check_can_change) as this:
        row = MaterialFile.objects.filter(application=application, pk=file_id).first()
        if row is None:
            this.nothing_happened()
            return
        this.note(material=row.material_key, sha256=row.file.sha256)
        _drop(this, row)


def discard(*, application: Application, by: User) -> Application:
    with act(application, "intake.discard", by=by, rule=check_can_discard) as this:
        this.subject.state = TABLE.target("discard", this.subject.state)
        this.subject.answers, this.subject.situation, this.subject.carried = {}, {}, {}
        for row in FILES.all(application.pk):
            _drop(this, row)
        if this.subject.bundle_id:
            this.announce(announcements.dropped, application=this.subject)
    return this.subject


def faults(application: Application) -> dict[str, list[str]]:
    """Everything that keeps the application from being submitted: step → sentences."""
    return _faults(application, needs(application), _answers(application))


def _answers(application: Application) -> dict[str, Any]:
    """Those that are asked of this person and are kept."""
    guide = application.guide
    if not guide.form:
        return dict(application.answers)
    return forms.kept(forms.load(guide.form), counted(application), application.situation, day=day_of(application))


def _faults(application: Application, given: Sequence[Need], asked: dict[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    guide = application.guide
    _kept, errors = guide.read_situation(application.situation)
    if errors:
        found["situation"] = [sentence for said in errors.values() for sentence in said]
    if outcome := guide.outcome(facts(application)).refuse:
        found["situation"] = [outcome.said()]
    if guide.form:
        found |= _faults_of_form(application, asked)
    missing = [n.material.name.said() for n in given if n.is_missing]
    if missing:
        found["materials"] = [_("Still missing: %(names)s") % {"names": pgettext("between names", ", ").join(missing)}]
    return found


def _faults_of_form(application: Application, asked: dict[str, Any]) -> dict[str, list[str]]:
    form, answers, day = forms.load(application.guide.form), counted(application), day_of(application)
    pages = forms.validate_all(form, answers, application.situation, day=day)
    for page in form.pages:
        if wrong := differing(application, form, page.key, asked):
            pages[page.key] = wrong | pages.get(page.key, {})
    return {page: [s for said in page_errors.values() for s in said] for page, page_errors in pages.items()}


def submit(*, application: Application, by: User) -> Application:
    """Submits once: a double click, a reload or a lost connection gives back the same receipt.

    Raises BadInput with every step that is not complete.
    """
    if application.state == State.SUBMITTED:
        return application
    whole, seen = _whole(application), application.audit_count
    number, *others = _numbers(application)
    with act(application, "intake.submit", by=by, rule=check_can_submit) as this:
        row = this.subject
        if row.state == State.SUBMITTED:
            this.nothing_happened()
            return row
        still_open(row.version_id)
        check_identity(row.user, row.guide, row.channel, by)
        if row.audit_count != seen or whole.day != this.at.astimezone(clock.ZONE).date():
            whole = _whole(row)  # another tab changed something since it was looked at, or midnight has passed
        row.state, row.answers = TABLE.target("submit", row.state), whole.answers
        row.submitted_at, row.query_code = this.at, ids.query_code()
        row.receipt_no = row.receipt_no or number  # an item that was handed back keeps the number it was told
        this.note(receipt=row.receipt_no, channel=row.channel, item=row.guide.code, organ=row.org_code)
        _write_receipt(this, whole.given)
        if row.guide.is_bundle:
            splitting.split(this, others, by)
        else:
            this.announce(announcements.submitted, application=row)
    return this.subject


def _numbers(application: Application) -> list[str]:
    """Its receipt number; of a bundle one more for each item."""
    count = 1 + len(application.guide.members)
    region, channel, day = application.region_code, application.channel, clock.today()
    return [receipt_number(region_code=region, channel=channel, day=day) for _number in range(count)]


@dataclass(frozen=True)
class Whole:
    """What was looked at and is complete: the papers, and the answers that are kept; judged on `day`."""

    given: list[Need]
    answers: dict[str, Any]
    day: dt.date


def _whole(application: Application) -> Whole:
    day, given, answers = day_of(application), needs(application), _answers(application)
    if found := _faults(application, given, answers):
        raise BadInput(_("The application is not complete yet."), errors=found)
    return Whole(given, answers, day)


def check_can_submit(application: Application, user: Any) -> Under | None:
    return check_can_sign(application, user) if application.state != State.SUBMITTED else None


def _write_receipt(this: This[Application], given: Sequence[Need]) -> None:
    row = this.subject
    materials = {"materials": [_receipt_line(need) for need in given if need.is_met or need.is_deferred]}
    content = of_receipt(row, this.at) | materials
    write(this, kind="receipt", organ=organisation(row.org_code), number=row.receipt_no or "", content=content)


def of_receipt(row: Application, at: dt.datetime) -> dict[str, Any]:
    """What it says beside the materials."""
    theirs = beneficiary(row)
    return {
        "addressee": row.enterprise.name if row.enterprise else row.user.name,
        "addressee_kind": "enterprise" if row.enterprise else "person",
        "beneficiary": theirs.name if theirs and not theirs.is_applicant else None,
        "item": row.guide.name.zh,
        "case_number": row.receipt_no,
        "received_at": at.isoformat(),
        "channel": {"pc": "网上", "phone": "手机", "window": "窗口"}[row.channel],
        "query_code": row.query_code,
        "agent": agent_line(row),
        "next": NEXT_OF_BUNDLE if row.guide.is_bundle else NEXT,
    }


NEXT = "我们将在法定期限内告知是否受理；材料不齐的，一次性告知需要补正的全部内容。可凭办件编号和查询码随时查询进度。"
NEXT_OF_BUNDLE = (
    "本件包含的各事项各有办件编号，见“我的办件”；先办事项办结后，后续事项自动转交承办机关，其期限自承办机关收到之日起计算。"
    "可凭本编号和查询码随时查询各事项的进度。"
)


def _receipt_line(need: Need) -> dict[str, Any]:
    line: dict[str, Any] = {"name": need.material.name.zh, "copies": max(len(need.files), 1)}
    if need.licence:
        line |= {"form": "电子证照", "note": "免提交"}
    elif need.material.generated:
        line |= {"form": "系统生成", "note": "免提交"}
    elif need.is_deferred:
        line |= {"form": "容缺", "copies": 0, "note": "承诺后补"}
    return line
