"""Who serves a place on a date: the most specific agency, the way upwards, predecessors, the last resort."""

import datetime as dt
from typing import Any

import pytest

from accounts.directory import Directory, Found, NoLastResortError
from accounts.models import Agency, AgencyKind

pytestmark = pytest.mark.django_db

BEFORE_SPLIT, SPLIT = dt.date(2024, 10, 20), dt.date(2024, 10, 21)
TODAY = dt.date(2026, 1, 15)
KUTAI_TIMUR: Any = {"regency": "64.08", "province": "64"}


def found(kind: str, tier: str, on: dt.date = TODAY, **place: Any) -> Found:
    return Directory.on(on).find(kind, tier, **{"regency": None, "province": None, **place})


def end(code: str, on: dt.date = dt.date(2025, 12, 31)) -> None:
    assert Agency.objects.filter(code=code).update(valid_to=on) == 1


def test_the_agency_of_the_regency_is_found_at_once() -> None:
    answer = found("DLH", "regency", **KUTAI_TIMUR)
    assert (answer.agency.name, answer.agency.tier, answer.missing) == ("DLH Kabupaten Kutai Timur", "regency", ())
    assert answer.agency.as_dict() == {
        "code": "DLH-64.08",
        "name": "DLH Kabupaten Kutai Timur",
        "kind": "DLH",
        "level": "regency",
    }
    assert answer.agency.time_zone == "Asia/Makassar"
    assert answer.agency.institution == "Pemerintah Kabupaten Kutai Timur"


def test_the_province_stands_in_for_a_regency_without_the_agency() -> None:
    end("DLH-64.08")
    answer = found("DLH", "regency", **KUTAI_TIMUR)
    assert answer.agency.code == "DLH-64"
    assert answer.missing == (("DLH", "regency"),)


def test_the_ministry_stands_in_where_the_province_has_none_either() -> None:
    end("DLH-64.08")
    end("DLH-64")
    answer = found("DLH", "regency", **KUTAI_TIMUR)
    assert answer.agency.code == "KLH"
    assert answer.missing == (("DLH", "regency"), ("DLH", "province"))


def test_the_national_desk_is_the_last_resort() -> None:
    for code in ("DLH-64.08", "DLH-64", "KLH"):
        end(code)
    answer = found("DLH", "regency", **KUTAI_TIMUR)
    assert answer.agency.code == "NASIONAL"
    assert answer.missing == (("DLH", "regency"), ("DLH", "province"), ("KLH", "central"))


def test_a_kind_above_is_asked_in_the_tiers_it_has() -> None:
    answer = found("TAHURA", "regency", regency="61.03", province="61")
    assert answer.agency.code == "DISHUT-61"
    assert answer.missing == (("TAHURA", "regency"), ("TAHURA", "province"))


def test_an_overlay_is_more_specific_than_any_area() -> None:
    Agency.objects.filter(code="TN-KUTAI").update(area_codes=[])
    park = found("BALAI_TN", "central", **KUTAI_TIMUR, overlays=["forest:HL-64", "conservation:TN-KUTAI"])
    assert (park.agency.code, park.missing) == ("TN-KUTAI", ())
    river = found("BWS", "central", regency="33.09", province="33", overlays=["river_basin:WS-BENGAWAN-SOLO"])
    assert river.agency.code == "BWS-BENGAWAN-SOLO"


def test_a_park_without_an_office_falls_to_the_conservation_agency_of_the_province() -> None:
    answer = found("BALAI_TN", "central", **KUTAI_TIMUR, overlays=["conservation:CA-MUARA-KAMAN"])
    assert answer.agency.code == "BKSDA-KALTIM"
    assert answer.missing == (("BALAI_TN", "central"),)


def test_a_regency_is_more_specific_than_its_province() -> None:
    assert found("KSOP", "central", **KUTAI_TIMUR).agency.code == "KSOP-SANGATTA"
    assert found("KSOP", "central", regency="64.03", province="64").agency.code == "KSOP-BALIKPAPAN"
    assert found("KSOP", "central", province="64").agency.code == "KSOP-BALIKPAPAN"  # at sea


def test_of_two_that_serve_a_place_the_one_with_fewer_areas_wins() -> None:
    kind = AgencyKind.objects.get(code="KSOP")
    Agency.objects.create(code="KSOP-A", name="KSOP A", kind=kind, tier="central", area_codes=["64.08", "64.03"])
    assert found("KSOP", "central", **KUTAI_TIMUR).agency.code == "KSOP-SANGATTA"
    assert found("KSOP", "central", regency="64.03", province="64").agency.code == "KSOP-A"


