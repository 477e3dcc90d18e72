"""The agencies that the product brings along: templates of fixtures/reference for each area, and named offices."""

import csv
import datetime as dt
import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from boundaries.models import RegisterEntry, Succession
from boundaries.models.areas import Kind, Level

LIST_SEPARATOR = ";"


@dataclass(frozen=True, slots=True)
class SeedRow:
    """One agency of the seed; fields as in accounts.models.Agency, `parent` and `replaces` by code."""

    code: str
    kind: str
    tier: str
    name: str
    name_en: str
    parent: str = ""
    replaces: tuple[str, ...] = ()
    area_codes: tuple[str, ...] = ()
    overlay_keys: tuple[str, ...] = ()
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    time_zone: str = "Asia/Jakarta"


@dataclass(frozen=True, slots=True)
class SeedArea:
    """An area of the register as the templates see it.

    `codes` holds its own code and those that it alone took over from; `since` the day on which a law made it.
    """

    code: str
    level: str
    names: dict[str, str]
    time_zone: str
    codes: tuple[str, ...]
    since: dt.date | None = None

    @property
    def province(self) -> str:
        """Code of the province."""
        return self.code[:2]


@dataclass
class Laws:
    """What the successions say about the codes of today's register."""

    predecessors: dict[str, tuple[str, ...]] = field(default_factory=dict)
    since: dict[str, dt.date] = field(default_factory=dict)

    @classmethod
    def read(cls, regencies: list[str]) -> "Laws":
        """Read the successions.

        A code that became exactly one other lives on in it. A split makes new areas, and the old one had agencies of
        its own. A province all of whose regencies came from another began with them.
        """
        rows = list(Succession.objects.order_by("valid_from"))
        fate = Counter(row.predecessor for row in rows)
        predecessors: dict[str, tuple[str, ...]] = defaultdict(tuple)
        since: dict[str, dt.date] = {}
        for row in rows:
            if fate[row.predecessor] == 1:
                predecessors[row.successor] += (*predecessors[row.predecessor], row.predecessor)
            elif row.successor != row.predecessor:
                since.setdefault(row.successor, row.valid_from)
        came = {row.successor: row.valid_from for row in rows if row.predecessor[:2] != row.successor[:2]}
        for province in {code[:2] for code in regencies}:
            days = [came.get(code) for code in regencies if code[:2] == province]
            if None not in days:
                since.setdefault(province, min(day for day in days if day))
        return cls(dict(predecessors), since)


def seed_rows(folder: Path) -> list[SeedRow]:
    """Return the agencies of the seed for the register that is loaded, parents before units.

    Parameters
    ----------
    folder
        Holds agency_templates.json (see docs/operating.md) and agencies.csv, whose rows win over generated ones.
    """
    areas = _areas(json.loads((folder / "agency_templates.json").read_text("utf-8"))["names"])
    if not areas:
        return []
    templates = json.loads((folder / "agency_templates.json").read_text("utf-8"))["rows"]
    named = {row.code: row for row in _named(folder / "agencies.csv", areas)}
    serving = {(row.kind, code): row.code for row in named.values() for code in row.area_codes if len(code) == 2}
    rows = dict(named)
    for template in templates:
        for area in areas.values():
            if area.level == template["for"] and area.province not in template.get("without", ()):
                row = _generated(template, area, serving)
                rows.setdefault(row.code, row)
                if area.level == Level.PROVINCE:
                    serving.setdefault((row.kind, area.code), row.code)
    return _parents_first(rows)


def _areas(special: dict[str, dict[str, str]]) -> dict[str, SeedArea]:
    entries = list(RegisterEntry.objects.filter(level__in=(Level.PROVINCE, Level.REGENCY)).order_by("code"))
    regencies = [entry.code for entry in entries if entry.level == Level.REGENCY]
    laws = Laws.read(regencies)
    zones: dict[str, Counter[str]] = defaultdict(Counter)
    for entry in entries:
        if entry.time_zone:
            zones[entry.code[:2]][entry.time_zone] += 1
    areas = {}
    for entry in entries:
        common = zones[entry.code[:2]].most_common(1)
        areas[entry.code] = SeedArea(
            code=entry.code,
            level=entry.level,
            names={**_names(entry), **special.get(entry.code, {})},
            time_zone=entry.time_zone or (common[0][0] if common else "Asia/Jakarta"),
            codes=(entry.code, *laws.predecessors.get(entry.code, ())),
            since=laws.since.get(entry.code),
        )
    return areas


def _names(entry: RegisterEntry) -> dict[str, str]:
    """What stands for {name}, {short} and {name_en}: the police of Kabupaten Sanggau call themselves Polres Sanggau."""
    if entry.level == Level.PROVINCE:
        return {"name": f"Provinsi {entry.name}", "short": entry.name, "name_en": f"{entry.name} Province"}
    bare = entry.name.removeprefix("Kabupaten ").removeprefix("Kota ")
    if entry.kind == Kind.KOTA:
        return {"name": entry.name, "short": entry.name, "name_en": f"{bare} City"}
    return {"name": entry.name, "short": bare, "name_en": f"{bare} Regency"}


def _generated(template: dict[str, Any], area: SeedArea, serving: dict[tuple[str, str], str]) -> SeedRow:
    parent = template["parent"].format(code=area.code)
    if parent.endswith("@"):  # the office of that kind which serves the province
        parent = serving.get((parent[:-1], area.province), "")
    return SeedRow(
        code=f"{template['kind']}-{area.code}",
        kind=template["kind"],
        tier=template["tier"],
        name=template["name_id"].format(**area.names),
        name_en=template["name_en"].format(**area.names),
        parent=parent,
        area_codes=area.codes,
        valid_from=area.since,
        time_zone=area.time_zone,
    )


def _named(path: Path, areas: dict[str, SeedArea]) -> list[SeedRow]:
    rows = []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            codes = _list(row["area_codes"])
            # A named office of a regency keeps its old codes, as the generated ones do
            own = [old for code in codes for old in (areas[code].codes if code in areas else (code,))]
            first = areas.get(codes[0]) if codes else None
            rows.append(
                SeedRow(
                    code=row["code"],
                    kind=row["kind"],
                    tier=row["tier"],
                    name=row["name"],
                    name_en=row["name_en"],
                    parent=row["parent"],
                    replaces=_list(row["replaces"]),
                    area_codes=tuple(dict.fromkeys(own)),
                    overlay_keys=_list(row["overlay_keys"]),
                    valid_from=_day(row["valid_from"]),
                    valid_to=_day(row["valid_to"]),
                    time_zone=row["time_zone"] or (first.time_zone if first else "Asia/Jakarta"),
                )
            )
    return rows


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(LIST_SEPARATOR) if part.strip())


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _parents_first(rows: dict[str, SeedRow]) -> list[SeedRow]:
    """Order rows so that each comes after what it is part of; a parent that is not in the seed is left out."""
    depth: dict[str, int] = {}

    def measure(code: str) -> int:
        if code not in depth:
            depth[code] = 0  # also ends a loop, which the check of the whole seed then names
            parent = rows[code].parent
            depth[code] = 1 + measure(parent) if parent in rows else 0
        return depth[code]

    return sorted(rows.values(), key=lambda row: measure(row.code))
