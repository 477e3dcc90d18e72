"""What is measured, of which cases, and what came out. docs/monitoring.md tells how it is used."""

from monitoring.measures.ask import Scorecard, scorecard_of, scorecards
from monitoring.measures.definition import Cohort, Direction, Measure, Unit
from monitoring.measures.figures import FEWEST_RANKED, Figure, Part
from monitoring.measures.ranking import Peers, Ranked, peers_of, ranked
from monitoring.measures.registry import BY_NAME, MEASURES
from monitoring.periods import Period, PeriodError, cutoff_on
from monitoring.scopes import Basis, Scope, ScopeError

__all__ = [
    "BY_NAME",
    "FEWEST_RANKED",
    "MEASURES",
    "Basis",
    "Cohort",
    "Direction",
    "Figure",
    "Measure",
    "Part",
    "Peers",
    "Period",
    "PeriodError",
    "Ranked",
    "Scope",
    "ScopeError",
    "Scorecard",
    "Unit",
    "cutoff_on",
    "peers_of",
    "ranked",
    "scorecard_of",
    "scorecards",
]
