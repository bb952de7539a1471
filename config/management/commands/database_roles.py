"""`tongban database-roles --public NAME --official NAME [--apply]`: who may do what in PostgreSQL."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.utils.translation import gettext as _

from config.database_roles import statements


class Command(BaseCommand):
    help = "Print the grants of the two zones' database roles; --apply runs them, as the owner of the tables."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--public", default="tongban_public")
        parser.add_argument("--official", default="tongban_official")
        parser.add_argument("--apply", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError(_("Only PostgreSQL has roles; DATABASE_URL names another database."))
        roles = {"public": options["public"], "official": options["official"]}
        connection.ensure_connection()
        lines = [one.as_string(connection.connection) for one in statements(roles)]
        if not options["apply"]:
            self.stdout.write("\n".join(f"{line};" for line in lines))
            return
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [list(roles.values())])
            known = {name for (name,) in cursor.fetchall()}
            if missing := sorted(set(roles.values()) - known):
                raise CommandError(
                    _("There is no role %(names)s. Make it first: CREATE ROLE … LOGIN PASSWORD '…'.")
                    % {"names": ", ".join(missing)}
                )
            for line in lines:
                cursor.execute(line)
        self.stdout.write(
            _("%(count)d grants for %(names)s.") % {"count": len(lines), "names": ", ".join(roles.values())}
        )
