"""The command `tongban`: each verb is a management command of the room that owns it, with hyphens."""

from __future__ import annotations

import os
import sqlite3
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line
    from django.db.utils import OperationalError, ProgrammingError

    arguments = list(sys.argv)
    if len(arguments) > 1:
        arguments[1] = arguments[1].replace("-", "_") if not arguments[1].startswith("-") else arguments[1]
    try:
        if arguments[1:] in ([], ["help"], ["--help"], ["-h"]):
            _tell_verbs()
        else:
            execute_from_command_line(arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read along has seen enough: `tongban search 补贴 | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except (OperationalError, ProgrammingError, sqlite3.OperationalError) as error:
        if "--traceback" in arguments:
            raise
        sys.exit(_told(error))


def _tell_verbs() -> None:
    """The verbs of this program; Django's own are there too, and not told."""
    import django
    from django.core.management import get_commands, load_command_class

    django.setup()
    ours = {name: app for name, app in get_commands().items() if app.startswith(("tongban", "config", "demo", "bench"))}
    ours["migrate"] = get_commands()["migrate"]
    lines = ["tongban VERB …   (tongban VERB --help says more)", ""]
    for name, app in sorted(ours.items()):
        command = app if not isinstance(app, str) else load_command_class(app, name)
        first = str(command.help).strip().split("\n")[0]
        lines.append(f"  {name.replace('_', '-'):16} {first if len(first) < 100 else first[:97] + '…'}")
    sys.stdout.write("\n".join(lines) + "\n")


def _told(error: Exception) -> str:
    """What the database said, and what to do."""
    from django.db import connection
    from django.utils.translation import gettext as _

    try:
        prepared = "django_migrations" in connection.introspection.table_names()
    except Exception:
        return _("The database cannot be reached: %s. Look at DATABASE_URL, and whether the database runs.") % error
    if not prepared or _missing(error):
        return _("This database has no tables for this version yet (%s). Run: tongban migrate") % error
    return _("The database refused: %s. With --traceback it says where.") % error


def _missing(error: Exception) -> bool:
    return any(words in str(error) for words in ("no such table", "no such column", "does not exist"))
