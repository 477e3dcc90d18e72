"""Load the rules of responsibility that the product brings along."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models, transaction

from reports.actions.reference import Fate, Loaded, Row, put, read
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
    loader = _Loader(folder, overwrite)
    loader.rules()
    loader.category_rules()
    loader.simple("special_areas", SpecialArea, _SPECIAL)
    loader.simple("standing_copies", StandingCopy, _STANDING)
    loader.simple("deadlines", Deadline, _DEADLINE)
    loader.contacts()
    return Loaded.of(loader.fates)


class _Loader:
    """Reads the fixtures and notes what became of each row."""

    def __init__(self, folder: Path | None, overwrite: bool) -> None:
        self.folder, self.overwrite = folder, overwrite
        self.fates: list[tuple[str, Fate]] = []

    def rules(self) -> None:
        """Load rules, their cases and whom these name."""
        known = _ever_known(RuleCase, "code")
        for row in read("rules", self.folder):
            values = {name: value for name, value in row.items() if name not in {"number", "cases"}}
            self._put(Rule, {"number": row["number"]}, values, _ever_known(Rule, "number"))
            for priority, case in enumerate(row["cases"], start=1):
                if Rule.objects.filter(pk=row["number"]).exists():
                    self._case(row["number"], priority, case, known)

    def _case(self, rule: int, priority: int, row: Row, known: set[Any]) -> None:
        values = _CASE | {name: value for name, value in row.items() if name not in {"code", "targets"}}
        values |= {"rule_id": rule, "priority": priority}
        fate = self._put(RuleCase, {"code": row["code"]}, values, known)
        if fate == Fate.SAME and not _same_targets(row):
            fate = Fate.OVERWRITTEN if self.overwrite else Fate.KEPT
            self.fates[-1] = (row["code"], fate)
        if fate in (Fate.CREATED, Fate.OVERWRITTEN):
            case = RuleCase.objects.get(code=row["code"])
            case.targets.all().delete()
            RuleTarget.objects.bulk_create(_targets(case, row["targets"]))

    def category_rules(self) -> None:
        """Load which rules each category goes through; a category with rules of its own keeps them."""
        known = _ever_known(CategoryRule, "category_id")
        existing = set(Category.objects.values_list("pk", flat=True))
        for category, numbers in read("category_rules", self.folder).items():
            stored = list(CategoryRule.objects.filter(category=category).values_list("rule_id", flat=True))
            fate = Fate.OVERWRITTEN if category in known else Fate.CREATED
            if category not in existing or stored == numbers:
                fate = Fate.SAME
            elif category in known and not self.overwrite:
                fate = Fate.KEPT
            else:
                CategoryRule.objects.filter(category=category).delete()
                CategoryRule.objects.bulk_create(
                    CategoryRule(category_id=category, rule_id=number, position=position)
                    for position, number in enumerate(numbers, start=1)
                )
            self.fates.append((category, fate))

    def simple(self, name: str, model: type[models.Model], defaults: Row) -> None:
        """Load rows of a file that have a code."""
        known = _ever_known(model, "code")
        foreign = {f.name for f in model._meta.fields if f.is_relation}
        for row in read(name, self.folder):
            values = defaults | {column: value for column, value in row.items() if column != "code"}
            values = {f"{c}_id" if c in foreign else c: value for c, value in values.items()}
            self._put(model, {"code": row["code"]}, values, known)

    def contacts(self) -> None:
        """Load the emergency numbers; where there are any, they are the administrators' own."""
        if EmergencyContact.objects.exists() and not self.overwrite:
            return
        for position, row in enumerate(read("emergency_contacts", self.folder), start=1):
            contact, created = EmergencyContact.objects.update_or_create(
                phone=row["phone"],
                name_id=row["name_id"],
                defaults={"name_en": row["name_en"], "position": position, "area_codes": []},
            )
            contact.categories.set(Category.objects.filter(pk__in=row["categories"]))
            self.fates.append((row["phone"], Fate.CREATED if created else Fate.OVERWRITTEN))

    def _put(self, model: type[models.Model], key: Row, values: Row, known: set[Any]) -> Fate:
        """Put one row in and note under its key what became of it."""
        (name,) = key.values()
        fate = put(model, key, values, overwrite=self.overwrite, given=name in known)
        self.fates.append((str(name), fate))
        return fate


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
