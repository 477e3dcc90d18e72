"""Action plans: what is going on, and what became of those whose date has come."""

import datetime as dt
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils.translation import gettext as _

from monitoring.measures import Figure
from monitoring.models.plans import CLOSED, ActionPlan, PlanState
from monitoring.periods import cutoff_on
from monitoring.plans.figures import course_of
from period_reports.contents.material import Material
from period_reports.contents.telling import cell_of
from period_reports.contents.tree import Block, Cell, Column, Kind, Nothing, Section, Table


def plans(material: Material) -> Section:
    """Tell the plans of agencies with their seat in the area: those ahead, then what became of the last ones."""
    order = material.order
    found = _found(material)
    due = Q(target_on__lte=order.on) | Q(closed_at__lt=cutoff_on(order.on))
    ahead, last = list(found.exclude(due)), list(found.filter(due))
    blocks: list[Block] = []
    if ahead:
        blocks.append(_table(material, "plans", _("What is planned"), ahead))
    else:
        blocks.append(Nothing(_("No action is planned beyond the cut-off.")))
    if last:
        blocks.append(_table(material, "plans-last", _("What became of the last ones"), last))
    else:
        blocks.append(Nothing(_("No action had its date before the cut-off.")))
    return Section("plans", _("Action plans (Renaksi)"), tuple(blocks))


def _found(material: Material) -> Any:
    """Return the plans made before the cut-off: to the public those that are published."""
    order = material.order
    plans = ActionPlan.objects.published() if order.public else ActionPlan.objects.of_staff(material.reader)
    mine = plans.filter(agency__area_codes__0__startswith=order.area, made_at__lt=cutoff_on(order.on))
    return mine.select_related("agency").prefetch_related("figures", "history").order_by("target_on", "pk")


def _table(material: Material, key: str, title: str, found: list[ActionPlan]) -> Table:
    reader = AnonymousUser() if material.order.public else material.reader
    columns = (
        Column(_("Action"), Kind.LONG), Column(_("Who does it")), Column(_("By when"), Kind.DATE), Column(_("State")),
        Column(_("Measure")), Column(_("Figure then"), Kind.MIXED), Column("n", Kind.COUNT),
        Column(_("Figure now"), Kind.MIXED), Column("n", Kind.COUNT), Column(_("What came of it"), Kind.LONG),
    )  # fmt: skip
    caption = _(
        "%(n)s plans as they stood at the cut-off; figures as of the end of the last period of the same length."
    ) % {"n": len(found)}
    return Table(key, title, caption, columns, tuple(_row(plan, reader, material.order.on) for plan in found))


def _row(plan: ActionPlan, reader: Any, on: dt.date) -> tuple[Cell, ...]:
    """Return a plan as it stood at the end of a day: what became of it later is for the next report."""
    cutoff = cutoff_on(on)
    course = course_of(plan, reader, on + dt.timedelta(days=1)) if plan.definition else None
    label = str(plan.definition.label) if plan.definition else plan.measure
    state = PlanState([entry.state for entry in plan.history.all() if entry.at < cutoff][-1])
    closed = state in CLOSED
    late = _("%(state)s, past its date") if not closed and plan.target_on <= on else "%(state)s"
    return (
        Cell(plan.action),
        Cell(str(plan.agency)),
        Cell(plan.target_on),
        Cell(late % {"state": state.label}),
        Cell(label),
        *_with_n(course.then if course else None),
        *_with_n(course.now if course else None),
        Cell(plan.outcome if closed else None),
    )


def _with_n(figure: Figure | None) -> tuple[Cell, Cell]:
    """Return a figure and of how many cases it is; two empty cells where there is none, or none may be told."""
    if figure is None or figure.value is None:
        return Cell(), Cell()
    return cell_of(figure, mixed=True), Cell(figure.n)
