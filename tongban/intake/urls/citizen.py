from __future__ import annotations

from django.urls import path

from tongban.intake.views import citizen

app_name = "intake"
urlpatterns = [
    path("start/", citizen.start, name="start"),
    path("<uuid:key>/", citizen.resume, name="resume"),
    path("<uuid:key>/situation/", citizen.situation, name="situation"),
    path("<uuid:key>/form/<str:page>/", citizen.form_page, name="form"),
    path("<uuid:key>/materials/", citizen.materials, name="materials"),
    path("<uuid:key>/review/", citizen.review, name="review"),
    path("<uuid:key>/receipt/", citizen.receipt, name="receipt"),
    path("<uuid:key>/discard/", citizen.discard, name="discard"),
]
