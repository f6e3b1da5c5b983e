from django.urls import path

from eticket.ui import views

urlpatterns = [path("", views.parts, name="parts")]
