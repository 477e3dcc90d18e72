"""/petugas/tanya-jawab/: questions and answers that are a user's business, and what is done to them."""

from http import HTTPStatus
from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from participation import deeds
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
    """Show one to staff, with its history and what may be done."""
    found = _find(request, pk)
    context = {
        "question": found,
        "deeds": [(slug, form) for slug, form in DEEDS.items() if form.possible(found, request.user)],
        "history": found.history.select_related("actor"),
    }
    return render(request, "participation/questions/desk_question.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def make(request: HttpRequest) -> HttpResponse:
    """Write one, begun with a suggestion where one was chosen."""
    posted = request.method == "POST"
    begun = begun_with(request.user, text=request.GET.get("teks", ""), answer=request.GET.get("jawaban", ""))
    form = MakeQuestionForm(request.user, request.POST if posted else kept_form(request), begun)
    if posted and form.is_valid():
        made = deeds.perform(form)
        if made is not None:
            messages.success(request, _("It is kept as a draft. Everybody reads it once it is published."))
            return redirect(made.desk_url)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if posted else HTTPStatus.OK
    return render(request, "participation/questions/make.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def act(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Show the form of a deed, or do it."""
    kind, found = DEEDS.get(deed), _find(request, pk)
    if kind is None:
        raise Http404
    return deeds.act(request, found, kind, "participation/questions/act.html")


def _find(request: HttpRequest, pk: int) -> Question:
    """Return one that is the user's business. Raises Http404."""
    found = Question.objects.of_staff(request.user).select_related("agency").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
