"""Forms that decide what the public sees of a case, and the one that shows who reported it."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reports.actions.case import shielding
from reports.desk.case import blackening
from reports.desk.case.blackening import MarksError
from reports.desk.case.forms.base import CaseForm, TextField, note_field
from reports.desk.case.forms.evidence import OfPhotoForm

MOST_BOXES = 12


class PrivacyForm(CaseForm):
    """Hides the reporter, or the content, from the public. What the reporter chose is never loosened."""

    verb = "impose_privacy"
    title = _("Hide reporter or content")
    lead = _("You may add protection, never take away what the reporter chose.")
    button = _("Protect")
    done = _("The protection is in force.")

    anonymous = forms.BooleanField(label=_("Anonymous: nobody outside the agency learns who reported"), required=False)
    confidential = forms.BooleanField(label=_("Confidential: the public sees nothing of the report"), required=False)
    note = note_field(_("Why?"), help_text=_("The reporter reads this."))

    def start(self) -> dict[str, Any]:
        """As it is."""
        return {"anonymous": self.case.report.anonymous, "confidential": self.case.report.confidential}

    def perform(self) -> Any:
        """Protect."""
        said = self.cleaned_data
        return self.do(
            shielding.impose_privacy, anonymous=said["anonymous"], confidential=said["confidential"], note=said["note"]
        )


class RedactForm(CaseForm):
    """Blacks out words. The officer marks them in the text; other words cannot be written into it."""

    verb = "redact"
    title = _("Black out words")
    lead = _("Names, telephone numbers, house numbers: mark what the public must not read. The text itself stays.")
    button = _("Publish it so")
    done = _("The public now reads the text with the black bars.")
    template = "desk/case/forms/redact.html"
    arguments = {"public_description": "description", "public_source": "source", "public_remedy": "remedy"}

    description = TextField(label=_("What happened"), rows=10, max_length=20_000, attrs={"data-marks": ""})
    source = forms.CharField(
        label=_("Suspected source"),
        required=False,
        max_length=700,
        widget=forms.TextInput(attrs={"data-marks": "", "dir": "auto"}),
    )
    remedy = TextField(
        label=_("What should be done"), required=False, rows=3, max_length=1200, attrs={"data-marks": ""}
    )

    def start(self) -> dict[str, Any]:
        """The texts with marks around what is black already."""
        report = self.case.report
        return {
            "description": blackening.mark(report.description, report.public_description),
            "source": blackening.mark(report.suspected_source, report.public_source),
            "remedy": blackening.mark(report.desired_remedy, report.public_remedy),
        }

    def shape(self) -> None:
        """Name the marks that these texts do not use themselves."""
        report = self.case.report
        texts = {"description": report.description, "source": report.suspected_source, "remedy": report.desired_remedy}
        for name, text in texts.items():
            if not text:
                del self.fields[name]
                continue
            opening, closing = blackening.marks_for(text)
            field = self.fields[name]
            field.widget.attrs |= {"data-open": opening, "data-close": closing}
            field.help_text = gettext("Put %(open)s before and %(close)s behind what is to be black.") % {
                "open": opening,
                "close": closing,
            }

    def clean_description(self) -> str | None:
        """The text to publish; None where nothing is black."""
        return self._blackened("description", self.case.report.description)

    def clean_source(self) -> str | None:
        """The source to publish; None where nothing is black."""
        return self._blackened("source", self.case.report.suspected_source)

    def clean_remedy(self) -> str | None:
        """The wish to publish; None where nothing is black."""
        return self._blackened("remedy", self.case.report.desired_remedy)

    def _blackened(self, name: str, text: str) -> str | None:
        try:
            return blackening.blacken(text, self.cleaned_data[name])
        except MarksError as error:
            if error.changed:
                message = gettext("The words were changed. Only marks may be added: undo what else was typed.")
            else:
                message = gettext("A mark lacks its other half.")
            raise forms.ValidationError(message) from error

    def perform(self) -> Any:
        """Publish."""
        said = self.cleaned_data
        return self.do(
            shielding.redact,
            public_description=said.get("description"),
            public_source=said.get("source"),
            public_remedy=said.get("remedy"),
        )


class PhotoForm(OfPhotoForm):
    """Hides a photo, shows it again, or blurs parts of it. Boxes are in per cent of the picture."""

    verb = "treat_photo"
    title = _("Hide or blur a photo")
    lead = _("Faces, number plates, a house from which it was taken: what gives somebody away is not for the public.")
    button = _("Apply")
    done = _("The photo was treated; the original stays in the evidence store.")
    template = "desk/case/forms/photo.html"

    treatment = forms.ChoiceField(
        label=_("What is to be done?"),
        choices=[("blur", _("Blur parts of it")), ("hide", _("Hide the photo")), ("show", _("Show it as it is"))],
        widget=forms.RadioSelect,
        initial="blur",
    )
    boxes = forms.CharField(
        label=_("Parts to blur"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "inputmode": "numeric", "data-boxes": "", "spellcheck": "false"}),
        help_text=_(
            "One part a line, in per cent of the picture: from the left, from the top, width, height. 40, 10, 20, 30"
        ),
    )

    def shape(self) -> None:
        """Offer first to show a photo that is hidden."""
        super().shape()
        if self.picture and self.picture.hidden:
            self.fields["treatment"].initial = "show"

    def clean_boxes(self) -> list[tuple[float, float, float, float]]:
        """The parts: left, top, right, bottom as shares of width and height."""
        boxes = []
        lines = [line.strip() for line in self.cleaned_data["boxes"].splitlines() if line.strip()]
        if len(lines) > MOST_BOXES:
            raise forms.ValidationError(gettext("At most twelve parts can be blurred. Hide the photo instead."))
        for line in lines:
            try:
                left, top, width, height = (float(part) / 100 for part in line.replace(";", ",").split(","))
            except ValueError as error:
                raise forms.ValidationError(gettext("“%s” is not four numbers.") % line[:60]) from error
            inside = 0 <= left < 1 and 0 <= top < 1 and width > 0 and height > 0
            if not inside:
                raise forms.ValidationError(gettext("“%s” does not lie on the picture.") % line[:60])
            boxes.append((left, top, min(left + width, 1.0), min(top + height, 1.0)))
        return boxes

    def clean(self) -> dict[str, Any]:
        """Refuse to blur nothing."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("treatment") == "blur" and "boxes" in cleaned and not cleaned["boxes"]:
            self.add_error("boxes", gettext("Say which part: draw on the picture, or type the four numbers."))
        return cleaned

    def perform(self) -> Any:
        """Treat it."""
        said = self.cleaned_data
        return self.do(shielding.treat_photo, photo=said["photo"], treatment=said["treatment"], boxes=said["boxes"])


