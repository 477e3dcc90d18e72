"""A file's rows become reports: read, mapped, taken in batch by batch, and told row by row."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from accounts.actions.partners import key_of
from accounts.models import Partner, PartnerKey, Scope
from boundaries.spreadsheets import csv_cell
from reports.intake.errors import TableError
from reports.intake.mapping import ColumnMapping, map_columns
from reports.intake.tables import Row, Table, open_table
from reports.intake.taking import BATCH, Intake, Outcome, Status


@dataclass(frozen=True, slots=True)
class Told:
    """A row and what became of it."""

    row: Row
    outcome: Outcome


@dataclass(slots=True)
class Import:
    """A file that is open and whose columns are known."""

    table: Table
    mapping: ColumnMapping

    def take(self, intake: Intake) -> Iterator[list[Told]]:
        """Take the rows in; give each batch when its transaction has ended. Once only: the file is read on its way.

        Raises
        ------
        TableError
            The file cannot be read on; the rows before that are in, and were given.
        IntakeStoppedError
            The database takes no more.
        """
        batch: list[Row] = []
        try:
            for row in self.table.rows:
                batch.append(row)
                if len(batch) == BATCH:
                    yield self._taken(intake, batch)
                    batch = []
        except TableError:
            if batch:
                yield self._taken(intake, batch)
            raise
        if batch:
            yield self._taken(intake, batch)

    def _taken(self, intake: Intake, batch: list[Row]) -> list[Told]:
        outcomes = intake.take([self.mapping.line(row) for row in batch])
        return [Told(row, outcome) for row, outcome in zip(batch, outcomes, strict=True)]


@contextmanager
def open_import(path: Path, said: dict[str, Any], sheet: str = "") -> Iterator[Import]:
    """Open a file and find out which of its columns are which fields.

    Parameters
    ----------
    said
        What is known of its columns (reports.intake.mapping.read_mapping).

    Raises
    ------
    TableError, MappingError
        It is no such file, or its columns do not make reports; TableError also later, at the row where it breaks off.
    """
    with open_table(path, sheet) as table:
        yield Import(table, map_columns(table.header, said))


def find_partner(text: str) -> tuple[Partner, PartnerKey | None] | None:
    """Return the partner whose key for bulk intake this is, with the key; or the one in use that is called so."""
    key = key_of(text, Scope.INTAKE)
    if key is not None:
        return key.partner, key
    partner = Partner.objects.filter(name__iexact=text, active=True).first() if "\x00" not in text else None
    return (partner, None) if partner else None


class Refused:
    """A CSV of the rows that were not taken in, as they stood in the file, with line and reasons: to mend and send."""

    def __init__(self, file: IO[str], mapping: ColumnMapping, *, begun: bool = False) -> None:
        """Write into `file`; `begun`: it has the names of the columns already."""
        self.file, self.mapping = file, mapping
        if not begun:
            self._write(["row", "status", "reasons", *mapping.header])

    def add(self, told: Iterable[Told]) -> None:
        """Write those of a batch."""
        for one in told:
            if one.outcome.status in (Status.REJECTED, Status.CHANGED):
                reasons = " | ".join(f"{column}: {said}" for column, said in reasons_of(one, self.mapping))
                cells = [*one.row.cells, *[""] * len(self.mapping.header)][: len(self.mapping.header)]
                self._write([one.row.number, one.outcome.status.value, reasons, *cells])

    def _write(self, cells: Iterable[Any]) -> None:
        texts = [csv_cell(cell).replace('"', '""') for cell in cells]
        self.file.write(",".join(f'"{text}"' for text in texts) + "\r\n")


def reasons_of(told: Told, mapping: ColumnMapping) -> list[tuple[str, str]]:
    """Return what is wrong with a row: the column it is wrong in, and the sentence."""
    errors = told.outcome.errors
    return [(mapping.column_of(name), sentence) for name, sentences in errors.items() for sentence in sentences]
