"""/lapor/jawaban/: where a point lies and who must act there, as a piece of the form's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from reports.forms.question import QuestionForm
from reports.forms.simulator import SimulatorForm


@cache_control(private=True, max_age=60)
@require_safe
def answer(request: HttpRequest) -> HttpResponse:
    """Answer what the form asks while its pin moves: its own fields, as a query; what is wrong with them is said."""
    form = SimulatorForm(request.GET) if request.GET.get("on") else QuestionForm(request.GET)
    return render(request, "reports/parts/answer.html", {"answer": form.answer(), "refusal": form.refusal()})
