"""Pictures to upload: real files made on the spot."""

import io
import random
import struct
import zlib
from functools import cache
from typing import Any

from PIL import Image, ImageCms, PngImagePlugin


def picture(size: tuple[int, int] = (400, 300), mode: str = "RGB") -> Image.Image:
    """A picture whose left half is red and right half blue, so that turning shows."""
    image = Image.new("RGB", size, (220, 30, 30))
    image.paste((30, 30, 220), (size[0] // 2, 0, size[0], size[1]))
    return image.convert(mode)


def encoded(image: Image.Image, format_: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, format_, **options)
    return out.getvalue()


def exif(orientation: int = 1, *, gps: bool = True) -> Image.Exif:
    """What a telephone writes: place (7.8° S, 110.36° E), time with offset, make."""
    notes = Image.Exif()
    notes[0x0112] = orientation
    notes[0x010F] = "RAHASIA-PHONE"
    notes.get_ifd(0x8769).update({0x9003: "2026:08:17 10:00:00", 0x9011: "+07:00"})
    if gps:
        notes.get_ifd(0x8825).update({1: "S", 2: (7.0, 48.0, 0.0), 3: "E", 4: (110.0, 21.0, 36.0)})
    return notes


def telling_jpeg(orientation: int = 1, size: tuple[int, int] = (400, 300)) -> bytes:
    """A JPEG with everything that must not get out: EXIF, GPS, XMP, ICC, a comment, and a trailer."""
    data = encoded(
        picture(size),
        exif=exif(orientation),
        icc_profile=_profile(),
        comment=b"RAHASIA-COMMENT",
        xmp=b"<x>RAHASIA-XMP</x>",
    )
    return data + b"RAHASIA-TRAILER"


@cache
def _profile() -> bytes:
    """Made once: it holds the second in which it was made, and the same photo sent twice is to be the same."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def telling_png() -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "RAHASIA-TEXT")
    return encoded(picture(mode="RGBA"), "PNG", pnginfo=notes, exif=exif())


def bomb(width: int, height: int) -> bytes:
    """A tiny PNG whose header claims to be huge."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")
    )


def scene(number: int, size: tuple[int, int] = (800, 600)) -> Image.Image:
    """A picture like no other, with shapes and grain: each number shows something else."""
    chance = random.Random(number)
    shapes = Image.frombytes("RGB", (8, 6), chance.randbytes(8 * 6 * 3)).resize(size, Image.Resampling.BICUBIC)
    grain = Image.frombytes("L", size, chance.randbytes(size[0] * size[1])).convert("RGB")
    return Image.blend(shapes, grain, 0.25)
