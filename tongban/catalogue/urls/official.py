from django.urls import path

from tongban.catalogue.views import asking, official

app_name = "desk_catalogue"
urlpatterns = [
    path("", official.item_list, name="list"),
    path("search/", asking.overview, name="asking"),
    path("search/lead/", asking.lead, name="lead"),
    path("search/<uuid:key>/withdraw/", asking.withdraw, name="withdraw_word"),
    path("<uuid:key>/", official.item_page, name="item"),
    path("<uuid:key>/edit/", official.edit, name="edit"),
    path("<uuid:key>/json/", official.edit_json, name="json"),
    path("<uuid:key>/submit/", official.submit, name="submit"),
    path("<uuid:key>/publish/", official.publish, name="publish"),
    path("<uuid:key>/send-back/", official.send_back, name="send_back"),
]
