"""Load the rules of responsibility that the product brings along."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models, transaction

from reports.actions.categories import Loaded
from reports.models import (
    Category,
    CategoryRule,
    Deadline,
    EmergencyContact,
    Rule,
    RuleCase,
    RuleTarget,
    SpecialArea,
    StandingCopy,
)

Row = dict[str, Any]
# What rows of the fixtures leave out: no condition, no end.
_CASE: Row = {
    "valid_from": None, "valid_to": None, "categories": [], "settings": [], "overlay_kind": "",
    "overlay_functions": [], "permit_issuers": [], "crossings": [], "confirm": False, "confirm_id": "",
    "confirm_en": "",
}  # fmt: skip
_SPECIAL: Row = {"valid_from": None, "valid_to": None, "area_codes": [], "overlay_kind": "", "to_kind": None}
_STANDING: Row = {"valid_from": None, "valid_to": None, "settings": [], "overlay_kind": ""}
_DEADLINE: Row = {"valid_from": None, "valid_to": None, "urgency": "", "hours": None, "origin": "received"}


@transaction.atomic
def load_rules(*, overwrite: bool = False, folder: Path | None = None) -> Loaded:
    """Create the rules, special areas, standing copies, emergency numbers and deadlines that are missing.

    Rows that were edited stay as they are and rows that were deleted stay away, unless `overwrite` asks for the
    fixtures' values. Rows that the fixtures do not know are never touched. Needs categories and kinds of agencies.
    """
    loader = _Loader(Path(folder or settings.REFERENCE_DIR), overwrite)
    loader.rules()
    loader.category_rules()
    loader.simple("special_areas", SpecialArea, _SPECIAL)
    loader.simple("standing_copies", StandingCopy, _STANDING)
    loader.simple("deadlines", Deadline, _DEADLINE)
    loader.contacts()
    return Loaded(loader.done.count("created"), loader.done.count("overwritten"), tuple(loader.kept))


class _Loader:
    """Reads the fixtures and notes what became of each row."""

    def __init__(self, folder: Path, overwrite: bool) -> None:
        self.folder, self.overwrite = folder, overwrite
        self.done: list[str] = []
        self.kept: list[str] = []

    def rules(self) -> None:
        """Load rules, their cases and whom these name."""
        known = _ever_known(RuleCase, "code")
        for row in self._read("rules"):
            values = {name: value for name, value in row.items() if name not in {"number", "cases"}}
            self._store(Rule, {"number": row["number"]}, values, str(row["number"]), _ever_known(Rule, "number"))
            for priority, case in enumerate(row["cases"], start=1):
                if Rule.objects.filter(pk=row["number"]).exists():
                    self._case(row["number"], priority, case, known)

    def _case(self, rule: int, priority: int, row: Row, known: set[Any]) -> None:
        values = _CASE | {name: value for name, value in row.items() if name not in {"code", "targets"}}
        values |= {"rule_id": rule, "priority": priority}
        result = self._store(RuleCase, {"code": row["code"]}, values, row["code"], known)
        if result in {"created", "overwritten"}:
            case = RuleCase.objects.get(code=row["code"])
            case.targets.all().delete()
            RuleTarget.objects.bulk_create(_targets(case, row["targets"]))
        elif result == "same" and not _same_targets(row):
            self._targets_differ(row)

    def _targets_differ(self, row: Row) -> None:
        """Rewrite or keep the agencies of a case whose own columns are as in the fixtures."""
        self.done.pop()
        if not self.overwrite:
            self.done.append("kept")
            self.kept.append(row["code"])
            return
        case = RuleCase.objects.get(code=row["code"])
        case.targets.all().delete()
        RuleTarget.objects.bulk_create(_targets(case, row["targets"]))
        self.done.append("overwritten")

    def category_rules(self) -> None:
        """Load which rules each category goes through; a category with rules of its own keeps them."""
        known = _ever_known(CategoryRule, "category_id")
        existing = set(Category.objects.values_list("pk", flat=True))
        for category, numbers in self._read("category_rules").items():
            stored = list(CategoryRule.objects.filter(category=category).values_list("rule_id", flat=True))
            if category not in existing or stored == numbers:
                self.done.append("same")
            elif category in known and not self.overwrite:
                self.done.append("kept")
                self.kept.append(category)
            else:
                CategoryRule.objects.filter(category=category).delete()
                CategoryRule.objects.bulk_create(
                    CategoryRule(category_id=category, rule_id=number, position=position)
                    for position, number in enumerate(numbers, start=1)
                )
                self.done.append("overwritten" if category in known else "created")

    def simple(self, name: str, model: type[models.Model], defaults: Row) -> None:
        """Load rows of a file that have a code."""
        known = _ever_known(model, "code")
        foreign = {f.name for f in model._meta.fields if f.is_relation}
        for row in self._read(name):
            values = defaults | {column: value for column, value in row.items() if column != "code"}
            values = {f"{c}_id" if c in foreign else c: value for c, value in values.items()}
            self._store(model, {"code": row["code"]}, values, row["code"], known)

    def contacts(self) -> None:
        """Load the emergency numbers; where there are any, they are the administrators' own."""
        if EmergencyContact.objects.exists() and not self.overwrite:
            self.done.append("same")
            return
        for position, row in enumerate(self._read("emergency_contacts"), start=1):
            contact, created = EmergencyContact.objects.update_or_create(
                phone=row["phone"],
                name_id=row["name_id"],
                defaults={"name_en": row["name_en"], "position": position, "area_codes": []},
            )
            contact.categories.set(Category.objects.filter(pk__in=row["categories"]))
            self.done.append("created" if created else "overwritten")

    def _store(self, model: type[models.Model], key: Row, values: Row, label: str, known: set[Any]) -> str:
        """Create one row or, if asked, rewrite it; return and note what was done."""
        result = self._result(model, key, values, known)
        self.done.append(result)
        if result == "kept":
            self.kept.append(label)
        return result

    def _result(self, model: type[models.Model], key: Row, values: Row, known: set[Any]) -> str:
        values = {column: _as_stored(model, column, value) for column, value in values.items()}
        stored = model._default_manager.filter(**key).first()
        if stored is None:
            if known.intersection(key.values()) and not self.overwrite:
                return "kept"
            model._default_manager.create(**key, **values)
            return "created"
        if all(getattr(stored, name) == value for name, value in values.items()):
            return "same"
        if not self.overwrite:
            return "kept"
        for name, value in values.items():
            setattr(stored, name, value)
        stored.save()
        return "overwritten"

    def _read(self, name: str) -> Any:
        return json.loads((self.folder / f"{name}.json").read_text("utf-8"))


def _as_stored(model: type[models.Model], column: str, value: Any) -> Any:
    """Return a value as a row read from the database has it: dates are texts in the fixtures."""
    field = model._meta.get_field(column)
    return field.to_python(value) if isinstance(field, models.DateField) else value


def _targets(case: RuleCase, rows: Iterable[list[str]]) -> Iterator[RuleTarget]:
    for position, (role, kind, tier) in enumerate(rows, start=1):
        yield RuleTarget(case=case, position=position, role=role, kind_id=kind, tier=tier)


def _same_targets(row: Row) -> bool:
    stored = RuleTarget.objects.filter(case__code=row["code"]).order_by("position", "pk")
    return [list(values) for values in stored.values_list("role", "kind_id", "tier")] == row["targets"]


def _ever_known(model: type[models.Model], column: str) -> set[Any]:
    """Return the keys of all rows there ever were, deleted ones too: the history of a table keeps them."""
    events = apps.get_model("reports", f"{model.__name__}Event")
    return set(events._default_manager.values_list(column, flat=True))
