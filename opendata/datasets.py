"""Which datasets there are."""

from typing import Any, Final

from django.db.models import CharField, F, Func, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from boundaries.models import Edition
from maps.layers.ask import Sql
from maps.layers.layer import Column
from maps.layers.zooms import WHOLE_ZOOM
from maps.ogc.tables import PublishedArea, PublishedHotspot, PublishedReport, areas, hotspots, reports
from maps.ogc.types import PROVINCES_ZOOM
from opendata.dataset import Dataset, Field, Privacy, fields_of
from opendata.figures import figures, measures
from reports.models import Category

WITHDRAWN_WITHIN_DAYS: Final = 3
"""UU 27/2022: processing ends within three days after who it is about withdrew."""
_AREA_FIELDS: Final = fields_of(
    PublishedArea,
    {
        "n": Privacy.COUNTED,
        "incidents": Privacy.COUNTED,
        "per_1000_km2": Privacy.WITHHELD,
        "per_100000": Privacy.WITHHELD,
    },
    without=("key",),
)
_FIGURES: Final = (
    ("n", "integer", _("number of cases")),
    ("hits", "integer", _("how many of them it is true of")),
    ("value", "number", _("value, in the unit")),
    ("low", "number", _("interval of 95 percent, lower limit")),
    ("high", "number", _("interval of 95 percent, upper limit")),
    ("band", "text", _("class of an index")),
    ("provisional", "boolean", _("provisional")),
)
_NOT_COUNTED: Final = _("Reports at sea, and those of which nobody knows in which area they lie.")


def _rows(rows: QuerySet[Any], *names: str, **renamed: Any) -> Sql:
    """Return the SQL of columns of a queryset."""
    text, values = rows.order_by().values(*names, **renamed).query.sql_with_params()
    return Sql(text, list(values))


def _categories() -> Sql:
    return _rows(
        Category.objects.all(), "code", "name_id", "name_en", "confidential", "coarse_place", "active",
        theme_code=F("theme_id"), theme_name_id=F("theme__name_id"), theme_name_en=F("theme__name_en"),
        urgency_code=F("urgency"),
    )  # fmt: skip


def _agencies() -> Sql:
    return _rows(
        Agency.objects.all(), "code", "name", "name_en", "tier", "valid_from", "valid_to", "phone", "address",
        "website", "placeholder", kind_code=F("kind_id"), part_of=F("parent__code"), areas=_joined("area_codes"),
        overlays=_joined("overlay_keys"),
    )  # fmt: skip


def _joined(name: str) -> Func:
    """Return a list as one text, its parts separated by spaces."""
    return Func(F(name), Value(" "), function="array_to_string", output_field=CharField())


def _areas(zoom: int) -> Sql:
    return areas(zoom, Edition.objects.in_force().defer("note", "findings"))


def _fields(*columns: tuple[str, str, Any]) -> tuple[Field, ...]:
    return tuple(Field(Column(*column)) for column in columns)


