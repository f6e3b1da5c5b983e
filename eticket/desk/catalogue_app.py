from django.contrib.admin.apps import AdminConfig


class CatalogueConfig(AdminConfig):
    default_site = "eticket.desk.catalogues.Catalogues"
