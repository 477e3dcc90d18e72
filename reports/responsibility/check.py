"""Whether a set of rules answers everything: what is refused in the administration and told by check_rules."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, product

from accounts.models.agencies import Tier
from boundaries.models import Overlay
from reports.models import Crossing, PermitIssuer, PlaceSetting, Rule, RuleCase, SpecialArea, StandingCopy
from reports.responsibility.decision import Text
from reports.responsibility.rulebook import RANK, Case, Circumstances, Rulebook, Special, first_fit
from reports.responsibility.wording import SETTINGS

_SEA = (PlaceSetting.SEA_12NM, PlaceSetting.SEA_BEYOND)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a set of rules, and where: `category` and `setting` are "" where it is neither's own."""

    category: str
    setting: str
    reason: Text

    def __str__(self) -> str:
        """Return it as a line in the language of the page."""
        place = str(SETTINGS[PlaceSetting(self.setting)]) if self.setting else ""
        where = ", ".join(part for part in (self.category, place) if part)
        return f"{where}: {self.reason}" if where else str(self.reason)


def problems(rulebook: Rulebook | None = None) -> list[Problem]:
    """Return what makes a set of rules unfit for use, empty where it is fit.

    Parameters
    ----------
    rulebook
        The rules of a date; those stored for today when None, read afresh, so that a change in an open transaction is
        judged as well.

    Holes: an active category that in some setting, with some permit, crossing and overlay gets no answer but the last
    resort. The sea: a case that would give it to a regency (UU 23/2014 ps. 27). Circles: special areas that hand a task
    to and fro or to itself; rules that lift to where nothing can be lifted to.
    """
    rulebook = rulebook or Rulebook.load()
    found = [*_holes(rulebook), *_special_circles(rulebook.specials), *_useless_lifts(rulebook)]
    return list(dict.fromkeys(found))


def unreached(rulebook: Rulebook | None = None) -> list[Case]:
    """Return cases that no circumstances lead to, because cases before them take everything: worth a look, no error."""
    rulebook = rulebook or Rulebook.load()
    reached = {case.code for _asked, case in _answers(rulebook) if case}
    listed = {number for category in rulebook.active for number in rulebook.rules_of(category)}
    rows = [row for row in rulebook.rules.values() if row.kind == Rule.Kind.ASSIGN and row.number in listed]
    return [case for row in rows for case in row.cases if case.code not in reached]


def every_circumstance(rulebook: Rulebook) -> Iterator[Circumstances]:
    """Give all that can come together, one overlay at a time: conditions never ask for the absence of one."""
    rest = _rest(rulebook)
    for category, setting in product(sorted(rulebook.active), PlaceSetting.values):
        for overlays, permit, crossing in rest:
            yield Circumstances(category, setting, overlays, permit, crossing)


def _answers(rulebook: Rulebook) -> Iterator[tuple[Circumstances, Case | None]]:
    """Give every circumstance with its case: as `Rulebook.plan`, but category and setting are asked once for all."""
    cases: list[Case] = []
    last: tuple[str, str] | None = None
    for asked in every_circumstance(rulebook):
        if last != (asked.category, asked.setting):
            last = asked.category, asked.setting
            cases = list(_cases_in(rulebook, *last))
        yield asked, first_fit(cases, asked)


def _cases_in(rulebook: Rulebook, category: str, setting: str) -> Iterator[Case]:
    """Give the cases, in order, that a category and setting can lead to."""
    for number in rulebook.rules_of(category):
        row = rulebook.rules.get(number)
        for case in row.cases if row and row.kind == Rule.Kind.ASSIGN else ():
            if (not case.categories or category in case.categories) and (not case.settings or setting in case.settings):
                yield case


def _rest(rulebook: Rulebook) -> list[tuple[frozenset[tuple[str, str]], str, str]]:
    """Return the combinations of ground, permit and crossing."""
    ground = [frozenset[tuple[str, str]](), *(frozenset({overlay}) for overlay in sorted(_overlays(rulebook)))]
    return list(product(ground, PermitIssuer.values, Crossing.values))


def days_of_change() -> list[dt.date]:
    """Return the days, in order, on which rules begin or end to hold, and the day before the first of them."""
    days: set[dt.date | None] = set()
    for model in (RuleCase, SpecialArea, StandingCopy):
        for pair in model.objects.values_list("valid_from", "valid_to"):
            days.update(pair)
    changes = sorted(day for day in days if day)
    return [changes[0] - dt.timedelta(days=1), *changes] if changes else []


def _overlays(rulebook: Rulebook) -> Iterable[tuple[str, str]]:
    """Return every kind of overlay without a function, and with each that a case names: the others are like without."""
    known = {(kind, "") for kind in Overlay.Kind.values}
    for row in rulebook.rules.values():
        known |= {(case.overlay_kind, function) for case in row.cases for function in case.overlay_functions}
    return {overlay for overlay in known if overlay[0] not in ("", Overlay.Kind.FOREIGN_LAND)}


def _holes(rulebook: Rulebook) -> Iterator[Problem]:
    for asked, case in _answers(rulebook):
        if case is None:
            reason = Text(
                "tidak ada aturan yang cocok, jadi tidak ada instansi yang berwenang",
                "no rule fits, so no agency is responsible",
            )
            yield Problem(asked.category, asked.setting, reason)
        elif asked.setting in _SEA and any(lead.tier == Tier.REGENCY for lead in case.leads):
            reason = Text(
                f"bagian {case.code} menyerahkan laut kepada kabupaten/kota; laut diurus provinsi atau pusat",
                f"case {case.code} gives the sea to a regency; the sea is the province's or the central government's",
            )
            yield Problem(asked.category, asked.setting, reason)


def _special_circles(specials: tuple[Special, ...]) -> Iterator[Problem]:
    for special in specials:
        if special.to_tier in special.from_tiers and not special.to_kind:
            yield _circle(f"{special.code} → {special.code}")
    for one, other in combinations(specials, 2):
        same_ground = one.area_codes & other.area_codes or (one.overlay_kind and one.overlay_kind == other.overlay_kind)
        if same_ground and one.to_tier in other.from_tiers and other.to_tier in one.from_tiers:
            yield _circle(f"{one.code} → {other.code} → {one.code}")


def _circle(path: str) -> Problem:
    reason = Text(
        f"wilayah khusus saling melempar tugas berputar-putar: {path}",
        f"special areas hand a task round in a circle: {path}",
    )
    return Problem("", "", reason)


def _useless_lifts(rulebook: Rulebook) -> Iterator[Problem]:
    for row in rulebook.rules.values():
        for case in row.cases:
            if row.kind == Rule.Kind.LIFT and RANK[case.tier] == 0:
                reason = Text(
                    f"bagian {case.code} menaikkan urusan ke kabupaten/kota, tingkat yang paling rendah",
                    f"case {case.code} lifts to a regency, the lowest level there is",
                )
                yield Problem("", "", reason)
