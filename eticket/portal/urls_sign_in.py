"""Signing in and out, and the forgotten password."""

from django.urls import path

from eticket.portal.views import passwords, sign_in

urlpatterns = [
    path("entrar/", sign_in.sign_in, name="account_login"),
    path("salir/", sign_in.sign_out, name="account_logout"),
    path("contrasena/", passwords.forgotten, name="account_reset_password"),
    path(
        "contrasena/<str:uidb64>/<str:token>/",
        passwords.reset,
        name="account_reset_password_confirm",
    ),
]
