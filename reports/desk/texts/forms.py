"""The form of a text kept ready: what for, its name, and what it says in both languages."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from reports.actions.ready_texts import Wording
from reports.desk.case.forms.base import TextField
from reports.models import AnswerTemplate
from reports.ready_texts import fault

_BODIES = ("body_id", "body_en")


class TextForm(forms.Form):
    """A text. `seen` is the mark of the wording that the editor showed (Wording.mark)."""

    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    use = forms.ChoiceField(
        label=_("What for?"),
        choices=AnswerTemplate.Use.choices,
        help_text=_("It is offered in the form of this step."),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=AnswerTemplate._meta.get_field("name").max_length,
        help_text=_("Officers choose it by this name; the reporter does not see it."),
    )
    body_id = TextField(label=_("Text (Indonesian)"), rows=9)
    body_en = TextField(
        label=_("Text (English)"),
        rows=6,
        required=False,
        help_text=_("Without it officers who work in English are offered the Indonesian text."),
    )

    def __init__(self, data: QueryDict | None = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, label_suffix="", use_required_attribute=False)

    def clean(self) -> dict[str, Any]:
        """Say of each text what keeps it from being used."""
        said: dict[str, Any] = super().clean() or {}
        for name in _BODIES:
            if problem := fault(said.get(name, ""), said.get("use", "")):
                self.add_error(name, problem)
        return said

    def wording(self) -> Wording:
        """What was written, once it was found good."""
        said = self.cleaned_data
        return Wording(said["use"], said["name"], said["body_id"], said["body_en"])


def typed(data: QueryDict) -> dict[str, str]:
    """Return what was typed, to show it again without judging it."""
    return {name: data.get(name, "").replace("\r\n", "\n") for name in TextForm.base_fields}
