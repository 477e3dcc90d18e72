"""The list of agencies as a file: what it says, what is refused and where, nothing half stored."""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from accounts.exchange import (
    AgencyResource,
    Comparison,
    TableError,
    compare,
    read_table,
    store,
    tables,
    write_table,
)
from accounts.models import Agency

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

HEADER = "code,name,kind,tier,parent,replaces,area_codes,overlay_keys,valid_from,valid_to"


@pytest.fixture
def english() -> Iterator[None]:
    """Messages as the catalogue's keys have them."""
    with override("en"):
        yield


def table(text: str, name: str = "list.csv") -> Any:
    return read_table(name, text.encode(), AgencyResource.COLUMNS, AgencyResource.REQUIRED)


def rows(*lines: str) -> Comparison:
    return compare(table("\n".join([HEADER, *lines])))


def messages(comparison: Comparison) -> list[tuple[int, str, str]]:
    return [(row.line, column, text) for row in comparison.errors for column, text in row.messages]


def exported(codes: Iterable[str], suffix: str) -> bytes:
    queryset = Agency.objects.filter(code__in=list(codes)).order_by("code")
    return write_table(AgencyResource().export(queryset=queryset), suffix)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_what_was_written_is_read_as_what_is_stored(suffix: str) -> None:
    codes = ["KLH", "TN-BETUNG-KERIHUN", "BWS-CILICIS", "DLH-95.04", "GAKKUM-LH-SULAWESI"]
    Agency.objects.filter(code="KLH").update(phone="+62 21 1500", address="=2+2", name="@KLH")
    data = exported(codes, suffix)
    back = compare(read_table(f"list.{suffix}", data, AgencyResource.COLUMNS, AgencyResource.REQUIRED))
    assert (back.rows, back.errors, back.unchanged) == ((), (), 5)


def test_cells_that_a_spreadsheet_would_run_are_written_as_text() -> None:
    Agency.objects.filter(code="KLH").update(phone="+62 21 1500", address="=HYPERLINK(1)", name="@KLH")
    row = next(csv.DictReader(io.StringIO(exported(["KLH"], "csv").decode("utf-8-sig"))))
    assert (row["phone"], row["address"], row["name"]) == ("'+62 21 1500", "'=HYPERLINK(1)", "'@KLH")
    sheet = openpyxl.load_workbook(io.BytesIO(exported(["KLH"], "xlsx"))).worksheets[0]
    values = [cell.value for cell in sheet[2]]
    assert "'=HYPERLINK(1)" in values
    assert row["valid_from"] == "2024-10-21"
    assert row["replaces"] == "KLHK"


def test_a_preview_names_every_difference_and_stores_nothing() -> None:
    result = rows(
        "DLH-61.03,DLHK Sanggau,DLH,regency,PEMDA-61.03,,61.03,,,",
        "DLH-64.08,DLH Kabupaten Kutai Timur,DLH,regency,PEMDA-64.08,,64.08,,,",
        "KPH-1,KPH Sanggau Barat,DISHUT,province,DISHUT-61,,61.03;61.09,,2020-01-01,",
    )
    assert [(row.code, row.new) for row in result.rows] == [("DLH-61.03", False), ("KPH-1", True)]
    change = result.rows[0].changes
    assert [(c.column, c.before, c.after) for c in change] == [("name", "DLH Kabupaten Sanggau", "DLHK Sanggau")]
    assert ("area_codes", "", "61.03;61.09") in [(c.column, c.before, c.after) for c in result.rows[1].changes]
    assert (result.created, result.updated, result.unchanged) == (1, 1, 1)
    assert not Agency.objects.filter(code="KPH-1").exists()
    assert Agency.objects.get(code="DLH-61.03").name == "DLH Kabupaten Sanggau"


def test_what_is_stored_counts_as_confirmed_and_unchanged_rows_do_not() -> None:
    text = f"{HEADER}\nDLH-61.03,DLHK Sanggau,DLH,regency,PEMDA-61.03,,61.03,,,\nDLH-64.08,DLH Kabupaten Kutai Timur,"
    store(table(text + "DLH,regency,PEMDA-64.08,,64.08,,,\n"))
    agency = Agency.objects.get(code="DLH-61.03")
    assert (agency.name, agency.placeholder) == ("DLHK Sanggau", False)
    assert Agency.objects.get(code="DLH-64.08").placeholder


