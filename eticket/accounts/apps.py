from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "eticket.accounts"
    label = "accounts"
    verbose_name = "Cuentas"
