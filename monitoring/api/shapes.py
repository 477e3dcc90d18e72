"""JSON Schemas of measures, figures and scorecards."""

from typing import Any, Final

from boundaries.api import shapes as s
from monitoring.counting.families import KEYS
from monitoring.measures import MEASURES, Cohort, Direction, Unit
from monitoring.policies import View
from monitoring.scopes import Basis

_PART = s.shape(
    "FigurePart", s.one(name=s.TEXT, label=s.TEXT, n=s.WHOLE, value=s.maybe(s.NUMBER))
)  # fmt: skip
_FIGURE = s.shape(
    "Figure",
    s.one(
        "Of one group of cases. What is `suppressed` has no number, and `why` says why",
        value=s.about(s.maybe(s.NUMBER), "In the unit, not rounded; shares from 0 to 100"),
        unit=s.words(*Unit),
        direction=s.about(s.words(*Direction), "Which way is better"),
        n=s.about(s.maybe(s.WHOLE), "Of how many cases"),
        hits=s.about(s.maybe(s.WHOLE), "How many of them it is true of, where it is a share"),
        low=s.about(s.maybe(s.NUMBER), "Interval of 95 percent; null where there is none, or beyond what was seen"),
        high=s.maybe(s.NUMBER),
        suppressed=s.TRUTH,
        why=s.about(s.maybe(s.TEXT), "Why there is no value"),
        too_few=s.about(s.TRUTH, "Of too few cases to be compared with others"),
        band=s.about(s.maybe(s.TEXT), "Class of an index"),
        provisional=s.about(s.TRUTH, "An index that is not to be published as such"),
        parts=s.many(_PART),
    ),
)
_GROUP = s.shape(
    "FigureGroup",
    s.one(by=s.words(*KEYS), code=s.about(s.TEXT, "Empty of cases at sea, or in no area"), name=s.TEXT),
)
_FIGURES: dict[str, Any] = {
    "type": "object",
    "description": "By name of measure",
    "propertyNames": {"enum": [measure.name for measure in MEASURES]},
    "additionalProperties": _FIGURE,
}
_ROW = s.shape("ScorecardRow", s.one(groups=s.many(_GROUP), figures=_FIGURES))
SCORECARDS: Final = s.shape(
    "Scorecards",
    s.one(
        scope=s.one(
            area=s.maybe(s.AREA_REF), agency=s.maybe(s.AREA_REF), category=s.maybe(s.TEXT), theme=s.maybe(s.TEXT)
        ),
        view=s.about(s.words(*View), "Of all cases, or of those that anybody may open"),
        period=s.one(name=s.maybe(s.TEXT), first=s.DAY, last=s.DAY, label=s.TEXT),
        on=s.about(s.DAY, "The last day whose deeds count"),
        cutoff=s.about(s.MOMENT, "The first moment that does not count"),
        edition=s.about(s.TEXT, "Whose areas count"),
        basis=s.words(*Basis),
        by=s.many(s.words(*KEYS)),
        results=s.many(_ROW),
        next=s.about(s.maybe(s.LINK), "The next page; null at the end"),
    ),
)
_BOTH = s.BOTH
MEASURE: Final = s.shape(
    "Measure",
    s.one(
        name=s.TEXT,
        label=_BOTH,
        formula=_BOTH,
        unit=s.words(*Unit),
        cohort=s.one(name=s.words(*Cohort), label=_BOTH),
        direction=s.words(*Direction),
        source=s.about(s.TEXT, "Where it is laid down; geo_lapor: by this project"),
        caveat=s.maybe(_BOTH),
        ranked_from=s.about(s.maybe(s.WHOLE), "Cases from which areas are ranked by it; null: never"),
        public_from=s.about(s.maybe(s.WHOLE), "Cases from which everybody is told it; null: staff alone"),
    ),
)
