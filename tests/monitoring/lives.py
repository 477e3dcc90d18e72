"""Cases with whole lives, stored as the verbs would have left them, from numbers that a test draws."""

import datetime as dt
import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.gis.geos import Point

from accounts.models import Agency
from boundaries.models import Area, Edition
from reports.clocks.winding import Winding, office_of, turn_of
from reports.lifecycle.table import BY_VERB, RESUMES
from reports.models import (
    UNSUR,
    CaseClock,
    ClockPause,
    HistoryEntry,
    Message,
    PlaceRecord,
    Report,
    ResponsibilityRecord,
    State,
    Survey,
)
from reports.models.report import VERIFIED_STATES
from reports.querysets import FINISHED_STATES

BEGIN = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
"""A Monday before Nyepi and Lebaran: public holidays and cuti bersama lie in the weeks that follow."""

AGENCIES = ("DLH-64.08", "DLH-61.03", "DLH-95.04", "KOORDINATOR-64", "DLH-34.04")
CATEGORIES = ("W1", "A1", "L2", "L1")
CHANNELS, KINDS = ("web", "api"), ("pengaduan", "pengaduan", "aspirasi")
PLACES = (
    ("now", "64.08", "64", 117.55, 0.53),
    ("now", "61.03", "61", 110.6, 0.1),
    ("2021", "91.14", "91", 138.478, -3.683),  # 95.04 of today
    ("2022", "92.09", "92", 132.0, -0.9),  # 96.04 of today
    ("now", "95.04", "95", 138.478, -3.683),
    ("now", "", "64", 117.7, 0.4),  # at sea
)
WALKED = (
    "verify", "verify", "dispose", "accept", "accept", "answer", "answer", "close", "confirm", "contest",
    "close_silent", "ask", "reply", "hold", "resume", "transfer", "archive", "unarchive", "withdraw", "merge",
    "unmerge", "note", "change_category", "move_pin", "reassigned", "impose_privacy", "confirm_responsibility",
    "set_urgency", "set_misconduct",
)  # fmt: skip
GAPS = tuple(dt.timedelta(**gap) for gap in (
    {"minutes": 7}, {"hours": 5}, {"hours": 17}, {"days": 1, "hours": 3}, {"days": 3}, {"days": 9, "minutes": 1},
    {"days": 31},
))  # fmt: skip
MICRO = dt.timedelta(microseconds=1)
SHIFTS = (-MICRO, dt.timedelta(0), MICRO)
MIDNIGHTS = tuple((dt.timedelta(hours=east), shift) for east in (7, 8, 9) for shift in SHIFTS)
"""Gaps that end at the next midnight of a zone so far east, or as close to it as moments are told apart."""

EDGES = tuple(
    dt.datetime(2026, month, day, 17, tzinfo=dt.UTC) + shift
    for month, day in ((3, 1), (3, 31), (4, 30))
    for shift in SHIFTS
)
"""Around the midnights in Jakarta at which the measured period begins, a month ends, and the period ends."""

_STAYS = {
    "note", "change_category", "move_pin", "reassigned", "impose_privacy", "confirm_responsibility", "set_urgency",
    "set_misconduct",
}  # fmt: skip
_ENDS = {"close", "confirm", "close_silent", "archive", "withdraw", "merge"}


@dataclass
class Life:
    """One case and its rows. `had` and `weighed` are, for each entry, whose and how urgent the case is after it."""

    report: Report
    entries: list[HistoryEntry] = field(default_factory=list)
    had: list[int] = field(default_factory=list)
    weighed: list[tuple[str, bool]] = field(default_factory=list)
    pauses: list[ClockPause] = field(default_factory=list)
    places: list[PlaceRecord] = field(default_factory=list)
    decisions: list[ResponsibilityRecord] = field(default_factory=list)
    survey: Survey | None = None


