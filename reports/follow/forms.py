"""What reporters and the public fill in on the page of a report."""

import unicodedata
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.actions.case.flagging import LONGEST_TEXT
from reports.actions.case.surveying import LONGEST_COMMENT
from reports.actions.case.words import BODY, NOTE
from reports.follow.questions import MARKS, QUESTIONS
from reports.forms.photos import PhotoTray
from reports.forms.track import TrackForm
from reports.models import UNSUR, Flag, Survey

_SHOWS_SOMETHING = frozenset("LNPS")  # letters, digits, punctuation, signs


def _in_words(choices: type[models.TextChoices]) -> Callable[[], list[tuple[str, str]]]:
    """Choices with a capital letter, in the language of the page rather than that in which this module was read."""
    return lambda: [(value, str(label).capitalize()) for value, label in choices.choices]


class DeedForm(forms.Form):
    """What all forms of a reporter carry: what tells one sending from another, and what the page had shown.

    `once` is the same when a form is sent twice. `seen` counts the entries that stood in the timeline: where more have
    come, what is decided here was decided without knowing them.
    """

    once = forms.UUIDField(required=False, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    takes_photos = False

    def __init__(self, *args: Any, tray: PhotoTray | None = None, initial: Any = None, **kwargs: Any) -> None:
        """Give each form on a page ids of its own."""
        kwargs.setdefault("auto_id", f"{type(self).__name__.removesuffix('Form').lower()}_%s")
        kwargs["initial"] = {"once": uuid4(), **(initial or {})}
        super().__init__(*args, **kwargs)
        self.tray = tray or PhotoTray()

    def clean(self) -> dict[str, Any]:
        """Take over what was wrong with photos."""
        said = super().clean() or {}
        for message in self.tray.errors:
            self.add_error("photos" if self.takes_photos else None, message)
        return said


class _Words(DeedForm):
    body = forms.CharField(max_length=BODY, widget=forms.Textarea(attrs={"rows": 4}))

    def clean_body(self) -> str:
        """Refuse what shows nothing: spaces and characters without width."""
        body: str = self.cleaned_data["body"]
        if body and not any(unicodedata.category(character)[0] in _SHOWS_SOMETHING for character in body):
            raise ValidationError(self.fields["body"].error_messages["required"], "required")
        return body


class _WordsAndPhotos(_Words):
    takes_photos = True
    photos = forms.Field(label=_("Photos"), required=False)


class ReplyForm(_WordsAndPhotos):
    """The reply to a question of the agency."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].label = _("Your reply")
        self.fields["body"].error_messages["required"] = _("Write your reply.")


class CommentForm(_WordsAndPhotos):
    """Something that the reporter wants to add."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        body = self.fields["body"]
        body.label, body.required = _("What do you want to add?"), False

    def clean(self) -> dict[str, Any]:
        """Ask for words or photos."""
        said = super().clean()
        if not said.get("body") and not self.tray.tickets and not self.errors:
            self.add_error("body", ValidationError(_("Write something, or choose a photo."), "required"))
        return said


class ContestForm(_WordsAndPhotos):
    """Why the matter is not solved."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        body = self.fields["body"]
        body.label = _("What is not solved?")
        body.help_text = _("What you see at the place today. A new photo helps.")
        body.error_messages["required"] = _("Say what is not solved: the officers begin there.")


class ConfirmForm(DeedForm):
    """One button."""


class WithdrawForm(DeedForm):
    """Whether the reporter wants to say why."""

    note = forms.CharField(
        label=_("Do you want to say why?"), max_length=NOTE, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class PrivacyForm(DeedForm):
    """What others may see."""

    confidential = forms.BooleanField(
        label=_("Keep this report confidential"),
        required=False,
        help_text=_("Nobody but the officers who handle it sees it, and it is on no public map."),
    )
    anonymous = forms.BooleanField(
        label=_("Do not tell the reported party who I am"),
        required=False,
        help_text=_("Your name and telephone number are never public in any case."),
    )


class SurveyForm(DeedForm):
    """Nine questions with four answers in words each, whether it is really solved, and a remark; all may be left."""

    solved = forms.ChoiceField(
        label=_("Is the problem really solved?"),
        choices=_in_words(Survey.Solved),
        required=False,
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        label=_("Is there anything you want to say about it?"),
        max_length=LONGEST_COMMENT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in UNSUR:
            self.fields[name] = forms.TypedChoiceField(
                label=str(QUESTIONS[name]),  # a form lives no longer than its page
                choices=[*enumerate(MARKS[name], start=1)],
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )
        self.order_fields(["solved", *UNSUR, "comment"])

    def unsur(self) -> list[forms.BoundField]:
        """The nine questions, in their order."""
        return [self[name] for name in UNSUR]

    def tapped(self) -> set[str]:
        """Names of the answers that this sending is about: one that was tapped, or all of the form."""
        only = self.data.get("only", "")
        return {only} & self.fields.keys() if only else {*UNSUR, "solved", "comment"}


class FollowForm(forms.Form):
    """An e-mail address that wants to hear of a report."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=200,
        help_text=_("We send one letter with a link: only when you open it do letters begin. Stop whenever you like."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Type your e-mail address."), "invalid": _("This is no e-mail address.")},
    )
    # People do not see it; programs that fill in every field fill it in.
    leave_empty = forms.CharField(label=_("Leave this field empty"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "follow_%s")
        super().__init__(*args, **kwargs)


class FlagForm(forms.Form):
    """What is wrong with what is published."""

    reason = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=_in_words(Flag.Reason),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong."), "invalid_choice": _("Choose what is wrong.")},
    )
    text = forms.CharField(
        label=_("In your words"),
        max_length=LONGEST_TEXT,
        required=False,
        help_text=_("What exactly, and where on the page. Only officers read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    leave_empty = forms.CharField(label=_("Leave this field empty"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "flag_%s")
        super().__init__(*args, **kwargs)


class ClaimForm(TrackForm):
    """Number and PIN of a report that is to stand in one's account."""


class PinForm(TrackForm):
    """The PIN again, after the two hours for which a telephone remembers it."""
