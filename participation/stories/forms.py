"""The forms of success stories. What a verb refuses is shown at the field where it was typed."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from participation.actions.stories import (
    LONGEST_BODY,
    ask_consent,
    change_story,
    make_story,
    publish_story,
)
from participation.deeds import Deed, PublishDeed, WithdrawDeed
from participation.models import Consent, Story
from participation.models.stories import LONGEST_TITLE, in_the_hands_of
from participation.stories.checking import doubtful
from reports.desk.case.forms.base import TextField
from reports.forms.track import NUMBER_ERRORS
from reports.models import Photo, Report
from reports.numbers import NumberError, parse_number
from reports.policies import Access
from reports.projection import seen_photos


class WritingForm(forms.Form):
    """The words of a story, and which photos go with it. `checked` is asked for where something may name somebody."""

    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE)
    body = TextField(
        label=_("What was wrong, what was done, how is it now?"),
        rows=12,
        max_length=LONGEST_BODY,
        help_text=_("In your own words, not the reporter's. No names, numbers or addresses; no exact place."),
    )
    photos = forms.MultipleChoiceField(
        label=_("Photos"), required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )
    checked = forms.BooleanField(
        label=_("I looked at this once more: it names no person and no exact place."), required=False
    )

    def offer(self, report: Report | None) -> None:
        """Offer the photos of a case; ask to look once more where what was typed may name somebody."""
        photos = list(seen_photos(report, Access.CONTENT)) if report else []
        if photos:
            choices = [(str(photo.pk), _shown(photo)) for photo in photos]
            self.fields["photos"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["photos"]
        text = f"{self.data.get('title', '')}\n{self.data.get('body', '')}" if self.is_bound else ""
        if report is None or not doubtful(text, report):
            del self.fields["checked"]

    def written(self) -> dict[str, Any]:
        """Return what was said; of a valid form."""
        said = self.cleaned_data
        photos = [int(pk) for pk in said.get("photos", [])]
        return {
            "title": said["title"], "body": said["body"], "photos": photos, "checked": said.get("checked", False),
        }  # fmt: skip


class MakeStoryForm(WritingForm):
    """A new story."""

    number = forms.CharField(label=_("Report number"), max_length=40, help_text=_("Of a closed case in your hands."))

    def __init__(self, user: Any, data: Any = None, number: str = "") -> None:
        self.user = user
        super().__init__(data, initial={"number": number}, label_suffix="", use_required_attribute=False)
        self.report = self._found(str(self.data.get("number", "")) if self.is_bound else number)
        self.offer(self.report)
        self.order_fields(["number", *self.fields])

    def _found(self, number: str) -> Report | None:
        try:
            return in_the_hands_of(self.user).filter(number=parse_number(number)).first()
        except NumberError:
            return None

    def clean_number(self) -> str:
        """Name a typing error; a case that is not in their hands is not known."""
        try:
            number = parse_number(self.cleaned_data["number"])
        except NumberError as error:
            raise ValidationError(NUMBER_ERRORS[error.reason], error.reason) from error
        if self.report is None:
            raise ValidationError(_("There is no such case in your hands."))
        return number

    def perform(self) -> Story:
        """Make it; raises whatever the verb raises."""
        assert self.report is not None  # noqa: S101 - for the type checker; clean_number has asked
        return make_story(self.user, report=self.report, **self.written())


class ChangeForm(WritingForm, Deed):
    """Words or photos change."""

    heading = _("Change the story")
    lead = _("The reporter agreed to the words as they were: after a change you must ask anew.")
    button = _("Keep")

    def start(self) -> dict[str, Any]:
        """What stands there."""
        photos = [str(pk) for pk in self.thing.photos.values_list("pk", flat=True)]
        return {"title": self.thing.title, "body": self.thing.body, "photos": photos}

    def shape(self) -> None:
        """Offer the photos of the case."""
        self.offer(self.thing.report)

    def perform(self) -> None:
        """Change it."""
        change_story(self.thing, self.user, **self.written(), version=self.seen)


class AskForm(Deed):
    """The reporter is asked."""

    heading = _("Ask the reporter")
    lead = _(
        "The reporter reads the story on the page of the case, with number and PIN, and says yes or no; whoever gave "
        "an e-mail address gets a letter. Consent can be taken back at any time."
    )
    button = _("Ask")
    done = _("Asked.")
    icon = "chat-left-text"

    @classmethod
    def possible(cls, thing: Story, user: Any) -> bool:
        """Only once for the same words."""
        return thing.consent == Consent.NOT_ASKED

    def perform(self) -> None:
        """Ask."""
        ask_consent(self.thing, self.user, version=self.seen)


class PublishForm(PublishDeed):
    """Everybody may read it."""

    heading = _("Publish the story")
    lead = _("Everybody then reads it, in a feed too, until the reporter takes the consent back or you take it off.")
    publish = publish_story

    @classmethod
    def possible(cls, thing: Story, user: Any) -> bool:
        """Only with consent."""
        return thing.consent == Consent.GIVEN and super().possible(thing, user)


class WithdrawForm(WithdrawDeed):
    """Staff alone read it again."""

    publish = publish_story


DEEDS: Final[dict[str, type[Deed]]] = {
    "ubah": ChangeForm,
    "minta": AskForm,
    "terbitkan": PublishForm,
    "tarik": WithdrawForm,
}


def _shown(photo: Photo) -> SafeString:
    """Return a photo and whether it is of before or after, for a choice."""
    when = _("after") if photo.source == Photo.Source.EVIDENCE else _("before")
    address = reverse("reports:photo", args=[photo.report.number, photo.position, "kecil"])
    return format_html('<img class="part-thumb" src="{}" alt=""> {}', address, when)
