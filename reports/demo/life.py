"""What becomes of a demo report: the verbs of its life so far, at believable times."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import numpy as np

from accounts.calendars import add_working_days, is_working_day
from reports.lifecycle.table import FILED
from reports.models import Outcome, State, Urgency

_OPENS, _CLOSES = 8, 16  # office hours
_SILENT_DAYS = 10  # working days, as the deadline of the reporter's step says

# Share of reports to which it happens, each time they come to the point.
_ARCHIVED, _WITHDRAWN, _TRANSFERRED, _ASKED, _NO_REPLY, _HELD, _PROGRESS = 0.04, 0.01, 0.35, 0.10, 0.25, 0.04, 0.40
_CLOSED_BY_STAFF, _CONFIRMED, _CONTESTED = 0.15, 0.40, 0.12
_STUCK, _STUCK_LONG = 0.03, 0.001  # lies where it is, before each step: for weeks; for years
_LONG_AGO = dt.timedelta(days=120)
_SURVEYED, _FOLLOWED, _NOTED = 0.35, 0.15, 0.15


@dataclass(frozen=True, slots=True)
class Step:
    """One verb: when, the state before and after, and which text of fixtures/demo/handling.json goes with it."""

    verb: str
    at: dt.datetime
    before: str
    state: State
    text: str = ""


@dataclass(frozen=True, slots=True)
class Prospects:
    """What the life of a report hangs on: when it came, how pressing it is, how quick its agency is (1: as usual)."""

    received: dt.datetime
    urgency: str
    pace: float
    zone: str
    can_be_transferred: bool


@dataclass(slots=True)
class Life:
    """The steps of a report until now, the filing first, and how it ended if it did."""

    prospects: Prospects
    now: dt.datetime
    rng: np.random.Generator
    steps: list[Step] = field(default_factory=list)
    outcome: str = ""
    surveyed_at: dt.datetime | None = None

    @property
    def state(self) -> State:
        """Where it stands."""
        return self.steps[-1].state

    @property
    def old(self) -> bool:
        """Whether it came so long ago that somebody will have looked after it."""
        return self.now - self.prospects.received > _LONG_AGO

    def first(self, *verbs: str) -> dt.datetime | None:
        """When one of these was done for the first time."""
        return next((step.at for step in self.steps if step.verb in verbs), None)

    def last(self, *verbs: str) -> dt.datetime | None:
        """When one of these was done last."""
        return next((step.at for step in reversed(self.steps) if step.verb in verbs), None)

    def do(
        self,
        verb: str,
        state: State,
        days: float,
        text: str = "",
        *,
        office: bool = True,
        before: dt.datetime | None = None,
    ) -> bool:
        """Add a verb some days after the last one; False where that would be in the future, or too late."""
        at = self.steps[-1].at + dt.timedelta(days=float(self.rng.gamma(2.0, days / 2.0)) + 0.02)
        at = _office_hours(at, self.prospects.zone, self.rng) if office else at
        return (before is None or at < before) and self.do_at(verb, state, at, text)

    def do_at(self, verb: str, state: State, at: dt.datetime, text: str = "") -> bool:
        """Add a verb at a time."""
        if at >= self.now or (verb not in _NEVER_STUCK and self.chance(_STUCK_LONG if self.old else _STUCK)):
            return False
        self.steps.append(Step(verb, at, self.state, state, text))
        return True

    def chance(self, share: float) -> bool:
        """Throw the dice."""
        return bool(self.rng.random() < share)


_NEVER_STUCK = ("close_silent", "reply", "report_progress", "note")


def live(prospects: Prospects, now: dt.datetime, rng: np.random.Generator) -> Life:
    """Return the life of a report from its filing until `now`."""
    life = Life(prospects, now, rng, [Step(FILED, prospects.received, "", State.NEW)])
    if life.chance(_WITHDRAWN):
        if life.do("withdraw", State.ARCHIVED, 3.0, office=False):
            life.outcome = Outcome.WITHDRAWN
        return life
    if life.chance(_ARCHIVED):
        if life.do("archive", State.ARCHIVED, 2.0, "archive_reasons"):
            life.outcome = Outcome.ARCHIVED
        return life
    for stage in _STAGES:
        if not stage(life):
            return life
    _end(life)
    return life


def _verified(life: Life) -> bool:
    usual = {Urgency.EMERGENCY: 0.4, Urgency.HIGH: 0.8}.get(Urgency(life.prospects.urgency), 1.8)
    office = life.prospects.urgency != Urgency.EMERGENCY
    return life.do("verify", State.VERIFIED, usual * life.prospects.pace, office=office)


def _transferred(life: Life) -> bool:
    if life.prospects.can_be_transferred and life.chance(_TRANSFERRED):
        return life.do("transfer", State.VERIFIED, 1.0 * life.prospects.pace, "transfer_reasons")
    return True


def _disposed(life: Life) -> bool:
    return life.do("dispose", State.DISPOSED, 1.0 * life.prospects.pace)


def _taken_up(life: Life) -> bool:
    if life.chance(_NOTED) and not life.do("note", life.state, 0.5, "notes"):
        return False
    return life.do("accept", State.IN_FOLLOW_UP, 1.5 * life.prospects.pace)


def _asked(life: Life) -> bool:
    if not life.chance(_ASKED):
        return True
    if not life.do("ask", State.ON_HOLD, 1.0, "questions"):
        return False
    if life.chance(_NO_REPLY):
        return life.old and life.do("resume", State.IN_FOLLOW_UP, 12.0)
    return life.do("reply", State.IN_FOLLOW_UP, 2.0, "replies", office=False)


def _held(life: Life) -> bool:
    if not life.chance(_HELD):
        return True
    return life.do("hold", State.ON_HOLD, 1.0, "holds") and life.do("resume", State.IN_FOLLOW_UP, 6.0)


def _told(life: Life) -> bool:
    return not life.chance(_PROGRESS) or life.do(
        "report_progress", State.IN_FOLLOW_UP, 2.0 * life.prospects.pace, "progress"
    )


def _answered(life: Life) -> bool:
    return life.do("answer", State.AWAITING_REPORTER, 4.5 * life.prospects.pace, "answers")


_STAGES: tuple[Callable[[Life], bool], ...] = (
    _verified, _transferred, _disposed, _taken_up, _asked, _held, _told, _answered,
)  # fmt: skip


def _end(life: Life) -> None:
    """Let an answered report be confirmed, contested, closed by the agency, or by itself when nothing is heard."""
    if life.chance(_CONTESTED):
        went_on = life.do("contest", State.REOPENED, 3.0, "objections", office=False) and life.do(
            "accept", State.IN_FOLLOW_UP, 2.0 * life.prospects.pace
        )
        if not (went_on and _answered(life)):
            return
    silent_from = _after_silence(life)
    dice = life.rng.random()
    if dice < _CLOSED_BY_STAFF and life.do("close", State.CLOSED, 3.0, "closings", before=silent_from):
        life.outcome = Outcome.CLOSED
    elif dice < _CLOSED_BY_STAFF + _CONFIRMED and life.do(
        "confirm", State.CLOSED, 3.0, office=False, before=silent_from
    ):
        life.outcome = Outcome.CONFIRMED
    elif life.do_at("close_silent", State.CLOSED, silent_from):
        life.outcome = Outcome.SILENT
    if life.outcome in (Outcome.CLOSED, Outcome.CONFIRMED) and life.chance(_SURVEYED):
        at = life.steps[-1].at + dt.timedelta(hours=float(life.rng.exponential(12)))
        life.surveyed_at = at if at < life.now else None


def _after_silence(life: Life) -> dt.datetime:
    """Return when an unanswered answer closes the report: early on the day after the last working day."""
    zone = ZoneInfo(life.prospects.zone)
    last = add_working_days(life.steps[-1].at.astimezone(zone).date(), _SILENT_DAYS)
    return dt.datetime.combine(last + dt.timedelta(days=1), dt.time(0, 10), zone)


def _office_hours(at: dt.datetime, zone: str, rng: np.random.Generator) -> dt.datetime:
    """Return the same moment, or one in the office hours that follow."""
    local = at.astimezone(ZoneInfo(zone))
    if _OPENS <= local.hour < _CLOSES and is_working_day(local.date()):
        return local
    day = local.date() + dt.timedelta(days=int(local.hour >= _CLOSES))
    while not is_working_day(day):
        day += dt.timedelta(days=1)
    minutes = int(rng.integers((_CLOSES - _OPENS) * 60))
    opened = dt.datetime.combine(day, dt.time(_OPENS), ZoneInfo(zone)) + dt.timedelta(minutes=minutes)
    return max(opened, local)
