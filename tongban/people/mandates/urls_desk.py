from django.urls import path

from tongban.people.mandates.views import guardians, official

app_name = "desk_mandates"
urlpatterns = [
    path("villagers/", official.villagers, name="villagers"),
    path("villagers/new/", official.new, name="new"),
    path("villagers/compare/", official.compare_villager, name="compare_villager"),
    path("mandates/", official.window, name="window"),
    path("mandates/guardian/", guardians.guardian, name="guardian"),
    path("mandates/waiting/", guardians.waiting, name="waiting"),
    path("mandates/waiting/look/", guardians.look, name="look"),
    path("mandates/waiting/confirm/", guardians.confirm, name="confirm"),
    path("mandates/waiting/refuse/", guardians.refuse, name="refuse"),
    path("mandates/guardian/end/", guardians.end, name="guardian_end"),
    path("mandates/objections/", official.objections, name="objections"),
    path("mandates/objections/<uuid:key>/settle/", official.settle, name="settle"),
]
