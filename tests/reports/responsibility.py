"""Places for tests of responsibility, said in a few words, and the table of cases."""

import csv
import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boundaries.models import Area
from boundaries.place import AreaRef, Method, OverlayHit, Place, Setting
from reports.models import Crossing, PermitIssuer
from reports.responsibility import Responsibility, responsibility

TABLE = Path(__file__).with_name("responsibility_cases.csv")
TODAY = dt.date(2026, 6, 1)


@dataclass(frozen=True)
class Row:
    """One case of the table; `line` is where it stands."""

    line: int
    category: str
    setting: str
    regency: str
    overlays: str
    permit: str
    crossing: str
    on: str
    rule: int
    level: str
    agency: str
    why: str

    def __str__(self) -> str:
        said = (self.setting, self.regency, self.overlays, self.permit, self.crossing, self.on)
        return f"{self.line}-{self.category}-{'-'.join(part for part in said if part)}"

    @property
    def day(self) -> dt.date:
        """The day whose rules and agencies count."""
        return dt.date.fromisoformat(self.on) if self.on else TODAY

    def decide(self, **changes: Any) -> Responsibility:
        """Ask the engine, with some of the conditions changed."""
        said = {
            "setting": self.setting,
            "regency": self.regency,
            "overlays": self.overlays,
            "permit": self.permit or PermitIssuer.UNKNOWN,
            "crossing": self.crossing or Crossing.NONE,
        } | changes
        place = place_in(said["regency"], said["setting"], *said["overlays"].split())
        return responsibility(place, self.category, said["permit"], said["crossing"], self.day)


def table() -> list[Row]:
    """Read the cases."""
    lines = TABLE.read_text("utf-8").splitlines()
    numbered = [(number, line) for number, line in enumerate(lines, start=1) if not line.startswith("#")]
    rows = list(csv.reader((line for _number, line in numbered), delimiter=";"))
    return [_row(number, cells) for (number, _line), cells in zip(numbered[1:], rows[1:], strict=True)]


def _row(line: int, cells: list[str]) -> Row:
    category, setting, regency, overlays, permit, crossing, on, rule, level, agency, *why = cells
    said = category, setting, regency, overlays, permit, crossing, on
    return Row(line, *said, int(rule), level, agency, "; ".join(why))


def place_in(code: str, setting: str = "land", *overlays: str, **changes: Any) -> Place:
    """A place in a regency of today or, at sea, before its coast; overlays as kind:code/function."""
    regency, province = AreaRef(code, f"Kabupaten {code}"), AreaRef(code[:2], f"Provinsi {code[:2]}")
    at_sea = setting.startswith("sea")
    values: dict[str, Any] = {
        "lon": 0.0,
        "lat": 0.0,
        "edition": "uji",
        "setting": Setting(setting),
        "method": Method.SEA if at_sea else Method.COVERED,
        "regency": None if at_sea else regency,
        "province": None if setting == "sea_beyond" else province,
        "nearest_regency": regency if at_sea else None,
        "overlays": tuple(overlay(text) for text in overlays),
    }
    return Place(**{**values, **changes})


def overlay(text: str, **changes: Any) -> OverlayHit:
    """An overlay from kind:code/function."""
    key, _, function = text.partition("/")
    kind, _, code = key.partition(":")
    return OverlayHit(kind=kind, code=code, name=f"{kind} {code}", function=function, **changes)


def regency_ref(code: str) -> AreaRef:
    """A regency of the edition in force, by its real name."""
    area = Area.objects.without_geometry().get(edition__valid_to=None, code=code)
    return AreaRef(area.code, area.name, area.pk)
