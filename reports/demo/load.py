"""Write demo reports: the same rows as submit_report writes, in bulk."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from django.conf import settings
from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils import timezone

from boundaries.locator import locate_many
from boundaries.models import Edition
from boundaries.place import Place, Setting
from reports import numbers, pins
from reports.demo import life, points, texts
from reports.models import Category, HistoryEntry, PlaceRecord, PointSource, Report, ReportKind
from reports.models.report import VERIFIED_STATES
from reports.places import Match, public_place

DAYS = 730
BATCH = 2_000
SPARE = 1.05  # some points fall abroad, where no report can be filed


@dataclass(frozen=True)
class DemoRow:
    """A report with the rows that belong to it, ready to be stored."""

    report: Report
    place: PlaceRecord
    history: list[HistoryEntry]


def load_demo(number: int, seed: int, progress: Callable[[int], None] = lambda done: None) -> int:
    """Store `number` demo reports over the last two years; return how many there are now.

    The same seed on the same day gives the same reports. All rows say `is_demo`. `progress` is told how many are done.
    """
    rng = np.random.default_rng(seed)
    now = timezone.now()
    drawn = points.draw(_read("scenes"), round(number * SPARE), DAYS, timezone.localdate(now).month, rng)
    places = locate_many(drawn.points[:, 0], drawn.points[:, 1])
    on_soil = [i for i in range(len(drawn.ages)) if places[i].setting != Setting.ABROAD][:number]
    maker = _Maker(rng, now)
    with transaction.atomic():
        for start in range(0, len(on_soil), BATCH):
            _store(
                [maker.make(places[i], str(drawn.categories[i]), int(drawn.ages[i])) for i in on_soil[start:][:BATCH]]
            )
            progress(min(start + BATCH, len(on_soil)))
    return Report.objects.filter(is_demo=True).count()


def _read(name: str) -> dict[str, Any]:
    return points.read(Path(settings.REFERENCE_DIR).parent / "demo" / f"{name}.json")


class _Maker:
    """Makes demo reports one by one, with numbers that do not repeat."""

    def __init__(self, rng: np.random.Generator, now: dt.datetime) -> None:
        self.rng = rng
        self.now = now
        self.parts = _read("texts")
        self.categories = Category.objects.in_bulk()
        self.editions = dict(Edition.objects.values_list("name", "pk"))
        self.taken = set(Report.objects.values_list("number", flat=True))

    def make(self, place: Place, code: str, age: int) -> DemoRow:
        """Return the rows of one report at `place`, filed `age` days ago."""
        rng, category = self.rng, self.categories[code]
        received = self.now - dt.timedelta(days=age, seconds=float(rng.uniform(0, 86_400)))
        steps = life.live(received, self.now, rng)
        verified = next((step.at for step in steps[1:] if step.state in VERIFIED_STATES), None)
        match = Match.of(place, self.editions[place.edition])
        public_point, cell_m = public_place((place.lon, place.lat), coarse=category.coarse_place)
        key = UUID(bytes=rng.bytes(16), version=4)
        number = self._number()
        report = Report(
            number=number,
            pin_hash=pins.digest_pin(number, pins.derive_pin(key)),
            idempotency_key=key,
            kind=ReportKind.COMPLAINT if rng.random() < 0.95 else ReportKind.ASPIRATION,
            category=category,
            state=steps[-1].state,
            channel=str(rng.choice(["web", "web", "web", "api"])),
            is_demo=True,
            description=texts.describe(self.parts, code, rng),
            suspected_source=self._sometimes("sources", 0.3),
            place_note=self._sometimes("place_notes", 0.3),
            occurred_on=timezone.localdate(received - dt.timedelta(days=float(rng.exponential(2)))),
            anonymous=bool(rng.random() < 0.35),
            confidential=category.confidential or bool(rng.random() < 0.04),
            point=Point(place.lon, place.lat, srid=4326),
            point_source=PointSource.GPS if rng.random() < 0.6 else PointSource.MAP,
            accuracy_m=round(float(rng.gamma(2, 8)), 1),
            public_point=public_point,
            public_cell_m=cell_m,
            setting=match.setting,
            doubtful=match.doubtful,
            regency_id=match.regency_id,
            province_id=match.province_id,
            received_at=received,
            verified_at=verified,
        )
        record = PlaceRecord(report=report, matched_at=received, **match.as_columns())
        history = [HistoryEntry(report=report, verb=step.verb, at=step.at, state=step.state) for step in steps]
        return DemoRow(report, record, history)

    def _number(self) -> str:
        while (number := numbers.new_number()) in self.taken:
            pass
        self.taken.add(number)
        return number

    def _sometimes(self, name: str, share: float) -> str:
        choices = self.parts[name]
        return choices[self.rng.integers(len(choices))] if self.rng.random() < share else ""


def _store(rows: list[DemoRow]) -> None:
    Report.objects.bulk_create([row.report for row in rows])
    PlaceRecord.objects.bulk_create([row.place for row in rows])
    HistoryEntry.objects.bulk_create(list(_history(rows)))


def _history(rows: list[DemoRow]) -> Iterator[HistoryEntry]:
    for row in rows:
        yield from row.history
