"""Which column of a file is which field: said by whoever knows the file, or seen by the usual names."""

import difflib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from reports.intake.errors import MappingError
from reports.intake.fields import FIELDS, REQUIRED
from reports.intake.tables import Row
from reports.intake.taking import Line

_NAMES: Final[dict[str, str]] = {
    "source_id": "id, no, nomor, nomor aduan, no aduan, id aduan, nomor laporan, no laporan, id laporan, nomor tiket, "
    "no tiket, tiket, kode aduan, kode laporan, ticket, ticket id, case id, report id, reference",
    "received_at": "diterima, tanggal diterima, waktu diterima, tgl diterima, tanggal aduan, tanggal laporan, "
    "tgl aduan, tgl laporan, tanggal masuk, tgl masuk, waktu laporan, dibuat pada, created, created at, received, "
    "reported at, timestamp",
    "category": "kategori, kode kategori, jenis, jenis aduan, jenis laporan, klasifikasi, type",
    "description": "uraian, isi, isi aduan, isi laporan, deskripsi, keterangan, kronologi, aduan, laporan, text, "
    "details, summary",
    "lon": "lng, long, longitude, bujur, garis bujur, koordinat x, x",
    "lat": "latitude, lintang, garis lintang, koordinat y, y",
    "coordinates": "koordinat, posisi, titik, titik lokasi, lokasi gps, gps, latlong, lat long, lat lon",
    "regency": "kode kabupaten, kode kab, kode wilayah, kode kemendagri, kabupaten, kabupaten kota",
    "place_note": "alamat, lokasi, lokasi kejadian, alamat kejadian, tempat, address, location, place",
    "accuracy_m": "akurasi, accuracy, akurasi m",
    "occurred_on": "tanggal kejadian, tgl kejadian, waktu kejadian, kejadian, incident date, occurred",
    "suspected_source": "terlapor, sumber, sumber dugaan, dugaan sumber, pelaku, source",
    "desired_remedy": "harapan, permintaan, tuntutan, remedy",
    "reported_before": "pernah dilaporkan, pernah melapor",
    "confidential": "rahasia",
    "anonymous": "anonim",
    "name": "nama, nama pelapor, pelapor, reporter",
    "phone": "telepon, telp, no telp, no telepon, nomor telepon, hp, no hp, nomor hp, wa, whatsapp, handphone, tel",
    "email": "surel, e mail, alamat surel, alamat email, email pelapor",
    "kind": "jenis permohonan",
    "language": "bahasa",
}


def _plain(name: str) -> str:
    return " ".join(re.findall(r"\w+", name.replace("_", " ").casefold()))


_KNOWN: Final = {_plain(one): name for name, ones in _NAMES.items() for one in ones.split(",")} | {
    _plain(name): name for name in FIELDS
}


def usual_field(column: str) -> str:
    """Return the field that a column of this name usually is; "" for none."""
    return _KNOWN.get(_plain(column), "")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A column that might be a field; nobody said so."""

    column: str
    field: str


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Positions of columns by field, fields that are the same in every row, and what words of the file mean here.

    `left_out` are positions of columns that are told to be none.
    """

    columns: dict[str, int]
    header: tuple[str, ...]
    constants: dict[str, str] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()

    def line(self, row: Row) -> Line:
        """Return a row as a line by fields; its errors where a cell that counts cannot be read."""
        wrong = {name: [row.wrong[at]] for name, at in self.columns.items() if at in row.wrong}
        raw: dict[str, Any] = dict(self.constants)
        for name, at in self.columns.items():
            text = row.cells[at] if at < len(row.cells) else ""
            if text:
                raw[name] = self.words.get(name, {}).get(_plain(text), text)
        return Line(row.number, raw, wrong | self._too_long(row))

    def column_of(self, name: str) -> str:
        """Return the name of the column that a field comes from; the field's own where none is."""
        return self.header[self.columns[name]] if name in self.columns else name

    def _too_long(self, row: Row) -> dict[str, list[str]]:
        if any(row.cells[len(self.header) :]):
            said = _("This row has more cells than there are columns. Is a separator inside a text without quotes?")
            return {"report": [said]}
        return {}


def read_mapping(texts: Sequence[str]) -> dict[str, Any]:
    """Return what a mapping says: a JSON file, or pairs COLUMN=FIELD; COLUMN= leaves a column out.

    In JSON `columns` has fields by column, `constants` values by field, `words` by field what each word of the file
    means. An object without these is `columns` itself.

    Raises
    ------
    MappingError
        It cannot be read.
    """
    if len(texts) == 1 and "=" not in texts[0]:
        return _of_file(Path(texts[0]))
    pairs = [text.rpartition("=") for text in texts]
    if wrong := [text for text, (column, _sign, _name) in zip(texts, pairs, strict=True) if not column]:
        raise MappingError(_("“%(text)s” is no pair COLUMN=FIELD.") % {"text": wrong[0]})
    return {"columns": {column: name for column, _sign, name in pairs}}


