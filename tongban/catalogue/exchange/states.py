from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy as _p

from tongban.kit.states import Move, StateTable


class State(models.TextChoices):
    UPLOADED = "uploaded", _p("import state", "Uploaded")
    CHECKING = "checking", _p("import state", "Being checked")
    CHECKED = "checked", _p("import state", "Checked")
    TAKING = "taking", _p("import state", "Being taken over")
    TAKEN = "taken", _p("import state", "Taken over")
    BROKEN = "broken", _p("import state", "Cannot be read")
    DISCARDED = "discarded", _p("import state", "Discarded")


AT_WORK = (State.CHECKING, State.TAKING)

TABLE = StateTable(
    "catalogue_imports",
    [
        Move("check_import", (State.UPLOADED, State.CHECKED, State.BROKEN), State.CHECKING),
        Move("import_checked", (State.CHECKING,), State.CHECKED),
        Move("take_import", (State.CHECKED,), State.TAKING),
        Move("import_taken", (State.TAKING,), State.TAKEN),
        Move("import_broken", AT_WORK, State.BROKEN),
        Move("discard_import", (State.UPLOADED, State.CHECKING, State.CHECKED, State.BROKEN), State.DISCARDED),
    ],
    first=State.UPLOADED,
    words=dict(State.choices),
)
