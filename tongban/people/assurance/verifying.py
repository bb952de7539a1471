"""What raises somebody to a level, and takes it back. No network inside an act: the register is asked before it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import F, Q
from django.utils.translation import gettext as _

from tongban.documents.api import File, Grade, forget, take_upload
from tongban.kit import crypto
from tongban.kit.act import Actor, This, act
from tongban.kit.errors import AlreadyDone, BadInput, NotAllowed, Refused
from tongban.kit.prepared import insert
from tongban.kit.typed import half_width
from tongban.messages.api import tell
from tongban.people.assurance import freezing, id_types, names
from tongban.people.assurance import questions as q
from tongban.people.assurance.levels import Level
from tongban.people.assurance.models import Freeze, Verification, Way
from tongban.people.mandates.models import Mandate
from tongban.people.mandates.states import Deed, Kind
from tongban.people.models import User
from tongban.people.rules import check_may, may, post_for
from tongban.people.signin import count_try, forgive

COMPARISONS = 5  # in a quarter of an hour: the register is not there to be guessed at
DIGITS = 6  # more than a page ever shows, so that they come from the document
PAGE = "/account/identity/"
SEEN_BY_AN_OFFICIAL = (Way.COUNTER, Way.WINDOW)


# by the register


def check_can_compare(user: User, by: Any) -> None:
    """Oneself, a window, and a village officer for whom they act now."""
    if getattr(by, "pk", None) != user.pk and not _assists(user, by):
        check_may(by, "people.verify")
    if not user.id_number:
        raise Refused(_("There is no document with this account yet."), cure=_("Come to a window with your document."))
    if user.level >= Level.COMPARED:
        raise AlreadyDone(_("Name and number of this account agree with the register already."))


def _assists(user: User, by: Any) -> bool:
    mine = Mandate.objects.filter(kind=Kind.OFFICER, principal=user, agent_id=getattr(by, "pk", None))
    return may(by, "mandates.assist") and any(mandate.is_live and mandate.lets(Deed.APPLY) for mandate in mine)


def compare(*, user: User, by: User) -> q.Told:
    """Asks the register whether name and number belong together; who agrees is raised to level 2.

    Nothing is lost or granted where the register is silent. A dead holder's account is frozen.
    """
    check_can_compare(user, by)
    count_try("compare", user.actor_key, COMPARISONS)
    told = q.person_on_register(user=user)
    if told.outcome == q.AGREES:
        _agreed(user, told, by)
        forgive("compare", user.actor_key)
    elif told.outcome in (q.DEAD, q.CANCELLED):
        causes = {q.DEAD: Freeze.Cause.DEAD_REGISTER, q.CANCELLED: Freeze.Cause.CANCELLED_REGISTER}
        freezing.by_register(user=user, cause=causes[told.outcome], told=told)
    elif told.outcome == q.DIFFERS:
        with act(user, "people.compared", by=by) as this:
            this.note(outcome=told.outcome, register=told.register, reference=told.reference)
    return told


def _agreed(user: User, told: q.Told, by: User) -> None:
    def still(row: User, by: Any) -> None:
        check_can_compare(row, by)
        if not names.is_called(row, user.name) or row.id_number != user.id_number or not row.is_active:
            raise Refused(_("The account changed in this moment."), cure=_("Please compare once more."))

    with act(user, "people.compare", by=by, rule=still) as this:
        this.note(outcome=told.outcome, register=told.register, reference=told.reference)
        if this.subject.number_held_elsewhere:
            _take_over_number(this)
        raised(this, Level.COMPARED, Way.REGISTER, register=told.register, reference=told.reference)


def _take_over_number(this: This[User]) -> None:
    """Another account said the number first, under a name that the register does not know. One under the same name is
    the same person's, or claims to be: that is settled at a window."""
    holder = User.objects.filter(
        id_type=this.subject.id_type, id_number_index=this.subject.id_number_index, number_held_elsewhere=False
    ).first()
    if holder is not None:
        if names.is_called(holder, this.subject.name) or not unseen(holder.pk).update(number_held_elsewhere=True):
            raise Refused(
                _("There is another account with your name and number."),
                found=_("two accounts of one person"),
                wanted=_("one"),
                cure=_("Sign in there, or come to a window with your document: the two are merged."),
            )
        this.note(number_taken_from=holder.actor_key)
        tell(this, to=holder, template="people.number_seen_elsewhere", url="/account/")
    this.subject.number_held_elsewhere = False


