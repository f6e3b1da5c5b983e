"""manage.py import_data: the same checks and the same record, from a console."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from eticket.accounts.models import Account, User
from eticket.events.models import Event
from tests.licensing.importing import SAMPLES, table


def run(path: Path, *options: str, by: str = "elena@dsoft.example") -> str:
    out = StringIO()
    call_command("import_data", str(path), "--by", by, *options, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_it_only_checks_unless_it_is_told_to_apply(elena: User) -> None:
    path = SAMPLES / "cuentas.csv"
    assert "nuevos: 3, cambian: 0" in run(path)
    assert not Account.objects.exists()
    assert "Importado" in run(path, "--apply", "--kind", "Cuentas")
    assert Account.objects.count() == 3
    assert Event.objects.get(kind="import.applied").actor == elena


def test_wrong_rows_are_told_and_skipped_by_choice(elena: User, tmp_path: Path) -> None:
    path = tmp_path / "cuentas.csv"
    path.write_bytes(table(["RFC", "Nombre"], ["nada", "Mal"], ["ABC100101AB0", "Bien"]))
    with pytest.raises(CommandError, match="marque que se salten"):
        run(path, "--apply")
    assert "Renglón 2, RFC: El RFC tiene 12" in run(path, "--apply", "--skip-errors")
    assert Account.objects.get().name == "Bien"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"by": "nadie@dsoft.example"}, "no es de un administrador"),
        ({"kind": "facturas"}, "No existe el tipo"),
        ({"path": Path("no-hay.csv")}, "No se pudo leer"),
        ({"path": Path("LICENSE")}, "encabezados no dicen"),
    ],
)
def test_what_cannot_be_done_is_said(elena: User, options: dict[str, Any], said: str) -> None:
    given: dict[str, Any] = {
        "path": SAMPLES / "cuentas.csv",
        "by": elena.email,
        "kind": "",
    } | options
    with pytest.raises(CommandError, match=said):
        run(given["path"], "--kind", given["kind"], by=given["by"])
