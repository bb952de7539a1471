"""The door of `portal`."""

from tongban.portal.views.public import home_of

__all__ = ["home_of"]
