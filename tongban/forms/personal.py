"""Which answers are personal data (个人信息保护法 Articles 4, 28); a field of a group as `children.name`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tongban.forms.kinds.division import named
from tongban.forms.schema import Form, FormField
from tongban.forms.shapes import DivisionChoices
from tongban.kit.fields import mask
from tongban.kit.languages import in_english

# Personal by what they are, whether the schema says so or not.
BY_TYPE = {
    "id_number": "sensitive",
    "phone": "general",
    "bank_card": "sensitive",
    "email": "general",
    "address": "general",
    "point": "general",
    "signature": "general",
}


def personal_fields(form: Form) -> dict[str, str]:
    """key -> "general", "sensitive" or "minor". Whatever is not in it may be shown and counted freely."""
    return {key: name for page in form.pages for key, name in _named(page.fields) if name}


def personal_class(field: FormField, group: FormField | None = None) -> str:
    """Empty if not personal. What the group declares holds for its fields unless they say otherwise."""
    if field.personal:
        return field.personal
    told = "general" if field.prefill and field.prefill.startswith("person.") else None
    found = {BY_TYPE.get(field.type), group.personal if group else None, told}
    return next((name for name in ("minor", "sensitive", "general") if name in found), "")


def _named(fields: list[FormField]) -> Iterator[tuple[str, str]]:
    for field in fields:
        yield field.key, personal_class(field)
        for inner in field.fields or []:
            yield f"{field.key}.{inner.key}", personal_class(inner, field)


def masked(field: FormField, value: Any, shown: str, divisions: DivisionChoices | None) -> str:
    """As it stands on a page whose reader has not opened it: 张*, 138****5678, 510***********1234."""
    if field.type in ("id_number", "phone", "email"):
        return mask(field.type, shown)
    if field.type == "bank_card":
        return mask(field.type, str(value))
    if field.type == "address":
        return _county_only(value["division"], shown, divisions) if isinstance(value, dict) else mask("address", shown)
    if field.type == "division":
        return _county_only(value, shown, divisions)
    if field.type == "date":
        return f"{value[:4]}-**-**"
    if field.type in ("text", "longtext"):
        return mask(_kind(field), shown)
    return "***"


def _kind(field: FormField) -> str:
    hints = f"{field.autofill or ''} {field.prefill or ''}".replace(".", " ").split()
    for kind in ("name", "email", "address"):
        if kind in hints or (kind == "address" and any(hint.startswith("street-") for hint in hints)):
            return kind
    return "name" if field.key == "name" or field.key.endswith("_name") else "text"


def _county_only(code: str, shown: str, divisions: DivisionChoices | None) -> str:
    names = [name for _code, name in named(code, divisions)] if divisions else []
    if not names:
        return shown[:6] + "*" * max(len(shown) - 6, 3)
    return (", " if in_english() else "").join(names[:3]) + ("***" if len(names) > 3 else "")
