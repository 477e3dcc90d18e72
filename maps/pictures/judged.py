"""The layers that judge: what runs of the statistics (maps.runs) found of the hexagons, and the hotspots they found."""

from collections import Counter
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from boundaries.models import Area
from maps.classes.breaks import DENSITY, scheme
from maps.classes.judged import NOT_JUDGED, confidence_classes, pattern_classes
from maps.classes.scheme import number
from maps.models import Basis, Run, RunCell, RunKind
from maps.pictures.content import Asked, Content, NothingToDrawError, legend_of
from maps.pictures.counted import outline
from maps.pictures.picture import Shape
from maps.pictures.sources import audience_of, run_for
from maps.runs import words


def significance(asked: Asked) -> Content:
    """Show where incidents gather more, or less, than chance would have it."""
    run = _run(asked, RunKind.SIGNIFICANCE)
    return _gathering(asked, run, "signifikansi", _("Where reports gather beyond chance"))


def share(asked: Asked) -> Content:
    """Show where a theme or category has more, or less, of all incidents than chance would have it."""
    if not (asked.selection.theme or asked.selection.category):
        raise NothingToDrawError(_("Everything has no share in everything. Choose a theme or a category."))
    run = _run(asked, RunKind.SIGNIFICANCE, Basis.SHARE)
    return _gathering(asked, run, "bagian", _("Where this is a large part of all that is reported"))


def _gathering(asked: Asked, run: Run, name: str, title: str) -> Content:
    cells = list(_cells(asked, run))
    cells.sort(key=lambda cell: abs(cell.confidence))  # what is sure is drawn last, on top
    classes = confidence_classes()
    text = {one.name: one.text for one in classes}
    shapes = tuple(Shape(str(c.confidence), outline(f"{c.cell:x}"), text[str(c.confidence)]) for c in cells)
    hot, cold = sum(c.confidence > 0 for c in cells), sum(c.confidence < 0 for c in cells)
    return Content(
        name=name,
        title=title,
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
    """Show the density of incidents as a surface; what is thinner than the first class is not drawn."""
    run = _run(asked, RunKind.DENSITY)
    breaks = scheme(DENSITY).breaks
    cells = [c for c in _cells(asked, run) if c.value >= breaks[0]]
    shapes = tuple(Shape(_place(c.value, breaks), outline(f"{c.cell:x}"), number(c.value)) for c in cells)
    return Content(
        name="kepadatan",
        title=_("Density of incidents"),
        legend_title=_("Incidents per 1,000 km² and year"),
        legend=legend_of([one for one in scheme(DENSITY).classes() if one.name.isdigit()], shapes),
        **_told(run),
        shapes=shapes,
        seamless=True,
        rows_title=_("Most hexagons of the two densest classes"),
        rows_value=_("Hexagons"),
        rows=_areas_with_most(asked, [c.area for c in cells if c.value >= breaks[-2]]),
    )


def _place(value: float, breaks: tuple[float, ...]) -> str:
    return str(sum(value >= lower for lower in breaks) - 1)


def _run(asked: Asked, kind: str, basis: str = Basis.COUNTS) -> Run:
    run = run_for(asked, kind, basis)
    if run is None:
        reason = words.why_not(kind, asked.selection, audience_of(asked))
        raise NothingToDrawError(reason or _("This has not been worked out yet."))
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
