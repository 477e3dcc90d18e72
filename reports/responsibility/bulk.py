"""Decisions for millions of reports, in columns: every situation that differs is judged once.

What the rules say hangs on few things (category, setting, kinds of overlays, permit, crossing); which agency that means
hangs on the leads named and the area. So rules are asked once for each combination of the former, the directory once
for each pair of leads and area, and numpy carries the answers to the reports. The same judge as for a single report.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from accounts.directory import AgencyRef, Directory
from boundaries.locator.rules import SETTINGS
from boundaries.place import AreaRef, Method, Setting
from reports.models import Crossing, PermitIssuer
from reports.responsibility.decide import decide
from reports.responsibility.decision import LAST_RESORT, Responsibility
from reports.responsibility.facts import Facts
from reports.responsibility.judge import Verdict, judge, settle
from reports.responsibility.rulebook import Case, Plan, Rulebook

if TYPE_CHECKING:  # compiled kernels take half a second to load, and most processes decide one report at a time
    from boundaries.locator.places import Places

Array = NDArray[Any]
PERMITS, CROSSINGS = tuple(PermitIssuer.values), tuple(Crossing.values)
_LARGEST_TABLE = 20_000_000
_LONGEST_CODE = 8
NOBODY = -1
"""Agency and case of a point abroad, or of one that is no point on Earth."""


class UnknownCodeError(ValueError):
    """A category, permit issuer or crossing that does not exist; says which, and where it stands first."""


@dataclass
class Decisions:
    """Who is responsible for many reports: a column per answer, a whole decision by position.

    `agency` are positions in `agencies`, `decided` positions in `cases` (None there: the last resort); both NOBODY for
    points abroad and for such as are no points on Earth. `confirm` says whether a person must confirm.
    """

    agencies: list[AgencyRef]
    cases: list[Case | None]
    agency: Array
    decided: Array
    confirm: Array
    _asked: "_Asked"
    _made: dict[Facts, Responsibility] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.agency)

    @property
    def agency_id(self) -> Array:
        """Row of each report's agency, or NOBODY."""
        return np.array([*(agency.id for agency in self.agencies), NOBODY])[self.agency]

    @property
    def tier(self) -> Array:
        """Level of each report's agency as text, "" where there is none."""
        return np.array([*(agency.tier for agency in self.agencies), ""])[self.agency]

    @property
    def rule(self) -> Array:
        """Number of the rule that decided, LAST_RESORT where none did, or NOBODY."""
        return np.array([*(case.rule if case else LAST_RESORT for case in self.cases), NOBODY])[self.decided]

    @property
    def case(self) -> Array:
        """Code of the case that decided, "" where none did."""
        return np.array([*(case.code if case else "" for case in self.cases), ""])[self.decided]

    def decision(self, k: int) -> Responsibility:
        """Return the whole decision of one report; raises AbroadError where nobody is responsible."""
        facts = self._asked.facts(k)
        made = self._made.get(facts)
        if made is None:
            made = self._made[facts] = decide(facts, self._asked.rulebook, self._asked.directory)
        return made


def responsibility_many(
    places: "Places",
    categories: Sequence[str] | Array,
    permits: Sequence[str] | Array | None = None,
    crossings: Sequence[str] | Array | None = None,
    on: dt.date | None = None,
) -> Decisions:
    """Decide who is responsible for many reports.

    Parameters
    ----------
    places
        Where they are (boundaries.locator.locate_many).
    categories, permits, crossings
        Codes, as many as places; None says that nothing is known of any permit or crossing.
    on
        The date whose rules and agencies count; today when None.

    Raises
    ------
    UnknownCodeError
        A code does not exist. ValueError where the columns differ in length.
    """
    rulebook = Rulebook.of(on)
    asked = _Asked(
        places,
        rulebook,
        Directory.on(on),
        tuple(rulebook.by_category),
        positions(categories, tuple(rulebook.by_category), len(places), "category"),
        positions(permits, PERMITS, len(places), "permit issuer"),
        positions(crossings, CROSSINGS, len(places), "crossing"),
    )
    return _Columns(asked).decide()


