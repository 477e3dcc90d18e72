"""Codes: as written, with lost zeros and dots put back, or completed by name; never guessed."""

import re
from collections.abc import Callable

import pytest

from boundaries.importing.codes import Coding, Row, assign_codes
from boundaries.importing.errors import CodeError
from boundaries.importing.names import Register
from boundaries.models import RegisterEntry

pytestmark = pytest.mark.django_db


def _assign(rows: list[Row], *, bare_is_kabupaten: bool = False, level: str = "regency") -> Coding:
    return assign_codes(rows, level, Register(level), bare_is_kabupaten)


def _bare(name: str) -> str:
    return re.sub(r"^(Kabupaten|Kota) (Administrasi )?", "", name)


def _kota(name: str) -> str:
    """A bare name for regencies, "Kota X" for cities, as BPS, BIG and geoBoundaries write."""
    return re.sub(r"^Kabupaten (Administrasi )?", "", name.replace("Kota Administrasi", "Kota"))


STYLES: dict[str, tuple[Callable[[RegisterEntry], Row], bool]] = {
    "big": (lambda e: Row(e.code, name=_kota(e.name)), True),
    "capitals": (lambda e: Row(e.code, name=_kota(e.name).upper()), True),
    "abbreviated": (lambda e: Row(e.code, name=_kota(e.name).replace("Kepulauan", "Kep.")), False),
    "without spaces, type apart": (lambda e: Row(e.code, name=_bare(e.name).replace(" ", ""), kind=e.kind), False),
    "full": (lambda e: Row(e.code, name=e.name.replace("Kabupaten", "Kab.").replace(" dan ", " ")), False),
}


@pytest.mark.parametrize("style", STYLES)
def test_all_514_regencies_are_found_in_each_publishers_spelling(style: str) -> None:
    spell, bare_is_kabupaten = STYLES[style]
    rows = [spell(entry) for entry in RegisterEntry.objects.filter(level="regency")]
    coding = _assign(rows, bare_is_kabupaten=bare_is_kabupaten)
    assert len(rows) == 514
    assert [row for row in rows if row.code != row.label] == []
    assert coding.missing == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Banyu Asin", "16.07"),
        ("Kab. Bandung", "32.04"),
        ("Bandung Regency", "32.04"),
        ("KOTA BANDUNG", "32.73"),
        ("Kota Baru", "63.02"),
        ("Lima Puluh Kota", "13.07"),
        ("Pangkajene Kepulauan", "73.10"),
        ("Kep. Seribu", "31.01"),
        ("Fak-Fak", "92.03"),
        ("Siau Tagulandang Biaro", "71.09"),
        ("Toba Samosir", "12.12"),
        ("Mamuju Utara", "76.01"),
        ("Maluku Tenggara Barat", "81.03"),
    ],
)
def test_spelling_variants_and_former_names_are_known(name: str, code: str) -> None:
    row = Row(name, name=name)
    _assign([row])
    assert row.code == code


def test_a_bare_twin_is_ambiguous_and_listed() -> None:
    with pytest.raises(CodeError, match=r"'Bandung' is ambiguous \(32.04 Kabupaten Bandung or 32.73 Kota Bandung\)"):
        _assign([Row("Bandung", name="Bandung")])


@pytest.mark.parametrize("other", [{"kind": "kota"}, {"name": "Kota Bandung"}])
def test_another_word_decides_between_twins(other: dict[str, str]) -> None:
    row = Row("x", **{"name": "Bandung", **other})
    _assign([row])
    assert row.code == "32.73"


def test_the_province_decides_between_names_that_differ_by_type() -> None:
    banjar = [Row("a", name="Banjar", province="32"), Row("b", name="Banjar", province="63")]
    _assign(banjar)
    assert [row.code for row in banjar] == ["32.79", "63.03"]


def test_what_an_explicit_name_took_a_bare_one_no_longer_means() -> None:
    rows = [Row("a", name="Bandung"), Row("b", name="Kota Bandung")]
    coding = _assign(rows)
    assert [row.code for row in rows] == ["32.04", "32.73"]
    assert {m["name"]: m["by"] for m in coding.matched} == {"Bandung": "elimination", "Kota Bandung": "name"}


def test_a_province_that_contradicts_the_register_is_reported() -> None:
    row = Row("a", name="Merauke", province="91")
    coding = _assign([row])
    assert row.code == "93.01"
    assert coding.province_differs == [{"name": "Merauke", "code": "93.01", "file": "91"}]


@pytest.mark.parametrize("raw", [91.1, "91.1", 9110, "9110"])
def test_lost_zeros_and_dots_come_back(raw: float | int | str) -> None:
    row = Row("a", raw_code=raw, name="Kabupaten Sarmi")
    coding = _assign([row])
    assert row.code == "91.10"
    assert [entry["code"] for entry in coding.restored] == ["91.10"]


def test_a_lost_zero_that_the_name_contradicts_is_not_put_back() -> None:
    row = Row("a", raw_code="32.7", name="Kota Bandung")
    others = [Row("b", raw_code="34.1", name="Kulon Progo"), Row("c", raw_code="91.1", name="Sarmi")]
    with pytest.raises(CodeError, match=r"32\.7"):
        _assign([Row("a", raw_code="32.7")])
    _assign([row, others[1]])
    assert row.code == "32.73"


def test_a_column_of_bps_codes_is_set_aside_for_the_names() -> None:
    """BPS 6404 is Bulungan's old number and Kemendagri's Kabupaten Kutai Timur is 64.08."""
    rows = [
        Row("a", raw_code=6404, name="Kutai Timur"),
        Row("b", raw_code=6403, name="Kutai Kartanegara"),
        Row("c", raw_code=6402, name="Kutai Barat"),
    ]
    coding = _assign(rows)
    assert [row.code for row in rows] == ["64.08", "64.02", "64.07"]
    assert [row.source_code for row in rows] == ["6404", "6403", "6402"]
    assert "not Kemendagri's (3 of 3 names contradict them" in coding.notes[0]


def test_undotted_kemendagri_codes_are_read() -> None:
    rows = [Row("a", raw_code=6408, name="Kutai Timur"), Row("b", raw_code="6402", name="Kutai Kartanegara")]
    _assign(rows)
    assert [row.code for row in rows] == ["64.08", "64.02"]


def test_codes_outside_the_register_and_other_names_are_reported_but_kept() -> None:
    """An edition of 2020 has the codes of 2020."""
    rows = [Row("a", raw_code="91.01", name="Merauke"), Row("b", raw_code="34.04", name="Slemania")]
    coding = _assign(rows)
    assert [row.code for row in rows] == ["91.01", "34.04"]
    assert coding.unknown == ["91.01"]
    assert coding.name_differs == [{"code": "34.04", "file": "Slemania", "register": "Kabupaten Sleman"}]


def test_a_doubled_code_names_both_rows() -> None:
    with pytest.raises(CodeError, match=r"doubled codes: 34.04 \(Sleman, Kab. Sleman\)"):
        _assign([Row("a", name="Sleman"), Row("b", name="Kab. Sleman")])


def test_codes_of_districts_without_dots() -> None:
    row = Row("a", raw_code=340401, name="Gamping")
    _assign([row], level="district")
    assert row.code == "34.04.01"


def test_without_a_register_names_cannot_be_matched() -> None:
    RegisterEntry.objects.all().delete()
    with pytest.raises(CodeError, match="load_boundaries"):
        _assign([Row("a", name="Sleman")])