class Ground:
    """Rows that lives stand on, read once."""

    def __init__(self) -> None:
        self.agencies = [Agency.objects.get(code=code) for code in AGENCIES]
        in_force = Edition.objects.in_force().get()
        self.editions = {"now": in_force} | {edition.name: edition for edition in Edition.objects.active()}
        self.places = [place for place in PLACES if place[0] in self.editions]
        wanted = {(self.editions[name].pk, code) for name, *codes, _x, _y in self.places for code in codes if code}
        rows = Area.objects.without_geometry().filter(code__in={code for _edition, code in wanted})
        self.areas = {(area.edition_id, area.code): area for area in rows}

    def place(self, number: int) -> dict[str, Any]:
        """Columns of a row of place."""
        name, regency, province, _x, _y = self.places[number % len(self.places)]
        edition = self.editions[name]
        found = {"edition": edition, "province": self.areas[edition.pk, province], "regency": None}
        if regency:
            found["regency"] = self.areas[edition.pk, regency]
        method = ("covered" if regency else "sea") if number % 11 < 10 else "none"
        return found | {"setting": "land" if regency else "sea_12nm", "method": method}


Step = tuple[int | str, int | dt.timedelta]
"""A verb and the time since the one before. Numbers choose among what is possible; "transfer:9" names a verb.

Negative numbers are turns of days: -1 is the very moment of the one before, the others those of MIDNIGHTS.
"""


def make_life(ground: Ground, drawn: Sequence[int], steps: Sequence[Step]) -> Life:
    """Return a life, not stored: `drawn` says what is filed where, `steps` which verbs follow after what gaps.

    The third number are hours after BEGIN, or, below zero, one of EDGES.
    """
    dice = random.Random(str(drawn))
    place = ground.place(drawn[0])
    *_names, lon, lat = ground.places[drawn[0] % len(ground.places)]
    agency = ground.agencies[drawn[1] % len(AGENCIES)]
    received = BEGIN + dt.timedelta(hours=drawn[2] % 2_000, minutes=drawn[3] % 60)
    if drawn[2] < 0:
        received = EDGES[-drawn[2] % len(EDGES)]
    report = Report(
        number=uuid.uuid4().hex[:12], pin_hash="-", idempotency_key=uuid.uuid4(), description="Sampah.",
        category_id=CATEGORIES[drawn[3] % 4], kind=KINDS[drawn[4] % 3], channel=CHANNELS[drawn[4] % 2],
        point=Point(lon, lat, srid=4326), public_point=Point(lon, lat, srid=4326), point_source="map",
        received_at=received, agency=agency, tier="regency", rule_number=18, urgency=("N", "T", "D")[drawn[5] % 3],
        practice=drawn[5] % 17 == 16, anonymous=drawn[4] % 5 == 0,
        crossing="regency" if drawn[3] % 7 == 0 else "none", setting=place["setting"], regency=place["regency"],
        province=place["province"], edition=place["edition"],
    )  # fmt: skip
    life = Life(report)
    _match(life, place, received, "filed", doubtful=drawn[5] % 4 == 0)
    _decide(life, agency, received, "filed")
    _enter(life, "submitted", received, "", State.NEW)
    _walk(life, ground, steps, dice)
    return life


def _walk(life: Life, ground: Ground, steps: Sequence[Step], dice: random.Random) -> None:
    """Do what the table allows."""
    state, at, aside, before_hold = State.NEW, life.report.received_at, "", State.NEW
    for choice, gap in steps:
        at = _later(at, gap, dice)
        able = [verb for verb in WALKED if _able(verb, state, aside)]
        if isinstance(choice, str):
            verb, _colon, number = choice.partition(":")
            pick = int(number or 1)
            assert verb in able, f"{verb} in {state}"
        else:
            verb, pick = able[choice % len(able)], choice
        if verb in _ENDS and at == life.entries[-1].at:
            at += MICRO  # nobody ends a case twice in a moment
        target = state if verb in _STAYS else _target(verb, life, before_hold)
        if target == State.ON_HOLD and state != State.ON_HOLD:
            before_hold = state
            life.pauses.append(ClockPause(report=life.report, reason="laboratory", started_at=at))
        if state == State.ON_HOLD and target != State.ON_HOLD:
            life.pauses[-1].ended_at = at
        data = _do(life, ground, verb, at, pick, dice)
        _enter(life, verb, at, state, target, data)
        if target == State.ARCHIVED and verb not in _STAYS:
            aside = verb
        state = target
        if state == State.CLOSED and pick % 3 == 0 and life.survey is None:
            _rate(life, _later(at, dice.choice((1, -1, -3)), dice), dice)


