"""How long there is until a case's nearest day: in working days of the agency that has it, in words."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.calendars import Office, calendar_of
from reports.models import Deadline, Report, State
from reports.querysets import FINISHED_STATES

SOON_DAYS = 2


@dataclass(frozen=True, slots=True)
class Countdown:
    """What stands in a row about time. `tone` is late, today, soon, calm or still; `day` is None where none runs."""

    text: str
    tone: str
    day: dt.date | None = None
    step: str = ""

    @property
    def form(self) -> str:
        """How short the day can be written: "6 Jun" of another year would be taken for this one's."""
        this_year = self.day is None or self.day.year == timezone.localdate().year
        return "j M" if this_year else "j M Y"


def countdown(report: Report, office: Office | None, now: dt.datetime | None = None) -> Countdown:
    """Tell how long there is until `report.due_on`, as its agency counts days; that no clock runs where none does."""
    now = now or timezone.now()
    if report.state in FINISHED_STATES:
        return Countdown("", "still")
    if report.due_on is None or office is None:
        paused = report.state == State.ON_HOLD
        return Countdown(_("clock stands still") if paused else _("no deadline"), "still")
    step = str(Deadline.Step(report.due_step).label) if report.due_step else ""
    today = now.astimezone(ZoneInfo(office.time_zone)).date()
    left = calendar_of(office).count(today, report.due_on)
    if report.due_step == Deadline.Step.REPORTER:
        return Countdown(_reporters(left, report.due_on < today), "still", report.due_on, step)
    if report.due_on < today:
        # Nobody works between a Friday and a Sunday: it is late all the same.
        late = max(-left, 0)
        text = ngettext("%(n)d working day late", "%(n)d working days late", late) % {"n": late} if late else _("late")
        return Countdown(text, "late", report.due_on, step)
    if report.due_on == today:
        return Countdown(_("today"), "today", report.due_on, step)
    text = ngettext("%(n)d working day", "%(n)d working days", left) % {"n": left}
    return Countdown(text, "soon" if left <= SOON_DAYS else "calm", report.due_on, step)


def _reporters(left: int, passed: bool) -> str:
    """It is the reporter's time, not the agency's."""
    if passed or left <= 0:
        return _("closes by itself")
    return ngettext("reporter: %(n)d working day", "reporter: %(n)d working days", left) % {"n": left}
