"""Who leads: plan, agency, lift, special area. The part of a decision that single and bulk answers share."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from accounts.directory import AgencyRef, Directory
from accounts.models.agencies import Tier
from reports.responsibility.facts import Facts, Site
from reports.responsibility.rulebook import RANK, Case, Plan, Rulebook, Special, Target

LAST_RESORT_TARGET = Target("NASIONAL", Tier.CENTRAL.value)


@dataclass(frozen=True, slots=True)
class Named:
    """An agency found for a target.

    `missing` are kinds and levels that were wanted and are not there; `special` the special area that moved the task,
    and `instead_of` whose it would have been.
    """

    agency: AgencyRef
    target: Target
    missing: tuple[tuple[str, str], ...] = ()
    special: Special | None = None
    instead_of: AgencyRef | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who leads. `case` decided (None: last resort); `first` is who would have, had `lift` not raised the level."""

    plan: Plan
    case: Case | None
    lead: Named
    lift: Case | None = None
    first: Named | None = None


def judge(facts: Facts, rulebook: Rulebook, directory: Directory) -> Verdict:
    """Decide who leads."""
    return settle(rulebook.plan(facts.circumstances), facts.site, rulebook, directory)


def settle(plan: Plan, site: Site, rulebook: Rulebook, directory: Directory) -> Verdict:
    """Find the agency that a plan means at a site.

    A rule of kind LIFT counts where it names a higher level than the plan's own agency has.
    """
    if plan.case is None:
        return Verdict(plan, None, find(LAST_RESORT_TARGET, site, rulebook, directory))
    named = first_of(plan.case.leads, site, rulebook, directory)
    lift = next((lift for lift in plan.lifts if RANK[lift.tier] > RANK[named.target.tier]), None)
    if lift is None:
        return Verdict(plan, plan.case, named)
    return Verdict(plan, lift, first_of(lift.leads, site, rulebook, directory), lift, named)


def first_of(targets: tuple[Target, ...], site: Site, rulebook: Rulebook, directory: Directory) -> Named:
    """Return the first target that exists; where none does, who stands in for the first."""
    for position, target in enumerate(targets):
        named = exact(target, site, rulebook, directory)
        if named is not None:
            passed_over = tuple((wanted.kind, wanted.tier) for wanted in targets[:position])
            return replace(named, missing=passed_over + named.missing) if passed_over else named
    return find(targets[0], site, rulebook, directory)


def exact(target: Target, site: Site, rulebook: Rulebook, directory: Directory) -> Named | None:
    """Return the agency that a target means at a site, moved where a special area says so, or None.

    A special area whose own agency is not there leaves the task where it is elsewhere, and is said to be missing.
    """
    missing: list[tuple[str, str]] = []
    for special in rulebook.specials:
        if target.tier not in special.from_tiers or not _holds(special, site):
            continue
        moved = Target(special.to_kind or target.kind, special.to_tier)
        agency = _ask(moved, site, directory)
        if agency is not None:
            return Named(agency, target, special=special, instead_of=_ask(target, site, directory))
        missing.append((moved.kind, moved.tier))
    agency = _ask(target, site, directory)
    return Named(agency, target, tuple(missing)) if agency else None


def find(target: Target, site: Site, rulebook: Rulebook, directory: Directory) -> Named:
    """Return the agency that a target means at a site or, where it is missing or expired, the next above it."""
    named = exact(target, site, rulebook, directory)
    if named is not None:
        return named
    regency, province = _codes(target, site)
    found = directory.find(target.kind, target.tier, regency=regency, province=province, overlays=site.overlays)
    return Named(found.agency, target, found.missing)


def find_all(targets: Iterable[Target], site: Site, rulebook: Rulebook, directory: Directory) -> list[AgencyRef]:
    """Return the agencies that targets mean, each once."""
    found = (find(target, site, rulebook, directory).agency for target in targets)
    return list({agency.id: agency for agency in found}.values())


def _ask(target: Target, site: Site, directory: Directory) -> AgencyRef | None:
    regency, province = _codes(target, site)
    return directory.exact(target.kind, target.tier, regency=regency, province=province, overlays=site.overlays)


def _codes(target: Target, site: Site) -> tuple[str | None, str | None]:
    """Return where to look: the central government's offices on shore serve the sea before it."""
    if target.tier == Tier.CENTRAL:
        return site.office_regency, site.office_province
    return site.regency, site.province


def _holds(special: Special, site: Site) -> bool:
    """Say whether a site lies in a special area."""
    if special.overlay_kind:
        return special.overlay_kind in site.overlay_kinds
    return site.regency in special.area_codes or site.province in special.area_codes