class ReleaseForm(CaseForm):
    """Lets the public see a report that was held back."""

    verb = "release"
    title = _("Release to the public")
    lead = _("The report was held back for a person to look at. You have read it, and nothing in it does harm.")
    button = _("Release")
    done = _("The public sees the report now.")

    def perform(self) -> Any:
        """Release."""
        return self.do(shielding.release)


class HoldBackForm(CaseForm):
    """Takes a report from the public until a person has looked at it again."""

    verb = "hold_back"
    title = _("Hold back from the public")
    lead = _("The public sees nothing of it until it is released. The work goes on.")
    button = _("Hold back")
    done = _("The public no longer sees the report.")

    note = note_field(_("Why?"), help_text=_("The reporter reads this."))

    def perform(self) -> Any:
        """Hold back."""
        return self.do(shielding.hold_back, note=self.cleaned_data["note"])


class RevealForm(CaseForm):
    """Shows who reported: once, for a reason, and logged before anything is shown."""

    verb = "reveal_identity"
    title = _("Look at the identity")
    lead = _("Your name, the time and your reason are written down first. It is shown once and nowhere kept.")
    button = _("Show the identity once")
    template = "desk/case/forms/plain.html"
    shows = "desk/case/identity.html"

    reason = note_field(_("What do you need it for?"), max_length=500)

    def perform(self) -> Any:
        """Look."""
        return self.do(shielding.reveal_identity, reason=self.cleaned_data["reason"])
