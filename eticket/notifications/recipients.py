"""Who "the watchers", "the area's agents" and the others are, worked out when a message is sent.

Nobody is written to twice, nor about what they did themselves, nor when they are disabled (C102);
the publisher's own addresses never get a notice (C043).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from eticket.accounts.addresses import is_proved
from eticket.accounts.joining import may_join
from eticket.accounts.models import Membership, Role, StaffRole, User
from eticket.accounts.publishing import publisher
from eticket.accounts.seats import live_invitations
from eticket.lib.emails import clean_email
from eticket.notifications.models import Delivery
from eticket.notifications.notices import Notice
from eticket.privacy.erasing import NOWHERE
from eticket.tickets.assigning import works_in

# However many accounts or people name one address, its reader is asked this often a day
# (security.md, E6).
ASKED_A_DAY = 5
# Nobody has more contacts whom a notice concerns.
FILED = 20


@dataclass(frozen=True)
class Recipient:
    """Where a message goes, and the person whose address that is, if we know one."""

    address: str
    user: User | None = None


def opener(notice: Notice) -> list[Recipient]:
    """The customer's person who raised the ticket and the follow-up address: a receipt."""
    return _without_our_own(_customers(notice, {notice.ticket.raised_by_id}))


def watchers(notice: Notice) -> list[Recipient]:
    """The customer's people on a ticket: who raised it, the follow-up address, who wrote in it."""
    writers = notice.ticket.messages.filter(from_staff=False).values_list("author_id", flat=True)
    return _others(notice, _customers(notice, {notice.ticket.raised_by_id, *writers}))


def area_agents(notice: Notice) -> list[Recipient]:
    """The agents of the ticket's area; where it has none, the administrators."""
    agents = User.objects.filter(areas=notice.ticket.area_id, is_active=True).exclude(staff_role="")
    return _others(notice, _people(agents) or _administrators())


def hands(notice: Notice) -> list[Recipient]:
    """The agent whose ticket it is; while nobody's, the area's agents."""
    return assigned_agent(notice) or area_agents(notice)


def assigned_agent(notice: Notice) -> list[Recipient]:
    agent = notice.ticket.assigned_to
    if agent is None or not works_in(agent, notice.ticket.area):
        return []
    return _others(notice, _people([agent]))


def supervisors(notice: Notice) -> list[Recipient]:
    """The supervisors of the ticket's area; where it has none, the administrators."""
    found = User.objects.filter(
        areas=notice.ticket.area_id, is_active=True, staff_role=StaffRole.SUPERVISOR
    )
    return _others(notice, _people(found) or _administrators())


def asked_address(notice: Notice) -> list[Recipient]:
    """The address whose reader is asked for proof, unless it was proved or asked too often."""
    address = notice.address
    if is_proved(address.account, address.email):
        return []
    return _asked(notice, "address_proof", address.email)


def invited(notice: Notice) -> list[Recipient]:
    """Whoever reads the invited address, while the invitation can be accepted."""
    invitation = notice.invitation
    if not live_invitations(invitation.account).filter(pk=invitation.pk).exists():
        return []
    return _asked(notice, "invitation", invitation.email) if may_join(invitation) else []


def new_email(notice: Notice) -> list[Recipient]:
    """The address a person wants to have, unless it is somebody else's (C093)."""
    change = notice.email_change
    if not change.user.is_active or User.objects.filter(email=change.new_email).exists():
        return []
    return _asked(notice, "email_confirm", change.new_email)


def old_email(notice: Notice) -> list[Recipient]:
    """The address a person had, whose reader can take the change back."""
    change = notice.email_change
    return [] if change.undone_at else _without_our_own([Recipient(change.old_email, change.user)])


def holders(notice: Notice) -> list[Recipient]:
    """Who became Titular and who was it before."""
    places = Membership.objects.active().filter(
        pk__in=(notice.membership.pk, notice.event.data["before"])
    )
    return _people(place.user for place in places.select_related("user").order_by("id"))


def titular(notice: Notice) -> list[Recipient]:
    """The Titular of the account whose computer it is, unless they did it themselves."""
    places = Membership.objects.active().filter(
        account=notice.device.serial.account_id, role=Role.HOLDER
    )
    return _others(notice, _people(place.user for place in places.select_related("user")))


