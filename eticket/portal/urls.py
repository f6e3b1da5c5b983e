"""The customers' addresses: short, Spanish, guessable."""

from django.urls import path

from eticket.portal.views import (
    devices,
    emails,
    home,
    invitations,
    people,
    policies,
    profile,
    serials,
    thread,
    tickets,
    tickets_new,
)

app_name = "portal"
urlpatterns = [
    path("inicio/", home.show, name="home"),
    path("menu/", home.menu, name="menu"),
    path("tickets/", tickets.index, name="tickets.index"),
    path("tickets/generar/", tickets_new.choose, name="tickets.new"),
    path("tickets/generar/servicio/", tickets_new.service, name="tickets.new_service"),
    path("tickets/generar/soporte/<str:serial>/", tickets_new.support, name="tickets.new_support"),
    path("tickets/<str:number>/", thread.show, name="tickets.show"),
    path("tickets/<str:number>/responder/", thread.reply, name="tickets.reply"),
    path("tickets/<str:number>/cancelar/", thread.cancel, name="tickets.cancel"),
    path("tickets/<str:number>/calificar/", thread.rate, name="tickets.rate"),
    path("tickets/<str:number>/novedades/", thread.news, name="tickets.news"),
    path("series/", serials.index, name="serials.index"),
    path("series/<str:number>/", serials.show, name="serials.show"),
    path("series/<str:number>/equipos.csv", serials.devices_csv, name="serials.devices_csv"),
    path("series/<str:number>/equipos/<int:pk>/", devices.show, name="serials.device"),
    path(
        "series/<str:number>/equipos/<int:pk>/desactivar/",
        devices.deactivate,
        name="serials.deactivate",
    ),
    path(
        "series/<str:number>/equipos/<int:pk>/activar/", devices.activate, name="serials.activate"
    ),
    path("series/<str:number>/cambios/<int:pk>/deshacer/", devices.undo, name="serials.undo"),
    path("polizas/", policies.index, name="policies.index"),
    path("polizas/<str:number>/", policies.show, name="policies.show"),
    path("usuarios/", people.index, name="people.index"),
    path("usuarios/invitar/", invitations.invite, name="people.invite"),
    path("usuarios/<int:pk>/", people.show, name="people.show"),
    path("usuarios/<int:pk>/quitar/", people.disable, name="people.disable"),
    path("usuarios/<int:pk>/devolver/", people.enable, name="people.enable"),
    path("usuarios/<int:pk>/titular/", people.make_holder, name="people.make_holder"),
    path("usuarios/invitaciones/<int:pk>/reenviar/", invitations.resend, name="people.resend"),
    path("usuarios/invitaciones/<int:pk>/retirar/", invitations.withdraw, name="people.withdraw"),
    path("perfil/", profile.show, name="profile.show"),
    path("perfil/correo/", emails.change, name="profile.email"),
    path("perfil/contrasena/", profile.password, name="profile.password"),
    path("perfil/sesiones/", profile.end_sessions, name="profile.end_sessions"),
    path("perfil/cuenta/", profile.switch, name="profile.switch"),
]
