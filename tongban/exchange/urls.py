from django.urls import path

from tongban.exchange.views import official

app_name = "exchange"
urlpatterns = [path("", official.lines, name="lines")]