DATASETS: Final = {
    dataset.name: dataset
    for dataset in (
        Dataset(
            "laporan",
            _("Public reports"),
            _("Each report that everybody may know of, with category, state, day and public place."),
            _(
                "What people wrote, photos, who reported, and reports that are confidential, held back or archived. "
                "How urgent a single case was found is not told either."
            ),
            fields_of(
                PublishedReport,
                {
                    "received": Privacy.SHORTENED,
                    "lon": Privacy.COARSENED,
                    "lat": Privacy.COARSENED,
                },
            ),
            reports,
            "Point",
            most_days=WITHDRAWN_WITHIN_DAYS,
            keywords=("pengaduan", "lingkungan hidup", "complaints", "environment"),
        ),
        Dataset(
            "provinsi",
            _("Provinces"),
            _("Outlines of the boundaries in force, with counts of public reports and rates."),
            _NOT_COUNTED,
            _AREA_FIELDS,
            lambda: _areas(PROVINCES_ZOOM),
            "MultiPolygon",
            keywords=("batas wilayah", "provinsi", "boundaries"),
        ),
        Dataset(
            "kabupaten",
            _("Regencies and cities"),
            _("Outlines of the boundaries in force, with counts of public reports and rates."),
            _NOT_COUNTED,
            _AREA_FIELDS,
            lambda: _areas(WHOLE_ZOOM),
            "MultiPolygon",
            keywords=("batas wilayah", "kabupaten", "kota", "boundaries"),
        ),
        Dataset(
            "titik-rawan",
            _("Hotspots"),
            _("Places where incidents gather, as outlines, with how many there are and since when."),
            _("Incidents whose exact place is not public: they are in no outline, and in no count of one."),
            fields_of(
                PublishedHotspot, {"n": Privacy.OUTLINED, "first_on": Privacy.OUTLINED, "last_on": Privacy.OUTLINED}
            ),
            hotspots,
            "Polygon",
            most_days=WITHDRAWN_WITHIN_DAYS,
            keywords=("titik rawan", "hotspots"),
        ),
        Dataset(
            "rapor",
            _("Scorecards"),
            _(
                "How well cases are handled, as of the last end of a month: each measure of the nation, of provinces "
                "and regencies, for several periods, with its number of cases and its interval of 95 percent."
            ),
            _(
                "Figures of agencies, and where there is no case. What the page of a case does not tell is measured "
                "from ten cases on. All is of the cases that anybody may open; figures of all cases are for staff."
            ),
            (
                *_fields(
                    ("level", "text", _("level")),
                    ("code", "text", _("code; empty of the nation, and of cases at sea or in no area")),
                    ("window", "text", _("period: month, quarter, half year, calendar year, last twelve months")),
                    ("category", "text", _("category; empty of all together")),
                    ("measure", "text", _("measure: see the dataset of measures")),
                    ("name", "text", _("name of the area")),
                    ("since", "date", _("first day of the period")),
                    ("until", "date", _("last day of the period, and last day whose deeds count")),
                    ("unit", "text", _("unit")),
                    ("direction", "text", _("which way is better")),
                ),
                *(Field(Column(*column), Privacy.FROM_MANY) for column in _FIGURES),
                *_fields(("edition", "text", _("boundaries"))),
            ),
            figures,
            ordered_by=5,
            keywords=("rapor", "kinerja", "tindak lanjut", "scorecards", "performance"),
        ),
        Dataset(
            "ukuran",
            _("Measures"),
            _("What each measure of the scorecards means: formula, unit, cases, direction, source and caveat."),
            _("Nothing: this is the whole list."),
            _fields(
                ("name", "text", _("name")),
                ("label_id", "text", _("label (Indonesian)")),
                ("label_en", "text", _("label (English)")),
                ("formula_id", "text", _("formula (Indonesian)")),
                ("formula_en", "text", _("formula (English)")),
                ("unit", "text", _("unit")),
                ("cohort", "text", _("cases that it is about")),
                ("cohort_id", "text", _("cases that it is about (Indonesian)")),
                ("cohort_en", "text", _("cases that it is about (English)")),
                ("direction", "text", _("which way is better")),
                ("source", "text", _("source")),
                ("caveat_id", "text", _("caveat (Indonesian)")),
                ("caveat_en", "text", _("caveat (English)")),
            ),
            measures,
            keywords=("ukuran", "indikator", "measures", "indicators"),
        ),
        Dataset(
            "kategori",
            _("Categories"),
            _("What can be reported: categories by theme, and how each is treated."),
            _("Nothing: this is the whole list."),
            _fields(
                ("code", "text", _("code")),
                ("name_id", "text", _("name (Indonesian)")),
                ("name_en", "text", _("name (English)")),
                ("theme_code", "text", _("theme")),
                ("theme_name_id", "text", _("name of the theme (Indonesian)")),
                ("theme_name_en", "text", _("name of the theme (English)")),
                ("urgency_code", "text", _("urgency")),
                ("confidential", "boolean", _("confidential by default")),
                ("coarse_place", "boolean", _("public place is a cell")),
                ("active", "boolean", _("in use")),
            ),
            _categories,
            keywords=("kategori", "categories"),
        ),
        Dataset(
            "instansi",
            _("Agencies"),
            _("Who is responsible where: institutions, the areas they serve, and since when."),
            _("E-mail addresses and people who work there."),
            _fields(
                ("code", "text", _("code")),
                ("name", "text", _("name")),
                ("name_en", "text", _("name (English)")),
                ("kind_code", "text", _("kind")),
                ("tier", "text", _("level")),
                ("part_of", "text", _("part of")),
                ("areas", "text", _("areas served")),
                ("overlays", "text", _("overlays served")),
                ("valid_from", "date", _("valid from")),
                ("valid_to", "date", _("valid to")),
                ("phone", "text", _("telephone")),
                ("address", "text", _("address")),
                ("website", "text", _("website")),
                ("placeholder", "boolean", _("generated")),
            ),
            _agencies,
            keywords=("instansi", "kewenangan", "agencies"),
        ),
    )
}
"""By name, in the order of the catalogue. Whoever adds one says of each field what was done for privacy."""
