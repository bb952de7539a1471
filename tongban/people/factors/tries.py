"""Wrong passwords are counted: nobody guesses on, no stranger closes a door to its owner, and no answer tells whose
name somebody typed.

What is refused by the name says so, alike for names of nobody. What is refused by the account, whichever of its names
were tried, reads like a wrong password. A browser that its owner signed in from before has tries of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from tongban.kit.typed import half_width
from tongban.people.factors import devices
from tongban.people.signin import TRIES_PER_ACCOUNT, TooMany, count_try, forgive, key_of

WHAT = "sign_in"


@dataclass(frozen=True)
class Tried:
    """`is_closed`: the account has no tries left, and the right password opens nothing."""

    counted_for: tuple[str, ...]
    is_closed: bool = False

    def forgive(self) -> None:
        for who in self.counted_for:
            forgive(WHAT, who)


def folded(typed: str) -> str:
    return half_width(typed).casefold()


def count(request: HttpRequest, typed: str) -> Tried:
    """Raises TooMany for the name, or for this browser."""
    account = key_of(typed)
    if (device := devices.known_to(request, account)) and account:
        who = f"device:{account}:{device}"
        count_try(WHAT, who, TRIES_PER_ACCOUNT)
        return Tried((who,))
    name = f"name:{folded(typed)}"
    owner = f"user:{account}" if account else f"nobody:{name}"
    count_try(WHAT, name, TRIES_PER_ACCOUNT)
    try:
        count_try(WHAT, owner, TRIES_PER_ACCOUNT)
    except TooMany:
        return Tried((name, owner), is_closed=True)
    return Tried((name, owner))
