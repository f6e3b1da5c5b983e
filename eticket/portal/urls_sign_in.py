"""Signing in and out, and the forgotten password; django-allauth's names on our addresses."""

from django.urls import path

from eticket.portal.views import sign_in

urlpatterns = [
    path("entrar/", sign_in.sign_in, name="account_login"),
    path("salir/", sign_in.sign_out, name="account_logout"),
    path("contrasena/", sign_in.forgotten, name="account_reset_password"),
]
