from __future__ import annotations

from django.urls import path

from tongban.halls.views import citizen

app_name = "halls"
urlpatterns = [
    path("", citizen.bookings, name="bookings"),
    path("new/", citizen.new, name="new"),
    path("<uuid:key>/", citizen.booking, name="booking"),
    path("<uuid:key>/change/", citizen.change, name="change"),
    path("<uuid:key>/cancel/", citizen.cancel, name="cancel"),
]
