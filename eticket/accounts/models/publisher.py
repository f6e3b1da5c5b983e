"""The publisher who runs this system."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Publisher(models.Model):
    """The publisher who runs this system (S4, S5): one row, edited by the administrator."""

    name = models.CharField(_("razón social"), max_length=120, default="dSoft, S.A. de C.V.")
    short_name = models.CharField(_("nombre corto"), max_length=40, default="dSoft")
    audience = models.CharField(
        _("para quién"), max_length=120, default="quienes timbran, dictaminan y pagan nómina"
    )
    address = models.CharField(_("dirección"), max_length=300, blank=True)
    phone = models.CharField(_("teléfono"), max_length=40, blank=True)
    phone_hours = models.CharField(_("horario del teléfono"), max_length=60, blank=True)
    website = models.URLField(_("sitio"), blank=True)
    sales_email = models.EmailField(_("correo de ventas"), blank=True)
    support_email = models.EmailField(_("correo de soporte"), blank=True)
    about_url = models.URLField(_("página Nosotros"), blank=True)
    blog_url = models.URLField(_("página Blog"), blank=True)
    app_store_url = models.URLField(_("App Store"), blank=True)
    play_store_url = models.URLField(_("Google Play"), blank=True)
    reopen_days = models.PositiveSmallIntegerField(_("días para reabrir"), default=7)
    rating_days = models.PositiveSmallIntegerField(
        _("días para cambiar la calificación"), default=7
    )

    class Meta:
        verbose_name = _("editor")
        verbose_name_plural = _("editor")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="publisher_is_one")]

    def __str__(self) -> str:
        return self.name
