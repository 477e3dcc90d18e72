"""What and where: the part of a report that decides who must act."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.remembered import Remembered
from reports import places
from reports.answers import Answer, Matter, answer
from reports.forms.place import PlaceForm
from reports.models import Category
from reports.models.rules import Crossing, PermitIssuer
from reports.places import Match, PlaceRefusedError
from reports.questions import Question, questions_of

PERMIT_CHOICES = (
    (PermitIssuer.UNKNOWN, _("I do not know")),
    (PermitIssuer.NONE, _("No, there is no permit")),
    (PermitIssuer.REGENCY, _("Yes, from the regent or mayor")),
    (PermitIssuer.PROVINCE, _("Yes, from the governor")),
    (PermitIssuer.CENTRAL, _("Yes, from a ministry")),
)
CROSSING_CHOICES = (
    (Crossing.NONE, _("No, or I do not know")),
    (Crossing.REGENCY, _("Yes, another regency or city of this province")),
    (Crossing.PROVINCE, _("Yes, another province")),
)


_categories = Remembered(lambda: {category.pk: category for category in Category.objects.active()})


class CategoryField(forms.ModelChoiceField):
    """A choice of a category by its code; those in use are in memory, for every filing asks for one."""

    def to_python(self, value: Any) -> Category | None:
        """Return the category; raise ValidationError where there is none of this code in use."""
        return _categories().get(value) or super().to_python(value)


class QuestionForm(PlaceForm):
    """A category, a place, and what some categories ask besides (reports.questions).

    A form that adds a date `on` is answered by the boundaries, rules and agencies of that day.
    """

    field_order = ("category",)

    category = CategoryField(
        Category.objects.none(),
        label=_("What is it about?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what it is about."),
            "invalid_choice": _("This category does not exist. Choose one of the list."),
        },
    )
    permit_issuer = forms.ChoiceField(
        label=_("Does whoever causes this have a permit? Who issued it?"), choices=PERMIT_CHOICES, required=False
    )
    crossing = forms.ChoiceField(
        label=_("Does it reach another regency or province?"), choices=CROSSING_CHOICES, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the categories in use."""
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = Category.objects.active()  # type: ignore[attr-defined]
        self.match: Match | None = None

    def clean(self) -> dict[str, Any]:
        """Match the place, and drop answers to questions that the category does not ask."""
        said = self.cleaned_data
        asked = self._asked()
        for question, default in ((Question.PERMIT, PermitIssuer.UNKNOWN), (Question.CROSSING, Crossing.NONE)):
            said[question] = said.get(question) or default if question in asked else default
        where = self.whereabouts()
        if where is not None:
            said["where"] = where
            try:
                self.match = places.match(where, said.get("on"))
            except PlaceRefusedError as refused:
                self.add_error(self.place_field(), ValidationError(str(refused.message), refused.code))
        return said

    def _asked(self) -> frozenset[Question]:
        category = self.cleaned_data.get("category")
        return questions_of(category.pk) if category else frozenset()

    def answer(self) -> Answer | None:
        """Tell who must act, as far as that can be told; None where the place is not known."""
        if not self.is_bound:
            return None
        self.is_valid()  # what else is wrong with the form does not matter here
        if self.match is None:
            return None
        said = self.cleaned_data
        category = said.get("category")
        matter = Matter(category, PermitIssuer(said["permit_issuer"]), Crossing(said["crossing"])) if category else None
        return answer(self.match, matter, said.get("on"))

    def refusal(self) -> str:
        """Why the place that was given cannot be taken; empty where none was given, or it can."""
        given = [name for name in ("place_choice", "coordinates", "lon", "lat") if self.data.get(self.add_prefix(name))]
        messages = [str(message) for name in given for message in self.errors.get(name, ())]
        return messages[0] if messages else ""
