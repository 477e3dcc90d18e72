"""For every category, by place and permit: who must act, in the order in which the engine asks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product, zip_longest

from django.utils.translation import gettext as _

from reports.guide.words import (
    OVERLAYS,
    capital,
    condition_in_words,
    name_target,
    where_in_words,
)
from reports.models import Category, Crossing, PermitIssuer, PlaceSetting, Rule, Theme
from reports.responsibility.rulebook import Case, Circumstances, Rulebook

_SITUATIONS = tuple(product(PlaceSetting.values, PermitIssuer.values, Crossing.values))


@dataclass(frozen=True, slots=True)
class Line:
    """One answer for a category: where and when it holds, who leads, who stands in or acts along, by which law.

    `otherwise`: a line before it answers for part of the same place.
    """

    where: str
    condition: str
    otherwise: bool
    who: str
    instead: tuple[str, ...]
    joint: tuple[str, ...]
    basis: str
    rule: int
    confirm: bool


@dataclass(frozen=True, slots=True)
class CategoryGuide:
    """A category and its answers; `who` mostly acts, and `unless` names the grounds on which it may be another."""

    category: Category
    lines: tuple[Line, ...]
    who: str
    unless: tuple[str, ...]
    emergency: bool

    @property
    def found_by(self) -> str:
        """What a search compares: names, hints and everyday words in both languages, in small letters."""
        category = self.category
        parts = [category.name_id, category.name_en, category.hint_id, category.hint_en, *category.words]
        return " ".join(parts).casefold()

    def rank(self, asked: list[str]) -> int:
        """Where it stands among what words found: first whose very name has them, all in their order without words."""
        names = f"{self.category.name_id} {self.category.name_en}".casefold()
        return 0 if all(word in names for word in asked) else 1

    @property
    def bases(self) -> dict[int, str]:
        """The legal bases by the numbers of their rules, in the order of the lines."""
        found: dict[int, dict[str, None]] = {}
        for line in self.lines:
            found.setdefault(line.rule, {}).update(dict.fromkeys(line.basis.split("; ")))
        return {rule: "; ".join(bases) for rule, bases in found.items()}


@dataclass(frozen=True, slots=True)
class ThemeGuide:
    """A theme with those of its categories that were asked for."""

    theme: Theme
    categories: tuple[CategoryGuide, ...]


@dataclass(frozen=True, slots=True)
class _Reached:
    """A case that can decide, and the settings that no case before it has taken."""

    case: Case
    settings: frozenset[str]

    @property
    def plain(self) -> bool:
        """Whether it depends on nothing but the setting, so that nothing behind it is reached there."""
        return not (self.case.overlay_kind or self.case.permits or self.case.crossings)


def guide(book: Rulebook, words: str = "") -> list[ThemeGuide]:
    """Return the themes with their categories and who must act.

    Parameters
    ----------
    book
        The rules to explain.
    words
        Everyday words; only categories that all of them find are returned, those first that bear them in their name.
    """
    asked = words.casefold().split()
    groups: dict[Theme, list[CategoryGuide]] = {}
    categories = Category.objects.active().select_related("theme").order_by("theme__position", "position")
    for category in categories:
        found = _explain(book, category)
        if all(word in found.found_by for word in asked):
            groups.setdefault(category.theme, []).append(found)
    themes = [
        ThemeGuide(theme, tuple(sorted(found, key=lambda one: one.rank(asked)))) for theme, found in groups.items()
    ]
    return sorted(themes, key=lambda theme: min(found.rank(asked) for found in theme.categories))


def _explain(book: Rulebook, category: Category) -> CategoryGuide:
    numbers = [number for number in book.rules_of(category.pk) if number in book.rules]
    reached = list(_reachable(book, category.pk, numbers))
    mostly = _mostly(book, category.pk, reached)
    others = [item.case for item in reached if item.case is not mostly and item.case.leads[:1] != mostly.leads[:1]]
    grounds = (str(OVERLAYS[case.overlay_kind]) for case in others if case.overlay_kind in OVERLAYS)
    by_permit = any(case.permits and not case.overlay_kind for case in others)
    return CategoryGuide(
        category,
        tuple(_lines(book, _told(reached))),
        who=name_target(book, mostly.leads[0]),
        unless=(*dict.fromkeys(grounds), *([_("under some permits")] if by_permit else [])),
        emergency=any(book.rules[number].kind == Rule.Kind.EMERGENCY for number in numbers),
    )


def _mostly(book: Rulebook, category: str, reached: list[_Reached]) -> Case:
    """Return the case for the ordinary: land without any overlay, of a rule that the category itself lists."""
    own = set(book.by_category.get(category, ()))
    land = Circumstances(category, PlaceSetting.LAND, frozenset(), PermitIssuer.UNKNOWN, Crossing.NONE)
    case = book.plan(land).case
    if case is not None and case.rule in own:
        return case
    listed = [item.case for item in reached if item.case.rule in own]
    return next((case for case in listed if not case.overlay_kind), listed[0] if listed else reached[0].case)


def _reachable(book: Rulebook, category: str, numbers: Iterable[int]) -> Iterator[_Reached]:
    """Yield the cases that can still decide, in the order in which they are tried."""
    cases = [
        case
        for number in numbers
        if book.rules[number].kind == Rule.Kind.ASSIGN
        for case in book.rules[number].cases
        if not case.categories or category in case.categories
    ]
    left = {ground: set(_SITUATIONS) for ground in _grounds(cases)}
    for case in cases:
        decided = set()
        for ground, open_still in left.items():
            if not case.overlay_kind or (ground and case.lies_in(*ground)):
                decided |= {situation for situation in open_still if _fits(case, *situation)}
                open_still.difference_update(decided)
        if decided:
            yield _Reached(case, frozenset(setting for setting, _permit, _crossing in decided))


def _grounds(cases: Iterable[Case]) -> list[tuple[str, str] | None]:
    """Return the kinds of ground that cases tell apart: ordinary ground (None), overlays by kind and function."""
    found: dict[tuple[str, str] | None, None] = {None: None}
    for case in cases:
        if case.overlay_kind:
            found |= dict.fromkeys((case.overlay_kind, function) for function in ("", *case.overlay_functions))
    return list(found)


def _fits(case: Case, setting: str, permit: str, crossing: str) -> bool:
    return (
        (not case.settings or setting in case.settings)
        and (not case.permits or permit in case.permits)
        and (not case.crossings or crossing in case.crossings)
    )


def _told(reached: list[_Reached]) -> Iterator[_Reached]:
    """Leave out what only singles out a part of the next case's ground and names the same agencies."""
    for item, following in zip_longest(reached, reached[1:]):
        case = item.case
        if following is None or not case.overlay_functions or following.case.overlay_functions:
            yield item
            continue
        other = following.case
        same_ground = (case.overlay_kind, case.permits, case.crossings, item.settings) == (
            other.overlay_kind, other.permits, other.crossings, following.settings
        )  # fmt: skip
        if not (same_ground and (case.leads, case.joint) == (other.leads, other.joint)):
            yield item


def _lines(book: Rulebook, reached: Iterable[_Reached]) -> Iterator[Line]:
    before: list[_Reached] = []
    for item in reached:
        case = item.case
        leads = [name_target(book, target) for target in case.leads]
        yield Line(
            where=capital(where_in_words(item.settings, case.overlay_kind, case.overlay_functions)),
            condition=condition_in_words(case.permits, case.crossings),
            otherwise=any(_narrower(earlier, item) for earlier in before),
            who=leads[0],
            instead=tuple(leads[1:]),
            joint=tuple(name_target(book, target) for target in case.joint),
            basis=case.basis,
            rule=case.rule,
            confirm=case.confirm,
        )
        before.append(item)


def _narrower(earlier: _Reached, item: _Reached) -> bool:
    """Say whether an earlier case takes part of what this one seems to speak of."""
    if earlier.plain or not earlier.settings & item.settings:
        return False
    if not item.case.overlay_kind:
        return item.plain
    same = earlier.case.overlay_kind == item.case.overlay_kind
    return same and not item.case.overlay_functions and not (item.case.permits or item.case.crossings)
