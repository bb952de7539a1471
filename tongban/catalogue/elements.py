"""The national elements of an item beside those a citizen needs first: every one optional, none lost on its way.

Codes are canonical ones of `codes.code_set` (GB/T 39554.2-2020, GB/T 39046-2020 table 4, the up_ and dn_ tables).
Yes or no is None where nobody told. Dates are `2026-11-21`.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from tongban.catalogue.codes import code_set
from tongban.forms.api import Text

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Line = Annotated[str, StringConstraints(strip_whitespace=True)]


def coded(key: str) -> AfterValidator:
    """Of a string that is a canonical code of this set."""

    def check(value: str) -> str:
        known = code_set(key)
        if value not in known.names:
            raise PydanticCustomError("wanted", "{wanted}", {"wanted": known.wanted, "found": value})
        return value

    return AfterValidator(check)


def _day(text: str) -> str:
    try:
        if len(text) == 10:
            return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise PydanticCustomError("wanted", "{wanted}", {"wanted": _("a day as 2026-11-21"), "found": text})


Day = Annotated[str, AfterValidator(_day)]


class Elements(BaseModel):
    """A guide has these beside its own (`class …(Elements, Part)`)."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    # What it is, in which edition of the list
    local_code: Line = ""
    local_base_code: Line = ""
    source_guid: Line = ""
    source_version: Annotated[int, Field(ge=0)] | None = None
    item_state: Annotated[str, coded("item_state")] | None = None
    effective_on: Day | None = None
    ends_on: Day | None = None
    # Whose power it is
    basis_text: Text | None = None
    power_source: Annotated[str, coded("power_source")] | None = None
    use_levels: list[Annotated[str, coded("use_level")]] = []
    power_split: Text | None = None
    exercise_content: Text | None = None
    org_nature: Annotated[str, coded("org_nature")] | None = None
    entrust_name: Line = ""
    undertaking_org: Line = ""
    undertaking_org_code: Line = ""
    joint_orgs: list[Words] = []
    jurisdiction: Line = ""
    system_level: Line = ""
    town_code: Line = ""
    town_name: Line = ""
    village_code: Line = ""
    village_name: Line = ""
    # For whom, how, where
    service_objects: list[Annotated[str, coded("service_object")]] = []
    local_topics: list[Words] = []
    handle_forms: list[Annotated[str, coded("handle_form")]] = []
    identity_level: Annotated[int, Field(ge=0, le=4)] | None = None  # of assurance, to apply online (standards §10)
    handle_area: Annotated[str, coded("handle_area")] | None = None
    only_in_person: list[Literal["apply", "sign", "take"]] = []  # what no agent may do, by law
    office_hours: Text | None = None
    link_url: Line = ""
    mobile_url: Line = ""
    single_sign_on: bool | None = None
    mobile_single_sign_on: bool | None = None
    in_hall: bool | None = None
    pay_online: bool | None = None
    terminals: bool | None = None
    # How long, how, for what
    legal_explain: Text | None = None
    promise_explain: Text | None = None
    special_procedure: Text | None = None
    intermediary_service: Text | None = None
    has_fee: bool | None = None
    fee_basis: Text | None = None
    result_types: list[Annotated[str, coded("result_type")]] = []
    result_names: list[Words] = []
    result_sample: Line = ""
    result_issuer: Line = ""
    # Penalties and levies
    punishment: Text | None = None
    collect_type: Line = ""
    permits_reduction: bool | None = None
    # What the sender keeps beside
    extend_field: Line = ""
