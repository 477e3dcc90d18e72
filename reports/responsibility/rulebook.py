"""The rules of one date in memory: what decide.py reads instead of the database."""

import datetime as dt
import time
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.utils import timezone
from psycopg2 import sql

from accounts.models import AgencyKind
from accounts.models.agencies import Tier
from reports.models import Category, CategoryRule, Rule, RuleCase, RuleTarget, SpecialArea, StandingCopy
from reports.responsibility.decision import Text

# Where none of a category's own rules fits: «any other point on land», and the sea, which never is a regency's.
FALLBACK_RULES = (18, 6, 7)
RANK = {Tier.REGENCY.value: 0, Tier.PROVINCE.value: 1, Tier.CENTRAL.value: 2}

_REMEMBERED = 32
_TRACKED = ("Rule", "RuleCase", "RuleTarget", "CategoryRule", "SpecialArea", "StandingCopy")


@dataclass(frozen=True, slots=True)
class Target:
    """An agency that a case names: kind and level."""

    kind: str
    tier: str


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What conditions look at. `overlays` are (kind, function) of the overlays that hold the point."""

    category: str
    setting: str
    overlays: frozenset[tuple[str, str]]
    permit: str
    crossing: str


@dataclass(frozen=True, slots=True)
class Case:
    """A RuleCase: conditions (empty asks for nothing), targets by role in their order, and its sentences."""

    rule: int
    code: str
    categories: frozenset[str]
    settings: frozenset[str]
    overlay_kind: str
    overlay_functions: frozenset[str]
    permits: frozenset[str]
    crossings: frozenset[str]
    basis: str
    because: Text
    confirm: bool
    confirm_why: Text
    leads: tuple[Target, ...]
    joint: tuple[Target, ...]
    copies: tuple[Target, ...]

    def fits(self, c: Circumstances) -> bool:
        """Say whether all conditions hold."""
        return (
            (not self.categories or c.category in self.categories)
            and (not self.settings or c.setting in self.settings)
            and (not self.permits or c.permit in self.permits)
            and (not self.crossings or c.crossing in self.crossings)
            and (not self.overlay_kind or any(self.lies_in(kind, function) for kind, function in c.overlays))
        )

    def lies_in(self, kind: str, function: str) -> bool:
        """Say whether an overlay is one that this case asks for."""
        return kind == self.overlay_kind and (not self.overlay_functions or function in self.overlay_functions)

    @property
    def tier(self) -> str:
        """The level of the first agency named."""
        return self.leads[0].tier


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A Rule with its cases of the date, by priority; those that name nobody to lead are left out."""

    number: int
    kind: str
    title: Text
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Special:
    """A SpecialArea."""

    code: str
    area_codes: frozenset[str]
    overlay_kind: str
    from_tiers: frozenset[str]
    to_tier: str
    to_kind: str
    basis: str
    because: Text


@dataclass(frozen=True, slots=True)
class Standing:
    """A StandingCopy."""

    code: str
    settings: frozenset[str]
    overlay_kind: str
    target: Target
    because: Text


@dataclass(frozen=True, slots=True)
class Plan:
    """What the rules say to circumstances, before anybody asked which agencies exist.

    `case` is None where no rule fits. `lifts` are cases of LIFT rules that fit, in order; they count where the agency
    found first is of a lower level.
    """

    case: Case | None
    lifts: tuple[Case, ...]
    emergency: bool


