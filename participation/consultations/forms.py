"""The forms of public consultations. What a verb refuses is shown at the field where it was typed."""

import re
import uuid
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from maps.models import Hotspot
from monitoring.actions.plans import Aim
from monitoring.models.plans import ActionPlan
from monitoring.periods import Period
from monitoring.plans.figures import periods_to_begin_from
from monitoring.plans.forms import MakeForm, areas_to_measure, categories
from monitoring.plans.policies import agencies_to_plan_for
from participation.actions.consultations import (
    LAYABLE,
    LONGEST_SAID,
    MOST_OF_A_GROUP,
    Told,
    agree_plan,
    change_consultation,
    lay_figures,
    make_consultation,
    publish_consultation,
    take_figure_off,
)
from participation.actions.minutes import keep_minutes, take_minutes_off
from participation.deeds import Deed, PublishDeed, WithdrawDeed
from participation.models import Consultation, ParticipantGroup
from participation.models.consultations import LONGEST_TITLE, LONGEST_VENUE
from reports.desk.case.forms.base import TextField
from reports.desk.filters import DateInput

_GROUP: Final = "group_"


class TellingForm(forms.Form):
    """What is said of a consultation, with one field for each group of participants."""

    title = forms.CharField(label=_("Subject of the meeting"), max_length=LONGEST_TITLE)
    held_on = forms.DateField(label=_("On which day?"), widget=DateInput())
    venue = forms.CharField(label=_("Where?"), max_length=LONGEST_VENUE, help_text=_("Building and village or town."))
    area = forms.ChoiceField(label=_("Which area is it about?"), required=False)
    hotspots = forms.CharField(
        label=_("Hotspots laid before them"),
        required=False,
        max_length=300,
        help_text=_("Their numbers with commas between, such as 12, 40. Everybody reads those that are public."),
    )
    said = TextField(
        label=_("What was said?"),
        rows=8,
        required=False,
        max_length=LONGEST_SAID,
        help_text=_("Who asked for what, by group, and what was answered. No names of persons."),
    )

    def offer(self, user: Any, kept: str = "") -> None:
        """Offer the areas of a user, and all groups in use. `kept` is an area that stands there already."""
        areas = areas_to_measure(user)
        if kept and kept not in dict(areas):
            areas = [*areas, (kept, kept)]
        self.fields["area"].choices = [("", _("all that the agency does")), *areas]  # type: ignore[attr-defined]
        for group in _groups(getattr(self, "thing", None)):
            self.fields[_GROUP + group.code] = forms.IntegerField(
                label=group.name, required=False, min_value=0, max_value=MOST_OF_A_GROUP
            )
        self.order_fields(["title", "held_on", "venue", "area", *self.fields])

    @property
    def counts(self) -> list[forms.BoundField]:
        """The fields of the groups."""
        return [self[name] for name in self.fields if name.startswith(_GROUP)]

    @property
    def others(self) -> list[forms.BoundField]:
        """The fields before and after them that are seen."""
        return [field for field in self.visible_fields() if not field.name.startswith(_GROUP)]

    def clean_hotspots(self) -> list[int]:
        """Read numbers with commas or spaces between."""
        parts = [part for part in re.split(r"[,;\s#]+", self.cleaned_data["hotspots"]) if part]
        wrong = [part for part in parts if not (part.isdecimal() and len(part) < 10)]
        if wrong:
            raise ValidationError(_("%(part)s is no number of a hotspot.") % {"part": wrong[0]})
        return [int(part) for part in parts]

    def told(self) -> Told:
        """Return what was said; of a valid form."""
        said = self.cleaned_data
        participants = {
            name.removeprefix(_GROUP): value for name, value in said.items() if name.startswith(_GROUP) and value
        }
        plain = {name: said[name] for name in ("title", "held_on", "venue", "area", "said", "hotspots")}
        return Told(participants=participants, **plain)


