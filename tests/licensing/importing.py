"""What the tests of imports share: a file from rows, a job carried to its end, a workbook."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from eticket.accounts.models import User
from eticket.licensing.importing import files, jobs
from eticket.licensing.importing.claiming import claim
from eticket.licensing.importing.models import Import

SAMPLES = Path("docs/import")
SERIAL_HEADERS = "RFC,Sistema,Número de serie,Póliza,Descripción,Registro,Vigencia".split(",")
NUMBER = "778F0FAC-9DEF-412D-8A6B-1F0C5D2E7B11"


def table(*rows: Sequence[object]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def serial_row(rfc: str = "ACM010203AB1", **said: str) -> list[str]:
    usual = {
        "product": "eComprobante",
        "number": NUMBER,
        "policy": "P-1",
        "description": "eComprobante META",
        "start": "15/01/2026",
        "end": "14/01/2027",
    } | said
    return [rfc, *usual.values()]


def serial_rows(count: int, rfc: str = "ACM010203AB1") -> list[list[str]]:
    return [
        serial_row(rfc, number=f"{place:032X}", policy=f"P-{place}")
        for place in range(1, count + 1)
    ]


def checked(content: bytes, by: User, kind: str = "", name: str = "archivo.csv") -> Import:
    """The job of a file, after its trial run."""
    job = jobs.start_import([content], name=name, kind=kind, by=by)
    return worked(job)


def applied(
    content: bytes, by: User, kind: str = "", *, skips: bool = False, accepted: Iterable[str] = ()
) -> Import:
    """The job of a file, imported as it was checked."""
    return confirmed(checked(content, by, kind), by, skips=skips, accepted=accepted)


def confirmed(
    job: Import, by: User, *, skips: bool = False, accepted: Iterable[str] = ()
) -> Import:
    jobs.confirm_import(job, by=by, skips_errors=skips, accepted=accepted)
    job.refresh_from_db()
    return worked(job)


def worked(job: Import) -> Import:
    """Whatever the worker would do with it, done."""
    claimed = claim(job)
    assert claimed
    for _done in jobs.steps_of(claimed):
        pass
    job.refresh_from_db()
    return job


def numbers(job: Import) -> dict[str, Any]:
    """Its counts without those that are nothing."""
    return {name: number for name, number in job.counts.items() if number}


def lines(job: Import, name: str = files.ERRORS) -> list[list[str]]:
    text = (files.folder_of(job.token) / name).read_text("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def workbook(sheet: str, **more: bytes) -> bytes:
    """A minimal .xlsx whose sheet holds these rows of XML, with more members by name."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    members = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" '
        f'Type="{rels}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rels}"><sheets>'
        '<sheet name="Hoja1" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" '
        f'Type="{rels}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData>'
        "</worksheet>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in (members | more).items():
            packed.writestr(name, content)
    return out.getvalue()


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'
