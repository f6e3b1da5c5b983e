"""Every address: what anyone may open, the customers' portal, the staff's desk."""

from django.contrib import admin
from django.urls import include, path

from eticket.access import files
from eticket.portal.views import (
    emails,
    entry,
    health,
    invitations,
    mailbox,
    notices,
    rating_link,
    registration,
    registration_mobile,
    verification,
)

urlpatterns = [
    path("", entry.home, name="home"),
    path("", include("eticket.portal.urls_sign_in")),
    path("", include("eticket.portal.urls")),
    path("mesa/", include("eticket.desk.urls")),
    path("api/", include("eticket.api.urls")),
    path("mesa/catalogos/", admin.site.urls),
    # Addresses for the publisher's own site (S14); they survive the sign-in.
    path("levantar-ticket/", entry.raise_ticket, name="raise_ticket"),
    path("solicitar-ayuda/", entry.ask_for_help, name="ask_for_help"),
    path("registro/", registration.index, name="register"),
    path("registro/cliente/", registration.customer, name="register_customer"),
    path("registro/cliente/<str:sealed>/", registration.choose, name="register_choose"),
    path("registro/celular/", registration_mobile.start, name="register_mobile"),
    path(
        "registro/celular/elegir/<str:sealed>/",
        registration_mobile.choose,
        name="register_mobile_choose",
    ),
    path("registro/celular/codigos/", registration_mobile.codes, name="register_codes"),
    path("registro/celular/reenviar/", registration_mobile.resend, name="register_resend"),
    path("registro/prospecto/", registration.prospect, name="register_prospect"),
    path("verificar/", verification.ask, name="verify"),
    path("verificar/<str:code>/", verification.show, name="verify_code"),
    path("guia-rapida/", entry.guide, name="guide"),
    path("aviso-de-privacidad/", notices.current, name="privacy"),
    path("aviso-de-privacidad/<int:number>/", notices.version, name="privacy_version"),
    path("derechos-arco/", notices.arco, name="arco"),
    # Links of mails: a page on GET, the act on POST.
    path("registro/completar/<str:token>/", registration.complete, name="register_complete"),
    path("calificar/<str:token>/", rating_link.rate, name="rate_by_link"),
    path("confirmar-correo/<str:token>/", mailbox.prove_address, name="prove_address"),
    path("invitacion/<str:token>/", invitations.accept, name="accept_invitation"),
    path("cambiar-correo/<str:token>/", emails.confirm, name="confirm_email"),
    path("deshacer-correo/<str:token>/", emails.undo, name="undo_email"),
    path("derechos-arco/confirmar/<str:token>/", notices.confirm, name="arco_confirm"),
    path("sin-novedades/<str:token>/", notices.opt_out, name="opt_out"),
    path("correo-de-prueba/", mailbox.index, name="test_mailbox"),
    path("correo-de-prueba/<str:name>/", mailbox.show, name="test_mail"),
    path("correo-de-prueba/<str:name>/cuerpo/", mailbox.body, name="test_mail_body"),
    # Files and drafts of both audiences, each through request.viewer.
    path("archivos/subir/", files.upload, name="uploads.create"),
    path("archivos/quitar/", files.remove, name="uploads.remove"),
    path("archivos/<str:public_id>/", files.download, name="attachments.show"),
    path("archivos/<str:public_id>/vista/", files.preview, name="attachments.preview"),
    path("borradores/", files.save_draft, name="drafts.save"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("piezas/", include("eticket.ui.urls")),
]
handler400 = "eticket.portal.views.errors.bad_request"
handler403 = "eticket.portal.views.errors.forbidden"
handler404 = "eticket.portal.views.errors.not_found"
handler500 = "eticket.portal.views.errors.server_error"
