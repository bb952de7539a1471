from __future__ import annotations

from django.urls import path

from tongban.cases.views import bundle, citizen

app_name = "cases"
urlpatterns = [
    path("", citizen.cases, name="list"),
    path("number/<str:number>/", citizen.by_number, name="by_number"),
    path("bundle/<uuid:key>/", bundle.bundle, name="bundle"),
    path("bundle/<uuid:key>/receive/", bundle.receive_all, name="bundle_receive"),
    path("bundle/<uuid:key>/withdraw/", bundle.withdraw, name="bundle_withdraw"),
    path("bundle/item/<uuid:key>/withdraw/", bundle.take_back, name="take_back"),
    path("<uuid:key>/", citizen.case_page, name="case"),
    path("<uuid:key>/correction/", citizen.correction, name="correction"),
    path("<uuid:key>/following/", citizen.following, name="following"),
    path("<uuid:key>/withdraw/", citizen.withdraw, name="withdraw"),
    path("<uuid:key>/receive/", citizen.receive, name="receive"),
]
