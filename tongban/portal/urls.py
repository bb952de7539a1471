"""What a citizen sees first."""

from django.urls import path

from tongban.portal.feeds import views as feeds
from tongban.portal.ledger import urls as ledger
from tongban.portal.television import urls as television
from tongban.portal.views import citizen, keys, lookups, mistakes, nodes, public

app_name = "portal"
urlpatterns = [
    path("", public.home, name="home"),
    path("places/", public.places, name="places"),
    path("places/<str:code>/", public.place, name="place"),
    path("places/<str:code>/items/<slug:kind>/", nodes.items, name="node_items"),
    path("places/<str:code>/columns/<slug:slug>/", nodes.column, name="column"),
    path("progress/", lookups.progress, name="progress"),
    path("check/", lookups.check, name="check"),
    *ledger.urlpatterns,
    path("my/", citizen.my, name="my"),
    path("my/open/", citizen.open_cases, name="my_open"),
    path("help/", public.help_page, name="help"),
    path("accessibility/", public.accessibility, name="accessibility"),
    path("privacy/", public.privacy, name="privacy"),
    path("mistake/", mistakes.mistake, name="mistake"),
    path("mistake/thanks/", mistakes.thanks, name="mistake_thanks"),
    path("sitemap/", public.sitemap, name="sitemap"),
    path("subscribe/", feeds.subscribe, name="subscribe"),
    *(
        route
        for form in ("atom", "rss")
        for route in (
            path(f"feeds/<str:code>.{form}", feeds.place_feed, {"form": form}, name=f"feed_{form}"),
            path(f"feeds/organs/<str:code>.{form}", feeds.department_feed, {"form": form}, name=f"organ_{form}"),
            path(f"feeds/<str:code>/lists/<slug:slug>.{form}", feeds.list_feed, {"form": form}, name=f"list_{form}"),
        )
    ),
    path("sitemap.xml", feeds.sitemap_index, name="sitemap_index"),
    path("sitemap/<slug:slug>.xml.gz", feeds.sitemap_part, name="sitemap_part"),
    path(".well-known/tongban-record-keys.json", keys.record_keys, name="record_keys"),
    path("robots.txt", feeds.robots, name="robots"),
    *television.urlpatterns,
]