def _of_file(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise MappingError(_("The mapping “%(name)s” cannot be read as JSON.") % {"name": path.name}) from error
    parts = ("columns", "constants", "words")
    if isinstance(found, dict) and not found.keys() & set(parts):
        found = {"columns": found}
    good = isinstance(found, dict) and found.keys() <= set(parts)
    if not good or not all(_is_texts(found.get(name, {})) for name in ("columns", "constants")):
        raise MappingError(_("A mapping has columns, constants and words; see docs/intake.md."))
    words = found.get("words", {})
    if not isinstance(words, dict) or not all(_is_texts(one) for one in words.values()):
        raise MappingError(_("In a mapping, words are objects by field: what the file says, and what it means."))
    return found


def _is_texts(found: Any) -> bool:
    return isinstance(found, dict) and all(isinstance(value, str) for value in found.values())


def map_columns(header: Sequence[str], said: Mapping[str, Any]) -> ColumnMapping:
    """Return the mapping of a file: what is said of its columns, and the usual names of those of which nothing is.

    Raises
    ------
    MappingError
        There is no such column or field, two columns are one field, or a field that must be there is not.
    """
    told = said.get("columns", {})
    constants, words = dict(said.get("constants", {})), said.get("words", {})
    _check_fields([*filter(None, told.values()), *constants, *words])
    columns, left_out = _told_columns(header, told)
    for position, name in enumerate(header):
        usual = usual_field(name)
        free = usual and usual not in columns and usual not in constants
        if usual and free and position not in left_out and position not in columns.values():
            columns[usual] = position
    mapping = ColumnMapping(
        columns, tuple(header), constants, {name: _plainly(one) for name, one in words.items()}, frozenset(left_out)
    )
    _check_required(mapping)
    return mapping


def _told_columns(header: Sequence[str], told: Mapping[str, str]) -> tuple[dict[str, int], set[int]]:
    """Return positions by field, and those left out, as they are told."""
    at = {_plain(name): position for position, name in enumerate(header)}
    columns: dict[str, int] = {}
    left_out: set[int] = set()
    for column, name in told.items():
        position = at.get(_plain(column))
        if position is None:
            names = {"column": column, "names": ", ".join(header)[:500]}
            raise MappingError(_("There is no column “%(column)s”; there are: %(names)s.") % names)
        if name in columns:
            raise MappingError(_("Two columns are to be %(field)s.") % {"field": name})
        if name:
            columns[name] = position
        else:
            left_out.add(position)
    return columns, left_out


def _plainly(words: Mapping[str, str]) -> dict[str, str]:
    return {_plain(word): meant for word, meant in words.items()}


def _check_fields(names: Iterable[str]) -> None:
    unknown = next((name for name in names if name not in FIELDS), None)
    if unknown is not None:
        said = _("There is no field “%(field)s”; there are: %(known)s.")
        raise MappingError(said % {"field": unknown, "known": ", ".join(FIELDS)})


def _check_required(mapping: ColumnMapping) -> None:
    missing = [name for name in REQUIRED if name not in mapping.columns and name not in mapping.constants]
    if not missing:
        return
    hints = [f"{one.column}={one.field}" for one in suggestions(mapping) if one.field in missing]
    said = _("No column is %(missing)s. Name them: COLUMN=FIELD.") % {"missing": ", ".join(missing)}
    perhaps = _("Perhaps: %(hints)s") % {"hints": ", ".join(hints)}
    raise MappingError(f"{said} {perhaps}" if hints else said)


def suggestions(mapping: ColumnMapping) -> list[Suggestion]:
    """Return columns that nothing was said of and whose names are like those of fields that are still free."""
    used, found = mapping.left_out | set(mapping.columns.values()), []
    for position, name in enumerate(mapping.header):
        if position in used or not name:
            continue
        near = difflib.get_close_matches(_plain(name), list(_KNOWN), n=5, cutoff=0.75)
        free = next((_KNOWN[one] for one in near if _KNOWN[one] not in mapping.columns), None)
        if free:
            found.append(Suggestion(name, free))
    return found


def unused(mapping: ColumnMapping) -> list[str]:
    """Return the columns that are no field."""
    used = set(mapping.columns.values())
    return [name for position, name in enumerate(mapping.header) if position not in used and name]
