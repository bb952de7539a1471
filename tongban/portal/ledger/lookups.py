"""Which application a proof is asked for: by number and query code, or by its owner's own sign-in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from tongban.cases import api as cases
from tongban.intake import api as intake
from tongban.portal.views import lookups


def looked_up(request: HttpRequest, number: str, code: str) -> intake.Application:
    """Tries are counted as for the progress. Raises BadInput and TooMany as it does."""
    found: Any = lookups.looked_up(request, intake.as_printed(number[:60])[:30], code, bundles=True)
    return found.application if isinstance(found, cases.Case) else found


def proof_of(application: intake.Application, *, at_once: bool = False) -> bytes:
    return cases.proof(application, at_once=at_once)
