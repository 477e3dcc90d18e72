"""Counts month by month for the slider: one small answer, so that moving it asks for nothing more."""

import json
import time
from collections import defaultdict
from dataclasses import replace
from http import HTTPStatus
from typing import Final

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from boundaries.problems import problem
from maps.bins.reading import stored_grain, stored_level
from maps.hotspot_page.layers import LAYERS, Layer
from maps.layers.ask import Ask, Sql, parse_box
from maps.layers.audience import Audience
from maps.layers.counting import levels, outlines_of
from maps.layers.kept import Answer, find, keep
from maps.layers.limits import GivenUpError, time_limit
from maps.layers.own import own_areas, own_cells
from maps.layers.period import months_shown
from maps.layers.refusing import given_up_problem
from maps.layers.zooms import MAX_ZOOM, hexagon_level
from maps.models import Grain
from maps.models.bins import LEVELS
from maps.selection import MOST_MONTHS, Selection, SelectionError, first_day, month_of

BOX_FROM: Final = 6
"""From this level on only the hexagons of a box are told: there are too many of them for a telephone."""

FRESH_SECONDS: Final = 60
SECONDS: Final = 10.0

Series = dict[str, list[int]]
"""Counts by month, by the hexadecimal index of a hexagon or the code of an area."""


def months_of(ask: Ask) -> range | None:
    """Return the months that the slider leads through, as bins count them: the last sixty with reports at most.

    None where there are fewer than two.
    """
    if ask.selection.edition is None:
        return None
    first, last = months_shown(ask)
    if first is None or last is None or first >= last:
        return None
    end = month_of(last)
    return range(max(month_of(first), end - MOST_MONTHS + 1), end + 1)


@require_safe
@conditional_page
def hotspot_months(request: HttpRequest) -> HttpResponse:
    """Counts by month of a layer, /titik-rawan/bulan.json?layer=heksagon&level=4 and the filters of all layers."""
    try:
        layer, ask = _asked(request)
        answer = _answer(layer, ask)
    except SelectionError as error:
        return problem(HTTPStatus.BAD_REQUEST, str(error))
    except GivenUpError as error:
        return given_up_problem(error)
    encoding, body = answer.packed(request.headers.get("Accept-Encoding", ""))
    response = HttpResponse(body, content_type=answer.media_type)
    if encoding:
        response["Content-Encoding"] = encoding
    patch_vary_headers(response, ["Accept-Encoding", "Cookie"])
    if ask.audience.is_shared:
        patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response


def _asked(request: HttpRequest) -> tuple[Layer, Ask]:
    """Read layer, level, box and filters; raise SelectionError with what is wrong."""
    layer = LAYERS.get(request.GET.get("layer", ""))
    if layer is None or not layer.monthly:
        raise SelectionError({"layer": [_("There are no months of this layer.")]})
    ask = Ask(Selection.parse(request.GET), Audience.of(request.user))
    if layer.by_area:
        return layer, ask
    level = request.GET.get("level", "")
    if level not in {str(known) for known in LEVELS}:
        raise SelectionError(
            {"level": [_("The level is one of %(levels)s.") % {"levels": ", ".join(map(str, LEVELS))}]}
        )
    zoom = next(zoom for zoom in range(MAX_ZOOM + 1) if hexagon_level(zoom) == int(level))
    text = request.GET.get("bbox")
    if text is None and int(level) >= BOX_FROM:
        raise SelectionError({"bbox": [_("From level %(n)s on say which box is meant.") % {"n": BOX_FROM}]})
    return layer, replace(ask, zoom=zoom, box=parse_box(text, zoom) if text is not None else None)


def _answer(layer: Layer, ask: Ask) -> Answer:
    key = f"months|{layer.by_area}|{ask.zoom}|{ask.box}|{ask.selection.key}"
    if ask.audience.is_shared and (kept := find(key)):
        return kept
    began = time.monotonic()
    with time_limit(SECONDS):
        months = months_of(ask)
        series = by_month(ask, months, by_area=layer.by_area) if months else {}
        whole = replace(ask, zoom=0, box=None)
        every = series if layer.by_area or not months else by_month(whole, months, by_area=False)
    told = {
        "first": months and f"{first_day(months[0]):%Y-%m}",
        "ids": list(series),
        "counts": list(series.values()),
        "totals": [sum(counts) for counts in zip(*every.values(), strict=True)],
    }
    answer = Answer(json.dumps(told, separators=(",", ":")).encode(), "application/json")
    if ask.audience.is_shared:
        keep(key, answer, time.monotonic() - began)
    return answer


def by_month(ask: Ask, months: range, *, by_area: bool) -> Series:
    """Count the reports of a question month by month, by hexagon of its level and box, or by area."""
    series: Series = defaultdict(lambda: [0] * len(months))
    if not ask.audience.counts_own_alone(ask.selection):
        source = _areas(ask, months) if by_area else _hexagons(ask, months)
        with connection.cursor() as cursor:
            cursor.execute(source.text, source.values)
            for name, month, n in cursor.fetchall():
                series[name][month - months[0]] += n
    if ask.audience.staff:
        _add_own(series, ask, months, by_area=by_area)
    return dict(series)


def _condition(ask: Ask, months: range, grain: Grain) -> Sql:
    where, values = ask.selection.where()
    seen = "" if ask.audience.everything else " AND public"
    return Sql(f"{where} AND month BETWEEN %s AND %s{seen}", [grain, *values[1:], months[0], months[-1]])


def _areas(ask: Ask, months: range) -> Sql:
    edition = ask.selection.edition
    assert edition is not None  # noqa: S101 — months_of has seen to it
    where = _condition(ask, months, max(ask.selection.grain, Grain.MONTH))
    sql = (
        "SELECT area, month, sum(n)::int FROM maps_areabin "  # noqa: S608
        f"WHERE {where.text} AND edition_id = %s AND length(area) = 5 GROUP BY area, month"
    )
    return Sql(sql, [*where.values, edition.pk])


def _hexagons(ask: Ask, months: range) -> Sql:
    stored = stored_level(ask.selection, ask.level)
    where = _condition(ask, months, max(stored_grain(ask.selection, stored), Grain.MONTH))
    cell = "cell" if stored == ask.level else f"maps_cell_parent(cell, {int(ask.level)})"
    sql = (
        f"SELECT {cell} AS cell, month, sum(n)::int AS n FROM maps_bin "  # noqa: S608
        f"WHERE {where.text} AND level = %s AND cell <> 0 GROUP BY 1, 2"
    )
    values = [*where.values, stored]
    if ask.box is None:
        return Sql(f"SELECT to_hex(cell), month, n FROM ({sql}) counted", values)  # noqa: S608
    outlines = outlines_of(ask.box, levels(ask.level))
    boxed = f"SELECT to_hex(c.cell), c.month, c.n FROM ({sql}) c JOIN ({outlines.text}) o ON o.cell = c.cell"  # noqa: S608
    return Sql(boxed, [*values, *outlines.values])


def _add_own(series: Series, ask: Ask, months: range, *, by_area: bool) -> None:
    """Add what staff count one by one; where that is nothing, as for most, one query says so."""
    if not ask.audience.own(ask.selection).exists():
        return
    for place, month in enumerate(months):
        day = first_day(month)
        part = replace(ask, selection=replace(ask.selection, since=day, until=day))
        found = own_areas(part) if by_area else own_cells(part)
        for name, (n, _incidents) in found.items():
            series[name if isinstance(name, str) else f"{name:x}"][place] += n
