from __future__ import annotations

from django.urls import path

from tongban.ratings.views import citizen

app_name = "ratings"
urlpatterns = [
    path("", citizen.ratings, name="list"),
    path("<uuid:key>/", citizen.rate, name="rate"),
    path("<uuid:key>/thanks/", citizen.thanks, name="thanks"),
]
