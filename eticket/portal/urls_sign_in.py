"""Signing in and out, and the forgotten password."""

from django.urls import path

from eticket.portal.views import passwords, second_step, security, sign_in

urlpatterns = [
    path("entrar/", sign_in.sign_in, name="account_login"),
    path("entrar/segundo-paso/", second_step.second_step, name="second_step"),
    path("entrar/activar/", second_step.enrol, name="second_step_enrol"),
    path("seguridad/", security.show, name="security"),
    path("seguridad/activar/", security.enrol, name="security_enrol"),
    path("seguridad/codigos/", security.codes, name="security_codes"),
    path("seguridad/quitar/", security.remove, name="security_remove"),
    path("salir/", sign_in.sign_out, name="account_logout"),
    path("contrasena/", passwords.forgotten, name="account_reset_password"),
    path(
        "contrasena/<str:uidb64>/<str:token>/",
        passwords.reset,
        name="account_reset_password_confirm",
    ),
]
