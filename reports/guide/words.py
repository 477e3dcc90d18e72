"""Conditions and agencies of rules, as people say them."""

from collections.abc import Collection

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models.agencies import Tier
from boundaries.models import Overlay
from reports.models import RuleCase
from reports.models.rules import Crossing, PermitIssuer, PlaceSetting
from reports.responsibility.rulebook import Case, Circumstances, Rulebook, Target

Phrase = str | Promise

EVERYWHERE = frozenset(PlaceSetting.values)
LAND = frozenset({PlaceSetting.LAND.value, PlaceSetting.COAST.value})
_SEA = EVERYWHERE - LAND
_SETTINGS: tuple[tuple[frozenset[str], Phrase], ...] = (
    (EVERYWHERE, gettext_lazy("anywhere")),
    (LAND, gettext_lazy("on land")),
    (_SEA, gettext_lazy("at sea")),
    (frozenset({PlaceSetting.LAND.value}), gettext_lazy("on land")),
    (frozenset({PlaceSetting.COAST.value}), gettext_lazy("at the coast")),
    (frozenset({PlaceSetting.SEA_12NM.value}), gettext_lazy("at sea, up to 12 miles from the coast")),
    (frozenset({PlaceSetting.SEA_BEYOND.value}), gettext_lazy("on the open sea, beyond 12 miles")),
)
OVERLAYS: dict[str, Phrase] = {
    Overlay.Kind.CONSERVATION: gettext_lazy("in a conservation area"),
    Overlay.Kind.FOREST: gettext_lazy("in state forest"),
    Overlay.Kind.TAHURA: gettext_lazy("in a grand forest park"),
    Overlay.Kind.RIVER_BASIN: gettext_lazy("in a river basin"),
    Overlay.Kind.CAPITAL: gettext_lazy("in the area of the new capital, Nusantara"),
    Overlay.Kind.OTHER: gettext_lazy("at a special place"),
}
_PERMITS: dict[str, Phrase] = {
    PermitIssuer.UNKNOWN: gettext_lazy("nobody knows of a permit"),
    PermitIssuer.NONE: gettext_lazy("there is no permit"),
    PermitIssuer.REGENCY: gettext_lazy("the permit is from the regent or mayor"),
    PermitIssuer.PROVINCE: gettext_lazy("the permit is from the governor"),
    PermitIssuer.CENTRAL: gettext_lazy("the permit is from a ministry"),
}
_CROSSINGS: dict[str, Phrase] = {
    Crossing.NONE: gettext_lazy("it crosses no border"),
    Crossing.REGENCY: gettext_lazy("it reaches another regency or city"),
    Crossing.PROVINCE: gettext_lazy("it reaches another province"),
}
_TIERS: dict[str, Phrase] = {
    Tier.REGENCY: gettext_lazy("%(agency)s of the regency or city"),
    Tier.PROVINCE: gettext_lazy("%(agency)s of the province"),
    Tier.CENTRAL: "%(agency)s",
}


def where_in_words(settings: Collection[str], overlay_kind: str, functions: Collection[str]) -> str:
    """Say where a case holds: on land, at sea, inside which overlay. Ends in no full stop and begins small."""
    settings = frozenset(settings) or EVERYWHERE
    parts, left = [], settings
    for known, phrase in _SETTINGS:
        if known <= left:
            parts.append(str(phrase))
            left -= known
    where = either(parts)
    if not overlay_kind:
        return where
    inside = str(OVERLAYS.get(overlay_kind, overlay_kind))
    if functions:
        inside = f"{inside} ({either([function_in_words(overlay_kind, function) for function in sorted(functions)])})"
    return inside if settings >= LAND else f"{where}, {inside}"


def function_in_words(overlay_kind: str, function: str) -> str:
    """Say what function or class of an overlay is meant; as it is written where nobody gave it a name."""
    return str(Overlay.FUNCTIONS.get(overlay_kind, {}).get(function) or function)


def condition_in_words(issuers: Collection[str], crossings: Collection[str]) -> str:
    """Say on what permit or crossing a case depends; empty where on none."""
    permits = [str(_PERMITS[issuer]) for issuer in PermitIssuer.values if issuer in issuers]
    crossed = [str(_CROSSINGS[crossing]) for crossing in Crossing.values if crossing in crossings]
    parts = [either(part) for part in (permits, crossed) if part]
    return _("if %(condition)s") % {"condition": _(" and ").join(parts)} if parts else ""


def describe_case(case: RuleCase) -> str:
    """Say in words on what a stored case depends."""
    where = where_in_words(case.settings, case.overlay_kind, case.overlay_functions)
    condition = condition_in_words(case.permit_issuers, case.crossings)
    return ", ".join(filter(None, [capital(where), condition, " ".join(case.categories)]))


def describe_place(circumstances: Circumstances) -> str:
    """Say in words what a situation is: where, in which overlay, under whose permit, across which border."""
    kind, function = next(iter(circumstances.overlays), ("", ""))
    settings = [circumstances.setting] if circumstances.setting else []
    parts = [where_in_words(settings, kind, [function] if function else [])]
    if circumstances.permit != PermitIssuer.UNKNOWN:
        parts.append(str(_PERMITS[circumstances.permit]))
    if circumstances.crossing != Crossing.NONE:
        parts.append(str(_CROSSINGS[circumstances.crossing]))
    return ", ".join(parts)


def name_target(book: Rulebook, target: Target) -> str:
    """Name the kind of agency that a target means, with its level where that is a local one."""
    return str(_TIERS[target.tier]) % {"agency": book.kind_names.get(target.kind) or target.kind}


def name_targets(book: Rulebook, case: Case) -> str:
    """Name the agencies that a case means: who leads (or stands in), and who acts along."""
    leads = " / ".join(name_target(book, target) for target in case.leads)
    return " + ".join([leads, *(name_target(book, target) for target in case.joint)])


def either(parts: list[str]) -> str:
    """Join alternatives: "a, b or c"."""
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s or %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def capital(text: str) -> str:
    """Begin with a capital letter and leave the others as they are."""
    return text[:1].upper() + text[1:]
