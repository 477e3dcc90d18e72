"""What the page of a hotspot says, to one viewer."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Max
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maps.hotspot.chart import Chart, chart
from maps.hotspot.measuring import Compared, Month, by_month, comparisons, incidents_in
from maps.hotspot.policies import agencies_to_take_up, may_work
from maps.hotspot.seeing import SeenHotspot, members_of
from maps.hotspot.writing import day_of
from maps.models import Hotspot, HotspotEntry, RunKind
from maps.models.runs import Run
from reports.models import Category
from reports.querysets import ReportQuerySet

FEWEST_SPLIT: Final = 3
"""Categories with fewer incidents are summed up as others."""
_TOLD: Final[Mapping[str, str | Promise]] = {
    "taken_up": _("Taken up by %(agency)s."),
    "changed": _("%(agency)s changed what is done, or by when."),
    "handed_over": _("Handed over to %(agency)s."),
    "given_back": _("%(agency)s gave it back: nobody has it in hand."),
    "declared_cooled": _("%(agency)s declared it cooled."),
    "cooled": _("It cooled by itself: no incidents gathered any more."),
    "flared_up": _("It flared up again: new incidents gather."),
    "found": _("Found."),
    "split": _("It was found to be apart from another hotspot."),
}
PUBLIC_VERBS: Final = ("taken_up", "changed", "handed_over", "given_back", "declared_cooled")
"""What everybody reads of its history: what agencies did. That it cooled or flared up follows from what they see."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the history; `who` and `note` are for those who work with it."""

    on: dt.date
    words: str
    who: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """A category and how many incidents are of it; None: all others together."""

    category: Category | None
    n: int


@dataclass(frozen=True, slots=True)
class HotspotPage:
    """All of it. `in_hand` are the numbers of reports that are cases of the viewer's own."""

    seen: SeenHotspot
    months: Sequence[Month]
    chart: Chart
    shares: Sequence[Share]
    compared: Sequence[Compared]
    history: Sequence[Happening]
    reports: ReportQuerySet
    in_hand: frozenset[str]
    looked_on: dt.date | None
    may_take_up: bool
    may_work: bool

    @property
    def map_data(self) -> dict[str, Any]:
        """What the map's script needs: the outline, and the places that the viewer may know."""
        return {"outline": self.seen.geometry, "points": _points(self.reports)}


def read_page(seen: SeenHotspot, user: Any) -> HotspotPage:
    """Return what the page of a hotspot says to a viewer."""
    hotspot, today = seen.hotspot, day_of(timezone.now())
    months = by_month(incidents_in(seen, user), today)
    taken = hotspot.taken_up_at and day_of(hotspot.taken_up_at)
    reports = members_of(hotspot, user)
    return HotspotPage(
        seen=seen,
        months=months,
        chart=chart(months, [("taken_up", taken), ("target", seen.target_on), ("cooled", seen.cooled_on)]),
        shares=_shares(reports),
        compared=comparisons(seen, user, today),
        history=_history(seen),
        reports=reports,
        in_hand=frozenset(reports.in_the_hands_of(user).order_by().values_list("number", flat=True)),
        looked_on=_looked_on(hotspot),
        may_take_up=hotspot.agency_id is None and not hotspot.cooled_at and bool(agencies_to_take_up(user, hotspot)),
        may_work=may_work(user, hotspot),
    )


def _shares(reports: ReportQuerySet) -> list[Share]:
    """Return the categories, most first; rare ones as one, unless there is a single one of them."""
    counted = Counter(reports.order_by().values_list("category_id", flat=True))
    categories = Category.objects.select_related("theme").in_bulk(list(counted))
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    rare = [pair for pair in ordered if pair[1] < FEWEST_SPLIT]
    shown = ordered if len(rare) < 2 else [pair for pair in ordered if pair[1] >= FEWEST_SPLIT]
    shares = [Share(categories[code], n) for code, n in shown]
    others = sum(counted.values()) - sum(n for _code, n in shown)
    return [*shares, Share(None, others)] if others else shares


def _history(seen: SeenHotspot) -> list[Happening]:
    """Return what was done, latest first: who did it, and what staff wrote, for those who work with it."""
    rows = seen.hotspot.history.select_related("agency", "actor").order_by("-at", "-pk")
    if not seen.works:
        rows = rows.filter(verb__in=PUBLIC_VERBS)
    told = [_happening(row, works=seen.works) for row in rows if row.verb in _TOLD]
    turns = [Happening(turn.on, str(_TOLD[turn.verb])) for turn in reversed(seen.turns)]
    return sorted([*told, *turns], key=lambda one: one.on, reverse=True)


def _happening(entry: HotspotEntry, *, works: bool) -> Happening:
    words = str(_TOLD[entry.verb]) % {"agency": entry.agency or ""}
    return Happening(
        day_of(entry.at), words, str(entry.actor) if works and entry.actor else "", entry.note if works else ""
    )


def _looked_on(hotspot: Hotspot) -> dt.date | None:
    """Return the day of the newest run that looked for hotspots of its theme."""
    runs = Run.objects.filter(kind=RunKind.INCIDENTS, theme=hotspot.theme, category="")
    newest = runs.aggregate(at=Max("made_at"))["at"]
    return day_of(newest) if newest else None


def _points(reports: ReportQuerySet) -> list[list[float]]:
    """Return the places to draw (lat, lon): the public ones; those of coarse reports are for the case's own page."""
    found = reports.filter(public_cell_m=None, public_point__isnull=False).order_by("-received_at")
    points = found.values_list("public_point", flat=True)[:500]
    return [[round(point.y, 5), round(point.x, 5)] for point in points if point]
