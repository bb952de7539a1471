"""One page of a form as applicants get it, for the designer: whatever hangs on other pages is taken as met."""

from __future__ import annotations

import copy
from dataclasses import dataclass

from tongban.catalogue.designing.elements import Content
from tongban.forms.api import Form, Page, load
from tongban.kit.errors import BadInput
from tongban.workflow.api import ExpressionFault, compile_expression


@dataclass(frozen=True)
class Preview:
    """`why`: what is said where the form cannot be shown."""

    form: Form | None = None
    page: Page | None = None
    is_freed: bool = False
    why: str = ""


def preview(form: Content, at: str, why: str) -> Preview:
    try:
        return _shown(form, int(at[1:]))
    except BadInput:
        return Preview(why=why)


def _shown(form: Content, place: int) -> Preview:
    alone = copy.deepcopy(form)
    page = alone["pages"][place]
    freed = _free(page, page["fields"])
    page.pop("when", None)
    loaded = load({**alone, "pages": [page]})
    return Preview(loaded, loaded.pages[0], freed)


def _free(page: Content, fields: list[Content]) -> bool:
    """Takes out conditions and checks that name what is not on this page; whether there were any."""
    own = {one["key"] for one in page["fields"]} | {one["key"] for one in fields}
    freed = False
    for one in fields:
        if one.get("when") and not _roots(one["when"]) <= own:
            del one["when"]
            freed = True
        one.pop("checks", None)
        freed |= _free(page, one.get("fields") or [])
    return freed


def _roots(text: str) -> set[str]:
    try:
        return {name.split(".")[0] for name in compile_expression(text).names()}
    except ExpressionFault as fault:
        raise BadInput(str(fault)) from fault
