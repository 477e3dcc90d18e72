"""Find photos that look like one another, whatever was done to the file: by a perceptual hash of 64 bits.

Photos that show the same differ in a few bits after being shrunk, sent through a messenger or cropped a little; two
that have nothing to do with each other differ in about 32. To find all within ALIKE bits among millions, the hash is
cut into four bands of 16 bits: two hashes that differ in at most 8 bits differ in at most 2 of them in one band at
least. So every band with up to two bits turned (137 values) is looked up in its own index, and what that finds is
counted bit by bit: exact, in some 30 ms among a million photos, where a walk over all takes 200. Every photo is looked
at, not only those of one agency: who fakes a photo may take it from anybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import imagehash
from django.db import connection
from PIL import Image

from reports.models.photos import BAND_BITS, BANDS, band_sql

ALIKE = 8
"""Bits in which two pictures of the same may differ."""

# A wall, the night, a thumb on the lens: one even picture looks like every other, and proves nothing.
_LEAST_BITS = 6

_NEAR = " OR ".join(f"{band_sql(band, 'p.phash')} = ANY(%(band_{band})s::bigint[])" for band in range(BANDS))
_LIKE = f"""
    SELECT p.id, bit_count((p.phash # %(hash)s)::bit(64)) AS apart
    FROM reports_photo p JOIN reports_report r ON r.id = p.report_id
    WHERE ({_NEAR}) AND bit_count((p.phash # %(hash)s)::bit(64)) <= %(alike)s
        AND p.id <> ALL(%(not_these)s) AND r.practice = %(practice)s
    ORDER BY apart, p.id LIMIT 1
"""  # noqa: S608 - no word of anybody else's


@dataclass(frozen=True, slots=True)
class Like:
    """A photo that looks the same: its row, and the number of bits in which the hashes differ."""

    photo: int
    apart: int


def picture_hash(picture: Image.Image) -> int | None:
    """Return the perceptual hash of a picture, 64 bits as a signed number; None where the picture shows too little."""
    bits = imagehash.phash(picture).hash.flatten()
    if not _LEAST_BITS <= int(bits.sum()) <= bits.size - _LEAST_BITS:
        return None
    value = int("".join("1" if bit else "0" for bit in bits), 2)
    return value - (1 << 64) if value >> 63 else value


def bits_apart(a: int, b: int) -> int:
    """Return the number of bits in which two hashes differ."""
    return ((a ^ b) & ((1 << 64) - 1)).bit_count()


def most_alike(phash: int, *, practice: bool, not_these: Sequence[int] = ()) -> Like | None:
    """Return the stored photo that looks most like a hash, within ALIKE bits; None where there is none.

    Parameters
    ----------
    practice
        Whether to look among the photos of exercises, or among real ones.
    not_these
        Photos that do not count, as primary keys.
    """
    values: dict[str, Any] = {
        "hash": phash,
        **{f"band_{band}": _near(phash, band) for band in range(BANDS)},
        "alike": ALIKE,
        "not_these": list(not_these),
        "practice": practice,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LIKE, values)
        row = cursor.fetchone()
    return Like(*row) if row else None


def _near(phash: int, band: int) -> list[int]:
    """Return the values that a band may have: its own, and with one or two of its bits turned."""
    value = (phash >> (BAND_BITS * band)) & ((1 << BAND_BITS) - 1)
    one = [1 << bit for bit in range(BAND_BITS)]
    return [value, *(value ^ bit for bit in one), *(value ^ a ^ b for a, b in combinations(one, 2))]
