"""The form that makes an exercise."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from reports.masking import mask_names
from reports.models import Report


class ExerciseForm(forms.Form):
    """What the trainee will read, with names already taken out, and who the trainee is."""

    description = forms.CharField(
        label=_("What happened, as the trainee will read it"),
        help_text=_(
            "Names, telephones and number plates were taken out by the computer. Read it, and take out the rest."
        ),
        widget=forms.Textarea(attrs={"rows": 7}),
        min_length=20,
        max_length=10_000,
    )
    trainee = forms.ModelChoiceField(
        label=_("For"), queryset=User.objects.none(), required=False, empty_label=_("Everyone in the agency")
    )
    read = forms.BooleanField(label=_("I have read the text: it names nobody."))

    def __init__(self, report: Report, data: Any = None) -> None:
        super().__init__(data, initial={"description": mask_names(report.public_description or report.description)})
        trainees: forms.ModelChoiceField = self.fields["trainee"]  # type: ignore[assignment]
        trainees.queryset = (
            User.objects.filter(
                memberships__agency=report.agency_id,
                memberships__ended_at__isnull=True,
                memberships__role__in=(Role.OFFICER, Role.AGENCY_ADMIN),
                is_active=True,
            )
            .distinct()
            .order_by("name")
        )
