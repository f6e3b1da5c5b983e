"""The WSGI application that gunicorn serves."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eticket.settings")
django.setup(set_prefix=False)

from django.urls import get_resolver  # noqa: E402

from eticket.access.decoding import Utf8Handler  # noqa: E402

application = Utf8Handler()
# Every view is imported before gunicorn makes its processes: they share that memory, and the
# first visitor does not wait for it.
get_resolver().reverse_dict  # noqa: B018
