"""The staff's addresses, all below /mesa/."""

from django.urls import path

from eticket.desk.views import (
    audit,
    blocking,
    customers,
    devices,
    imports,
    people,
    privacy,
    serials,
    thread,
    throttles,
    tickets,
    tickets_new,
)

app_name = "desk"
urlpatterns = [
    path("", tickets.home, name="home"),
    path("tickets/", tickets.index, name="tickets.index"),
    path("tickets/levantar/", tickets_new.choose, name="tickets.new"),
    path("tickets/levantar/<int:account>/", tickets_new.new, name="tickets.new_for"),
    path("tickets/<str:number>/", tickets.show, name="tickets.show"),
    path("tickets/<str:number>/responder/", thread.reply, name="tickets.reply"),
    path("tickets/<str:number>/nota/", thread.note, name="tickets.note"),
    path("tickets/<str:number>/tomar/", thread.take, name="tickets.take"),
    path("tickets/<str:number>/esperar/", thread.wait, name="tickets.wait"),
    path("tickets/<str:number>/asignar/", thread.assign, name="tickets.assign"),
    path("tickets/<str:number>/transferir/", thread.transfer, name="tickets.transfer"),
    path("tickets/<str:number>/cancelar/", thread.cancel, name="tickets.cancel"),
    path("clientes/", customers.index, name="customers.index"),
    path("clientes/alta/", customers.new, name="customers.new"),
    path("clientes/<int:pk>/", customers.show, name="customers.show"),
    path("clientes/<int:pk>/editar/", customers.edit, name="customers.edit"),
    path("clientes/<int:pk>/contactos/", people.new_contact, name="customers.new_contact"),
    path("clientes/<int:pk>/usuarios/", people.invite, name="customers.invite"),
    path("clientes/<int:pk>/registro/", people.finish, name="customers.finish"),
    path("clientes/<int:pk>/series/", serials.new, name="customers.new_serial"),
    path("auditoria/", audit.index, name="audit.index"),
    path("auditoria/csv/", audit.export, name="audit.export"),
    path("accesos-frenados/", throttles.index, name="throttles.index"),
    path("accesos-frenados/<str:key>/", throttles.lift, name="throttles.lift"),
    path("importar/", imports.index, name="imports.index"),
    path("importar/archivo/", imports.new, name="imports.new"),
    path("importar/<int:pk>/", imports.show, name="imports.show"),
    path("importar/<int:pk>/columnas/", imports.columns, name="imports.columns"),
    path("importar/<int:pk>/confirmar/", imports.confirm, name="imports.confirm"),
    path("importar/<int:pk>/cancelar/", imports.cancel, name="imports.cancel"),
    path("importar/<int:pk>/errores.csv", imports.errors, name="imports.errors"),
    path("importar/<int:pk>/informe.csv", imports.report, name="imports.report"),
    path("series/<str:number>/", serials.show, name="serials.show"),
    path("series/<str:number>/bloquear/", blocking.block, name="serials.block"),
    path("series/<str:number>/desbloquear/", blocking.unblock, name="serials.unblock"),
    path("series/<str:number>/renovar/", serials.renew, name="serials.renew"),
    path("series/<str:number>/pasar/", serials.move, name="serials.move"),
    path(
        "series/<str:number>/equipos/<int:pk>/desactivar/",
        devices.deactivate,
        name="serials.deactivate",
    ),
    path(
        "series/<str:number>/equipos/<int:pk>/activar/", devices.activate, name="serials.activate"
    ),
    path("privacidad/", privacy.index, name="privacy.index"),
    path("privacidad/aviso/", privacy.notice, name="privacy.notice"),
    path("privacidad/dias/", privacy.rest_days, name="privacy.rest_days"),
    path(
        "privacidad/dias/<int:pk>/quitar/", privacy.remove_rest_day, name="privacy.remove_rest_day"
    ),
    path("privacidad/<str:folio>/", privacy.show, name="privacy.request"),
    path("privacidad/<str:folio>/responder/", privacy.answer, name="privacy.answer"),
    path("privacidad/<str:folio>/ampliar/", privacy.extend, name="privacy.extend"),
    path("privacidad/<str:folio>/cumplida/", privacy.complete, name="privacy.complete"),
]
