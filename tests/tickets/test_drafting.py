"""Drafts: one for each person and form, gone once sent (C111, C114)."""

from eticket.accounts.models import User
from eticket.licensing.models import Serial
from eticket.tickets import drafting
from eticket.tickets.models import Draft, Kind, Ticket
from eticket.tickets.replying import reply_as_customer


def test_c114_each_person_and_form_has_its_own(ana: User, bruno: User, ticket: Ticket) -> None:
    form = drafting.form_of_reply(ticket)
    drafting.save_draft(ana, form, {"body": "De Ana"})
    drafting.save_draft(bruno, form, {"body": "De Bruno"})
    drafting.save_draft(ana, "service", {"body": "Otra cosa"})
    draft = drafting.draft_of(ana, form)
    assert draft is not None
    assert draft.fields == {"body": "De Ana"}


def test_a_later_text_replaces_the_earlier_one(ana: User) -> None:
    drafting.save_draft(ana, "service", {"body": "Uno"})
    drafting.save_draft(ana, "service", {"body": "Dos"})
    assert Draft.objects.get().fields == {"body": "Dos"}


def test_nothing_typed_any_more_leaves_no_draft(ana: User) -> None:
    drafting.save_draft(ana, "service", {"body": "Uno"})
    assert drafting.save_draft(ana, "service", {"body": " \n", "subject": ""}) is None
    assert Draft.objects.count() == 0


def test_c114_sending_from_one_device_clears_it_on_all(ana: User, ticket: Ticket) -> None:
    drafting.save_draft(ana, drafting.form_of_reply(ticket), {"body": "Viejo"})
    reply_as_customer(ticket, by=ana, body="Nuevo, desde el teléfono")
    assert Draft.objects.count() == 0


def test_what_is_kept_has_a_limit(ana: User) -> None:
    fields = {f"campo{n}": "x" * 30_000 for n in range(40)}
    draft = drafting.save_draft(ana, "service", fields)
    assert draft is not None
    assert len(draft.fields) == drafting.FIELDS_LIMIT
    assert len(draft.fields["campo0"]) == drafting.FIELD_LIMIT


def test_c9_a_draft_keeps_what_a_database_can_keep(ana: User) -> None:
    drafting.save_draft(ana, "service", {"bo\0dy": "Uno\0 dos \ud800"})
    assert Draft.objects.get().fields == {"body": "Uno dos "}


def test_a_renewal_has_a_draft_of_its_own(serial: Serial) -> None:
    forms = {
        drafting.form_of_new(serial),
        drafting.form_of_new(serial, Kind.SERVICE),
        drafting.form_of_new(None, Kind.SERVICE),
    }
    assert forms == {f"support:{serial.pk}", f"renewal:{serial.pk}", "service"}
