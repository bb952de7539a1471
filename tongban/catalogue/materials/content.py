from __future__ import annotations

from typing import Any, Literal

from pydantic import ValidationError

from tongban.catalogue.guide import FileOf, Key, Part, Words, content_digest, refusal_of
from tongban.forms.api import Text

SHARED = ("name", "source", "kind", "form", "exempt_by", "sample_note", "accept_standard", "form_file", "sample_file")
FILES = ("form_file", "sample_file")
"""Read-only in the guides that use it; necessity, condition, copies and basis stay the guide's own."""


class SharedContent(Part):
    """`aliases`: what lists call the same paper. `exempt_by`: slug of the licence type that replaces it (免提交)."""

    key: Key
    name: Text
    aliases: list[Words] = []
    source: Literal["applicant", "government", "intermediary"] = "applicant"
    kind: Literal["original", "copy", "either"] = "original"
    form: Literal["paper", "electronic", "either"] = "electronic"
    exempt_by: Key | None = None
    sample_note: Text | None = None
    accept_standard: Text | None = None
    form_file: FileOf | None = None
    sample_file: FileOf | None = None

    def digest(self) -> str:
        return content_digest(self)

    def elements(self) -> dict[str, Any]:
        """What guides take over, as their content holds it; elements that say nothing are left out."""
        said = self.model_dump(mode="json", exclude_none=True)
        return {name: said[name] for name in SHARED if name in said}


def load_shared(data: Any) -> SharedContent:
    """Raises BadInput, as `guide.load` does."""
    try:
        return SharedContent.model_validate(data)
    except ValidationError as error:
        raise refusal_of(error) from error
