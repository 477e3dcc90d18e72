"""What is in a report: the figures of page and API, in every file; nothing that its reader may not know."""

import csv
import datetime as dt
import hashlib
import io
import re
import zipfile
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts.models import Role
from accounts.scopes import TokenScope
from monitoring.actions.plans import Aim, begin_plan, close_plan, make_plan
from monitoring.measures import MEASURES, Period, cutoff_on, scorecard_of
from monitoring.models.plans import PlanState
from monitoring.pages.words import value_of
from period_reports.actions.building import ask_for_report
from period_reports.actions.drafts import Written, keep_draft
from period_reports.building import build
from period_reports.contents.compose import compose
from period_reports.contents.material import Material
from period_reports.contents.telling import told
from period_reports.contents.told import tellable
from period_reports.contents.tree import Cell, Column, Nothing, Story, Table
from period_reports.models import PeriodReport
from period_reports.orders import Order, order
from period_reports.pack import _cases
from period_reports.printing import pdf
from period_reports.xlsx import workbook
from reports.models import Report, State
from reports.photos import PhotoError, clean_photo
from tests.cast import staff
from tests.factories import agency
from tests.monitoring.lives import Ground, make_life, store
from tests.period_reports.conftest import HANDLED
from tests.programs import ask, program
from tests.reports.pictures import encoded, picture

pytestmark = pytest.mark.django_db
JUNE = "period=2026-S1&on=2026-06-30"
COMPARED = ("received", "cohort", "followed_up", "closed", "speed_median", "sla_answer", "backlog")


def content(report: PeriodReport, kind: str) -> bytes:
    with report.files.get(kind=kind).file.open("rb") as file:
        return bytes(file.read())


def read_pdf(report: PeriodReport) -> tuple[PdfReader, str]:
    reader = PdfReader(io.BytesIO(content(report, "pdf")))
    return reader, " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


def sheet(report: PeriodReport, name: str) -> list[tuple[Any, ...]]:
    book = load_workbook(io.BytesIO(content(report, "xlsx")), read_only=True)
    return list(book[name].iter_rows(values_only=True))


def table(report: PeriodReport, key: str) -> Table:
    return next(one for one in compose(report).tables() if one.key == key)


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_pdf_workbook_page_and_api_tell_the_same_figures(
    cases: list[Report], audience: str, request: pytest.FixtureRequest
) -> None:
    wanted: Order = request.getfixturevalue(audience)
    monitor = staff("KOORDINATOR-64", Role.MONITOR)
    report = build(ask_for_report(monitor.user, wanted, queue=False).pk)
    reader = program() if wanted.public else program(monitor.user, TokenScope.READ_CASES)
    told = ask(reader, f"/scorecards/?area=64.08&{JUNE}").json()["results"][0]["figures"]
    page = (Client() if wanted.public else monitor).get(f"/pemantauan/wilayah/64.08/?{JUNE}").content.decode()
    shown = {name: re.search(rf'id="{name}">(.*?)</article>', page, re.S) for name in COMPARED}
    _reader, printed = read_pdf(report)
    lines = {row[0]: row for row in sheet(report, "figures")[3:]}
    figures = Material(wanted, AnonymousUser(), {}).now
    for measure in MEASURES:
        figure, row = figures[measure.name], report.figures[measure.name]
        line = next(cells for label, cells in lines.items() if str(label).lower() == str(measure.label).lower())
        assert (row["value"], row["n"]) == (figure.value, figure.n), measure.name
        assert line[1] == (None if figure.value is None else pytest.approx(figure.value)), measure.name
        assert line[3] == figure.n
        assert told[measure.name]["value"] == figure.value, measure.name
        if figure.value is not None:
            assert value_of(figure) in printed, measure.name
            if found := shown.get(measure.name):
                assert value_of(figure) in " ".join(found[1].split()), measure.name
    assert figures["closed"].n == (20 if wanted.public else 21)
    assert shown["closed"]


def test_the_files_of_a_public_report(built: PeriodReport, cases: list[Report]) -> None:
    """Of one report, for to build one takes seconds."""
    _tagged(built)
    _tells_nothing_hidden(built, cases)
    _packed_with_its_sums(built)
    _sent_whole_or_not_at_all(built)


def _tagged(built: PeriodReport) -> None:
    reader, printed = read_pdf(built)
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "id"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert "Kutai Timur" in (reader.metadata.title or "")
    xmp = root["/Metadata"].get_data().decode()
    assert re.search(r"pdfuaid:part\D+1", xmp)
    kinds = _kinds(root["/StructTreeRoot"])
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/Caption", "/Figure"} <= kinds.keys()
    assert all(kinds["/Figure"]), "each picture is told in words"
    assert len(reader.outline) > 10
    assert built.pages == len(reader.pages)
    assert f"2 dari {built.pages}" in printed or f"2 of {built.pages}" in printed


