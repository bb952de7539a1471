"""What the database itself refuses: one person on two sides at the same time (三员分立).

Triggers, because the rule joins rows and looks at periods. A later migration that alters `people_post` makes the table
anew on SQLite, and has to set the guard again: `Guard()` as its last operation. `tongban check-config` says when it is
missing.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.migrations.operations.base import Operation

NAME = "people_post_sides"
FOUND = """
    SELECT 1 FROM people_post other
    WHERE other.user_id = NEW.user_id AND other.id <> NEW.id AND other.side <> NEW.side
      AND other.ended_at IS NULL AND NEW.ended_at IS NULL
      AND other.since <= COALESCE(NEW.until, '9999-12-31') AND NEW.since <= COALESCE(other.until, '9999-12-31')
"""
SQLITE = [
    f"CREATE TRIGGER {NAME}_{event.split()[0].lower()} AFTER {event} ON people_post WHEN EXISTS ({FOUND}) "
    f"BEGIN SELECT RAISE(ABORT, '{NAME}'); END"
    for event in ("INSERT", "UPDATE")
]
POSTGRES = [
    f"""CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM 1 FROM people_user WHERE id = NEW.user_id FOR UPDATE;
        IF EXISTS ({FOUND}) THEN
            RAISE EXCEPTION '{NAME}' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = '{NAME}';
        END IF;
        RETURN NULL;
    END $$""",
    f"CREATE TRIGGER {NAME} AFTER INSERT OR UPDATE ON people_post FOR EACH ROW EXECUTE FUNCTION {NAME}()",
]
GONE_SQLITE = [f"DROP TRIGGER IF EXISTS {NAME}_{event}" for event in ("insert", "update")]
GONE_POSTGRES = [f"DROP TRIGGER IF EXISTS {NAME} ON people_post", f"DROP FUNCTION IF EXISTS {NAME}()"]


class Guard(Operation):
    """Sets the triggers anew, on either database."""

    reduces_to_sql = True
    reversible = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        pass

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        gone, made = _statements(schema_editor.connection.vendor)
        for statement in [*gone, *made]:
            schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for statement in _statements(schema_editor.connection.vendor)[0]:
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return "Nobody holds posts of two sides at once"


def _statements(vendor: str) -> tuple[list[str], list[str]]:
    return (GONE_SQLITE, SQLITE) if vendor == "sqlite" else (GONE_POSTGRES, POSTGRES)


def stands() -> bool:
    """Whether the guard is in the database."""
    asked = {
        "sqlite": ("SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", 2),
        "postgresql": ("SELECT COUNT(*) FROM pg_trigger WHERE tgname LIKE %s", 1),
    }
    question, wanted = asked[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(question, [f"{NAME}%"])
        return int(cursor.fetchone()[0]) >= wanted
