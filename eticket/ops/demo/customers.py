"""Accounts with their people: customers and prospects."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from eticket.accounts.models import Account, Address, Contact, Membership, Role, User
from eticket.lib.folding import fold
from eticket.ops.demo import cast
from eticket.ops.demo.names import BAJIO, COMPANIES, FIRST_NAMES, HOURS, SIERRA, SURNAMES
from eticket.ops.demo.rfcs import company_rfc, person_rfc, with_check_digit

BAJIO_PHONE = "+524777182046"
BAJIO_ADDRESSES = ("nominas@cabajio.example", "imss@cabajio.example")
PROSPECTS = (cast.PROSPECT, ("Ramón", "Íñiguez", "Lara", "ramon.iniguez@tallerlara.example"),
             ("Dolores", "Ávila", "Cruz", "dolores.avila@avilacruz.example"))  # fmt: skip


@dataclass
class Customer:
    """An account of the demo and who belongs to it, the Titular first."""

    account: Account
    domain: str
    dialling: str
    people: list[User] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)


def make_customers(rng: random.Random, now: datetime, companies: int) -> list[Customer]:
    """Contadores Asociados del Bajío, then Sierra Madre, then so many others, then prospects."""
    customers = [
        _customer(rng, now, *company) for company in (BAJIO, SIERRA, *COMPANIES[:companies])
    ]
    bajio = customers[0].account
    bajio.rfc, bajio.additional_users, bajio.phone = (
        with_check_digit("CAB0903127K"),
        10,
        BAJIO_PHONE,
    )
    customers += [_prospect(rng, now, *prospect) for prospect in PROSPECTS]
    for customer in customers:
        customer.account.folded = fold(f"{customer.account.name} {customer.account.rfc}")
    Account.objects.bulk_create(c.account for c in customers)
    _make_people(rng, customers)
    _make_contacts(customers, now)
    return customers


def make_unclaimed(now: datetime) -> Customer:
    """A customer with contacts and nobody who signs in: to try a registration with."""
    name, domain, dialling, rfc = cast.UNCLAIMED
    since = now - timedelta(days=200)
    account = Account.objects.create(
        name=name,
        rfc=with_check_digit(rfc),
        phone="+525555550142",
        customer_since=since,
        created_at=since,
    )
    Contact.objects.bulk_create(
        Contact(account=account, name=person, email=email) for person, email in cast.ON_FILE
    )
    return Customer(account, domain, dialling)


def _customer(rng: random.Random, now: datetime, name: str, domain: str, dialling: str) -> Customer:
    since = now - timedelta(days=rng.randint(600, 2400))
    account = Account(
        name=name,
        rfc=company_rfc(name, rng),
        phone=_phone(rng, dialling),
        customer_since=since,
        created_at=since,
        additional_users=rng.choice((None, 3, 5)),
    )
    customer = Customer(account, f"{domain}.example", dialling)
    if domain == BAJIO[1]:
        customer.people = [User(name=p.name, email=p.email) for p in cast.PEOPLE]
        customer.roles = [p.role for p in cast.PEOPLE]
        return customer
    extra = rng.randint(0, 3) if account.additional_users else 0
    customer.roles = list(Role.values)[: extra + 1]
    customer.people = [_person(rng, customer.domain) for _ in customer.roles]
    return customer


def _prospect(
    rng: random.Random, now: datetime, first: str, father: str, mother: str, email: str
) -> Customer:
    account = Account(
        name=f"{first} {father} {mother}",
        rfc=person_rfc(first, father, mother, rng),
        phone=_phone(rng, "55"),
        created_at=now - timedelta(days=rng.randint(3, 60)),
    )
    person = User(name=account.name, email=email)
    return Customer(account, email.partition("@")[2], "55", [person], [Role.HOLDER])


def _person(rng: random.Random, domain: str) -> User:
    first, father, mother = rng.choice(FIRST_NAMES), *rng.sample(SURNAMES, 2)
    mailbox = f"{fold(first)}.{fold(father)}"
    return User(name=f"{first} {father} {mother}", email=f"{mailbox}@{domain}")


def _phone(rng: random.Random, dialling: str) -> str:
    digits = 10 - len(dialling)
    return f"+52{dialling}{rng.randint(10 ** (digits - 1), 10**digits - 1)}"


def _make_people(rng: random.Random, customers: list[Customer]) -> None:
    password = make_password(cast.PASSWORD)
    bajio = customers[0].people
    users = [user for customer in customers[1:] for user in customer.people]
    # Their numbers are part of the tickets' numbers in the pictures of the design.
    for person, user in sorted(zip(cast.PEOPLE, bajio, strict=True), key=lambda two: two[0].number):
        users.insert(person.number - len(cast.TEAM) - 1, user)
    for customer in customers:
        for user in customer.people:
            user.password = password
            user.phone = BAJIO_PHONE if user in bajio else _phone(rng, customer.dialling)
            user.contact_hours = HOURS[0] if user is bajio[0] else rng.choice(HOURS)
            user.created_at = user.email_proved_at = customer.account.created_at
    taken: set[str] = set()
    for user in users:
        while user.email in taken:
            user.email = user.email.replace("@", "2@")
        taken.add(user.email)
    User.objects.bulk_create(users)
    Membership.objects.bulk_create(
        Membership(account=c.account, user=user, role=role, created_at=user.created_at)
        for c in customers
        for user, role in zip(c.people, c.roles, strict=True)
    )


def _make_contacts(customers: list[Customer], now: datetime) -> None:
    contacts = [
        Contact(account=c.account, name=user.name, email=user.email, phone=user.phone)
        for c in customers
        for user in c.people[:2]
    ]
    contacts += [
        Contact(account=c.account, name="Facturación", email=f"facturacion@{c.domain}")
        for c in customers
        if c.account.is_customer
    ]
    Contact.objects.bulk_create(contacts)
    Address.objects.bulk_create(
        Address(account=customers[0].account, email=email, asked_at=now, proved_at=now)
        for email in BAJIO_ADDRESSES
    )
