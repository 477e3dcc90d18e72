"""Forms that end a case, or take it out of the archive."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reports.actions.case import closing
from reports.desk.case.forms.base import CaseForm, note_field
from reports.desk.case.forms.ready import ReadyForm
from reports.desk.case.forms.replying import WritingForm
from reports.lifecycle.reasons import ArchiveReason
from reports.models import AnswerTemplate, Photo, Report


def waiting_evidence(report: Report) -> list[Photo]:
    """Return the photos of evidence that a second officer has still to approve."""
    photos = report.photos.filter(source=Photo.Source.EVIDENCE).select_related("check_result")
    return [photo for photo in photos if getattr(photo, "check_result", None) and photo.check_result.needs_approval]


class CloseForm(WritingForm):
    """Closing needs evidence that nobody doubts, or a reason why there is none."""

    verb = "close"
    use = AnswerTemplate.Use.CLOSE
    title = _("Close the case")
    lead = _("The reporter may still say that it is not solved; then it opens again.")
    button = _("Close the case")
    done = _("Closed. The reporter and everyone who follows were told.")
    template = "desk/case/forms/close.html"

    reason = note_field(
        _("Why is there no photo of the result?"),
        required=False,
        help_text=_(
            "Only where no evidence can be shown: for example, because the work cannot be seen. Everyone may read it."
        ),
    )

    def shape(self) -> None:
        """Look for evidence, with which no reason is asked for; closing words may be left out after an answer."""
        super().shape()
        self.fields["body"].required = False
        self.fields["body"].label = _("Closing words")
        self.proven = closing.has_evidence(self.case.report)
        self.waiting = waiting_evidence(self.case.report)
        if self.proven:
            del self.fields["reason"]

    @property
    def needs_a_reason(self) -> bool:
        """Whether it cannot be closed without saying why there is no photo."""
        return not self.proven

    def clean(self) -> dict[str, Any]:
        """Refuse to close without evidence and without reason, before the verb does."""
        cleaned = super().clean()
        if not self.errors and self.needs_a_reason and not cleaned.get("reason"):
            self.add_error("reason", gettext("Add a photo of the result first, or say why there is none."))
        return cleaned

    def perform(self) -> Any:
        """Close."""
        said = self.cleaned_data
        return self.do(closing.close, body=said["body"], reason=said.get("reason", ""))


class ArchiveForm(ReadyForm):
    """Ends what is no case: an empty, false or private report. Never one that belongs to somebody else."""

    verb = "archive"
    use = AnswerTemplate.Use.ARCHIVE
    into = "note"
    title = _("Archive")
    lead = _(
        "For reports that are none: empty, invented, a private quarrel. "
        "One that is not yours is transferred, a double one joined."
    )
    button = _("Archive")
    done = _("Archived. The reporter was told why.")
    template = "desk/case/forms/with_texts.html"

    reason = forms.ChoiceField(label=_("Why?"), choices=ArchiveReason.choices, widget=forms.RadioSelect)
    note = note_field(
        _("In words"), help_text=_("The reporter reads this, and the public once the case is open again.")
    )

    def perform(self) -> Any:
        """Archive."""
        said = self.cleaned_data
        return self.do(closing.archive, note=said["note"], reason=said["reason"])


class UnarchiveForm(CaseForm):
    """Takes a case out of the archive."""

    verb = "unarchive"
    title = _("Take out of the archive")
    lead = _("The case is open again, and its clock starts.")
    button = _("Take out of the archive")
    done = _("The case is open again.")

    note = note_field(_("Why?"), help_text=_("The reporter and the public read this."))

    def perform(self) -> Any:
        """Take out."""
        return self.do(closing.unarchive, note=self.cleaned_data["note"])
