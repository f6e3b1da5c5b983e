"""The WSGI application that gunicorn serves."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eticket.settings")
django.setup(set_prefix=False)

from eticket.access.decoding import Utf8Handler  # noqa: E402

application = Utf8Handler()