def test_units_may_stand_before_what_they_belong_to() -> None:
    lines = ("UNIT,Unit,DLH,regency,INST,OLD,61.03,,2024-01-01,", "INST,Instansi,PEMDA,regency,,,61.03,,,")
    result = store(table("\n".join([HEADER, *lines, "OLD,Lama,DLH,regency,,,61.03,,,2024-01-01"])))
    assert result.errors == ()
    unit = Agency.objects.get(code="UNIT")
    assert unit.parent == Agency.objects.get(code="INST")
    assert [one.code for one in unit.replaces.all()] == ["OLD"]


def test_columns_that_are_left_out_stay_as_they_are() -> None:
    store(table("code,email\nKLH,klh@contoh.id\n"))
    klh = Agency.objects.get(code="KLH")
    assert (klh.email, klh.kind_id, [one.code for one in klh.replaces.all()]) == ("klh@contoh.id", "KLH", ["KLHK"])


@pytest.mark.parametrize(
    ("line", "column", "part"),
    [
        ("X,X,DLH,regency,,,,,,", "area_codes", "at least one area"),
        ("X,X,DLH,regency,,,64,,,", "area_codes", "64.08"),
        ("X,X,DLH,province,,,ID,,,", "area_codes", "whole country"),
        ("X,X,DLH,regency,,,64.1,,,", "area_codes", "“64.1”"),
        ("X,X,DLH,desa,,,64.08,,,", "tier", "regency, province, central"),
        ("X,X,NGAWUR,regency,,,64.08,,,", "kind", "“NGAWUR”"),
        ("X,X,,regency,,,64.08,,,", "kind", ""),
        ("X,,DLH,regency,,,64.08,,,", "name", ""),
        ("X,X,DLH,regency,TIADA,,64.08,,,", "parent", "“TIADA”"),
        ("X,X,DLH,regency,,TIADA,64.08,,,", "replaces", "“TIADA”"),
        ("X,X,DLH,regency,,,64.08,,kemarin,", "valid_from", "2024-10-21"),
        ("X,X,DLH,regency,,,64.08,,2024-01-01,2023-01-01", "valid_to", "2024-01-01"),
        ("X,X,BALAI_TN,central,,,,Kutai,,", "overlay_keys", "“Kutai”"),
        ("PEMDA-64.08,X,PEMDA,regency,DLH-64.08,,64.08,,,", "parent", "PEMDA-64.08 → DLH-64.08 → PEMDA-64.08"),
        ("KLHK,X,KLHK,central,,KLH,ID,,,2024-10-21", "replaces", "KLHK → KLH → KLHK"),
        (",X,DLH,regency,,,64.08,,,", "code", "code"),
    ],
)
def test_a_wrong_row_is_named_with_its_column_and_nothing_is_stored(line: str, column: str, part: str) -> None:
    good = "DLH-61.03,DLHK Sanggau,DLH,regency,PEMDA-61.03,,61.03,,,"
    text = "\n".join([HEADER, good, line])
    found = [entry for entry in messages(compare(table(text))) if entry[1] == column]
    assert [entry[0] for entry in found] == [3]
    stored = store(table(text))
    assert stored.errors
    assert Agency.objects.get(code="DLH-61.03").name == "DLH Kabupaten Sanggau"
    assert not Agency.objects.filter(code="X").exists()


def test_a_code_twice_in_a_file_is_refused_at_the_second() -> None:
    line = "X,X,DLH,regency,,,64.08,,,"
    assert [entry[:2] for entry in messages(rows(line, line))] == [(3, "code")]


@pytest.mark.parametrize(
    ("name", "data", "part"),
    [
        ("list.pdf", b"%PDF", "list.pdf"),
        ("list.xlsx", b"code\nX\n", "XLSX"),
        ("list.csv", b"", "code"),
        ("list.csv", b"kode,nama\nX,Y\n", "code"),
        ("list.csv", b"code,nama\nX,Y\n", "nama"),
        ("list.csv", b"code,code\nX,Y\n", "code"),
        ("list.csv", "code,name\nX,\xe9\n".encode("latin-1"), "UTF-8"),
        ("list.csv", b"code,name\n", "no rows"),
        ("list.csv", b"code,name\nX,Y,Z\n", "2"),
        ("list.csv", b'code,name\n"X,Y\n', "CSV"),
        ("list.csv", b"code,name\nX,Y\nX\x00,Y\n", "Row 3"),
    ],
)
def test_a_file_that_is_no_such_list_is_refused_with_the_reason(name: str, data: bytes, part: str) -> None:
    with pytest.raises(TableError, match=part):
        read_table(name, data, AgencyResource.COLUMNS, AgencyResource.REQUIRED)


