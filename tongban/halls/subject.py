from __future__ import annotations

from tongban.halls.models import Booking, Hall
from tongban.halls.rules import check_can_manage, check_can_see
from tongban.kit.subjects import SubjectType

SUBJECTS = (
    SubjectType(
        model=Hall,
        label=lambda hall: str(hall.name),
        url=lambda hall: f"/halls/{hall.pk}/",
        check_can_see=check_can_manage,
        official_url=lambda hall: f"/halls/{hall.pk}/",
    ),
    SubjectType(
        model=Booking,
        label=lambda booking: str(booking.shown_item),
        url=lambda booking: f"/my/bookings/{booking.pk}/",
        check_can_see=check_can_see,
        parties=lambda booking: (booking.user_id,),
        official_url=lambda booking: "/desk/bookings/",
    ),
)
