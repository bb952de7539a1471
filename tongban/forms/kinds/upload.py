"""Files handed in on a page of the form. They are files of a material; the answer is how many there are."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongban.forms.kinds.base import Kind, Wrong
from tongban.forms.schema import FormField
from tongban.forms.shapes import DivisionChoices


class Upload(Kind):
    """Whoever keeps the files writes their number into what was posted, before it is read."""

    template = "forms/kinds/upload.html"

    def read(self, field: FormField, typed: Any, divisions: DivisionChoices | None) -> int:
        count = int(typed) if str(typed).isascii() and str(typed).isdigit() and len(str(typed)) < 4 else 0
        if not count and field.required:
            raise Wrong(_("No file is here for “%(label)s”. Please choose one and go on.") % {"label": field.label})
        return count

    def show(self, field: FormField, value: Any, divisions: DivisionChoices | None) -> str:
        return ngettext("%(n)d file", "%(n)d files", int(value)) % {"n": int(value)}