def test_a_small_file_that_unpacks_to_much_is_refused_unopened(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<row/>" * 10_000)
    monkeypatch.setattr(tables, "MAX_UNPACKED_BYTES", 50_000)
    with pytest.raises(TableError, match="too much"):
        read_table("list.xlsx", stream.getvalue(), AgencyResource.COLUMNS, AgencyResource.REQUIRED)


def workbook(**parts: bytes) -> bytes:
    """A workbook in which parts of these names hold something else."""
    whole = io.BytesIO()
    openpyxl.Workbook().save(whole)
    changed = io.BytesIO()
    with zipfile.ZipFile(whole) as found, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as written:
        for name in found.namelist():
            written.writestr(name, parts.get(name.rpartition("/")[2].partition(".")[0], found.read(name)))
    return changed.getvalue()


def garbled(data: bytes) -> bytes:
    """A packed workbook of which one part cannot be unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        part = packed.getinfo("xl/workbook.xml")
    begins = part.header_offset + 30 + len(part.filename)
    return data[:begins] + b"\xff" * 20 + data[begins + 20 :]


def locked(data: bytes) -> bytes:
    """A packed file that says that its parts are encrypted."""
    marked = bytearray(data)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = marked.find(mark)
        while at >= 0:
            marked[at + flags] |= 1
            at = marked.find(mark, at + 4)
    return bytes(marked)


@pytest.mark.parametrize(
    "data",
    [
        garbled(workbook()),
        locked(workbook()),
        workbook(workbook=b"<workbook"),
        workbook(sheet1=b"\xff\xfe"),
        workbook(styles=b"<styleSheet><cellXfs x='1'><xf nonsense='2'/></cellXfs></styleSheet>"),
    ],
    ids=["garbled", "locked", "half an XML", "no XML", "other XML"],
)
def test_a_damaged_workbook_is_refused_and_no_error_of_ours(data: bytes) -> None:
    with pytest.raises(TableError):
        read_table("list.xlsx", data, AgencyResource.COLUMNS, AgencyResource.REQUIRED)


def test_empty_rows_come_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_LINES", 100)
    with pytest.raises(TableError, match="more than 100 rows"):
        table("code,name\n" + "\n" * 200 + "X,Y\n")


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_csv_of_an_indonesian_spreadsheet_is_read_too(separator: str) -> None:
    text = separator.join(["code", "area_codes"]) + "\r\n" + separator.join(["BWS-BALI", '"51;52"']) + "\r\n\r\n"
    result = compare(table("\ufeff" + text))
    assert [(c.before, c.after) for c in result.rows[0].changes] == [("51", "51;52")]


def test_numbers_and_dates_of_a_spreadsheet_are_understood() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["code", "area_codes", "valid_from"], ["BWS-BALI", 51, dt.datetime(2020, 1, 2)], [None, None, None]):  # noqa: DTZ001
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    result = compare(read_table("x.xlsx", stream.getvalue(), AgencyResource.COLUMNS, AgencyResource.REQUIRED))
    assert result.errors == ()
    assert [(c.column, c.after) for c in result.rows[0].changes] == [("valid_from", "2020-01-02")]


def test_the_commands_write_compare_and_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "list.csv"
    call_command("export_agencies", str(path))
    path.write_text(path.read_text("utf-8-sig").replace("BWS Bali Penida", "BWS Bali"), "utf-8")
    call_command("import_agencies", str(path))
    assert "~ BWS-BALI  name: BWS Bali Penida → BWS Bali" in capsys.readouterr().out
    assert Agency.objects.get(code="BWS-BALI").name == "BWS Bali Penida"
    call_command("import_agencies", str(path), commit=True)
    assert Agency.objects.get(code="BWS-BALI").name == "BWS Bali"
    path.write_text("code,tier\nBWS-BALI,dunia\n")
    with pytest.raises(CommandError, match="1 rows are wrong"):
        call_command("import_agencies", str(path), commit=True)
    assert "row 2 (BWS-BALI) tier" in capsys.readouterr().err
    for wrong in (tmp_path / "none.csv", tmp_path / "list.doc"):
        with pytest.raises(CommandError, match=wrong.name):
            call_command("import_agencies", str(wrong))
