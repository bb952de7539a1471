"""A basic item as data: what is the same for all who implement it (四级四同: name, code, type, basis)."""

from __future__ import annotations

from typing import Annotated, Any, Self

from django.utils.translation import gettext as _
from pydantic import Field, ValidationError, model_validator

from tongban.catalogue import guide
from tongban.catalogue.elements import coded
from tongban.catalogue.guide import BaseCode, Basis, Part, Words, content_digest, refusal_of
from tongban.forms.api import Text

Level = Annotated[str, coded("use_level")]


class BasicContent(Part):
    """GB/T 39554.1: region 2, type 2, guiding department 2, main item 3, sub-item 3. `guided_by` is that department
    (业务指导部门); `powers` says how the levels divide the work (权限划分).
    """

    code: BaseCode
    name: Text
    type_code: Annotated[str, coded("task_type")]
    bases: list[Basis] = []
    levels: Annotated[list[Level], Field(min_length=1)]
    guided_by: Words | None = None
    powers: Text | None = None
    local_code: Words | None = None

    @model_validator(mode="after")
    def _codes_agree(self) -> Self:
        if self.code[2:4] != self.type_code:
            raise guide._fault(
                _("type %(type)s at characters 3 and 4 of the code") % {"type": self.type_code}, self.code
            )
        if len(set(self.levels)) != len(self.levels):
            raise guide._fault(_("each level once"), ", ".join(self.levels))
        return self

    def digest(self) -> str:
        return content_digest(self)


def load_basic(data: Any) -> BasicContent:
    """Raises BadInput, as `guide.load` does."""
    try:
        return BasicContent.model_validate(data)
    except ValidationError as error:
        raise refusal_of(error) from error
