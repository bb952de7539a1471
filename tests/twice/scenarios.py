"""All scenarios, by name. A name begins with the action it tries, or says in words what meets what."""

from __future__ import annotations

from tests.twice import (
    on_assurance,
    on_bundles,
    on_cases,
    on_checkup,
    on_defence,
    on_exchange,
    on_factors,
    on_kept_lists,
    on_keys,
    on_lists,
    on_mandates,
    on_newborn,
    on_oidc,
    on_places,
    on_privacy,
    on_processes,
    on_search,
    on_sites,
    on_staff,
    on_the_rest,
)
from tests.twice.scenario import Scenario

PARTS = (
    on_the_rest,
    on_cases,
    on_assurance,
    on_bundles,
    on_checkup,
    on_defence,
    on_exchange,
    on_factors,
    on_kept_lists,
    on_keys,
    on_lists,
    on_mandates,
    on_newborn,
    on_oidc,
    on_places,
    on_privacy,
    on_processes,
    on_search,
    on_sites,
    on_staff,
)
SCENARIOS: dict[str, Scenario] = {name: one for part in PARTS for name, one in part.SCENARIOS.items()}
