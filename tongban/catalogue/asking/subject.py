from __future__ import annotations

from tongban.catalogue.asking.models import OtherWord
from tongban.catalogue.asking.rules import check_can_lead
from tongban.kit.subjects import SubjectType

SUBJECT = SubjectType(
    model=OtherWord,
    label=lambda word: word.word,
    url=lambda word: "/desk/catalogue/search/",
    check_can_see=check_can_lead,
    official_url=lambda word: "/desk/catalogue/search/",
)
