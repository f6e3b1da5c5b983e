"""What is past its time goes, and each purge leaves a row (J5)."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from eticket.accounts.models import User
from eticket.notifications.dispatching import dispatch_events
from eticket.notifications.models import Delivery, State
from eticket.ops.working import HOURLY
from eticket.privacy import requesting, retaining
from eticket.privacy.models import ArcoRequest, Purge
from eticket.tickets.attaching import path_on_disk, store
from eticket.tickets.closing import close_ticket
from eticket.tickets.models import Attachment, Ticket
from eticket.tickets.replying import reply_as_customer
from tests.cast import a_file


@pytest.fixture(autouse=True)
def _settings(settings: Any, tmp_path: Path) -> None:
    settings.EXPORT_ROOT = tmp_path
    settings.RETAIN_ATTACHMENT_DAYS = settings.RETAIN_DELIVERY_DAYS = 100


def test_files_of_tickets_that_ended_long_ago_go_and_words_stay(
    ana: User, dario: User, ticket: Ticket
) -> None:
    message = reply_as_customer(ticket, by=ana, body="Va la captura", files=[store(a_file())])
    path = path_on_disk(Attachment.objects.get().path)
    assert retaining.purge() == 0
    close_ticket(ticket, by=dario, solution="Listo.")
    assert retaining.purge() == 0
    Ticket.objects.update(closed_at=timezone.now() - timedelta(days=101))
    assert retaining.purge() == 1
    assert not path.exists()
    assert not Attachment.objects.exists()
    message.refresh_from_db()
    assert message.body == "Va la captura"
    purge = Purge.objects.get()
    assert (purge.kind, purge.removed) == ("attachments", 1)


def test_told_messages_go_and_pending_ones_stay(ticket: Ticket, dario: User) -> None:
    dispatch_events()
    number = Delivery.objects.count()
    assert number
    Delivery.objects.update(created_at=timezone.now() - timedelta(days=101))
    assert retaining.purge() == 0
    Delivery.objects.update(state=State.SENT)
    assert retaining.purge() == number
    assert not Delivery.objects.exists()


def test_requests_nobody_confirmed_go_and_finished_ones_lose_their_words(
    ana: User, elena: User
) -> None:
    requesting.ask(right="access", name="Rita", email="r@x.example", text="Mis datos", address="")
    ArcoRequest.objects.update(asked_at=timezone.now() - timedelta(hours=49))
    asked = requesting.ask_as_user(ana, right="access", text="Mis datos")
    requesting.answer(asked, granted=False, text="No hay.", by=elena)
    assert retaining.purge() == 1
    assert ArcoRequest.objects.get() == asked
    ArcoRequest.objects.update(finished_at=timezone.now() - timedelta(days=5 * 365 + 1))
    assert retaining.purge() == 1
    asked.refresh_from_db()
    assert (asked.name, asked.email, asked.text, asked.answer, asked.user) == ("", "", "", "", None)
    assert asked.folio
    assert retaining.purge() == 0


def test_the_worker_does_all_of_it_by_the_hour(db: None) -> None:
    for name in ("arco", "erasures", "retention"):
        HOURLY[name]()
