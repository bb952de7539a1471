"""Who failed at a door stands in the record (等保三级, 8.1.4.3): whose account or which name, from which network, by which way, why.

A name stands there as a digest. Nobody fills the record by knocking: of one account or name in `LOCK_MINUTES` the first
failure is told, the lock, and then each time the failures have doubled; of names that nobody has at most `MOST_NAMES`
apart, the others together.
"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from tongban.audit.api import FailedSignIn
from tongban.kit import crypto
from tongban.kit.act import SYSTEM, act
from tongban.people.factors import devices
from tongban.people.factors.tries import folded
from tongban.people.models import User
from tongban.people.signin import counted, key_and_end
from tongban.people.views.visitor import address_of

MOST_NAMES = 500
WRONG, LOCKED, ADDRESS, REFUSED, LEFT = "wrong", "locked", "address", "refused", "left"  # why
FAILED, LOCK = ACTS = ("people.fail_sign_in", "people.lock_sign_in")
PASSWORD, CODE, PASSKEY, RECOVER, UPPER = "password", "code", "passkey", "recover", "upper"  # by which way
# (a second step: its own word)


def at_the_door(request: HttpRequest, typed: str, *, how: str, why: str = WRONG) -> None:
    """Nobody was signed in by this name."""
    account, ended = key_and_end(typed)
    why = LEFT if ended and why == WRONG else why  # who left has no password any more that could be right
    name = crypto.blind("name tried", folded(typed))
    _failed(request, who=f"user:{account}" if account else f"name:{name}", name=name, account=account, how=how, why=why)


def of_account(request: HttpRequest, user: User, *, how: str, why: str = WRONG) -> None:
    """Half in, and no further."""
    _failed(request, who=user.actor_key, account=user.pk, how=how, why=why)


def of_address(request: HttpRequest, *, how: str, why: str = ADDRESS) -> None:
    """Whoever it was: too many tries from there, or a key that belongs to nobody."""
    _failed(request, who=f"address:{address_of(request)}", how=how, why=why)


def _failed(request: HttpRequest, *, who: str, how: str, why: str, name: str = "", account: UUID | None = None) -> None:
    count = counted("failed", who)
    names = counted("failed_names", "all", 1 if count == 1 and not account else 0)  # the same work for everybody
    if names > MOST_NAMES and not account:
        who, name, count = "others", "", counted("failed", "others")
    locks = why in (LOCKED, ADDRESS) and counted("failed_lock", who) == 1
    if locks or _is_told(count):
        tell_failure(
            account, locks=locks, name=name, tries=count, how=how, why=why, network=devices.network_of(request)
        )


def _is_told(count: int) -> bool:
    return count & (count - 1) == 0  # 1, 2, 4, 8 …


def tell_failure(account: UUID | None, *, locks: bool, **facts: object) -> None:
    row = FailedSignIn(account=f"user:{account}" if account else "")
    with act(row, LOCK if locks else FAILED, by=SYSTEM) as this:
        this.note(account=row.account, **facts)
