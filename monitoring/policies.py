"""Who may see which figures. Pages, files and programs ask here for a view of a scope before they ask for figures.

Figures of staff are of all cases: confidential ones, those held back and the archived are measured like others, or an
agency would look better by them. The public must learn nothing of such a case, not even that it exists; and maps tell
everybody how many public cases there are by area, category and month. Whatever is reckoned of all cases tells by
subtraction how many are hidden, and where they are few, what became of them. So there are two views, and each says
which one it is:

all
    Every case but exercises. For staff of the scope: national administrators; a monitor for the province, its areas and
    the agencies with their seat in it (areas of an older edition where all that became of them lies in it); people of
    an agency for that agency and its parts.
public
    The cases that anybody may open today. For everybody else, and for staff elsewhere. It tells nothing that their
    pages do not, at whatever area, category or month, and so nothing is withheld for being small; but for what those
    pages keep silent of. How urgent a case was found, ratings, who is at work: measures of these are told from so many
    cases on as `Measure.public_from` says, or not at all; and only by named periods and as of ends of months, so that
    nobody takes yesterday's ten ratings from today's eleven.

An office is told its place among its like, by all cases of each, and of the others no more than the middle of five or
more (monitoring.pages.offices). How many cases are in no public figure is told elsewhere, by province and finished
quarter (maps.beyond). A report that a province publishes is of public cases; the one of all cases, for signature, stays
inside (period_reports.policies).
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from accounts.standing import Standing, standing_of
from boundaries.crosswalk import crosswalk
from boundaries.models import Edition
from boundaries.models.areas import Level
from monitoring.measures import BY_NAME, Figure, Part, Scorecard
from monitoring.periods import Period, midnight
from monitoring.scopes import Scope
from monitoring.suppression import told_counts

NOT_TOLD: Final = _("not told: too few cases")
FOR_STAFF: Final = _("not told in public")


class View(StrEnum):
    """Which cases the figures that somebody sees are of."""

    ALL = "all"
    PUBLIC = "public"


def view_of(user: Any, scope: Scope) -> View:
    """Return how a user sees a scope. A scope of several things is theirs where one of them is."""
    standing = standing_of(user)
    if standing.national:
        return View.ALL
    if scope.area and _is_watched(scope, standing.provinces):
        return View.ALL
    if scope.agency and scope.agency in _own_agencies(standing):
        return View.ALL
    return View.PUBLIC


def seen_by(user: Any, scope: Scope) -> Scope:
    """Return the scope to ask for figures of: what a user may see of one."""
    return replace(scope, public=view_of(user, scope) == View.PUBLIC)


def may_see_cases(user: Any, scope: Scope) -> bool:
    """Whether the way from a figure leads a user to all its cases; which those are, reports.querysets decides anew."""
    return view_of(user, scope) == View.ALL


def cutoff_for(user: Any, scope: Scope, wanted: dt.datetime | None = None) -> dt.datetime:
    """Return the cut-off that somebody gets: the wanted one, or now; for the public the last end of a month before."""
    now = timezone.now()
    wanted = min(wanted or now, now)
    if view_of(user, scope) == View.ALL:
        return wanted
    return midnight(timezone.localtime(wanted, timezone.get_default_timezone()).date().replace(day=1))


def may_ask(user: Any, scope: Scope, period: Period) -> bool:
    """Whether somebody may ask for a period: everybody for those with a name, staff of the scope for any days."""
    return bool(period.name) or view_of(user, scope) == View.ALL


def told(scope: Scope, cards: Mapping[tuple[str, ...], Scorecard]) -> dict[tuple[str, ...], Scorecard]:
    """Return scorecards of a scope from `seen_by` as they may be told; in public some figures give way to a reason."""
    if not scope.public:
        return dict(cards)
    return {
        key: replace(card, figures={name: told_to_all(figure) for name, figure in card.figures.items()})
        for key, card in cards.items()
    }


def told_to_all(figure: Figure) -> Figure:
    """Return a figure of public cases as everybody may know it: itself, or none of its numbers and why."""
    measure = BY_NAME[figure.measure]
    least = measure.public_from
    if least is None:
        return Figure(figure.measure, n=0, cutoff=figure.cutoff, why=FOR_STAFF)
    if figure.n < least and least > 1:
        return Figure(figure.measure, n=0, cutoff=figure.cutoff, why=NOT_TOLD)
    return replace(figure, parts=_told_parts(figure.parts, measure.parts_from)) if measure.parts_from > 1 else figure


def _told_parts(parts: Sequence[Part], least: int) -> tuple[Part, ...]:
    """Return the parts of a count that everybody may know; the others are one part, of their sum."""
    shown, hidden = told_counts({part.name: part.n for part in parts}, least)
    rest = (Part("few", _("others, of few cases each"), hidden, float(hidden)),) if hidden else ()
    return (*(part for part in parts if part.name in shown), *rest)


def _is_watched(scope: Scope, provinces: Collection[str]) -> bool:
    """Whether an area lies in provinces that somebody watches over, as these are today.

    One of an older edition may have become several: Papua of 2021 (91) is four provinces, of which one has the code.
    """
    today = Edition.objects.in_force().first()
    if scope.edition is None or today is None or scope.edition == today:
        return scope.area[:2] in provinces
    level = Level.REGENCY if "." in scope.area else Level.PROVINCE
    parts = crosswalk(scope.edition, today, level).targets_of(scope.area)
    return bool(parts) and all(part.target[:2] in provinces for part in parts)


def is_withheld(figure: Figure) -> bool:
    """Whether a figure gave way to a reason: its number of cases is then no number of cases."""
    return figure.why is NOT_TOLD or figure.why is FOR_STAFF


def _own_agencies(standing: Standing) -> set[str]:
    """Return codes of the agencies whose figures are somebody's own."""
    own = set(Agency.objects.filter(pk__in=standing.handles).values_list("code", flat=True))
    if standing.provinces:
        seats = Agency.objects.values_list("code", "area_codes")
        own |= {code for code, areas in seats if areas and areas[0][:2] in standing.provinces}
    return own
