"""/mesa/importar/: the administrator's; upload, look, confirm, mend."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from eticket.accounts.models import Account, User
from eticket.licensing.importing import files
from eticket.licensing.importing.models import Import
from eticket.licensing.models import Product, Serial
from tests.licensing.importing import SERIAL_HEADERS, checked, serial_row, table, worked

Enter = Callable[[User], Client]
URL = "/mesa/importar/"
ACCOUNTS = table(["RFC", "Nombre"], ["ABC100101AB0", "Ñandú, S.C."])


def upload(client: Client, content: bytes, name: str = "cuentas.csv", kind: str = "") -> Import:
    answer = client.post(
        f"{URL}archivo/", {"file": SimpleUploadedFile(name, content), "kind": kind}
    )
    assert answer.status_code == 302
    job = Import.objects.latest("id")
    assert answer["Location"] == f"{URL}{job.pk}/"
    return job


def test_a_file_is_uploaded_looked_at_and_confirmed(elena: User, enter: Enter) -> None:
    client = enter(elena)
    job = upload(client, ACCOUNTS)
    page = client.get(f"{URL}{job.pk}/").content.decode()
    # Refreshed with scripts and without.
    assert 'hx-trigger="every 2s"' in page
    assert 'http-equiv="refresh"' in page
    worked(job)
    answer = client.get(f"{URL}{job.pk}/")
    assert ("Nuevos", "1") in answer.context["figures"]
    assert "every 2s" not in answer.content.decode().replace("every 60s", "")
    assert not Account.objects.exists()
    client.post(f"{URL}{job.pk}/confirmar/")
    job.refresh_from_db()
    worked(job)
    assert ("Creados", "1") in client.get(f"{URL}{job.pk}/").context["figures"]
    assert Account.objects.get().name == "Ñandú, S.C."
    assert [row["job"] for row in client.get(URL).context["rows"]] == [job]


def test_what_is_refused_is_shown_and_downloaded(elena: User, enter: Enter) -> None:
    client = enter(elena)
    job = worked(upload(client, table(["RFC", "Nombre"], ["nada", "<b>Mal</b>"])))
    page = client.get(f"{URL}{job.pk}/").content.decode()
    assert "El RFC tiene 12 caracteres" in page
    answer = client.get(f"{URL}{job.pk}/errores.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="cuentas-errores.csv"'
    content = answer.getvalue().decode()
    assert content.startswith("\ufeffRFC,Nombre,Error\r\nnada,<b>Mal</b>,")
    assert client.get(f"{URL}{job.pk}/informe.csv").getvalue().decode().count("\r\n") == 2


def test_rows_with_errors_are_skipped_only_by_choice(elena: User, enter: Enter) -> None:
    client = enter(elena)
    job = worked(upload(client, ACCOUNTS + b"nada,Mal\r\n"))
    refused = client.post(f"{URL}{job.pk}/confirmar/")
    assert refused.status_code == 422
    assert "Corríjalos, o marque que se salten" in refused.content.decode()
    client.post(f"{URL}{job.pk}/confirmar/", {"skip": "on"})
    job.refresh_from_db()
    assert worked(job).counts["made"] == 1


def test_a_moved_serial_needs_its_tick(
    serial: Serial, otra: Account, product: Product, elena: User, enter: Enter
) -> None:
    client = enter(elena)
    content = table(SERIAL_HEADERS, serial_row(otra.rfc, number=serial.number))
    job = worked(upload(client, content, "series.csv"))
    page = client.get(f"{URL}{job.pk}/").content.decode()
    assert "Pasar a otra cuenta las series que hoy son de otra (renglones: 1)" in page
    assert client.post(f"{URL}{job.pk}/confirmar/").status_code == 422
    client.post(f"{URL}{job.pk}/confirmar/", {"moved": "on"})
    job.refresh_from_db()
    worked(job)
    serial.refresh_from_db()
    assert serial.account == otra


def test_columns_are_chosen_by_the_person(elena: User, enter: Enter) -> None:
    client = enter(elena)
    job = worked(upload(client, table(["Clave", "Cosa"], ["ABC100101AB0", "Uno"]), kind="accounts"))
    page = client.get(f"{URL}{job.pk}/")
    assert "Falta decir qué columna es" in page.content.decode()
    wrong = client.post(f"{URL}{job.pk}/columnas/", {"kind": "accounts", "rfc": "9"})
    assert wrong.status_code == 422
    client.post(f"{URL}{job.pk}/columnas/", {"kind": "accounts", "rfc": "0", "name": "1"})
    job.refresh_from_db()
    assert worked(job).counts["made"] == 1


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "vacío"), (b"x" * (25 * 2**20 + 1), "pesa más de 25 MB")]
)
def test_a_file_that_cannot_be_taken_is_refused_at_its_field(
    elena: User, enter: Enter, content: bytes, said: str
) -> None:
    answer = enter(elena).post(
        f"{URL}archivo/", {"file": SimpleUploadedFile("a.csv", content), "kind": "serials"}
    )
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert answer.context["form"]["kind"].value() == "serials"
    assert not Import.objects.exists()


def test_without_a_file_the_form_says_so(elena: User, enter: Enter) -> None:
    answer = enter(elena).post(f"{URL}archivo/", {"kind": ""})
    assert (answer.status_code, "Elija el archivo." in answer.content.decode()) == (422, True)


def test_cancelled_it_is_gone(elena: User, enter: Enter) -> None:
    client = enter(elena)
    job = worked(upload(client, ACCOUNTS))
    page = client.post(f"{URL}{job.pk}/cancelar/", follow=True)
    assert "No se guardó nada." in page.content.decode()
    assert not (files.folder_of(job.token) / files.SOURCE).exists()
    again = client.post(f"{URL}{job.pk}/confirmar/", follow=True)
    assert "ya no espera una confirmación" in again.content.decode()


def test_only_the_administrator_imports(
    elena: User, sonia: User, dario: User, enter: Enter
) -> None:
    job = checked(ACCOUNTS, elena)
    for person in (sonia, dario):
        client = enter(person)
        for path in ("", "archivo/", f"{job.pk}/", f"{job.pk}/errores.csv"):
            assert client.get(URL + path).status_code == 404
        for path in ("archivo/", f"{job.pk}/confirmar/", f"{job.pk}/cancelar/"):
            assert client.post(URL + path).status_code == 404
    assert "Importar" not in enter(dario).get("/mesa/clientes/").content.decode()
