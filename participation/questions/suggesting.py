"""What could become an answer for everybody: texts kept ready, and answers that were given again and again."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from accounts.standing import standing_of
from reports.masking import mask_names
from reports.models import AnswerTemplate, Audience, Category, Message, Report

OFTEN: Final = 3
"""Times that the same answer was given at least."""
WITHIN: Final = dt.timedelta(days=365)
MOST: Final = 15


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An answer with where it comes from; `query` is what the form's address needs to begin with it."""

    text: str
    query: str
    name: str = ""
    category: str = ""
    times: int = 0


def ready_texts(user: Any) -> list[Suggestion]:
    """Return the answers kept ready that a user may read."""
    texts = AnswerTemplate.objects.visible_to(user).filter(use=AnswerTemplate.Use.ANSWER, active=True)
    return [Suggestion(text.body_id, f"teks={text.pk}", name=text.name) for text in texts[:MOST]]


def given_often(user: Any) -> list[Suggestion]:
    """Return public answers that a user's agencies gave word by word in a category within a year, most often first."""
    rows = (
        _given(user)
        .filter(at__gte=timezone.now() - WITHIN)
        .order_by()
        .values("body", "report__category")
        .annotate(times=Count("pk"), latest=Max("pk"))
    )
    often = list(rows.filter(times__gte=OFTEN).order_by("-times", "-latest")[:MOST])
    names = Category.objects.in_bulk([row["report__category"] for row in often])
    return [
        Suggestion(
            mask_names(row["body"]),
            f"jawaban={row['latest']}",
            category=names[row["report__category"]].name,
            times=row["times"],
        )
        for row in often
    ]


def begun_with(user: Any, *, text: str, answer: str) -> dict[str, Any]:
    """Return what the form begins with for a ready text or a given answer, by primary key; nothing for a wrong one."""
    if text.isdecimal() and len(text) < 10:
        found = AnswerTemplate.objects.visible_to(user).filter(pk=int(text)).first()
        return {"answer_id": found.body_id, "answer_en": found.body_en} if found else {}
    if answer.isdecimal() and len(answer) < 18:
        given = _given(user).filter(pk=int(answer)).select_related("report").first()
        return {"answer_id": mask_names(given.body), "categories": [given.report.category_id]} if given else {}
    return {}


def _given(user: Any) -> QuerySet[Message]:
    """Return the public answers of a user's own agencies, never of cases that accuse them."""
    own = standing_of(user).handles
    cases = Report.objects.filter(agency__in=own).exclude(accused_agency__in=own)
    return Message.objects.filter(kind=Message.Kind.ANSWER, audience=Audience.PUBLIC, report__in=cases.values("pk"))
