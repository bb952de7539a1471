"""Personal data is declared where it is defined, sealed in the database, found through a blind index.

    phone = PersonalField("phone", PersonalClass.GENERAL, purpose="contact", indexed=True)

adds the column `phone` (sealed) and the column `phone_index` (blind). PIPL Articles 6, 28 and 51.
"""

from __future__ import annotations

import json
import re
from enum import StrEnum
from typing import Any

from django.db import models
from django.db.models import lookups

from tongban.kit import crypto


class PersonalClass(StrEnum):
    GENERAL = "general"
    SENSITIVE = "sensitive"  # PIPL Article 28: ID numbers, accounts, health, whereabouts


class BlindIndex(models.CharField):
    """The column of a blind index. While its key is being turned, `column = blind(…)` looks under both keys."""

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


@BlindIndex.register_lookup
class Same(lookups.Exact):
    def as_sql(self, compiler: Any, connection: Any) -> Any:
        others = getattr(self.rhs, "others", ())
        if not others:
            return super().as_sql(compiler, connection)
        return lookups.In(self.lhs, [str(self.rhs), *others]).as_sql(compiler, connection)


class PersonalField(models.TextField):
    """A text sealed at rest; `kind` names what it is (phone, id_number…) and keys the blind index."""

    def __init__(
        self,
        kind: str,
        personal_class: PersonalClass = PersonalClass.GENERAL,
        *,
        purpose: str,
        indexed: bool = False,
        **options: Any,
    ) -> None:
        self.kind, self.personal_class, self.purpose, self.indexed = kind, personal_class, purpose, indexed
        options.setdefault("blank", True)
        options.setdefault("default", "")
        super().__init__(**options)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return (
            name,
            path,
            [self.kind, str(self.personal_class), *args],
            kwargs
            | {
                "purpose": self.purpose,
                "indexed": self.indexed,
            },
        )

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        index_name = f"{name}_index"
        historical = cls.__module__ == "__fake__"  # a migration's model brings the column itself
        if self.indexed and not cls._meta.abstract and not historical and not hasattr(cls, index_name):
            column = BlindIndex(max_length=32, editable=False, default="", blank=True, db_index=True)
            cls.add_to_class(index_name, column)

    def pre_save(self, instance: models.Model, add: bool) -> Any:
        value = getattr(instance, self.attname)
        if self.indexed:
            setattr(instance, f"{self.attname}_index", crypto.blind(self.kind, value) if value else "")
        return value

    def get_prep_value(self, value: Any) -> Any:
        return self.sealed(value) if value not in (None, "") else ""

    def sealed(self, value: Any) -> str:
        return crypto.seal(self.to_text(value), about=self.kind, of=self.personal_class)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return self.from_text(crypto.unseal(value, about=self.kind)) if value else self.nothing()

    def to_text(self, value: Any) -> str:
        return str(value)

    def from_text(self, text: str) -> Any:
        return text

    def nothing(self) -> Any:
        return ""


class PersonalJSONField(PersonalField):
    """Answers, parties and the like, sealed as one JSON text."""

    # What django-stubs reads: a column of text that holds any JSON.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def __init__(self, kind: str, personal_class: PersonalClass = PersonalClass.SENSITIVE, **options: Any) -> None:
        options.setdefault("default", dict)
        super().__init__(kind, personal_class, **options)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        if kwargs.get("default") is dict:
            kwargs.pop("default")
        return name, path, args, kwargs

    def get_prep_value(self, value: Any) -> Any:
        return self.sealed(value) if value else ""

    def to_text(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def from_text(self, text: str) -> Any:
        return json.loads(text)

    def nothing(self) -> Any:
        return self.get_default()


class PersonalBytesField(models.BinaryField):
    """Bytes that hold what a person said, sealed at rest."""

    def __init__(
        self, kind: str, personal_class: PersonalClass = PersonalClass.GENERAL, *, purpose: str, **options: Any
    ) -> None:
        self.kind, self.personal_class, self.purpose = kind, personal_class, purpose
        super().__init__(**options)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, [self.kind, str(self.personal_class), *args], kwargs | {"purpose": self.purpose}

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        sealed = crypto.seal_bytes(bytes(value), about=self.kind, of=self.personal_class) if value else value
        return super().get_db_prep_value(sealed, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> bytes:
        return crypto.unseal_bytes(bytes(value), about=self.kind) if value else b""


def blind_lookup(field: str, kind: str, value: str) -> dict[str, str]:
    """`User.objects.filter(**blind_lookup("phone", "phone", typed))`"""
    return {f"{field}_index": crypto.blind(kind, value)}


def mask(kind: str, value: str) -> str:
    """As a page shows it unless the value was opened for a case and a reason."""
    if not value:
        return ""
    if kind == "name":
        return value[0] + "*" * (len(value) - 1) if len(value) > 1 else "*"
    if kind == "email":
        local, _, host = value.partition("@")
        return f"{local[:1]}***@{host}"
    if kind == "address":
        return value[: min(6, len(value) // 2)] + "***"
    if len(value) < 4:
        return "***"
    head, tail = (3, 4) if len(value) >= 11 else (1, 1)
    return value[:head] + "*" * max(len(value) - head - tail, 3) + value[-tail:]


# Numbers, telephones, cards and addresses inside words that somebody wrote.
_IN_WORDS = re.compile(
    r"(?<![0-9A-Za-z])(\d{3})\d{4,13}(\d{3}[0-9Xx])(?![0-9A-Za-z])|[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[\w-]{1,63}"
)


def mask_words(text: str) -> str:
    """Words as a page shows them before the case is opened: what identifies somebody in them is masked."""
    return _IN_WORDS.sub(lambda hit: f"{hit[1]}****{hit[2]}" if hit[1] else "***@***", text)
