"""Successions come from files and forms, and what cannot be is refused where it stands."""

import contextlib
import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.actions import import_succession
from boundaries.actions.succession import delete_succession, record_succession
from boundaries.importing.errors import BoundaryFileError, CodeError
from boundaries.models import AreaLink, Edition, Succession
from boundaries.succession.codelists import read_code_list
from boundaries.succession.rows import find_loop, read_rows
from tests.boundaries.crafted import add_edition
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

HEADER = "kode_lama,kode_baru,nama,berlaku_mulai,dasar_hukum"


def table(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "succession.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def papua(folder: Path) -> Path:
    return table(
        folder,
        "91.14,95.30,Kabupaten Tolikara,2030-01-01,UU 1/2030",
        "61.03,97.01,Kabupaten Sanggau,2030-01-01,UU 2/2030",
        "61.05,97.02,Kabupaten Sintang,2030-01-01,UU 2/2030",
    )


def test_the_embedded_successions_are_those_of_2022() -> None:
    rows = Succession.objects.all()
    assert rows.filter(level="regency").count() == 26
    assert set(rows.filter(level="province").values_list("predecessor", "successor")) == {
        ("91", "93"), ("91", "94"), ("91", "95"), ("92", "96"),
    }  # fmt: skip
    tolikara = rows.get(predecessor="91.14")
    assert (tolikara.successor, tolikara.valid_from) == ("95.04", dt.date(2022, 7, 25))
    assert rows.get(predecessor="92.71").legal_basis.startswith("UU 29/2022")


def test_a_dry_run_reports_what_a_commit_does_and_writes_nothing(tmp_path: Path) -> None:
    path = papua(tmp_path)
    before = list(Succession.objects.values_list("pk", flat=True))
    dry = import_succession(path, commit=False)
    assert list(Succession.objects.values_list("pk", flat=True)) == before
    wet = import_succession(path, commit=True)
    assert dry == wet
    assert (dry.committed, wet.committed) == (False, True)
    assert len(wet.added) == 3
    assert wet.provinces == ["61 → 97 (2030-01-01)"]
    again = import_succession(path, commit=True)
    assert (again.added, again.changed, again.unchanged, again.provinces) == ([], [], 3, [])


def test_a_law_told_otherwise_is_brought_up_to_date(tmp_path: Path) -> None:
    report = import_succession(
        table(tmp_path, "91.14,95.04,Kabupaten Tolikara,2022-07-25,Undang-Undang 16"), commit=True
    )
    assert report.changed == ["91.14 → 95.04 (2022-07-25)"]
    assert Succession.objects.get(predecessor="91.14").legal_basis == "Undang-Undang 16"


def test_english_headers_semicolons_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(
        "old_code;new_code;name;valid_from;legal_basis\r\n62.01;62.99;Kotawaringin;2030-01-01;UU 3/2030\r\n\r\n",
        encoding="utf-8-sig",
    )
    assert import_succession(path, commit=True).added == ["62.01 → 62.99 (2030-01-01)"]


def test_numbers_that_lost_a_zero_are_restored_and_named(tmp_path: Path) -> None:
    path = table(tmp_path, "62.1,9710,Barito Selatan,2030-01-01,UU 4/2030")
    report = import_succession(path, commit=True)
    assert report.restored == ["line 2: 62.1 → 62.10", "line 2: 9710 → 97.10"]
    assert Succession.objects.filter(predecessor="62.10", successor="97.10").exists()


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("xx,95.30,A,2030-01-01,UU", "line 2: 'xx' is no code"),
        ("91.14,,A,2030-01-01,UU", "line 2: '' is no code"),
        ("٩١.14,95.30,A,2030-01-01,UU", "is no code"),
        ("91.14,91.14,A,2030-01-01,UU", "line 2: 91.14 cannot become itself"),
        ("91.14,97,A,2030-01-01,UU", "codes of different levels"),
        ("91.14,95.30,A,25/07/2022,UU", "'25/07/2022' is no date; write 2022-07-25"),
        ("91.14,95.30,A,0022-07-25,UU", "no day of a law"),
        ("91.14,95.30,,2030-01-01,UU", "name is empty"),
        ("91.14,95.30,A,2030-01-01,", "legal_basis is empty"),
        (f"91.14,95.30,{'A' * 101},2030-01-01,UU", "name is longer than 100 letters"),
        ("91.14,95.30,A,2030-01-01,UU,more", "line 2: more cells than columns"),
        ("95.04,91.14,A,2030-01-01,UU", "run in a circle: 91.14 → 95.04 → 91.14"),
        ("91.14,95.04,A,2030-01-01,UU", "91.14 became 95.04 on 2022-07-25 already"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(tmp_path: Path, row: str, message: str) -> None:
    before = Succession.objects.count()
    with pytest.raises(CommandError) as error:
        call_command("import_succession", table(tmp_path, row), commit=True)
    assert message in str(error.value)
    assert "\n" not in str(error.value)
    assert Succession.objects.count() == before


def test_doubled_rows_are_named_by_both_lines(tmp_path: Path) -> None:
    row = "62.01,62.99,A,2030-01-01,UU"
    with pytest.raises(CodeError, match=r"line 3: 62.01 → 62.99 \(2030-01-01\) stands on line 2 already"):
        import_succession(table(tmp_path, row, row), commit=True)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"a,b\n1,2\n", "column kode_lama or old_code, kode_baru or new_code"),
        (HEADER.encode(), "no row below"),
        (b"PK\x03\x04\0\0\0", "is not a text file"),
        (HEADER.encode() + b'\n"91.14,95', "is no date"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(BoundaryFileError, match=message):
        import_succession(path, commit=True)


def test_a_missing_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no such file"):
        call_command("import_succession", tmp_path / "nowhere.csv")


def test_loops_of_any_length_are_found() -> None:
    def row(a: str, b: str) -> Succession:
        return Succession(predecessor=a, successor=b)

    assert find_loop([row("a", "b"), row("b", "c"), row("a", "c"), row("d", "c")]) == []
    assert find_loop([row("x", "a"), row("a", "b"), row("b", "c"), row("c", "a")]) == ["a", "b", "c", "a"]
    chain = [row(str(n), str(n + 1)) for n in range(5000)]
    assert find_loop(chain) == []
    assert len(find_loop([*chain, row("5000", "0")])) == 5002


CELLS = st.one_of(
    st.sampled_from(["91.14", "95.04", "91.1", "2022-07-25", "UU", "", '"', "=1+1", "9" * 400]), st.text(max_size=8)
)


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.lists(st.lists(CELLS, max_size=6), max_size=5).map(
            lambda rows: "\n".join([HEADER, *(",".join(row) for row in rows)]).encode("utf-8", "replace")
        ),
    )
)
def test_no_file_is_worse_than_refused(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.csv"
        path.write_bytes(content)
        for read in (read_rows, read_code_list):
            with contextlib.suppress(BoundaryFileError):
                read(path)


class TestAgainstTheGround:
    @pytest.fixture(autouse=True)
    def _editions(self, no_editions: None) -> None:
        def box(x: float, width: float = 1.0) -> shapely.Polygon:
            return shapely.box(110 + x, 0, 110 + x + width, 1)

        old = {"61.01": box(0), "61.02": box(1), "61.03": box(2), "61.04": box(3)}
        new = {"61.01": box(0), "62.02": box(1), "61.03": box(2), "62.04": box(3.6)}
        add_edition(old, name="old", valid_from=dt.date(2000, 1, 1), valid_to=dt.date(2020, 1, 1))
        add_edition(new, name="new", valid_from=dt.date(2020, 1, 1))

    def test_a_succession_of_other_ground_is_refused_with_the_place_named(self, tmp_path: Path) -> None:
        path = table(tmp_path, "61.02,62.04,Kabupaten Entah,2010-01-01,UU 1/2010")
        message = r"61.02 → 62.04 \(2010-01-01\) Kabupaten Entah: 61.02 in edition old and 62.04 in new share 0%"
        with pytest.raises(CodeError, match=message):
            import_succession(path, commit=True)
        assert not Succession.objects.filter(predecessor="61.02").exists()

    def test_a_succession_of_half_the_ground_is_flagged(self, tmp_path: Path) -> None:
        path = table(tmp_path, "61.04,62.04,Kabupaten Setengah,2010-01-01,UU 1/2010")
        warnings = import_succession(path, commit=True).warnings
        assert any("Kabupaten Setengah" in warning and "share 40% of their ground" in warning for warning in warnings)

    def test_a_succession_of_the_same_ground_is_measured_and_fits(self, tmp_path: Path) -> None:
        report = import_succession(table(tmp_path, "61.02,62.02,A,2010-01-01,UU"), commit=True)
        assert (report.warnings, report.unmeasured) == ([], 0)

    def test_a_successor_that_stood_before_is_flagged(self, tmp_path: Path) -> None:
        Succession.objects.create(
            level="regency", predecessor="61.02", successor="62.02", name="A", valid_from="2010-01-01", legal_basis="x"
        )
        with pytest.raises(CodeError, match="share 0%"):
            import_succession(table(tmp_path, "61.02,61.03,A,2010-01-01,UU"), commit=True)
        Edition.objects.filter(name="new").delete()
        report = import_succession(table(tmp_path, "61.02,61.03,A,2010-01-01,UU"), commit=False)
        assert any("61.03 existed before, in edition old" in warning for warning in report.warnings)

    def test_a_successor_nobody_knows_is_flagged(self, tmp_path: Path) -> None:
        report = import_succession(table(tmp_path, "61.02,69.99,A,2010-01-01,UU"), commit=True)
        assert any("neither an edition nor the register has 69.99" in warning for warning in report.warnings)
        assert report.unmeasured == 2


def test_links_are_measured_anew_after_a_law(past_editions: list[Edition]) -> None:
    from boundaries.crosswalk import crosswalk

    crosswalk(past_editions[0], past_editions[2], "regency")
    assert AreaLink.objects.exists()
    row = Succession(predecessor="64.08", successor="64.99", name="A", valid_from=dt.date(2030, 1, 1), legal_basis="UU")
    record_succession(row, commit=True)
    assert not AreaLink.objects.exists()


def test_provinces_follow_their_regencies_in_and_out(tmp_path: Path) -> None:
    import_succession(papua(tmp_path), commit=True)
    assert Succession.objects.filter(predecessor="61", successor="97").exists()
    for row in Succession.objects.filter(legal_basis="UU 2/2030", level="regency"):
        delete_succession(row)
    assert not Succession.objects.filter(predecessor="61", successor="97").exists()
    assert Succession.objects.filter(level="province").count() == 4


class TestAdministration:
    @pytest.fixture
    def officer(self, client: Client) -> Client:
        client.force_login(UserFactory(is_staff=True, is_superuser=True))
        return client

    def _posted(self, officer: Client, **values: Any) -> Any:
        filled = {
            "predecessor": "62.1", "successor": "62.99", "name": "A", "valid_from": "2030-01-01", "legal_basis": "UU",
        }  # fmt: skip
        return officer.post(reverse("admin:boundaries_succession_add"), filled | values)

    def test_a_row_is_saved_with_its_code_put_right(self, officer: Client) -> None:
        assert self._posted(officer).status_code == 302
        row = Succession.objects.get(successor="62.99")
        assert (row.predecessor, row.level) == ("62.10", "regency")

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"predecessor": "abc"}, "predecessor"),
            ({"successor": "1"}, "successor"),
            ({"valid_from": "kemarin"}, "valid_from"),
            ({"legal_basis": ""}, "legal_basis"),
            ({"successor": "62.10"}, "__all__"),
            ({"predecessor": "95.04", "successor": "91.14"}, "__all__"),
        ],
    )
    def test_a_wrong_row_is_refused_at_its_field(self, officer: Client, values: dict[str, str], field: str) -> None:
        before = Succession.objects.count()
        page = self._posted(officer, **values)
        assert page.status_code == 200
        assert field in page.context["adminform"].form.errors
        assert Succession.objects.count() == before

    def test_a_file_is_shown_first_and_then_stored(self, officer: Client, tmp_path: Path) -> None:
        address = reverse("admin:boundaries_succession_import")
        assert officer.get(address).status_code == 200
        before = Succession.objects.count()
        with papua(tmp_path).open("rb") as file:
            page = officer.post(address, {"file": file})
        assert "91.14 → 95.30 (2030-01-01)" in page.content.decode()
        assert Succession.objects.count() == before
        text = page.context["form"].initial["text"]
        assert officer.post(address, {"text": text, "confirmed": "1"}).status_code == 302
        assert Succession.objects.count() == before + 4

    def test_a_file_that_cannot_be_is_refused_at_the_field(self, officer: Client, tmp_path: Path) -> None:
        address = reverse("admin:boundaries_succession_import")
        with table(tmp_path, "91.14,91.14,A,2030-01-01,UU").open("rb") as file:
            page = officer.post(address, {"file": file})
        assert "91.14 cannot become itself" in str(page.context["form"].errors["file"])
        assert "file" in officer.post(address, {}).context["form"].errors

    def test_what_follows_from_other_rows_is_read_only(self, officer: Client) -> None:
        derived = Succession.objects.get(predecessor="91", successor="95")
        own = Succession.objects.get(predecessor="91.14")
        change = "admin:boundaries_succession_change"
        assert "_save" not in officer.get(reverse(change, args=[derived.pk])).content.decode()
        assert "_save" in officer.get(reverse(change, args=[own.pk])).content.decode()
        assert officer.get(reverse("admin:boundaries_succession_changelist"), {"q": "Tolikara"}).status_code == 200

    def test_a_stranger_loads_nothing(self, client: Client) -> None:
        staff = UserFactory(is_staff=True)
        client.force_login(staff)
        assert client.get(reverse("admin:boundaries_succession_import")).status_code == 403
