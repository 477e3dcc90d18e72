"""What the layers show: one selection, read from the address, the same for tiles, pages, downloads and pictures."""

import datetime as dt
import re
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from boundaries.models import Area, Edition
from boundaries.models.areas import AreaQuerySet
from maps.filters import ScopeForm, areas_of
from maps.models import Grain
from reports.models import Category, Report, State
from reports.models.categories import Urgency
from reports.querysets import FINISHED_STATES, OPEN_STATES, ReportQuerySet

MOST_MONTHS = 60
OPEN, FINISHED = "open", "finished"
_MONTH = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])", re.ASCII)


class SelectionError(ValueError):
    """The selection makes no sense; `errors` holds the messages by the parameter where each was made."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__("; ".join(f"{name}: {' '.join(messages)}" for name, messages in errors.items()))
        self.errors = errors


def month_of(day: dt.date) -> int:
    """Count months since the year 0: what bins call `month`."""
    return day.year * 12 + day.month - 1


def first_day(month: int) -> dt.date:
    """Return the first day of a month that was counted by `month_of`."""
    return dt.date(month // 12, month % 12 + 1, 1)


class MonthInput(forms.DateInput):
    """The browser's own picker of months; where it has none, a field for "2026-01"."""

    input_type = "month"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m", attrs={"placeholder": "2026-01", "autocomplete": "off"})


class MonthField(forms.Field):
    """A month as "2026-01", cleaned to its first day."""

    widget = MonthInput

    def to_python(self, value: Any) -> dt.date | None:
        """Return the month's first day, or None."""
        if value in self.empty_values:
            return None
        if not _MONTH.fullmatch(str(value)):
            raise forms.ValidationError(_("Write the month as year and month: 2026-01."))
        return dt.date.fromisoformat(f"{value}-01")


