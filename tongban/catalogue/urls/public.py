"""What anybody reads of the catalogue."""

from django.urls import path

from tongban.catalogue.views import kept_lists, materials, public, public_lists, public_situation

app_name = "catalogue"
urlpatterns = [
    path("guides/<str:code>/", public.guide, name="guide"),
    path("guides/<str:code>/situation/", public_situation.situation, name="guide_situation"),
    path("guides/<str:code>/print/", public.guide_print, name="guide_print"),
    path("material-files/<uuid:key>/", materials.material_file, name="material_file"),
    path("search/", public.search, name="search"),
    path("suggest/", public.suggest, name="suggest"),
    path("themes/", public_lists.themes, name="themes"),
    path("themes/<str:code>/", public_lists.theme, name="theme"),
    path("life/<slug:slug>/", public_lists.life, name="life"),
    path("organs/", public_lists.organs, name="organs"),
    path("organs/<str:code>/", public_lists.organ, name="organ"),
    path("lists/", kept_lists.lists, name="lists"),
    path("lists/<slug:slug>/", kept_lists.one_list, name="list"),
    path("lists/<slug:slug>/print/", kept_lists.printed, name="list_print"),
    path("lists/<slug:slug>/xlsx/", kept_lists.sheet, name="list_sheet"),
    path("audience/<slug:who>/", public_lists.audience, name="audience"),
]
