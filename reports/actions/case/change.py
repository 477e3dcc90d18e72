"""What all verbs of a case share: the lock, the check, the row in the history, the announcement."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Greatest
from django.utils import timezone

from boundaries.models.areas import polygons_of
from reports.actions.case.joined import tell_joined
from reports.clocks import wind
from reports.lifecycle.offer import actors, allowed, check
from reports.lifecycle.table import BESIDE, RESUMES, Actor, Effect, Transition
from reports.models import Audience, By, HistoryEntry, Message, Report, State
from reports.policies import Viewer
from reports.querysets import FINISHED_STATES
from reports.signals import case_changed
from reports.telling import announce


class StaleError(Exception):
    """Somebody changed the case after it was shown to who wants to change it now."""


@dataclass(slots=True)
class Change:
    """A verb at work: the locked report, the row of the table, and what its history row will say.

    A verb sets columns of `report` and names them in `columns`; `facts` go into the history row's data for staff;
    `note` are the actor's words for the entry's `audience`.
    """

    report: Report
    transition: Transition
    viewer: Viewer
    who: Actor
    at: dt.datetime
    audience: Audience
    note: str = ""
    columns: set[str] = field(default_factory=set)
    facts: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    entry: HistoryEntry | None = None
    state: State | None = None

    @property
    def by(self) -> By:
        """Who acts, as the public may know it; who is both reporter and staff acts as what the verb is for."""
        acting = self.who & self.transition.who
        if acting & Actor.SYSTEM:
            return By.SYSTEM
        if acting & Actor.REPORTER:
            return By.REPORTER
        return By.PUBLIC if acting == Actor.PUBLIC else By.STAFF

    @property
    def actor(self) -> Any:
        """The user who acts for an agency; None for everybody else: a reporter's account is never named in a case."""
        return self.viewer.user if self.by == By.STAFF else None

    @property
    def done(self) -> HistoryEntry:
        """The history row, once the verb is done."""
        if self.entry is None:
            raise RuntimeError(f"{self.transition.verb} is not done yet")
        return self.entry

    def set(self, **values: Any) -> None:
        """Set columns of the report; what they were is kept for the history row."""
        for name, value in values.items():
            column = getattr(self.report._meta.get_field(name), "attname", name)
            self.before.setdefault(column, getattr(self.report, column))
            setattr(self.report, name, value)
            self.columns.add(name)

    def say(self, body: str, **more: Any) -> Message:
        """Store what the actor says, as the table has it; history names it, for it may be redacted and history not."""
        says = self.transition.says
        if says is None:
            raise RuntimeError(f"{self.transition.verb} says nothing")
        message = Message.objects.create(
            report=self.report,
            kind=says.kind,
            by=self.by,
            author=self.actor,
            agency_id=self.report.agency_id if self.by == By.STAFF else None,
            audience=says.audience,
            body=body,
            at=self.at,
            **more,
        )
        self.facts["message"] = message.pk
        return message


@contextmanager
def change(
    report: Report,
    verb: str,
    viewer: Viewer,
    *,
    version: int | None = None,
    at: dt.datetime | None = None,
    as_system: bool = False,
) -> Iterator[Change]:
    """Do a verb: lock the report, check the table, let the caller change it, then save, write history and announce.

    Parameters
    ----------
    report
        The report; it is read again under the lock, and the caller's object is brought up to date.
    verb
        A verb of reports.lifecycle.table.
    viewer
        Who does it.
    version
        The version that was shown; None where nothing was (a command, the system).
    at
        When; now if None. Only the demonstration and tests say another time.
    as_system
        The platform itself does it: nobody is asked for permission.

    Raises
    ------
    NotAllowedError
        The viewer may not do that, in whatever state.
    StaleError
        The report has a newer version.
    NotPossibleError
        It cannot be done in the state that the report is in.
    """
    with transaction.atomic():
        locked = _lock(report)
        who = Actor.SYSTEM if as_system else actors(locked, viewer)
        allowed(verb, who)  # before anything is told of the case: who may not act on it learns nothing else
        if version is not None and version != locked.version:
            raise StaleError
        transition = check(locked, verb, who)
        work = Change(locked, transition, viewer, who, at or timezone.now(), transition.audience)
        state_before = State(locked.state)
        yield work
        _finish(work, state_before)
        if not locked.practice:
            announce(work.done)
            tell_joined(work.done)
        _bring_up_to_date(report, locked)
        transaction.on_commit(
            lambda: case_changed.send(sender=Report, report=locked, entry=work.entry, transition=transition),
            robust=True,
        )


def _lock(report: Report) -> Report:
    """Read a report again and let nobody else change it, to the end of the transaction."""
    rows = Report.everything.select_for_update(of=("self",)).select_related("province", "agency")
    return rows.defer(*polygons_of("province")).get(pk=report.pk)


def _finish(work: Change, state_before: State) -> None:
    report, transition = work.report, work.transition
    target = work.state or _target(transition, report)
    if target is not None and target != report.state:
        work.set(state=target)
    _keep_in_step(work, state_before)
    report.version += transition.verb not in BESIDE
    work.entry = HistoryEntry(
        report=report,
        verb=transition.verb,
        at=work.at,
        actor=work.actor,
        by=work.by,
        agency_id=work.before.get("agency_id", report.agency_id),
        state_before=state_before,
        state=report.state,
        audience=work.audience,
        note=work.note,
        data=_data(work),
    )
    work.entry.save(force_insert=True)
    if Effect.CLOCKS in transition.effects:
        work.columns |= wind(report, work.entry)
    report.save(update_fields=[*work.columns, "version", "updated_at"])


def _target(transition: Transition, report: Report) -> State | None:
    unchecked = report.verified_at is None
    if transition.target == RESUMES:
        entered = report.history.filter(state=State.ON_HOLD).exclude(state_before__in=("", State.ON_HOLD)).last()
        if entered:
            return State(entered.state_before)
        return State.NEW if unchecked else State.VERIFIED
    if transition.unverified and unchecked:
        return transition.unverified
    return None if transition.target is None else State(transition.target)


def _keep_in_step(work: Change, state_before: State) -> None:
    """Keep what hangs on the state alone with it, whichever verb left it: the open pause, the end and its manner."""
    state = State(work.report.state)
    if state_before == State.ON_HOLD and state != State.ON_HOLD:
        work.report.pauses.filter(ended_at=None).update(ended_at=Greatest("started_at", Value(work.at)))
    if state in FINISHED_STATES and state_before not in FINISHED_STATES:
        work.set(closed_at=work.at)
    elif state_before in FINISHED_STATES and state not in FINISHED_STATES:
        work.set(closed_at=None, outcome="")


def _data(work: Change) -> dict[str, Any]:
    """Return what changed, and the facts; texts of reporters are left out: history cannot be redacted."""
    report = work.report
    columns = [name for name, was in work.before.items() if was != getattr(report, name) and name not in _NEVER_TOLD]
    data = dict(work.facts)
    if columns:
        data["before"] = {name: _plain(work.before[name]) for name in columns}
        data["after"] = {name: _plain(getattr(report, name)) for name in columns}
    return data


_NEVER_TOLD = {"description", "suspected_source", "public_description", "public_source", "point", "public_point"}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _bring_up_to_date(report: Report, locked: Report) -> None:
    for column in locked._meta.concrete_fields:
        if column.attname in locked.__dict__:
            setattr(report, column.attname, getattr(locked, column.attname))
