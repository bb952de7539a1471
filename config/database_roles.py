"""What each zone may do in the database, as PostgreSQL enforces it whatever the program says (Q6).

The owner of the tables migrates, restores and does nothing else. `public` is the role of the processes on the internet:
it reads, writes what a citizen's acts write, and nothing that belongs to officials. `official` is that of the desk and
the worker. Neither can change or remove an entry of the record.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from psycopg import sql

from config.database_guards import APART, NO_TEMPORARY, guards

INSERT, CHANGE, ALL = "INSERT", "INSERT, UPDATE", "INSERT, UPDATE, DELETE"

# What acts of citizens write, by room; a table of its own stands for itself. What is not named is only read.
PUBLIC = {
    "django_session": ALL,
    "kit": CHANGE,  # counters of receipt numbers
    "outbox_row": INSERT,
    "documents_file": "INSERT, DELETE",  # what lies there stays as it is; what goes: `GUARD_OF_FILES`
    "documents_paper": INSERT,
    "tongban_messages": ALL,  # closing an account takes its messages and bookings along
    "tongban_messages_delivery": "INSERT, DELETE",
    "exchange": CHANGE,
    "people_user": CHANGE,  # but no password of an official: `GUARDED`
    **{f"people_{name}": CHANGE for name in "closing enterprise forgetting freeze mandate".split()},
    "people_verification": INSERT,
    **{
        f"people_{name}": ALL
        for name in """attempt authorization change code connection doorcode factor package passwordused recourse
        recoverycode registration signedin token upperidentity""".split()
    },
    "promises_promise": CHANGE,
    "workflow_run": ALL,
    "ratings": CHANGE,
    "catalogue_unanswered": CHANGE,
    "intake": CHANGE,
    "intake_materialfile": ALL,  # files of a draft come and go
    "halls_booking": ALL,
    "halls_hall": "UPDATE (audit_count)",  # a lock on its row asks for as much
    "cases": CHANGE,
    "cases_materialcheck": "",
    "cases_comment": INSERT,
    "cases_step": CHANGE,  # what a citizen's act opens or ends; nobody's opinion: `GUARDED`
    "portal": CHANGE,
}
# The record: entries are added; the sequencer, which runs in the official zone, gives each its number once.
RECORD = {
    "audit_entry": {"public": "INSERT", "official": "INSERT, UPDATE (number)"},
    "audit_look": {"public": "INSERT", "official": "INSERT, UPDATE (until), DELETE"},
    "audit_logrow": {"public": "", "official": "INSERT"},
    "audit_tile": {"public": "", "official": "INSERT, UPDATE (hashes)"},
    "audit_treehead": {"public": "", "official": "INSERT"},
}
UNREADABLE = {"public": ("outbox_replay", "people_desksession"), "official": ()}


def tables() -> dict[str, str]:
    """Table → room, for everything that has a model."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: model._meta.app_label for model in models if model._meta.managed}


def verbs(table: str, room: str, zone: str) -> str:
    """What the zone's role may do beside reading."""
    if table in RECORD:
        return RECORD[table][zone]
    if room == "audit":
        return INSERT
    if zone == "official":
        return ALL
    return PUBLIC.get(table, PUBLIC.get(room, ""))


def statements(roles: dict[str, str], apart: int = APART) -> Iterator[sql.Composable]:
    """Zone → name of its role. Run again after every migration; it takes back what is no longer granted.

    `apart`: seconds by which an entry of the public zone may differ from the database's clock.
    """
    for zone, name in roles.items():
        role = sql.Identifier(name)
        yield sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(role)
        yield sql.SQL("REVOKE CREATE ON SCHEMA public FROM {}, PUBLIC").format(role)
        yield sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role)
        for table, room in sorted(tables().items()):
            yield from _granted(table, room, zone, role)
    yield sql.SQL(NO_TEMPORARY)
    yield from map(sql.SQL, guards(apart))


def _granted(table: str, room: str, zone: str, role: sql.Identifier) -> Iterator[sql.Composable]:
    if table not in UNREADABLE[zone]:
        yield sql.SQL("GRANT SELECT ON {} TO {}").format(sql.Identifier(table), role)
    if allowed := verbs(table, room, zone):
        yield sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(allowed), sql.Identifier(table), role)
