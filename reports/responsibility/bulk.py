"""Decisions for millions of reports, in columns: every situation that differs is judged once.

What the rules say hangs on few things (category, setting, kinds of overlays, permit, crossing); which agency that means
hangs on the leads named and the area. So rules are asked once for each combination of the former, the directory once
for each pair of leads and area, and numpy carries the answers to the reports. The same judge as for a single report.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from accounts.directory import AgencyRef, Directory
from boundaries.locator.rules import SETTINGS
from boundaries.place import AreaRef, Method, Setting
from reports.models import Crossing, PermitIssuer
from reports.responsibility.columns import Array, grouped, positions
from reports.responsibility.decide import decide
from reports.responsibility.decision import LAST_RESORT, Responsibility
from reports.responsibility.facts import Facts, Site
from reports.responsibility.judge import Verdict, judge, settle
from reports.responsibility.rulebook import Case, Plan, Rulebook

if TYPE_CHECKING:  # compiled kernels take half a second to load, and most processes decide one report at a time
    from boundaries.locator.places import Places

PERMITS, CROSSINGS = tuple(PermitIssuer.values), tuple(Crossing.values)
_REMEMBERED = 500_000
NOBODY = -1
"""Agency and case of a point abroad, or of one that is no point on Earth."""


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
        self.setting = places.setting_position
        self.good = (self.setting >= 0) & (self.setting != SETTINGS.index(Setting.ABROAD))
        self.overlay_set = places.overlay_set
        self.agencies: dict[AgencyRef, int] = {}
        self.cases: dict[Case | None, int] = {}

    def decide(self) -> Decisions:
        """Judge each situation once and carry the answers to the reports."""
        said, plans = self._by_circumstances()
        spot, sites = self._by_site()
        found, verdicts = self._verdicts(said, plans, spot, sites)
        agency = np.array([self._agency(v.lead.agency) if v else NOBODY for v in verdicts], np.int32)[found]
        lift = np.array([self._case(v.lift) if v and v.lift else NOBODY for v in verdicts], np.int32)[found]
        planned = np.array([self._case(plan.case if plan else None) for plan in plans], np.int32)[said]
        asks = np.array([case is None or case.confirm for case in self.cases], bool)
        decided = np.where(lift >= 0, lift, planned)
        confirm = self.asked.places.doubtful | asks[planned] | asks[decided]
        self._add_uncertain(confirm, said, spot, found, verdicts)
        return Decisions(
            agencies=list(self.agencies),
            cases=list(self.cases),
            agency=agency,
            decided=np.where(self.good, decided, np.int32(NOBODY)),
            confirm=confirm & self.good,
            _asked=self.asked,
        )

    def _by_circumstances(self) -> tuple[Array, list[Plan | None]]:
        """Group the reports by what conditions of rules look at, and ask the rules once for each group."""
        asked = self.asked
        kinds: dict[frozenset[tuple[str, str]], int] = {}
        of_set = np.empty(len(asked.places.overlay_sets), np.int32)
        for number, hits in enumerate(asked.places.overlay_sets):
            inside = frozenset((str(hit.kind), hit.function) for hit in hits if hit.inside)
            of_set[number] = kinds.setdefault(inside, len(kinds))
        said, some = grouped(
            (of_set[self.overlay_set], len(kinds)),
            (self.setting + 1, len(SETTINGS) + 1),
            (asked.category, len(asked.codes)),
            (asked.permit, len(PERMITS)),
            (asked.crossing, len(CROSSINGS)),
        )
        return said, [self._plan(k) for k in some.tolist()]

    def _by_site(self) -> tuple[Array, list[Site | None]]:
        """Group the reports by where agencies are looked for."""
        places = self.asked.places
        area = np.where(places.regency >= 0, places.regency, places.nearest)
        spot, some = grouped(
            (self.setting + 1, len(SETTINGS) + 1),
            (area + 1, len(places.names.regencies) + 1),
            (self.overlay_set, len(places.overlay_sets)),
        )
        return spot, [self.asked.bare_facts(k).site if self.good[k] else None for k in some.tolist()]

    def _verdicts(
        self, said: Array, plans: list[Plan | None], spot: Array, sites: list[Site | None]
    ) -> tuple[Array, list[Verdict | None]]:
        """Group the reports by the leads named and the site, and find each group's agency."""
        known = _known_under(self.asked.rulebook, self.asked.directory)
        courses = [known.course(plan) if plan else NOBODY for plan in plans]
        course_of = np.array(courses, np.int32) + 1
        found, some = grouped((course_of[said], int(course_of.max(initial=0)) + 1), (spot, len(sites)))
        verdicts: list[Verdict | None] = []
        for at, where in zip(said[some].tolist(), spot[some].tolist(), strict=True):
            plan, site = plans[at], sites[where]
            verdicts.append(known.verdict(courses[at], plan, site) if plan and site else None)
        return found, verdicts

    def _plan(self, k: int) -> Plan | None:
        return self.asked.rulebook.plan(self.asked.bare_facts(k).circumstances) if self.good[k] else None

    def _add_uncertain(
        self, confirm: Array, said: Array, spot: Array, found: Array, verdicts: list[Verdict | None]
    ) -> None:
        """Ask for a person where the agency hangs on the side of a line that is too near to be sure."""
        sets = np.array([any(not hit.certain for hit in hits) for hits in self.asked.places.overlay_sets])
        at = np.flatnonzero(sets[self.overlay_set] & self.good)
        if len(at) == 0:
            return
        group, some = grouped((said[at], int(said.max()) + 1), (spot[at], int(spot.max()) + 1))
        differs = [self._hangs_on_a_line(k, verdicts[found[k]]) for k in at[some].tolist()]
        confirm[at] |= np.array(differs)[group]

    def _hangs_on_a_line(self, k: int, verdict: Verdict | None) -> bool:
        return verdict is not None and any(
            judge(other, self.asked.rulebook, self.asked.directory).lead.agency.id != verdict.lead.agency.id
            for _hit, other in self.asked.bare_facts(k).otherwise()
        )

    def _case(self, case: Case | None) -> int:
        return self.cases.setdefault(case, len(self.cases))

    def _agency(self, agency: AgencyRef) -> int:
        return self.agencies.setdefault(agency, len(self.agencies))


