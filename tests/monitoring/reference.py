"""The measures reckoned the slow and obvious way: each case is walked from its first row to the cut-off.

Written without looking at the SQL of monitoring.counting, to hold it against.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from accounts.calendars import calendar_of
from accounts.models import Agency
from boundaries.crosswalk import crosswalk
from boundaries.models import Area, Edition
from reports.models import OPEN_STATES, UNSUR, State
from reports.models.report import VERIFIED_STATES
from tests.monitoring.lives import Life, wound

JAKARTA = ZoneInfo("Asia/Jakarta")
STEPS = ("verify", "follow_up", "answer")


@dataclass
class CaseAt:
    """What one case was at the cut-off."""

    life: Life
    cutoff: dt.datetime
    state: str = ""
    before_hold: str = ""
    verified_at: dt.datetime | None = None
    verified_by: int | None = None
    disposed_at: dt.datetime | None = None
    answered_at: dt.datetime | None = None
    answered_by: int | None = None
    how_closed: str = ""
    ever_closed: bool = False
    reopened: bool = False
    contested: bool = False
    transfers: int = 0
    aside: str = ""
    aside_at: dt.datetime | None = None
    aside_reason: str = ""
    agency: int = 0
    first_agency: int = 0
    category: str = ""
    anonymous: bool = False

    @property
    def verified(self) -> bool:
        return self.verified_at is not None

    @property
    def archived(self) -> bool:
        return self.state == State.ARCHIVED

    @property
    def duplicate(self) -> bool:
        return self.archived and self.aside == "merge"

    @property
    def followed_up(self) -> bool:
        standing = self.before_hold if self.state == State.ON_HOLD else self.state
        return standing in (State.IN_FOLLOW_UP, State.AWAITING_REPORTER, State.CLOSED)

    @property
    def doubtful(self) -> bool:
        place = [row for row in self.life.places if row.reason == "filed" or row.matched_at < self.cutoff][-1]
        confirmed = [
            entry.at
            for entry in self.life.entries
            if entry.verb == "confirm_responsibility" and place.matched_at <= entry.at < self.cutoff
        ]
        return place.doubtful and not confirmed

    @property
    def unplaced(self) -> bool:
        places = [row for row in self.life.places if row.reason == "filed" or row.matched_at < self.cutoff]
        return places[-1].method == "none"

    @property
    def unconfirmed(self) -> bool:
        rows = [row for row in self.life.decisions if row.reason == "filed" or row.decided_at < self.cutoff]
        return self.doubtful or rows[-1].confirm

    @property
    def age(self) -> int:
        last = (self.cutoff - dt.timedelta(microseconds=1)).astimezone(JAKARTA).date()
        return (last - self.life.report.received_at.astimezone(JAKARTA).date()).days

    def days(self, begun: dt.datetime, ended: dt.datetime, agency: int) -> int:
        """Working days, one by one, without those that lie wholly within a pause."""
        office = _agency(agency)
        zone, calendar = ZoneInfo(office.time_zone), calendar_of(office)
        day, last, found = begun.astimezone(zone).date(), ended.astimezone(zone).date(), 0
        while day < last:
            day += dt.timedelta(days=1)
            midnight = dt.datetime.combine(day, dt.time(), zone)
            after = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), zone)
            slept = any(begin <= midnight and after <= end for begin, end in self._pauses())
            found += calendar.works(day) and not slept
        return found

    def _pauses(self) -> list[tuple[dt.datetime, dt.datetime]]:
        return [
            (pause.started_at, min(pause.ended_at or self.cutoff, self.cutoff))
            for pause in self.life.pauses
            if pause.started_at < self.cutoff
        ]

    @property
    def check_days(self) -> int:
        end = self.verified_at or (self.aside_at if self.archived else None) or self._now
        return self.days(self.life.report.received_at, end, self.verified_by or self.agency)

    @property
    def answer_days(self) -> int:
        assert self.disposed_at
        end = self.answered_at or (self.aside_at if self.archived else None) or self._now
        return self.days(self.disposed_at, end, self.answered_by or self.agency)

    @property
    def _now(self) -> dt.datetime:
        return self.cutoff - dt.timedelta(microseconds=1)

    @property
    def steps(self) -> list[tuple[str, int, bool, bool]]:
        """Step, agency that owed it, whether it was met, and whether it is late and still waits."""
        found = []
        standing = next(
            (p for p in self.life.pauses if p.started_at < self.cutoff <= (p.ended_at or self.cutoff)), None
        )
        for clock in wound(self.life, self.cutoff):
            if clock.step not in STEPS:
                continue
            if clock.stopped_at is not None:
                if clock.met is not None:
                    found.append((clock.step, clock.agency_id, clock.met, False))
            elif clock.due_at <= (standing.started_at if standing else self.cutoff):
                found.append((clock.step, clock.agency_id, False, True))
        return found

    def area(self, edition: Edition, filed: bool) -> tuple[str, str]:
        """Codes of regency and province in an edition."""
        rows = [row for row in self.life.places if row.reason == "filed" or row.matched_at < self.cutoff]
        place = rows[0] if filed else rows[-1]
        if place.regency:
            code = _in_edition(place.edition_id, edition.pk, "regency", place.regency.code)
            return code, code[:2]
        if not place.province:
            return "", ""
        return "", _in_edition(place.edition_id, edition.pk, "province", place.province.code)


def walk(life: Life, cutoff: dt.datetime) -> CaseAt | None:
    """Return what a case was at a cut-off; None where it was not filed yet, or is an exercise."""
    entries = [entry for entry in life.entries if entry.at < cutoff]
    if life.report.practice or not entries:
        return None
    case = CaseAt(life, cutoff, first_agency=life.decisions[0].agency_id)
    case.category = _before(life, cutoff, "category_id", life.report.category_id)
    case.anonymous = _before(life, cutoff, "anonymous", life.report.anonymous)
    for number, entry in enumerate(entries):
        case.agency = life.had[number]
        if entry.state == State.ON_HOLD and entry.state_before != State.ON_HOLD:
            case.before_hold = entry.state_before
        case.state = entry.state
        if entry.state in VERIFIED_STATES and case.verified_at is None:
            case.verified_at, case.verified_by = entry.at, entry.agency_id
        if entry.verb in ("dispose", "accept"):
            case.disposed_at = case.disposed_at or entry.at
        if entry.verb in ("answer", "close") and case.answered_at is None:
            case.answered_at, case.answered_by = entry.at, entry.agency_id
        if entry.verb in ("close", "confirm", "close_silent"):
            case.how_closed, case.ever_closed = entry.verb, True
        case.transfers += entry.verb == "transfer"
        case.contested |= entry.verb == "contest"
        case.reopened |= entry.verb == "contest" and entry.state_before == State.CLOSED
        if entry.verb in ("archive", "withdraw", "merge"):
            case.aside, case.aside_at = entry.verb, entry.at
            case.aside_reason = {"archive": entry.data.get("reason", "none"), "withdraw": "withdrawn"}.get(
                entry.verb, ""
            )
    return case


def _before(life: Life, cutoff: dt.datetime, column: str, now: Any) -> Any:
    for entry in life.entries:
        if entry.at >= cutoff and column in entry.data.get("before", {}):
            return entry.data["before"][column]
    return now


def expected(cases: Sequence[CaseAt], since: dt.datetime, until: dt.datetime) -> dict[str, tuple[Any, ...]]:
    """Return value, n and hits of each measure of some cases; None where a measure has no such number."""
    of = [case for case in cases if since <= case.life.report.received_at < until]
    alone = [case for case in of if not case.duplicate]
    cohort = [case for case in alone if case.verified]
    answered = [case for case in cohort if case.answered_at]
    closed = [case for case in cohort if case.ever_closed]
    checked = [case for case in alone if case.verified or case.check_days > 3]
    waiting = [case for case in cases if case.state in OPEN_STATES]
    found: dict[str, tuple[Any, ...]] = {name: (float(n), n, None) for name, n in (
        ("received", len(of)), ("by_kind", len(of)), ("cohort", len(cohort)), ("backlog", len(waiting)),
    )}  # fmt: skip
    found["verified"] = _share(alone, lambda case: case.verified)
    found["duplicates"] = _share(of, lambda case: case.duplicate)
    found["anonymous"] = _share(alone, lambda case: case.anonymous)
    found["doubtful"] = _share(alone, lambda case: case.doubtful)
    found["unplaced"] = _share(alone, lambda case: case.unplaced)
    found["crossing"] = _share(alone, lambda case: case.life.report.crossing != "none")
    found["followed_up"] = _share(cohort, lambda case: case.followed_up)
    found["closed"] = _share(cohort, lambda case: case.state == State.CLOSED)
    for name, verb in (("closed_confirmed", "confirm"), ("closed_silent", "close_silent")):
        found[name] = _share(cohort, lambda case, verb=verb: case.state == State.CLOSED and case.how_closed == verb)
    found["contested"] = _share(answered, lambda case: case.contested)
    found["reopened"] = _share(closed, lambda case: case.reopened)
    found["verified_in_3_days"] = _share(checked, lambda case: case.verified and case.check_days <= 3)
    found["misdirected"] = _share(cohort, lambda case: case.transfers > 0 and case.agency != case.first_agency)
    found["archived"] = _share(alone, lambda case: case.archived)
    moved = sum(case.transfers for case in cohort)
    found["transfers_per_case"] = (moved / len(cohort) if cohort else None, len(cohort), moved if cohort else None)
    found["overdue"] = _share(waiting, lambda case: any(late for *_step, late in case.steps))
    late = sum(case.unconfirmed and case.age > 7 for case in waiting)
    found["unconfirmed"] = (float(late), len(waiting), late)
    return found | _speed([case for case in cohort if case.disposed_at])


def parts(cases: Sequence[CaseAt], since: dt.datetime, until: dt.datetime) -> dict[str, Counter[str]]:
    """Return how many cases there are in each part of a measure; what there are none of is left out."""
    of = [case for case in cases if since <= case.life.report.received_at < until]
    alone = [case for case in of if not case.duplicate]
    waiting = [case for case in cases if case.state in OPEN_STATES]
    ages = [sum(case.age > last for last in (7, 14, 30, 60, 90)) for case in waiting]
    how = {"confirm": "closed_confirmed", "close": "closed_by_agency", "close_silent": "closed_silent"}
    ended = [case for case in alone if case.verified and case.state == State.CLOSED]
    return {
        "received": Counter(case.life.report.channel for case in of),
        "by_kind": Counter(case.life.report.kind for case in of),
        "closed": Counter(how[case.how_closed] for case in ended),
        "archived": Counter(case.aside_reason for case in alone if case.archived),
        "backlog": Counter(f"age_{band}" for band in ages),
        "unconfirmed": Counter("unconfirmed" for case in waiting if case.unconfirmed),
    }


def _speed(cases: Sequence[CaseAt]) -> dict[str, tuple[Any, ...]]:
    answered = [case.answer_days for case in cases if case.answered_at]
    mean = sum(answered) / len(answered) if answered else None
    left, median = Fraction(1), None
    for days in sorted(set(answered)):
        at_risk = sum(case.answer_days >= days for case in cases)
        left *= 1 - Fraction(answered.count(days), at_risk)
        if left <= Fraction(1, 2):
            median = days
            break
    return {"speed_mean": (mean, len(answered), None), "speed_median": (median, len(cases), len(answered))}


def steps_met(
    cases: Iterable[CaseAt], since: dt.datetime, until: dt.datetime, agency: int | None = None
) -> dict[str, tuple[Any, ...]]:
    """Return value, n and hits of each step's measure; of an agency those that it owed."""
    done: dict[str, list[bool]] = {step: [] for step in STEPS}
    for case in cases:
        if case.duplicate or not since <= case.life.report.received_at < until:
            continue
        for step, owner, met, _late in case.steps:
            if (case.verified or step == "verify") and agency in (None, owner):
                done[step].append(met)
    return {f"sla_{step}": _share(mets, bool) for step, mets in done.items()}


