"""The layers that judge: what runs of the statistics (maps.runs) found of the hexagons, and the hotspots they found."""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from boundaries.models import Area
from maps.classes.judged import NOT_JUDGED, confidence_classes, pattern_classes
from maps.classes.scheme import RAMP, MapClass, number
from maps.models import Run, RunCell, RunKind
from maps.pictures.content import Asked, Content, NothingToDrawError, legend_of
from maps.pictures.counted import outline
from maps.pictures.picture import Shape
from maps.pictures.sources import run_for
from maps.pictures.words import month

ROWS = 25
DENSITIES = (1.0, 3.0, 10.0, 30.0, 100.0)
"""Lower bounds of the classes of density, incidents per 1,000 km² and year."""


def significance(asked: Asked) -> Content:
    """Show where incidents gather more, or less, than chance would have it."""
    run = _run(asked, RunKind.SIGNIFICANCE)
    cells = list(_cells(asked, run))
    cells.sort(key=lambda cell: abs(cell.confidence))  # what is sure is drawn last, on top
    classes = confidence_classes()
    words = {one.name: one.text for one in classes}
    shapes = tuple(Shape(str(c.confidence), outline(c.cell), words[str(c.confidence)]) for c in cells)
    hot, cold = sum(c.confidence > 0 for c in cells), sum(c.confidence < 0 for c in cells)
    return Content(
        name="signifikansi",
        title=_("Where reports gather beyond chance"),
        legend_title=_("How sure a hexagon is"),
        legend=legend_of(classes, shapes),
        n=run.n,
        method=_(
            "Getis-Ord Gi* over hexagons and their neighbours, of distinct incidents; p is exact under shuffling, "
            "corrected for the number of hexagons (false discovery rate). Hot or cold is what chance rarely brings."
        ),
        shapes=shapes,
        signs=True,
        facts=(*_about(run), (_("Hot, cold"), f"{number(hot)}, {number(cold)}")),
        rows_title=_("Most hot hexagons"),
        rows=_areas_with_most(asked, [c.area for c in cells if c.confidence > 0]),
        caveats=_caveats(cells),
    )


def patterns(asked: Asked) -> Content:
    """Show how hot and cold hexagons came to be so."""
    run = _run(asked, RunKind.EMERGING)
    cells = [c for c in _cells(asked, run) if c.pattern not in {"", NOT_JUDGED}]
    classes = [*pattern_classes(), *pattern_classes(cold=True)]
    words = {one.name: one.text for one in classes}
    shapes = tuple(Shape(name, outline(c.cell), words[name]) for c in cells for name in [_pattern(c)])
    return Content(
        name="pola",
        title=_("How hotspots came about"),
        legend_title=_("Pattern of a hexagon"),
        legend=legend_of(classes, shapes, unsaid={one.name for one in pattern_classes(cold=True)}),
        n=run.n,
        method=_(
            "Getis-Ord Gi* month by month on hexagons, and the Mann–Kendall trend of its scores: the eight patterns of "
            "emerging hotspots. A hexagon without a pattern is not drawn."
        ),
        shapes=shapes,
        facts=_about(run),
        rows_title=_("Most hexagons with a pattern of heat"),
        rows=_areas_with_most(asked, [c.area for c in cells if not c.cold]),
        caveats=_caveats(cells),
    )


def _pattern(cell: RunCell) -> str:
    return f"cold-{cell.pattern}" if cell.cold else cell.pattern


def density(asked: Asked) -> Content:
    """Show the density of incidents as a surface."""
    run = _run(asked, RunKind.DENSITY)
    cells = [c for c in _cells(asked, run) if c.value >= DENSITIES[0]]
    classes = [MapClass(str(place), text, RAMP[place], str(place + 1)) for place, text in enumerate(_density_ranges())]
    shapes = tuple(
        Shape(str(sum(c.value >= lower for lower in DENSITIES) - 1), outline(c.cell), number(c.value)) for c in cells
    )
    bandwidth = run.parameter("bandwidth_m")
    return Content(
        name="kepadatan",
        title=_("Density of incidents"),
        legend_title=_("Incidents per 1,000 km² and year"),
        legend=legend_of(classes, shapes),
        n=run.n,
        method=_(
            "Kernel density with a Gaussian kernel over land and sea in reach; the bandwidth is the one under which "
            "each incident is best foretold by all others. Less than %(least)s is not drawn."
        )
        % {"least": number(DENSITIES[0])},
        shapes=shapes,
        facts=(*_about(run), *(((_("Bandwidth"), f"{number(round(bandwidth / 1000))} km"),) if bandwidth else ())),
        rows_title=_("Most hexagons of the two densest classes"),
        rows=_areas_with_most(asked, [c.area for c in cells if c.value >= DENSITIES[3]]),
    )


def _density_ranges() -> list[str]:
    words = _("%(from)s to under %(to)s")
    pairs = pairwise(DENSITIES)
    between = [words % {"from": number(a), "to": number(b)} for a, b in pairs]
    return [*between, _("%(n)s and more") % {"n": number(DENSITIES[-1])}]


def _run(asked: Asked, kind: str) -> Run:
    run = run_for(asked, kind)
    if run is None:
        raise NothingToDrawError(
            _(
                "No statistic has been worked out for this choice. They are made each night for all reports and for "
                "each theme and category, not by state or urgency."
            )
        )
    if not run.enough:
        raise NothingToDrawError(_("There are too few incidents to say anything: %(n)s.") % {"n": run.incidents})
    return run


def _cells(asked: Asked, run: Run) -> QuerySet[RunCell]:
    return RunCell.objects.filter(run=run, area__startswith=asked.selection.area)


def _about(run: Run) -> tuple[tuple[str, str], ...]:
    """Say of what a run was made; its months may be others than a selection without months."""
    return (
        (_("Judged"), _("%(n)s distinct incidents, all of Indonesia") % {"n": number(run.incidents)}),
        (_("Of"), f"{month(run.since)} – {month(run.until)}"),
    )


def _caveats(cells: Iterable[RunCell]) -> tuple[str, ...]:
    campaigns = sum(cell.campaign for cell in cells)
    if not campaigns:
        return ()
    words = _("In %(n)s hexagons many reports of a short time seem to come from few people: a campaign, perhaps.")
    return (words % {"n": number(campaigns)},)


def _areas_with_most(asked: Asked, codes: list[str]) -> tuple[tuple[str, str], ...]:
    counted = Counter(code for code in codes if code)
    names = dict(Area.objects.filter(edition_id=asked.base.edition_id, code__in=counted).values_list("code", "name"))
    ranked = sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:ROWS]
    return tuple((names.get(code, code), number(n)) for code, n in ranked)
