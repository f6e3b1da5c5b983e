"""What happens when: each kind of event, which message it makes, and to whom.

An empty list is silence, decided.
"""

from collections.abc import Callable
from dataclasses import dataclass

from eticket.accounts.completing import Obstacle, obstacle_to
from eticket.notifications.notices import Notice
from eticket.notifications.recipients import (
    Recipient,
    administrators,
    applicant,
    area_agents,
    asked_address,
    asked_for_codes,
    asked_mobile,
    assigned_agent,
    hands,
    holders,
    invited,
    new_email,
    old_email,
    on_file,
    opener,
    person,
    requester,
    supervisors,
    titular,
    watchers,
)


@dataclass(frozen=True)
class Route:
    """One message about a kind of event; ``when`` tells for which events of the kind."""

    template: str
    to: Callable[[Notice], list[Recipient]]
    when: Callable[[Notice], bool] = lambda notice: True
    is_urgent: bool = False
    channel: str = "mail"


def staff_answered(notice: Notice) -> bool:
    return _by_staff(notice) and notice.event.data.get("then") != "waiting"


def staff_asked(notice: Notice) -> bool:
    return _by_staff(notice) and notice.event.data.get("then") == "waiting"


def customer_wrote(notice: Notice) -> bool:
    # A reply that reopens is told once, as the reopening.
    return not _by_staff(notice) and not notice.event.data.get("reopened")


def without_words(notice: Notice) -> bool:
    # Waiting that came with an answer is told in the answer's mail.
    return "message" not in notice.event.data


def is_low(notice: Notice) -> bool:
    return int(notice.event.data["stars"]) <= 2


def is_new(notice: Notice) -> bool:
    # Whoever has a password already simply finds the account in the list of accounts.
    return bool(notice.event.data.get("is_new"))


def is_mailed(notice: Notice) -> bool:
    # Each kind of alarm at most once an hour.
    return bool(notice.event.data.get("is_mailed"))


def is_secondary(notice: Notice) -> bool:
    return bool(notice.event.data.get("secondary"))


def customer_may_come(notice: Notice) -> bool:
    return notice.registration.account_id is not None and in_the_way(None)(notice)


def prospect_may_come(notice: Notice) -> bool:
    return notice.registration.account_id is None and in_the_way(None)(notice)


def codes_help(notice: Notice) -> bool:
    return obstacle_to(notice.code_pair.registration) is None


def codes_are_in_vain(obstacle: Obstacle) -> Callable[[Notice], bool]:
    return lambda notice: obstacle_to(notice.code_pair.registration) == obstacle


def in_the_way(obstacle: Obstacle | None) -> Callable[[Notice], bool]:
    return lambda notice: obstacle_to(notice.registration) == obstacle