@pytest.mark.parametrize("kind", ["KLH", "KEMENHUT"])
def test_before_the_split_a_ministry_is_read_as_the_one_it_came_from(kind: str) -> None:
    assert found(kind, "central", BEFORE_SPLIT).agency.code == "KLHK"
    assert found(kind, "central", SPLIT).agency.code == kind
    assert found(kind, "central", BEFORE_SPLIT).missing == ()


def test_the_institution_is_that_of_the_date() -> None:
    assert found("BKSDA", "central", SPLIT, **KUTAI_TIMUR).agency.institution == "Kementerian Kehutanan"
    before = found("BKSDA", "central", BEFORE_SPLIT, **KUTAI_TIMUR).agency.institution
    assert before == "Kementerian Lingkungan Hidup dan Kehutanan (KLHK)"
    enforcement = found("GAKKUM_LH", "central", BEFORE_SPLIT, **KUTAI_TIMUR).agency
    assert (enforcement.code, enforcement.institution) == ("GAKKUM-LHK-KALIMANTAN", before)


def test_a_chain_of_predecessors_is_followed_to_the_one_in_force() -> None:
    klh = Agency.objects.get(code="KLH")
    newest = Agency.objects.create(
        code="KLH-2", name="KLH baru", kind_id="KLH", tier="central", area_codes=["ID"], valid_from=dt.date(2030, 1, 1)
    )
    newest.replaces.add(klh)
    Agency.objects.filter(code="KLH").update(valid_to=dt.date(2030, 1, 1))
    assert found("KLH", "central", BEFORE_SPLIT).agency.code == "KLHK"
    assert found("KLH", "central", TODAY).agency.code == "KLH"
    assert found("KLH", "central", dt.date(2030, 1, 1)).agency.code == "KLH-2"


def test_exact_does_not_look_upwards() -> None:
    directory = Directory.on(TODAY)
    assert directory.exact("DLH", "regency", regency="31.74", province="31") is None
    exact = directory.exact("DLH", "province", regency="31.74", province="31")
    assert exact is not None
    assert exact.name == "DLH Provinsi DKI Jakarta"


def test_nothing_known_about_the_place_ends_with_the_nation() -> None:
    assert found("DLH", "regency").agency.code == "KLH"
    assert found("NO-SUCH-KIND", "regency").agency.code == "NASIONAL"


def test_kinds_that_stand_above_one_another_in_a_circle_end_with_the_national_desk() -> None:
    AgencyKind.objects.filter(code="KLH").update(above_id="DLH")
    for code in ("DLH-64.08", "DLH-64", "KLH"):
        end(code)
    assert found("DLH", "regency", **KUTAI_TIMUR).agency.code == "NASIONAL"


def test_a_national_desk_that_somebody_ended_takes_what_is_left_all_the_same() -> None:
    end("NASIONAL")
    end("POLRI")
    assert found("POLRI", "central").agency.code == "NASIONAL"


def test_without_a_national_desk_it_says_what_to_do() -> None:
    Agency.objects.filter(code="NASIONAL").update(kind_id="PEMDA")
    end("POLRI")
    with pytest.raises(NoLastResortError, match="load_agencies"):
        found("POLRI", "central")


def test_changes_are_seen() -> None:
    assert found("DLH", "regency", **KUTAI_TIMUR).agency.phone == ""
    Agency.objects.filter(code="DLH-64.08").update(phone="0549-1")
    assert found("DLH", "regency", **KUTAI_TIMUR).agency.phone == "0549-1"
    AgencyKind.objects.filter(code="DLH").update(above_id="BNPB")
    end("DLH-64.08")
    end("DLH-64")
    assert found("DLH", "regency", **KUTAI_TIMUR).agency.code == "BNPB"


def test_a_directory_once_given_does_not_change(django_assert_num_queries: Any) -> None:
    directory = Directory.on(TODAY)
    before = directory.find("DLH", "regency", **KUTAI_TIMUR)
    end("DLH-64.08")
    assert directory.find("DLH", "regency", **KUTAI_TIMUR) is before
    with django_assert_num_queries(0):
        directory.find("BKSDA", "central", **KUTAI_TIMUR)


def test_agencies_of_an_area_are_listed() -> None:
    codes = {agency.code for agency in Directory.on(TODAY).serving("64.08")}
    assert {"PEMDA-64.08", "DLH-64.08", "PUPR-64.08", "BPBD-64.08", "POLRES-64.08", "PERTANAHAN-64.08"} <= codes
    assert "DLH-64" not in codes
    assert Directory.on(BEFORE_SPLIT).get("KLH") is None
