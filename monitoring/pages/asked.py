"""What a page of figures was asked: read from the address, so that a link, a file and a report mean the same."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from boundaries.models import Area, Edition
from monitoring.measures import Measure
from monitoring.pages.months import later_by, months_of, preceding
from monitoring.periods import Period, PeriodError, cutoff_on
from monitoring.policies import View, cutoff_for, may_ask, seen_by, view_of
from monitoring.scopes import Basis, Scope
from reports.desk.filters import DateInput
from reports.models import Category

EARLIEST: Final = dt.date(2000, 1, 1)
YOUNG_DAYS: Final = 90
"""Days into a year before which a page opens with the year before: too little has happened yet."""

BASES: Final = (
    (Basis.CURRENT.value, _("where it lies by the last matching")),
    (Basis.FILED.value, _("where it lay when it was filed")),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A sound question. `scope` is what the user may see of the one that was meant; `query` are its parameters."""

    user: Any
    scope: Scope
    period: Period
    cutoff: dt.datetime
    query: str = ""

    @property
    def on(self) -> dt.date:
        """The last day that counts."""
        last = self.cutoff - dt.timedelta(microseconds=1)
        return timezone.localtime(last, timezone.get_default_timezone()).date()

    @property
    def begun(self) -> bool:
        """Whether any of the period lies before the cut-off."""
        return self.period.since < self.cutoff

    @property
    def unfinished(self) -> bool:
        """Whether the period goes on after the cut-off."""
        return self.cutoff < self.period.until

    @property
    def before(self) -> tuple[Period, dt.datetime]:
        """The period before and its cut-off, as old then as this one is now: cases had as much time to be handled."""
        period = preceding(self.period)
        months = months_of(self.period)
        if months is None:
            return period, self.cutoff - (self.period.since - period.since)
        return period, cutoff_on(later_by(self.on, -months))


