"""Names that a map of Indonesia needs and that no edition holds: seas, straits, great islands.

Positions are where a label reads well (lon, lat in degrees), chosen by eye; they claim no border.
"""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Name(NamedTuple):
    """A label with the zooms (first, last) between which it is worth its room."""

    text: object
    kind: str
    lon: float
    lat: float
    first_zoom: int
    last_zoom: int


NAMES = (
    Name(pgettext_lazy("island", "Sumatra"), "island", 101.6, -0.4, 4, 4),
    Name(pgettext_lazy("island", "Java"), "island", 109.9, -7.25, 4, 4),
    Name(pgettext_lazy("island", "Kalimantan"), "island", 113.6, -0.9, 4, 4),
    Name(pgettext_lazy("island", "Sulawesi"), "island", 120.6, -2.2, 4, 4),
    Name(pgettext_lazy("island", "Papua"), "island", 137.4, -4.0, 4, 4),
    Name(_("Indian Ocean"), "sea", 101.5, -8.6, 3, 7),
    Name(_("Pacific Ocean"), "sea", 136.5, 3.6, 3, 7),
    Name(_("Java Sea"), "sea", 110.8, -5.0, 4, 8),
    Name(_("Banda Sea"), "sea", 127.0, -5.6, 4, 8),
    Name(_("Arafura Sea"), "sea", 135.4, -8.9, 4, 8),
    Name(_("Flores Sea"), "sea", 120.6, -7.4, 5, 8),
    Name(_("Celebes Sea"), "sea", 121.6, 3.1, 4, 8),
    Name(_("Molucca Sea"), "sea", 125.8, 0.3, 5, 8),
    Name(_("Seram Sea"), "sea", 129.2, -2.4, 5, 8),
    Name(_("Savu Sea"), "sea", 122.3, -9.4, 5, 8),
    Name(_("Timor Sea"), "sea", 127.0, -10.6, 4, 8),
    Name(_("Bali Sea"), "sea", 115.6, -7.7, 6, 9),
    Name(_("North Natuna Sea"), "sea", 108.2, 5.0, 4, 8),
    Name(_("Natuna Sea"), "sea", 107.2, 1.6, 5, 8),
    Name(_("Strait of Malacca"), "sea", 99.2, 4.1, 5, 8),
    Name(_("Makassar Strait"), "sea", 118.3, -1.6, 5, 8),
    Name(_("Karimata Strait"), "sea", 108.6, -1.9, 6, 9),
    Name(_("Sunda Strait"), "sea", 105.4, -6.1, 7, 10),
    Name(_("Malaysia"), "country", 114.2, 3.2, 5, 7),
    Name(_("Malaysia"), "country", 102.3, 4.2, 5, 7),
    Name(_("Papua New Guinea"), "country", 142.9, -5.8, 5, 7),
    Name(_("Timor-Leste"), "country", 125.9, -8.82, 6, 9),
    Name(_("Australia"), "country", 132.6, -13.6, 5, 7),
    Name(_("Singapore"), "country", 103.82, 1.36, 8, 11),
    Name(_("Philippines"), "country", 125.2, 7.6, 5, 7),
    Name(_("Brunei"), "country", 114.6, 4.55, 7, 9),
)
