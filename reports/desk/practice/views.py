"""/petugas/latihan/: exercises, and the closed cases from which new ones are made."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from reports.actions.case.errors import RefusedError
from reports.actions.case.practising import make_exercise
from reports.desk.entry import staff_page
from reports.desk.practice.forms import ExerciseForm
from reports.lifecycle.offer import NotAllowedError
from reports.models import Report, State
from reports.models.report import OPEN_STATES
from reports.policies import Viewer

_SHOWN = 30


@require_safe
@staff_page
def exercises(request: HttpRequest) -> HttpResponse:
    """Show the exercises of the user's agencies, and closed cases that would make good ones."""
    mine = Report.everything.filter(practice=True).handled_by(request.user).with_names().select_related("assignee")
    closed = (
        Report.objects.handled_by(request.user)
        .filter(state=State.CLOSED, verified_at__isnull=False, public_point__isnull=False, held=False)
        .with_names()
    )
    query = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    if query:
        closed = closed.filter(number__iexact=query) | closed.filter(category__name_id__icontains=query)
    context = {
        "open": mine.filter(state__in=OPEN_STATES)[:_SHOWN],
        "done": mine.exclude(state__in=OPEN_STATES)[:_SHOWN],
        "closed": closed.order_by("-received_at")[:_SHOWN],
        "query": query,
    }
    return render(request, "desk/practice/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def make(request: HttpRequest, number: str) -> HttpResponse:
    """Show what the trainee will read, to be corrected; then make the exercise."""
    report = Report.objects.handled_by(request.user).with_names().filter(number=number, state=State.CLOSED).first()
    if report is None:
        raise Http404
    form = ExerciseForm(report, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            exercise = make_exercise(
                report,
                Viewer.of(request.user),
                description=form.cleaned_data["description"],
                trainee=form.cleaned_data["trainee"],
            )
        except (NotAllowedError, RefusedError) as error:
            field = getattr(error, "field", "") or None
            form.add_error(field, str(getattr(error, "message", _("You may not make an exercise of this case."))))
        else:
            messages.success(request, _("The exercise is ready. Nobody outside the agency sees or hears of it."))
            return redirect("reports:desk:case", number=exercise.number)
    status = 422 if form.errors else 200
    return render(request, "desk/practice/make.html", {"report": report, "form": form}, status=status)
