"""Answers to questions that come again and again, for everybody."""

import uuid
from typing import TYPE_CHECKING, Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from monitoring.models.plans import OfAgencies
from participation.models.history import Entry
from reports.models import Category

LONGEST_QUESTION: Final = 200
LONGEST_LEGAL: Final = 500


class QuestionQuerySet(OfAgencies["Question"]):
    """Questions by who looks at them, and by what they are about."""

    def about(self, category: str) -> "QuestionQuerySet":
        """Those about a category, by its code, and those about all of them."""
        return self.filter(Q(categories=category) | Q(categories=None)).distinct()

    def with_words(self, text: str) -> "QuestionQuerySet":
        """Those in which every word of a text stands, in whichever language."""
        found = self
        for word in text.split()[:10]:
            found = found.filter(
                Q(question_id__icontains=word)
                | Q(answer_id__icontains=word)
                | Q(question_en__icontains=word)
                | Q(answer_en__icontains=word)
                | Q(legal_basis__icontains=word)
            )
        return found


class Question(models.Model):
    """One question with its answer. Without categories it is about all of them.

    `key` is that of the form it was made with: sent twice, it is made once. `version` counts changes: who acts on an
    older one is told.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("agency"))
    question_id = models.CharField(_("question (Indonesian)"), max_length=LONGEST_QUESTION)
    answer_id = models.TextField(_("answer (Indonesian)"))
    question_en = models.CharField(_("question (English)"), max_length=LONGEST_QUESTION, blank=True)
    answer_en = models.TextField(_("answer (English)"), blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=LONGEST_LEGAL, blank=True)
    links = ArrayField(models.URLField(max_length=300), verbose_name=_("links"), default=list, blank=True)
    categories = models.ManyToManyField(Category, related_name="+", blank=True, verbose_name=_("categories"))
    made_at = models.DateTimeField(_("made"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = QuestionQuerySet.as_manager()

    if TYPE_CHECKING:
        agency_id: int
        history: models.Manager["QuestionEntry"]

    class Meta:
        verbose_name = _("question and answer")
        verbose_name_plural = _("questions and answers")
        ordering = ("question_id", "pk")

    def __str__(self) -> str:
        return self.question

    @property
    def question(self) -> str:
        """The question in the language of the page, where it was translated."""
        return (self.question_en if get_language() == "en" else "") or self.question_id

    @property
    def answer(self) -> str:
        """The answer in the language of the page, where it was translated."""
        return (self.answer_en if get_language() == "en" else "") or self.answer_id

    @property
    def url(self) -> str:
        """Address of its page for everybody."""
        return reverse("questions:question", args=[self.pk])

    @property
    def desk_url(self) -> str:
        """Address of its page for staff."""
        return reverse("questions:desk-question", args=[self.pk])


class QuestionEntry(Entry):
    """One thing that was done to a question."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="history")

    class Meta(Entry.Meta):
        verbose_name = _("entry of a question's history")
        verbose_name_plural = _("history of questions")
