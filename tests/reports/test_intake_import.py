"""import_reports: the export of a regency's complaint app, as CSV or a workbook, becomes reports, each once."""

import csv
import datetime as dt
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from accounts.models import Scope
from reports.intake import tables, xlsx_rows
from reports.models import Report
from tests.reports.intake import csv_file, intake_key, partner

pytestmark = pytest.mark.django_db
HEAD = "ID Aduan;Kategori;Uraian;Lintang;Bujur"
GOOD = f"""{HEAD}
A-1;W1;Sampah menumpuk di tepi jalan;0,53;117,55
A-2;A3;"Limbah rumah tangga; baunya menyengat";0,531;117,551
"""
HALF = f"""{HEAD}
A-1;W1;Sampah menumpuk di tepi jalan;0,53;117,55
A-2;XX;Limbah rumah tangga di selokan;0,531;117,551
A-3;W1;Tertukar: bujur sebagai lintang;117,55;0,53
;W1;Baris tanpa nomor sama sekali;0,53;117,55
A-5;W1;=HYPERLINK("http://contoh.id");0,53;
A-6;A3;Selokan tersumbat di pasar lama;-0,5;117,15
"""


def run(path: Path, *arguments: str, key: str = "") -> str:
    out = io.StringIO()
    call_command("import_reports", str(path), "--partner", key or intake_key(), *arguments, stdout=out)
    return out.getvalue()


def refused(path: Path, *arguments: str, code: int = 3, key: str = "") -> tuple[str, str]:
    """Run it, which must end with a code; return what it printed and what it ended with."""
    out = io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("import_reports", str(path), "--partner", key or intake_key(), *arguments, stdout=out)
    assert caught.value.returncode == code, caught.value
    return out.getvalue(), str(caught.value)


def workbook(path: Path, *rows: Any) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path: Path) -> None:
    path, key = csv_file(tmp_path, GOOD), intake_key()
    dry = run(path, key=key)
    assert "lines 2, created 2, known 0, changed 0, rejected 0" in dry
    assert "dry run" in dry
    assert not Report.everything.exists()
    assert run(path, "--commit", key=key) == dry.replace("dry run: nothing was written; add --commit to write it\n", "")
    assert Report.objects.count() == 2


def test_usual_names_of_columns_are_known_and_said(tmp_path: Path) -> None:
    told = run(csv_file(tmp_path, GOOD.replace(HEAD, f"{HEAD};Petugas")))
    for line in ("ID Aduan → source_id", "Lintang → lat", "Bujur → lon", "Uraian → description", "not used: Petugas"):
        assert line in told


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_csv_is_read_as_people_save_it(tmp_path: Path, encoding: str, separator: str) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator)
    writer.writerow(["id", "kategori", "uraian", "lat", "lon", "diterima"])
    writer.writerow(["1", "w1", "Bau “busuk” – café di tepi sungai", "0,53", "117,55", "17/11/2026 09:30"])
    run(csv_file(tmp_path, text.getvalue(), encoding), "--commit", "--zone", "Asia/Makassar")
    report = Report.objects.get()
    assert report.description == "Bau “busuk” – café di tepi sungai"
    assert (round(report.point.x, 4), round(report.point.y, 4)) == (117.55, 0.53)
    assert report.received_at == dt.datetime(2026, 11, 17, 1, 30, tzinfo=dt.UTC)


def test_good_rows_are_in_and_bad_ones_named_by_row_and_column(tmp_path: Path) -> None:
    told, ended = refused(csv_file(tmp_path, HALF), "--commit")
    assert [report.description for report in Report.objects.order_by("pk")] == [
        "Sampah menumpuk di tepi jalan", "Selokan tersumbat di pasar lama",
    ]  # fmt: skip
    for part in ("row 3, Kategori: ", "row 4, Lintang: ", "row 5, ID Aduan: ", "row 6, Bujur: "):
        assert part in told
    assert "4 rows" in ended