@dataclass
class _Known:
    """Verdicts of earlier calls: a run over reports asks in batches, and mostly the same again.

    Kept for one pair of rules and agencies, as long as neither changes. Plans that name the same leads and lifts are
    one course, whatever else their cases say.
    """

    rulebook: Rulebook
    directory: Directory
    courses: dict[Any, int] = field(default_factory=dict)
    verdicts: dict[tuple[int, Site], Verdict] = field(default_factory=dict)

    def course(self, plan: Plan) -> int:
        """Return the number of the course that a plan takes."""
        return self.courses.setdefault((plan.case and plan.case.leads, plan.lifts), len(self.courses))

    def verdict(self, course: int, plan: Plan, site: Site) -> Verdict:
        """Return the verdict of any plan of a course at a site; its `case` may be another plan's of that course."""
        verdict = self.verdicts.get((course, site))
        if verdict is None:
            if len(self.verdicts) >= _REMEMBERED:
                self.verdicts.clear()
            verdict = self.verdicts[course, site] = settle(plan, site, self.rulebook, self.directory)
        return verdict


_last: list[_Known] = []


def _known_under(rulebook: Rulebook, directory: Directory) -> _Known:
    """Return what earlier calls found under the same rules and agencies, or nothing."""
    if not _last or _last[0].rulebook is not rulebook or _last[0].directory is not directory:
        _last[:] = [_Known(rulebook, directory)]
    return _last[0]
