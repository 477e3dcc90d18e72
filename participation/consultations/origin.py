"""On the page of an action plan: the consultation at which it was agreed."""

from typing import Any

from django.template.loader import render_to_string

from monitoring.models.plans import ActionPlan
from monitoring.plans.origins import plan_origin
from participation.models import Consultation


@plan_origin
def agreed_at(plan: ActionPlan, user: Any) -> str:
    """Lead to the consultation: staff of it to their page, everybody else to the public one where there is one."""
    agreed = Consultation.objects.filter(agreed__plan=plan)
    if found := agreed.of_staff(user).first():
        return _said(found, found.desk_url)
    found = agreed.published().first()
    return _said(found, found.url) if found else ""


def _said(consultation: Consultation, url: str) -> str:
    return render_to_string("participation/consultations/origin.html", {"consultation": consultation, "url": url})
