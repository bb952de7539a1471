from __future__ import annotations

from django.urls import path

from tongban.people.oidc.views import desk

app_name = "desk_systems"
urlpatterns = [
    path("", desk.systems, name="systems"),
    path("new/", desk.new_system, name="new"),
    path("<uuid:key>/", desk.system, name="system"),
    path("<uuid:key>/approve/", desk.approve, name="approve"),
    path("<uuid:key>/refuse/", desk.refuse, name="refuse"),
    path("<uuid:key>/stop/", desk.stop, name="stop"),
    path("<uuid:key>/secret/", desk.secret, name="secret"),
]
