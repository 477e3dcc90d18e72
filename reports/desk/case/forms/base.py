"""What the forms of all verbs share: the version they were shown with, texts as people type them, and doing it."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.lifecycle.table import BY_VERB

if TYPE_CHECKING:
    from reports.desk.case.finding import Case

T = TypeVar("T")

LONGEST_TEXT = 10_000
LONGEST_NOTE = 2_000


class TextField(forms.CharField):
    """Several lines. Browsers send two characters for the end of a line and count one: so do we."""

    def __init__(self, *, rows: int = 5, max_length: int = LONGEST_TEXT, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "dir": "auto", **options.pop("attrs", {})})
        super().__init__(max_length=max_length, widget=widget, **options)

    def to_python(self, value: Any) -> str:
        """Return the text with line ends of one character."""
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value) or ""


def note_field(label: str | Promise, **options: Any) -> TextField:
    """A reason in a few lines."""
    return TextField(label=label, rows=3, max_length=options.pop("max_length", LONGEST_NOTE), **options)


class CaseForm(forms.Form):
    """What one verb needs. `version` is that of the case when the form was shown.

    `title` says what is done, `lead` what follows from it, `button` is written on the button, `done` is said after.
    `template` draws what is between them. A form that `foresees` shows what would change before it is done. `then` is
    the verb that mostly comes next, and `then_button` does this one and opens that one's form.
    """

    verb: ClassVar[str]
    title: ClassVar[str | Promise]
    lead: str | Promise = ""
    button: ClassVar[str | Promise]
    done: ClassVar[str | Promise] = _("Done.")
    template: ClassVar[str] = "desk/case/forms/plain.html"
    multipart: ClassVar[bool] = False
    then: ClassVar[str] = ""
    then_button: ClassVar[str | Promise] = ""
    foresees: ClassVar[bool] = False
    may_preview: ClassVar[bool] = False
    # Fields whose name differs from the verb's argument, by the argument: where to show what the verb refuses.
    arguments: ClassVar[dict[str, str]] = {}

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, case: "Case", *args: Any, query: Mapping[str, str] | None = None, **options: Any) -> None:
        self.case = case
        self.query = query or {}
        options["initial"] = {**self.start(), "version": case.report.version, **(options.get("initial") or {})}
        options["use_required_attribute"] = False
        super().__init__(*args, **options)
        self.shape()

    def start(self) -> dict[str, Any]:
        """What stands in the fields at first."""
        return {}

    def shape(self) -> None:
        """Make the fields fit the case."""

    def typed(self) -> dict[str, Any]:
        """What stands in the fields as it was typed, to show it again without judging it."""
        return {
            name: field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            for name, field in self.fields.items()
            if not isinstance(field, forms.FileField)
        }

    def shown(self) -> list[forms.BoundField]:
        """The fields that the plain template draws."""
        return self.visible_fields()

    def foreseen(self) -> Any:
        """What would change if this were done; of forms that foresee."""
        return None

    def preview(self) -> str:
        """The final text, of forms that may preview."""
        return ""

    def perform(self) -> Any:
        """Do it; raises whatever the verb raises."""
        raise NotImplementedError

    def do(self, verb: Callable[..., T], **said: Any) -> T:
        """Do a verb to the case as it was shown."""
        return verb(self.case.report, self.case.viewer, version=self.shown_version, **said)

    def refuse(self, argument: str, message: str) -> None:
        """Show what the verb refuses, where it was typed."""
        name = self.arguments.get(argument, argument)
        self.add_error(name if name in self.fields else None, message)

    @property
    def next_verb(self) -> str:
        """The verb that mostly comes next, where this officer may do it; else empty."""
        return self.then if self.then and BY_VERB[self.then].who & self.case.who else ""

    @property
    def shown_version(self) -> int:
        """The version of the case that the officer saw."""
        return int(self.cleaned_data["version"])

    def said_after(self) -> str:
        """What the officer reads once it is done."""
        return str(self.done)