@dataclass(frozen=True)
class Rulebook:
    """All rules of one date. Immutable; `plan` remembers what it worked out.

    `by_category` lists the rules of every category in their order, `active` are the categories that may be chosen.
    """

    on: dt.date
    rules: dict[int, RuleRow]
    by_category: dict[str, tuple[int, ...]]
    active: frozenset[str] = frozenset()
    specials: tuple[Special, ...] = ()
    standing: tuple[Standing, ...] = ()
    kind_names: dict[str, Text] = field(default_factory=dict)
    _plans: dict[Circumstances, Plan] = field(default_factory=dict, compare=False, repr=False)

    def rules_of(self, category: str) -> tuple[int, ...]:
        """Return the rules that a category goes through, the fallbacks that it does not list itself at the end."""
        own = self.by_category.get(category, ())
        return own + tuple(number for number in FALLBACK_RULES if number not in own and number in self.rules)

    def plan(self, circumstances: Circumstances) -> Plan:
        """Return what the rules say; remembered, for circumstances are few and questions many."""
        plan = self._plans.get(circumstances)
        if plan is None:
            plan = self._plans[circumstances] = self._plan(circumstances)
        return plan

    def _plan(self, circumstances: Circumstances) -> Plan:
        numbers = self.rules_of(circumstances.category)
        rows = [self.rules[number] for number in numbers if number in self.rules]
        assigning = (first_fit(row.cases, circumstances) for row in rows if row.kind == Rule.Kind.ASSIGN)
        lifting = [row for row in self.rules.values() if row.kind == Rule.Kind.LIFT]
        lifts = (first_fit(row.cases, circumstances) for row in lifting)
        return Plan(
            case=next((case for case in assigning if case), None),
            lifts=tuple(case for case in lifts if case),
            emergency=any(row.kind == Rule.Kind.EMERGENCY for row in rows),
        )

    @classmethod
    def load(cls, on: dt.date | None = None) -> "Rulebook":
        """Read the rules that hold on a date (today when None) from the database."""
        on = on or timezone.localdate()
        return cls(
            on=on,
            rules=_read_rules(on),
            by_category=_read_categories(),
            active=frozenset(Category.objects.active().values_list("code", flat=True)),
            specials=tuple(_special(row) for row in SpecialArea.objects.in_force(on)),
            standing=tuple(_standing(row) for row in StandingCopy.objects.in_force(on)),
            kind_names={kind.code: Text(kind.name_id, kind.name_en) for kind in AgencyKind.objects.all()},
        )

    @classmethod
    def of(cls, on: dt.date | None = None) -> "Rulebook":
        """Return the rules of a date, from memory where no rule was changed since.

        Another process's change is seen after settings.EDITION_CHECK_SECONDS.
        """
        return _shelf.of(on)


def first_fit(cases: Iterable[Case], circumstances: Circumstances) -> Case | None:
    """Return the first case whose conditions all hold."""
    return next((case for case in cases if case.fits(circumstances)), None)


class _Shelf:
    """Rulebooks of a process; emptied when the tables' history has grown or shrunk.

    Days between which nothing begins or ends share a book: a list of reports asks for the rules of many days.
    """

    def __init__(self) -> None:
        self._books: dict[int, Rulebook] = {}
        self._turns: list[dt.date] = []
        self._version: tuple[Any, ...] = ()
        self._checked = float("-inf")

    def of(self, on: dt.date | None) -> Rulebook:
        on = on or timezone.localdate()
        if time.monotonic() - self._checked >= settings.EDITION_CHECK_SECONDS:
            version = _version()
            if version != self._version or len(self._books) >= _REMEMBERED:
                self._books, self._turns, self._version = {}, _turns(), version
            self._checked = time.monotonic()
        period = bisect_right(self._turns, on)
        book = self._books.get(period)
        if book is None:
            book = self._books.setdefault(period, Rulebook.load(on))
        return book if book.on == on else replace(book, on=on)


_shelf = _Shelf()


def _turns() -> list[dt.date]:
    """Return the days on which something of the rules begins to hold, or no longer does, in their order."""
    models = (RuleCase, SpecialArea, StandingCopy)
    days = {day for model in models for row in model.objects.values_list("valid_from", "valid_to") for day in row}
    return sorted(day for day in days if day is not None)


