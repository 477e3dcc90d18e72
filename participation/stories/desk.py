"""/petugas/kisah/: stories of cases in a user's hands, and what is done to them."""

from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from participation import deeds
from participation.models import Story
from participation.models.stories import in_the_hands_of, tellable
from participation.stories.forms import DEEDS, MakeStoryForm
from participation.stories.showing import see_story
from reports.desk.entry import kept_form, staff_page
from reports.models import Outcome
from reports.querysets import ReportQuerySet

PAGE_SIZE: Final = 20
SUGGESTED: Final = 10


@require_safe
@staff_page
def listing(request: HttpRequest) -> HttpResponse:
    """Show the stories of cases in the user's hands."""
    found = Story.objects.of_staff(request.user).select_related("report__category").order_by("-made_at", "-pk")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "participation/stories/desk.html", {"page": page})


@require_safe
@staff_page
def story(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one to staff, with its history and what may be done."""
    found = _find(request, pk)
    return render(request, "participation/stories/desk_story.html", _context(request, found))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def make(request: HttpRequest) -> HttpResponse:
    """Write one; cases that their reporters said are solved are offered."""
    posted = request.method == "POST"
    form = MakeStoryForm(request.user, request.POST if posted else kept_form(request), request.GET.get("nomor", ""))
    if posted and form.is_valid():
        made = deeds.perform(form)
        if made is not None:
            messages.success(request, _("It is kept. Ask the reporter before it can be published."))
            return redirect(made.desk_url)
    context = {"form": form, "suggested": [] if form.report else _suggested(request.user)}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if posted else HTTPStatus.OK
    return render(request, "participation/stories/make.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def act(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Show the form of a deed, or do it."""
    kind, found = DEEDS.get(deed), _find(request, pk)
    if kind is None:
        raise Http404
    return deeds.act(request, found, kind, "participation/stories/act.html")


def _context(request: HttpRequest, found: Story) -> dict[str, Any]:
    return {
        "seen": see_story(found),
        "story": found,
        "is_public": found.is_public,
        "deeds": [(slug, form) for slug, form in DEEDS.items() if form.possible(found, request.user)],
        "history": found.history.select_related("actor"),
    }


def _suggested(user: Any) -> ReportQuerySet:
    """Return closed cases in a user's hands that the reporter confirmed, and that have no story, the latest first."""
    cases = in_the_hands_of(user).filter(pk__in=tellable().values("pk"), outcome=Outcome.CONFIRMED, story=None)
    return cases.with_names().order_by("-closed_at")[:SUGGESTED]


def _find(request: HttpRequest, pk: int) -> Story:
    """Return one that is the user's business. Raises Http404."""
    found = Story.objects.of_staff(request.user).select_related("report__category__theme").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
