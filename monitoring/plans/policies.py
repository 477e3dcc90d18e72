"""Who may do what with action plans. They take users, never requests; who may see one the querysets say."""

from typing import Any

from django.db.models import QuerySet

from accounts.models import Agency
from accounts.standing import standing_of
from monitoring.models.plans import ActionPlan, agencies_watched


def agencies_to_plan_for(user: Any) -> QuerySet[Agency]:
    """Return the agencies for which a user may make plans: their own, those of their province, all for national."""
    agencies = Agency.objects.in_force().order_by("name")
    standing = standing_of(user)
    if standing.national:
        return agencies
    return agencies.filter(agencies_watched(standing)) if standing.is_staff else agencies.none()


def may_work(user: Any, plan: ActionPlan) -> bool:
    """Whether a user may change a plan: who works in its agency, who watches over it, and national administrators."""
    return ActionPlan.objects.of_staff(user).filter(pk=plan.pk).exists()
