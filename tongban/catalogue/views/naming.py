"""A form in which services are named, a line each, and picked where a name could mean several."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.catalogue import named


class NamesServices(forms.Form):
    """`naming` names the field with the lines; it is cleaned to codes, each once. `region`: where names are looked up."""

    naming = "services"
    picked = forms.MultipleChoiceField(
        label=gettext_lazy("Which of these is meant"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, region: str, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        lines = _lines(self.data.get(self.naming, "")) if self.is_bound else []
        self.named = named.read(lines, region=region)
        offered = {
            one.code: f"{one.shown_name} ({one.org_name}, {one.code})"
            for _line, ones in self.named.open
            for one in ones
        }
        if offered:
            self.fields["picked"].choices = list(offered.items())  # type: ignore[attr-defined]
        else:
            del self.fields["picked"]

    def clean(self) -> dict[str, Any]:
        """A line that could mean several services is answered by picking among them; the order is that of the lines."""
        said = super().clean() or {}
        picked = set(said.pop("picked", ()))
        meant = {line: [one.code for one in offered if one.code in picked] for line, offered in self.named.open}
        for line, offered in self.named.open:
            if offered and not meant[line]:
                self.add_error("picked", _("Several services could be meant by “%(line)s”: pick.") % {"line": line})
            elif not offered:
                self.add_error(self.naming, _("No service in use is called “%(line)s”.") % {"line": line})
        codes = [code for line, code in self.named.each(meant)]
        said[self.naming] = list(dict.fromkeys(codes))
        return said


def _lines(typed: str) -> list[str]:
    return [line.strip() for line in typed.splitlines() if line.strip()][:100]
