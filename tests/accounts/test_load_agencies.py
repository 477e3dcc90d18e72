"""The seed: what every regency and province gets, how areas that changed their code keep their agencies."""

import datetime as dt
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from accounts.actions.agencies import load_agencies
from accounts.models import Agency, AgencyKind
from boundaries.models import RegisterEntry, Succession

pytestmark = pytest.mark.django_db

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "reference"
LAW = dt.date(2022, 7, 25)


@pytest.fixture
def papua() -> None:
    """The successions of four regencies, and of all that Papua Pegunungan has, by UU 16/2022."""
    Succession.objects.all().delete()
    pairs = {
        f"95.{new:02d}": old
        for new, old in enumerate(("91.02", "91.12", "91.13", "91.14", "91.21", "91.22", "91.23", "91.24"), start=1)
    }
    for new, old in pairs.items():
        Succession.objects.create(
            level="regency", predecessor=old, successor=new, name=new, valid_from=LAW, legal_basis="UU 16/2022"
        )


def test_every_regency_but_those_of_jakarta_has_its_agencies() -> None:
    regencies = set(RegisterEntry.objects.filter(level="regency").values_list("code", flat=True))
    assert len(regencies) == 514
    administrative = {code for code in regencies if code.startswith("31.")}
    for kind in ("PEMDA", "DLH", "PUPR", "BPBD"):
        served = Agency.objects.filter(kind=kind, tier="regency").values_list("area_codes", flat=True)
        assert {codes[0] for codes in served} == regencies - administrative, kind
    for kind in ("PERTANAHAN", "POLRES"):
        served = Agency.objects.filter(kind=kind).values_list("area_codes", flat=True)
        assert regencies <= {code for codes in served for code in codes}, kind


def test_every_province_has_its_agencies() -> None:
    provinces = set(RegisterEntry.objects.filter(level="province").values_list("code", flat=True))
    for kind in ("PEMDA", "KOORDINATOR", "DLH", "DISHUT", "DKP", "ESDM", "PUPR", "BPBD"):
        served = Agency.objects.filter(kind=kind, tier="province").values_list("area_codes", flat=True)
        assert {codes[0] for codes in served if codes} == provinces, kind
    for kind in ("BKSDA", "GAKKUM_LH", "GAKKUM_HUT", "BWS", "KSOP", "PSDKP", "INSPEKTUR", "POLRES", "PERTANAHAN"):
        served = Agency.objects.in_force().filter(kind=kind).values_list("area_codes", flat=True)
        assert provinces <= {code for codes in served for code in codes}, kind


@pytest.mark.parametrize(
    ("code", "name", "name_en", "zone"),
    [
        ("DLH-61.03", "DLH Kabupaten Sanggau", "Environment Agency of Sanggau Regency", "Asia/Pontianak"),
        ("DLH-64", "DLH Provinsi Kalimantan Timur", "Environment Agency of Kalimantan Timur Province", "Asia/Makassar"),
        ("DLH-34", "DLH Daerah Istimewa Yogyakarta", "Environment Agency of Yogyakarta Special Region", "Asia/Jakarta"),
        ("DLH-31", "DLH Provinsi DKI Jakarta", "Environment Agency of Jakarta Capital Region", "Asia/Jakarta"),
        ("PERTANAHAN-61.03", "Kantor Pertanahan Kabupaten Sanggau", "Land Office of Sanggau Regency", "Asia/Pontianak"),
        ("POLRES-61.03", "Polres Sanggau", "Police of Sanggau Regency", "Asia/Pontianak"),
        ("POLRES-61.71", "Polres Kota Pontianak", "Police of Pontianak City", "Asia/Pontianak"),
        ("POLRES-35.78", "Polrestabes Surabaya", "Surabaya City Police", "Asia/Jakarta"),
        ("POLRES-31.74", "Polres Metro Jakarta Selatan", "South Jakarta Police", "Asia/Jakarta"),
        ("DLH-91.71", "DLH Kota Jayapura", "Environment Agency of Jayapura City", "Asia/Jayapura"),
    ],
)
def test_names_and_time_zones_are_proper(code: str, name: str, name_en: str, zone: str) -> None:
    agency = Agency.objects.get(code=code)
    assert (agency.name, agency.name_en, agency.time_zone) == (name, name_en, zone)


def test_units_belong_to_their_institution_and_contacts_are_not_made_up() -> None:
    assert Agency.objects.get(code="DLH-61.03").parent == Agency.objects.get(code="PEMDA-61.03")
    polres = Agency.objects.get(code="POLRES-93.01")
    assert [polres.parent and polres.parent.code, polres.parent and polres.parent.parent.code] == ["POLRES-91", "POLRI"]
    assert not Agency.objects.exclude(email="", phone="", address="").exists()
    assert not Agency.objects.filter(placeholder=False).exists()


