from django.urls import path

from tongban.portal.television import views

urlpatterns = [
    path("tv/", views.root, name="tv"),
    path("tv/<str:place>/", views.home, name="tv_home"),
    path("tv/<str:place>/guides/", views.guides, name="tv_guides"),
    path("tv/<str:place>/guides/<str:code>/", views.guide, name="tv_guide"),
    path("tv/<str:place>/life/<slug:slug>/", views.life, name="tv_life"),
    path("tv/<str:place>/organs/", views.organs, name="tv_organs"),
    path("tv/<str:place>/organs/<str:code>/", views.organ, name="tv_organ"),
    path("tv/<str:place>/hotline/", views.hotline, name="tv_hotline"),
    path("tv/<str:place>/halls/", views.halls, name="tv_halls"),
    path("tv/<str:place>/lists/", views.public_lists, name="tv_lists"),
    path("tv/<str:place>/lists/<slug:slug>/", views.public_list, name="tv_list"),
    path("tv/<str:place>/progress/", views.progress, name="tv_progress"),
    path("tv/<str:place>/latest/", views.latest, name="tv_latest"),
]
