"""An agency's own way (SOP) of handling a category: versions of steps, and the checklist they are on a case.

A version is drafted, then published; published it is never rewritten. A case keeps the version that was in force when
its agency took it up, whatever is published later.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.calendars import calendar_of
from accounts.models import Agency
from accounts.standing import standing_of
from reports.actions.case.change import change
from reports.actions.case.errors import RefusedError
from reports.clocks.winding import office_of
from reports.lifecycle.offer import NotAllowedError
from reports.models import Category, HistoryEntry, Procedure, ProcedureStep, ProcedureTick, Report
from reports.policies import Viewer

MOST_STEPS = 30


@dataclass(frozen=True, slots=True)
class Step:
    """One step as written: what, by whom, within how many working days from when the case was taken up."""

    text: str
    role: str = ""
    days: int | None = None


@dataclass(frozen=True, slots=True)
class SeenStep:
    """One step on a case: the row, who ticked it and when, and by when it should be done."""

    step: ProcedureStep
    tick: ProcedureTick | None
    due_on: dt.date | None
    late: bool


@dataclass(frozen=True, slots=True)
class Checklist:
    """The steps of a case. `newer` says that a later version is in force for cases that are taken up today."""

    procedure: Procedure
    steps: tuple[SeenStep, ...]
    newer: bool

    @property
    def done(self) -> int:
        """How many steps are ticked."""
        return sum(step.tick is not None for step in self.steps)


# --- writing -------------------------------------------------------------------------------------------------------


def may_write(user: Any, agency: Agency) -> bool:
    """Whether a user keeps the procedures of an agency: its administrator, or a national one."""
    standing = standing_of(user)
    return standing.national or agency.pk in standing.admin_of


@transaction.atomic
def save_draft(agency: Agency, category: Category, title: str, steps: Sequence[Step], user: Any) -> Procedure:
    """Write the one draft that an agency has of a category, in place of the one before; return it.

    Raises
    ------
    NotAllowedError
        The user does not keep the procedures of this agency.
    RefusedError
        More steps than anybody follows.
    """
    _check(user, agency)
    if len(steps) > MOST_STEPS:
        raise RefusedError(_("A procedure has at most %(most)d steps.") % {"most": MOST_STEPS}, "steps")
    draft = versions_of(agency, category).select_for_update().filter(published=False).first()
    if draft is None:
        number = versions_of(agency, category).aggregate(last=models.Max("number"))["last"] or 0
        draft = Procedure(
            agency=agency, category=category, number=number + 1, valid_from=timezone.localdate(), created_by=user
        )
    draft.title = title
    draft.save()
    draft.steps.all().delete()
    ProcedureStep.objects.bulk_create(
        ProcedureStep(procedure=draft, position=position, text=step.text, role=step.role, days=step.days)
        for position, step in enumerate(steps, start=1)
    )
    return draft


@transaction.atomic
def publish_procedure(draft: Procedure, user: Any, valid_from: dt.date | None = None) -> Procedure:
    """Put a draft in force from a day on (today when None); the version before stays for cases that began with it.

    Raises
    ------
    NotAllowedError
        The user does not keep the procedures of this agency.
    RefusedError
        It has no steps, is in force already, or would begin before today or before the version it follows.
    """
    _check(user, draft.agency)
    draft = Procedure.objects.select_for_update().get(pk=draft.pk)
    begins = valid_from or timezone.localdate()
    if draft.published:
        raise RefusedError(_("Somebody put this version in force in the meantime."))
    if not draft.steps.exists():
        raise RefusedError(_("Write at least one step."), "steps")
    if begins < timezone.localdate():
        raise RefusedError(_("Choose today or a later day: past cases keep what held then."), "valid_from")
    last = (
        versions_of(draft.agency, draft.category).filter(published=True).aggregate(day=models.Max("valid_from"))["day"]
    )
    if last is not None and begins < last:
        raise RefusedError(_("The version before begins on a later day."), "valid_from")
    draft.published, draft.valid_from = True, begins
    draft.save(update_fields=["published", "valid_from"])
    return draft


@transaction.atomic
def discard_draft(draft: Procedure, user: Any) -> None:
    """Throw a draft away; a published version stays.

    Raises
    ------
    NotAllowedError
        The user does not keep the procedures of this agency.
    RefusedError
        It was put in force in the meantime.
    """
    _check(user, draft.agency)
    draft = Procedure.objects.select_for_update().get(pk=draft.pk)
    if draft.published:
        raise RefusedError(_("Somebody put this version in force in the meantime."))
    draft.delete()


def _check(user: Any, agency: Agency) -> None:
    if not may_write(user, agency):
        raise NotAllowedError("procedure")


# --- reading -------------------------------------------------------------------------------------------------------


def versions_of(agency: Agency | int, category: Category | str) -> models.QuerySet[Procedure]:
    """Return all versions of an agency's procedure for a category, the newest first."""
    return Procedure.objects.filter(agency=agency, category=category).order_by("-number")