class AskForm(forms.Form):
    """When, as of when, of what, and whose areas. What cannot be meant is said at its field."""

    period = forms.CharField(label=_("Period"), required=False, max_length=20, widget=forms.Select)
    since = forms.DateField(label=_("Or from"), required=False, widget=DateInput())
    until = forms.DateField(label=_("to"), required=False, widget=DateInput())
    on = forms.DateField(
        label=_("As of the end of"), required=False, widget=DateInput(), help_text=_("Later deeds do not count.")
    )
    category = forms.ChoiceField(label=_("Category"), required=False)
    edition = forms.ChoiceField(label=_("Boundaries"), required=False)
    basis = forms.ChoiceField(label=_("Area of a case"), required=False, choices=BASES)

    def __init__(self, data: QueryDict, user: Any, place: Scope) -> None:
        super().__init__(data, label_suffix="")
        self.user, self.place = user, place
        self.today = timezone.localdate(timezone=timezone.get_default_timezone())
        self.editions = {edition.name: edition for edition in Edition.objects.active().order_by("-valid_from")}
        self._choose("category", [("", _("all categories")), *_categories()])
        self._choose("edition", [("", _("in force today")), *((name, name) for name in self.editions)])
        if "period" in self.fields:
            named = data.get("period", "")
            choices = period_choices(self.default_period(), self.today, named)
            self.fields["period"].widget.choices = choices
        if view_of(user, place) == View.PUBLIC:  # understood, and refused in words, but not offered
            for name in {"since", "until"} & self.fields.keys():
                self.fields[name].widget = forms.HiddenInput()

    def _choose(self, name: str, choices: list[Any]) -> None:
        if name in self.fields:
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def default_period(self) -> Period:
        """Return the calendar year, or that before while it is young."""
        return usual_period(self.today)

    def clean_period(self) -> Period:
        """Read the name of a period."""
        name = self.cleaned_data["period"]
        try:
            return Period.parse(name) if name else self.default_period()
        except PeriodError as error:
            raise forms.ValidationError(str(error)) from error

    def clean_since(self) -> dt.date | None:
        """Refuse days of which there are no reports."""
        return self._sound_day("since")

    def clean_until(self) -> dt.date | None:
        """Refuse days that are not over."""
        return self._sound_day("until")

    def clean_on(self) -> dt.date | None:
        """Refuse days that are not over: figures are of whole days."""
        return self._sound_day("on")

    def _sound_day(self, name: str) -> dt.date | None:
        day: dt.date | None = self.cleaned_data[name]
        if day is not None and day < EARLIEST:
            raise forms.ValidationError(_("There are no reports of that time."))
        if day is not None and day >= self.today:
            raise forms.ValidationError(_("That day is not over yet."))
        return day

    def clean(self) -> dict[str, Any]:
        """Put period, areas and cut-off together; days take the place of a period."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since or until:
            cleaned["period"] = self._any_days(since, until)
        if "edition" not in self.errors:
            self._check_area(cleaned.get("edition", ""))
        period = cleaned.get("period")
        if period and not self.errors and not may_ask(self.user, self._meant(cleaned), period):
            self.add_error("period", _("Figures of any days are for the staff of this area: choose a period."))
        if period and not self.errors and period.first >= self.today:
            self.add_error("period", _("This period has not begun."))
        on = cleaned.get("on")
        if period and on and on < period.first:
            self.add_error("on", _("This day lies before the period."))
        return cleaned

    def _check_area(self, name: str) -> None:
        """See to it that there are boundaries, and that they have the area."""
        edition = self._edition(name)
        field = "edition" if "edition" in self.fields else None
        if edition is None:
            self.add_error(field, _("No edition of boundaries is in force yet."))
        elif self.place.area and not Area.objects.filter(edition=edition, code=self.place.area).exists():
            self.add_error(field, _("These boundaries do not have this area."))

    def _edition(self, name: str) -> Edition | None:
        """Return the edition of a name; without one that in force, or the last that had the area."""
        if name:
            return self.editions.get(name)
        in_force = Edition.objects.in_force().first()
        if not self.place.area or Area.objects.filter(edition=in_force, code=self.place.area).exists():
            return in_force
        return Edition.objects.active().filter(areas__code=self.place.area).order_by("-valid_from").first() or in_force

    def _meant(self, cleaned: dict[str, Any]) -> Scope:
        """Return the area or agency, with the edition whose areas count: None is that in force."""
        edition = self._edition(cleaned.get("edition", ""))
        in_force = edition is not None and edition == Edition.objects.in_force().first()
        return Scope(area=self.place.area, agency=self.place.agency, edition=None if in_force else edition)

    def _any_days(self, since: dt.date | None, until: dt.date | None) -> Period | None:
        try:
            return Period.between(since or EARLIEST, until or self.today - dt.timedelta(days=1))
        except PeriodError:
            self.add_error("until", _("This day lies before the first one."))
            return None

    def asked(self) -> Asked:
        """Return the question. Only of a form that is sound."""
        cleaned = self.cleaned_data
        scope = replace(
            self._meant(cleaned),
            category=cleaned.get("category", ""),
            basis=Basis(cleaned.get("basis") or Basis.CURRENT),
        )
        last = cleaned["on"] or self.today - dt.timedelta(days=1)
        cutoff = cutoff_for(self.user, scope, cutoff_on(last))
        period = cleaned.get("period") or self.default_period()
        return Asked(self.user, seen_by(self.user, scope), period, cutoff, self.query_of(AskForm.base_fields))

    def query(self, **changed: str) -> str:
        """Return the parameters that were given, with some changed, for links that keep the question."""
        return self.query_of(self.fields, **changed)

    def query_of(self, names: Iterable[str], **changed: str) -> str:
        """Return the given parameters of some names, with some changed."""
        given = {name: self.data.get(name, "") for name in names} | changed
        return urlencode({name: value for name, value in given.items() if value})


def usual_period(today: dt.date) -> Period:
    """Return the period with which pages open: the calendar year, or that before while it is young."""
    return Period.containing(today - dt.timedelta(days=YOUNG_DAYS), 12)


class StandingForm(AskForm):
    """The question of what waits at a cut-off, whenever it came in: without a period."""

    period = since = until = None  # type: ignore[assignment]


def measure_choices(measures: Iterable[Measure], first: str) -> list[Any]:
    """Return measures to choose from, the one that is meant without a choice at the top."""
    return [(one.name, one.label) for one in sorted(measures, key=lambda one: one.name != first)]


def period_choices(default: Period, today: dt.date, named: str) -> list[Any]:
    """Return the periods to choose from, in groups; the one that was asked for is among them."""
    day = today - dt.timedelta(days=1)
    groups: list[Any] = [("", default.label)]
    offered = {default.name}
    for label, months, number in ((_("Quarters"), 3, 8), (_("Half years"), 6, 4), (_("Years"), 12, 4)):
        periods = list(_back(day, months, number))
        offered |= {period.name for period in periods}
        groups.append((label, [(period.name, period.label) for period in periods]))
    if named and named not in offered:
        try:
            groups.insert(1, (named, Period.parse(named).label))
        except PeriodError:
            groups.insert(1, (named, named))  # nothing typed is lost
    return groups


def _back(day: dt.date, months: int, number: int) -> Iterator[Period]:
    for _step in range(number):
        period = Period.containing(day, months)
        yield period
        day = period.first - dt.timedelta(days=1)


def _categories() -> list[tuple[str, str]]:
    found = Category.objects.order_by("theme__position", "position")
    return [(category.code, category.name) for category in found]
