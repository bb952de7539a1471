from django.urls import path

from tongban.statutes.views import public

app_name = "statutes"
urlpatterns = [
    path("", public.statutes, name="list"),
    path("<str:title>/", public.statute, name="statute"),
]
