"""One event as a message about it needs it: what it speaks of, read when it is sent."""

from dataclasses import dataclass
from functools import cached_property

from eticket.accounts import coding
from eticket.accounts.models import (
    Account,
    Address,
    CodePair,
    EmailChange,
    Invitation,
    Membership,
    Registration,
    User,
)
from eticket.events.models import Event
from eticket.licensing.models import Device
from eticket.privacy.models import ArcoRequest
from eticket.tickets.models import Message, Ticket


@dataclass
class Notice:
    """An event with its subject; raises ObjectDoesNotExist where that is gone."""

    event: Event

    @property
    def actor_id(self) -> int | None:
        return self.event.actor_id

    @cached_property
    def ticket(self) -> Ticket:
        return Ticket.objects.select_related("account", "area", "product", "serial").get(
            pk=self.event.subject_id
        )

    @cached_property
    def message(self) -> Message | None:
        """What was said with it: the opening text, the reply, the solution."""
        messages = self.ticket.messages.order_by("id")
        if self.event.kind == "ticket.opened":
            return messages.first()
        return messages.filter(pk=self.event.data.get("message")).first()

    @cached_property
    def address(self) -> Address:
        return Address.objects.select_related("account").get(pk=self.event.subject_id)

    @cached_property
    def invitation(self) -> Invitation:
        related = ("account", "invited_by")
        return Invitation.objects.select_related(*related).get(pk=self.event.subject_id)

    @cached_property
    def membership(self) -> Membership:
        related = ("account", "user")
        return Membership.objects.select_related(*related).get(pk=self.event.subject_id)

    @cached_property
    def device(self) -> Device:
        return Device.objects.select_related("serial__product").get(pk=self.event.subject_id)

    @cached_property
    def email_change(self) -> EmailChange:
        return EmailChange.objects.select_related("user").get(pk=self.event.subject_id)

    @cached_property
    def registration(self) -> Registration:
        return Registration.objects.select_related("account").get(
            pk=self.event.subject_id, used_at=None
        )

    @cached_property
    def code_pair(self) -> CodePair:
        """Codes that can still be entered: the newest ones of their registration."""
        pairs = CodePair.objects.select_related("registration__account")
        pair = pairs.get(pk=self.event.subject_id, registration__used_at=None)
        if not coding.tries_left(pair):
            raise CodePair.DoesNotExist
        return pair

    @cached_property
    def account(self) -> Account:
        return Account.objects.get(pk=self.event.subject_id)

    @cached_property
    def arco_request(self) -> ArcoRequest:
        return ArcoRequest.objects.select_related("user").get(pk=self.event.subject_id)

    @cached_property
    def user(self) -> User:
        return User.objects.get(pk=self.event.subject_id)
