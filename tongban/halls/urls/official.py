from __future__ import annotations

from django.urls import path

from tongban.halls.views import keeping, official

app_name = "desk_halls"
urlpatterns = [
    path("bookings/", official.bookings, name="bookings"),
    path("bookings/<uuid:key>/come/", official.come, name="come"),
    path("halls/", official.halls, name="halls"),
    path("halls/places/", keeping.places, name="places"),
    path("halls/places/new/", keeping.new, name="place_new"),
    path("halls/places/export/", keeping.export, name="places_export"),
    path("halls/places/table/", keeping.table, name="places_table"),
    path("halls/places/<uuid:key>/", keeping.place, name="place"),
    path("halls/places/<uuid:key>/day/", keeping.day, name="place_day"),
    path("halls/places/<uuid:key>/close/", keeping.close, name="place_close"),
    path("halls/<uuid:key>/", official.hall, name="hall"),
]
