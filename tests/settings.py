"""The product's settings with the tests' own folder and database, and a quick password hasher."""

import os

from tests import databases

SAID_ELSEWHERE = (
    "ALLOWED_HOSTS BEHIND_PROXY DEBUG DEMO EMAIL_URL MAIL_FROM MAIL_RETURN_PATH SITE_URL "
    "SMS_BODY SMS_FROM SMS_HEADERS SMS_INSIDE SMS_METHOD SMS_PROVIDER SMS_URL "
    "STATEMENT_TIMEOUT STATIC_ROOT"
)
for name in SAID_ELSEWHERE.split():
    os.environ.pop(name, None)
os.environ["DATABASE_URL"] = databases.url()
os.environ["DATA_DIR"] = str(databases.folder())
os.environ["LOG_LEVEL"] = "ERROR"
os.environ["SECRET_KEY"] = "only-for-tests"

from eticket.settings import *  # noqa: E402, F403
from eticket.settings import DATABASES, PASSWORD_HASHERS, STATIC_ROOT  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]

# Nothing is collected for tests, and whitenoise warns of a folder that is not there.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)

_default = DATABASES["default"]
if databases.POSTGRES:
    # Limits for people who wait; a busy machine that tests may take its time.
    _default["OPTIONS"]["options"] = "-c statement_timeout=60000 -c lock_timeout=60000"
    if "TEST_DATABASE_URL" not in os.environ:
        _default["HOST"] = str(databases.folder() / "cluster")
else:
    # A file, because threads of one test share it; nobody needs it after a power cut.
    _default["TEST"] = {"NAME": str(databases.folder() / "test.sqlite3")}
    _default["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
