"""Photos are never trusted: each is decoded and made anew without metadata, or refused.

What a phone writes into a photo (place, time, serial numbers) would betray a reporter. The public copy is therefore
not the uploaded file with parts removed but a new JPEG drawn from its pixels, whose segments are then checked: a file
that holds anything but picture data is not let out.
"""

import hashlib
import io
import re
import threading
import warnings
from dataclasses import dataclass
from typing import IO

import filetype
import pillow_heif
from django.contrib.gis.geos import Point
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

from reports.evidence.likeness import picture_hash
from reports.exif import Taken, read_taken

MAX_PHOTOS = 6
MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 64_000_000
MAX_SIDE = 20_000
LONG_EDGE = 1280
THUMBNAIL_EDGE = 320
QUALITY = 82

# A picture of 64 million pixels takes half a gigabyte while it is opened: never two at once in a process.
_ONE_AT_A_TIME = threading.Lock()

# What the content must be, by its first bytes, and what Pillow may then call it: phones append further pictures to
# a JPEG (depth, motion, wide gamut), which makes it an MPO.
_FORMATS = {
    "image/jpeg": ("JPEG", "MPO"),
    "image/png": ("PNG",),
    "image/apng": ("PNG",),
    "image/webp": ("WEBP",),
    "image/heic": ("HEIF",),
    "image/heif": ("HEIF",),
}
_EXTENSIONS = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "WEBP": "webp", "HEIF": "heic"}
# Marks of a file that is something else besides a picture. Each is so long that noise does not write it by chance:
# "<svg" alone stands in one out of a hundred honest photos of 4 MB.
FOREIGN = re.compile(rb"<script|<\?php|<html[\s>]|<!doctype|<svg[\s>][^<]{0,400}xmlns", re.IGNORECASE)
_ZIP_END, _ZIP_TAIL = b"PK\x05\x06", 66_000
# Tables, frame, scan, restart, JFIF header: all that a JPEG needs to show a picture, and nothing that tells more.
_PICTURE_SEGMENTS = frozenset({0xC0, 0xC2, 0xC4, 0xDB, 0xDD, 0xE0})

pillow_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


class PhotoError(ValueError):
    """A file that cannot be taken as a photo; `message` says why, for whoever chose it."""

    def __init__(self, code: str, message: "str | Promise") -> None:
        super().__init__(code)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class CleanPhoto:
    """A photo made anew: two JPEG files without metadata, the upload as it came, and what the upload told staff.

    `phash` says what the picture looks like (reports.evidence.likeness).
    """

    image: bytes
    thumbnail: bytes
    width: int
    height: int
    original: bytes
    extension: str
    sha256: str
    taken: Taken
    phash: int | None = None

    @property
    def taken_point(self) -> Point | None:
        """Where the photo says it was taken (EPSG:4326, lon/lat)."""
        return Point(*self.taken.lonlat, srid=4326) if self.taken.lonlat else None


def clean_photo(file: IO[bytes]) -> CleanPhoto:
    """Make an uploaded file anew: JPEG in sRGB, upright, at most 1,280 px, without any metadata.

    Raises
    ------
    PhotoError
        Empty, over 15 MB, not JPEG, PNG, WebP or HEIC by its content, damaged, animated, larger than 64 million pixels
        when decoded, or also a file of another kind.
    """
    file.seek(0)
    data = file.read(MAX_BYTES + 1)
    if not data:
        raise PhotoError("empty", _("This file is empty. Choose the photo again."))
    if len(data) > MAX_BYTES:
        raise PhotoError("too_big", _("This photo is larger than 15 MB. Choose a smaller one."))
    kind = _sniff(data)
    try:
        with _ONE_AT_A_TIME:
            source = _open(data, kind)
            taken = read_taken(source.getexif())
            picture = _upright_srgb(source)
        image, thumbnail = encode(picture, LONG_EDGE), encode(picture, THUMBNAIL_EDGE)
    except PhotoError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    # Decoders of damaged files raise almost anything; whatever it is, the photo is refused.
    except Exception as error:
        raise PhotoError("damaged", _("This photo is damaged and cannot be opened. Take or choose another.")) from error
    size = Image.open(io.BytesIO(image)).size
    return CleanPhoto(
        image=image,
        thumbnail=thumbnail,
        width=size[0],
        height=size[1],
        original=data,
        extension=_EXTENSIONS[source.format or "JPEG"],
        sha256=hashlib.sha256(data).hexdigest(),
        taken=taken,
        phash=picture_hash(picture),
    )


