"""Departments let what people say lead to what the catalogue says."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tongban.catalogue.asking import words
from tongban.catalogue.asking.models import OtherWord
from tongban.catalogue.asking.rules import check_can_lead
from tongban.catalogue.browsing import UNSURE
from tongban.catalogue.indexing import PUBLIC, the_index
from tongban.catalogue.search.normal import plain
from tongban.kit.act import This, act
from tongban.kit.errors import AlreadyDone, BadInput
from tongban.kit.secrecy import found_in
from tongban.people.api import User

LONGEST_WORD, MOST_LEADS = 64, 6


def lead(*, word: str, leads: Iterable[str], region_code: str, org_code: str = "", by: User) -> OtherWord:
    """From now on whoever asks for `word` from this place, or one inside it, also finds what is called as in `leads`.

    No leads: the question was looked at and leads nowhere. Raises BadInput for what could not work.
    """
    said, led = plain(word), _leads(word, leads)
    _check_leads(led, region_code)
    if not 2 <= len(said) <= LONGEST_WORD:
        raise BadInput(_("Say which word people use."), errors={"word": [_("Write 2 to 64 characters.")]})
    if any(one.kind != "mobile" for one in found_in(word)):
        raise BadInput(_("Say which word people use."), errors={"word": [_("A number of a person is no word.")]})
    entry = _standing(said, region_code, org_code) or OtherWord(
        word=said, region_code=region_code, org_code=org_code, made_by=by
    )
    with act(entry, "catalogue.lead", by=by, rule=check_can_lead) as this:
        row = this.subject
        if not row._state.adding and row.leads == led and row.withdrawn_at is None:
            this.nothing_happened()
            return row
        row.leads, row.made_by, row.made_at, row.withdrawn_at = led, by, this.at, None
        _write(this)
        this.note(word=said, leads=led, org=org_code)
        words.write_soon()
    return this.subject


def withdraw_word(*, entry: OtherWord, by: User) -> OtherWord:
    with act(entry, "catalogue.withdraw_word", by=by, rule=check_can_lead) as this:
        if this.subject.withdrawn_at is not None:
            this.nothing_happened()
            return this.subject
        this.subject.withdrawn_at = this.at
        this.note(word=this.subject.word)
        words.write_soon()
    return this.subject


def _leads(word: str, leads: Iterable[str]) -> list[str]:
    led = list(dict.fromkeys(said for one in leads if (said := plain(one)) and said != plain(word)))
    if len(led) > MOST_LEADS or any(len(one) > LONGEST_WORD * 4 for one in led):
        raise BadInput(
            _("These are too many words, or too long ones."),
            errors={"leads": [_("Six words or names of services at most lead from one word.")]},
        )
    return led


def _check_leads(led: list[str], region_code: str) -> None:
    """Raises BadInput for a word from which search itself finds nothing here: it would lead there."""
    dead = [one for one in led if not _finds(one, region_code)]
    if dead:
        named = _("Search finds no service called “%(words)s” here.") % {"words": "、".join(dead)}
        raise BadInput(
            named,
            errors={"leads": [named]},
            cure=_("Choose a service of the list above, or a word that finds one."),
        )


def _finds(words: str, region_code: str) -> bool:
    hits = the_index().search(words, 1, region=region_code, audience=PUBLIC, others=False)
    return bool(hits) and hits[0].close > UNSURE


def _standing(word: str, region_code: str, org_code: str) -> OtherWord | None:
    rows = OtherWord.objects.filter(word=word, region_code=region_code, org_code=org_code)
    return rows.filter(withdrawn_at__isnull=True).first()


def _write(this: This[OtherWord]) -> None:
    try:
        with transaction.atomic():
            this.write()
    except IntegrityError as error:
        raise AlreadyDone(
            _("A colleague has just written this word."), found=this.subject.word, cure=_("Look at the list again.")
        ) from error
