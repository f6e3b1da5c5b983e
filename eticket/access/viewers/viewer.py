"""What every signed-in person has."""

from django.db.models import QuerySet
from django.utils import timezone

from eticket.accounts.models import Session, User
from eticket.lib.prepared import Prepared
from eticket.licensing.models import Product
from eticket.privacy.models import ArcoRequest, DataExport, RequestState
from eticket.tickets.models import (
    Area,
    Draft,
    Ticket,
)

DRAFTS: Prepared[Draft] = Prepared(
    lambda user, form, other: Draft.objects.filter(user=user, form__in=[form, other]),
    int,
    str,
    str,
)


class Viewer:
    """What every signed-in person has: themselves, the areas and the products."""

    user: User

    @property
    def areas(self) -> QuerySet[Area]:
        return Area.objects.filter(is_active=True)

    @property
    def products(self) -> QuerySet[Product]:
        return Product.objects.filter(is_active=True)

    @property
    def tickets(self) -> QuerySet[Ticket]:
        return Ticket.objects.none()

    @property
    def sessions(self) -> QuerySet[Session]:
        """The browsers in which this person is signed in, the latest used first."""
        now = timezone.now()
        return Session.objects.filter(user=self.user, expire_date__gt=now).order_by("-expire_date")

    @property
    def arco_requests(self) -> QuerySet[ArcoRequest]:
        """What this person asked about their own data, the newest first."""
        proved = ArcoRequest.objects.exclude(state=RequestState.UNPROVED)
        return proved.filter(user=self.user).order_by("-id")

    @property
    def data_exports(self) -> QuerySet[DataExport]:
        """The copies of their own data, the newest first."""
        return DataExport.objects.filter(user=self.user).order_by("-id")

    def draft(self, form: str) -> Draft | None:
        return self.drafts(form, form).get(form)

    def drafts(self, form: str, other: str) -> dict[str, Draft]:
        """One's own drafts of these forms, by form."""
        return {draft.form: draft for draft in DRAFTS.rows(self.user.pk, form, other)}
