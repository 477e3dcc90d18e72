"""/lapor/mirip/: what was reported before near a place, as a piece of the form's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from reports.forms.question import QuestionForm
from reports.similar import similar_to


@cache_control(private=True, max_age=60)
@require_safe
def similar(request: HttpRequest) -> HttpResponse:
    """Answer what the form asks once category and place are known: its own fields, as a query."""
    return render(request, "reports/parts/similar.html", {"similar": similar_to(QuestionForm(request.GET))})
