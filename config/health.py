"""`/healthz`: 200 with what was looked at, 503 when something is not well. Says nothing about people."""

from __future__ import annotations

import datetime as dt
import shutil

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.urls import path

from tongban.kit import clock
from tongban.outbox.api import Row, Tick
from tongban.people.api import anybody

LATE = dt.timedelta(minutes=5)
LEAST_SPACE = 500 * 2**20


@anybody
def healthz(request: HttpRequest) -> JsonResponse:
    looked = {"disk": shutil.disk_usage(settings.DATA_DIR).free > LEAST_SPACE, **database()}
    # Dead letters want a person, not a restart: they are told, and the service is well.
    well = looked["database"] and looked["disk"] and looked["worker"]
    return JsonResponse({"well": well, **looked}, status=200 if well else 503)


def database() -> dict[str, bool]:
    """A database that does not answer is told as such, not as an error page."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        dead = Row.objects.filter(dead=True).exists()
        return {"database": True, "worker": worker_is_alive(), "no_dead_letters": not dead}
    except DatabaseError:
        connection.close()
        return {"database": False, "worker": False, "no_dead_letters": False}


def worker_is_alive() -> bool:
    """The sequencer ticks every second; before the first worker ever started there is nothing to miss."""
    tick = Tick.objects.filter(name="audit.sequence").first()
    return tick is None or tick.last_at is None or clock.now() - tick.last_at < LATE


urlpatterns = [path("", healthz, name="healthz")]
