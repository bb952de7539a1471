from django.urls import path

from tongban.catalogue.views import bundle, form_design, official, questions, situation

app_name = "desk_catalogue"
urlpatterns = [
    path("", official.item_list, name="list"),
    path("<uuid:key>/", official.item_page, name="item"),
    path("<uuid:key>/edit/", official.edit, name="edit"),
    path("<uuid:key>/json/", official.edit_json, name="json"),
    path("<uuid:key>/questions/", questions.questions, name="questions"),
    path("<uuid:key>/bundle/", bundle.bundle, name="bundle"),
    path("<uuid:key>/form/", form_design.form, name="form"),
    path("<uuid:key>/situation/", situation.situation, name="situation"),
    path("<uuid:key>/situation/dmn/", situation.export, name="dmn"),
    path("<uuid:key>/submit/", official.submit, name="submit"),
    path("<uuid:key>/publish/", official.publish, name="publish"),
    path("<uuid:key>/send-back/", official.send_back, name="send_back"),
]
