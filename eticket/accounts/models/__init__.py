"""Who comes here: the publisher, its customers and prospects, their people, its own staff."""

from eticket.accounts.models.account import Account, Address, Contact
from eticket.accounts.models.email_change import EmailChange
from eticket.accounts.models.membership import (
    Invitation,
    InvitationQuerySet,
    Membership,
    MembershipQuerySet,
    Role,
)
from eticket.accounts.models.publisher import Publisher
from eticket.accounts.models.registration import CodePair, Registration
from eticket.accounts.models.second_factor import Authenticator, RecoveryCode
from eticket.accounts.models.session import Session
from eticket.accounts.models.throttle import Throttle
from eticket.accounts.models.user import StaffRole, User, UserManager

__all__ = [
    "Account",
    "Address",
    "Authenticator",
    "CodePair",
    "Contact",
    "EmailChange",
    "Invitation",
    "InvitationQuerySet",
    "Membership",
    "MembershipQuerySet",
    "Publisher",
    "RecoveryCode",
    "Registration",
    "Role",
    "Session",
    "StaffRole",
    "Throttle",
    "User",
    "UserManager",
]
