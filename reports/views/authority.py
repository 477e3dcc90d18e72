"""/kewenangan/: who must act on what and where, read from the rules; and the question for one place."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from reports.forms.simulator import SimulatorForm
from reports.guide import copies, guide, liftings, rules_in_words, special_grounds
from reports.place_search import Hit, search_places
from reports.responsibility.rulebook import Rulebook
from reports.views.script import script_settings

# So few categories left by the words searched for are shown unfolded.
OPEN_UP_TO = 3
MOST_WORDS = 100  # characters
ANSWERS = ("place_choice", "coordinates", "lon", "lat", "place_query", "permit_issuer")


@require_safe
def authority(request: HttpRequest) -> HttpResponse:
    """Explain the rules, narrow them down by everyday words (`q`), and answer for one place."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:MOST_WORDS]
    form, hits, searched = _simulator(request)
    answer = form.answer() if form.is_bound and form.is_valid() else None
    book = Rulebook.of()
    themes = guide(book, words)
    context = {
        "words": words,
        "themes": themes,
        "unfolded": bool(words) and sum(len(theme.categories) for theme in themes) <= OPEN_UP_TO,
        "rules": rules_in_words(book),
        "special_grounds": special_grounds(book),
        "liftings": liftings(book),
        "copies": copies(book),
        "form": form,
        "hits": [hit for hit in hits if hit.is_choice],
        "searched": searched,
        "answer": answer,
        "share_url": _share_url(request, form) if answer else "",
        "script_settings": script_settings(),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "reports/authority.html", context, status=status)


def _simulator(request: HttpRequest) -> tuple[SimulatorForm, list[Hit], bool]:
    """Return the form as far as it was filled in, the places that its words may mean, and whether they were sought."""
    query = request.GET.get("place_query", "")
    if "search" in request.GET:
        return SimulatorForm(initial=request.GET.dict()), search_places(query), True
    if not any(request.GET.get(name) for name in ANSWERS):
        return SimulatorForm(initial=request.GET.dict()), [], False
    form = SimulatorForm(request.GET)
    hits = search_places(query) if query and not request.GET.get("coordinates") else []
    return form, hits, bool(hits)


def _share_url(request: HttpRequest, form: SimulatorForm) -> str:
    """Return the shortest address that leads to this very answer."""
    path = reverse("reports:authority")
    return f"{request.build_absolute_uri(path)}?{urlencode(form.essentials())}#jawaban"
