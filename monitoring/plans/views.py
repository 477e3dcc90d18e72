"""/pemantauan/renaksi/: the action plans that everybody may read."""

from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from monitoring.models.plans import ActionPlan
from monitoring.plans.policies import agencies_to_plan_for
from monitoring.plans.showing import context_of

PAGE_SIZE: Final = 20


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show the published plans, the latest target first."""
    plans = ActionPlan.objects.published().select_related("agency").order_by("-target_on", "-pk")
    page = Paginator(plans, PAGE_SIZE).get_page(request.GET.get("page"))
    makes = agencies_to_plan_for(request.user).exists()
    return render(request, "monitoring/plans/list.html", {"page": page, "makes": makes})


@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a published plan; its figures are the public ones, whoever reads it."""
    found = ActionPlan.objects.published().select_related("agency").filter(pk=pk).first()
    if found is None:
        raise Http404
    return render(request, "monitoring/plans/plan.html", context_of(found, AnonymousUser()))
