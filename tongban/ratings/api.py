"""The door of `ratings`."""

from tongban.ratings.actions import check_can_rate, invite, rate
from tongban.ratings.announcements import rated
from tongban.ratings.models import Invitation
from tongban.ratings.options import GRADES, options
from tongban.ratings.queries import mine, of, of_each

__all__ = ["GRADES", "Invitation", "check_can_rate", "invite", "mine", "of", "of_each", "options", "rate", "rated"]
