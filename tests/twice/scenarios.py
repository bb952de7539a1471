"""All scenarios, by name. A name begins with the action it tries, or says in words what meets what."""

from __future__ import annotations

from tests.twice import on_bundles, on_cases, on_the_rest
from tests.twice.scenario import Scenario

SCENARIOS: dict[str, Scenario] = on_the_rest.SCENARIOS | on_cases.SCENARIOS | on_bundles.SCENARIOS
