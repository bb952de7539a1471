"""The door of `catalogue`."""

from tongban.catalogue import browsing, news, places, publishing, structured
from tongban.catalogue.actions import (
    NotConfirmed,
    draft,
    drop_draft,
    open_version,
    pass_review,
    publish,
    send_back,
    show_face_again,
    show_law_again,
    submit_for_review,
)
from tongban.catalogue.adjusting.going_on import going_on
from tongban.catalogue.announcements import adjusted, published
from tongban.catalogue.asking import also_needed
from tongban.catalogue.asking.actions import lead
from tongban.catalogue.asking.models import OtherWord
from tongban.catalogue.basic.actions import draft_basic, publish_basic, submit_basic
from tongban.catalogue.basic.models import BasicItem
from tongban.catalogue.browsing import Asked, search
from tongban.catalogue.bundles.making import compose
from tongban.catalogue.checks import check
from tongban.catalogue.coming import bring_into_force
from tongban.catalogue.element_names import PROTECTED
from tongban.catalogue.exchange.workbook import Workbook
from tongban.catalogue.experience import keeping as experience
from tongban.catalogue.guide import Guide, Material, load
from tongban.catalogue.indexing import PUBLIC, rebuild, the_index
from tongban.catalogue.life import SITUATIONS, Situation
from tongban.catalogue.lists import nodes
from tongban.catalogue.lists import reading as lists
from tongban.catalogue.lists.planning import plan_online
from tongban.catalogue.lists.questions import times_asked
from tongban.catalogue.materials.actions import draft_material, publish_material, submit_material
from tongban.catalogue.materials.files import attach
from tongban.catalogue.materials.models import SharedMaterial
from tongban.catalogue.models import LISTED, Item, ItemVersion, frozen_guide
from tongban.catalogue.partial import PartialGuide, is_partial
from tongban.catalogue.place_pages import place_pages, print_places_of
from tongban.catalogue.queries import item_by_code, published_in, version
from tongban.catalogue.reviewing import ChangedMeanwhile, digest_of
from tongban.catalogue.rules import check_can_apply, check_can_edit, check_can_publish, check_can_submit
from tongban.catalogue.situations import carried
from tongban.catalogue.states import STANDINGS, TABLE, Standing, State
from tongban.catalogue.topics import topics
from tongban.kit.workbook_out import WorkbookOut

__all__ = [
    "LISTED",
    "PUBLIC",
    "SITUATIONS",
    "STANDINGS",
    "TABLE",
    "Asked",
    "BasicItem",
    "ChangedMeanwhile",
    "Guide",
    "Item",
    "ItemVersion",
    "Material",
    "NotConfirmed",
    "OtherWord",
    "PartialGuide",
    "SharedMaterial",
    "Situation",
    "Standing",
    "State",
    "Workbook",
    "WorkbookOut",
    "bring_into_force",
    "adjusted",
    "also_needed",
    "PROTECTED",
    "experience",
    "attach",
    "browsing",
    "carried",
    "check",
    "check_can_apply",
    "check_can_edit",
    "check_can_publish",
    "check_can_submit",
    "compose",
    "digest_of",
    "draft",
    "draft_basic",
    "draft_material",
    "drop_draft",
    "frozen_guide",
    "going_on",
    "is_partial",
    "item_by_code",
    "lead",
    "lists",
    "load",
    "news",
    "open_version",
    "pass_review",
    "nodes",
    "place_pages",
    "places",
    "plan_online",
    "print_places_of",
    "publish",
    "publish_basic",
    "publish_material",
    "published",
    "published_in",
    "publishing",
    "rebuild",
    "search",
    "send_back",
    "structured",
    "submit_basic",
    "show_face_again",
    "show_law_again",
    "submit_for_review",
    "submit_material",
    "the_index",
    "times_asked",
    "topics",
    "version",
]
