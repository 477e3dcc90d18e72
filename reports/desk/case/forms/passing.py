"""Forms that pass a case on: verify, hand to a unit, take up, name the officer, transfer to another agency."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from reports.actions.case import passing
from reports.desk.case import agencies, people
from reports.desk.case.forms.base import CaseForm, note_field
from reports.desk.case.forms.ready import ReadyForm
from reports.models import AnswerTemplate


class VerifyForm(CaseForm):
    """A person has looked: what is told becomes public."""

    verb = "verify"
    title = _("Verify the report")
    lead = _(
        "What was told becomes public now, unless the report is confidential. Look at it once more with these eyes:"
    )
    button = _("Verify")
    then, then_button = "dispose", _("Verify and hand over")
    done = _("Verified. Next: hand it to a unit.")
    template = "desk/case/forms/verify.html"

    note = note_field(_("Remark"), required=False, help_text=_("The public may read it."))

    def shape(self) -> None:
        """Say that what is held back stays so: two decisions, of which this is one."""
        if self.case.report.held:
            self.lead = _("It stays held back from the public until you release it. Look at it with these eyes:")

    def perform(self) -> Any:
        """Verify."""
        return self.do(passing.verify, note=self.cleaned_data["note"])


class AcceptForm(CaseForm):
    """The agency takes the case up."""

    verb = "accept"
    title = _("Take up the case")
    lead = _("The reporter is told that the work has begun.")
    button = _("Take up")
    then, then_button = "answer", _("Take up and answer")
    done = _("Taken up. The reporter was told.")

    def perform(self) -> Any:
        """Take up."""
        return self.do(passing.accept)


class _HandForm(CaseForm):
    """Chooses among the units and people of the agency."""

    template = "desk/case/forms/hand.html"
    unit = forms.TypedChoiceField(
        label=_("Unit"), required=False, coerce=int, empty_value=None, widget=forms.RadioSelect
    )
    assignee = forms.TypedChoiceField(
        label=_("Officer"), required=False, coerce=int, empty_value=None, widget=forms.RadioSelect
    )

    def shape(self) -> None:
        """Offer the units and officers of the agency."""
        self.units = people.units_of(self.case.report)
        self.officers = people.officers_of(self.case.report)
        for name, loads in (("unit", self.units), ("assignee", self.officers)):
            if name in self.fields:
                field = self.fields[name]
                assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 - for the type checker
                field.choices = [("", ""), *((load.row.pk, str(load.row)) for load in loads)]

    def _chosen(self, name: str, loads: list[people.Load]) -> Any:
        return next((load.row for load in loads if load.row.pk == self.cleaned_data.get(name)), None)


class DisposeForm(_HandForm):
    """Hands the case to a unit, to an officer, or to both."""

    verb = "dispose"
    title = _("Hand to a unit")
    lead = _("Whoever gets it is told at once. A unit, an officer, or both.")
    button = _("Hand over")
    done = _("Handed over. The unit was told.")

    note = note_field(_("Instructions"), required=False, help_text=_("Only staff read this."))

    def start(self) -> dict[str, Any]:
        """Who has it now."""
        return {"unit": self.case.report.unit_id or "", "assignee": self.case.report.assignee_id or ""}

    def clean(self) -> dict[str, Any]:
        """Refuse nobody."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not cleaned.get("unit") and not cleaned.get("assignee"):
            self.add_error("unit" if self.units else "assignee", gettext("Choose a unit or an officer."))
        return cleaned

    def perform(self) -> Any:
        """Hand over."""
        return self.do(
            passing.dispose,
            unit=self._chosen("unit", self.units),
            assignee=self._chosen("assignee", self.officers),
            note=self.cleaned_data["note"],
        )


class AssignForm(_HandForm):
    """Names the officer who has the case, or nobody."""

    verb = "assign"
    title = _("Name the officer")
    lead = _("Whoever is named finds the case among their own.")
    button = _("Name the officer")
    done = _("The officer was named.")
    unit = None  # type: ignore[assignment]

    def start(self) -> dict[str, Any]:
        """Who has it now."""
        return {"assignee": self.case.report.assignee_id or ""}

    def perform(self) -> Any:
        """Name."""
        officer = self._chosen("assignee", self.officers)
        return self.do(passing.assign, assignee=officer)


class TransferForm(ReadyForm):
    """Passes the case to the agency that is competent, with the reason. "Not our authority" never closes a case."""

    verb = "transfer"
    use = AnswerTemplate.Use.TRANSFER
    into = "note"
    title = _("Transfer to another agency")
    lead = _(
        "Not your authority? Pass it to whose it is. The reporter reads the reason, and the new agency's clock starts."
    )
    button = _("Transfer")
    template = "desk/case/forms/transfer.html"

    agency = forms.CharField(label=_("To which agency?"), widget=forms.RadioSelect)  # what it offers is looked up
    note = note_field(_("Why is it theirs?"), help_text=_("The reporter and the public read this."))

    def shape(self) -> None:
        """Suggest agencies, and look for those that were searched."""
        report = self.case.report
        self.searched = (self.data.get("q") or self.query.get("q") or "").strip()[:100]
        self.suggested = agencies.suggestions(report)
        self.hits = agencies.search(self.searched, report) if self.searched else []
        self.to_coordinator = report.transfers + 1 >= passing.TO_COORDINATOR

    def choices(self) -> list[agencies.Choice]:
        """The agencies to choose from: found ones, then suggestions, then the one that was chosen before."""
        rows = {choice.code: choice for choice in (*self.hits, *self.suggested)}
        chosen = self["agency"].value()
        if chosen and chosen not in rows and (row := agencies.in_force(chosen)):
            rows[chosen] = row
        return list(rows.values())

    def clean_agency(self) -> Agency:
        """The agency that was chosen; not the one that has it, nor one that is gone."""
        agency = Agency.objects.in_force().filter(code=self.cleaned_data["agency"]).first()
        if agency is None:
            raise ValidationError(gettext("This agency does not exist, or not any more. Choose another."))
        if agency.pk == self.case.report.agency_id:
            raise ValidationError(gettext("This agency has the case already. Choose another."))
        return agency

    def said_after(self) -> str:
        """Who has it now: a third transfer goes to the coordinator."""
        agency = self.case.report.agency
        return gettext("Transferred to %(agency)s.") % {"agency": agency.name if agency else "–"}

    def perform(self) -> Any:
        """Transfer."""
        said = self.cleaned_data
        return self.do(passing.transfer, agency=said["agency"], note=said["note"])
