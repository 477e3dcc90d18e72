"""Demo reports of a time when other boundaries held: each is matched and decided as it would have been on its day."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import numpy as np
from django.utils import timezone

from boundaries.locator import locate_many
from boundaries.models import Area, Edition
from boundaries.place import Setting
from reports.demo import points
from reports.demo.making import DemoRow, Maker

MONTH = 30


def rows(plan: dict[str, Any], maker: Maker, rng: np.random.Generator) -> Iterator[list[DemoRow]]:
    """Make the reports of the plan (fixtures/demo/past.json), a list for each month or so."""
    first, last = (dt.date.fromisoformat(plan[name]) for name in ("first_day", "last_day"))
    where, categories, days = _draw(plan, (last - first).days, rng)
    for start in range(0, (last - first).days + 1, MONTH):
        on = first + dt.timedelta(days=start)
        for edition_day, chosen in _by_edition(days, start, first):
            places = locate_many(where[chosen, 0], where[chosen, 1], on=edition_day)
            yield [
                maker.make(place, str(categories[i]), _moment(first, int(days[i]), rng), max(on, edition_day))
                for i, place in zip(chosen, places, strict=True)
                if place.setting != Setting.ABROAD
            ]


def _draw(plan: dict[str, Any], span: int, rng: np.random.Generator) -> tuple[Any, Any, Any]:
    """Return points (n × 2, lon/lat), category codes and days after the first: those that always stand first."""
    first = dt.date.fromisoformat(plan["first_day"])
    always, number = plan["always"], plan["number"]
    share = np.array(list(plan["categories"].values()), dtype=float)
    drawn = points.inside_areas(
        Area.objects.regencies().filter(edition__in=Edition.objects.in_force(), parent__code__in=plan["provinces"]),
        number,
        rng,
    )
    return (
        np.concatenate([[[one["lon"], one["lat"]] for one in always], drawn]),
        np.concatenate(
            [
                [one["category"] for one in always],
                rng.choice(np.array(list(plan["categories"])), size=number, p=share / share.sum()),
            ]
        ),
        np.concatenate(
            [[(dt.date.fromisoformat(one["on"]) - first).days for one in always], rng.integers(span, size=number)]
        ).astype(int),
    )


def _by_edition(days: Any, start: int, first: dt.date) -> Iterator[tuple[dt.date, Any]]:
    """Split a month's reports by the edition in force on their day; yield a day of each edition and positions."""
    chosen = np.flatnonzero((days >= start) & (days < start + MONTH))
    of_day = {int(day): _edition_begins(first + dt.timedelta(days=int(day))) for day in np.unique(days[chosen])}
    begins = np.array([of_day[int(day)].toordinal() for day in days[chosen]], dtype=int)
    for ordinal in np.unique(begins):
        yield dt.date.fromordinal(int(ordinal)), chosen[begins == ordinal]


def _edition_begins(day: dt.date) -> dt.date:
    return Edition.objects.in_force(day).values_list("valid_from", flat=True).get()


def _moment(first: dt.date, day: int, rng: np.random.Generator) -> dt.datetime:
    at = dt.time(int(rng.integers(24)), int(rng.integers(60)))
    return timezone.make_aware(dt.datetime.combine(first + dt.timedelta(days=day), at))
