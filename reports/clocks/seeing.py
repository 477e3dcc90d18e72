"""What pages show of a case's clocks: by when, how long still, in words."""

import datetime as dt
from dataclasses import dataclass
from math import ceil, floor
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.calendars import Office, calendar_of
from accounts.directory import Directory
from reports.clocks.winding import office_of
from reports.deadlines import deadlines_by_id
from reports.models import CaseClock, ClockPause, Deadline, Report

_HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SeenClock:
    """One clock of a case.

    `working_days_left` counts from today, which does not count itself, to the last day: 0 is "today", a negative
    number how many working days have passed since. A clock of hours has `hours_left` as well. `pause` is the pause in
    which it stands still; one that was late before the pause goes on being late. `met` is None while it runs, and for
    one that was stopped because nothing was due any more. `changed_agency` says that it is another agency's.
    """

    step: str
    label: str | Promise
    started_at: dt.datetime
    due_on: dt.date
    due_at: dt.datetime
    working_days_left: int
    hours_left: int | None
    late: bool
    pause: ClockPause | None
    stopped_at: dt.datetime | None
    met: bool | None
    deadline: Deadline
    changed_agency: bool

    @property
    def paused(self) -> bool:
        """Whether it stands still."""
        return self.pause is not None

    @property
    def running(self) -> bool:
        """Whether something is owed."""
        return self.stopped_at is None

    @property
    def tone(self) -> str:
        """How it looks: done, missed, paused, late, soon (today or the next working day) or calm."""
        if not self.running:
            return {True: "done", False: "missed", None: "dropped"}[self.met]
        if self.late:
            return "late"
        if self.paused:
            return "paused"
        hours = self.hours_left
        return "soon" if (hours is not None and hours <= _SOON_HOURS) or self.working_days_left <= 1 else "calm"

    @property
    def words(self) -> str:
        """How it stands, in words: "3 working days left"."""
        if not self.running:
            ended = {True: _("done in time"), False: _("done late"), None: _("no longer counted")}
            return ended[self.met] if self.met is not False or self.step != Deadline.Step.REPORTER else _("no reply")
        if self.late:
            return self._late_words()
        if self.paused:
            return _("stands still")
        if self.hours_left is not None:
            return ngettext("%(count)d hour left", "%(count)d hours left", self.hours_left) % {"count": self.hours_left}
        left = self.working_days_left
        if left <= 0:
            return _("today is the last day")
        return ngettext("%(count)d working day left", "%(count)d working days left", left) % {"count": left}

    def _late_words(self) -> str:
        if self.hours_left is not None:
            hours = -self.hours_left
            return ngettext("%(count)d hour late", "%(count)d hours late", hours) % {"count": hours}
        days = -self.working_days_left
        if days <= 0:
            return _("late")
        return ngettext("%(count)d working day late", "%(count)d working days late", days) % {"count": days}


_SOON_HOURS = 4


def standing_of_clocks(report: Report, now: dt.datetime | None = None) -> list[SeenClock]:
    """Return the clocks of a report for its page: those that run, the nearest first, then those that stopped.

    Two queries at most; none where `clocks` and `pauses` were fetched along.
    """
    now = now or timezone.now()
    pause = next((pause for pause in report.pauses.all() if pause.ended_at is None), None)
    deadlines = deadlines_by_id()
    clocks = sorted(report.clocks.all(), key=lambda clock: (clock.stopped_at is not None, clock.due_at))
    return [
        seen_clock(report, clock, deadlines.get(clock.deadline_id) or clock.deadline, pause, now) for clock in clocks
    ]


def seen_clock(
    report: Report, clock: CaseClock, deadline: Deadline, pause: ClockPause | None, now: dt.datetime
) -> SeenClock:
    """Return one clock as pages show it; `pause` is the one the report is in, if any."""
    office = _office(report, clock)
    runs = clock.stopped_at is None
    was_late = pause is not None and clock.due_at <= pause.started_at
    standing = pause if runs and not was_late else None
    moment = standing.started_at if standing else now
    return SeenClock(
        step=clock.step,
        label=Deadline.Step(clock.step).label,
        started_at=clock.started_at,
        due_on=clock.due_on,
        due_at=clock.due_at,
        working_days_left=_working_days(moment, clock.due_on, office),
        hours_left=_hours(moment, clock.due_at) if deadline.hours is not None else None,
        late=runs and standing is None and clock.due_at <= now,
        pause=standing,
        stopped_at=clock.stopped_at,
        met=clock.met,
        deadline=deadline,
        changed_agency=clock.agency_id != report.agency_id,
    )


def _office(report: Report, clock: CaseClock) -> Office:
    if clock.agency_id == report.agency_id:
        return office_of(report)
    return Directory.on().by_id(clock.agency_id) or clock.agency


def _working_days(moment: dt.datetime, due_on: dt.date, office: Office) -> int:
    return calendar_of(office).count(moment.astimezone(ZoneInfo(office.time_zone)).date(), due_on)


def _hours(moment: dt.datetime, due_at: dt.datetime) -> int:
    """Return the hours that are left, each begun hour as one; negative: the whole hours that have passed since."""
    hours = (due_at - moment) / _HOUR
    return ceil(hours) if hours > 0 else -floor(-hours)
