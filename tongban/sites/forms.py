"""The settings as a keeper fills them in, and back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.sites.colours import PALETTE
from tongban.sites.content import FOOTER_LABELS, Settings, whole
from tongban.sites.questions import situations

OWN = "own"


def _text(label: Any, longest: int, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=longest)


class SiteForm(forms.Form):
    """`base`: the latest version that was seen; `kept_emblem`: the digest of the emblem that stays."""

    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    kept_emblem = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    name_zh = _text(gettext_lazy("Name of the site, in Chinese"), 200, gettext_lazy("Nothing: the name of the place."))
    name_en = _text(gettext_lazy("Name of the site, in English"), 200)
    line_zh = _text(
        gettext_lazy("Line beside the name, in Chinese"), 200, gettext_lazy("Nothing: “Government services”.")
    )
    line_en = _text(gettext_lazy("Line beside the name, in English"), 200)
    emblem = forms.FileField(
        label=gettext_lazy("Emblem"),
        help_text=gettext_lazy("PNG of 64 to 1024 pixels a side or SVG of shapes alone, up to 200 KB."),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/svg+xml"}),
    )
    no_emblem = forms.BooleanField(label=gettext_lazy("Without an emblem of its own"), required=False)
    colour = forms.ChoiceField(
        label=gettext_lazy("Colour"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("", gettext_lazy("As the place above")),
            *PALETTE.items(),
            (OWN, gettext_lazy("Another, written below")),
        ],
    )
    own_colour = _text(
        gettext_lazy("Another colour"),
        20,
        gettext_lazy("Six digits after #, such as #0b5cad. White writing on it must be readable: a contrast of 4.5."),
    )
    sponsor_zh = _text(gettext_lazy("Sponsor (主办单位)"), 200)
    sponsor_en = _text(gettext_lazy("Sponsor, in English"), 200)
    operator_zh = _text(gettext_lazy("Operated by (承办单位)"), 200)
    operator_en = _text(gettext_lazy("Operated by, in English"), 200)
    phone = _text(FOOTER_LABELS["phone"], 200)
    site_code = _text(FOOTER_LABELS["site_code"], 40)
    icp = _text(FOOTER_LABELS["icp"], 60)
    police = _text(FOOTER_LABELS["police"], 60)
    elder = forms.BooleanField(
        label=gettext_lazy("Large type from the beginning"),
        help_text=gettext_lazy("Everybody may still switch to normal type."),
        required=False,
    )

    def content(self) -> Settings:
        """In the shape of `content.EMPTY`; not checked yet."""
        given = self.cleaned_data
        two = {
            key: {tongue: given[f"{key}_{tongue}"] for tongue in ("zh", "en")}
            for key in ("name", "line", "sponsor", "operator")
        }
        plain = {key: given[key] for key in ("phone", "site_code", "icp", "police")}
        return {
            "name": two["name"],
            "line": two["line"],
            "colour": self._colour(),
            "situations": chosen_situations(self.data),
            "footer": {"sponsor": two["sponsor"], "operator": two["operator"], **plain},
            "elder": given["elder"],
        }

    def _colour(self) -> str:
        given = self.cleaned_data
        return str(given["own_colour"] if given["colour"] == OWN else given["colour"]).strip().lower()

    def clean(self) -> None:
        given = self.cleaned_data
        if given.get("colour") == OWN and not given.get("own_colour"):
            self.add_error("own_colour", _("Write the colour, or choose one above."))


def initial(content: Settings, emblem: str, base: int) -> dict[str, Any]:
    found = whole(content)
    footer = found["footer"]
    two = {"name": found["name"], "line": found["line"], "sponsor": footer["sponsor"], "operator": footer["operator"]}
    own = found["colour"] and found["colour"] not in PALETTE
    return {
        **{f"{key}_{tongue}": text for key, pair in two.items() for tongue, text in pair.items()},
        **{key: footer[key] for key in ("phone", "site_code", "icp", "police")},
        "colour": OWN if own else found["colour"],
        "own_colour": found["colour"] if own else "",
        "elder": found["elder"],
        "base": base,
        "kept_emblem": emblem,
    }


def situation_rows(order: list[str]) -> list[dict[str, Any]]:
    """All situations, those shown first in their order; nothing chosen means all as they are."""
    known = situations()
    shown = [slug for slug in order if slug in known] or list(known)
    rows = [*shown, *(slug for slug in known if slug not in shown)]
    return [
        {"slug": slug, "name": known[slug], "place": number, "shown": slug in shown}
        for number, slug in enumerate(rows, 1)
    ]


def chosen_situations(data: MultiValueDict[str, str] | Any) -> list[str]:
    """Slugs in the order of the numbers beside them; the usual order of all is nothing chosen."""
    known = list(situations())
    shown = [slug for slug in known if data.get(f"show-{slug}")]
    ordered = sorted(shown, key=lambda slug: (_number(data.get(f"place-{slug}", "")), known.index(slug)))
    return [] if ordered == known else ordered


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 999
