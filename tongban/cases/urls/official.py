from django.urls import path

from tongban.cases.views import official, official_acts, official_bundle, official_steps

app_name = "desk_cases"
urlpatterns = [
    path("next/", official.take_next, name="next"),
    path("handouts/", official.handouts, name="handouts"),
    path("number/<str:number>/", official.by_number, name="numbered"),
    path("number/<str:number>/<slug:name>/", official.by_number, name="numbered_act"),
    path("bundle/<uuid:key>/", official_bundle.bundle, name="bundle"),
    path("<uuid:key>/", official.case_page, name="case"),
    path("<uuid:key>/open/", official.open_personal, name="open"),
    path("<uuid:key>/tick/", official.tick, name="tick"),
    path("<uuid:key>/comment/", official.comment, name="comment"),
    path("<uuid:key>/steps/<str:step>/", official_steps.step_page, name="step"),
    path("<uuid:key>/acts/<slug:name>/", official_acts.act_page, name="act"),
]
