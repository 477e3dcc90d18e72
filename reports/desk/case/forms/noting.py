"""The note among staff: it names colleagues behind an @, and carries files."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reports.actions.case import noting
from reports.desk.case import people
from reports.desk.case.forms.base import CaseForm, TextField


class ManyFilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A list of files, none of which is empty."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Return every file that was chosen."""
        files: Iterable[Any] = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(file, initial) for file in files]


class NoteForm(CaseForm):
    """A note that the public and the reporter never see."""

    verb = "note"
    title = _("Write a note")
    lead = _("Only staff read notes. Name a colleague with @ and they are told.")
    button = _("Save the note")
    template = "desk/case/forms/note.html"
    multipart = True

    body = TextField(label=_("Note"), rows=5, attrs={"data-mentions": ""})
    files = FilesField(  # type: ignore[assignment] # the name by which uploads of other kinds than photos are known
        label=_("Files"),
        required=False,
        help_text=_("At most five, up to 20 MB each: PDF, pictures, tables, texts."),
    )

    def clean_files(self) -> list[UploadedFile]:
        """Refuse too many files."""
        files: list[UploadedFile] = self.cleaned_data["files"] or []
        if len(files) > noting.MOST_FILES:
            raise forms.ValidationError(gettext("At most five files go with one note. Send the others with another."))
        return files

    def perform(self) -> Any:
        """Write it down, and remember whom it named for what is said after."""
        said = self.cleaned_data
        self.told, self.unknown = people.mentioned(said["body"], people.colleagues(self.case.report))
        return self.do(noting.note, body=said["body"], mentions=self.told, files=said["files"])

    def said_after(self) -> str:
        """Who was told, and which names belong to nobody here."""
        parts = [gettext("The note was saved.")]
        if self.told:
            parts.append(gettext("Told: %s.") % ", ".join(person.name for person in self.told))
        if self.unknown:
            parts.append(
                gettext("Nobody who may see this case is called: %s.") % ", ".join(f"@{name}" for name in self.unknown)
            )
        return " ".join(parts)
