"""What happens next with a case and by when, in words for its reporter."""

import datetime as dt
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.clocks import standing_of_clocks
from reports.models import ClockPause, Deadline, Outcome, Report, State

# What is due, by the step whose clock runs; %(agency)s is who must do it.
_BY_STEP: dict[str, Promise] = {
    Deadline.Step.VERIFY: gettext_lazy("An officer of %(agency)s reads your report, checks it and passes it on."),
    Deadline.Step.FOLLOW_UP: gettext_lazy("%(agency)s begins to work on it."),
    Deadline.Step.ANSWER: gettext_lazy("%(agency)s deals with it and answers you."),
    Deadline.Step.REPORTER: gettext_lazy(
        "You have an answer. Say whether the problem is solved; if you say nothing, the report is closed by itself."
    ),
}
# Where no clock runs.
_BY_STATE: dict[str, Promise] = {
    State.NEW: _BY_STEP[Deadline.Step.VERIFY],
    State.VERIFIED: _BY_STEP[Deadline.Step.FOLLOW_UP],
    State.DISPOSED: _BY_STEP[Deadline.Step.FOLLOW_UP],
    State.IN_FOLLOW_UP: _BY_STEP[Deadline.Step.ANSWER],
    State.REOPENED: gettext_lazy("%(agency)s takes the matter up again."),
    State.AWAITING_REPORTER: _BY_STEP[Deadline.Step.REPORTER],
}
_BY_PAUSE: dict[str, Promise] = {
    ClockPause.Reason.REPORTER: gettext_lazy("%(agency)s has asked you something and waits for your reply."),
    ClockPause.Reason.LABORATORY: gettext_lazy(
        "A laboratory or an expert examines it; %(agency)s waits for the result."
    ),
    ClockPause.Reason.OTHER_AGENCY: gettext_lazy("Another agency must act first; %(agency)s waits for it."),
    ClockPause.Reason.COURT: gettext_lazy("A court or the police has it; %(agency)s waits for them."),
    ClockPause.Reason.FORCE_MAJEURE: gettext_lazy(
        "The place cannot be reached now; %(agency)s goes on when it can be."
    ),
}
_BY_OUTCOME: dict[str, Promise] = {
    Outcome.CONFIRMED: gettext_lazy("You said that it is solved. Nothing more has to be done."),
    Outcome.CLOSED: gettext_lazy("%(agency)s has closed the report. If the problem is still there, say so."),
    Outcome.SILENT: gettext_lazy(
        "The report was closed by itself, for no word came from you after the answer. If the problem is still there, "
        "say so."
    ),
    Outcome.WITHDRAWN: gettext_lazy("You withdrew this report. Nobody goes on with it."),
    Outcome.MERGED: gettext_lazy("Somebody else reported the same before. Your report goes on together with theirs."),
    Outcome.ARCHIVED: gettext_lazy("The report was put aside. Why, you find below."),
}


@dataclass(frozen=True, slots=True)
class NextStep:
    """What happens next, and until when; `paused` when the clock stands still, `late` when that day has passed.

    `left` says in words how long that is still.
    """

    sentence: str
    due_on: dt.date | None = None
    late: bool = False
    paused: bool = False
    left: str = ""

    @property
    def by_when(self) -> str:
        """The day in a sentence; empty where there is none."""
        if self.paused:
            return _("The clock stands still meanwhile; afterwards the agency has as many working days left as before.")
        if self.due_on is None:
            return ""
        day = {"day": date_format(self.due_on, "l, j F Y")}
        if self.late:
            return _("This should have been done by %(day)s. Those above the officer are reminded of it.") % day
        return _("By %(day)s at the latest: %(left)s.") % {**day, "left": self.left}


def next_step(report: Report, agency: str) -> NextStep | None:
    """Return what happens next with a report in the hands of `agency`; None where that cannot be said.

    A running pause comes first, then the clock that runs out first, then the state.
    """
    names = {"agency": agency or _("the agency")}
    if report.outcome and report.state in (State.CLOSED, State.ARCHIVED):
        return NextStep(_BY_OUTCOME[report.outcome] % names)
    running = [clock for clock in standing_of_clocks(report) if clock.running]
    paused = (
        next((clock.pause for clock in running if clock.pause), None) or report.pauses.filter(ended_at=None).first()
    )
    if paused is not None:
        return NextStep(_BY_PAUSE[paused.reason] % names, paused=True)
    if running:
        clock = running[0]
        return NextStep(_BY_STEP[clock.step] % names, clock.due_on, late=clock.late, left=clock.words)
    sentence = _BY_STATE.get(report.state)
    return NextStep(sentence % names) if sentence else None
