"""The form of a report: every field checked, every error at its field, nothing that was typed is lost."""

import datetime as dt
import re
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from reports.actions.submit import Identity, Submission
from reports.forms.photos import PhotoTray
from reports.forms.question import QuestionForm
from reports.models import ReportKind
from reports.models.rules import Crossing, PermitIssuer
from reports.moderation import trap

# Where the day begins first: what is today there is no future date anywhere in Indonesia.
EASTERNMOST_ZONE = ZoneInfo("Asia/Jayapura")
EARLIEST_DATE = dt.date(1970, 1, 1)
LONGEST_DESCRIPTION = 4_000
LONGEST_DISPUTE = 500


class ReportForm(QuestionForm):
    """A complaint as typed on the page or sent to the API; its place is coordinates, lon/lat or place_choice."""

    place_note = forms.CharField(
        label=_("How to find the place"),
        max_length=200,
        required=False,
        help_text=_("For example: behind the market, 200 m past the bridge."),
    )
    dispute = forms.CharField(
        label=_("Who should act, and why?"),
        max_length=LONGEST_DISPUTE,
        required=False,
        help_text=_("In a sentence. Officers read it, the public does not; your report goes its way meanwhile."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    description = forms.CharField(
        label=_("What happened?"),
        min_length=10,
        max_length=LONGEST_DESCRIPTION,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "What you saw, since when, and who or what suffers from it. Leave out names of people you want to protect."
        ),
        error_messages={
            "required": _("Tell what happened, in your own words."),
            "min_length": _("Tell a little more: at least ten letters."),
        },
    )
    occurred_on = forms.DateField(
        label=_("When did it happen?"),
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("This is no date. Write it as day/month/year, for example 17/08/2026.")},
    )
    suspected_source = forms.CharField(
        label=_("Where does it come from, as far as you know?"),
        max_length=300,
        required=False,
        help_text=_("A factory, a boat, a vehicle. Names are not shown before an officer has checked the report."),
    )
    desired_remedy = forms.CharField(label=_("What should be done?"), max_length=500, required=False)
    reported_before = forms.BooleanField(label=_("I have reported this before"), required=False)
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
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    phone = forms.CharField(label=_("Telephone or WhatsApp"), max_length=30, required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=200, required=False)
    photos = forms.Field(label=_("Photos"), required=False)
    kind = forms.ChoiceField(choices=ReportKind.choices, required=False, widget=forms.HiddenInput)
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    stamp = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)
    # Programs that fill in every field of a page fill in this one; people do not see it.
    leave_empty = forms.CharField(label=_("Leave this field empty"), required=False)

    def __init__(
        self, *args: Any, tray: PhotoTray | None = None, searching: bool = False, channel: str = "web", **kwargs: Any
    ) -> None:
        """Take the photos that came along; `searching` keeps what was typed without judging it yet."""
        initial = kwargs.setdefault("initial", {"key": uuid4()})
        initial.setdefault("stamp", trap.stamp(initial["key"]))
        super().__init__(*args, **kwargs)
        self.tray = tray or PhotoTray()
        self.searching = searching
        self.channel = channel

    def full_clean(self) -> None:
        """Judge nothing while a place is being searched for."""
        if self.searching:
            self._errors, self.cleaned_data = ErrorDict(renderer=self.renderer), {}
        else:
            super().full_clean()

    def clean_occurred_on(self) -> dt.date | None:
        """Nothing happened tomorrow, nor so long ago that a year was mistyped."""
        day = self.cleaned_data["occurred_on"]
        if day and day > dt.datetime.now(EASTERNMOST_ZONE).date():
            raise ValidationError(_("This date lies in the future."), "future")
        if day and day < EARLIEST_DATE:
            raise ValidationError(_("This date lies too far back. Check the year."), "too_early")
        return day

    def clean_phone(self) -> str:
        """A number that can be called, written in any way."""
        phone = self.cleaned_data["phone"]
        if phone and not re.fullmatch(r"\+?[\d\s().-]+", phone):
            raise ValidationError(_("A telephone number has digits only, for example 0812 3456 7890."), "characters")
        if phone and not 8 <= sum(character.isdigit() for character in phone) <= 15:
            raise ValidationError(_("A telephone number has 8 to 15 digits."), "length")
        return phone

    def clean_leave_empty(self) -> str:
        """Say so rather than drop the report: a person's browser may have filled it in."""
        if self.cleaned_data["leave_empty"]:
            raise ValidationError(
                _("A hidden field was filled in, as programs do. It is empty again now: please send once more."),
                "honeypot",
            )
        return ""

    def clean(self) -> dict[str, Any]:
        """Match the place and take over what was wrong with photos."""
        for message in self.tray.errors:
            self.add_error("photos", message)
        return super().clean()

    def submission(self) -> Submission:
        """Return what the reporter says; for a valid form only."""
        said = self.cleaned_data
        return Submission(
            category=said["category"],
            description=said["description"],
            where=said["where"],
            kind=ReportKind(said["kind"] or ReportKind.COMPLAINT),
            identity=Identity(said["name"], said["phone"], said["email"]),
            channel=self.channel,
            language=(get_language() or "id")[:2],
            permit_issuer=PermitIssuer(said["permit_issuer"]),
            crossing=Crossing(said["crossing"]),
            **{
                name: said[name]
                for name in (
                    "occurred_on", "suspected_source", "desired_remedy", "reported_before", "place_note", "anonymous",
                    "confidential", "dispute",
                )
            },
        )  # fmt: skip
