"""What is published: reports, areas and hotspots, as the public's maps show them, under the names of their layers."""

from collections.abc import Iterable
from typing import Final

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import Case, F, FloatField, Func, IntegerField, Q, When
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from boundaries.models import Edition
from maps.layers.areas import AREAS
from maps.layers.ask import Ask, Sql
from maps.layers.audience import Geometry
from maps.layers.outlines import OUTLINES
from maps.ogc.rows import Published
from maps.selection import Selection
from reports.models import Report

# Put together of names of our own: every value is a parameter
_REPORTS: Final = """
SELECT number, incidents, theme, category_id AS category, state, received, province_code AS province,
    regency_code AS regency, round(lon::numeric, 6)::float8 AS lon, round(lat::numeric, 6)::float8 AS lat, coarse,
    %s || number || '/' AS url, place AS geometry
FROM ({reports}) report
"""
_AREAS: Final = """
SELECT %s || '-' || replace(code, '.', '') AS key, %s AS edition, %s::date AS valid_from, %s::date AS valid_to, area.*
FROM ({areas}) area WHERE geometry IS NOT NULL
"""
_NO_AREAS: Final = """
SELECT '' AS key, '' AS edition, NULL::date AS valid_from, NULL::date AS valid_to, '' AS code, '' AS name, '' AS parent,
    0 AS n, 0 AS incidents, 0::float8 AS area_km2, 0 AS population, NULL::date AS population_on,
    0::float8 AS per_1000_km2, 0::float8 AS per_100000, NULL::geometry AS geometry
WHERE false
"""
_HOTSPOTS: Final = """
SELECT number, name, n, theme, category, first_on, last_on, standing, campaign, %s || url AS url, geometry
FROM ({hotspots}) hotspot WHERE geometry IS NOT NULL
"""


class PublishedReport(Published):
    """A public report at its public place."""

    number = models.CharField(_("number"), max_length=12, primary_key=True)
    incidents = models.IntegerField(_("1, or 0 where it was joined to another report"))
    theme = models.CharField(_("theme"), max_length=4)
    category = models.CharField(_("category"), max_length=4)
    state = models.CharField(_("state"), max_length=20)
    received = models.DateField(_("received"))
    province = models.CharField(_("code of the province"), max_length=13, null=True)
    regency = models.CharField(_("code of the regency or city"), max_length=13, null=True)
    lon = models.FloatField(_("longitude"))
    lat = models.FloatField(_("latitude"))
    coarse = models.BooleanField(_("coarse place: the middle of a hexagon of 250 km²"))
    url = models.CharField(_("page"), max_length=200)
    geometry = models.PointField(srid=4326)


class PublishedArea(Published):
    """An area of an edition of boundaries, with what was reported in it."""

    key = models.CharField(max_length=30, primary_key=True)
    code = models.CharField(_("code"), max_length=13)
    name = models.CharField(_("name"), max_length=100)
    parent = models.CharField(_("part of"), max_length=100, null=True)
    edition = models.CharField(_("boundaries"), max_length=120)
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(_("in force until"), null=True)
    n = models.IntegerField(_("reports"))
    incidents = models.IntegerField(_("incidents"))
    area_km2 = models.FloatField(_("area (km²)"))
    population = models.IntegerField(_("population"), null=True)
    population_on = models.DateField(_("population as of"), null=True)
    per_1000_km2 = models.FloatField(_("reports per 1,000 km²"), null=True)
    per_100000 = models.FloatField(_("reports per 100,000 people"), null=True)
    geometry = models.MultiPolygonField(srid=4326)


class PublishedHotspot(Published):
    """A hotspot within the outline that the public may see."""

    number = models.IntegerField(_("number"), primary_key=True)
    name = models.CharField(_("name"), max_length=300)
    n = models.IntegerField(_("incidents"))
    theme = models.CharField(_("theme"), max_length=4)
    category = models.CharField(_("category"), max_length=4)
    first_on = models.DateField(_("first report"))
    last_on = models.DateField(_("latest report"))
    standing = models.CharField(_("standing"), max_length=10)
    campaign = models.BooleanField(_("few reporters in short time"))
    url = models.CharField(_("page"), max_length=200)
    geometry = models.PolygonField(srid=4326)


def reports() -> Sql:
    """Return the public reports that have a place, at the public one: of coarse ones, the middle of a cell."""
    seen = Report.objects.public().filter(public_point__isnull=False).order_by()
    rows = seen.annotate(
        incidents=Case(When(merged_into=None, then=1), default=0, output_field=IntegerField()),
        theme=F("category__theme"),
        received=TruncDate("received_at", tzinfo=timezone.get_default_timezone()),
        province_code=F("province__code"),
        regency_code=F("regency__code"),
        lon=Func("public_point", function="ST_X", output_field=FloatField()),
        lat=Func("public_point", function="ST_Y", output_field=FloatField()),
        coarse=Q(public_cell_m__isnull=False),
        place=Geometry("public_point"),
    ).values(
        "number", "category_id", "state", "incidents", "theme", "received", "province_code", "regency_code", "lon",
        "lat", "coarse", "place",
    )  # fmt: skip
    text, values = rows.query.sql_with_params()
    return Sql(_REPORTS.format(reports=text), [_pages("reports:detail"), *values])


def areas(zoom: int, editions: Iterable[Edition]) -> Sql:
    """Return the areas of editions that the layer of areas shows at a zoom, with all that it counts in them.

    What lies in none of them has no outline, and is left to the layer's files.
    """
    texts, values = [], []
    for edition in editions:
        counted = AREAS.source(Ask(Selection(edition=edition, named=True), zoom=zoom))
        texts.append(_AREAS.format(areas=counted.text))
        values += [edition.pk, edition.name, edition.valid_from, edition.valid_to, *counted.values]
    return Sql(" UNION ALL ".join(texts) or _NO_AREAS, values)


def hotspots() -> Sql:
    """Return the hotspots of which the public sees enough."""
    seen = OUTLINES.source(Ask(Selection(edition=Edition.objects.in_force().first())))
    return Sql(_HOTSPOTS.format(hotspots=seen.text), [settings.SITE_URL, *seen.values])


def _pages(name: str) -> str:
    """Return the address under which pages of a name stand."""
    return settings.SITE_URL + reverse(name, args=["-"]).removesuffix("-/")