def unseen(key: Any) -> Any:
    """The row, if no official ever met its holder and it has its number: asked of the row as it is now."""
    return _never_met(key).filter(number_held_elsewhere=False)


def _never_met(key: Any) -> Any:
    """That an official met somebody stays a fact when a colleague takes the level away: only whoever looked at the
    document says that it was another's."""
    own_word = Q(withdrawn_at=None) | ~Q(withdrawn_by_key=F("by_key"))
    met = Verification.objects.filter(own_word, way__in=SEEN_BY_AN_OFFICIAL).values("user")
    return User.objects.filter(pk=key, assurance__lt=Level.SEEN).exclude(pk__in=met)


def was_met(user: User) -> bool:
    """Whether an official met the holder; not because the account lost its number a moment ago."""
    return not _never_met(user.pk).exists()


# at a window


def verify_at_window(
    *,
    user: User,
    document: str,
    name: str,
    digits: str,
    again: str,
    second: str = "",
    renamed: bool = False,
    card_code: str = "",
    upload: UploadedFile | None = None,
    by: User,
) -> Verification:
    """An official had the document in hand (现场身份验证, A2): level 4. `name` and `digits` (the last six, twice) are
    read from the document; `renamed`: the name is another one since, and is corrected next. Raises BadInput with the fields at fault; nothing is kept then."""
    check_may(by, "people.verify")
    read: dict[str, Any] = {"document": document, "name": None if renamed else name, "digits": digits, "again": again}
    check_evidence(user, **read, second=second)
    card = card_as_kept(user, card_code)
    with _taken(user, upload) as file:
        with act(user, "people.verify_at_window", by=by, rule=_still_alive) as this:
            check_evidence(this.subject, **read, second=second)
            if file is not None:
                insert(file)
            if card:
                this.subject.card_code = card
            made = raised(
                this,
                Level.SEEN,
                Way.WINDOW,
                document=document,
                second_document=second,
                file=file,
                org_code=organ(by, "people.verify"),
            )
            this.note(document=document, second=second, file=file.sha256 if file else "", card=bool(card))
            tell(this, to=this.subject, template="people.verified", url=PAGE)
    return made


def _still_alive(row: User, by: Any) -> None:
    if not row.is_active:
        raise Refused(
            _("Nobody can be verified with this account."),
            found=_("frozen") if row.is_frozen else _("merged into another account"),
            cure=_("Look at what is written about it, and have that undone by a second official if it is wrong."),
        )
    if row.number_held_elsewhere:
        raise Refused(
            _("This account has lost its number to another one."), cure=_("Find the person again by the number.")
        )


def check_evidence(user: User, *, document: str, name: str | None, digits: str, again: str, second: str = "") -> None:
    """`name`: None where it is known to be another one."""
    known, errors = id_types.id_types(), dict[str, list[str]]()
    if name is not None and not names.is_called(user, name):
        said = _("The account bears another name: %(name)s. Look at the document and at the account once more.")
        errors["name"] = [said % {"name": user.masked_name} if name.strip() else _("Type the name on the document.")]
    if document not in known:
        errors["document"] = [_("Choose which document you saw.")]
    elif known[document].kept_as != user.id_type:
        here = known.get(user.id_type)
        said = _("This account is kept under “%(kept)s”. Find the person by the document that you have in hand.")
        errors["document"] = [said % {"kept": here.name if here else user.id_type}]
    first, repeated = id_types.plain(digits), id_types.plain(again)
    wanted = min(DIGITS, len(user.id_number))
    if not wanted:
        errors["digits"] = [_("There is no document with this account yet.")]
    elif len(first) != wanted:
        errors["digits"] = [_("Type the last %(count)d characters of the number.") % {"count": wanted}]
    elif first != repeated:
        errors["again"] = [_("The two readings differ. Read the document once more, and type both again.")]
    elif not user.id_number.endswith(first):
        said = _("These are not the last characters of this account's number: it is another document, or was misread.")
        errors["digits"] = [said]
    if second and (second not in known or second == document):
        errors["second"] = [_("The second document is another one than the first.")]
    if errors:
        raise BadInput(_("The document can't be taken down so."), errors=errors)


