"""Who stands at this clerk's counter, as the session remembers it. No name and no number stands there."""

from __future__ import annotations

from tongban.people.api import AuthenticatedRequest, User

PERSON = "counter_person"
SEEN = "counter_seen"  # whether this clerk had their document in hand since they came
EVIDENCE = "counter_evidence"  # which document
MET = "counter_met"  # whether they have an account only since a moment ago
NAMED = "counter_named"  # whether this clerk typed the name of the account


def here(request: AuthenticatedRequest) -> User | None:
    """Nobody any more, once another clerk saw that the number is not this account's."""
    key = request.session.get(PERSON)
    return User.objects.filter(pk=key, number_held_elsewhere=False).first() if key else None
