"""Disk and database agree: nothing is kept that nobody sent, nothing goes that a row names (D5)."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from eticket.accounts.models import User
from eticket.tickets.attaching import NewFile, claim, path_on_disk, stage, store
from eticket.tickets.models import Attachment, Ticket, Upload
from eticket.tickets.previewing import preview_path
from eticket.tickets.replying import reply_as_customer
from eticket.tickets.sweeping import check_files, sweep_files
from tests.cast import a_file


@pytest.fixture(autouse=True)
def _own_folder(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


def aged(file: NewFile, hours: float) -> Path:
    then = time.time() - hours * 3600
    path = path_on_disk(file.path)
    os.utime(path, (then, then))
    return path


def test_an_upload_past_its_life_goes_with_its_file(ana: User) -> None:
    file = store(a_file())
    stage([file], ana)
    Upload.objects.update(created_at=timezone.now() - timedelta(hours=49))
    assert sweep_files() == 1
    assert Upload.objects.count() == 0
    assert not path_on_disk(file.path).exists()


def test_a_fresh_upload_and_a_fresh_file_stay(ana: User) -> None:
    kept, lone = store(a_file()), store(a_file())
    token = stage([kept], ana)[0].token
    aged(kept, 47)
    aged(lone, 23)
    assert sweep_files() == 0
    assert claim([token], ana)


def test_an_old_file_without_a_row_goes_and_one_with_a_row_stays(ana: User, ticket: Ticket) -> None:
    lone, sent = store(a_file()), store(a_file())
    reply_as_customer(ticket, by=ana, body="Va", files=[sent])
    drawn = preview_path(sent.path)
    drawn.write_bytes(b"webp")
    os.utime(drawn, (0, 0))
    gone, kept = aged(lone, 25), aged(sent, 1000)
    assert sweep_files() == 1
    assert not gone.exists()
    assert kept.exists()
    assert drawn.exists()


def test_a_file_sent_while_its_upload_was_expiring_stays(ana: User, ticket: Ticket) -> None:
    token = stage([store(a_file())], ana)[0].token
    reply_as_customer(ticket, by=ana, body="Va", files=claim([token], ana))
    sweep_files()
    assert path_on_disk(Attachment.objects.get().path).exists()


def test_d5_every_changed_byte_and_every_missing_file_is_found(ana: User, ticket: Ticket) -> None:
    files = [store(a_file(f"{n}.txt", f"archivo {n}".encode())) for n in range(8)]
    reply_as_customer(ticket, by=ana, body="Van", files=files)
    assert list(check_files()) == []
    path_on_disk(files[0].path).unlink()
    for file in files[1:]:
        path = path_on_disk(file.path)
        path.write_bytes(b"X" + path.read_bytes()[1:])
    assert len(list(check_files())) == 8
