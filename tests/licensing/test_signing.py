"""The pairs that sign: files of one's own, two published, relieved one by the other (37)."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from eticket.licensing.signing import (
    NoSigningKey,
    key_findings,
    make_keys,
    published_keys,
    rotate_keys,
    signing_key,
)


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.SIGNING_KEYS = tmp_path / "keys"
    return tmp_path / "keys"


def ids() -> list[str]:
    return [key["key_id"] for key in published_keys()]


def test_without_files_nothing_is_signed_and_nothing_is_wrong(folder: Path) -> None:
    with pytest.raises(NoSigningKey):
        signing_key()
    assert list(key_findings()) == []


def test_both_pairs_are_made_once_and_only_for_us(folder: Path) -> None:
    assert make_keys() == ["current", "next"]
    before = ids()
    assert make_keys() == []
    assert ids() == before
    assert len(set(before)) == 2
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


def test_the_next_pair_signs_and_programs_hold_it_already(folder: Path) -> None:
    make_keys()
    old = ids()
    rotate_keys()
    new = ids()
    assert signing_key().key_id == new[0] == old[1]
    assert new[1] not in old
    assert sorted(path.name for path in folder.iterdir()) == ["current.pem", "next.pem"]


@pytest.mark.parametrize("missing", ["current", "next"])
def test_a_missing_pair_is_told_and_mended(folder: Path, missing: str) -> None:
    make_keys()
    (folder / f"{missing}.pem").unlink()
    assert [missing in finding for finding in key_findings()] == [True]
    with pytest.raises(NoSigningKey):
        published_keys()
    assert make_keys() == [missing]
    assert list(key_findings()) == []


def test_what_others_may_read_and_what_is_no_key_is_told(folder: Path) -> None:
    make_keys()
    (folder / "current.pem").chmod(0o644)
    (folder / "next.pem").write_text("no es una llave")
    assert len(list(key_findings())) == 2


def test_the_command_makes_shows_and_rotates(folder: Path) -> None:
    with pytest.raises(CommandError, match="--make"):
        call_command("signing_key")
    out = StringIO()
    call_command("signing_key", "--make", stdout=out)
    call_command("signing_key", "--rotate", stdout=out)
    shown = [line.split() for line in out.getvalue().splitlines()]
    assert [line[0] for line in shown] == ["current", "next"] * 2
    assert shown[1][1:] == shown[2][1:]
    # The secret half is never shown.
    assert "PRIVATE" not in out.getvalue()
