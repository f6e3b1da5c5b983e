"""The addresses of programs, all below /api/; one version is never changed, only added to."""

from django.urls import path

from eticket.api import views

app_name = "api"
urlpatterns = [
    path("v1/activations", views.activate, name="activations"),
    path("v1/activations/check-in", views.check_in, name="activations.check_in"),
    path("v1/activations/deactivation", views.deactivate, name="activations.deactivate"),
    path("v1/keys", views.keys, name="keys"),
    path("v1/openapi.json", views.openapi, name="openapi"),
    path("<path:rest>", views.missing, name="missing"),
]