def _later(at: dt.datetime, gap: int | dt.timedelta, dice: random.Random) -> dt.datetime:
    """Return the moment of the next step."""
    if isinstance(gap, int) and gap < 0:
        turn = (-gap - 1) % (len(MIDNIGHTS) + 1)
        if not turn:
            return at
        east, shift = MIDNIGHTS[turn - 1]
        here = (at + east).replace(hour=0, minute=0, second=0, microsecond=0)
        return next(moment for days in (1, 2) if (moment := here + dt.timedelta(days=days) - east + shift) > at)
    gap = GAPS[gap % len(GAPS)] if isinstance(gap, int) else gap
    return at + gap + dt.timedelta(seconds=1 + dice.randrange(60))


def _able(verb: str, state: State, aside: str) -> bool:
    if verb == "reassigned":
        return True
    if verb in ("unarchive", "unmerge") and aside != {"unarchive": "archive", "unmerge": "merge"}[verb]:
        return False
    return state in BY_VERB[verb].sources


def _target(verb: str, life: Life, before_hold: State) -> State:
    row = BY_VERB[verb]
    if row.target == RESUMES:
        return before_hold
    checked = any(entry.state in VERIFIED_STATES for entry in life.entries)
    if row.unverified and not checked:
        return row.unverified
    return State(row.target)  # type: ignore[arg-type]


