"""The layers that can be chosen: what each is called, which question it answers, and how it is made."""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maps.classes.breaks import AREA, HEXAGON, PER_KM2, PER_PEOPLE


@dataclass(frozen=True, slots=True)
class Layer:
    """One way to look at the reports.

    `name` stands in the address of the page, `tiles` is the layer of maps.layers whose tiles are drawn ("" where none
    are). `measure` is what is classed (maps.classes.breaks), "" where classes are no ranges. `group` is the heading it
    stands under where layers are chosen.
    """

    name: str
    title: Any
    group: Any
    question: Any
    method: Any
    tiles: str = ""
    measure: str = ""

    @property
    def monthly(self) -> bool:
        """Whether a slider leads through its months: counts do, but a rate or a statistic of one month says nothing."""
        return self.measure in {HEXAGON, AREA}

    @property
    def still(self) -> str:
        """The layer of maps.pictures that stands in where no script draws a map."""
        return "heksagon" if self.name in {"panas", "kelompok"} else self.name

    @property
    def by_area(self) -> bool:
        """Whether it counts by district and city."""
        return self.tiles == "wilayah"


_COUNTED = pgettext_lazy("group of layers", "Reports")
_AREAS = pgettext_lazy("group of layers", "Districts and cities")
_JUDGED = pgettext_lazy("group of layers", "What stands out")

_ALL: Final = (
    Layer(
        "panas",
        _("Heat"),
        _COUNTED,
        _("Where do reports lie close together?"),
        _(
            "Each hexagon glows by the square root of its reports, so that a city does not outshine a village. "
            "It shows where to look closer; it is no measurement."
        ),
    ),
    Layer(
        "kelompok",
        _("Clusters"),
        _COUNTED,
        _("How many reports lie where?"),
        _("Reports near each other on the screen are one circle with their number; they part as you zoom in."),
        tiles="kelompok",
    ),
    Layer(
        "heksagon",
        _("Hexagons"),
        _COUNTED,
        _("How many reports lie in areas of equal size?"),
        _(
            "Reports are counted in hexagons of equal size (H3), which get smaller as you zoom in. What is sensitive "
            "is counted in a hexagon some 17 km wide, never in a smaller one."
        ),
        tiles="heksagon",
        measure=HEXAGON,
    ),
    Layer(
        "wilayah",
        pgettext_lazy("layer", "Number"),
        _AREAS,
        _("How many reports does each district have?"),
        _("Reports are counted in the district or city where they lie. Large and populous districts have more of all."),
        tiles="wilayah",
        measure=AREA,
    ),
    Layer(
        "wilayah-luas",
        _("Per 1,000 km²"),
        _AREAS,
        _("How many reports are there for every 1,000 km²?"),
        _("The number of reports is divided by the area of the district, in thousands of square kilometres."),
        tiles="wilayah",
        measure=PER_KM2,
    ),
    Layer(
        "wilayah-penduduk",
        _("Per 100,000 people"),
        _AREAS,
        _("How many reports are there for every 100,000 people?"),
        _(
            "The number of reports is divided by the people of the district, in hundred thousands. Where nobody knows "
            "how many they are there is no rate."
        ),
        tiles="wilayah",
        measure=PER_PEOPLE,
    ),
    Layer(
        "signifikansi",
        _("Real or chance?"),
        _JUDGED,
        _("Where are there more reports than chance would bring?"),
        _(
            "Getis-Ord Gi* compares each hexagon and its neighbours with all others; reports of the same incident "
            "count once. How sure it is allows for the thousands of hexagons looked at (Benjamini–Hochberg)."
        ),
        tiles="signifikansi",
    ),
    Layer(
        "bagian",
        _("Large part?"),
        _JUDGED,
        _("Where is this a larger part of all that is reported than chance would make it?"),
        _(
            "Of each hexagon Getis-Ord Gi* judges which part of all its incidents is of the theme or category chosen. "
            "That takes out how many people report at all."
        ),
        tiles="bagian",
    ),
    Layer(
        "pola",
        _("Emerging or fading"),
        _JUDGED,
        _("Where does it grow, stay or fade?"),
        _(
            "Gi* is worked out month by month, and the Mann–Kendall test says whether a hexagon gets hotter. The eight "
            "patterns are those of emerging hot spot analysis."
        ),
        tiles="pola",
    ),
    Layer(
        "kepadatan",
        _("Density"),
        _JUDGED,
        _("How dense are incidents, smoothed over the land?"),
        _("A kernel spreads each incident over its surroundings; how far is chosen by rule and told below."),
        tiles="kepadatan",
    ),
    Layer(
        "titik-rawan",
        _("Hotspots"),
        _JUDGED,
        _("Which places should somebody act on?"),
        _(
            "Incidents that lie much closer together than around them are one hotspot (HDBSCAN). Each has a page, can "
            "be taken up by an agency and is followed until it cools."
        ),
        tiles="titik-rawan",
    ),
)
LAYERS: Final = {layer.name: layer for layer in _ALL}
WIDTHS_KM: Final = {3: 120, 4: 45, 5: 17, 6: 6, 7: 2.5}
"""How wide the hexagons of a level are, about."""

FIRST: Final = "heksagon"
"""What is shown to whoever asks for no layer: counts that add up, in pieces of equal size."""
