"""What a verb needs when it is done to many cases: asked once, checked before the first case is touched."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Role, Unit, User
from reports import ready_texts
from reports.actions.case import merging, passing, replying
from reports.desk.case.blanks import BlanksMixin
from reports.models import AnswerTemplate, HistoryEntry, Report
from reports.policies import Viewer


class BulkForm(forms.Form):
    """A verb for many cases. `key` makes sending the form twice the same as once; `cases` are those selected."""

    verb: ClassVar[str]
    title: ClassVar[str | Promise]
    button: ClassVar[str | Promise]
    lead: ClassVar[str | Promise] = ""
    asks: ClassVar[bool] = True  # False: nothing needs to be said, the button below the list does it

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, cases: Sequence[Report], data: QueryDict | None = None, initial: dict[str, Any] | None = None
    ) -> None:
        self.cases = cases
        super().__init__(data, initial=initial, label_suffix="", use_required_attribute=False)
        self.shape()

    def shape(self) -> None:
        """Make the fields fit the cases."""

    def perform(self, case: Report, viewer: Viewer, version: int) -> HistoryEntry | None:
        """Do it to one case; None where there is nothing to do. Raises what the verb raises."""
        raise NotImplementedError

    def _agencies(self) -> set[int]:
        return {case.agency_id for case in self.cases if case.agency_id is not None}


class VerifyForm(BulkForm):
    """A person has looked."""

    verb = "verify"
    title = _("Verify")
    button = _("Verify")
    asks = False

    def perform(self, case: Report, viewer: Viewer, version: int) -> HistoryEntry:
        """Verify."""
        return passing.verify(case, viewer, version=version)


class AcceptForm(BulkForm):
    """The agency takes the cases up."""

    verb = "accept"
    title = _("Take up")
    button = _("Take up")
    asks = False

    def perform(self, case: Report, viewer: Viewer, version: int) -> HistoryEntry:
        """Take up."""
        return passing.accept(case, viewer, version=version)


def _units(agencies: set[int]) -> QuerySet[Unit]:
    return Unit.objects.filter(agency__in=agencies, active=True).select_related("agency")


def _officers(agencies: set[int]) -> QuerySet[User]:
    members = Membership.objects.current().filter(agency__in=agencies, role__in=(Role.OFFICER, Role.AGENCY_ADMIN))
    return User.objects.filter(pk__in=members.values("user")).order_by("name", "pk")


class HandForm(BulkForm):
    """To a unit, to an officer, or to both."""

    verb = "dispose"
    title = _("Hand to a unit")
    button = _("Hand over")
    lead = _("Whoever gets them is told at once.")

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"), required=False, empty_label="—")
    assignee = forms.ModelChoiceField(User.objects.none(), label=_("Officer"), required=False, empty_label="—")
    note = forms.CharField(
        label=_("Note for them"),
        required=False,
        max_length=2_000,
        help_text=_("Only staff read this."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def shape(self) -> None:
        """Offer units and officers of the agencies that have the cases."""
        self.fields["unit"].queryset = _units(self._agencies())  # type: ignore[attr-defined]
        self.fields["assignee"].queryset = _officers(self._agencies())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for at least one of the two."""
        said = super().clean() or {}
        if not (said.get("unit") or said.get("assignee") or self.errors):
            self.add_error("unit", gettext("Please choose a unit or an officer."))
        return said

    def perform(self, case: Report, viewer: Viewer, version: int) -> HistoryEntry:
        """Hand over."""
        said = self.cleaned_data
        return passing.dispose(
            case, viewer, unit=said["unit"], assignee=said["assignee"], note=said["note"], version=version
        )


class AssignForm(BulkForm):
    """Names the officer; the state stays as it is."""

    verb = "assign"
    title = _("Name the officer")
    button = _("Name officer")

    assignee = forms.ModelChoiceField(
        User.objects.none(), label=_("Officer"), required=False, empty_label=_("nobody in particular")
    )

    def shape(self) -> None:
        """Offer the officers of the agencies that have the cases."""
        self.fields["assignee"].queryset = _officers(self._agencies())  # type: ignore[attr-defined]

    def perform(self, case: Report, viewer: Viewer, version: int) -> HistoryEntry:
        """Name."""
        return passing.assign(case, viewer, assignee=self.cleaned_data["assignee"], version=version)


