"""Forms for evidence: a photo of what was done, and the second look at one that raises doubts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reports.actions.case import evidence
from reports.desk.case.doubts import name_doubts
from reports.desk.case.forms.base import CaseForm, note_field
from reports.models import Photo


class EvidenceForm(CaseForm):
    """A photo of what was done. Its place and time are compared with the case."""

    verb = "add_evidence"
    title = _("Add evidence")
    lead = _(
        "A photo taken at the place after the work. Its place and time are checked; a doubtful one needs a second look."
    )
    button = _("Send the photo")
    template = "desk/case/forms/evidence.html"
    multipart = True

    photo = forms.FileField(
        label=_("Photo"),
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
        help_text=_("JPEG, PNG, WebP or HEIC, up to 15 MB. It is sent as the camera made it."),
    )
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)

    def perform(self) -> Any:
        """Take the photo in."""
        said = self.cleaned_data
        here = (said["lon"], said["lat"]) if said["lon"] is not None and said["lat"] is not None else None
        self.added = self.do(evidence.add_evidence, file=said["photo"], lonlat=here)
        return self.added

    def said_after(self) -> str:
        """Whether the check found something."""
        check = getattr(self.added, "check_result", None)
        if check is not None and check.needs_approval:
            flags = ", ".join(str(check.Flag(flag).label) for flag in check.flags)
            return gettext("The photo was added, but: %s. A second officer must approve it.") % flags
        return gettext("The photo was added; place and time fit the case.")


class OfPhotoForm(CaseForm):
    """A form about one photo of the case, which its address or a hidden field names."""

    photo = forms.CharField(widget=forms.HiddenInput)

    def start(self) -> dict[str, Any]:
        """The photo that the address names."""
        return {"photo": self.query.get("photo", "")}

    def shape(self) -> None:
        """Find the photo, for the page to show."""
        self.picture = self._find(self["photo"].value())

    def _find(self, pk: Any) -> Photo | None:
        chosen = str(pk or "")
        if not chosen.isdecimal() or len(chosen) > 18:
            return None
        rows = self.case.report.photos.select_related("check_result__like", "uploaded_by")
        found = list(rows.filter(pk=int(chosen)))
        name_doubts(found, self.case.viewer)
        return found[0] if found else None

    def clean_photo(self) -> Photo:
        """The photo, which must be of this case."""
        if self.picture is None:
            raise ValidationError(gettext("Choose a photo on the case's page."))
        return self.picture


class ApproveForm(OfPhotoForm):
    """A second officer looks at evidence that raised doubts."""

    verb = "approve_evidence"
    title = _("Approve evidence")
    lead = _("Look at the photo and at what was found. Approve it only if it shows the place after the work.")
    button = _("Approve")
    done = _("The evidence was approved.")
    template = "desk/case/forms/approve.html"

    note = note_field(_("What convinced you?"), max_length=300)

    def perform(self) -> Any:
        """Approve."""
        said = self.cleaned_data
        return self.do(evidence.approve_evidence, photo=said["photo"], note=said["note"])
