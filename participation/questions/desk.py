"""/petugas/tanya-jawab/: questions and answers that are a user's business, and what is done to them."""

from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from participation import deeds
from participation.actions.questions import may_publish
from participation.deeds import NextStep
from participation.models import Question
from participation.questions.forms import DEEDS, MakeQuestionForm
from participation.questions.suggesting import begun_with, given_often, ready_texts
from reports.desk.entry import kept_form, staff_page

PAGE_SIZE: Final = 30


@require_safe
@staff_page
def listing(request: HttpRequest) -> HttpResponse:
    """Show what is the user's business, drafts first."""
    found = Question.objects.of_staff(request.user).select_related("agency")
    found = found.order_by(F("published_at").desc(nulls_first=True), "pk")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "participation/questions/desk.html", {"page": page})


@require_safe
@staff_page
def suggestions(request: HttpRequest) -> HttpResponse:
    """Show texts kept ready, and answers that were given often."""
    context = {"often": given_often(request.user), "texts": ready_texts(request.user)}
    return render(request, "participation/questions/suggestions.html", context)


@require_safe
@staff_page
def question(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one to staff: what comes next, what may be done, what was done."""
    found = _find(request, pk)
    context = {"question": found, **deeds.shown(found, request.user, DEEDS, _next_step(found, request.user))}
    return render(request, "participation/questions/desk_question.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def make(request: HttpRequest) -> HttpResponse:
    """Write one, begun with a suggestion where one was chosen."""
    begun = begun_with(request.user, text=request.GET.get("teks", ""), answer=request.GET.get("jawaban", ""))
    form = MakeQuestionForm(request.user, request.POST if request.method == "POST" else kept_form(request), begun)
    done = _("It is kept as a draft. Everybody reads it once it is published.")
    return deeds.make(request, form, "participation/questions/make.html", done=done, away=reverse("questions:desk"))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def act(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Show the form of a deed, or do it."""
    template = "writing" if deed == "ubah" else "act"
    return deeds.act(request, _find(request, pk), DEEDS, deed, f"participation/questions/{template}.html")


def _next_step(found: Question, user: Any) -> NextStep:
    """Return what a question waits for: to be published, by the user or by somebody else."""
    if found.published_at is not None:
        return NextStep("")
    if may_publish(user, found):
        return NextStep(_("Read it once more, then publish it."), "terbitkan")
    return NextStep(
        _("An administrator of the agency, who watches over its province, or a national administrator publishes it.")
    )


def _find(request: HttpRequest, pk: int) -> Question:
    """Return one that is the user's business. Raises Http404."""
    return get_object_or_404(Question.objects.of_staff(request.user).select_related("agency"), pk=pk)