def test_refused_rows_are_written_so_that_they_can_be_mended_and_sent(tmp_path: Path) -> None:
    out, key = tmp_path / "salah.csv", intake_key()
    refused(csv_file(tmp_path, HALF), "--commit", "--errors", str(out), "--language", "id", key=key)
    rows = list(csv.reader(io.StringIO(out.read_text("utf-8-sig"))))
    assert rows[0] == ["row", "status", "reasons", *HEAD.split(";")]
    assert [row[0] for row in rows[1:]] == ["3", "4", "5", "6"]
    assert rows[4][5].startswith("'=HYPERLINK")
    assert "Kategori:" in rows[1][2]
    mended = out.read_text("utf-8-sig").replace('"XX"', '"A3"')
    told, _ended = refused(csv_file(tmp_path, mended, name="lagi.csv"), "--commit", key=key)
    assert "created 1" in told
    assert Report.objects.filter(category="A3").count() == 2


def test_an_interrupted_file_goes_on(tmp_path: Path) -> None:
    key = intake_key()
    broken = GOOD + 'A-3;W1;"Tanda kutip yang tidak pernah ditutup;0,53;117,55\n'
    told, ended = refused(csv_file(tmp_path, broken), "--commit", code=1, key=key)
    assert "created 2" in told
    assert "line 4" in ended
    whole = GOOD + "A-3;W1;Tanda kutip sudah tidak ada lagi;0,53;117,55\n"
    assert "lines 3, created 1, known 2" in run(csv_file(tmp_path, whole), key=key)
    assert "lines 1, created 1, known 0" in run(csv_file(tmp_path, whole), "--commit", "--resume", key=key)
    assert Report.objects.count() == 3


def test_a_partner_is_its_key_or_its_name(tmp_path: Path) -> None:
    path = csv_file(tmp_path, GOOD)
    for wrong in ("glp_wrong", "Nobody", intake_key(scope=Scope.OPEN311)):
        refused(path, code=1, key=wrong)
    assert "created 2" in run(path, "--commit", key=partner().name)
    assert "known 2" in run(path, key=intake_key())
    assert "dry run" in run(path, "--commit", key=intake_key("Lain", test=True))


def test_a_mapping_names_columns_constants_and_words(tmp_path: Path) -> None:
    mapping = tmp_path / "peta.json"
    mapping.write_text(json.dumps({
        "columns": {"Tiket": "source_id", "Cerita": "description", "Posisi": "coordinates"},
        "constants": {"confidential": "ya"}, "words": {"category": {"Sampah Liar": "W1"}},
    }))  # fmt: skip
    text = 'Tiket,Jenis,Cerita,Posisi\n7,sampah liar,Sampah di tepi jalan,"0.53, 117.55"\n'
    told = run(csv_file(tmp_path, text), "--mapping", str(mapping), "--commit")
    assert "confidential: ya in every row" in told
    report = Report.everything.get()
    assert (report.category_id, report.confidential) == ("W1", True)
    other = text.replace("7,", "8,", 1).replace("sampah liar", "W1")
    told = run(csv_file(tmp_path, other), "--mapping", "Cerita=description")
    assert "Tiket → source_id" in told


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        (["Nowhere=lat"], "no column"),
        (["Uraian=colour"], "no field"),
        (["Uraian=lat", "Bujur=lat"], "Two columns"),
        (["=lat"], "COLUMN=FIELD"),
        (["absent.json"], "cannot be read"),
    ],
)
def test_a_mapping_that_does_not_fit_is_told(tmp_path: Path, mapping: list[str], said: str) -> None:
    assert said in refused(csv_file(tmp_path, GOOD), "--mapping", *mapping, code=1)[1]


def test_columns_that_must_be_there_are_asked_for_with_a_hint(tmp_path: Path) -> None:
    _told, ended = refused(csv_file(tmp_path, GOOD.replace("Kategori", "Kategorie")), code=1)
    assert "category" in ended
    assert "Kategorie=category" in ended


@pytest.mark.parametrize(
    "text",
    ["", "\n\n", "ID;ID\n1;2\n", "x" * 300_000, HEAD + "\n" + "A" * 140_000 + ";W1\n"],
    ids=["empty", "blank", "twice", "endless line", "endless cell"],
)
def test_what_is_no_table_is_refused_whole(tmp_path: Path, text: str) -> None:
    refused(csv_file(tmp_path, text), code=1)


