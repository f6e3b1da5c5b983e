"""The bytes of attachments: small, real files of each kind, made from their names."""

import io
import random
import zlib
from collections.abc import Callable
from functools import cache

from PIL import Image, ImageDraw

from eticket.lib.folding import fold
from eticket.ops.demo.names import FIRST_NAMES, SURNAMES

CFDI = """<?xml version="1.0" encoding="UTF-8"?>
<cfdi:Comprobante xmlns:cfdi="http://www.sat.gob.mx/cfd/4" \
Version="4.0" Serie="A" Folio="{folio}" Fecha="2026-10-15T13:10:42" Moneda="MXN" \
TipoDeComprobante="{kind}" Exportacion="01" MetodoPago="PUE" LugarExpedicion="37160" \
SubTotal="{total}" Total="{total}">
  <cfdi:Emisor Rfc="CAB0903127K3" Nombre="CONTADORES ASOCIADOS DEL BAJIO" RegimenFiscal="601"/>
  <cfdi:Receptor Rfc="LUGH850316K27" Nombre="HECTOR LUNA GARCIA" DomicilioFiscalReceptor="37160" \
RegimenFiscalReceptor="612" UsoCFDI="CN01"/>
  <cfdi:Conceptos>
    <cfdi:Concepto ClaveProdServ="84111505" Cantidad="1" ClaveUnidad="ACT" \
Descripcion="Pago de nómina" ValorUnitario="{total}" Importe="{total}" ObjetoImp="01"/>
  </cfdi:Conceptos>
</cfdi:Comprobante>
"""


@cache
def content_of(name: str) -> bytes:
    """The same name always gives the same bytes."""
    ending = name.rpartition(".")[2]
    return MAKERS[ending](random.Random(zlib.crc32(name.encode())), name)  # noqa: S311


def _picture(rng: random.Random, name: str) -> bytes:
    """A screenshot of a program with an error in front."""
    image = Image.new("RGB", (1280, 800), "#d9dde2")
    draw = ImageDraw.Draw(image)
    draw.rectangle((40, 40, 1240, 760), "#ffffff", "#8a9099")
    draw.rectangle((40, 40, 1240, 76), "#0c5a63")
    draw.text((56, 50), "dSoft - NomiTool 21", "#ffffff", font_size=16)
    for row in range(18):
        top = 110 + row * 34
        draw.line((60, top + 26, 1220, top + 26), "#e4e6e9")
        amount = f"${rng.randint(3000, 30000):,}.{rng.randint(10, 99)}"
        # Capitals without accents, as such programs print them and the font has them.
        person = fold(f"{rng.choice(SURNAMES)} {rng.choice(FIRST_NAMES)}").upper()
        draw.text((70, top), f"{row + 1:03}  {person}", "#3a3f45", font_size=16)
        draw.text((1080, top), amount, "#3a3f45", font_size=16)
    draw.rectangle((370, 270, 910, 500), "#f5f5f5", "#a41636", width=3)
    draw.rectangle((370, 270, 910, 310), "#a41636")
    draw.text((388, 280), "Error", "#ffffff", font_size=18)
    draw.text((400, 345), fold(name.rpartition(".")[0]), "#1d1b18", font_size=22)
    draw.text((400, 390), "Respuesta del PAC: CFDI40147", "#1d1b18", font_size=20)
    draw.rectangle((790, 440, 890, 480), "#dfe3e8", "#8a9099")
    draw.text((818, 450), "Aceptar", "#1d1b18", font_size=16)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _xml(rng: random.Random, name: str) -> bytes:
    total = f"{rng.randint(4000, 40_000)}.{rng.randint(10, 99)}"
    kind = "N" if name.startswith("nomina") else "I"
    return CFDI.format(folio=rng.randint(1000, 9999), kind=kind, total=total).encode()


def _csv(rng: random.Random, name: str) -> bytes:
    lines = ["NSS,Nombre,Fecha,Días,Importe"]
    for _ in range(rng.randint(30, 400)):
        person = f"{rng.choice(SURNAMES)} {rng.choice(SURNAMES)} {rng.choice(FIRST_NAMES)}"
        day = f"{rng.randint(1, 28):02}/{rng.randint(1, 12):02}/2026"
        nss = rng.randint(10**10, 10**11 - 1)
        lines.append(f"{nss},{person},{day},{rng.randint(1, 14)},{rng.randint(200, 9000)}.00")
    return "\ufeff".encode() + "\r\n".join(lines).encode()


def _log(rng: random.Random, name: str) -> bytes:
    steps = (
        "Conectando con el PAC",
        "Sello generado",
        "Enviando",
        "Respuesta recibida",
        "Reintento",
    )
    lines = [
        f"2026-10-26 13:{n // 60 % 60:02}:{n % 60:02}.{rng.randint(0, 999):03} "
        f"[{rng.randint(1000, 9999)}] {rng.choice(('INFO', 'INFO', 'INFO', 'ERROR'))} "
        f"{rng.choice(steps)} folio={rng.randint(1000, 9999)} ms={rng.randint(20, 4000)}"
        for n in range(rng.randint(80, 700))
    ]
    return "\r\n".join(lines).encode()


def _pdf(rng: random.Random, name: str) -> bytes:
    """One page with a few lines, put together by hand."""
    lines = [
        name,
        f"Folio {rng.randint(10_000, 99_999)}",
        f"Importe ${rng.randint(900, 90_000):,}.00",
    ]
    shown = " ".join(f"({line}) Tj 0 -24 Td" for line in lines)
    stream = f"BT /F1 16 Tf 72 720 Td {shown} ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, starts = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        starts.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    table = "".join(f"{start:010} 00000 n \n" for start in starts)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    return out + f"{end}startxref\n{len(out)}\n%%EOF\n".encode()


MAKERS: dict[str, Callable[[random.Random, str], bytes]] = {
    "png": _picture,
    "xml": _xml,
    "csv": _csv,
    "log": _log,
    "pdf": _pdf,
}
