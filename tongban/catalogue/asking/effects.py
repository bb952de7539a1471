from __future__ import annotations

from tongban.catalogue.asking import unanswered, words
from tongban.kit.holdings import Outdated, outdates
from tongban.outbox.api import periodic


@periodic("catalogue.count_unanswered", every_seconds=60)
def count_unanswered() -> int:
    return unanswered.count()


outdates(
    Outdated(
        "catalogue.unanswered",
        "UNANSWERED_DAYS",
        rows=unanswered.older,
        says="questions that found nothing, without numbers and names",
    )
)


@periodic("catalogue.words_are_there", every_seconds=60)
def words_are_there() -> bool:
    """On every machine that has a worker, also after a restore."""
    return words.write()
