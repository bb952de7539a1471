from __future__ import annotations

from django.urls import path

from tongban.messages.views import citizen

app_name = "messages"
urlpatterns = [
    path("", citizen.box, name="box"),
    path("read/", citizen.read_everything, name="read_all"),
    path("<uuid:key>/", citizen.read, name="read"),
]
