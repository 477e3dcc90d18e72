"""The forms of questions and answers. What a verb refuses is shown at the field where it was typed."""

import uuid
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Agency
from monitoring.plans.forms import categories
from monitoring.plans.policies import agencies_to_plan_for
from participation.actions.questions import (
    LONGEST_ANSWER,
    MOST_LINKS,
    Written,
    change_question,
    make_question,
    may_change,
    may_publish,
    publish_question,
)
from participation.deeds import Deed, PublishDeed, WithdrawDeed
from participation.models import Question
from participation.models.questions import LONGEST_LEGAL, LONGEST_QUESTION
from reports.desk.case.forms.base import TextField


class WritingForm(forms.Form):
    """A question with its answer."""

    question_id = forms.CharField(
        label=pgettext_lazy("participation", "Question"), max_length=LONGEST_QUESTION, help_text=_("As people ask it.")
    )
    answer_id = TextField(
        label=pgettext_lazy("participation", "Answer"),
        rows=8,
        max_length=LONGEST_ANSWER,
        help_text=_("For everybody: no names, no numbers of cases or persons."),
    )
    legal_basis = forms.CharField(
        label=_("Legal basis"), required=False, max_length=LONGEST_LEGAL, help_text=_("Such as: UU 18/2008 pasal 29.")
    )
    links = TextField(
        label=_("Links"), rows=2, required=False, max_length=3_300, help_text=_("One address of a page a line.")
    )
    categories = forms.MultipleChoiceField(
        label=_("Categories"),
        required=False,
        choices=(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: about all of them."),
    )
    question_en = forms.CharField(label=_("Question in English"), max_length=LONGEST_QUESTION, required=False)
    answer_en = TextField(label=_("Answer in English"), rows=6, required=False, max_length=LONGEST_ANSWER)

    def offer(self) -> None:
        """Offer the categories."""
        self.fields["categories"].choices = categories()  # type: ignore[attr-defined]

    def clean_links(self) -> list[str]:
        """Read one address a line."""
        return self.cleaned_data["links"].split()[: MOST_LINKS + 1]

    def written(self) -> Written:
        """Return what was said; of a valid form."""
        names = ("question_id", "answer_id", "question_en", "answer_en", "legal_basis", "links", "categories")
        return Written(**{name: self.cleaned_data[name] for name in names})


class MakeQuestionForm(WritingForm):
    """A new question. `key` is made with the form, so that sent twice it is made once."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("Who answers?"), empty_label=None)

    def __init__(self, user: Any, data: Any = None, begun: dict[str, Any] | None = None) -> None:
        self.user = user
        start = {"key": uuid.uuid4(), **(begun or {})}
        super().__init__(data, initial=start, label_suffix="", use_required_attribute=False)
        field: Any = self.fields["agency"]
        field.queryset = agencies_to_plan_for(user)
        self.offer()
        self.order_fields(["agency", *self.fields])

    def perform(self) -> Question:
        """Make it; raises whatever the verb raises."""
        said = self.cleaned_data
        return make_question(self.user, agency=said["agency"], written=self.written(), key=said["key"])


class ChangeForm(WritingForm, Deed):
    """Question or answer change."""

    heading = _("Change question and answer")
    button = _("Keep")

    @classmethod
    def possible(cls, thing: Question, user: Any) -> bool:
        """What everybody reads is changed by who may publish it."""
        return may_change(user, thing)

    def start(self) -> dict[str, Any]:
        """What stands there."""
        names = ("question_id", "answer_id", "question_en", "answer_en", "legal_basis")
        chosen = list(self.thing.categories.values_list("pk", flat=True))
        plain = {name: getattr(self.thing, name) for name in names}
        return {**plain, "links": "\n".join(self.thing.links), "categories": chosen}

    def shape(self) -> None:
        """Offer the categories."""
        self.offer()

    def perform(self) -> None:
        """Change it."""
        change_question(self.thing, self.user, written=self.written(), version=self.seen)


class PublishForm(PublishDeed):
    """Everybody may read it."""

    heading = _("Publish question and answer")
    lead = _("Everybody then reads it, and finds it where a category is chosen.")
    publish = publish_question
    may = may_publish


class WithdrawForm(WithdrawDeed):
    """Staff alone read it again."""

    publish = publish_question
    may = may_publish


DEEDS: Final[dict[str, type[Deed]]] = {"ubah": ChangeForm, "terbitkan": PublishForm, "tarik": WithdrawForm}
