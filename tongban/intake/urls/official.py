from django.urls import path

from tongban.intake.views import official

app_name = "desk_window"
urlpatterns = [
    path("", official.window, name="window"),
    path("find/", official.find, name="find"),
    path("person/", official.person, name="person"),
    path("person/verify/", official.verify, name="verify"),
    path("person/correct/", official.correct, name="correct"),
    path("person/leave/", official.leave, name="leave"),
    path("start/", official.start, name="start"),
    path("<uuid:key>/", official.resume, name="resume"),
    path("<uuid:key>/situation/", official.situation, name="situation"),
    path("<uuid:key>/form/<str:page>/", official.form_page, name="form"),
    path("<uuid:key>/materials/", official.materials, name="materials"),
    path("<uuid:key>/review/", official.review, name="review"),
    path("<uuid:key>/receipt/", official.receipt, name="receipt"),
    path("<uuid:key>/discard/", official.discard, name="discard"),
]