ROUTES: dict[str, list[Route]] = {
    "ticket.opened": [Route("ticket_opened", opener), Route("ticket_alert", area_agents)],
    "ticket.replied": [
        Route("ticket_answered", watchers, when=staff_answered),
        Route("ticket_waiting", watchers, when=staff_asked),
        Route("customer_replied", hands, when=customer_wrote),
    ],
    "ticket.progressed": [],
    "ticket.waited": [Route("ticket_waiting", watchers, when=without_words)],
    "ticket.taken": [],
    "ticket.assigned": [Route("ticket_assigned", assigned_agent)],
    "ticket.released": [],
    "ticket.transferred": [Route("ticket_alert", area_agents)],
    "ticket.closed": [Route("ticket_closed", watchers)],
    "ticket.cancelled": [
        Route("ticket_cancelled", watchers),
        Route("ticket_withdrawn", assigned_agent),
    ],
    "ticket.reopened": [
        Route("ticket_reopened", watchers),
        Route("ticket_returned", hands),
    ],
    "ticket.noted": [],
    "ticket.rated": [Route("low_rating", supervisors, when=is_low)],
    "account.became_customer": [],
    "account.entered": [],
    "account.changed": [],
    "account.contact_added": [],
    "address.proof_requested": [Route("address_proof", asked_address)],
    "address.proved": [],
    "registration.requested": [
        Route("registration_customer", applicant, is_urgent=True, when=customer_may_come),
        Route("registration_prospect", applicant, is_urgent=True, when=prospect_may_come),
        Route("registration_known", applicant, is_urgent=True, when=in_the_way(Obstacle.KNOWN)),
        Route("registration_taken", applicant, is_urgent=True, when=in_the_way(Obstacle.TAKEN)),
        Route("registration_full", applicant, is_urgent=True, when=in_the_way(Obstacle.FULL)),
    ],
    # The message to the number goes out in any case: nobody shall learn from it who is known.
    "registration.codes_asked": [
        Route("registration_sms", asked_mobile, is_urgent=True, channel="sms"),
        Route("registration_codes", asked_for_codes, is_urgent=True, when=codes_help),
        Route(
            "registration_known",
            asked_for_codes,
            is_urgent=True,
            when=codes_are_in_vain(Obstacle.KNOWN),
        ),
        Route(
            "registration_full",
            asked_for_codes,
            is_urgent=True,
            when=codes_are_in_vain(Obstacle.FULL),
        ),
    ],
    "registration.codes_refused": [],
    "registration.vouched": [Route("registration_vouched", on_file)],
    "serial.issued": [],
    "serial.renewed": [],
    # Staff does it when both have asked for it.
    "serial.moved": [],
    # Whoever asked for it has it on the screen.
    "certificate.issued": [],
    "certificate.revoked": [],
    "serial.blocked": [],
    "serial.unblocked": [],
    # A seat that was bought is filled; what is moved is told below.
    "device.installed": [],
    "device.activated": [Route("device_changed", titular)],
    "device.deactivated": [Route("device_changed", titular)],
    "device.change_undone": [Route("device_changed", titular)],
    "import.uploaded": [],
    "import.applied": [],
    "import.cancelled": [],
    "user.appointed": [],
    "user.invited": [Route("password_set", person, is_urgent=True, when=is_new)],
    "user.registered": [],
    "user.signed_in": [],
    "user.signed_out": [],
    "user.sign_in_refused": [],
    "user.password_reset_requested": [Route("password_reset", person, is_urgent=True)],
    "user.profile_changed": [],
    "user.sessions_ended": [],
    "user.password_changed": [Route("password_changed", person)],
    "user.second_factor_added": [Route("second_factor_changed", person)],
    "user.second_factor_removed": [Route("second_factor_changed", person)],
    "user.second_factor_reset": [Route("second_factor_changed", person)],
    "user.recovery_codes_made": [Route("second_factor_changed", person)],
    "user.recovery_code_used": [Route("second_factor_changed", person)],
    "user.email_change_asked": [Route("email_confirm", new_email, is_urgent=True)],
    "user.email_changed": [Route("email_changed", old_email, is_urgent=True)],
    # The password's mail of the same moment says it.
    "user.email_change_undone": [],
    "account.holder_changed": [Route("holder_changed", holders)],
    "invitation.sent": [Route("invitation", invited, is_urgent=True)],
    "invitation.withdrawn": [],
    "invitation.accepted": [],
    "member.role_changed": [],
    # Nobody who was shut out is written to (C102).
    "member.disabled": [],
    "member.enabled": [],
    "account.opened": [],
    "attachment.opened": [],
    "export.downloaded": [],
    "catalogue.changed": [],
    "throttle.lifted": [],
    "security.alarm": [Route("security_alarm", administrators, when=is_mailed)],
    # It is shown at the next sign-in.
    "notice.published": [],
    "notice.accepted": [Route("notice_accepted", person, when=is_secondary)],
    "notice.choice_changed": [],
    "arco.asked": [Route("arco_confirm", requester, is_urgent=True)],
    "arco.received": [Route("arco_receipt", requester), Route("arco_alert", administrators)],
    "arco.withdrawn": [],
    "arco.answered": [Route("arco_answer", requester)],
    "arco.extended": [Route("arco_extended", requester)],
    "arco.completed": [Route("arco_done", requester)],
    "arco.due": [Route("arco_reminder", administrators)],
    "data_export.asked": [],
    "data_export.ready": [Route("data_export_ready", person)],
    # The answer to the request says it.
    "user.blocked": [],
    "user.erased": [],
    "rest_days.changed": [],
    "demo.loaded": [],
}


def _by_staff(notice: Notice) -> bool:
    return notice.message is not None and notice.message.from_staff