def draft_of(agency: Agency, category: Category) -> Procedure | None:
    """Return the version that is being written, if one is."""
    return versions_of(agency, category).filter(published=False).first()


def in_force(versions: Iterable[Procedure], on: dt.date) -> Procedure | None:
    """Return the version that holds on a day: of those that have begun the one that began last."""
    begun = [version for version in versions if version.published and version.valid_from <= on]
    return max(begun, key=lambda version: (version.valid_from, version.number), default=None)


def written(procedure: Procedure) -> list[Step]:
    """Return the steps of a version as written."""
    return [Step(step.text, step.role, step.days) for step in procedure.steps.all()]


def starter() -> list[Step]:
    """Return steps to begin with where an agency has none: what every field case needs, to be made one's own."""
    return [
        Step(_("Read the report and look at the place on the map"), _("officer"), 1),
        Step(_("Call or write to the reporter where something is unclear"), _("officer"), 1),
        Step(_("Visit the place; photograph it from where the public may stand"), _("field team"), 3),
        Step(_("Write down what was found, with measured values and who was met"), _("field team"), 4),
        Step(_("Decide what is done, and by whom"), _("head of unit"), 5),
        Step(_("Tell the reporter what was found and what follows"), _("officer"), 5),
        Step(_("Visit again when it is said to be done; photograph the same view"), _("field team"), None),
        Step(_("Answer the reporter"), _("officer"), None),
    ]


# --- on a case -----------------------------------------------------------------------------------------------------


def checklist_of(report: Report, now: dt.datetime | None = None) -> Checklist | None:
    """Return the steps of a case, by the version that was in force when its agency took it up; None where it has none.

    A case that is not taken up yet shows the version of today. Where an agency began to write procedures only after
    it took a case up, the first of them is a help all the same.
    """
    published = list(
        versions_of(report.agency_id or 0, report.category_id).filter(published=True).prefetch_related("steps")
    )
    if not published:
        return None
    office, now = office_of(report), now or timezone.now()
    zone = ZoneInfo(office.time_zone)
    today = now.astimezone(zone).date()
    began = _taken_up(report)
    day = began.astimezone(zone).date() if began else today
    procedure = in_force(published, day) or published[-1]
    ticks = {tick.step_id: tick for tick in report.ticks.select_related("by")}
    calendar = calendar_of(office)
    steps = []
    for step in procedure.steps.all():
        tick = ticks.get(step.pk)
        due_on = calendar.add(day, step.days) if began and step.days is not None else None
        steps.append(SeenStep(step, tick, due_on, late=tick is None and due_on is not None and due_on < today))
    current = in_force(published, today)
    return Checklist(procedure, tuple(steps), newer=current is not None and current.number > procedure.number)


def tick(
    report: Report,
    viewer: Viewer,
    step: ProcedureStep | int,
    done: bool = True,
    *,
    version: int | None = None,
    at: dt.datetime | None = None,
) -> HistoryEntry:
    """Tick a step of a case's checklist, or take the tick back; both stay in the history.

    Raises
    ------
    RefusedError
        The step is not on the checklist of this case, or somebody else was faster.
    StaleError, NotAllowedError, NotPossibleError
        As every verb.
    """
    with change(report, "tick", viewer, version=version, at=at) as work:
        checklist = checklist_of(work.report)
        key = step if isinstance(step, int) else step.pk
        known: Mapping[int, SeenStep] = {seen.step.pk: seen for seen in checklist.steps} if checklist else {}
        if key not in known:
            raise RefusedError(_("This step is not on the checklist of this case."), "step")
        if done == (known[key].tick is not None):
            told = _("Somebody ticked this step already.") if done else _("Somebody took this tick back already.")
            raise RefusedError(told, "step")
        if done:
            ProcedureTick.objects.create(report=work.report, step_id=key, by=viewer.user, at=work.at)
        else:
            ProcedureTick.objects.filter(report=work.report, step_id=key).delete()
        work.facts |= {"step": known[key].step.text, "done": done, "procedure": known[key].step.procedure_id}
    return work.done


def _taken_up(report: Report) -> dt.datetime | None:
    """When the agency that has the case took it up; None while it has not."""
    entries = report.history.filter(verb="accept", agency=report.agency_id)
    return entries.order_by("at").values_list("at", flat=True).first()
