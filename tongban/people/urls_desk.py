from __future__ import annotations

from django.urls import path

from tongban.people.views import delays

app_name = "desk_looks"
urlpatterns = [
    path("", delays.delays, name="delays"),
    path("<uuid:key>/answer/", delays.answer, name="answer"),
    path("<uuid:key>/end/", delays.end, name="end"),
]