class MakeConsultationForm(TellingForm):
    """A new consultation. `key` is made with the form, so that sent twice it is made once."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("Who holds it?"), empty_label=None)

    def __init__(self, user: Any, data: QueryDict | None = None) -> None:
        self.user = user
        today = timezone.localdate(timezone=timezone.get_default_timezone())
        start = {"key": uuid.uuid4(), "held_on": today}
        super().__init__(data, initial=start, label_suffix="", use_required_attribute=False)
        field: Any = self.fields["agency"]
        field.queryset = agencies_to_plan_for(user)
        self.offer(user)
        self.order_fields(["agency", *self.fields])

    def perform(self) -> Consultation:
        """Make it; raises whatever the verb raises."""
        said = self.cleaned_data
        return make_consultation(self.user, agency=said["agency"], told=self.told(), key=said["key"])


class ChangeForm(TellingForm, Deed):
    """What is said of it changes."""

    heading = _("Change what is said")
    button = _("Keep")

    def start(self) -> dict[str, Any]:
        """What was said until now."""
        thing = self.thing
        seen = thing.hotspots.filter(pk__in=Hotspot.objects.visible_to(self.user).values("pk"))
        return {
            "title": thing.title, "held_on": thing.held_on, "venue": thing.venue, "area": thing.area,
            "said": thing.said,
            "hotspots": ", ".join(str(number) for number in seen.order_by("number").values_list("number", flat=True)),
            **{_GROUP + one.group_id: one.number for one in thing.attendances.all()},
        }  # fmt: skip

    def shape(self) -> None:
        """Offer what can be chosen."""
        self.offer(self.user, self.thing.area)

    def perform(self) -> None:
        """Change it."""
        change_consultation(self.thing, self.user, told=self.told(), version=self.seen)


class FigureForm(Deed):
    """Figures of the same cases are laid before people."""

    heading = _("Lay figures before them")
    lead = _("They are reckoned now and stay as they are: people later read what was shown to them.")
    button = _("Lay them before people")
    icon = "graph-up"
    many = ("measure",)

    measure = forms.MultipleChoiceField(label=_("Which measures?"), widget=forms.CheckboxSelectMultiple)
    area = forms.ChoiceField(
        label=_("Of which cases?"),
        required=False,
        help_text=_("Figures of one agency are read by staff alone; those of an area by everybody."),
    )
    category = forms.ChoiceField(label=_("Category"), required=False)
    period = forms.ChoiceField(label=_("Its figure of which period?"))

    def start(self) -> dict[str, Any]:
        """The area that it is about."""
        return {"area": self.thing.area}

    def shape(self) -> None:
        """Offer what can be measured."""
        self._choose("measure", [(measure.name, measure.label) for measure in LAYABLE])
        self._choose("area", [("", _("those that the agency handles")), *areas_to_measure(self.user)])
        self._choose("category", [("", _("all categories")), *categories()])
        self._choose("period", [(period.name, period.label) for period in periods_to_begin_from()])

    def perform(self) -> None:
        """Lay all of them, or none."""
        said = self.cleaned_data
        lay_figures(
            self.thing,
            self.user,
            aims=[Aim(name, Period.parse(said["period"]), said["area"], said["category"]) for name in said["measure"]],
            version=self.seen,
        )


class FigureOffForm(Deed):
    """A figure was laid by mistake."""

    heading = _("Take a figure off")
    lead = _("The history tells that it was there.")
    button = _("Take off")
    icon = "x-circle"

    figure = forms.ChoiceField(label=_("Which one?"))

    @classmethod
    def possible(cls, thing: Consultation, user: Any) -> bool:
        """Only where there is one."""
        return thing.figures.exists()

    def shape(self) -> None:
        """Offer those that are there."""
        laid = self.thing.figures.filter(public=False)
        names = dict(categories())
        self._choose(
            "figure",
            [
                (
                    str(one.pk),
                    " · ".join(
                        str(part)
                        for part in (
                            one.definition.label if one.definition else one.measure,
                            one.area, names.get(one.category, ""), one.span.label,
                        )
                        if part
                    ),
                )
                for one in laid
            ],
        )  # fmt: skip

    def perform(self) -> None:
        """Take it off."""
        take_figure_off(self.thing, self.user, figure=int(self.cleaned_data["figure"]), version=self.seen)


class MinutesForm(Deed):
    """The minutes are kept."""

    heading = _("Keep the minutes")
    lead = _(
        "Everybody can download them once the consultation is published: leave out addresses and numbers of persons."
    )
    button = _("Keep")
    icon = "paperclip"
    multipart = True

    # The name to which reports.receiving grants 20 MB
    files = forms.FileField(  # type: ignore[assignment]
        label=_("Minutes"),
        help_text=_("A PDF of 20 MB at most. Its name and its properties, such as its author, are public too."),
    )

    def perform(self) -> None:
        """Keep them."""
        keep_minutes(self.thing, self.user, file=self.cleaned_data["files"], version=self.seen)


class MinutesOffForm(Deed):
    """The minutes are taken off."""

    heading = _("Take the minutes off")
    lead = _("The file is deleted.")
    button = _("Take off")
    icon = "x-circle"

    @classmethod
    def possible(cls, thing: Consultation, user: Any) -> bool:
        """Only where there are some."""
        return bool(thing.minutes_sha256)

    def perform(self) -> None:
        """Take them off."""
        take_minutes_off(self.thing, self.user, version=self.seen)


class PublishForm(PublishDeed):
    """Everybody may read it."""

    heading = _("Publish the consultation")
    lead = _(
        "Everybody then reads what is said here, the public figures and hotspots, the minutes and the published plans."
    )
    publish = publish_consultation


class WithdrawForm(WithdrawDeed):
    """Staff alone read it again."""

    publish = publish_consultation


DEEDS: Final[dict[str, type[Deed]]] = {
    "ubah": ChangeForm,
    "angka": FigureForm,
    "angka-lepas": FigureOffForm,
    "notula": MinutesForm,
    "notula-lepas": MinutesOffForm,
    "terbitkan": PublishForm,
    "tarik": WithdrawForm,
}


class AgreeForm(MakeForm):
    """An action that was agreed there becomes an action plan."""

    def __init__(self, consultation: Consultation, user: Any, data: QueryDict | None = None) -> None:
        super().__init__(user, data)
        self.consultation = consultation
        self.initial = {**self.initial, "agency": consultation.agency_id, "area": consultation.area}

    def perform(self) -> ActionPlan:
        """Agree on it; raises whatever the verb raises."""
        said = self.cleaned_data
        aim = Aim(said["measure"], Period.parse(said["period"]), said["area"], said["category"])
        return agree_plan(
            self.consultation,
            self.user,
            agency=said["agency"],
            action=said["action"],
            target_on=said["target_on"],
            aim=aim,
            key=said["key"],
        )


def _groups(consultation: Consultation | None) -> list[ParticipantGroup]:
    """Return the groups in use, and those that were counted before they went out of use."""
    groups = ParticipantGroup.objects.all()
    counted = {one.group_id for one in consultation.attendances.all()} if consultation else set()
    return [group for group in groups if group.active or group.pk in counted]
