"""The forms of action plans. What a verb refuses is shown at the field where it was typed."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Agency
from accounts.standing import standing_of
from boundaries.models import Area, Edition
from boundaries.models.areas import Level
from monitoring.actions.plans import (
    LONGEST_ACTION,
    LONGEST_NOTE,
    Aim,
    begin_plan,
    change_plan,
    close_plan,
    make_plan,
    publish_plan,
)
from monitoring.models.plans import ActionPlan
from monitoring.periods import Period
from monitoring.plans.figures import MOVABLE, periods_to_begin_from
from monitoring.plans.policies import agencies_to_plan_for
from reports.desk.case.forms.base import TextField, note_field
from reports.desk.filters import DateInput
from reports.models import Category

USUAL_TARGET: Final = dt.timedelta(days=90)


def _action_field() -> TextField:
    return TextField(
        label=_("What will be done?"),
        rows=4,
        max_length=LONGEST_ACTION,
        help_text=_("Everybody reads it once it is published. No names of persons."),
    )


def _target_field() -> forms.DateField:
    return forms.DateField(label=_("By when?"), widget=DateInput())


class MakeForm(forms.Form):
    """A new plan. `key` is made with the form, so that sent twice it is made once.

    `aim` are codes of measure, area, agency and category that are chosen already, on the way from a figure.
    """

    key = forms.UUIDField(widget=forms.HiddenInput)
    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("Who does it?"), empty_label=None)
    action = _action_field()
    target_on = _target_field()
    measure = forms.ChoiceField(
        label=_("Which measure shall it move?"),
        help_text=_("Its figure is frozen when the plan is made, and later compared."),
    )
    area = forms.ChoiceField(
        label=_("Of which cases?"),
        required=False,
        help_text=_("Figures of one agency are read by staff alone; those of an area by everybody."),
    )
    category = forms.ChoiceField(label=_("Category"), required=False)
    period = forms.ChoiceField(
        label=_("Its figure of which period?"),
        help_text=_("It is compared with the latest period of the same length."),
    )

    def __init__(self, user: Any, data: QueryDict | None = None, aim: Mapping[str, str] | None = None) -> None:
        self.user = user
        today = timezone.localdate(timezone=timezone.get_default_timezone())
        start = {**(aim or {}), "key": uuid.uuid4(), "target_on": today + USUAL_TARGET}
        super().__init__(data, initial=start, label_suffix="", use_required_attribute=False)
        field: Any = self.fields["agency"]
        field.queryset = agencies_to_plan_for(user)
        self.initial["agency"] = field.queryset.filter(code=self.initial.get("agency", "")).first()
        self._choose("measure", [(measure.name, measure.label) for measure in MOVABLE])
        self._choose("area", [("", _("those that the agency handles")), *areas_to_measure(user)])
        self._choose("category", [("", _("all categories")), *categories()])
        self._choose("period", [(period.name, period.label) for period in periods_to_begin_from(today)])

    def _choose(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def perform(self) -> ActionPlan:
        """Make it; raises whatever the verb raises."""
        said = self.cleaned_data
        return make_plan(
            self.user,
            agency=said["agency"],
            action=said["action"],
            target_on=said["target_on"],
            aim=Aim(said["measure"], Period.parse(said["period"]), said["area"], said["category"]),
            key=said["key"],
        )


class DeedForm(forms.Form):
    """What one verb needs. `version` is that of the plan when the form was shown.

    `title` says what is done, `lead` what follows from it, `button` is written on the button, `done` is said after.
    """

    title: ClassVar[str | Promise]
    lead: ClassVar[str | Promise] = ""
    button: ClassVar[str | Promise]
    done: ClassVar[str | Promise] = _("Kept.")
    icon: ClassVar[str] = "pencil"
    do_not_call_in_templates: ClassVar[bool] = True  # templates name the class, and would make an object of it

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, plan: ActionPlan, user: Any, data: QueryDict | None = None, initial: Any = None) -> None:
        self.plan, self.user = plan, user
        start = {"action": plan.action, "target_on": plan.target_on, **(initial or {}), "version": plan.version}
        super().__init__(data, initial=start, label_suffix="", use_required_attribute=False)

    @classmethod
    def possible(cls, plan: ActionPlan) -> bool:
        """Whether this can be done to a plan as it is now."""
        return not plan.is_closed

    def perform(self) -> None:
        """Do it; raises whatever the verb raises."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        self.do(version=self.cleaned_data["version"], **said)

    def do(self, **said: Any) -> None:
        """Call the verb."""
        raise NotImplementedError


