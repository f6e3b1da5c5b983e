"""How passwords are kept: Argon2id at 19 MiB, two passes, one lane (security.md, checklist 18)."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2Hasher(Argon2PasswordHasher):
    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
