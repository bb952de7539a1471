from __future__ import annotations

from django.urls import path

from tongban.halls.views import official

app_name = "desk_halls"
urlpatterns = [
    path("bookings/", official.bookings, name="bookings"),
    path("bookings/<uuid:key>/come/", official.come, name="come"),
    path("halls/", official.halls, name="halls"),
    path("halls/<uuid:key>/", official.hall, name="hall"),
]
