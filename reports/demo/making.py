"""Make demo reports with all that filing and handling would have written beside them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from django.contrib.gis.geos import Point
from django.db.models import Model
from django.utils import timezone

from accounts.directory import AgencyRef
from boundaries.models import Edition
from boundaries.place import Place
from reports import numbers, pins
from reports.actions.responsibility import report_columns, responsibility_record
from reports.demo import points, texts
from reports.demo.handling import Handler
from reports.demo.life import Life, Prospects, live
from reports.demo.people import People
from reports.models import (
    CaseClock,
    CaseCopy,
    Category,
    ClockPause,
    Crossing,
    HistoryEntry,
    Message,
    PermitIssuer,
    PlaceRecord,
    PointSource,
    Report,
    ReportKind,
    ResponsibilityRecord,
    RuleCase,
    State,
    Survey,
)
from reports.places import Match, public_place
from reports.responsibility import Responsibility, responsibility

# What reporters know of a permit, where it matters; most do not know.
_PERMITS = (PermitIssuer.NONE, PermitIssuer.REGENCY, PermitIssuer.PROVINCE, PermitIssuer.CENTRAL)
_KNOWN, _CROSSING = 0.25, 0.03


@dataclass(frozen=True)
class DemoRow:
    """A report with the rows that belong to it, ready to be stored."""

    report: Report
    place: PlaceRecord
    decision: ResponsibilityRecord
    responsibility: Responsibility
    life: Life


class Maker:
    """Makes demo reports one by one, with numbers that do not repeat."""

    def __init__(self, rng: np.random.Generator, now: dt.datetime) -> None:
        self.rng = rng
        self.now = now
        self.parts = points.read("texts")
        self.categories = Category.objects.in_bulk()
        self.editions = dict(Edition.objects.values_list("name", "pk"))
        self.taken = set(Report.objects.values_list("number", flat=True))
        self.permits = _categories_by_permit()

    def make(self, place: Place, code: str, received: dt.datetime, on: dt.date | None = None) -> DemoRow:
        """Return the rows of one report at `place`, decided by the rules and agencies of `on` (today when None)."""
        rng, category = self.rng, self.categories[code]
        match = Match.of(place, self.editions[place.edition])
        permit, crossing = self._permit(code), self._crossing()
        decision = responsibility(match, category, permit, crossing, on)
        kind = ReportKind.COMPLAINT if rng.random() < 0.95 else ReportKind.ASPIRATION
        public_point, cell_m = public_place((place.lon, place.lat), coarse=category.coarse_place)
        key = UUID(bytes=rng.bytes(16), version=4)
        number = self._number()
        report = Report(
            number=number,
            pin_hash=pins.digest_pin(number, pins.derive_pin(key)),
            idempotency_key=key,
            kind=kind,
            category=category,
            state=State.NEW,
            urgency=category.urgency,
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
            permit_issuer=permit,
            crossing=crossing,
            received_at=received,
            **match.report_columns(),
            **report_columns(decision, kind, received),
        )
        return DemoRow(
            report,
            PlaceRecord(report=report, matched_at=received, **match.as_columns()),
            responsibility_record(report, decision, received),
            decision,
            live(self._prospects(report, decision), self.now, rng),
        )

    def _prospects(self, report: Report, decision: Responsibility) -> Prospects:
        """How a report fares depends on its agency: some are quick, some are slow, whoever looks."""
        pace = float(np.exp(np.random.default_rng(decision.agency.id).normal(0.0, 0.45)))
        elsewhere = bool(decision.copies) and decision.copies[0].agency.id != decision.agency.id
        return Prospects(report.received_at, report.urgency, pace, decision.agency.time_zone, elsewhere)

    def _permit(self, code: str) -> PermitIssuer:
        if code not in self.permits or self.rng.random() >= _KNOWN:
            return PermitIssuer.UNKNOWN
        return _PERMITS[self.rng.integers(len(_PERMITS))]

    def _crossing(self) -> Crossing:
        if self.rng.random() >= _CROSSING:
            return Crossing.NONE
        return Crossing.REGENCY if self.rng.random() < 0.8 else Crossing.PROVINCE

    def _number(self) -> str:
        while (number := numbers.new_number()) in self.taken:
            pass
        self.taken.add(number)
        return number

    def _sometimes(self, name: str, share: float) -> str:
        choices = self.parts[name]
        return choices[self.rng.integers(len(choices))] if self.rng.random() < share else ""


def _categories_by_permit() -> set[str]:
    """Return the codes of categories with a rule that asks who issued the permit."""
    asking = RuleCase.objects.exclude(permit_issuers=[]).values_list("rule__categories__category", flat=True)
    return {code for code in asking if code}


def store(rows: Iterable[DemoRow], rng: np.random.Generator) -> None:
    """Store reports with their rows, as filing and the verbs of their lives would have left them."""
    rows = list(rows)
    people = People()
    people.ensure(agency.id for row in rows for agency in _agencies(row.responsibility))
    handler = Handler(rng, points.read("handling"), people)
    handled = [handler.handle(row.report, row.responsibility, row.life) for row in rows]
    Report.objects.bulk_create([row.report for row in rows])
    PlaceRecord.objects.bulk_create([row.place for row in rows])
    ResponsibilityRecord.objects.bulk_create([row.decision for row in rows])
    Message.objects.bulk_create([message for done in handled for message in done.messages])
    for done in handled:
        done.name_messages()
    for model, name in _BESIDE:
        model._default_manager.bulk_create([one for done in handled for one in getattr(done, name)])


_BESIDE: tuple[tuple[type[Model], str], ...] = (
    (ResponsibilityRecord, "decisions"),
    (HistoryEntry, "history"),
    (ClockPause, "pauses"),
    (CaseClock, "clocks"),
    (CaseCopy, "copies"),
    (Survey, "surveys"),
)


def _agencies(decision: Responsibility) -> Iterable[AgencyRef]:
    """Return who may have the case: who is responsible, and who may get it by transfer."""
    return (decision.agency, *(copy.agency for copy in decision.copies[:1]))