class SelectionForm(ScopeForm):
    """What the layers show: a scope, months, state, urgency, and the edition by whose areas it is counted."""

    since = MonthField(label=_("From month"), required=False)
    until = MonthField(label=_("To month"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    urgency = forms.ChoiceField(label=_("Urgency of the category"), required=False)
    edition = forms.ChoiceField(label=_("Boundaries"), required=False)

    def __init__(self, data: QueryDict) -> None:
        self.editions = {edition.name: edition for edition in Edition.objects.active().defer("note", "findings")}
        self.chosen_edition = self.editions.get(data.get("edition", "")) or Edition.objects.in_force().first()
        super().__init__(data)
        states = [(state.value, str(state.label).capitalize()) for state in State if state != State.ARCHIVED]
        self.choose("state", [(OPEN, _("open")), (FINISHED, _("finished")), *states], _("all states"))
        self.choose("urgency", Urgency.choices, _("all urgencies"))
        self.choose("edition", [(name, name) for name in self.editions], _("in force"))

    def areas(self) -> AreaQuerySet:
        """Areas to choose from: those of the edition that is asked for."""
        return areas_of(self.chosen_edition)

    def clean(self) -> dict[str, Any]:
        """Reject months in the wrong order, and more of them than a map can tell apart."""
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", _("This month lies before the first one."))
        elif since and month_of(until or timezone.localdate()) - month_of(since) >= MOST_MONTHS:
            error = _("Choose at most %(n)s months, or none at all for everything.") % {"n": MOST_MONTHS}
            self.add_error("since", error)
        return cleaned


@dataclass(frozen=True, slots=True)
class Selection:
    """What to show. `since` and `until` are first days of months, both months included; "" and None are no limit.

    `edition` is the one by whose areas it is counted: the one asked for, else the one in force; None when no edition
    is. `named` says that it was asked for.

    `urgency` is that of the category, which everybody may look up. How urgent a single case was found stands on no
    public page: a filter by that would tell it, month by month, however its counts are rounded or withheld. `assessed`
    says that it is meant all the same, for those who may know it (maps.layers.audience).
    """

    theme: str = ""
    category: str = ""
    province: str = ""
    regency: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    state: str = ""
    urgency: str = ""
    edition: Edition | None = None
    named: bool = False
    assessed: bool = False

    @classmethod
    def parse(cls, data: QueryDict) -> "Selection":
        """Read a selection from an address; raise SelectionError where it makes no sense."""
        form = SelectionForm(data)
        if not form.is_valid():
            raise SelectionError({name: [str(e) for e in errors] for name, errors in form.errors.items()})
        return cls.of(form)

    @classmethod
    def of(cls, form: SelectionForm) -> "Selection":
        """Return the selection of a valid form."""
        values: dict[str, Any] = {name: form.cleaned_data.get(name) or "" for name in _WORDS}
        values |= {name: form.cleaned_data.get(name) for name in ("since", "until")}
        return cls(**values, edition=form.chosen_edition, named=bool(form.cleaned_data.get("edition")))

    def query(self) -> str:
        """Return it as a query, its parameters in one order: the same selection is the same address."""
        found = {name: getattr(self, name) for name in _WORDS}
        found |= {"since": self.since and f"{self.since:%Y-%m}", "until": self.until and f"{self.until:%Y-%m}"}
        found["edition"] = self.edition.name if self.named and self.edition else ""
        return urlencode({name: value for name, value in found.items() if value})

    @property
    def key(self) -> str:
        """What tells it from every other selection, also from the same one under another edition."""
        return f"{self.query()}|{self.edition and self.edition.pk}|{self.assessed}"

    @property
    def grain(self) -> Grain:
        """The coarsest counts that can answer it."""
        if self.state or (self.urgency and self.assessed):
            return Grain.FULL
        if self.theme or self.category or self.urgency:
            return Grain.CATEGORY
        return Grain.MONTH if self.since or self.until or self.area else Grain.TOTAL

    @property
    def area(self) -> str:
        """The code of the regency or province that it is about; "" for the whole country."""
        return self.regency or self.province

    @property
    def categories(self) -> list[str] | None:
        """Codes of the categories that it is about; None for all."""
        asked = {"code": self.category, "theme": self.theme, "urgency": "" if self.assessed else self.urgency}
        asked = {name: value for name, value in asked.items() if value}
        if len(asked) == 1 and self.category:
            return [self.category]
        return sorted(Category.objects.filter(**asked).values_list("code", flat=True)) if asked else None

    @property
    def states(self) -> tuple[str, ...] | None:
        """The states that it is about; None for all."""
        groups = {"": None, OPEN: OPEN_STATES, FINISHED: FINISHED_STATES}
        return groups.get(self.state, (self.state,))

    def where(self) -> tuple[str, list[Any]]:
        """Return the condition on a table of counts (maps.models.bins) at its grain, and the condition's values."""
        terms: list[str] = ["grain = %s"]
        values: list[Any] = [self.grain]
        if self.area:
            # A code's parts begin with it; "C" collation makes the range one of the index
            terms.append("area >= %s AND area < %s")
            values += [self.area, f"{self.area}/"]
        if self.since:
            terms.append("month >= %s")
            values.append(month_of(self.since))
        if self.until:
            terms.append("month <= %s")
            values.append(month_of(self.until))
        chosen = (
            ("category", self.categories),
            ("state", self.states),
            ("urgency", [self.urgency] if self.urgency and self.assessed else None),
        )
        for column, wanted in chosen:
            if wanted is not None:
                terms.append(f"{column} = ANY(%s)")
                values.append(list(wanted))
        return " AND ".join(terms), values

    def apply(self, reports: ReportQuerySet) -> ReportQuerySet:
        """Return the reports that it is about, counted one by one: what bins must be equal to."""
        if (categories := self.categories) is not None:
            reports = reports.filter(category__in=categories)
        if self.regency:
            reports = reports.filter(regency__in=Area.objects.regencies().filter(code=self.regency).values("pk"))
        elif self.province:
            reports = reports.filter(province__in=Area.objects.provinces().filter(code=self.province).values("pk"))
        if (states := self.states) is not None:
            reports = reports.filter(state__in=states)
        if self.urgency and self.assessed:
            reports = reports.filter(urgency=self.urgency)
        if self.since:
            reports = reports.filter(received_at__gte=_begin(month_of(self.since)))
        if self.until:
            reports = reports.filter(received_at__lt=_begin(month_of(self.until) + 1))
        return reports

    def reports(self, user: Any) -> ReportQuerySet:
        """Return the reports that it is about and of which a user may see something."""
        return self.apply(Report.objects.visible_to(user))


_WORDS = [field.name for field in fields(Selection) if field.type in {str, "str"}]


def _begin(month: int) -> dt.datetime:
    """The moment at which a month begins, in the site's time zone, whatever zone the page tells its times in."""
    day = dt.datetime.combine(first_day(month), dt.time.min)
    return timezone.make_aware(day, timezone.get_default_timezone())
