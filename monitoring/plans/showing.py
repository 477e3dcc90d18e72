"""What the pages of an action plan say of it."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from boundaries.models import Area
from monitoring.measures import Figure, Period
from monitoring.models.plans import ActionPlan
from monitoring.pages.words import cases, interval_of, value_of
from monitoring.plans.figures import Course, course_of
from monitoring.plans.origins import origins_of
from monitoring.policies import View, view_of
from reports.models import Category


def context_of(plan: ActionPlan, user: Any) -> dict[str, Any]:
    """Return what a page shows of a plan to a user: the plan, whose cases it measures, its figures, its origin."""
    course = course_of(plan, user) if plan.definition else None
    figures = _rows(plan, course) if course else []
    origins = origins_of(plan, user)
    trend = trend_of(plan, user) if course else ""
    return {
        "plan": plan,
        "whose": whose(plan),
        "course": course,
        "figures": figures,
        "trend_url": trend,
        "origins": origins,
    }


def trend_of(plan: ActionPlan, user: Any) -> str:
    """Return where the plan's measure is shown month by month; "" where the user may not see it."""
    if plan.area:
        address = reverse("monitoring:area-trend", kwargs={"code": plan.area})
        said = {"measure": plan.measure, "category": plan.category}
        return f"{address}?{urlencode({name: value for name, value in said.items() if value})}"
    if plan.category or view_of(user, plan.scope) != View.ALL:  # of agencies no series is kept by category
        return ""
    return f"{reverse('monitoring:agency-trend', kwargs={'code': plan.agency.code})}?measure={plan.measure}"


def whose(plan: ActionPlan) -> str:
    """Return of which cases a plan's measure is, in words."""
    name = str(plan.agency)
    if plan.area:
        newest = Area.objects.without_geometry().filter(code=plan.area).order_by("-edition__valid_from").first()
        name = newest.name if newest else plan.area
    category = Category.objects.filter(code=plan.category).first() if plan.category else None
    return f"{name}: {category.name}" if category else name


def _rows(plan: ActionPlan, course: Course) -> list[dict[str, Any]]:
    """Return the rows of the table then and now."""
    rows = [_row(_("When the plan was made"), plan.span, course.then)]
    if course.now and course.now_period:
        rows.append(_row(_("Now"), course.now_period, course.now))
    return rows


def _row(label: str, period: Period, figure: Figure) -> dict[str, Any]:
    return {
        "label": label,
        "period": period.label,
        "value": value_of(figure),
        "interval": interval_of(figure),
        "n": "" if figure.why and not figure.n else cases(figure.n),
        "why": figure.why,
        "as_of": date_format(period.last, "j F Y"),
    }
