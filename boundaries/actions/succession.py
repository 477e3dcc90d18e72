"""Loading which areas became which by law."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from boundaries.actions.links import forget_shared_ground, shared_ground
from boundaries.importing.errors import CodeError, listed
from boundaries.models import Area, RegisterEntry, Succession
from boundaries.models.areas import Level
from boundaries.succession.checks import check
from boundaries.succession.rows import clean_row, find_loop, read_rows

DERIVED = "from the successions of its regencies"


@dataclass(slots=True)
class SuccessionReport:
    """What an import of successions found; the same on a dry run and on a commit but for `committed`."""

    file: str
    rows: int = 0
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    provinces: list[str] = field(default_factory=list)
    restored: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    unmeasured: int = 0
    committed: bool = field(default=False, compare=False)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return asdict(self)


def import_succession(path: Path, *, commit: bool) -> SuccessionReport:
    """Load successions from a CSV file beside those stored; one that is stored already is brought up to date.

    Where regencies moved to another province, the provinces' succession is added: it follows from theirs.

    Parameters
    ----------
    path
        Columns kode_lama, kode_baru, nama, berlaku_mulai, dasar_hukum, or old_code, new_code, name, valid_from,
        legal_basis.
    commit
        False: everything is checked and reported, nothing written.

    Raises
    ------
    BoundaryFileError
        For unreadable files, rows or codes, loops, and successions that contradict the ground of the editions in
        force; the database is then as it was.
    """
    found = read_rows(path)
    report = SuccessionReport(file=path.name, rows=len(found.rows), restored=found.restored)
    with transaction.atomic():
        for row in found.rows:
            _store(row, report)
        _complete(found.rows, report)
        if not commit:
            transaction.set_rollback(True)
    report.committed = commit
    return report


def record_succession(row: Succession, *, commit: bool) -> SuccessionReport:
    """Save one succession, new or changed, after the same checks as a file's; the level follows from its codes.

    Raises
    ------
    BoundaryFileError
        As `import_succession` does.
    """
    report = SuccessionReport(file=str(row), rows=1)
    with transaction.atomic():
        clean_row(row)
        _refuse_second_day(row)
        row.save()
        _complete([row], report)
        if not commit:
            transaction.set_rollback(True)
    report.committed = commit
    return report


def delete_succession(row: Succession) -> None:
    """Delete a succession, and that of the provinces where nothing else speaks for it."""
    with transaction.atomic():
        row.delete()
        _derive_provinces()
        forget_shared_ground()


def refuse_loops() -> None:
    """Raise CodeError where the stored successions lead from a code back to it; provinces' follow from regencies'."""
    if loop := find_loop(Succession.objects.exclude(source=DERIVED)):
        raise CodeError(f"the successions run in a circle: {' → '.join(loop)}")


def _complete(rows: Sequence[Succession], report: SuccessionReport) -> None:
    """Add what follows from rows just stored, and refuse what cannot be."""
    provinces = _derive_provinces()
    report.provinces = [str(row) for row in provinces]
    refuse_loops()
    checked = check([*rows, *provinces], shared_ground)
    if checked.contradictions:
        raise CodeError(f"{report.file} contradicts the boundaries: {listed(checked.contradictions, most=10)}")
    report.warnings, report.unmeasured = checked.warnings, checked.unmeasured
    forget_shared_ground()


def _store(row: Succession, report: SuccessionReport) -> None:
    key = {"predecessor": row.predecessor, "successor": row.successor, "valid_from": row.valid_from}
    told = {"level": row.level, "name": row.name, "legal_basis": row.legal_basis, "source": row.source}
    stored = Succession.objects.filter(**key).first()
    if stored is None:
        _refuse_second_day(row)
        row.save()
        report.added.append(str(row))
    elif told != {name: getattr(stored, name) for name in told}:
        Succession.objects.filter(pk=stored.pk).update(**told)
        report.changed.append(str(row))
    else:
        report.unchanged += 1


def _refuse_second_day(row: Succession) -> None:
    same = Succession.objects.filter(predecessor=row.predecessor, successor=row.successor)
    if other := same.exclude(pk=row.pk).exclude(source=DERIVED).first():
        raise CodeError(f"{row}: {row.predecessor} became {row.successor} on {other.valid_from} already")


def _derive_provinces() -> list[Succession]:
    """Store the successions of provinces that follow from regencies given to another province; return the new ones."""
    regencies = Succession.objects.filter(level=Level.REGENCY).order_by("valid_from")
    stored = Succession.objects.filter(level=Level.PROVINCE)
    wanted: dict[tuple[str, str], Succession] = {}
    for row in regencies:
        pair = (row.predecessor[:2], row.successor[:2])
        if pair[0] != pair[1]:
            wanted.setdefault(pair, row)
    for pair in stored.exclude(source=DERIVED).values_list("predecessor", "successor"):
        wanted.pop(pair, None)
    derived = {(row.predecessor, row.successor): row for row in stored.filter(source=DERIVED)}
    for pair, row in derived.items():
        if pair not in wanted or wanted[pair].valid_from != row.valid_from:
            row.delete()
    return [
        Succession.objects.create(
            level=Level.PROVINCE,
            predecessor=pair[0],
            successor=pair[1],
            name=_province_name(pair[1]),
            valid_from=row.valid_from,
            legal_basis=row.legal_basis,
            source=DERIVED,
        )
        for pair, row in sorted(wanted.items())
        if pair not in derived or derived[pair].valid_from != row.valid_from
    ]


def _province_name(code: str) -> str:
    entry = RegisterEntry.objects.filter(code=code).first()
    area = None if entry else Area.objects.filter(code=code).order_by("-edition__valid_from").first()
    return entry.name if entry else area.name if area else code
