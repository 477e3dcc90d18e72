"""Start, stop and reckon anew the clocks of a report when something was done to it. docs/clocks.md tells the rules."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from accounts.calendars import Office
from accounts.directory import Directory
from reports.deadlines import NoDeadlineError, deadline
from reports.lifecycle.table import FILED
from reports.models import CaseClock, ClockPause, Deadline, Escalation, HistoryEntry, Report, State
from reports.reckoning import Stop, due

VERIFY, FOLLOW_UP, ANSWER, REPORTER = (
    Deadline.Step.VERIFY,
    Deadline.Step.FOLLOW_UP,
    Deadline.Step.ANSWER,
    Deadline.Step.REPORTER,
)


@dataclass(frozen=True, slots=True)
class Turn:
    """What a verb means for clocks: the steps that it does, and those that begin with it where the state has them.

    With `anew` a step that begins does so with the verb, whatever happened to the report before.
    """

    does: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    anew: bool = False


_STEPS = (VERIFY, FOLLOW_UP, ANSWER)
_FILED = Turn(begins=(VERIFY, ANSWER))
_AGAIN = Turn(begins=_STEPS, anew=True)
_NOTHING = Turn()
_TURNS: dict[str, Turn] = {
    FILED: _FILED,
    "split": Turn(begins=_STEPS),
    "verify": Turn(does=(VERIFY,), begins=(FOLLOW_UP, ANSWER)),
    "dispose": Turn(begins=(FOLLOW_UP, ANSWER)),
    "accept": Turn(does=(FOLLOW_UP,), begins=(ANSWER,)),
    "answer": Turn(does=(FOLLOW_UP, ANSWER), begins=(REPORTER,)),
    "close": Turn(does=(FOLLOW_UP, ANSWER)),
    "confirm": Turn(does=(REPORTER,)),
    "contest": Turn(does=(REPORTER,), begins=_STEPS, anew=True),
    "transfer": Turn(does=(VERIFY,), begins=_STEPS, anew=True),
    "unarchive": _AGAIN,
    "unmerge": _AGAIN,
}
# What an agency owes in a state; on hold it owes what it owed before.
_OWED: dict[str, tuple[str, ...]] = {
    State.NEW: (VERIFY, ANSWER),
    State.VERIFIED: (FOLLOW_UP, ANSWER),
    State.DISPOSED: (FOLLOW_UP, ANSWER),
    State.REOPENED: (FOLLOW_UP, ANSWER),
    State.IN_FOLLOW_UP: (ANSWER,),
    State.AWAITING_REPORTER: (REPORTER,),
    State.ON_HOLD: (*_STEPS, REPORTER),
    State.CLOSED: (),
    State.ARCHIVED: (),
}
_GOES_ON = frozenset({ANSWER, REPORTER})
"""Clocks that another agency takes over as they run: nobody waits longer because a case changed hands."""


def wind(report: Report, entry: HistoryEntry) -> set[str]:
    """Bring the clocks of a locked report in line with what was just done; return the report's columns that changed.

    The columns are `due_on`, `due_step` and `answer_due_on`; the caller saves them. What was promised stands in
    `answer_due_on` also after it was kept.
    """
    running, pauses = list(report.clocks.filter(stopped_at=None)), list(report.pauses.all())
    work = Winding(report, entry, turn_of(entry.verb), office_of(report), running, pauses)
    work.turn_all()
    work.store()
    return show(report, work.running, work.open_pause)


def first_clocks(report: Report) -> list[CaseClock]:
    """Return the clocks that begin when a report is filed, to be stored right after it, and set what they say on it."""
    entry = HistoryEntry(verb=FILED, at=report.received_at)
    work = Winding(report, entry, _FILED, office_of(report), [], [])
    work.turn_all()
    show(report, work.running, None)
    return work.begun


def turn_of(verb: str) -> Turn:
    """Return what a verb means for clocks."""
    return _TURNS.get(verb, _NOTHING)


def office_of(report: Report) -> Office:
    """Return the agency of a report, from memory where it was not fetched along."""
    if not Report.agency.is_cached(report) and report.agency_id is not None:
        known = Directory.on().by_id(report.agency_id)
        if known is not None:
            return known
    if report.agency is None:
        raise ValueError(f"report {report.number} has no agency")
    return report.agency


def row_for(report: Report, step: str, began: dt.datetime, office: Office) -> Deadline | None:
    """Return the deadline of a step that began at a moment, for the report as it is now; None where there is none."""
    day = began.astimezone(ZoneInfo(office.time_zone)).date()
    try:
        return deadline(report.kind, day, report.misconduct, step, report.urgency)
    except NoDeadlineError:
        return None


def stops_of(pauses: Iterable[ClockPause]) -> list[Stop]:
    """Return the pauses that are over."""
    return [Stop(pause.started_at, pause.ended_at) for pause in pauses if pause.ended_at is not None]


def show(report: Report, running: Iterable[CaseClock], pause: ClockPause | None) -> set[str]:
    """Set on a report what its running clocks say; return the columns that changed.

    A pause stops all clocks but those that were late before it: what is late stays late.
    """
    running = list(running)
    ticking = [clock for clock in running if pause is None or clock.due_at <= pause.started_at]
    nearest = min(ticking, key=lambda clock: clock.due_at, default=None)
    columns = {
        "due_on": nearest.due_on if nearest else None,
        "due_step": nearest.step if nearest else "",
    }
    answer = next((clock for clock in running if clock.step == ANSWER), None)
    if answer is not None:
        columns["answer_due_on"] = answer.due_on
    changed = {name for name, value in columns.items() if getattr(report, name) != value}
    for name in changed:
        setattr(report, name, columns[name])
    return changed


class Winding:
    """The clocks of one report while a verb is done."""

    def __init__(
        self,
        report: Report,
        entry: HistoryEntry,
        turn: Turn,
        office: Office,
        running: list[CaseClock],
        pauses: list[ClockPause],
    ) -> None:
        self.report, self.entry, self.turn, self.office = report, entry, turn, office
        self.running = running
        self.stops = stops_of(pauses)
        self.open_pause = next((pause for pause in pauses if pause.ended_at is None), None)
        self.changed: list[CaseClock] = []
        self.begun: list[CaseClock] = []
        self.later: list[CaseClock] = []

    def turn_all(self) -> None:
        """Stop what is done or no longer owed, pass on what another agency takes over, begin what is owed now."""
        owed = _OWED[self.report.state]
        begins = [step for step in self.turn.begins if step in owed and not self._was_followed_up(step)]
        for clock in list(self.running):
            if clock.step in self.turn.does:
                self._stop(clock, met=self.entry.at < clock.due_at)
            elif clock.step not in owed:
                self._stop(clock, met=self._met_without_reply(clock))
            elif clock.agency_id != self.office.id and clock.step not in _GOES_ON:
                self._stop(clock, met=None)
                self._begin(clock.step, anew=True)
        known = {clock.step for clock in self.running}
        for step in begins:
            if step not in known:
                self._begin(step, anew=self.turn.anew)
        for clock in self.running:
            if clock not in self.begun:
                self._reckon(clock)

    def store(self) -> None:
        """Write what changed: stopped clocks first, for a step has one running clock.

        Who was reminded of a day is reminded again of a later one.
        """
        if self.later:
            Escalation.objects.filter(clock__in=self.later).delete()
        if self.changed:
            CaseClock.objects.bulk_update(self.changed, ("deadline", "agency", "due_on", "due_at", "stopped_at", "met"))
        if self.begun:
            CaseClock.objects.bulk_create(self.begun)

    def _was_followed_up(self, step: str) -> bool:
        """Whether the first follow-up is behind, or runs: handing on from unit to unit begins no other."""
        amid = self.entry.state_before in (State.IN_FOLLOW_UP, State.DISPOSED)
        return step == FOLLOW_UP and self.entry.verb == "dispose" and amid

    def _met_without_reply(self, clock: CaseClock) -> bool | None:
        return False if clock.step == REPORTER and self.entry.verb == "close_silent" else None

    def _stop(self, clock: CaseClock, met: bool | None) -> None:
        clock.stopped_at, clock.met = max(self.entry.at, clock.started_at), met
        self.running.remove(clock)
        self.changed.append(clock)

    def _begin(self, step: str, anew: bool) -> None:
        row = row_for(self.report, step, self.entry.at, self.office)
        began = self._origin(row, anew) if row else None
        if began is None:
            return
        row = row_for(self.report, step, began, self.office)
        if row is None:
            return
        found = due(row, began, self.office, self.stops)
        clock = CaseClock(
            report=self.report,
            step=step,
            deadline=row,
            agency_id=self.office.id,
            started_at=began,
            due_on=found.on,
            due_at=found.at,
        )
        self.running.append(clock)
        self.begun.append(clock)

    def _origin(self, row: Deadline, anew: bool) -> dt.datetime | None:
        """Return when a step begins; None while what it waits for has not happened."""
        if row.origin == Deadline.Origin.DISPOSED:
            in_hand = self.report.unit_id or self.report.assignee_id
            return self.entry.at if in_hand else None
        if anew or row.origin == Deadline.Origin.ANSWERED:
            return self.entry.at
        if row.origin == Deadline.Origin.COMPLETE:
            return self.report.verified_at
        return self.report.received_at

    def _reckon(self, clock: CaseClock) -> None:
        """Reckon a running clock anew by the deadline, the agency and the pauses as they are now."""
        row = row_for(self.report, clock.step, clock.started_at, self.office) or clock.deadline
        found = due(row, clock.started_at, self.office, self.stops)
        now = (row.pk, self.office.id, found.on, found.at)
        if now != (clock.deadline_id, clock.agency_id, clock.due_on, clock.due_at):
            if found.at > clock.due_at:
                self.later.append(clock)
            clock.deadline, clock.agency_id = row, self.office.id
            clock.due_on, clock.due_at = found.on, found.at
            self.changed.append(clock)
