"""The layers that judge: what runs of the statistics (maps.runs) found of the hexagons, and the hotspots they found."""

from collections import Counter
from itertools import pairwise
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from boundaries.models import Area
from maps.classes.judged import NOT_JUDGED, confidence_classes, pattern_classes
from maps.classes.scheme import RAMP, MapClass, number
from maps.models import Run, RunCell, RunKind
from maps.pictures.content import Asked, Content, NothingToDrawError, legend_of
from maps.pictures.counted import outline
from maps.pictures.picture import Shape
from maps.pictures.sources import audience_of, run_for
from maps.runs import words

DENSITIES = (1.0, 3.0, 10.0, 30.0, 100.0)
"""Lower bounds of the classes of density, incidents per 1,000 km² and year."""


def significance(asked: Asked) -> Content:
    """Show where incidents gather more, or less, than chance would have it."""
    run = _run(asked, RunKind.SIGNIFICANCE)
    cells = list(_cells(asked, run))
    cells.sort(key=lambda cell: abs(cell.confidence))  # what is sure is drawn last, on top
    classes = confidence_classes()
    text = {one.name: one.text for one in classes}
    shapes = tuple(Shape(str(c.confidence), outline(f"{c.cell:x}"), text[str(c.confidence)]) for c in cells)
    hot, cold = sum(c.confidence > 0 for c in cells), sum(c.confidence < 0 for c in cells)
    return Content(
        name="signifikansi",
        title=_("Where reports gather beyond chance"),
        legend_title=_("How sure a hexagon is"),
        legend=legend_of(classes, shapes),
        **_told(run),
        shapes=shapes,
        signs=True,
        loud=frozenset(one.name for one in classes if one.name != "0"),
        facts=((_("Hot, cold"), f"{number(hot)}, {number(cold)}"),),
        rows_title=_("Most hot hexagons"),
        rows_value=_("Hexagons"),
        rows=_areas_with_most(asked, [c.area for c in cells if c.confidence > 0]),
    )


def patterns(asked: Asked) -> Content:
    """Show how hot and cold hexagons came to be so."""
    run = _run(asked, RunKind.EMERGING)
    cells = [c for c in _cells(asked, run) if c.pattern not in {"", NOT_JUDGED}]
    classes = [*pattern_classes(), *pattern_classes(cold=True)]
    text = {one.name: one.text for one in classes}
    shapes = tuple(Shape(name, outline(f"{c.cell:x}"), text[name]) for c in cells for name in [_pattern(c)])
    return Content(
        name="pola",
        title=_("How hotspots came about"),
        legend_title=_("Pattern of a hexagon"),
        legend=legend_of(classes, shapes, unsaid={one.name for one in pattern_classes(cold=True)}),
        **_told(run),
        shapes=shapes,
        loud=frozenset(text),
        rows_title=_("Most hexagons with a pattern of heat"),
        rows_value=_("Hexagons"),
        rows=_areas_with_most(asked, [c.area for c in cells if not c.cold]),
    )


def _pattern(cell: RunCell) -> str:
    return f"cold-{cell.pattern}" if cell.cold else cell.pattern


def density(asked: Asked) -> Content:
    """Show the density of incidents as a surface."""
    run = _run(asked, RunKind.DENSITY)
    cells = [c for c in _cells(asked, run) if c.value >= DENSITIES[0]]
    classes = [MapClass(str(place), text, RAMP[place], str(place + 1)) for place, text in enumerate(_density_ranges())]
    shapes = tuple(Shape(_density_class(c.value), outline(f"{c.cell:x}"), number(c.value)) for c in cells)
    return Content(
        name="kepadatan",
        title=_("Density of incidents"),
        legend_title=_("Incidents per 1,000 km² and year"),
        legend=legend_of(classes, shapes),
        **_told(run),
        shapes=shapes,
        rows_title=_("Most hexagons of the two densest classes"),
        rows_value=_("Hexagons"),
        rows=_areas_with_most(asked, [c.area for c in cells if c.value >= DENSITIES[3]]),
    )


def _density_class(value: float) -> str:
    return str(sum(value >= lower for lower in DENSITIES) - 1)


def _density_ranges() -> list[str]:
    pairs = pairwise(DENSITIES)
    between = [_("%(from)s to under %(to)s") % {"from": number(a), "to": number(b)} for a, b in pairs]
    return [*between, _("%(n)s and more") % {"n": number(DENSITIES[-1])}]


def _run(asked: Asked, kind: str) -> Run:
    run = run_for(asked, kind)
    if run is None:
        raise NothingToDrawError(words.why_not(kind, asked.selection, audience_of(asked)))
    if not run.enough:
        raise NothingToDrawError(words.said_of(run))
    return run


def _cells(asked: Asked, run: Run) -> QuerySet[RunCell]:
    return RunCell.objects.filter(run=run, area__startswith=asked.selection.area)


def _told(run: Run) -> dict[str, Any]:
    """Say of what a run was made and how; its months may be others than those of a selection without months."""
    incidents = ngettext("%(n)s incident in all of Indonesia", "%(n)s incidents in all of Indonesia", run.incidents)
    return {
        "n": run.incidents,
        "counted": incidents % {"n": number(run.incidents)},
        "months": (run.since, run.until),
        "method": words.method(run),
        "caveats": tuple(words.caveats(run)),
    }


def _areas_with_most(asked: Asked, codes: list[str]) -> tuple[tuple[str, str], ...]:
    counted = Counter(code for code in codes if code)
    names = dict(Area.objects.filter(edition_id=asked.base.edition_id, code__in=counted).values_list("code", "name"))
    ranked = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    return tuple((_named(code, names), number(n)) for code, n in ranked)


def _named(code: str, names: dict[str, str]) -> str:
    name = names.get(code, code)
    return name if "." in code else _("%(province)s, at sea") % {"province": name}
