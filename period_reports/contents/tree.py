"""The contents of a report as data: sections of texts, tables and pictures. Values are numbers until they are told."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

Value = str | float | int | dt.date | None


class Kind(StrEnum):
    """What the values of a column are."""

    TEXT = "text"
    LONG = "long"  # a text that takes room
    COUNT = "count"
    PERCENT = "percent"  # 0 to 100
    DAYS = "days"  # working days
    PER_CASE = "per_case"
    INDEX = "index"  # 25 to 100
    MARK = "mark"  # 1 to 4
    RANK = "rank"
    MIXED = "mixed"  # each cell says its own
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Cell:
    """One value. `few`: of too few cases to compare; `why` there is none; `kind` where the column's is MIXED."""

    value: Value = None
    few: bool = False
    why: str = ""
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what stands above it, and what its values are."""

    label: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of counts, below the table that has them all; `words` say what it shows to who does not see it."""

    words: str
    values: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `key` names its sheet; the first column names the rows. `total` is its last line, of all together."""

    key: str
    title: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()
    bars: Bars | None = None


@dataclass(frozen=True, slots=True)
class MapOf:
    """A map: the layer of maps.pictures and what stands below it; drawn where it is printed."""

    key: str
    layer: str
    caption: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph. `quiet` ones say how something was measured; `written` ones somebody wrote."""

    text: str
    quiet: bool = False
    written: bool = False


@dataclass(frozen=True, slots=True)
class Nothing:
    """Why a section has nothing to tell."""

    text: str


@dataclass(frozen=True, slots=True)
class Story:
    """A case told without names, as everybody may read it."""

    number: str
    title: str
    facts: str
    account: str
    answer: str


Block = Text | Nothing | Table | MapOf | Story


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter of the report."""

    key: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure as a line of the data: of which group, which measure, and what it came to (not rounded)."""

    group: str
    key: str
    name: str
    measure: str
    value: float | None
    n: int
    hits: int | None
    low: float | None
    high: float | None
    why: str
    band: str
    provisional: bool


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs. What was not written stays a blank line."""

    name: str = ""
    nip: str = ""
    title: str = ""
    place: str = ""
    day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """All that a report says.

    `facts` are pairs of what and how much for the cover. `headline` are the figures at the beginning.
    """

    title: str
    area: str
    period: str
    audience: str
    warning: str
    demo: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    figures: tuple[FigureRow, ...]
    signature: Signature = field(default_factory=Signature)

    def tables(self) -> Iterator[Table]:
        """Yield the tables in their order."""
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, Table):
                    yield block
