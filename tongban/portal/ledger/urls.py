from django.urls import path

from tongban.portal.ledger import views

urlpatterns = [
    path("check/receipt/", views.check, name="check_receipt"),
    path("check/receipt/proof/", views.proof, name="proof"),
    path("check/receipt/tongban_verify.py", views.verifier, name="verifier"),
    path("my/proofs/<uuid:key>/", views.my_proof, name="my_proof"),
]
