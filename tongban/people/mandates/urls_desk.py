from django.urls import path

from tongban.people.mandates.views import official

app_name = "desk_mandates"
urlpatterns = [
    path("villagers/", official.villagers, name="villagers"),
    path("villagers/new/", official.new, name="new"),
    path("villagers/compare/", official.compare_villager, name="compare_villager"),
    path("mandates/", official.window, name="window"),
    path("mandates/guardian/", official.guardian, name="guardian"),
    path("mandates/objections/", official.objections, name="objections"),
    path("mandates/objections/<uuid:key>/settle/", official.settle, name="settle"),
]