def test_every_kind_has_words_in_both_languages_and_a_way_to_the_national_desk() -> None:
    kinds = {kind.code: kind for kind in AgencyKind.objects.all()}
    for kind in kinds.values():
        assert kind.name_id
        assert kind.name_en
        assert kind.task_id
        assert kind.task_en
        way = [kind.code]
        while above := kinds[way[-1]].above_id:
            assert above not in way
            way.append(above)
        assert way[-1] == "NASIONAL"


def test_a_second_load_changes_nothing() -> None:
    events = apps.get_model("accounts", "AgencyEvent").objects
    before = events.count()
    loaded = load_agencies()
    assert (loaded.kinds, loaded.created, loaded.updated, loaded.kept) == (0, 0, 0, ())
    assert events.count() == before


def test_an_edited_agency_stays_and_overwrite_replaces_it_but_not_its_contacts() -> None:
    Agency.objects.filter(code="DLH-61.03").update(name="DPRKPLH Sanggau", email="a@contoh.id", placeholder=False)
    assert load_agencies().kept == ("DLH-61.03",)
    assert Agency.objects.get(code="DLH-61.03").name == "DPRKPLH Sanggau"
    assert load_agencies(overwrite=True).updated == 1
    agency = Agency.objects.get(code="DLH-61.03")
    assert (agency.name, agency.email) == ("DLH Kabupaten Sanggau", "a@contoh.id")


def test_a_generated_agency_follows_the_seed_again() -> None:
    Agency.objects.filter(code="DLH-61.03").update(name="Entah")
    assert load_agencies().updated == 1
    assert Agency.objects.get(code="DLH-61.03").name == "DLH Kabupaten Sanggau"


@pytest.mark.usefixtures("papua")
def test_agencies_keep_the_codes_their_area_had_and_new_provinces_begin_with_their_law() -> None:
    load_agencies()
    assert Agency.objects.get(code="DLH-95.04").area_codes == ["95.04", "91.14"]
    assert Agency.objects.get(code="DLH-95.04").valid_from is None
    assert Agency.objects.get(code="DLH-95").valid_from == LAW
    assert Agency.objects.get(code="DLH-95").area_codes == ["95"]
    assert Agency.objects.get(code="DLH-91").valid_from is None


def test_a_split_makes_new_agencies_and_a_chain_of_codes_is_kept_whole() -> None:
    def law(old: str, new: str, day: dt.date) -> None:
        Succession.objects.create(level="regency", predecessor=old, successor=new, name="x", valid_from=day)

    Succession.objects.all().delete()
    law("91.90", "91.91", dt.date(2001, 1, 1))
    law("91.91", "91.03", dt.date(2003, 1, 1))
    law("64.90", "64.08", dt.date(1999, 10, 4))
    law("64.90", "64.07", dt.date(1999, 10, 4))
    load_agencies()
    assert Agency.objects.get(code="DLH-91.03").area_codes == ["91.03", "91.90", "91.91"]
    timur = Agency.objects.get(code="DLH-64.08")
    assert (timur.area_codes, timur.valid_from) == (["64.08"], dt.date(1999, 10, 4))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("X,X,X,DLH,regency,,,64,,,,", "agency X: area_codes"),
        ("X,X,X,DLH,regency,,,99.99,,,,", "agency X: area_codes"),
        ("X,X,X,DLH,regency,,,,,,,", "agency X: area_codes"),
        ("X,X,X,DLH,regency,X,,64.08,,,,", "agency X: parent"),
        ("X,X,X,DLH,regency,GONE,,64.08,,,,", "agency X: parent: no agency GONE"),
        ("X,X,X,DLH,regency,,X,64.08,,,,", "agency X: replaces"),
        ("X,X,X,DLH,regency,,,64.08,,2025-01-01,2024-01-01,", "agency X: valid_to"),
        ("X,X,X,DLH,regency,,,64.08,park,,,", "agency X: overlay_keys"),
        ("X,X,X,DLH,regency,,,64.08,,,,Asia/Tokyo", "agency X: time_zone"),
    ],
)
def test_a_wrong_seed_is_refused_whole_naming_row_and_field(tmp_path: Path, line: str, message: str) -> None:
    for name in ("agency_kinds.json", "agency_templates.json", "agencies.csv"):
        (tmp_path / name).write_text((FIXTURES / name).read_text("utf-8"), "utf-8")
    with (tmp_path / "agencies.csv").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    with pytest.raises(ValueError, match=message):
        load_agencies(folder=tmp_path)
    assert not Agency.objects.filter(code="X").exists()


def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    Agency.objects.filter(code="DLH-61.03").update(name="DPRKPLH Sanggau", placeholder=False)
    call_command("load_agencies")
    out = capsys.readouterr().out
    assert "0 created" in out
    assert "DLH-61.03" in out
