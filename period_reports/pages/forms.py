"""Forms of period reports: which one, and what is written for it. What cannot be is said at its field."""

import datetime as dt
import uuid
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.standing import standing_of
from boundaries.models import Area, Edition
from monitoring.periods import Period, PeriodError
from monitoring.plans.figures import periods_to_begin_from
from period_reports.actions.drafts import LONGEST_TEXT, Written
from period_reports.contents.told import OFFERED, label_of, tellable
from period_reports.models import Draft
from period_reports.orders import Order, OrderError, order
from period_reports.policies import may_build
from period_reports.seats import seats_of
from reports.desk.case.forms.base import TextField
from reports.desk.filters import DateInput

PUBLIC, INTERNAL = "umum", "internal"
_AUDIENCES: Final = (
    (PUBLIC, _("For everybody: figures of cases that anybody may open; it may be published")),
    (INTERNAL, _("Internal, for signature: figures of all cases; it is never published")),
)


class AskForm(forms.Form):
    """Which report."""

    area = forms.CharField(label=_("Province, regency or city"), max_length=5, widget=forms.Select)
    period = forms.CharField(label=_("Period"), max_length=20, widget=forms.Select)
    audience = forms.ChoiceField(label=_("For whom?"), choices=_AUDIENCES, widget=forms.RadioSelect, initial=PUBLIC)
    on = forms.DateField(
        label=_("As of the end of"),
        required=False,
        widget=DateInput(),
        help_text=_("Later deeds do not count. Left open: the last day of the period."),
    )
    edition = forms.ChoiceField(label=_("Boundaries"), required=False)

    def __init__(self, user: Any, data: QueryDict | None = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, label_suffix="", use_required_attribute=False)
        self.user = user
        self.order: Order | None = None
        given = data or initial or {}
        self.fields["area"].widget.choices = _areas(user, given.get("area", ""))
        self.fields["period"].widget.choices = _periods(given.get("period", ""))
        names = Edition.objects.active().order_by("-valid_from").values_list("name", flat=True)
        field: Any = self.fields["edition"]
        field.choices = [("", _("in force today")), *((name, name) for name in names)]

    def clean(self) -> dict[str, Any]:
        """Put the order together, and ask whether the user may have it."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        public = cleaned["audience"] == PUBLIC
        try:
            wanted = order(cleaned["area"], cleaned["period"], cleaned["on"], cleaned["edition"], public=public)
        except OrderError as error:
            for name, message in error.errors.items():
                self.add_error(name, message)
            return cleaned
        if may_build(self.user, wanted.area, public=public, edition=wanted.edition):
            self.order = wanted
        elif may_build(self.user, wanted.area, public=True, edition=wanted.edition):
            self.add_error("audience", _("The internal report is for the monitor of the province."))
        else:
            self.add_error("area", _("Reports of this area are for others to have built."))
        return cleaned

    def query(self) -> str:
        """Return what was asked for as a query, for the address of the next page."""
        query = QueryDict(mutable=True)
        for name in self.fields:
            value = self.cleaned_data[name]
            if value:
                query[name] = value.isoformat() if isinstance(value, dt.date) else value
        return query.urlencode()


class WriteForm(forms.Form):
    """What is written for a report. Every field may stay empty: the report says so."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)
    constraints = TextField(
        label=_("Constraints"), rows=6, max_length=LONGEST_TEXT, required=False,
        help_text=_("What stood in the way. No names of persons. An empty line begins a paragraph."),
    )  # fmt: skip
    use_in_policy = TextField(
        label=_("Use in policy"), rows=6, max_length=LONGEST_TEXT, required=False,
        help_text=_("Which decisions go back to these complaints, or should."),
    )  # fmt: skip
    cases = forms.MultipleChoiceField(
        label=_("Cases to tell"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Closed cases that everybody may read; told as on their pages, without names. At most twelve."),
    )  # fmt: skip
    signer_title = forms.CharField(label=_("Office of who signs"), max_length=150, required=False)
    signer_name = forms.CharField(label=_("Name of who signs"), max_length=120, required=False)
    signer_nip = forms.CharField(label="NIP", max_length=30, required=False)
    signed_in = forms.CharField(label=_("Place of signature"), max_length=80, required=False)
    signed_on = forms.DateField(label=_("Date of signature"), required=False, widget=DateInput())

    def __init__(self, wanted: Order, draft: Draft, data: QueryDict | None = None, initial: Any = None) -> None:
        start = {name: getattr(draft, name) for name in self.base_fields if name not in ("key",)}
        super().__init__(
            data,
            initial={**start, "key": uuid.uuid4(), **(initial or {}), "version": draft.version},
            label_suffix="",
            use_required_attribute=False,
        )
        found = {one.number: label_of(one) for one in tellable(wanted)[:OFFERED]}
        kept = tellable(wanted).filter(number__in=[number for number in draft.cases if number not in found])
        found |= {one.number: label_of(one) for one in kept}
        field: Any = self.fields["cases"]
        field.choices = list(found.items())

    def written(self) -> Written:
        """Return what was typed. Only of a form that is sound."""
        return Written(**{name: value for name, value in self.cleaned_data.items() if name not in ("version", "key")})


def _areas(user: Any, named: str) -> list[Any]:
    """Return the areas whose reports a user may have, regencies below their province."""
    standing = standing_of(user)
    in_force = Edition.objects.in_force().first()
    rows = Area.objects.filter(edition=in_force, level__in=("province", "regency"))
    codes = list(rows.order_by("code").values_list("code", "name"))
    if not standing.national:
        seats = seats_of(standing)
        codes = [(code, name) for code, name in codes if code[:2] in standing.provinces or code in seats]
    choices = [(code, f"{name} ({code})") for code, name in codes]
    if named and named not in dict(choices):
        choices.append((named, named))  # nothing typed is lost
    return choices


def _periods(named: str) -> list[tuple[str, str]]:
    """Return the periods that are over, those of a half year first."""
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    offered = sorted(periods_to_begin_from(today), key=lambda one: ("-S" not in one.name, "-Q" not in one.name))
    choices = [(one.name, one.label) for one in offered]
    if named and named not in dict(choices):
        try:
            choices.append((named, Period.parse(named).label))
        except PeriodError:
            choices.append((named, named))
    return choices
