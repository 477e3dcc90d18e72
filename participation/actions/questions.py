"""What staff do to a question with its answer: write it, change it, show it to everybody."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.changing import NotAllowedError
from accounts.models import Agency
from accounts.standing import standing_of
from monitoring.plans.policies import agencies_to_plan_for
from participation.actions.changing import change, write_down
from participation.models.questions import LONGEST_LEGAL, LONGEST_QUESTION, Question
from reports.actions.case import words
from reports.actions.case.errors import RefusedError
from reports.models import Category

LONGEST_ANSWER: Final = 8_000
MOST_LINKS: Final = 10
LONGEST_LINK: Final = 300


@dataclass(frozen=True, slots=True)
class Written:
    """A question with its answer in both languages, and codes of the categories that it is about (none: all)."""

    question_id: str
    answer_id: str
    question_en: str = ""
    answer_en: str = ""
    legal_basis: str = ""
    links: Sequence[str] = ()
    categories: Iterable[str] = ()


def may_write(user: Any, question: Question) -> bool:
    """Whether a user may change a question: who works in its agency or watches over it, and national ones."""
    return Question.objects.of_staff(user).filter(pk=question.pk).exists()


def may_publish(user: Any, question: Question) -> bool:
    """Whether a user answers for what everybody reads: who runs the agency, who watches over it, and national ones."""
    standing = standing_of(user)
    if standing.national or question.agency_id in standing.admin_of:
        return True
    seat = (question.agency.area_codes or [""])[0]
    return any(seat.startswith(code) for code in standing.provinces)


def make_question(
    user: Any, *, agency: Agency, written: Written, key: uuid.UUID | None = None, at: dt.datetime | None = None
) -> Question:
    """Write a question with its answer; nobody but staff reads it yet. With a key it is made once.

    Raises
    ------
    NotAllowedError
        The user may not write for this agency.
    RefusedError
        What was written is not enough, or too much.
    """
    if not agencies_to_plan_for(user).filter(pk=agency.pk).exists():
        raise NotAllowedError
    at, key = at or timezone.now(), key or uuid.uuid4()
    columns, categories = _columns(written), _categories(written.categories)
    with transaction.atomic():
        values = {"agency": agency, "made_at": at, **columns}
        question, made = Question.objects.get_or_create(key=key, defaults=values)
        if made:
            question.categories.set(categories)
            write_down(question, "made", user, at)
    if not made and not may_write(user, question):
        raise NotAllowedError
    return question


def change_question(question: Question, user: Any, *, written: Written, version: int | None = None) -> None:
    """Change question, answer, categories. What everybody reads is changed only by who may publish it.

    Raises
    ------
    NotAllowedError
        The user may not change it.
    StaleError
        It was changed since it was shown.
    RefusedError
        What was written is not enough, or too much.
    """
    columns, categories = _columns(written), _categories(written.categories)
    with change(question, "changed", user, may=partial(may_change, user), version=version) as work:
        before = sorted(work.thing.categories.values_list("pk", flat=True))
        after = sorted(category.pk for category in categories)
        work.set(**columns)
        if after != before:
            work.thing.categories.set(categories)
            work.facts["categories"] = {"before": before, "after": after}


def may_change(user: Any, question: Question) -> bool:
    """Whether a user may change a question as it stands: drafts by who writes, the public one by who publishes."""
    return may_write(user, question) and (question.published_at is None or may_publish(user, question))


def publish_question(
    question: Question, user: Any, *, published: bool, version: int | None = None, at: dt.datetime | None = None
) -> None:
    """Show a question to everybody, or to staff alone again. Raises as `change_question`."""
    verb = "published" if published else "withdrawn"
    with change(question, verb, user, may=partial(may_publish, user), version=version, at=at) as work:
        if published != (work.thing.published_at is not None):
            work.set(published_at=work.at if published else None)


def _columns(written: Written) -> dict[str, Any]:
    """Return the columns of what was written, checked; an answer in English needs its question, and the reverse."""
    said: dict[str, Any] = {
        "question_id": _line(written.question_id, "question_id", at_least=10),
        "answer_id": words.said(written.answer_id, "answer_id", at_least=20, at_most=LONGEST_ANSWER),
        "question_en": _line(written.question_en, "question_en", needed=bool(written.answer_en.strip())),
        "answer_en": words.said(
            written.answer_en, "answer_en", needed=bool(written.question_en.strip()), at_most=LONGEST_ANSWER
        ),
        "legal_basis": words.said(written.legal_basis, "legal_basis", needed=False, at_most=LONGEST_LEGAL),
        "links": [_link(link) for link in dict.fromkeys(written.links)],
    }
    for name in ("answer_id", "answer_en"):
        words.filled(said[name], name)
    if len(said["links"]) > MOST_LINKS:
        raise RefusedError(_("No more than %(n)d links.") % {"n": MOST_LINKS}, "links")
    return said


def _line(text: str, field: str, *, needed: bool = True, at_least: int = 0) -> str:
    said = words.said(text, field, needed=needed, at_least=at_least, at_most=LONGEST_QUESTION)
    return " ".join(said.split())


def _link(link: str) -> str:
    """Return an address of a page as it is; none with a name before the host, which hides where it leads."""
    try:
        URLValidator(schemes=["https", "http"])(link)
        good = len(link) <= LONGEST_LINK and urlsplit(link).username is None
    except ValidationError:
        good = False
    if not good:
        raise RefusedError(_("%(link)s is no address of a page.") % {"link": Truncator(link).chars(60)}, "links")
    return link


def _categories(codes: Iterable[str]) -> list[Category]:
    wanted = set(codes)
    found = list(Category.objects.filter(pk__in=wanted))
    if len(found) != len(wanted):
        raise RefusedError(_("There is no such choice any more."), "categories")
    return found
