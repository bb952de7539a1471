"""Part of the addresses of accounts."""

from django.urls import path

from tongban.people.mandates.views import citizen, enterprises

CITIZEN = [
    path("mandates/", citizen.mandates, name="mandates"),
    path("mandates/choose/", citizen.choose, name="mandate_choose"),
    path("mandates/ask/", citizen.ask, name="mandate_ask"),
    path("mandates/<uuid:key>/", citizen.mandate, name="mandate"),
    path("mandates/<uuid:key>/code/", citizen.code, name="mandate_code"),
    path("mandates/<uuid:key>/agree/", citizen.agree, name="mandate_agree"),
    path("mandates/<uuid:key>/accept/", citizen.accept, name="mandate_accept"),
    path("mandates/<uuid:key>/decline/", citizen.decline, name="mandate_decline"),
    path("mandates/<uuid:key>/take-back/", citizen.take_back, name="mandate_take_back"),
    path("mandates/<uuid:key>/end/", citizen.end, name="mandate_end"),
    path("mandates/<uuid:key>/object/", citizen.object_to, name="mandate_object"),
    path("enterprises/<uuid:key>/", enterprises.enterprise, name="enterprise"),
    path("enterprises/<uuid:key>/name/", enterprises.name_agent, name="enterprise_name"),
]