def _version() -> tuple[Any, ...]:
    """Return what differs whenever a rule, a category or a kind's name differs, in a query of a few milliseconds.

    The database writes an event for every change. Events are counted as well as numbered, for one with a lower number
    may be committed after one with a higher.
    """
    tables = (apps.get_model("reports", f"{name}Event")._meta.db_table for name in _TRACKED)
    events = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT max(pgh_id) AS last, count(*) FROM {}").format(sql.Identifier(table)) for table in tables
    )
    kinds = "SELECT md5(string_agg(concat_ws('|', code, name_id, name_en), ',' ORDER BY code)) FROM accounts_agencykind"
    categories = (
        "SELECT md5(string_agg(concat_ws('|', code, active), ',' ORDER BY position, code)) FROM reports_category"
    )
    query = sql.SQL("SELECT current_database(), ({}), ({}), array_agg(ARRAY[e.last, e.count]) FROM ({}) e")
    with connection.cursor() as cursor:
        # As text: pghistory, which looks into what a request executes, knows nothing else.
        cursor.execute(query.format(sql.SQL(kinds), sql.SQL(categories), events).as_string(cursor.cursor))
        return cursor.fetchone()


def _read_rules(on: dt.date) -> dict[int, RuleRow]:
    targets: dict[int, list[RuleTarget]] = defaultdict(list)
    for target in RuleTarget.objects.order_by("position", "pk"):
        targets[target.case_id].append(target)
    cases: dict[int, list[Case]] = defaultdict(list)
    for row in RuleCase.objects.in_force(on).order_by("rule", "priority", "code"):
        case = _case(row, targets[row.pk])
        if case.leads:
            cases[row.rule_id].append(case)
    return {
        rule.number: RuleRow(rule.number, rule.kind, Text(rule.title_id, rule.title_en), tuple(cases[rule.number]))
        for rule in Rule.objects.order_by("number")
    }


def _read_categories() -> dict[str, tuple[int, ...]]:
    rows = CategoryRule.objects.order_by("category__position", "position", "pk").values_list("category_id", "rule_id")
    found: dict[str, list[int]] = {code: [] for code in Category.objects.values_list("code", flat=True)}
    for category, rule in rows:
        found[category].append(rule)
    return {category: tuple(rules) for category, rules in found.items()}


def _case(row: RuleCase, targets: list[RuleTarget]) -> Case:
    def named(role: str) -> tuple[Target, ...]:
        # A level that does not exist can only come past the forms; whoever it means, nobody can be found there.
        return tuple(Target(row.kind_id, row.tier) for row in targets if row.role == role and row.tier in RANK)

    return Case(
        rule=row.rule_id,
        code=row.code,
        categories=frozenset(row.categories),
        settings=frozenset(row.settings),
        overlay_kind=row.overlay_kind,
        overlay_functions=frozenset(row.overlay_functions),
        permits=frozenset(row.permit_issuers),
        crossings=frozenset(row.crossings),
        basis=row.basis,
        because=Text(row.because_id, row.because_en),
        confirm=row.confirm,
        confirm_why=Text(row.confirm_id, row.confirm_en),
        leads=named(RuleTarget.Role.LEAD),
        joint=named(RuleTarget.Role.JOINT),
        copies=named(RuleTarget.Role.COPY),
    )


def _special(row: SpecialArea) -> Special:
    return Special(
        code=row.code,
        area_codes=frozenset(row.area_codes),
        overlay_kind=row.overlay_kind,
        from_tiers=frozenset(row.from_tiers),
        to_tier=row.to_tier,
        to_kind=row.to_kind_id or "",
        basis=row.basis,
        because=Text(row.because_id, row.because_en),
    )


def _standing(row: StandingCopy) -> Standing:
    return Standing(
        code=row.code,
        settings=frozenset(row.settings),
        overlay_kind=row.overlay_kind,
        target=Target(row.kind_id, row.tier),
        because=Text(row.because_id, row.because_en),
    )
