"""Coordinates as people type and paste them: decimal or in degrees and minutes, from a map's link or a GPS."""

import re

_NUMBER = r"[-+−]?\d+(?:[.,]\d+)?"
_LINK = re.compile(r"(?:[@=:/]|%3D)\s*(-?\d+\.\d+)\s*(?:,|%2C)\s*(-?\d+\.\d+)", re.IGNORECASE)
_DECIMAL_COMMA = re.compile(r"^([-+−]?\d+,\d+)\s*[;,\s]\s*([-+−]?\d+,\d+)$")
_PLAIN = re.compile(rf"^({_NUMBER})\s*[;,\s]\s*({_NUMBER})$")
_SIDE = "LU|LS|BT|BB|N|S|E|W"
_DEGREES = (
    rf"(?P<degrees>{_NUMBER})\s*[°º]?\s*"
    r"(?:(?P<minutes>\d+(?:[.,]\d+)?)\s*['′’]\s*)?(?:(?P<seconds>\d+(?:[.,]\d+)?)\s*(?:\"|″|”|'')\s*)?"  # noqa: RUF001
)
_SIDE_FIRST = re.compile(rf"(?P<side>{_SIDE})\s*{_DEGREES}")
_SIDE_LAST = re.compile(rf"{_DEGREES}(?P<side>{_SIDE})")
_LATITUDES = {"LU": 1, "N": 1, "LS": -1, "S": -1}
_LONGITUDES = {"BT": 1, "E": 1, "BB": -1, "W": -1}


class CoordinatesError(ValueError):
    """A text that is no pair of coordinates, or one whose order is plainly wrong (`swapped`)."""

    def __init__(self, *, swapped: tuple[float, float] | None = None) -> None:
        super().__init__("swapped" if swapped else "unreadable")
        self.swapped = swapped


def parse_coordinates(text: str) -> tuple[float, float]:
    """Return (lon, lat) in degrees from a text with latitude first, as maps and telephones write it.

    Understands "-7.80, 110.36", "-7,80 110,36", "7.8 LS 110.36 BT", 7°48'04"S 110°21'52"E, and links of maps.

    Raises
    ------
    CoordinatesError
        Unreadable, or longitude first: 95 to 142 is no latitude. `swapped` is then (lat, lon) as probably meant.
    """
    text = text.strip()
    pair = _LINK.search(text) or _DECIMAL_COMMA.match(text) or _PLAIN.match(text)
    lat, lon = (_number(part) for part in pair.groups()) if pair else _angles(text.upper())
    if abs(lat) > 90 and abs(lon) <= 90:
        raise CoordinatesError(swapped=(lon, lat))
    return lon, lat


def _angles(text: str) -> tuple[float, float]:
    pattern = _SIDE_FIRST if text[:1].isalpha() else _SIDE_LAST
    found = [(_angle(match), match["side"]) for match in pattern.finditer(text)]
    lats = [value * _LATITUDES[side] for value, side in found if side in _LATITUDES]
    lons = [value * _LONGITUDES[side] for value, side in found if side in _LONGITUDES]
    if len(lats) != 1 or len(lons) != 1:
        raise CoordinatesError
    return lats[0], lons[0]


def _angle(match: re.Match[str]) -> float:
    degrees, minutes, seconds = (_number(match[part] or "0") for part in ("degrees", "minutes", "seconds"))
    return abs(degrees) + minutes / 60 + seconds / 3600


def _number(text: str) -> float:
    return float(text.replace(",", ".").replace("−", "-"))