def _sniff(data: bytes) -> str:
    """Return the type that the content has, whatever the file is called."""
    kind = filetype.guess_mime(data[:8192])
    if kind not in _FORMATS:
        raise PhotoError("not_a_photo", _("This is not a photo. Choose a JPEG, PNG, WebP or HEIC picture."))
    foreign = FOREIGN.search(data) or b"%PDF-" in data[:1024] or _ZIP_END in data[-_ZIP_TAIL:]
    if foreign:
        raise PhotoError("polyglot", _("This photo contains something that is not a picture. Take or choose another."))
    return kind


def _too_many_pixels() -> PhotoError:
    return PhotoError("too_many_pixels", _("This picture has too many pixels. Choose a smaller one."))


def _open(data: bytes, kind: str) -> Image.Image:
    """Return the picture, opened but not yet decoded, once its header is known to be harmless."""
    formats = [name for name in _FORMATS[kind] if name != "MPO"]
    with Image.open(io.BytesIO(data), formats=formats) as probe:
        width, height = probe.size
        if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
            raise _too_many_pixels()
        if probe.format in {"PNG", "WEBP"} and getattr(probe, "n_frames", 1) > 1:
            raise PhotoError("animated", _("Moving pictures cannot be taken. Choose a photo."))
        probe.verify()
    source = Image.open(io.BytesIO(data), formats=formats)
    source.draft("RGB", (LONG_EDGE, LONG_EDGE))  # JPEG only: decode at half or quarter size where that is enough
    source.load()
    return source


def _upright_srgb(source: Image.Image) -> Image.Image:
    """Return the pixels alone, turned as the camera was held, in sRGB, on white where they were transparent."""
    profile = source.info.get("icc_profile")
    source.thumbnail((LONG_EDGE, LONG_EDGE), Image.Resampling.LANCZOS)  # first: turning makes a copy
    picture = ImageOps.exif_transpose(source)
    if profile and picture.mode in {"RGB", "CMYK", "L"}:
        picture = _to_srgb(picture, profile)
    if picture.mode.startswith("I"):
        picture = picture.point(lambda value: value / 256).convert("L")
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture)
    picture = picture.convert("RGB")
    # A copy carries the source's notes along; pixels through bytes carry nothing.
    return Image.frombytes("RGB", picture.size, picture.tobytes())


def _to_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """Convert colours by the embedded profile; a broken profile is dropped, for it concerns colours only."""
    try:
        converted = ImageCms.profileToProfile(
            picture, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError):
        return picture
    return converted or picture


def encode(picture: Image.Image, edge: int) -> bytes:
    """Return the picture as JPEG, at most `edge` pixels long, proven to hold nothing but the picture."""
    copy = picture.copy()
    copy.thumbnail((edge, edge), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    copy.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    jpeg = out.getvalue()
    if not holds_only_picture(jpeg):
        raise PhotoError("not_clean", _("This photo could not be freed of hidden data. Take or choose another."))
    return jpeg


def holds_only_picture(jpeg: bytes) -> bool:
    """Tell whether a JPEG file has no segment that could carry metadata, and nothing after its end."""
    position = 2
    while position + 4 <= len(jpeg):
        marker = jpeg[position + 1]
        if jpeg[position] != 0xFF:
            return False
        if marker == 0xD9:
            break
        length = int.from_bytes(jpeg[position + 2 : position + 4], "big")
        if marker == 0xDA:
            position = _after_scan(jpeg, position + 2 + length)
        elif marker in _PICTURE_SEGMENTS:
            position += 2 + length
        else:
            return False
    return jpeg[:2] == b"\xff\xd8" and jpeg[position:] == b"\xff\xd9"


def _after_scan(jpeg: bytes, position: int) -> int:
    """Return where the next marker stands after compressed data (there FF 00 is a byte, FF D0…D7 a restart)."""
    while (position := jpeg.find(b"\xff", position)) != -1 and position + 1 < len(jpeg):
        following = jpeg[position + 1]
        if following != 0x00 and not 0xD0 <= following <= 0xD7:
            return position
        position += 2
    return len(jpeg)
