"""What became of the rules: every change as the database itself noted it, whoever made it, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.admin.history import Change as RowChange
from accounts.admin.history import FieldChange, user_id_of
from accounts.models import AgencyKind, User
from reports.models import Category
from reports.models.rules import (
    CategoryRule,
    Deadline,
    Rule,
    RuleCase,
    RuleTarget,
    SpecialArea,
    StandingCopy,
)

TRACKED: tuple[type[models.Model], ...] = (
    Rule, RuleCase, RuleTarget, CategoryRule, SpecialArea, StandingCopy, Deadline,
)  # fmt: skip
_NOT_SHOWN = {"id"}


@dataclass(frozen=True, slots=True)
class Change(RowChange):
    """One change of one row; `what` names the row."""

    what: str


def events_of(model: type[models.Model], **conditions: Any) -> models.QuerySet[Any]:
    """Return the events of a tracked model, oldest first; conditions are columns of the row as it was."""
    events = model.pgh_event_model.objects  # type: ignore[attr-defined]  # set by pghistory.track
    return events.filter(**conditions).select_related("pgh_context").order_by("pgh_id")


def rule_events(number: int) -> list[Any]:
    """Everything that happened to a rule, its cases and the agencies they name, also those no longer there."""
    cases = list(events_of(RuleCase, rule_id=number))
    targets = events_of(RuleTarget, case_id__in={event.id for event in cases})
    return [*events_of(Rule, number=number), *cases, *targets]


def case_events(pk: int) -> list[Any]:
    """Everything that happened to a case and the agencies it names."""
    return [*events_of(RuleCase, id=pk), *events_of(RuleTarget, case_id=pk)]


def read_changes(events: Iterable[Any]) -> list[Change]:
    """Turn events of any tracked models into changes, newest first; updates that changed nothing are left out."""
    names = _Names()
    before: dict[tuple[type, Any], Any] = {}
    changes = []
    for event in sorted(events, key=lambda event: (event.pgh_created_at, event.pgh_id)):
        model = event.pgh_tracked_model
        row = (model, event.pgh_obj_id)
        fields = tuple(_differences(model, before.get(row), event, names))
        before[row] = event
        if event.pgh_label == "update" and not fields:
            continue
        what = f"{capfirst(model._meta.verbose_name)} {names.row(event)}"
        changes.append(Change(event.pgh_created_at, names.actor(event), event.pgh_label, fields, what))
    return changes[::-1]


def _differences(model: type[models.Model], old: Any, event: Any, names: "_Names") -> Iterable[FieldChange]:
    if event.pgh_label == "delete":
        return
    for field in model._meta.concrete_fields:
        if field.name in _NOT_SHOWN:
            continue
        was = getattr(old, field.attname) if old is not None else None
        now = getattr(event, field.attname)
        if was != now and (was or now or isinstance(now, bool | int)):
            before = names.value(field, was) if old is not None else ""
            yield FieldChange(str(capfirst(field.verbose_name)), before, names.value(field, now))


class _Names:
    """Names of what events refer to by key, each looked up once."""

    def __init__(self) -> None:
        self._kinds = {kind.pk: kind.name for kind in AgencyKind.objects.all()}
        self._categories = {category.pk: str(category) for category in Category.objects.all()}
        self._rules = {rule.pk: str(rule) for rule in Rule.objects.all()}
        self._cases = {event.id: event.code for event in events_of(RuleCase)}
        self._users: dict[Any, str] = {}

    def row(self, event: Any) -> str:
        """How the row that an event is about is called."""
        for column, known in (("case_id", self._cases), ("category_id", self._categories)):
            if hasattr(event, column):
                return known.get(getattr(event, column), str(getattr(event, column)))
        return str(getattr(event, "code", None) or getattr(event, "number", event.pgh_obj_id))

    def value(self, field: "models.Field[Any, Any]", value: Any) -> str:
        """A column's value as people read it."""
        if value is None or value in ("", []):
            return "–"
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(field, ArrayField):
            labels = dict(field.base_field.flatchoices)
            return ", ".join(str(labels.get(part, part)) for part in value)
        if isinstance(field, models.ForeignKey):
            names: dict[Any, dict[Any, str]] = {
                AgencyKind: self._kinds, Category: self._categories, Rule: self._rules, RuleCase: self._cases
            }  # fmt: skip
            return names.get(field.related_model, {}).get(value, str(value))
        return str(dict(field.flatchoices).get(value, value))

    def actor(self, event: Any) -> str:
        """Who made a change, as far as it was noted."""
        user = user_id_of(event)
        if user and user not in self._users:
            known = User.objects.filter(pk=user).first()
            self._users[user] = f"{known.name} ({known.email})" if known else f"#{user}"
        return self._users.get(user, "")
