from django.urls import path

from tongban.catalogue.views import checkup, official

app_name = "desk_catalogue"
urlpatterns = [
    path("", official.item_list, name="list"),
    path("check-up/", checkup.overview, name="check_up"),
    path("check-up/start/", checkup.start, name="check_up_start"),
    path("check-up/findings/", checkup.findings, name="check_up_findings"),
    path("check-up/findings/<uuid:key>/accept/", checkup.accept, name="check_up_accept"),
    path("check-up/findings/<uuid:key>/dismiss/", checkup.dismiss, name="check_up_dismiss"),
    path("check-up/findings/<uuid:key>/reopen/", checkup.reopen, name="check_up_reopen"),
    path("check-up/rules/", checkup.rules, name="check_up_rules"),
    path("check-up/rules/word/", checkup.set_word, name="check_up_word"),
    path("check-up/rules/rule/", checkup.set_rule, name="check_up_rule"),
    path("check-up/names/", checkup.names, name="check_up_names"),
    path("check-up/names/<uuid:key>/merge/", checkup.merge_names, name="check_up_merge"),
    path("check-up/names/<uuid:key>/apart/", checkup.keep_names_apart, name="check_up_apart"),
    path("compare/", checkup.compare, name="compare"),
    path("<uuid:key>/", official.item_page, name="item"),
    path("<uuid:key>/edit/", official.edit, name="edit"),
    path("<uuid:key>/json/", official.edit_json, name="json"),
    path("<uuid:key>/submit/", official.submit, name="submit"),
    path("<uuid:key>/publish/", official.publish, name="publish"),
    path("<uuid:key>/send-back/", official.send_back, name="send_back"),
]
