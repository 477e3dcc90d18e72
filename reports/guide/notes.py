"""What changes the answer of any category, who else is told, and the rules one by one."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models.agencies import Tier
from boundaries.models import Area, Edition
from reports.guide.words import OVERLAYS, capital, condition_in_words, either, name_target, where_in_words
from reports.models import Rule
from reports.responsibility.decision import Text
from reports.responsibility.rulebook import Rulebook, Target


@dataclass(frozen=True, slots=True)
class Note:
    """Where or when something else holds, who then acts or is told, why, and by which law."""

    title: str
    who: str
    why: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class RuleWords:
    """A rule by its number, in plain words, with the laws it rests on."""

    number: int
    title: str
    plain: str
    bases: tuple[str, ...]


def special_grounds(book: Rulebook) -> list[Note]:
    """Return the ground on which a level's tasks are another's: DKI Jakarta, the new capital."""
    return [
        Note(
            title=_ground(special.area_codes, special.overlay_kind),
            who=_instead(book, special.to_kind, special.to_tier),
            why=capital(_filled(special.because)),
            basis=special.basis,
        )
        for special in book.specials
    ]


def liftings(book: Rulebook) -> list[Note]:
    """Return what lifts a matter to a higher level, whatever its category."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in book.rules.values():
        if row.kind == Rule.Kind.LIFT:
            for case in row.cases:
                found[condition_in_words(case.permits, case.crossings)][name_target(book, case.leads[0])] = case.basis
    return [
        Note(capital(condition), either(list(agencies)), basis=next(iter(agencies.values())))
        for condition, agencies in found.items()
    ]


def copies(book: Rulebook) -> list[Note]:
    """Return who is told of a report besides the agency that must act, the first that is there, by place."""
    found: dict[str, list[str]] = defaultdict(list)
    for standing in book.standing:
        where = capital(where_in_words(standing.settings, standing.overlay_kind, ()))
        found[where].append(name_target(book, standing.target))
    return [Note(where, either(_names(agencies))) for where, agencies in found.items()]


def rules_in_words(book: Rulebook) -> list[RuleWords]:
    """Return the rules by number."""
    plain = {rule.number: rule.plain for rule in Rule.objects.all()}
    return [
        RuleWords(
            row.number,
            str(row.title),
            plain.get(row.number, ""),
            tuple(dict.fromkeys(law for case in row.cases for law in case.basis.split("; "))),
        )
        for row in book.rules.values()
    ]


def _names(agencies: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(agencies))


def _instead(book: Rulebook, kind: str, tier: str) -> str:
    if kind:
        return name_target(book, Target(kind, tier))
    return _("the same kind of agency of the %(level)s") % {"level": Tier(tier).label}


def _ground(codes: frozenset[str], overlay_kind: str) -> str:
    areas = Area.objects.filter(edition__in=Edition.objects.in_force(), code__in=codes)
    parts = sorted(set(areas.values_list("name", flat=True))) or sorted(codes)
    if overlay_kind:
        parts.append(capital(str(OVERLAYS.get(overlay_kind, overlay_kind))))
    return ", ".join(parts)


def _filled(sentence: Text) -> str:
    """Put general words where a report would have names."""
    general = {
        "regency": _("the regency or city"),
        "province": _("the province"),
        "overlay": _("this area"),
        "nearest": _("the nearest coast"),
    }
    return str(sentence).format_map(general)
