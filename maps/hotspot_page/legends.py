"""The legend of a layer: its classes, for each size of hexagons and for single months their own."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from maps.classes.breaks import DENSITY, HEXAGON, MONTH, YEAR, scheme
from maps.classes.judged import confidence_classes, pattern_classes
from maps.classes.scheme import MapClass, Scheme, number
from maps.hotspot_page.judged import GATHERING
from maps.hotspot_page.layers import WIDTHS_KM, Layer
from maps.layers.zooms import WHOLE_ZOOM, hexagon_level
from maps.models import Run
from maps.models.bins import LEVELS


@dataclass(frozen=True, slots=True)
class Part:
    """Classes that hold together: those of hexagons of a level (0: of areas), of the whole period or of one month."""

    title: str
    classes: list[MapClass]
    level: int = 0
    monthly: bool = False
    shown: bool = True
    note: str = ""


def schemes(layer: Layer, window: int) -> dict[int, Scheme]:
    """Return the classes of a layer that counts in a window, by level of hexagons; under 0 those of areas."""
    if layer.measure != HEXAGON:
        return {0: scheme(layer.measure, window=window)}
    return {level: scheme(HEXAGON, level, window) for level in LEVELS}


def legend(layer: Layer, run: Run | None = None, window: int = YEAR) -> list[Part]:
    """Return the parts of a layer's legend; of those that exclude each other one is `shown` without scripts.

    The words for cold patterns are left out where the run found none.

    Parameters
    ----------
    window
        Whose classes the whole period is shown in (maps.classes.breaks); single months have their own.
    """
    if layer.name in GATHERING:
        return [Part(_("How sure it is that a hexagon is hot or cold"), confidence_classes())]
    if layer.name == "pola":
        hot = Part(_("How a hot hexagon came to be one"), pattern_classes())
        if run is None or not any(n for name, n in run.summary.items() if name.startswith("cold_")):
            return [hot]
        return [hot, Part(_("How a cold hexagon came to be one"), pattern_classes(cold=True))]
    if layer.name == "kepadatan":
        classes = [one for one in scheme(DENSITY).classes() if one.name not in {"none", "few", "unknown"}]
        return [Part(_("Incidents per 1,000 km² and year"), classes, note=_("Less than the first class is not drawn."))]
    if not layer.measure:
        return []
    found: list[Part] = []
    first = {0, hexagon_level(WHOLE_ZOOM)}
    for monthly in (False, True) if layer.monthly else (False,):
        for level, scale in schemes(layer, MONTH if monthly else window).items():
            shown = not monthly and level in first
            title = _unit(layer, level, monthly)
            found.append(Part(title, scale.classes(), level, monthly, shown, scale.reference))
    return found


def _unit(layer: Layer, level: int, monthly: bool) -> str:
    if level:
        words = _("Reports in one month, in a hexagon some %(km)s km wide")
        return (words if monthly else _("Reports in a hexagon some %(km)s km wide")) % {"km": number(WIDTHS_KM[level])}
    if layer.measure == "per_1000_km2":
        return _("Reports per 1,000 km² of the district")
    if layer.measure == "per_100000":
        return _("Reports per 100,000 people of the district")
    return _("Reports in one month, in the district") if monthly else _("Reports in the district")
