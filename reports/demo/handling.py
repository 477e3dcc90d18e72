"""The rows that the verbs of a case would have written, made without going through them one by one.

tests/reports/test_demo_handling.py plays a life through the verbs as well and compares the rows.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.utils import timezone

from accounts.directory import AgencyRef
from reports.clocks.replay import replay
from reports.demo.life import Life, Step
from reports.demo.people import People
from reports.lifecycle.table import Actor, Says, transition_of
from reports.models import (
    UNSUR,
    By,
    CaseClock,
    CaseCopy,
    ClockPause,
    HistoryEntry,
    Message,
    Report,
    ResponsibilityRecord,
    State,
    Survey,
)
from reports.models.report import VERIFIED_STATES
from reports.responsibility import Responsibility, Text

_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip
_NOTED = ("archive", "transfer", "hold")  # the words go with the history row


@dataclass
class Handled:
    """What was written beside one report."""

    history: list[HistoryEntry] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    said_with: list[tuple[HistoryEntry, Message]] = field(default_factory=list)
    pauses: list[ClockPause] = field(default_factory=list)
    copies: list[CaseCopy] = field(default_factory=list)
    surveys: list[Survey] = field(default_factory=list)
    decisions: list[ResponsibilityRecord] = field(default_factory=list)
    clocks: list[CaseClock] = field(default_factory=list)
    transferred: list[tuple[HistoryEntry, int | None]] = field(default_factory=list)

    def name_messages(self) -> None:
        """Let each row of history name the message that was said with it, once the messages are stored."""
        for entry, message in self.said_with:
            entry.data["message"] = message.pk


class Handler:
    """Writes down lives."""

    def __init__(self, rng: np.random.Generator, texts: dict[str, Any], people: People) -> None:
        self.rng, self.texts, self.people = rng, texts, people

    def handle(self, report: Report, decision: Responsibility, life: Life) -> Handled:
        """Return the rows of a life and set the columns of its report."""
        done = Handled()
        agency = report.agency_id
        for step in life.steps:
            said = self._said(step, report)
            former = agency
            if step.verb == "transfer":
                agency = self._transfer(report, decision.copies[0].agency, step.at, said, done)
            entry = self._entry(step, report, agency, said)
            if step.verb == "transfer":
                done.transferred.append((entry, former))
                entry.data |= _from_to(decision, report.transfers)
            done.history.append(entry)
            says = transition_of(step.verb).says
            if says is not None and said:
                message = self._message(step, says, report, agency, said)
                done.messages.append(message)
                done.said_with.append((entry, message))
            self._pause(step, report, said, done)
        self._columns(report, life)
        done.copies = [_copy(report, copy.agency.id, copy.why) for copy in decision.copies if copy.agency.id != agency]
        done.clocks = replay(report, done.history, done.pauses)
        for entry, former in done.transferred:
            entry.agency_id = former  # it was theirs to do; the clocks that it began are the new agency's
            entry.actor_id = self.people.officers.get(former or 0)
        if life.surveyed_at:
            done.surveys.append(self._survey(report, life.surveyed_at, life.prospects.pace))
        return done

    def _entry(self, step: Step, report: Report, agency: int | None, said: str) -> HistoryEntry:
        transition = transition_of(step.verb)
        staff = not transition.who & (Actor.REPORTER | Actor.SYSTEM)
        by = By.STAFF if staff else By.SYSTEM if transition.who & Actor.SYSTEM else By.REPORTER
        return HistoryEntry(
            report=report,
            verb=step.verb,
            at=step.at,
            actor_id=self.people.officers.get(agency or 0) if staff else None,
            by=by,
            agency_id=agency,
            state_before=step.before,
            state=step.state,
            audience=transition.audience,
            note=said if step.verb in _NOTED else "",
        )

    def _message(self, step: Step, says: Says, report: Report, agency: int | None, said: str) -> Message:
        reporter = bool(transition_of(step.verb).who & Actor.REPORTER)
        return Message(
            report=report,
            kind=says.kind,
            audience=says.audience,
            by=By.REPORTER if reporter else By.STAFF,
            author_id=None if reporter else self.people.officers.get(agency or 0),
            agency_id=None if reporter else agency,
            body=said,
            at=step.at,
        )

    def _pause(self, step: Step, report: Report, said: str, done: Handled) -> None:
        """Open or end a pause. Who asked waits for the reporter; who holds waits for a laboratory."""
        if done.pauses and done.pauses[-1].ended_at is None and step.before == State.ON_HOLD:
            done.pauses[-1].ended_at = step.at
        if step.state == State.ON_HOLD and step.before != State.ON_HOLD:
            asked = step.verb == "ask"
            done.pauses.append(
                ClockPause(
                    report=report,
                    reason=ClockPause.Reason.REPORTER if asked else ClockPause.Reason.LABORATORY,
                    note="" if asked else said,
                    started_at=step.at,
                )
            )

    def _transfer(self, report: Report, target: AgencyRef, at: dt.datetime, said: str, done: Handled) -> int:
        """Hand the report to the agency that had a copy of it."""
        done.decisions.append(
            ResponsibilityRecord(
                report=report,
                decided_at=at,
                reason=ResponsibilityRecord.Reason.TRANSFERRED,
                agency_id=target.id,
                tier=target.tier,
                rule_number=0,
                basis="",
                explanation_id=f"Dilimpahkan ke {target.name}: {said}",
                explanation_en=f"Transferred to {target.name_en or target.name}: {said}",
            )
        )
        report.agency_id, report.tier, report.transfers = target.id, target.tier, report.transfers + 1
        report.rule_number = 0  # no rule: a person decided
        return target.id

    def _columns(self, report: Report, life: Life) -> None:
        report.state = life.state
        report.verified_at = life.first("verify") if life.first("verify") else None
        if report.state in VERIFIED_STATES and report.verified_at is None:
            report.verified_at = life.steps[-1].at
        report.disposed_at, report.answered_at = life.first("dispose"), life.first("answer")
        report.outcome = life.outcome
        report.closed_at = life.steps[-1].at if life.outcome else None
        report.version = len(life.steps) - 1
        units = self.people.units.get(report.agency_id or 0, [])
        if report.disposed_at and units:
            report.unit_id = units[int(self.rng.integers(len(units)))]
        if life.first("accept"):
            report.assignee_id = self.people.officers.get(report.agency_id or 0)

    def _survey(self, report: Report, at: dt.datetime, pace: float) -> Survey:
        """Marks from 1 to 4: quick agencies get better ones; some items are left out."""
        usual = 3.6 - 0.5 * min(pace, 3.0)
        marks = {
            name: int(np.clip(round(self.rng.normal(usual, 0.7)), 1, 4)) if self.rng.random() < 0.9 else None
            for name in UNSUR
        }
        solved = Survey.Solved.YES if self.rng.random() < 0.6 else Survey.Solved.PARTLY
        remark = self._pick("survey_remarks") if self.rng.random() < 0.3 else ""
        return Survey(report=report, at=at, solved=solved, comment=remark, **marks)

    def _said(self, step: Step, report: Report) -> str:
        if not step.text:
            return ""
        choices = self.texts[step.text]
        if isinstance(choices, dict):
            choices = choices[report.category_id[0]]
        day = timezone.localdate(step.at - dt.timedelta(days=1))
        text: str = choices[self.rng.integers(len(choices))]
        return text.format(day=f"{day.day} {_MONTHS[day.month - 1]}", number=int(self.rng.integers(2, 60)))

    def _pick(self, name: str) -> str:
        choices: list[str] = self.texts[name]
        return choices[self.rng.integers(len(choices))]


def _copy(report: Report, agency: int, why: Text) -> CaseCopy:
    return CaseCopy(report=report, agency_id=agency, why_id=why.id[:400], why_en=why.en[:400], since=report.received_at)


def _from_to(decision: Responsibility, number: int) -> dict[str, Any]:
    """What a transfer says of itself (reports.actions.case.passing.transfer)."""
    former, target = decision.agency, decision.copies[0].agency
    return {"transfer": number, "from": former.code if former else "", "to": target.code}