class WritingForm(BlanksMixin, BulkForm):
    """A text for the reporters. Its blanks are filled once for all; what each case knows is filled in for each."""

    use: ClassVar[str]

    text = forms.ModelChoiceField(
        AnswerTemplate.objects.none(), label=_("Text kept ready"), required=False, empty_label=_("choose a text")
    )
    body = forms.CharField(label=_("Text"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 9, "dir": "auto"}))

    def shape(self) -> None:
        """Offer the texts of these agencies and of the platform, and ask for the blanks."""
        self.fields["text"].queryset = self.kept_ready(self.cases)  # type: ignore[attr-defined]
        super().shape()

    @classmethod
    def kept_ready(cls, cases: Sequence[Report]) -> QuerySet[AnswerTemplate]:
        """Return the texts for cases: those of the agencies that have them, and the platform's."""
        return AnswerTemplate.objects.offered_to({case.agency_id for case in cases}, cls.use)

    def asked(self, body: str) -> list[str]:
        """Return the blanks that no case fills by itself."""
        return ready_texts.blanks(ready_texts.fill_known(body, self.cases[0]) if self.cases else body)

    def _body(self, case: Report) -> str:
        return ready_texts.fill_known(self.cleaned_data["body"], case)


class AnswerForm(WritingForm):
    """The same answer to each reporter."""

    verb = "answer"
    use = AnswerTemplate.Use.ANSWER
    title = _("Answer")
    button = _("Send the answers")
    lead = _("Each reporter gets this answer. It is public, unless the case is confidential.")

    def perform(self, case: Report, viewer: Viewer, version: int) -> HistoryEntry:
        """Answer."""
        return replying.answer(case, viewer, body=self._body(case), version=version)


class AskForm(WritingForm):
    """The same question to each reporter."""

    verb = "ask"
    use = AnswerTemplate.Use.QUESTION
    title = _("Ask the reporters")
    button = _("Send the questions")
    lead = _("Until each reporter replies, the clock of that case stands still.")

    def perform(self, case: Report, viewer: Viewer, version: int) -> HistoryEntry:
        """Ask."""
        return replying.ask(case, viewer, body=self._body(case), version=version)


class ProgressForm(WritingForm):
    """The same news for all who follow."""

    verb = "report_progress"
    use = AnswerTemplate.Use.PROGRESS
    title = _("Tell of the work")
    button = _("Publish the news")
    lead = _("Everyone who follows one of the cases reads this.")

    def perform(self, case: Report, viewer: Viewer, version: int) -> HistoryEntry:
        """Tell."""
        return replying.report_progress(case, viewer, body=self._body(case), version=version)


class MergeForm(BulkForm):
    """All about the same thing: joined to the one that is kept."""

    verb = "merge"
    title = _("Merge into one case")
    button = _("Merge")
    lead = _("The others are archived; who follows them follows the one that stays.")

    into = forms.ChoiceField(label=_("Which one stays?"), widget=forms.RadioSelect)

    def shape(self) -> None:
        """Offer the selected cases, the oldest first."""
        oldest = sorted(self.cases, key=lambda case: case.received_at)
        self.fields["into"].choices = [  # type: ignore[attr-defined]
            (case.number, f"{case.number} · {case.category} · {case.received_at:%Y-%m-%d}") for case in oldest
        ]
        if oldest and not self.is_bound:
            self.initial["into"] = oldest[0].number

    def clean(self) -> dict[str, Any]:
        """Ask for a second one."""
        said = super().clean() or {}
        if len(self.cases) < 2:
            self.add_error("into", gettext("Select at least two cases to merge."))
        return said

    def perform(self, case: Report, viewer: Viewer, version: int) -> HistoryEntry | None:
        """Merge, but not the one that stays with itself."""
        if case.number == self.cleaned_data["into"]:
            return None
        into = Report.objects.get(number=self.cleaned_data["into"])
        return merging.merge(case, viewer, into=into, version=version)