def positions(values: Sequence[str] | Array | None, known: tuple[str, ...], count: int, what: str) -> Array:
    """Return the position of each code in `known`, int64; zeros for None, for the first of `known` says nothing."""
    if values is None:
        return np.zeros(count, np.int64)
    codes, names = _packed(values), _packed(known)
    if len(codes) != count:
        raise ValueError(f"{count} places and {len(codes)} codes of a {what}")
    order = np.argsort(names)
    found = order[np.minimum(np.searchsorted(names, codes, sorter=order), len(names) - 1)]
    wrong = names[found] != codes
    if wrong.any():
        first = int(np.argmax(wrong))
        raise UnknownCodeError(f"report {first}: there is no {what} {values[first]!r}")
    return found


def _packed(values: Iterable[str] | Array) -> Array:
    """Return short texts as numbers, a byte for each letter; what is too long or no ASCII as one that fits nothing."""
    texts = np.asarray(values, np.str_)
    width = texts.dtype.itemsize // 4
    if width == 0 or len(texts) == 0:
        return np.zeros(len(texts), np.int64)
    letters = np.ascontiguousarray(texts).view(np.uint32).reshape(len(texts), width)
    packed = np.zeros(len(texts), np.int64)
    for k in range(min(width, _LONGEST_CODE)):
        packed |= letters[:, k].astype(np.int64) << (7 * k)
    wrong = (letters >= 128).any(axis=1) | (letters[:, _LONGEST_CODE:] != 0).any(axis=1)
    return np.where(wrong, -1, packed)


@dataclass
class _Asked:
    """The question: places and what was said, as positions."""

    places: "Places"
    rulebook: Rulebook
    directory: Directory
    codes: tuple[str, ...]
    category: Array
    permit: Array
    crossing: Array

    def facts(self, k: int) -> Facts:
        """Return the facts of one report, candidates included."""
        return Facts.of(self.places[k], *self._said(k))

    def bare_facts(self, k: int) -> Facts:
        """Return the facts of one report from the columns alone, without a look-up."""
        places = self.places
        category, permit, crossing = self._said(k)
        return Facts(
            category=category,
            setting=SETTINGS[places.setting_position[k]],
            method=Method.COVERED,
            regency=_area(places.names.regencies, places.regency[k]),
            province=_area(places.names.provinces, places.province[k]),
            nearest=_area(places.names.regencies, places.nearest[k]),
            overlays=places.overlay_sets[places.overlay_set[k]],
            permit=permit,
            crossing=crossing,
            doubtful=False,
            candidates=(),
        )

    def _said(self, k: int) -> tuple[str, str, str]:
        return self.codes[self.category[k]], PERMITS[self.permit[k]], CROSSINGS[self.crossing[k]]


def _area(areas: list[AreaRef], position: int) -> AreaRef | None:
    return areas[position] if position >= 0 else None


