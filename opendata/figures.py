"""Figures of how well cases are handled, and the measures that they are of, as tables."""

from typing import Final

from django.conf import settings
from django.utils import translation

from maps.layers.ask import Sql
from monitoring.measures import BY_NAME, MEASURES
from monitoring.models import SnapshotRun, SubjectKind
from monitoring.snapshots.plan import windows

PLACES: Final = (SubjectKind.NATION, SubjectKind.PROVINCE, SubjectKind.REGENCY)
"""Whose figures everybody is told: which office has a case that is shown as a coarse cell tells where it lies."""

_FIGURES: Final = """
SELECT f.kind AS level, f.subject AS code, coalesce(a.name, CASE f.kind WHEN 'nation' THEN 'Indonesia' END) AS name,
    f.window, w.first AS since, %s::date AS until, f.category, f.measure, m.unit, m.direction, f.n, f.hits, f.value,
    f.low, f.high, f.band, f.provisional, %s AS edition
FROM monitoring_snapshot f
JOIN unnest(%s::text[], %s::date[]) AS w (name, first) ON w.name = f.window
JOIN unnest(%s::text[], %s::text[], %s::text[]) AS m (name, unit, direction) ON m.name = f.measure
LEFT JOIN boundaries_area a ON a.edition_id = %s AND a.code = f.subject AND f.subject <> ''
WHERE f.run_id = %s AND f.kind = ANY(%s)
"""
_MEASURES: Final = (
    "name", "label_id", "label_en", "formula_id", "formula_en", "unit", "cohort", "cohort_id", "cohort_en", "direction",
    "source", "caveat_id", "caveat_en",
)  # fmt: skip


def figures() -> Sql:
    """Return the figures that everybody is told as of the last end of a month; none before the first were taken.

    They are those that pages show: taken of public cases, and told as monitoring.policies tells them.
    """
    run = SnapshotRun.objects.filter(public=True).select_related("edition").order_by("-on").first()
    spans = windows(run.on) if run else {}
    return Sql(
        _FIGURES,
        [
            run and run.on,
            run.edition.name if run else "",
            list(spans),
            [span.first for span in spans.values()],
            list(BY_NAME),
            [measure.unit.value for measure in MEASURES],
            [measure.direction.value for measure in MEASURES],
            run and run.edition_id,
            run and run.pk,
            [kind.value for kind in PLACES],
        ],
    )


def measures() -> Sql:
    """Return what each measure means, in both languages."""
    told: dict[str, list[str]] = {name: [] for name in _MEASURES}
    for measure in MEASURES:
        for name in ("name", "unit", "cohort", "direction", "source"):
            told[name].append(str(getattr(measure, name)))
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                told[f"label_{language}"].append(str(measure.label))
                told[f"formula_{language}"].append(str(measure.formula))
                told[f"caveat_{language}"].append(str(measure.caveat))
                told[f"cohort_{language}"].append(str(measure.cohort.label))
    columns = ", ".join(_MEASURES)
    arrays = ", ".join(["%s::text[]"] * len(_MEASURES))
    return Sql(f"SELECT * FROM unnest({arrays}) AS m ({columns})", list(told.values()))  # noqa: S608 - our own names
