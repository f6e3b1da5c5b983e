"""How the publisher's papers look, and the logo on them."""

import io
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from eticket.lib.errors import RuleBroken
from eticket.licensing.models import Letterhead

LOGO_LIMIT = 2 * 1024 * 1024
PIXELS_LIMIT = 20_000_000
SIZE = (900, 210)
FORMATS = ("PNG", "JPEG", "WEBP")


class LogoRefused(RuleBroken):
    code = "logo_refused"
    message = _("Use una imagen PNG, JPEG o WebP de hasta 2 MB.")


def letterhead() -> Letterhead:
    """The publisher's letterhead; the plain one until somebody edits it."""
    return Letterhead.objects.filter(pk=1).first() or Letterhead(pk=1)


def clean_logo(file: BinaryIO, size: int) -> bytes:
    """The picture as a PNG of our own making, small enough for a paper. Raises LogoRefused."""
    if size > LOGO_LIMIT:
        raise LogoRefused
    try:
        with Image.open(file, formats=FORMATS) as picture:
            if picture.width * picture.height > PIXELS_LIMIT:
                raise LogoRefused
            logo = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise LogoRefused from error
    logo.thumbnail(SIZE)
    # Papers are white, and PDF/A-2B wants no surprises where a picture is transparent.
    sheet = Image.new("RGB", logo.size, "white")
    sheet.paste(logo, mask=logo.getchannel("A"))
    drawn = io.BytesIO()
    sheet.save(drawn, "PNG", optimize=True)
    return drawn.getvalue()