class _Columns:
    """Works through the columns."""

    def __init__(self, asked: _Asked) -> None:
        self.asked, places = asked, asked.places
        self.setting = places.setting_position.astype(np.int64)
        self.good = (self.setting >= 0) & (self.setting != SETTINGS.index(Setting.ABROAD))
        self.overlay_set = places.overlay_set.astype(np.int64)
        self.area = np.where(places.regency >= 0, places.regency, places.nearest).astype(np.int64)
        self.agencies: dict[AgencyRef, int] = {}
        self.cases: dict[Case | None, int] = {}

    def decide(self) -> Decisions:
        """Judge each situation once and carry the answers to the reports."""
        asked = self.asked
        said, some = self._by_circumstances()
        plans = [self._plan(k) for k in some]
        site, settled = self._by_site(plans, said)
        planned = np.array([self._case(plan.case if plan else None) for plan in plans], np.int64)
        lifted = np.array([self._case(v.lift) if v and v.lift else NOBODY for v in settled], np.int64)
        agency = np.array([self._agency(v.lead.agency) if v else NOBODY for v in settled], np.int64)
        plan_case, lift = planned[said], lifted[site]
        decided = np.where(lift >= 0, lift, plan_case)
        asks = np.array([case is None or case.confirm for case in self.cases], bool)
        found = agency[site]
        confirm = asked.places.doubtful | asks[plan_case] | asks[decided]
        self._add_uncertain(confirm, said, site, settled)
        return Decisions(
            agencies=list(self.agencies),
            cases=list(self.cases),
            agency=found,
            decided=np.where(self.good, decided, NOBODY),
            confirm=confirm & self.good,
            _asked=asked,
        )

    def _by_circumstances(self) -> tuple[Array, Array]:
        """Group the reports by what conditions of rules look at."""
        asked = self.asked
        kinds: dict[frozenset[tuple[str, str]], int] = {}
        of_set = np.empty(len(asked.places.overlay_sets), np.int64)
        for number, hits in enumerate(asked.places.overlay_sets):
            inside = frozenset((str(hit.kind), hit.function) for hit in hits if hit.inside)
            of_set[number] = kinds.setdefault(inside, len(kinds))
        return grouped(
            (of_set[self.overlay_set], len(kinds)),
            (self.setting + 1, len(SETTINGS) + 1),
            (asked.category, len(asked.codes)),
            (asked.permit, len(PERMITS)),
            (asked.crossing, len(CROSSINGS)),
        )

    def _by_site(self, plans: list[Plan | None], said: Array) -> tuple[Array, list[Verdict | None]]:
        """Group the reports by leads and area, and find each group's agency."""
        courses: dict[Any, int] = {}
        some_plan: list[Plan | None] = []
        course_of = np.empty(len(plans), np.int64)
        for number, plan in enumerate(plans):
            means = plan and (plan.case and plan.case.leads, plan.lifts)
            course_of[number] = courses.setdefault(means, len(courses))
            if course_of[number] == len(some_plan):
                some_plan.append(plan)
        course = course_of[said]
        places = self.asked.places
        site, some = grouped(
            (course, len(courses)),
            (self.overlay_set, len(places.overlay_sets)),
            (self.setting + 1, len(SETTINGS) + 1),
            (self.area + 1, len(places.names.regencies) + 1),
        )
        return site, [self._settle(some_plan[course[k]], k) for k in some]

    def _settle(self, plan: Plan | None, k: int) -> Verdict | None:
        if plan is None:
            return None
        return settle(plan, self.asked.bare_facts(k).site, self.asked.rulebook, self.asked.directory)

    def _plan(self, k: int) -> Plan | None:
        return self.asked.rulebook.plan(self.asked.bare_facts(k).circumstances) if self.good[k] else None

    def _add_uncertain(self, confirm: Array, said: Array, site: Array, settled: list[Verdict | None]) -> None:
        """Ask for a person where the agency hangs on the side of a line that is too near to be sure."""
        sets = np.array([any(not hit.certain for hit in hits) for hits in self.asked.places.overlay_sets])
        at = np.flatnonzero(sets[self.overlay_set] & self.good)
        if len(at) == 0:
            return
        group, some = grouped((said[at], int(said.max()) + 1), (site[at], len(settled)))
        differs = np.array([self._hangs_on_a_line(at[k], settled[site[at[k]]]) for k in some])
        confirm[at] |= differs[group]

    def _hangs_on_a_line(self, k: int, verdict: Verdict | None) -> bool:
        return verdict is not None and any(
            judge(other, self.asked.rulebook, self.asked.directory).lead.agency.id != verdict.lead.agency.id
            for _hit, other in self.asked.bare_facts(k).otherwise()
        )

    def _case(self, case: Case | None) -> int:
        return self.cases.setdefault(case, len(self.cases))

    def _agency(self, agency: AgencyRef) -> int:
        return self.agencies.setdefault(agency, len(self.agencies))


def grouped(*columns: tuple[Array, int]) -> tuple[Array, Array]:
    """Group rows that agree in all columns.

    Parameters
    ----------
    columns
        Arrays of whole numbers from 0, int64, each with the number of values it may have.

    Returns
    -------
    group
        Number of each row's group.
    some
        Position of one row of each group.
    """
    key, size = columns[0]
    for column, values in columns[1:]:
        key, size = key * values + column, size * values
    if size > _LARGEST_TABLE:
        _values, some, group = np.unique(key, return_index=True, return_inverse=True)
        return group, some
    row_of = np.full(size, NOBODY, np.int64)
    row_of[key] = np.arange(len(key))
    taken = np.flatnonzero(row_of >= 0)
    number = np.empty(size, np.int64)
    number[taken] = np.arange(len(taken))
    return number[key], row_of[taken]
