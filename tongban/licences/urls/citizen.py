from __future__ import annotations

from django.urls import path

from tongban.licences.views import citizen

app_name = "licences"
urlpatterns = [
    path("", citizen.licences, name="list"),
    path("<uuid:key>/", citizen.licence, name="licence"),
]
