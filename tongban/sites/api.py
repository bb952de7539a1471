"""The door of `sites`."""

from tongban.sites.actions import put_in_force, save
from tongban.sites.announcements import reworded
from tongban.sites.models import Appearance, Site
from tongban.sites.questions import home_page, situations
from tongban.sites.wearing import dressed, forget_faces

__all__ = [
    "Appearance",
    "Site",
    "dressed",
    "forget_faces",
    "home_page",
    "put_in_force",
    "reworded",
    "save",
    "situations",
]
