"""Loading how many people live where."""

import datetime as dt
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from boundaries.importing.errors import CodeError
from boundaries.models import Population
from boundaries.population.checks import Findings, check
from boundaries.population.rows import Row, read_rows
from boundaries.succession.rows import FIRST_YEAR, LAST_YEAR

LONGEST = {"source": 300, "licence": 200}


@dataclass(slots=True)
class PopulationReport:
    """What an import of population found; the same on a dry run and on a commit but for `committed`.

    `matched` counts known codes by level. `sums` are provinces, and the nation, that differ from the sum of their
    parts; `provinces_agree` counts those that do not.
    """

    file: str
    on: dt.date
    column: str = ""
    rows: int = 0
    nation: int | None = None
    matched: dict[str, int] = field(default_factory=dict)
    restored: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    provinces_agree: int = 0
    sums: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    added: int = 0
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    committed: bool = field(default=False, compare=False)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {**asdict(self), "on": self.on.isoformat()}


def import_population(
    path: Path, *, on: dt.date, source: str, licence: str = "", column: str = "", commit: bool
) -> PopulationReport:
    """Load people by area from a CSV file; a figure stored for the same code and day is brought up to date.

    Parameters
    ----------
    path
        A column kode or code with Kemendagri codes, and one with the people.
    on
        The day that the figures are of.
    column
        The column with the people; "": total, jumlah, penduduk and the like.
    commit
        False: everything is checked and reported, nothing written.

    Raises
    ------
    BoundaryFileError
        For unreadable files, codes or figures; the database is then as it was.
    """
    source, licence = source.strip(), licence.strip()
    _refuse_nonsense(on, source, licence)
    table = read_rows(path, column)
    found = check(table)
    report = _reported(path, on, found)
    report.column, report.rows = table.column, len(table.rows) + (table.nation is not None)
    report.nation, report.restored = table.nation, table.restored
    with transaction.atomic():
        _store(found.known, Population(on=on, source=source, licence=licence), report)
        if not commit:
            transaction.set_rollback(True)
    report.committed = commit
    return report


def _refuse_nonsense(on: dt.date, source: str, licence: str) -> None:
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        raise CodeError(f"{on} is no day on which Indonesians were counted")
    if not source:
        raise CodeError("the source is empty: say who counted")
    for name, text in (("source", source), ("licence", licence)):
        if len(text) > LONGEST[name]:
            raise CodeError(f"the {name} is longer than {LONGEST[name]} letters")


def _reported(path: Path, on: dt.date, found: Findings) -> PopulationReport:
    return PopulationReport(
        file=path.name,
        on=on,
        matched=dict(found.matched),
        unknown=found.unknown,
        missing=found.missing,
        provinces_agree=found.provinces_agree,
        sums=found.sums,
        warnings=found.warnings,
    )


def _store(rows: list[Row], like: Population, report: PopulationReport) -> None:
    """Write each row for the day, source and licence of `like`, and tell what that changes."""
    with connection.cursor() as cursor:
        # Two lists loaded at the same moment follow each other; who reads is not kept waiting
        cursor.execute("LOCK TABLE boundaries_population IN SHARE ROW EXCLUSIVE MODE")
    stored = {figure.code: figure for figure in Population.objects.filter(on=like.on)}
    new = []
    for row in rows:
        figure = stored.get(row.code)
        if figure is None:
            new.append(
                Population(code=row.code, on=like.on, people=row.people, source=like.source, licence=like.licence)
            )
        elif (figure.people, figure.source, figure.licence) == (row.people, like.source, like.licence):
            report.unchanged += 1
        else:
            report.changed.append(f"{row.code} {row.name}: {figure.people:,} → {row.people:,}")
            figure.people, figure.source, figure.licence = row.people, like.source, like.licence
            figure.save()
    Population.objects.bulk_create(new, batch_size=1000)
    report.added = len(new)
