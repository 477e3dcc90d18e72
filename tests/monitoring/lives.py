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
from reports.clocks.replay import replay
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
)  # fmt: skip
GAPS = tuple(dt.timedelta(**gap) for gap in (
    {"minutes": 7}, {"hours": 5}, {"hours": 17}, {"days": 1, "hours": 3}, {"days": 3}, {"days": 9, "minutes": 1},
    {"days": 31},
))  # fmt: skip
_STAYS = {"note", "change_category", "move_pin", "reassigned", "impose_privacy", "confirm_responsibility"}


@dataclass
class Life:
    """One case and its rows. `had` is, for each entry, the agency that has the case after it."""

    report: Report
    entries: list[HistoryEntry] = field(default_factory=list)
    had: list[int] = field(default_factory=list)
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
        return found | {"setting": "land" if regency else "sea_12nm", "method": "covered" if regency else "sea"}


Step = tuple[int | str, int | dt.timedelta]
"""A verb and the time since the one before. Numbers choose among what is possible; "transfer:9" names a verb."""


def make_life(ground: Ground, drawn: Sequence[int], steps: Sequence[Step]) -> Life:
    """Return a life, not stored: `drawn` says what is filed where, `steps` which verbs follow after what gaps."""
    dice = random.Random(str(drawn))
    place = ground.place(drawn[0])
    *_names, lon, lat = ground.places[drawn[0] % len(ground.places)]
    agency = ground.agencies[drawn[1] % len(AGENCIES)]
    received = BEGIN + dt.timedelta(hours=drawn[2] % 2_000, minutes=drawn[3] % 60)
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
        at += gap if isinstance(gap, dt.timedelta) else GAPS[gap % len(GAPS)]
        at += dt.timedelta(seconds=1 + dice.randrange(60))
        able = [verb for verb in WALKED if _able(verb, state, aside)]
        if isinstance(choice, str):
            verb, _colon, number = choice.partition(":")
            pick = int(number or 1)
            assert verb in able, f"{verb} in {state}"
        else:
            verb, pick = able[choice % len(able)], choice
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
            _rate(life, at + dt.timedelta(hours=2), dice)


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
    if verb == "impose_privacy" and not report.anonymous:
        data = {"before": {"anonymous": False}, "after": {"anonymous": True}}
        report.anonymous = True
    if verb == "archive":
        data = {"reason": ("spam", "false", "unclear")[pick % 3]} if pick % 4 else {}
    if verb == "confirm_responsibility":
        _decide(life, report.agency, at, "confirmed")
    return data


def _enter(
    life: Life, verb: str, at: dt.datetime, before: str, after: State, data: dict[str, Any] | None = None
) -> None:
    report, data = life.report, data or {}
    had = data.get("before", {}).get("agency_id", report.agency_id)
    life.entries.append(
        HistoryEntry(report=report, verb=verb, at=at, agency_id=had, state_before=before, state=after, data=data)
    )
    life.had.append(report.agency_id or 0)


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
    told = [number for number, entry in enumerate(life.entries) if before is None or entry.at < before]
    if not told:
        return []
    entries = [
        HistoryEntry(verb=life.entries[n].verb, at=life.entries[n].at, state=life.entries[n].state,
                     state_before=life.entries[n].state_before, agency_id=life.had[n])
        for n in told
    ]  # fmt: skip
    pauses = [
        ClockPause(started_at=pause.started_at, ended_at=pause.ended_at if _over(pause, before) else None)
        for pause in life.pauses
        if before is None or pause.started_at < before
    ]
    report = Report(
        kind=life.report.kind, urgency=life.report.urgency, misconduct=life.report.misconduct, state=entries[-1].state,
        received_at=life.report.received_at, agency_id=life.had[told[-1]],
    )  # fmt: skip
    return replay(report, entries, pauses)


def _over(pause: ClockPause, before: dt.datetime | None) -> bool:
    return pause.ended_at is not None and (before is None or pause.ended_at < before)


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
