"""Where an agency stands among offices of its kind, for who may see all of its cases.

Peers are of the same kind in areas of the same class: environment agencies of regencies among each other. Compared are
kept figures of all cases of each, as of the end of a month. Of other offices nobody is told more than their number and
the middle of their figures, and neither where fewer than five have cases enough: then it would be the figure of one.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from accounts.models import Agency
from accounts.models.agencies import seat
from monitoring.measures import peers_of
from monitoring.models import SnapshotRun, SubjectKind
from monitoring.pages.asked import Asked
from monitoring.pages.compared import Compared, Standing, by_subject, kept_figures, standings, window_of
from monitoring.periods import cutoff_on

FEWEST_OFFICES: Final = 5


def offices_like(asked: Asked, code: str) -> Compared | None:
    """Return the kept figures of an agency and its peers; None where none are kept that answer the question."""
    scope = asked.scope
    if scope.public or scope.category or scope.edition:
        return None
    last = min(asked.on, asked.period.last)
    run = SnapshotRun.objects.filter(kept=True, public=False, on__lte=last).order_by("-on").first()
    window = window_of(asked, run.on) if run else ""
    classes = _classes_like(code)
    if run is None or not window or code not in classes:
        return None
    found = by_subject(kept_figures(run, SubjectKind.AGENCY, window).filter(subject__in=classes))
    return Compared(replace(asked, cutoff=cutoff_on(run.on)), found, classes) if code in found else None


def places_of(found: Compared, code: str) -> dict[str, Standing]:
    """Return where an agency stands, by measure, where enough of its peers can be compared."""
    return {name: one for name, one in standings(found, code).items() if one.of >= FEWEST_OFFICES}


def _classes_like(code: str) -> Mapping[str, str]:
    """Return the agencies that are of the kind and the class of one, with the name of what they share."""
    rows = Agency.objects.values_list("code", "kind_id", "area_codes")
    classes = {one: f"{kind} {peers_of(place)}" for one, kind, areas in rows if (place := seat(areas))}
    own = classes.get(code)
    return {one: name for one, name in classes.items() if name == own}