def person(notice: Notice) -> list[Recipient]:
    """The person the event is about, and nobody else."""
    return _people([notice.user]) if notice.user.is_active else []


def applicant(notice: Notice) -> list[Recipient]:
    """Who asked to come in; a person we know only while they may."""
    return _applicant(notice.registration.email)


def asked_for_codes(notice: Notice) -> list[Recipient]:
    """The address on file that was chosen for the codes; a person we know only while they may."""
    return _applicant(notice.code_pair.registration.email)


def asked_mobile(notice: Notice) -> list[Recipient]:
    """The number that was typed for the code by SMS."""
    return [Recipient(notice.code_pair.phone)]


def on_file(notice: Notice) -> list[Recipient]:
    """Everybody whom the account has on file, for what strangers must not do unnoticed."""
    account = notice.account
    people = Membership.objects.active().filter(account=account).select_related("user")
    found = _people(place.user for place in people.order_by("id"))
    contacts = account.contacts.order_by("id").values_list("email", flat=True)
    found += [Recipient(clean_email(email)) for email in contacts[:FILED]]
    new = notice.event.data["email"]
    return [one for one in _without_our_own(found) if one.address != new]


def requester(notice: Notice) -> list[Recipient]:
    """Who made an ARCO request, also when their account is blocked by it: the law says so."""
    asked = notice.arco_request
    if asked.email.endswith(f"@{NOWHERE}"):
        return []
    if notice.event.kind == "arco.asked":
        return _asked(notice, "arco_confirm", asked.email)
    return _without_our_own([Recipient(asked.email, asked.user)])


def administrators(notice: Notice) -> list[Recipient]:
    """Everybody who runs this system."""
    return _without_our_own(_administrators())


def _applicant(email: str) -> list[Recipient]:
    user = User.objects.filter(email=email).first()
    if user and not user.is_active:
        return []
    return _without_our_own([Recipient(email, user)])


def _asked(notice: Notice, template: str, address: str) -> list[Recipient]:
    """This address, unless mails that anybody can cause were too many there today."""
    before = Delivery.objects.filter(
        template=template,
        address=address,
        event__lt=notice.event,
        created_at__gt=timezone.now() - timedelta(days=1),
    )
    return [] if before.count() >= ASKED_A_DAY else _without_our_own([Recipient(address)])


def _customers(notice: Notice, user_ids: set[int | None]) -> list[Recipient]:
    ticket = notice.ticket
    places = (
        Membership.objects.active()
        .filter(account_id=ticket.account_id, user__email_proved_at__isnull=False)
        .filter(Q(user__in=user_ids - {None}) | Q(user__email=ticket.follow_up_email))
        .select_related("user")
        .order_by("id")
    )
    found = _people(
        place.user
        for place in places
        if place.sees_all_tickets
        or place.user_id == ticket.raised_by_id
        or place.user.email == ticket.follow_up_email
    )
    if is_proved(ticket.account, ticket.follow_up_email) and not _is_disabled(notice):
        found.append(Recipient(ticket.follow_up_email))
    return found


def _is_disabled(notice: Notice) -> bool:
    """Whether the follow-up address is that of a person who was shut out."""
    email = notice.ticket.follow_up_email
    places = Membership.objects.filter(account_id=notice.ticket.account_id, user__email=email)
    return (
        User.objects.filter(email=email, is_active=False).exists()
        or places.filter(disabled_at__isnull=False).exists()
    )


def _administrators() -> list[Recipient]:
    return _people(User.objects.filter(staff_role=StaffRole.ADMINISTRATOR, is_active=True))


def _people(users: Iterable[User]) -> list[Recipient]:
    return [Recipient(user.email, user) for user in users]


def _others(notice: Notice, found: list[Recipient]) -> list[Recipient]:
    """Without the person who did it, under whichever address."""
    actor = notice.event.actor
    if actor:
        found = [one for one in found if one.address != actor.email]
    return _without_our_own(found)


def _without_our_own(found: list[Recipient]) -> list[Recipient]:
    us = publisher()
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    ours = {clean_email(address) for address in (us.sales_email, us.support_email, sender)}
    kept: dict[str, Recipient] = {}
    for one in found:
        if one.address and one.address not in ours:
            kept.setdefault(one.address, one)
    return list(kept.values())
