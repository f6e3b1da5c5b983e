"""A paper as a PDF: letterhead, what it says, and the code by which anybody verifies it."""

import io
import unicodedata
from collections.abc import Container, Iterable
from pathlib import Path
from typing import Any

import segno
from django.contrib.staticfiles import finders
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont

from eticket.accounts.models import Publisher
from eticket.lib import dates, days
from eticket.licensing.certifying import until_of
from eticket.licensing.models import Certificate, Letterhead

FONTS = Path(__file__).parent / "fonts"
MARGIN, FOOT = 20.0, 30.0
INK, SOFT, LINE = (29, 27, 24), (85, 81, 74), (214, 210, 200)
WIDTHS = (78.0, 33.0, 26.0, 20.5, 18.0)
ROW = 7.0
QR_SIDE = 30.0
LOGO_HEIGHT, LOGO_WIDTH = 14.0, 60.0


def certificate_pdf(
    certificate: Certificate, publisher: Publisher, letterhead: Letterhead, url: str
) -> bytes:
    """The paper; the same bytes' worth of text whenever it is asked for. ``url`` verifies it."""
    sheet = _Sheet(certificate, publisher, letterhead, url)
    sheet.draw()
    return bytes(sheet.output())


class _Sheet(FPDF):
    def __init__(
        self, certificate: Certificate, publisher: Publisher, letterhead: Letterhead, url: str
    ) -> None:
        # PDF/A: a paper is kept for years. It embeds every font and describes every picture.
        super().__init__(format="letter", enforce_compliance="PDF/A-2B")
        self.certificate, self.publisher, self.letterhead = certificate, publisher, letterhead
        self.url = url
        self.colour = _rgb(letterhead.colour)
        self.issued = certificate.issued_at.astimezone(days.MEXICO)
        self.set_lang("es-MX")
        self.set_title(_("Constancia de licenciamiento %(code)s") % {"code": certificate.code})
        self.set_author(publisher.name)
        self.set_creator("eTicket")
        self.set_creation_date(self.issued)
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(True, FOOT)
        self.alias_nb_pages("{páginas}")
        self.add_font("Sans", "", FONTS / "inter-400.woff2")
        self.add_font("Sans", "B", FONTS / "inter-640.woff2")
        self.add_font("Mono", "", str(finders.find("ui/fonts/mono.woff2")))

    def header(self) -> None:
        with self.local_context():
            self.set_fill_color(*self.colour)
            self.rect(0, 0, self.w, 3, style="F")
        self.set_xy(MARGIN, 12)
        if self.letterhead.logo:
            self._logo()
        else:
            self._say(self.publisher.short_name, 18, "B", colour=self.colour)
        self._say(self.publisher.name, 9, colour=SOFT, x=MARGIN, y=27)
        self.set_y(36)

    def footer(self) -> None:
        self.set_y(-FOOT + 8)
        with self.local_context():
            self.set_draw_color(*LINE)
            self.line(MARGIN, self.get_y(), self.w - MARGIN, self.get_y())
        self.set_y(self.get_y() + 2)
        ways = (self.publisher.address, self.publisher.phone, self.publisher.website)
        for line in (self.letterhead.foot, " · ".join(filter(None, ways))):
            if line:
                self._lines(line, 8, 4, colour=SOFT)
        said = {"code": self.certificate.code, "n": self.page_no()}
        self._say(_("%(code)s · hoja %(n)s de {páginas}") % said, 8, colour=SOFT, x=MARGIN)

    def draw(self) -> None:
        """Everything, on as many sheets as it takes."""
        said = self.certificate.said
        self.add_page()
        self._say(_("Constancia de licenciamiento"), 20, "B")
        self.ln(13)
        words = {
            "publisher": self.publisher.name,
            "day": self.issued.day,
            "month": dates.MONTH_NAMES[self.issued.month - 1],
            "year": self.issued.year,
        }
        self._lines(_("%(publisher)s hace constar que") % words, 11, 7)
        self._lines(said["name"], 14, 7, style="B")
        if said["rfc"]:
            self._lines(_("RFC %(rfc)s") % said, 11, 6)
        text = _("tiene vigentes al %(day)s de %(month)s de %(year)s las licencias que siguen.")
        self._lines(text % words, 11, 7)
        self.ln(5)
        self._table(said["licences"])
        self.ln(8)
        self._verification()

    def _table(self, licences: list[dict[str, Any]]) -> None:
        heads = (_("Licencia"), _("Número de serie"), _("Póliza"), _("Vigencia"), _("Equipos"))
        self._row(heads, "B")
        for one in licences:
            if self.will_page_break(ROW):
                self.add_page()
                self._row(heads, "B")
            until = f"{until_of(one):%d/%m/%Y}"
            self._row(
                (
                    one["description"] or one["system"],
                    one["serial"],
                    one["policy"],
                    until,
                    one["devices"],
                )
            )

    def _row(self, cells: Iterable[str], style: str = "") -> None:
        top = self.get_y()
        x = MARGIN
        for text, width in zip(cells, WIDTHS, strict=True):
            self._say(text, 9, style, x=x, y=top + 1.2, width=width - 2)
            x += width
        with self.local_context():
            self.set_draw_color(*(self.colour if style else LINE))
            self.line(MARGIN, top + ROW, MARGIN + sum(WIDTHS), top + ROW)
        self.set_xy(MARGIN, top + ROW)

    def _verification(self) -> None:
        if self.will_page_break(QR_SIDE + 4):
            self.add_page()
        top = self.get_y()
        picture = io.BytesIO()
        segno.make(self.url, error="m", micro=False).save(picture, kind="png", scale=8, border=0)
        self.image(
            picture, MARGIN, top, QR_SIDE, QR_SIDE, alt_text=_("Código QR: %(u)s") % {"u": self.url}
        )
        left = MARGIN + QR_SIDE + 6
        self._say(_("Código de verificación"), 9, colour=SOFT, x=left, y=top + 1)
        self._say(self.certificate.code, 15, family="Mono", x=left, y=top + 6)
        self.set_xy(left, top + 16)
        text = _("Compruebe que esta constancia sigue siendo cierta en %(url)s")
        self._lines(text % {"url": self.url.removeprefix("https://")}, 9, 5, colour=SOFT)
        self.link(left, top + 16, self.w - MARGIN - left, 10, self.url, alt_text=self.url)
        self.set_y(top + QR_SIDE)

    def _logo(self) -> None:
        self.image(
            io.BytesIO(bytes(self.letterhead.logo)), MARGIN, 9, LOGO_WIDTH, LOGO_HEIGHT,
            keep_aspect_ratio=True, alt_text=self.publisher.name,
        )  # fmt: skip

    def _say(
        self, text: str, size: float, style: str = "", *, family: str = "Sans",
        colour: tuple[int, int, int] = INK, x: float | None = None, y: float | None = None,
        width: float = 0,
    ) -> None:  # fmt: skip
        """One line, cut with … where it is wider than its place."""
        self.set_font(family, style, size)
        self.set_text_color(*colour)
        if y is not None:
            self.set_y(y)
        if x is not None:
            self.set_x(x)
        text = self._printable(text, family, style)
        while width and len(text) > 1 and self.get_string_width(text) > width:
            text = f"{text[:-2]}…"
        self.cell(width, size * 0.5, text)

    def _lines(
        self, text: str, size: float, height: float, *,
        style: str = "", colour: tuple[int, int, int] = INK,
    ) -> None:  # fmt: skip
        """As many lines as the text takes."""
        self.set_font("Sans", style, size)
        self.set_text_color(*colour)
        text = self._printable(text, "Sans", style)
        self.multi_cell(0, height, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _printable(self, text: str, family: str, style: str) -> str:
        """The text in the font's letters: what it lacks loses its marks or becomes "?"."""
        font = self.fonts[f"{family.lower()}{style}"]
        known = font.cmap if isinstance(font, TTFFont) else ()
        return "".join(letter if ord(letter) in known else _plain(letter, known) for letter in text)


def _plain(letter: str, known: Container[int]) -> str:
    bare = unicodedata.normalize("NFKD", letter)[0]
    return bare if ord(bare) in known else "?"


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue
