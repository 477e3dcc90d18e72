"""What the statistics found, in rows and in sentences: by district, and in one district by hexagon."""

from typing import Any

import h3
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maps.classes.judged import PATTERNS, confidence_words, pattern_meaning, pattern_words
from maps.classes.scheme import number
from maps.hotspot_page.layers import Layer
from maps.hotspot_page.reading import names_of, rows_of
from maps.hotspot_page.tables import Line, Table, coordinates, paged
from maps.layers.ask import Ask
from maps.models import Basis, Run, RunAudience, RunCell, RunKind
from maps.pictures.words import capital
from maps.runs import words

GATHERING = ("signifikansi", "bagian")
"""Layers of Gi*: of counts, and of shares in all incidents."""

JUDGED = (*GATHERING, "pola", "kepadatan")
"""Layers whose cells a run has judged."""

KINDS = {
    "signifikansi": RunKind.SIGNIFICANCE,
    "bagian": RunKind.SIGNIFICANCE,
    "pola": RunKind.EMERGING,
    "kepadatan": RunKind.DENSITY,
    "titik-rawan": RunKind.INCIDENTS,
}
"""The statistics by which layers are made."""

NAMED = 3
"""Districts that a sentence names; the table has them all."""


def run_of(ask: Ask, layer: Layer) -> Run | None:
    """Return the run by which a layer answers a question; None where none does, or the layer needs none."""
    if layer.name not in KINDS:
        return None
    basis = Basis.SHARE if layer.name == "bagian" else Basis.COUNTS
    return Run.objects.latest_for(KINDS[layer.name], ask.selection, audience_of(ask), basis)


def why_not(ask: Ask, layer: Layer) -> str:
    """Return why no run answers a question."""
    if layer.name == "bagian" and not (ask.selection.theme or ask.selection.category):
        return _("Everything has no share in everything. Choose a theme or a category.")
    reason = words.why_not(KINDS[layer.name], ask.selection, audience_of(ask))
    return reason or _("This has not been worked out yet.")


def audience_of(ask: Ask) -> RunAudience:
    """Return whose runs are shown: statistics are worked out for the public and for national administrators."""
    return RunAudience.NATIONAL if ask.audience.everything else RunAudience.PUBLIC


def table(ask: Ask, wanted: str | None, layer: Layer, run: Run) -> Table:
    """List what a run found: districts, or the hexagons of the district that is asked for."""
    if ask.selection.regency:
        return _cells(ask, wanted, layer, run)
    if layer.name in GATHERING:
        return _significant(ask, wanted, run)
    return _emerging(ask, wanted, run) if layer.name == "pola" else _dense(ask, wanted, run)


def _rows(ask: Ask, run: Run, sums: str, having: str, order: str) -> list[dict[str, Any]]:
    """Sum up the cells of a run by district, within the area that is asked for."""
    sql = (
        f"SELECT area, {sums} FROM maps_runcell WHERE run_id = %s AND area >= %s AND area < %s "  # noqa: S608
        f"GROUP BY area HAVING {having} ORDER BY {order}, area"
    )
    within = ask.selection.area
    return rows_of(sql, [run.pk, within, f"{within}/" if within else "~"])


_SURE = (
    "count(*) FILTER (WHERE confidence > 0) AS hot, count(*) FILTER (WHERE confidence < 0) AS cold, "
    "count(*) FILTER (WHERE confidence = 99) AS hot99, count(*) FILTER (WHERE confidence = 95) AS hot95, "
    "count(*) FILTER (WHERE confidence = 90) AS hot90, max(z) AS z, min(z) AS least_z, "
    "min(q) FILTER (WHERE confidence <> 0) AS q"
)


def significant(ask: Ask, run: Run) -> list[dict[str, Any]]:
    """Return the districts with hot or cold hexagons, those with most hot ones first."""
    return _rows(ask, run, _SURE, "bool_or(confidence <> 0)", "hot DESC, z DESC, cold DESC")


