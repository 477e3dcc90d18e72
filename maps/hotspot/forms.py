"""The forms of what staff do to a hotspot. What a verb refuses is shown at the field where it was typed."""

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Agency, User
from maps.filters import DateInput
from maps.hotspot.actions import (
    LONGEST_ACTION,
    LONGEST_NOTE,
    change_action,
    declare_cooled,
    give_back_hotspot,
    hand_over_hotspot,
    take_up_hotspot,
)
from maps.hotspot.policies import agencies_to_hand_to, agencies_to_take_up, officers_of
from maps.hotspot.writing import day_of
from maps.models import Hotspot
from reports.desk.case.forms.base import TextField, note_field

USUAL_TARGET = dt.timedelta(days=90)


class DeedForm(forms.Form):
    """What one verb needs. `version` is that of the hotspot when the form was shown.

    `title` says what is done, `lead` what follows from it, `button` is written on the button, `done` is said after.
    """

    title: ClassVar[str | Promise]
    lead: ClassVar[str | Promise] = ""
    button: ClassVar[str | Promise]
    done: ClassVar[str | Promise]

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, hotspot: Hotspot, user: Any, data: QueryDict | None = None, initial: Any = None) -> None:
        self.hotspot, self.user = hotspot, user
        start = {**self.start(), "version": hotspot.version, **(initial or {})}
        super().__init__(data, initial=start, label_suffix="", use_required_attribute=False)
        self.shape()

    def start(self) -> dict[str, Any]:
        """What stands in the fields at first."""
        return {}

    def shape(self) -> None:
        """Make the fields fit the hotspot."""

    def perform(self) -> None:
        """Do it; raises whatever the verb raises."""
        raise NotImplementedError

    @property
    def shown_version(self) -> int:
        """The version that was shown."""
        return int(self.cleaned_data["version"])


class _PlanForm(DeedForm):
    """What is done, by when, and who sees to it."""

    action = TextField(
        label=_("What will be done?"),
        rows=4,
        max_length=LONGEST_ACTION,
        help_text=_("Everybody reads it. No names of persons."),
    )
    target_on = forms.DateField(
        label=_("By when shall it have worked?"),
        widget=DateInput(),
        help_text=_("The days after it are compared with those before you began."),
    )
    officer = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Who sees to it?"),
        required=False,
        empty_label=_("nobody in particular"),
        help_text=_("The public does not see the name."),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def _offer_officers(self, agencies: list[Agency]) -> None:
        people = {user.pk: user for agency in agencies for user in officers_of(agency)}
        self.fields["officer"].queryset = User.objects.filter(pk__in=people).order_by("name")  # type: ignore[attr-defined]


class TakeUpForm(_PlanForm):
    """An agency begins to act."""

    title = _("Take up the hotspot")
    lead = _("Your agency says what it does here and by when. Everybody can read it, and see whether it worked.")
    button = pgettext_lazy("hotspot", "Take up")
    done = _("Your agency has taken up the hotspot.")

    agency = forms.ModelChoiceField(
        Agency.objects.none(),
        label=_("Agency"),
        empty_label=None,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    field_order = ("version", "agency", "action", "target_on", "officer")

    def start(self) -> dict[str, Any]:
        """In three months, by whoever takes it up."""
        return {"target_on": day_of(timezone.now()) + USUAL_TARGET, "officer": self.user.pk}

    def shape(self) -> None:
        """Offer the user's agencies that may act there; where there is one, it is not asked for."""
        agencies = agencies_to_take_up(self.user, self.hotspot)
        self._offer_officers(agencies[:20])
        field: Any = self.fields["agency"]
        field.queryset = Agency.objects.filter(pk__in=[agency.pk for agency in agencies]).order_by("name")
        if len(agencies) == 1:
            field.widget, field.initial = forms.HiddenInput(), agencies[0].pk

    def perform(self) -> None:
        """Take it up."""
        said = self.cleaned_data
        take_up_hotspot(
            self.hotspot,
            self.user,
            agency=said["agency"],
            action=said["action"],
            target_on=said["target_on"],
            officer=said["officer"],
            version=self.shown_version,
        )


class ChangeForm(_PlanForm):
    """What is done changes."""

    title = _("Change what is done")
    button = _("Keep")
    done = _("Kept.")

    def start(self) -> dict[str, Any]:
        """What holds now."""
        now = self.hotspot
        return {"action": now.action, "target_on": now.target_on, "officer": now.officer_id}

    def shape(self) -> None:
        """Offer the people of the agency."""
        self._offer_officers([self.hotspot.agency] if self.hotspot.agency else [])

    def perform(self) -> None:
        """Change it."""
        said = self.cleaned_data
        change_action(
            self.hotspot,
            self.user,
            action=said["action"],
            target_on=said["target_on"],
            officer=said["officer"],
            version=self.shown_version,
        )


class HandOverForm(DeedForm):
    """Another agency goes on."""

    title = pgettext_lazy("hotspot", "Hand over")
    lead = _("The other agency has the hotspot at once, with what is done and by when, and is told.")
    button = pgettext_lazy("hotspot", "Hand over")
    done = _("Handed over.")

    to = forms.ModelChoiceField(
        Agency.objects.none(),
        label=_("To which agency?"),
        empty_label=_("choose"),
        help_text=_("Agencies that handle reports of this place, or serve it."),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    note = note_field(_("Why?"), max_length=LONGEST_NOTE, help_text=_("Staff read it, not the public."))

    def shape(self) -> None:
        """Offer the agencies that may act there."""
        keys = [agency.pk for agency in agencies_to_hand_to(self.hotspot)]
        self.fields["to"].queryset = Agency.objects.filter(pk__in=keys).order_by("name")  # type: ignore[attr-defined]

    def perform(self) -> None:
        """Hand it over."""
        said = self.cleaned_data
        hand_over_hotspot(self.hotspot, self.user, to=said["to"], note=said["note"], version=self.shown_version)


class _NoteForm(DeedForm):
    """A reason, and nothing else."""

    note = note_field(_("Why?"), max_length=LONGEST_NOTE, help_text=_("Staff read it, not the public."))


class GiveBackForm(_NoteForm):
    """Nobody acts any more."""

    title = _("Give back")
    lead = _("Your agency acts here no more. The hotspot stands in the list again for whoever takes it up.")
    button = pgettext_lazy("hotspot", "Give back")
    done = _("Given back.")

    def perform(self) -> None:
        """Give it back."""
        note = self.cleaned_data["note"]
        give_back_hotspot(self.hotspot, self.user, note=note, version=self.shown_version)


class CooledForm(_NoteForm):
    """It is over."""

    title = _("Declare it cooled")
    lead = _("If incidents gather again, it flares up by itself, and your agency is told.")
    button = _("Declare cooled")
    done = _("The hotspot has cooled.")

    def perform(self) -> None:
        """Declare it."""
        note = self.cleaned_data["note"]
        declare_cooled(self.hotspot, self.user, note=note, version=self.shown_version)
