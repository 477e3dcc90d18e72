"""What people do to an action plan: make it, change it, begin, close it, and show it to everybody.

Every verb locks the plan, asks who may, changes it, compares the version that was shown, and writes one row of history.
A verb that changes nothing writes nothing: sent twice it is done once.
"""

import datetime as dt
import uuid
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.changing import Change, NotAllowedError, StaleError, change
from accounts.models import Agency
from boundaries.models import Area, Edition
from monitoring.measures import Period, ScopeError
from monitoring.models.plans import ActionPlan, PlanEntry, PlanState
from monitoring.plans.figures import MOVABLE, freeze, periods_to_begin_from
from monitoring.plans.policies import agencies_to_plan_for, may_work
from reports.actions.case import words
from reports.actions.case.errors import RefusedError

LONGEST_ACTION: Final = 1_000
LONGEST_NOTE: Final = 2_000
FARTHEST_TARGET: Final = dt.timedelta(days=3 * 366)
"""A target farther away is a typing error, or no target."""


@dataclass(frozen=True, slots=True)
class Aim:
    """The figure that a plan shall move: a measure, of a named period that is over, and of which cases.

    `area` is the code of the area whose cases are measured; empty for those that the agency handles.
    """

    measure: str
    period: Period
    area: str = ""
    category: str = ""


def make_plan(
    user: Any,
    *,
    agency: Agency,
    action: str,
    target_on: dt.date,
    aim: Aim,
    key: uuid.UUID | None = None,
    at: dt.datetime | None = None,
) -> ActionPlan:
    """Make an action plan and freeze the figure that it begins with; nobody but staff sees it yet.

    Parameters
    ----------
    key
        That of the form: a plan that was made with it already is returned as it is.
    at
        When; now if None. Only the demonstration and tests say another time.

    Raises
    ------
    NotAllowedError
        The user may not plan for this agency.
    RefusedError
        What was said is not enough.
    """
    if not agencies_to_plan_for(user).filter(pk=agency.pk).exists():
        raise NotAllowedError
    at, key = at or timezone.now(), key or uuid.uuid4()
    _measurable(aim)
    values = {
        "agency": agency, "measure": aim.measure, "period": aim.period.name, "area": aim.area, "category": aim.category,
        "made_at": at, **_said(action, target_on, at),
    }  # fmt: skip
    with transaction.atomic():
        plan, made = ActionPlan.objects.get_or_create(key=key, defaults=values)
        if made:
            try:
                freeze(plan)
            except ScopeError as error:
                raise RefusedError(_("There is no such choice any more."), error.field) from error
            PlanEntry.objects.create(plan=plan, verb="made", at=at, actor=user, state=plan.state)
    if not made and not may_work(user, plan):
        raise NotAllowedError
    return plan


def change_plan(
    plan: ActionPlan, user: Any, *, action: str, target_on: dt.date, note: str = "", version: int | None = None
) -> None:
    """Change what is done or by when; a target that moves needs a reason. The measure stays: its figure is frozen.

    Raises
    ------
    NotAllowedError
        The user may not work on the plan.
    StaleError
        It was changed since it was shown, or is closed.
    RefusedError
        What was said is not enough.
    """
    with _change(plan, "changed", user, version) as work:
        _going_on(work.thing)
        moved = target_on != work.thing.target_on
        said = _said(action, target_on, timezone.now() if moved else work.thing.made_at)
        work.note = words.said(note, "note", needed=moved, at_most=LONGEST_NOTE)
        work.set(**said)


def begin_plan(plan: ActionPlan, user: Any, *, version: int | None = None, at: dt.datetime | None = None) -> None:
    """Say that the work has begun. Raises as `change_plan`."""
    with _change(plan, "begun", user, version, at) as work:
        _going_on(work.thing)
        work.set(state=PlanState.UNDER_WAY)


def close_plan(
    plan: ActionPlan, user: Any, *, done: bool, outcome: str, version: int | None = None, at: dt.datetime | None = None
) -> None:
    """Say that the action is done and what came of it, or that it is given up and why. Raises as `change_plan`."""
    state = PlanState.DONE if done else PlanState.GIVEN_UP
    with _change(plan, state.value, user, version, at) as work:
        if work.thing.is_closed and work.thing.state == state:
            return
        _going_on(work.thing)
        said = words.said(outcome, "outcome", at_least=10, at_most=LONGEST_ACTION)
        work.set(state=state, outcome=said, closed_at=at or timezone.now())


def publish_plan(
    plan: ActionPlan, user: Any, *, published: bool, version: int | None = None, at: dt.datetime | None = None
) -> None:
    """Show a plan to everybody, or to staff alone again. Raises as `change_plan`."""
    with _change(plan, "published" if published else "withdrawn", user, version, at) as work:
        if published != (work.thing.published_at is not None):
            work.set(published_at=(at or timezone.now()) if published else None)


def _change(
    plan: ActionPlan, verb: str, user: Any, version: int | None, at: dt.datetime | None = None
) -> AbstractContextManager[Change[ActionPlan]]:
    """Change a plan that the user may work on, and write a row of its history."""

    def write(work: Change[ActionPlan]) -> None:
        state = work.thing.state
        PlanEntry.objects.create(
            plan=work.thing, verb=verb, at=work.at, actor=user, state_before=work.before.get("state", state),
            state=state, note=work.note, data=work.data,
        )  # fmt: skip

    return change(plan, write=write, may=partial(may_work, user), version=version, at=at)


def _going_on(plan: ActionPlan) -> None:
    if plan.is_closed:
        raise StaleError


def _measurable(aim: Aim) -> None:
    """Refuse a measure, a period or an area of which no figure can be frozen."""
    if aim.measure not in {one.name for one in MOVABLE}:
        raise RefusedError(_("Choose a measure that can get better."), "measure")
    if aim.period not in periods_to_begin_from():
        raise RefusedError(_("Choose a period that is over."), "period")
    if aim.area and not Area.objects.filter(edition=Edition.objects.in_force().first(), code=aim.area).exists():
        raise RefusedError(_("There is no such area."), "area")


def _said(action: str, target_on: dt.date, begun: dt.datetime) -> dict[str, Any]:
    """Return the columns of what is done and by when, checked."""
    first = timezone.localdate(begun, timezone.get_default_timezone())
    if target_on < first:
        raise RefusedError(_("Choose a day that is still to come."), "target_on")
    if target_on > first + FARTHEST_TARGET:
        raise RefusedError(_("Choose a day within three years."), "target_on")
    return {
        "action": words.said(action, "action", at_least=10, at_most=LONGEST_ACTION),
        "target_on": target_on,
    }