def test_a_row_with_more_cells_than_columns_is_told(tmp_path: Path) -> None:
    told, _ended = refused(csv_file(tmp_path, GOOD + "A-3;W1;Sampah; di jalan;0,53;117,55\n"), "--commit")
    assert "row 4" in told
    assert "separator" in told


def test_a_workbook_has_dates_numbers_and_no_formulas(tmp_path: Path) -> None:
    received = dt.datetime(2026, 11, 17, 9, 30)  # noqa: DTZ001 - cells know no zones
    path = workbook(
        tmp_path / "aduan.xlsx",
        ["id", "kategori", "uraian", "lat", "lon", "kejadian", "diterima", "no hp"],
        [1, "W1", "Sampah menumpuk di tepi jalan", 0.53, 117.55, dt.date(2026, 11, 16), received, 81234567890],
        [2, "W1", "Sampah menumpuk di tepi jalan", "=1/2", 117.55],
        [3.0, "W1", "Sampah menumpuk di tepi jalan", "0,53", "117,55", received],
        [None, None],
        [4, "W1", "=A1", 0.53, 117.55],
    )
    told, _ended = refused(path, "--commit", "--zone", "Asia/Makassar")
    first, third = Report.objects.order_by("pk")
    assert (first.occurred_on, third.occurred_on) == (dt.date(2026, 11, 16), dt.date(2026, 11, 17))
    assert first.received_at == dt.datetime(2026, 11, 17, 1, 30, tzinfo=dt.UTC)
    assert "row 3, lat: This cell holds a formula" in told
    assert "row 6, uraian: This cell holds a formula" in told
    assert list(first.intake.__class__.objects.order_by("pk").values_list("source_id", flat=True)) == ["1", "3"]


def test_a_sheet_is_found_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "aduan.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["something else"])
    sheet = book.create_sheet("Aduan")
    sheet.append(["id", "kategori", "uraian", "lat", "lon"])
    sheet.append([1, "W1", "Sampah menumpuk di tepi jalan", 0.53, 117.55])
    book.save(path)
    assert "created 1" in run(path, "--sheet", "aduan")
    assert "Aduan" in refused(path, "--sheet", "Lain", code=1)[1]


def packed(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return path


def changed(path: Path, part: str, change: Any) -> Path:
    """The workbook with a part of it changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return packed(path, parts | {part: change(parts[part])})


def test_a_workbook_that_holds_gigabytes_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_rows, "MOST_UNPACKED", 1_000_000)
    path = packed(tmp_path / "bom.xlsx", {"xl/worksheets/sheet1.xml": b" " * 2_000_000})
    assert path.stat().st_size < 10_000
    assert "too much" in refused(path, code=1)[1]


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"])
def test_entities_that_grow_are_not_expanded(tmp_path: Path, part: str) -> None:
    path = workbook(tmp_path / "bom.xlsx", ["id", "kategori", "uraian"], [1, "W1", "Sampah menumpuk di tepi jalan"])
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    declared = b'<?xml version="1.0"?>'
    changed(path, part, lambda body: declared + bomb + body.partition(b"?>")[2] if b"?>" in body else bomb + body)
    assert "XLSX" in refused(path, code=1)[1]


def test_a_row_that_says_to_be_the_billionth_ends_the_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 10_000)
    head = ["id", "kategori", "uraian", "lat", "lon"]
    path = workbook(tmp_path / "jauh.xlsx", head, [1, "W1", "Sampah menumpuk di tepi jalan", 0.53, 117.55])
    changed(path, "xl/worksheets/sheet1.xml", lambda body: body.replace(b'r="2"', b'r="999999999"'))
    told, ended = refused(path, code=1)
    assert "rows" in ended
    assert "lines 0" in told


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04 and no more", b"not packed at all"])
def test_what_is_no_workbook_is_refused(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "rusak.xlsx"
    path.write_bytes(body)
    refused(path, code=1)
    path.rename(tmp_path / "rusak.csv")
    refused(tmp_path / "rusak.csv", code=1)
