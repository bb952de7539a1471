"""The door of `sites`."""

from tongban.sites.actions import draft, put_in_force
from tongban.sites.announcements import reworded
from tongban.sites.models import Appearance, Site
from tongban.sites.questions import home_page, situations
from tongban.sites.wearing import dressed, forget_faces

__all__ = [
    "Appearance",
    "Site",
    "draft",
    "dressed",
    "forget_faces",
    "home_page",
    "put_in_force",
    "reworded",
    "situations",
]