def _kinds(node: Any) -> dict[str, list[Any]]:
    """Return what stands in a tree of tags, with the words of each."""
    found: dict[str, list[Any]] = {}
    waiting = [node]
    while waiting:
        one = waiting.pop().get_object()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            if "/S" in one:
                found.setdefault(one["/S"], []).append(one.get("/Alt"))
            if "/K" in one:
                waiting.append(one["/K"])
    return found


def _tells_nothing_hidden(built: PeriodReport, cases: list[Report]) -> None:
    whole = b"".join(zipfile.ZipFile(io.BytesIO(content(built, "zip"))).read(n) for n in ("data/laporan-terbuka.csv",))
    assert cases[0].number not in whole.decode()
    assert cases[1].number in whole.decode()
    rows = list(
        csv.DictReader(io.StringIO(zipfile.ZipFile(io.BytesIO(content(built, "zip"))).read("data/angka.csv").decode()))
    )
    assert {row["group"] for row in rows} == {"all", "regency", "category", "month"}
    hidden = {row["measure"]: row for row in rows if row["group"] == "all"}["archived"]
    assert (hidden["value"], hidden["n"]) == ("", "0")
    assert table(built, "sla").columns[0].label != "Instansi"


def test_agencies_are_in_an_internal_report(cases: list[Report], internal: Order) -> None:
    monitor = staff("KOORDINATOR-64", Role.MONITOR)
    report = ask_for_report(monitor.user, internal, queue=False)
    names = {str(row[0].value) for row in table(report, "sla").rows}
    assert any("Kutai Timur" in name for name in names)


def test_an_area_without_cases_says_so_in_each_chapter(db: None) -> None:
    report = ask_for_report(None, order("81.08", "2026-S1", public=True), queue=False)
    chapters = {section.key: section for section in compose(report).sections}
    for key in ("summary", "volumes", "sla", "late", "ikm", "plans", "constraints", "cases", "policy"):
        assert any(isinstance(block, Nothing) for block in chapters[key].blocks), key


def test_only_closed_cases_that_everybody_reads_are_told(cases: list[Report], public: Order) -> None:
    hidden, shown = cases[0], cases[1]
    Report.everything.filter(pk__in=[hidden.pk, shown.pk]).update(state=State.CLOSED)
    Report.everything.filter(pk=shown.pk).update(public_description="Sungai ■■■ hitam.", verified_at=shown.received_at)
    monitor = staff("KOORDINATOR-64", Role.MONITOR)
    keep_draft(monitor.user, public, Written(cases=[shown.number]))
    report = ask_for_report(monitor.user, public, queue=False)
    shown_cases = next(one for one in compose(report).sections if one.key == "cases").blocks
    assert [block.account for block in shown_cases if isinstance(block, Story)] == ["Sungai ■■■ hitam."]
    Report.everything.filter(pk=shown.pk).update(confidential=True)
    gone = next(one for one in compose(report).sections if one.key == "cases").blocks
    assert not [block for block in gone if isinstance(block, Story)]
    assert isinstance(gone[-1], Nothing)


def test_no_cell_is_a_formula_and_figures_are_numbers(cases: list[Report], public: Order) -> None:
    monitor = staff("KOORDINATOR-64", Role.MONITOR)
    keep_draft(monitor.user, public, Written(constraints='=HYPERLINK("http://x.invalid")'))
    report = ask_for_report(monitor.user, public, queue=False)
    book = load_workbook(io.BytesIO(workbook(compose(report))))
    assert not [cell for one in book for row in one.iter_rows() for cell in row if cell.data_type == "f"]
    assert all(isinstance(row[3].value, int) for row in book["figures"].iter_rows(min_row=4))


def _packed_with_its_sums(built: PeriodReport) -> None:
    packed = zipfile.ZipFile(io.BytesIO(content(built, "zip")))
    sums = dict(line.split("  ")[::-1] for line in packed.read("SHA256SUMS").decode().splitlines())
    assert sums == {
        name: hashlib.sha256(packed.read(name)).hexdigest() for name in packed.namelist() if name != "SHA256SUMS"
    }
    assert {"README.md", "metode.md", "dasar-hukum.csv", "data/angka.csv", "data/laporan-terbuka.csv"} <= sums.keys()
    assert content(built, "pdf") == packed.read(next(name for name in sums if name.endswith(".pdf")))
    assert "## Isi paket" in packed.read("README.md").decode()
    assert "- Satuan: hari kerja" in packed.read("metode.md").decode()
    bases = list(csv.DictReader(io.StringIO(packed.read("dasar-hukum.csv").decode())))
    assert {"boundaries", "deadline", "rule", "agency", "measure"} == {row["what"] for row in bases}
    assert all(row["legal_basis"] for row in bases if row["what"] == "deadline")