def card_as_kept(user: User, typed: str) -> str:
    """The code of the social security card; empty when none was typed."""
    code = "".join(half_width(typed).upper().split())
    if not code:
        return ""
    if not (6 <= len(code) <= 32 and code.isascii() and code.isalnum()):
        said = _("The code of a card has 6 to 32 letters and digits; you typed %d characters.") % len(code)
        raise BadInput(_("The card code can't be right."), errors={"card_code": [said]})
    taken = User.objects.filter(~Q(pk=user.pk), card_code_index=crypto.blind("card_code", code))
    if taken.exists():
        said = _("This card belongs to another account. Look at the name on the card.")
        raise BadInput(_("The card code can't be right."), errors={"card_code": [said]})
    return code


@contextmanager
def _taken(user: User, upload: UploadedFile | None) -> Iterator[File | None]:
    """The scan is on the disk before the act names it; where it does not come to that, nothing of it stays."""
    if upload is None:
        yield None
        return
    try:
        file = take_upload(upload=upload, subject=user, owner=user, grade=Grade.B)
    except BadInput as error:
        raise BadInput(str(error), errors={"file": [str(error)]}) from error
    try:
        yield file
    except Exception:
        forget(file)
        raise


def organ(official: User, right: str) -> str:
    """Of the post by which they may."""
    post = post_for(official, right)
    return post.org_code if post else ""


# the level itself


def raised(this: This[User], level: Level, way: str, **evidence: Any) -> Verification:
    """Inside an act on the account."""
    this.subject.assurance = max(this.subject.assurance, level)
    this.note(level=int(this.subject.assurance))
    if this.subject._state.adding:
        this.write()  # the record points at the account
    made = Verification(user=this.subject, level=level, way=way, by_key=this.by.actor_key, at=this.at, **evidence)
    insert(made)
    return made


def withdraw(*, verification: Verification, reason: str, by: Actor) -> User:
    """A showing that was wrong counts no more; the account falls to the highest that still holds."""
    reason = reason.strip()
    if not reason:
        raise BadInput(_("The reason is missing."), errors={"reason": [_("Say what was wrong with it.")]})
    with act(verification.user, "people.withdraw_level", by=by, rule=_may_withdraw) as this:
        rows = Verification.objects.filter(pk=verification.pk, withdrawn_at=None)
        if not rows.update(withdrawn_at=this.at, withdrawn_by_key=by.actor_key, withdrawn_reason=reason):
            raise AlreadyDone(_("This was withdrawn already."))
        this.subject.assurance = level_that_holds(this.subject)
        this.note(way=verification.way, level=this.subject.assurance, verification=str(verification.pk))
        tell(this, to=this.subject, template="people.level_withdrawn", url=PAGE)
    return this.subject


def nothing_shown(this: This[User], reason: str) -> None:
    """Inside an act on the account: every verification is withdrawn."""
    rows = Verification.objects.filter(user=this.subject, withdrawn_at=None)
    rows.update(withdrawn_at=this.at, withdrawn_by_key=this.by.actor_key, withdrawn_reason=reason)
    this.subject.assurance = level_that_holds(this.subject)
    this.note(level=this.subject.assurance)


def _may_withdraw(row: User, by: Any) -> None:
    check_may(by, "people.identities")
    if getattr(by, "pk", None) == row.pk:
        raise NotAllowed(_("Nobody settles their own identity."), cure=_("Ask a colleague."))


def level_that_holds(user: User) -> int:
    levels = Verification.objects.filter(user=user, withdrawn_at=None).values_list("level", flat=True)
    return max([*levels, Level.PHONE])