def _do(life: Life, ground: Ground, verb: str, at: dt.datetime, pick: int, dice: random.Random) -> dict[str, Any]:
    """Change the report as a verb does; return what its row of history says of it."""
    report: Report = life.report
    data: dict[str, Any] = {}
    if verb in ("transfer", "move_pin") or (verb in ("reassigned", "change_category") and pick % 2):
        agency = ground.agencies[(pick // 3) % len(AGENCIES)]
        data = {"before": {"agency_id": report.agency_id}, "after": {"agency_id": agency.pk}}
        report.agency = agency
        _decide(life, agency, at, "transferred" if verb == "transfer" else "corrected")
    if verb in ("move_pin", "reassigned"):
        _match(life, ground.place(pick), at, "moved" if verb == "move_pin" else "reassigned", doubtful=pick % 3 == 0)
    if verb == "change_category":
        new = CATEGORIES[pick % len(CATEGORIES)]
        data.setdefault("before", {})["category_id"] = report.category_id
        data.setdefault("after", {})["category_id"] = new
        report.category_id = new
        if pick % 5 == 0:
            _weigh(report, data, urgency="NTD"[pick % 3])
    if verb == "set_urgency":
        _weigh(report, data, urgency="NTD"[pick % 3])
    if verb == "set_misconduct":
        _weigh(report, data, misconduct=not report.misconduct)
    if verb == "impose_privacy" and not report.anonymous:
        data = {"before": {"anonymous": False}, "after": {"anonymous": True}}
        report.anonymous = True
    if verb == "archive":
        data = {"reason": ("spam", "false", "unclear")[pick % 3]} if pick % 4 else {}
    if verb == "confirm_responsibility":
        _decide(life, report.agency, at, "confirmed")
    return data


def _weigh(report: Report, data: dict[str, Any], **columns: Any) -> None:
    """Change what a deadline hangs on; data tell of it where it was another."""
    for name, value in columns.items():
        if getattr(report, name) != value:
            data.setdefault("before", {})[name] = getattr(report, name)
            data.setdefault("after", {})[name] = value
            setattr(report, name, value)


def _enter(
    life: Life, verb: str, at: dt.datetime, before: str, after: State, data: dict[str, Any] | None = None
) -> None:
    report, data = life.report, data or {}
    had = data.get("before", {}).get("agency_id", report.agency_id)
    life.entries.append(
        HistoryEntry(report=report, verb=verb, at=at, agency_id=had, state_before=before, state=after, data=data)
    )
    life.had.append(report.agency_id or 0)
    life.weighed.append((report.urgency, report.misconduct))


def _match(life: Life, place: dict[str, Any], at: dt.datetime, reason: str, doubtful: bool) -> None:
    life.places.append(PlaceRecord(report=life.report, matched_at=at, reason=reason, doubtful=doubtful, **place))
    for name in ("edition", "regency", "province"):
        setattr(life.report, name, place[name])


def _decide(life: Life, agency: Any, at: dt.datetime, reason: str) -> None:
    life.decisions.append(
        ResponsibilityRecord(
            report=life.report, decided_at=at, reason=reason, agency=agency, tier="regency", rule_number=18, basis="-",
            explanation_id="-", explanation_en="-", confirm=reason == "corrected",
        )
    )  # fmt: skip


def _rate(life: Life, at: dt.datetime, dice: random.Random) -> None:
    marks = {name: dice.choice((1, 2, 3, 4, 4, None if dice.random() < 0.2 else 3)) for name in UNSUR}
    life.survey = Survey(report=life.report, at=at, solved=dice.choice(("yes", "partly", "no", "")), **marks)


def wound(life: Life, before: dt.datetime | None = None) -> list[CaseClock]:
    """Return the clocks that a life, or what of it lies before a moment, has wound; none of them stored."""
    report = Report(kind=life.report.kind, received_at=life.report.received_at)
    running: list[CaseClock] = []
    clocks: list[CaseClock] = []
    for entry, had, (urgency, misconduct) in zip(life.entries, life.had, life.weighed, strict=True):
        if before is not None and entry.at >= before:
            break
        report.state, report.agency_id, report.urgency, report.misconduct = entry.state, had, urgency, misconduct
        report.verified_at = entry.at if entry.verb == "verify" else report.verified_at
        over = [
            ClockPause(started_at=pause.started_at, ended_at=pause.ended_at)
            for pause in life.pauses
            if pause.ended_at is not None and pause.ended_at <= entry.at
        ]
        winding = Winding(report, entry, turn_of(entry.verb), office_of(report), running, over)
        winding.turn_all()
        running = winding.running
        clocks += winding.begun
    return clocks


def store(lives: Sequence[Life]) -> None:
    """Store lives, with the clocks that their verbs wound.

    What some reports say of themselves is not what history says: nothing may be read there that history tells.
    """
    for life in lives:
        if life.report.channel == "api":
            last = life.entries[-1]
            checked = [entry.at for entry in life.entries if entry.state in VERIFIED_STATES]
            ended = [entry.at for entry in life.entries if entry.state in FINISHED_STATES and entry.verb not in _STAYS]
            life.report.state, life.report.verified_at = last.state, min(checked, default=None)
            life.report.closed_at = max(ended, default=None) if last.state in FINISHED_STATES else None
    Report.everything.bulk_create([life.report for life in lives])
    for model, name in ((PlaceRecord, "places"), (ResponsibilityRecord, "decisions"), (HistoryEntry, "entries"),
                        (ClockPause, "pauses")):  # fmt: skip
        model._default_manager.bulk_create([row for life in lives for row in getattr(life, name)])
    clocks = []
    for life in lives:
        if not life.report.practice:
            for clock in wound(life):
                clock.report = life.report
                clocks.append(clock)
    CaseClock.objects.bulk_create(clocks)
    Survey.objects.bulk_create([life.survey for life in lives if life.survey])
    assert not Message.objects.filter(report__in=[life.report for life in lives]).exists()