def _sent_whole_or_not_at_all(built: PeriodReport) -> None:
    sums = list(built.files.values_list("kind", "sha256"))
    build(built.pk)  # by a second worker: it stays as it was
    assert list(PeriodReport.objects.get(pk=built.pk).files.values_list("kind", "sha256")) == sums
    reader = staff("KOORDINATOR-64", Role.MONITOR)
    page = reader.get(built.url).content.decode()
    for file in built.files.all():
        assert file.sha256 in page
        answer = reader.get(f"{built.url}berkas/{file.kind}/")
        assert answer.status_code == HTTPStatus.OK
        assert len(answer.content) == file.size
        assert "attachment" in answer["Content-Disposition"]
    assert Client().get(f"{built.url}berkas/pdf/").status_code == HTTPStatus.NOT_FOUND
    assert reader.get(f"{built.url}berkas/exe/").status_code == HTTPStatus.NOT_FOUND
    kept = built.files.get(kind="xlsx").file
    with kept.storage.open(kept.name, "wb") as opened:
        opened.write(b"something else")
    assert reader.get(f"{built.url}berkas/xlsx/").status_code == HTTPStatus.SERVICE_UNAVAILABLE


def test_plans_stand_as_they_did_at_the_cut_off(cases: list[Report], internal: Order) -> None:
    """Closed in July, it was under way at the end of June; its outcome is for the next report."""
    june, user = dt.datetime(2026, 6, 10, tzinfo=dt.UTC), staff("DLH-64.08", Role.AGENCY_ADMIN).user
    aim = Aim("closed", Period.parse("2025-S2"), "64.08")
    plan = make_plan(
        user,
        agency=agency("DLH-64.08"),
        action="Lubang tambang diaudit.",
        target_on=dt.date(2026, 9, 30),
        aim=aim,
        at=june,
    )
    begin_plan(plan, user, at=june + dt.timedelta(days=5))
    close_plan(plan, user, done=True, outcome="Semua sudah diaudit.", at=june + dt.timedelta(days=40))
    monitor = staff("KOORDINATOR-64", Role.MONITOR).user
    [row] = table(ask_for_report(monitor, internal, queue=False), "plans").rows
    assert [row[3].value, row[-1].value] == [str(PlanState.UNDER_WAY.label), None]


def test_every_regency_of_a_province_is_in_its_report(cases: list[Report]) -> None:
    found = table(ask_for_report(None, order("64", "2026-S1", public=True), queue=False), "regency")
    counted = {row[0].value: tuple(cell.value for cell in row[1:]) for row in found.rows}
    assert len(counted) == 10
    assert counted["Kabupaten Berau"] == (0, 0, 0)
    assert counted["Kabupaten Kutai Timur"] == (20, 20, 0)


def test_what_is_of_few_cases_stands_in_brackets_in_the_workbook_and_is_a_number(cases: list[Report]) -> None:
    few = ask_for_report(None, order("61", "2026-S1", public=True), queue=False)
    rows = load_workbook(io.BytesIO(workbook(compose(few))))["summary"].iter_rows(min_row=4)
    verified = next(row[1] for row in rows if row[0].value == "Diverifikasi dalam 3 hari")
    assert (verified.value, verified.number_format) == (100, '"("0.0"%"")"')


def test_cases_of_older_boundaries_are_those_that_were_counted_there(past_editions: Any) -> None:
    """91.14 of 2021 is 95.04 today: cases of either are listed and told, whichever boundaries matched them."""
    ground, jayawijaya = Ground(), (2, 4)
    lives = [make_life(ground, (place, 1, 3 * n, 1, 1, 1), HANDLED) for n, place in enumerate((*jayawijaya * 3, 0, 1))]
    store(lives)
    wanted = order("91.14", "2026-S1", edition="2021", public=True)
    listed = {next(iter(row)) for row in _cases(wanted)}
    assert listed == {life.report.number for life in lives[:6]} == {one.number for one in tellable(wanted)}
    assert scorecard_of(wanted.asked.scope, wanted.period, cutoff_on(wanted.on))["received"].n == 6


def test_a_number_that_names_something_stands_as_it_is() -> None:
    assert told(Cell(36089), Column("Number")) == "36089"


def test_a_process_that_prints_judges_photos_as_strictly_as_any_other() -> None:
    """WeasyPrint makes Pillow lenient where it is imported."""
    assert pdf.STYLE.exists()
    with pytest.raises(PhotoError):
        clean_photo(io.BytesIO(encoded(picture())[:2000]))