def emerging(ask: Ask, run: Run) -> list[dict[str, Any]]:
    """Return the districts with patterns, and how many hexagons have each: `new`, `cold_new` and so on."""
    counts = [
        f"count(*) FILTER (WHERE pattern = '{name}' AND {kind}) AS {prefix}{name}"
        for name in PATTERNS
        for kind, prefix in (("NOT cold", ""), ("cold", "cold_"))
    ]
    some = "bool_or(pattern NOT IN ('', 'none'))"
    order = "count(*) FILTER (WHERE pattern NOT IN ('', 'none') AND NOT cold) DESC, max(trend_z) DESC NULLS LAST"
    return _rows(ask, run, f"{', '.join(counts)}, max(trend_z) AS trend_z", some, order)


def dense(ask: Ask, run: Run) -> list[dict[str, Any]]:
    """Return the districts by their greatest density."""
    return _rows(ask, run, "max(value) AS value, count(*) AS cells", "max(value) > 0", "max(value) DESC")


def place_name(code: str, names: dict[str, str]) -> str:
    """Name the area of a hexagon; the code of a province stands for its sea."""
    if len(code) == 2 and code in names:
        return _("the sea off %(province)s") % {"province": names[code]}
    return names.get(code, _("at sea or abroad"))


def _significant(ask: Ask, wanted: str | None, run: Run) -> Table:
    found = significant(ask, run)
    page = paged(found, wanted)
    names = names_of((row["area"] for row in page), run.edition)
    lines = []
    for row in page:
        hot = f"{row['hot']} ({row['hot99']} / {row['hot95']} / {row['hot90']})" if row["hot"] else "0"
        z = row["z"] if row["hot"] else row["least_z"]
        cells = (hot, number(row["cold"]), number(round(z, 2)), q_words(row["q"]))
        lines.append(Line(capital(place_name(row["area"], names)), cells, code=row["area"]))
    caption = _(
        "Districts with hot or cold hexagons. In brackets: how many are hot with 99, 95 and 90 percent confidence. "
        "Choose a district to see its hexagons."
    )
    headings = (_("Hot"), _("Cold"), _("Strongest z"), _("q"))
    return Table(caption, _("District or city"), headings, page, lines)


def _emerging(ask: Ask, wanted: str | None, run: Run) -> Table:
    page = paged(emerging(ask, run), wanted)
    names = names_of((row["area"] for row in page), run.edition)
    lines = []
    for row in page:
        cells = (pattern_counts(row), _z(row["trend_z"]))
        lines.append(Line(capital(place_name(row["area"], names)), cells, code=row["area"]))
    caption = _("Districts with hexagons that have a pattern, and how many of each. z above 1.96: it grows hotter.")
    headings = (_("Hexagons by pattern"), _("Greatest trend (z)"))
    return Table(caption, _("District or city"), headings, page, lines, frozenset({0}))


def _dense(ask: Ask, wanted: str | None, run: Run) -> Table:
    page = paged(dense(ask, run), wanted)
    names = names_of((row["area"] for row in page), run.edition)
    lines = [
        Line(capital(place_name(row["area"], names)), (number(round(row["value"], 1)),), code=row["area"])
        for row in page
    ]
    caption = _("Districts by their greatest density.")
    return Table(caption, _("District or city"), (_("Incidents per 1,000 km² and year"),), page, lines)


def _cells(ask: Ask, wanted: str | None, layer: Layer, run: Run) -> Table:
    cells = RunCell.objects.filter(run=run, area=ask.selection.regency)
    headings: tuple[str, ...]
    texts: frozenset[int]
    if layer.name in GATHERING:
        page = paged(cells.exclude(confidence=0).order_by("-z", "cell"), wanted)
        measured = _("Share in all incidents") if layer.name == "bagian" else _("Incidents")
        headings, texts = (measured, _("z"), _("q"), _("How sure")), frozenset({3})
        caption = _("Hot and cold hexagons of this district, the hottest first.")
    elif layer.name == "pola":
        page = paged(cells.filter(pattern__in=PATTERNS).order_by("cold", "-trend_z", "cell"), wanted)
        headings, texts = (_("Incidents"), _("Pattern"), _("Trend (z)")), frozenset({1})
        caption = _("Hexagons of this district that have a pattern.")
    else:
        page = paged(cells.filter(value__gt=0).order_by("-value", "cell"), wanted)
        headings, texts = (_("Incidents per 1,000 km² and year"),), frozenset()
        caption = _("Hexagons of this district by their density.")
    lines = []
    for cell in page:
        lat, lon = h3.cell_to_latlng(h3.int_to_str(cell.cell))
        at = f"{lat:.4f},{lon:.4f}"
        lines.append(Line(coordinates(lat, lon), _told(cell, layer), at=at))
    return Table(caption, _("Hexagon"), headings, page, lines, texts)


