"""What the pages of a consultation say of it, to whom."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from boundaries.models import Area
from maps.models import Hotspot
from monitoring.measures import Figure
from monitoring.models.plans import ActionPlan
from monitoring.pages.words import cases, interval_of, value_of
from monitoring.plans.figures import told
from monitoring.policies import View, view_of
from participation.deeds import NextStep
from participation.models import Consultation, LaidFigure
from reports.models import Category


def context_of(consultation: Consultation, user: Any) -> dict[str, Any]:
    """Return what a page shows of a consultation to a user: what they may know of what was laid before people."""
    seen = Hotspot.objects.visible_to(user).values("pk")
    plans = ActionPlan.objects.filter(agreed_at__consultation=consultation).select_related("agency")
    plans = plans.filter(pk__in=ActionPlan.objects.of_staff(user)) | plans.filter(published_at__isnull=False)
    return {
        "consultation": consultation,
        "area": _area_names([consultation.area]).get(consultation.area, ""),
        "attendances": consultation.attendances.select_related("group"),
        "hotspots": consultation.hotspots.filter(pk__in=seen).select_related("category").order_by("number"),
        "figures": _figures(consultation, user),
        "plans": plans.order_by("target_on", "pk"),
    }


def public_context_of(consultation: Consultation) -> dict[str, Any]:
    """Return what everybody may know, whoever asks."""
    return context_of(consultation, AnonymousUser())


def next_step(consultation: Consultation, plans: Iterable[ActionPlan]) -> NextStep:
    """Return what a consultation waits for: to be announced, told, published; then its minutes, and its plans."""
    if not consultation.is_held:
        return _step_before(consultation)
    if not consultation.said or not consultation.participants:
        return NextStep(_("Write down what was said, and how many of which group took part."), "ubah")
    if consultation.published_at is None:
        text = _("All that it needs is there: publish it, or add figures, agreements and minutes first.")
        return NextStep(text, "terbitkan")
    if not consultation.minutes_sha256:
        return NextStep(_("The minutes are still missing."), "notula")
    return _step_of_plans(sum(plan.published_at is None for plan in plans))


def _step_before(consultation: Consultation) -> NextStep:
    day = {"day": date_format(consultation.held_on, "j F Y")}
    if consultation.published_at is None:
        return NextStep(_("It can be published now, as an announcement of %(day)s.") % day, "terbitkan")
    return NextStep(_("It is announced. After %(day)s, write down what was said and who came.") % day)


def _step_of_plans(hidden: int) -> NextStep:
    text = ngettext(
        "%(n)d agreed action is read by staff alone: publish its plan, or nobody knows of it.",
        "%(n)d agreed actions are read by staff alone: publish their plans, or nobody knows of them.",
        hidden,
    )
    return NextStep(text % {"n": hidden} if hidden else "")


def _figures(consultation: Consultation, user: Any) -> list[dict[str, Any]]:
    """Return a row for each figure, as of the cases that this user knows."""
    laid = [one for one in consultation.figures.all() if one.public == (view_of(user, one.scope) == View.PUBLIC)]
    areas = _area_names(one.area for one in laid)
    names = {category.code: category.name for category in Category.objects.all()} if laid else {}
    return [_row(one, areas.get(one.area) or str(consultation.agency), names.get(one.category, "")) for one in laid]


def _row(laid: LaidFigure, whose: str, category: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "label": laid.definition.label if laid.definition else laid.measure,
        "whose": f"{whose}: {category}" if category else whose,
        "period": laid.span.label,
        "as_of": date_format(laid.span.last, "j F Y"),
    }
    if laid.definition is None:
        return row
    figure = Figure(
        laid.measure, n=laid.n, hits=laid.hits, value=laid.value, low=laid.low, high=laid.high, cutoff=laid.cutoff
    )
    shown = told(laid.scope, figure, laid.public)
    n = "" if shown.why and not shown.n else cases(shown.n)
    return row | {"value": value_of(shown), "interval": interval_of(shown), "n": n, "why": shown.why}


def _area_names(codes: Iterable[str]) -> dict[str, str]:
    """Return names of areas by code, as the newest edition that has them says."""
    wanted = {code for code in codes if code}
    areas = Area.objects.without_geometry().filter(code__in=wanted).order_by("edition__valid_from")
    return dict(areas.values_list("code", "name")) if wanted else {}
