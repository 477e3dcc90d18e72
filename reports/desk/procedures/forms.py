"""The form of a procedure: a title and rows of steps, which are added, moved and taken away without a script."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reports.models import Procedure, ProcedureStep
from reports.procedures import MOST_STEPS, Step

PREFIX = "step"
_COLUMNS = ("text", "role", "days")
Row = dict[str, Any]


class StepForm(forms.Form):
    """One step. A row in which nothing is written is left out."""

    text = forms.CharField(
        label=_("What to do"),
        max_length=ProcedureStep._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    role = forms.CharField(label=_("Who"), max_length=ProcedureStep._meta.get_field("role").max_length, required=False)
    days = forms.IntegerField(
        label=_("Within working days"), min_value=0, max_value=365, required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip


StepFormSet = forms.formset_factory(
    StepForm, extra=0, max_num=MOST_STEPS, validate_max=True, absolute_max=MOST_STEPS + 10
)


class ProcedureForm(forms.Form):
    """What stands above the steps, and from when they hold."""

    title = forms.CharField(label=_("Title"), max_length=Procedure._meta.get_field("title").max_length)
    valid_from = forms.DateField(
        label=_("In force from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Only for putting in force; today where it is empty. Cases taken up before keep the old version."),
    )

    def clean_valid_from(self) -> Any:
        """Refuse a day that has passed."""
        day = self.cleaned_data["valid_from"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("Choose today or a later day: past cases keep what held then."))
        return day


def unbound(rows: Sequence[Row]) -> Any:
    """Return the rows of a form that was not sent yet, or whose rows were moved."""
    return StepFormSet(initial=list(rows), prefix=PREFIX)


def bound(data: QueryDict) -> Any:
    """Return the rows as they were sent, without those in which nothing is written."""
    rows = [row for row in sent(data) if any(str(value).strip() for value in row.values())]
    named: dict[str, Any] = {
        f"{PREFIX}-{number}-{column}": value for number, row in enumerate(rows) for column, value in row.items()
    }
    management = {f"{PREFIX}-TOTAL_FORMS": len(rows), f"{PREFIX}-INITIAL_FORMS": 0}
    return StepFormSet(named | management, prefix=PREFIX)


def sent(data: QueryDict) -> list[Row]:
    """Return the rows of a form as they were typed."""
    total = data.get(f"{PREFIX}-TOTAL_FORMS", "0")
    count = min(int(total), MOST_STEPS + 1) if total.isdecimal() else 0
    return [{column: data.get(f"{PREFIX}-{number}-{column}", "") for column in _COLUMNS} for number in range(count)]


def rearranged(rows: list[Row], command: str) -> tuple[list[Row], int]:
    """Return rows after "add", "up-2", "down-2" or "remove-2", and the row that the cursor goes to."""
    verb, _dash, tail = command.partition("-")
    number = int(tail) if tail.isdecimal() else -1
    if verb == "add" and len(rows) < MOST_STEPS:
        return [*rows, dict.fromkeys(_COLUMNS, "")], len(rows)
    if not 0 <= number < len(rows):
        return rows, 0
    if verb == "remove":
        return rows[:number] + rows[number + 1 :], min(number, len(rows) - 2)
    other = number - 1 if verb == "up" else number + 1
    if verb in {"up", "down"} and 0 <= other < len(rows):
        rows[number], rows[other] = rows[other], rows[number]
        return rows, other
    return rows, number


def as_rows(steps: Sequence[Step]) -> list[Row]:
    """Return steps as the rows of a form."""
    return [{"text": step.text, "role": step.role, "days": step.days} for step in steps]


def as_steps(formset: Any) -> list[Step]:
    """Return the steps of rows that were found good."""
    return [Step(row["text"], row["role"], row["days"]) for row in formset.cleaned_data]