def _told(cell: RunCell, layer: Layer) -> tuple[str, ...]:
    if layer.name in GATHERING:
        value = f"{number(round(100 * cell.value, 1))}%" if layer.name == "bagian" else number(cell.value)
        return value, _z(cell.z), q_words(cell.q), confidence_words(cell.confidence)
    if layer.name == "pola":
        told = f"{pattern_words(cell.pattern, cold=cell.cold)}: {pattern_meaning(cell.pattern)}"
        return number(cell.value), told, _z(cell.trend_z)
    return (number(round(cell.value, 1)),)


def pattern_counts(row: dict[str, Any]) -> str:
    """Say how many hexagons of a district have which pattern: "2 new, 1 intensifying"."""
    told = []
    for cold in (False, True):
        for name in PATTERNS:
            if n := row[f"cold_{name}" if cold else name]:
                told.append(f"{number(n)} {pattern_words(name, cold=cold)}")
    return ", ".join(told)


def q_words(q: float | None) -> str:
    """Write a q value; of very small ones only that they are."""
    if q is None:
        return "–"
    return f"< {number(0.001)}" if q < 0.001 else number(round(q, 3))


def _z(z: float | None) -> str:
    return "–" if z is None else number(round(z, 2))


def sentences(ask: Ask, layer: Layer, run: Run) -> list[str]:
    """Tell where most of what a run found lies, within the area that is asked for."""
    gathering = dict.fromkeys(GATHERING, _tell_significant)
    tell = {**gathering, "pola": _tell_emerging, "kepadatan": _tell_dense}
    told = tell[layer.name](ask, run)
    return told or ([_("None of it lies in the area chosen.")] if ask.selection.area else [])


def _tell_significant(ask: Ask, run: Run) -> list[str]:
    found = significant(ask, run)
    names = names_of((row["area"] for row in found[:NAMED]), run.edition)
    told = []
    for row in found[:NAMED]:
        if row["hot"]:
            text = ngettext("%(n)s hot hexagon in %(place)s", "%(n)s hot hexagons in %(place)s", row["hot"])
            place = place_name(row["area"], names)
            z = _("highest z = %(z)s") % {"z": _z(row["z"])}
            told.append(f"{text % {'n': number(row['hot']), 'place': place}}, {z}.")
    return [*told, *_rest(sum(1 for row in found[NAMED:] if row["hot"]))]


def _tell_emerging(ask: Ask, run: Run) -> list[str]:
    found = emerging(ask, run)
    if not found:
        return []
    names = names_of((row["area"] for row in found[:NAMED]), run.edition)
    whole = {name: sum(row[name] for row in found) for name in found[0] if name not in {"area", "trend_z"}}
    told = [_("Hexagons by pattern: %(counts)s.") % {"counts": pattern_counts(whole)}]
    told += [f"{capital(place_name(row['area'], names))}: {pattern_counts(row)}." for row in found[:NAMED]]
    return [*told, *_rest(len(found) - NAMED)]


def _tell_dense(ask: Ask, run: Run) -> list[str]:
    found = dense(ask, run)[:NAMED]
    names = names_of((row["area"] for row in found), run.edition)
    places = ", ".join(f"{place_name(row['area'], names)} ({number(round(row['value'], 1))})" for row in found)
    return [_("Densest, in incidents per 1,000 km² and year: %(places)s.") % {"places": places}] if places else []


def _rest(n: int) -> list[str]:
    if n <= 0:
        return []
    return [ngettext("The table names %(n)s more district.", "The table names %(n)s more districts.", n) % {"n": n}]
