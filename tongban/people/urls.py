from __future__ import annotations

from django.urls import include, path

from tongban.people.assurance.views import citizen as assurance
from tongban.people.assurance.views import public
from tongban.people.mandates.urls import CITIZEN as MANDATES
from tongban.people.oidc.views import account as systems
from tongban.people.oidc.views import upper
from tongban.people.views import account, doors, looks, mail_box, me, my_data

app_name = "people"
urlpatterns = [
    *MANDATES,
    path("", account.account, name="account"),
    path("me.json", me.me, name="me"),
    path("sign-in/", doors.sign_in, name="sign_in"),
    path("sign-out/", doors.sign_out, name="sign_out"),
    path("register/", doors.register, name="register"),
    path("register/code/", doors.register_with_code, name="register_with_code"),
    path("", include("tongban.people.factors.urls")),
    path("password/", account.password, name="password"),
    path("language/", account.language, name="language"),
    path("looks/", looks.looks, name="looks"),
    path("data/", my_data.my_data, name="my_data"),
    path("data/ask/", my_data.ask, name="my_data_ask"),
    path("data/fetch/", my_data.fetch, name="my_data_fetch"),
    path("data/change/", my_data.change, name="my_data_change"),
    path("data/code/", my_data.change_with_code, name="my_data_code"),
    path("close/", my_data.close, name="close"),
    path("systems/", systems.connections, name="connections"),
    path("systems/<uuid:key>/disconnect/", systems.disconnect, name="disconnect"),
    path("upper/", upper.begin, name="upper"),
    path("upper/callback/", upper.callback, name="upper_callback"),
    path("upper/link/", upper.link, name="upper_link"),
    path("upper/unlink/", upper.unlink, name="upper_unlink"),
    path("begin/", public.begin, name="begin"),
    path("identity/", assurance.identity, name="identity"),
    path("identity/compare/", assurance.compare_me, name="compare"),
    path("identity/enterprise/", assurance.compare_mine, name="compare_enterprise"),
    path("mail-box/", mail_box.mail_box, name="mail_box"),
]
