"""What all verbs of a case share: the lock, the check, the row in the history, the announcement."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from reports.clocks import wind
from reports.lifecycle.offer import actors, check
from reports.lifecycle.table import RESUMES, Actor, Effect, Transition
from reports.models import Audience, By, HistoryEntry, Report, State
from reports.policies import Viewer
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

    def set(self, **values: Any) -> None:
        """Set columns of the report; what they were is kept for the history row."""
        for name, value in values.items():
            column = getattr(self.report._meta.get_field(name), "attname", name)
            self.before.setdefault(column, getattr(self.report, column))
            setattr(self.report, name, value)
            self.columns.add(name)


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
    StaleError
        The report has a newer version.
    NotAllowedError, NotPossibleError
        As reports.lifecycle.offer.check.
    """
    with transaction.atomic():
        locked = (
            Report.everything.select_for_update(of=("self",)).select_related("province", "agency").get(pk=report.pk)
        )
        if version is not None and version != locked.version:
            raise StaleError
        who = Actor.SYSTEM if as_system else actors(locked, viewer)
        transition = check(locked, verb, who)
        work = Change(locked, transition, viewer, who, at or timezone.now(), transition.audience)
        state_before = State(locked.state)
        yield work
        _finish(work, state_before)
        if work.entry is not None and not locked.practice:
            announce(work.entry)
        _bring_up_to_date(report, locked)
        transaction.on_commit(
            lambda: case_changed.send(sender=Report, report=locked, entry=work.entry, transition=transition),
            robust=True,
        )


def _finish(work: Change, state_before: State) -> None:
    report, transition = work.report, work.transition
    target = work.state or _target(transition, report)
    if target is not None and target != report.state:
        work.set(state=target)
    report.version += 1
    work.entry = HistoryEntry(
        report=report,
        verb=transition.verb,
        at=work.at,
        actor=work.viewer.user if work.who & ~(Actor.PUBLIC | Actor.REPORTER | Actor.SYSTEM) else None,
        by=_by(work),
        agency_id=report.agency_id,
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
    if transition.target == RESUMES:
        held = report.history.filter(state=State.ON_HOLD).exclude(state_before=State.ON_HOLD).last()
        return State(held.state_before) if held and held.state_before else State.VERIFIED
    return None if transition.target is None else State(transition.target)


def _by(work: Change) -> By:
    """Return who acted, as the public may know it; who is both reporter and staff acts as what the verb is for."""
    allowed = work.who & work.transition.who
    if allowed & Actor.SYSTEM:
        return By.SYSTEM
    if allowed & Actor.REPORTER:
        return By.REPORTER
    return By.PUBLIC if allowed == Actor.PUBLIC else By.STAFF


def _data(work: Change) -> dict[str, Any]:
    """Return what changed, and the facts; texts of reporters are left out: history cannot be redacted."""
    columns = [name for name in work.before if name not in _NEVER_TOLD]
    data = dict(work.facts)
    if columns:
        data["before"] = {name: _plain(work.before[name]) for name in columns}
        data["after"] = {name: _plain(getattr(work.report, name)) for name in columns}
    return data


_NEVER_TOLD = {"description", "suspected_source", "public_description", "public_source", "point", "public_point"}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _bring_up_to_date(report: Report, locked: Report) -> None:
    for column in locked._meta.concrete_fields:
        if column.attname in locked.__dict__:
            setattr(report, column.attname, getattr(locked, column.attname))
