from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tongban.kit.holdings import Holding, hold
from tongban.kit.languages import as_read
from tongban.licences.models import Licence
from tongban.licences.questions import unreceived


def received(user: Any) -> Any:
    """Without those whose decision waits to be received: it is served first (行政许可法 Article 44)."""
    rows = Licence.objects.filter(holder=user).select_related("type").order_by("id")
    origins = [(one.origin_type, one.origin_key) for one in rows]
    held = [key for _kind, key in unreceived(origins=origins, user=user)]
    return rows.exclude(origin_key__in=held)


hold(
    Holding(
        "licences.licence",
        Licence,
        title=_("Licences"),
        why=_("To show that you hold them, so that nobody asks you for paper."),
        basis="国务院令第716号第十条；《行政许可法》第四十条",
        keep="permanent",
        shown="masked on the desk; whoever you show its code; /check/ with the name masked",
        of=received,
        says={
            "type.name": _("Kind"),
            "number": _("Number"),
            "identifier": _("Identifier"),
            "holder_name": _("Holder"),
            "holder_code": _("Holder's code"),
            "face": _("Face of the licence"),
            "get_state_display": _("State"),
            "issued_on": _("Issued"),
            "valid_from": _("Valid from"),
            "valid_until": _("Valid until"),
        },
        reads=lambda row: [
            (_("Kind"), as_read(row.type.name, row.type.name_en)),
            (_("Number"), row.number),
            (_("Identifier"), row.identifier),
            (_("Holder"), row.holder_name),
            (_("Holder's code"), row.holder_code),
            *[(line["label"], line["value"]) for line in row.face.get("rows", [])],
            (_("State"), row.get_state_display()),
            (_("Issued"), row.issued_on),
            (_("Valid from"), row.valid_from),
            (_("Valid until"), row.valid_until),
        ],
        since=lambda row: row.issued_on,
    )
)
