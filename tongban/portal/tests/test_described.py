"""What the description promises holds for questions that nobody thought of.

A well-formed number that is nobody's is refused with 422, so that acceptance of valid data is not looked for.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from config.wsgi import django_application
from tongban.people.models import Attempt
from tongban.portal.rest import api

schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
schema.app = django_application


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """As Django's own test client does: the transaction of the test is not closed with each answer."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.load
@pytest.mark.django_db
@schema.parametrize()
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_question_breaks_the_interface(case: schemathesis.Case, indexed: None) -> None:
    Attempt.objects.all().delete()
    case.call_and_validate(excluded_checks=[positive_data_acceptance])
