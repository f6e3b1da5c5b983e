"""Draws one preview; a program of its own, run by previewing.py under limits (D4, D8; C028).

It imports nothing of ours and gets no environment: what a hostile picture does to it stays here.
"""

import resource
import sys

SECONDS = 5
MEMORY = 256 * 1024 * 1024
LARGEST_RESULT = 4 * 1024 * 1024
PIXELS = 40_000_000
SIDE = 1200
# Decoders of Pillow that may run at all; none that starts another program.
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")


def main(source: str, target: str) -> int:
    """0 when the preview is written, 1 when the picture has none."""
    for kind, most in (
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, LARGEST_RESULT),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    return 0 if draw(source, target) else 1


def draw(source: str, target: str) -> bool:
    from PIL import Image, ImageOps

    try:
        with Image.open(source, formats=FORMATS) as picture:
            if picture.width * picture.height > PIXELS:
                return False
            picture.draft("RGB", (SIDE, SIDE))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((SIDE, SIDE))
            clear = upright.has_transparency_data
            # A new picture from the pixels alone: place, device and everything else stay behind.
            upright.convert("RGBA" if clear else "RGB").save(
                target, "WEBP", quality=80, exif=b"", xmp=b"", icc_profile=b""
            )
    # Every decoder fails in its own way; none of them may leave more than "no preview".
    except Exception:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
