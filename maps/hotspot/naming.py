"""What a hotspot's place is called, from what is known: areas, and the gazetteer's points. Nothing is made up.

"Sungai …" and "Kec. …" are said only where the data says so: a basin that holds the place is named as a basin, not as
the river; a district is named where its polygon holds the place, or where a village known by its point lies there.
"""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Final

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import MultiPoint, Point
from django.contrib.gis.measure import D
from django.utils import timezone

from boundaries.models import Area, Edition, Locality, Overlay
from boundaries.models.areas import Level
from reports.models import Report

NEAR_KM: Final = 3.0
"""Up to here a hotspot is near a place; farther away the distance is told."""
FAR_KM: Final = 15.0
"""A place farther away than this says nothing of where a hotspot is."""
_DEGREES: Final = FAR_KM / 110.0
# A village says more than a town, and both more than the district or island they lie in.
_KINDS: Final = (Locality.LocalityKind.VILLAGE, Locality.LocalityKind.TOWN, Locality.LocalityKind.DISTRICT)
SAME_VILLAGE_KM: Final = 2.0
"""Within this way of a village's published point the place is taken to be in its district."""


@dataclass(frozen=True, slots=True)
class Name:
    """The parts of a name, as the columns of a Hotspot have them; empty where nothing is known."""

    near: str = ""
    near_km: int = 0
    district: str = ""
    in_basin: str = ""
    at_sea: bool = False
    regency_code: str = ""
    regency: str = ""
    province_code: str = ""
    province: str = ""

    def columns(self) -> dict[str, object]:
        """Return the values by column."""
        return asdict(self)


def name_of(members: list[int], fewest: int) -> Name:
    """Return the name of the place of some reports (primary keys).

    More than regency and province is told only from at least `fewest` reports that are public with their exact place.
    """
    rows = Report.objects.filter(pk__in=members)
    areas = Counter(
        rows.values_list("regency__code", "regency__name", "province__code", "province__name", "setting").order_by()
    )
    if not areas:
        return Name()
    # Of equals the lower code, so that a name does not change from run to run
    (code, regency, province_code, province, setting), _n = min(
        areas.items(), key=lambda item: (-item[1], str(item[0]))
    )
    wide = {
        "regency_code": code or "",
        "regency": regency or "",
        "province_code": province_code or "",
        "province": province or "",
        "at_sea": setting.startswith("sea"),
    }
    public = rows.public().filter(public_cell_m=None, public_point__isnull=False)
    points = [point for point in public.values_list("public_point", flat=True) if point]
    if len(points) < fewest or wide["at_sea"]:
        return Name(**wide)
    middle = MultiPoint(*points, srid=4326).centroid
    near = _nearest(middle)
    return Name(
        near=near.name if near else "",
        near_km=round(near.far.km) if near and near.far.km > NEAR_KM else 0,  # type: ignore[attr-defined]
        district=_district(middle, near),
        in_basin=_basin(middle),
        **wide,
    )


def _nearest(point: Point) -> Locality | None:
    """Return the nearest place with a name of its own."""
    around = Locality.objects.filter(kind__in=_KINDS, point__dwithin=(point, _DEGREES))
    return around.annotate(far=Distance("point", point)).filter(far__lte=D(km=FAR_KM)).order_by("far", "pk").first()


def _district(point: Point, near: Locality | None) -> str:
    districts = Area.objects.filter(edition__in=Edition.objects.in_force(), level=Level.DISTRICT)
    if held := districts.filter(geometry__covers=point).values_list("name", flat=True).first():
        return held
    if near is None or near.kind != Locality.LocalityKind.VILLAGE or near.far.km > SAME_VILLAGE_KM:  # type: ignore[attr-defined]
        return ""
    return near.parent_name


def _basin(point: Point) -> str:
    basins = Overlay.objects.in_force(timezone.localdate()).filter(kind=Overlay.Kind.RIVER_BASIN)
    return basins.filter(geometry__covers=point).order_by("pk").values_list("name", flat=True).first() or ""
