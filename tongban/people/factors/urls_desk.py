from __future__ import annotations

from django.urls import path

from tongban.people.factors.views import official

app_name = "desk_accounts"
urlpatterns = [
    path("", official.accounts, name="accounts"),
    path("vouch/", official.vouch, name="vouch"),
    path("let-in/", official.let_in, name="let_in"),
]
