from __future__ import annotations

from django.urls import path

from tongban.people.oidc.views import asking, endpoints, leaving

app_name = "oidc"
urlpatterns = [
    path(".well-known/openid-configuration", endpoints.configuration, name="configuration"),
    path("oidc/authorize/", asking.authorize, name="authorize"),
    path("oidc/continue/", asking.go_on, name="go_on"),
    path("oidc/consent/", asking.consent, name="consent"),
    path("oidc/token/", endpoints.token, name="token"),
    path("oidc/userinfo/", endpoints.userinfo, name="userinfo"),
    path("oidc/keys/", endpoints.jwks, name="keys"),
    path("oidc/revoke/", endpoints.revoke, name="revoke"),
    path("oidc/introspect/", endpoints.introspect, name="introspect"),
    path("oidc/logout/", leaving.end_session, name="logout"),
    path("oidc/logout/answer/", leaving.sign_out_here, name="sign_out"),
]
