"""A list of population held against what is known: the register, the names, the sums."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from boundaries.importing.errors import CodeError
from boundaries.importing.names import Register
from boundaries.models import Area, Edition, RegisterEntry, Succession
from boundaries.models.areas import Level
from boundaries.population.rows import Row, Table
from boundaries.succession.codes import level_of

FEWEST = 1_000
"""No regency of Indonesia has so few people; a figure below tells of thousands, or of a zero that was lost."""


@dataclass(slots=True)
class Findings:
    """What a person should know before the figures are stored. `known` are the rows whose codes are known."""

    known: list[Row] = field(default_factory=list)
    matched: Counter[str] = field(default_factory=Counter)
    unknown: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    sums: list[str] = field(default_factory=list)
    provinces_agree: int = 0
    warnings: list[str] = field(default_factory=list)


def check(table: Table) -> Findings:
    """Match codes, compare names, add up.

    Raises
    ------
    CodeError
        The codes are of another system (BPS), or none is known.
    """
    found, known = Findings(), _known_codes()
    for row in table.rows:
        if row.code in known:
            found.known.append(row)
            found.matched[str(level_of(row.code))] += 1
        else:
            found.unknown.append(f"line {row.line}: {row.code} {row.name}".rstrip())
    if not found.known:
        raise CodeError(f"none of {len(table.rows)} codes is known; are they Kemendagri's? ({table.rows[0].code} …)")
    _compare_names(found)
    _add_up(table, found)
    _name_missing(found)
    few = [row for row in found.known if row.people < FEWEST and level_of(row.code) in (Level.PROVINCE, Level.REGENCY)]
    found.warnings += [f"line {row.line}: {row.code} {row.name} has {row.people:,} people only" for row in few]
    return found


def _known_codes() -> set[str]:
    """Codes of today's register, of every edition in force or before, and those that laws have ended."""
    known = set(RegisterEntry.objects.values_list("code", flat=True))
    known |= set(Area.objects.filter(edition__status=Edition.Status.ACTIVE).values_list("code", flat=True))
    return known.union(*Succession.objects.values_list("predecessor", "successor"))


def _compare_names(found: Findings) -> None:
    """Names tell codes of another system, which look the same: BPS numbers regencies with four digits too."""
    register = Register(Level.REGENCY)
    rows = [row for row in found.known if row.name and row.code in register.by_code and register.candidates(row.name)]
    differing = [row for row in rows if not register.same(row.code, row.name)]
    if rows and len(differing) * 2 > len(rows):
        raise CodeError(
            f"the codes are not Kemendagri's: {len(differing)} of {len(rows)} names contradict them, as with codes of "
            f"BPS (line {differing[0].line}: {differing[0].code} is {register.by_code[differing[0].code].name}, "
            f"the file says {differing[0].name})"
        )
    found.warnings += [
        f"line {row.line}: {row.code} is {register.by_code[row.code].name}, the file says {row.name}"
        for row in differing
    ]


def _add_up(table: Table, found: Findings) -> None:
    """Compare each province with the sum of its regencies, the nation with the sum of its provinces."""
    sums: dict[str, int] = defaultdict(int)
    people = table.people
    for code, count in people.items():
        if level_of(code) == Level.REGENCY:
            sums[code[:2]] += count
    for code in sorted(sums.keys() & people.keys()):
        if sums[code] == people[code]:
            found.provinces_agree += 1
        else:
            found.sums.append(_differs(f"province {code}", people[code], "its regencies", sums[code]))
    provinces = sum(count for code, count in people.items() if level_of(code) == Level.PROVINCE) or sum(sums.values())
    if table.nation is not None and provinces != table.nation:
        found.sums.append(_differs("the nation", table.nation, "its areas", provinces))


def _differs(whole: str, figure: int, parts: str, total: int) -> str:
    return f"{whole}: {figure:,}, {parts} together {total:,} ({total - figure:+,})"


def _name_missing(found: Findings) -> None:
    """Name the regencies that get no figure, of the edition whose codes the file comes closest to."""
    have = {row.code for row in found.known}
    regencies = Area.objects.filter(edition__status=Edition.Status.ACTIVE).regencies().order_by("code")
    missing: dict[int, list[str]] = {}
    for edition, code, name in regencies.values_list("edition", "code", "name"):
        lacking = missing.setdefault(edition, [])
        if code not in have:
            lacking.append(f"{code} {name}")
    found.missing = min(missing.values(), key=len, default=[])