class ChangeForm(DeedForm):
    """What is done, or by when, changes."""

    title = _("Change the plan")
    button = _("Keep")

    action = _action_field()
    target_on = _target_field()
    note = note_field(
        _("Why?"), required=False, max_length=LONGEST_NOTE, help_text=_("Needed if the date changes. For staff.")
    )

    def do(self, **said: Any) -> None:
        """Change it."""
        change_plan(self.plan, self.user, **said)


class BeginForm(DeedForm):
    """The work has begun."""

    title = _("Begin the work")
    lead = _("The plan is then shown as under way.")
    button = _("It has begun")
    icon = "play-circle"

    @classmethod
    def possible(cls, plan: ActionPlan) -> bool:
        """Only what is planned can begin."""
        return plan.state == "planned"

    def do(self, **said: Any) -> None:
        """Begin it."""
        begin_plan(self.plan, self.user, **said)


class DoneForm(DeedForm):
    """The action is done."""

    title = _("The action is done")
    lead = _("Nothing can be changed afterwards.")
    button = pgettext_lazy("action plan", "Close as done")
    icon = "check-circle"

    outcome = TextField(
        label=_("What came of it?"),
        rows=4,
        max_length=LONGEST_ACTION,
        help_text=_("Everybody reads it once it is published. No names of persons."),
    )

    def do(self, **said: Any) -> None:
        """Close it."""
        close_plan(self.plan, self.user, done=True, **said)


class GiveUpForm(DeedForm):
    """The action is given up."""

    title = _("Give the action up")
    lead = _("Nothing can be changed afterwards. A plan that was published stays, with the reason.")
    button = pgettext_lazy("action plan", "Give up")
    icon = "x-circle"

    outcome = TextField(
        label=_("Why?"),
        rows=4,
        max_length=LONGEST_ACTION,
        help_text=_("Everybody reads it once it is published. No names of persons."),
    )

    def do(self, **said: Any) -> None:
        """Close it."""
        close_plan(self.plan, self.user, done=False, **said)


class PublishForm(DeedForm):
    """Everybody may read the plan."""

    title = _("Publish the plan")
    lead = _("Everybody then reads what is done, by whom and by when, what came of it, and the public figures.")
    button = _("Publish")
    done = _("Published.")
    icon = "globe"

    @classmethod
    def possible(cls, plan: ActionPlan) -> bool:
        """Only what is not published yet."""
        return plan.published_at is None

    def do(self, **said: Any) -> None:
        """Publish it."""
        publish_plan(self.plan, self.user, published=True, **said)


class WithdrawForm(DeedForm):
    """Staff alone read the plan again."""

    title = _("Take the plan off the public pages")
    lead = _("Staff alone read it then.")
    button = _("Take off")
    done = _("It is no longer public.")
    icon = "eye-slash"

    @classmethod
    def possible(cls, plan: ActionPlan) -> bool:
        """Only what is published."""
        return plan.published_at is not None

    def do(self, **said: Any) -> None:
        """Withdraw it."""
        publish_plan(self.plan, self.user, published=False, **said)


DEEDS: Final[dict[str, type[DeedForm]]] = {
    "mulai": BeginForm,
    "ubah": ChangeForm,
    "selesai": DoneForm,
    "batal": GiveUpForm,
    "terbitkan": PublishForm,
    "tarik": WithdrawForm,
}


def areas_to_measure(user: Any) -> list[tuple[str, str]]:
    """Return the areas whose cases a user's plans may be measured by: of their provinces, or served by their agency."""
    areas = Area.objects.without_geometry().filter(edition=Edition.objects.in_force().first())
    standing = standing_of(user)
    if standing.national:
        areas = areas.filter(level=Level.PROVINCE)
    else:
        served = Agency.objects.filter(pk__in=standing.handles).values_list("area_codes", flat=True)
        mine = Q(code__in={code for codes in served for code in codes})
        for code in standing.provinces:
            mine |= Q(code__startswith=code, level__in=(Level.PROVINCE, Level.REGENCY))
        areas = areas.filter(mine)
    return list(areas.order_by("code").values_list("code", "name"))


def categories() -> list[tuple[str, str]]:
    found = Category.objects.order_by("theme__position", "position")
    return [(category.code, category.name) for category in found]
