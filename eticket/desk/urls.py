"""The staff's addresses, all below /mesa/."""

from django.urls import path

from eticket.desk.views import tickets

app_name = "desk"
urlpatterns = [
    path("", tickets.home, name="home"),
    path("tickets/", tickets.index, name="tickets.index"),
    path("tickets/<str:number>/", tickets.show, name="tickets.show"),
]
