"""/tanya-jawab/: answers to recurring questions, for everybody and for search engines."""

import json
from collections.abc import Iterable
from typing import Final

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from participation.models import Question
from reports.models import Category

PAGE_SIZE: Final = 30
LONGEST_SEARCH: Final = 100
_UNSAFE: Final = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show what is published, all or of a category (?category=), and where words stand (?q=)."""
    found = Question.objects.published().select_related("agency").prefetch_related("categories")
    words = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
    category = Category.objects.filter(pk=request.GET.get("category", "").replace("\x00", "")).first()
    if category:
        found = found.about(category.pk)
    page = Paginator(found.with_words(words), PAGE_SIZE).get_page(request.GET.get("page"))
    used = Category.objects.filter(pk__in=Question.objects.published().values("categories"))
    context = {
        "page": page,
        "words": words,
        "category": category,
        "categories": used.order_by("theme__position", "position"),
        "structured": structured(page),
    }
    return render(request, "participation/questions/list.html", context)


@require_safe
def question(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one."""
    found = Question.objects.published().select_related("agency").filter(pk=pk).first()
    if found is None:
        raise Http404
    return render(
        request, "participation/questions/question.html", {"question": found, "structured": structured([found])}
    )


def structured(questions: Iterable[Question]) -> SafeString:
    """Return questions as a FAQPage of schema.org, as it may stand in a script element: no end of one is in it."""
    entities = [
        {
            "@type": "Question",
            "name": one.question,
            "acceptedAnswer": {"@type": "Answer", "text": one.answer},
        }
        for one in questions
    ]
    page = {"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": entities}
    return mark_safe(json.dumps(page, ensure_ascii=False).translate(_UNSAFE))  # noqa: S308 - escaped for a script
