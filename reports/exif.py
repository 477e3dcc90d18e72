"""Where and when a photo was taken, as the camera wrote it: read for staff before everything is stripped."""

import datetime as dt
import math
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from PIL import ExifTags, Image


@dataclass(frozen=True, slots=True)
class Taken:
    """What a camera noted: when, and where as (lon, lat) in degrees, EPSG:4326. None where it noted nothing sound."""

    at: dt.datetime | None = None
    lonlat: tuple[float, float] | None = None


def read_taken(exif: Image.Exif) -> Taken:
    """Read place and time; a camera's nonsense is no reason to refuse a photo and counts as absent."""
    return Taken(_time(exif), _lonlat(exif))


def _time(exif: Image.Exif) -> dt.datetime | None:
    details = exif.get_ifd(ExifTags.IFD.Exif)
    text = details.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
    offset = details.get(ExifTags.Base.OffsetTimeOriginal) or ""
    try:
        moment = dt.datetime.strptime(f"{text}{offset}".replace("\x00", ""), "%Y:%m:%d %H:%M:%S%z")
    except ValueError:
        try:
            # Without an offset, which older cameras never note, the clock is taken for the server's zone.
            naive = dt.datetime.strptime(f"{text}".replace("\x00", ""), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007
        except ValueError:
            return None
        moment = naive.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))
    return moment if moment.year >= 1990 else None


def _lonlat(exif: Image.Exif) -> tuple[float, float] | None:
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    lat = _degrees(gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLatitudeRef), "S")
    lon = _degrees(gps.get(ExifTags.GPS.GPSLongitude), gps.get(ExifTags.GPS.GPSLongitudeRef), "W")
    if lat is None or lon is None or not (abs(lat) <= 90 and abs(lon) <= 180) or (lat, lon) == (0, 0):
        return None
    return lon, lat


def _degrees(parts: Any, hemisphere: Any, negative: str) -> float | None:
    try:
        degrees, minutes, seconds = (float(part) for part in parts)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    value = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(value):
        return None
    return -value if str(hemisphere).strip("\x00 ").upper() == negative else value