def rated(cases: Iterable[CaseAt], since: dt.datetime, until: dt.datetime, cutoff: dt.datetime) -> dict[str, Any]:
    """Return n of ratings, of those with all marks, sums of marks, and the share of who says that it is solved."""
    given = [case.life.survey for case in cases if case.life.survey]
    given = [survey for survey in given if since <= survey.at < until and survey.at < cutoff]
    full = [survey for survey in given if all(getattr(survey, name) for name in UNSUR)]
    solved = [survey.solved for survey in given if survey.solved]
    return {
        "n": len(given),
        "full": len(full),
        "marks": [sum(getattr(survey, name) or 0 for survey in given) for name in UNSUR],
        "full_marks": [sum(getattr(survey, name) for survey in full) for name in UNSUR],
        "solved": _share(solved, lambda answer: answer == "yes"),
    }


def _share(of: Sequence[Any], true: Callable[[Any], bool]) -> tuple[Any, ...]:
    hits = sum(bool(true(one)) for one in of)
    return (100 * hits / len(of) if of else None, len(of), hits)


@lru_cache(maxsize=200)
def _agency(pk: int) -> Agency:
    return Agency.objects.get(pk=pk)


@lru_cache(maxsize=500)
def _in_edition(source: int, target: int, level: str, code: str) -> str:
    parts = crosswalk(Edition.objects.get(pk=source), Edition.objects.get(pk=target), level).targets_of(code)
    known = Area.objects.filter(edition=target, code__in=[part.target for part in parts])
    return parts[0].target if parts and known.exists() else ""
