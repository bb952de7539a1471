from __future__ import annotations

from django.urls import path

from tongban.sites.views import official

app_name = "desk_sites"
urlpatterns = [
    path("", official.sites, name="sites"),
    path("<str:place>/", official.site, name="site"),
    path("<str:place>/emblems/<slug:digest>", official.uploaded, name="uploaded"),
    path("<str:place>/<int:version>/", official.version, name="version"),
    path("<str:place>/<int:version>/home/", official.home, name="home"),
    path("<str:place>/<int:version>/face.css", official.stylesheet, name="stylesheet"),
    path("<str:place>/<int:version>/emblem", official.emblem, name="emblem"),
    path("<str:place>/<int:version>/put-in-force/", official.put_in_force, name="put_in_force"),
]
