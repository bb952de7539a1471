"""What a citizen sees first."""

from django.urls import path

from tongban.portal.views import citizen, lookups, mistakes, nodes, public

app_name = "portal"
urlpatterns = [
    path("", public.home, name="home"),
    path("places/", public.places, name="places"),
    path("places/<str:code>/", public.place, name="place"),
    path("places/<str:code>/items/<slug:kind>/", nodes.items, name="node_items"),
    path("places/<str:code>/columns/<slug:slug>/", nodes.column, name="column"),
    path("progress/", lookups.progress, name="progress"),
    path("check/", lookups.check, name="check"),
    path("my/", citizen.my, name="my"),
    path("my/open/", citizen.open_cases, name="my_open"),
    path("help/", public.help_page, name="help"),
    path("accessibility/", public.accessibility, name="accessibility"),
    path("privacy/", public.privacy, name="privacy"),
    path("mistake/", mistakes.mistake, name="mistake"),
    path("mistake/thanks/", mistakes.thanks, name="mistake_thanks"),
    path("sitemap/", public.sitemap, name="sitemap"),
]
