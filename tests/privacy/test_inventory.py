"""J7: every field of every model has a class, and every person in a table has a way out."""

from django.apps import apps

from eticket.privacy.erasing import ACTS
from eticket.privacy.inventory import CLASSES, INVENTORY

# Tables with a person in them that need no act of their own, and why.
KEPT = {
    "accounts.User": "blanked last, by erasing itself",
    "events.Event": "blanked by redacting",
    "events.Origin": "removed by redacting",
    "privacy.Consent": "proof of a choice, of a person without name",
    "privacy.Deletion": "proof of the erasure itself",
    "tickets.Attachment": "stays with the ticket until its retention ends",
    "tickets.Rating": "names its person by the erased row only",
    "licensing.DeviceChange": "names its person by the erased row only",
    "licensing.Certificate": "a paper of the customer; names its person by the erased row only",
}


def test_j7_every_field_of_every_model_has_a_class() -> None:
    missing, gone = [], []
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy:
            continue
        entry = INVENTORY.get(model._meta.label)
        names = {field.name for field in model._meta.concrete_fields}
        known = set(entry.fields) if entry else set()
        missing += [f"{model._meta.label}.{name}" for name in sorted(names - known)]
        gone += [f"{model._meta.label}.{name}" for name in sorted(known - names)]
    assert missing == [], "say in eticket/privacy/inventory.py what these fields are"
    assert gone == []
    labels = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert set(INVENTORY) - labels == set()


def test_j7_every_class_has_purpose_and_retention() -> None:
    for kind in CLASSES.values():
        assert kind.purpose
        assert kind.retention
    used = {kind for entry in INVENTORY.values() for kind in entry.fields.values()}
    assert used == set(CLASSES)
    sections = [entry.section for entry in INVENTORY.values() if entry.section]
    assert len(sections) == len(set(sections))


def test_every_table_with_a_person_says_what_becomes_of_them() -> None:
    personal = {label for label, entry in INVENTORY.items() if entry.owners}
    assert personal - set(ACTS) - set(KEPT) == set()
