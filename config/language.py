"""The switch of languages: a plain form, no script needed."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

set_language.entry = "anybody"  # type: ignore[attr-defined]
urlpatterns = [path("setlang/", login_not_required(set_language), name="set_language")]
