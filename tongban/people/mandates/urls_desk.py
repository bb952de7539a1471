from django.urls import path

from tongban.people.mandates.views import guardians, official

app_name = "desk_mandates"
urlpatterns = [
    path("villagers/", official.villagers, name="villagers"),
    path("villagers/new/", official.new, name="new"),
    path("villagers/compare/", official.compare_villager, name="compare_villager"),
    path("mandates/", official.window, name="window"),
    path("mandates/guardian/", guardians.guardian, name="guardian"),
    path("mandates/guardian/waiting/", guardians.waiting, name="guardians_wait"),
    path("mandates/guardian/look/", guardians.look, name="guardian_look"),
    path("mandates/guardian/confirm/", guardians.confirm, name="guardian_confirm"),
    path("mandates/guardian/refuse/", guardians.refuse, name="guardian_refuse"),
    path("mandates/guardian/end/", guardians.end, name="guardian_end"),
    path("mandates/objections/", official.objections, name="objections"),
    path("mandates/objections/<uuid:key>/settle/", official.settle, name="settle"),
]
