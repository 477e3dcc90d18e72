"""Who is responsible: doubt, copies, special ground, dates, and the bulk path that must say the same."""

import datetime as dt

import numpy as np
import pytest
import shapely
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.directory import Directory
from accounts.models import Agency, AgencyKind
from boundaries.locator import locate_many
from boundaries.models import Overlay
from boundaries.place import AreaRef, Method, Setting
from reports.models import Category, CategoryRule, Crossing, PermitIssuer, RuleCase, RuleTarget
from reports.places import Match
from reports.responsibility import AbroadError, Responsibility, responsibility, responsibility_many
from reports.responsibility.bulk import NOBODY
from reports.responsibility.check import problems
from reports.responsibility.columns import UnknownCodeError
from reports.responsibility.decide import decide
from reports.responsibility.facts import Facts
from reports.responsibility.rulebook import Rulebook
from tests.boundaries.crafted import add_overlay
from tests.reports.responsibility import TODAY, overlay, place_in

pytestmark = pytest.mark.django_db
quickly = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def told(decided: Responsibility) -> list[str]:
    """Codes of the agencies that get a copy."""
    return [copy.agency.code for copy in decided.copies]


def together(decided: Responsibility) -> list[str]:
    """Codes of the agencies that act together with the leading one."""
    return [agency.code for agency in decided.joint]


# Copies


def test_owner_of_the_place_and_environment_agency_of_the_regency_get_a_copy() -> None:
    decided = responsibility(place_in("64.08", "land", "conservation:TN-KUTAI/national_park"), "H2", on=TODAY)
    assert told(decided) == ["TN-KUTAI", "DLH-64.08"]
    assert "conservation TN-KUTAI" in decided.copies[0].why.id


def test_a_reserve_without_an_office_of_its_own_is_bksdas_and_forest_the_provinces() -> None:
    place = place_in("64.08", "land", "conservation:CA-X/nature_reserve", "forest:HL-64/protection")
    assert told(responsibility(place, "A1", on=TODAY)) == ["BKSDA-KALTIM", "DISHUT-64"]


def test_at_sea_no_regency_gets_a_copy() -> None:
    for setting in ("sea_12nm", "sea_beyond"):
        decided = responsibility(place_in("64.08", setting), "A7", on=TODAY)
        assert all(copy.agency.tier != "regency" for copy in decided.copies)
        assert "KSOP-SANGATTA" in told(decided)


def test_unlicensed_mining_is_acted_on_together() -> None:
    assert together(responsibility(place_in("64.08"), "L5", on=TODAY)) == ["ESDM-64", "GAKKUM-LH-KALIMANTAN"]
    in_forest = responsibility(place_in("64.08", "land", "forest:HP-64/production"), "L5", on=TODAY)
    assert together(in_forest) == ["ESDM-64", "GAKKUM-HUT-KALIMANTAN"]


def test_a_spill_at_the_shore_is_the_harbour_masters_plus_the_provinces() -> None:
    decided = responsibility(place_in("64.08", "coast"), "A7", on=TODAY)
    assert together(decided) == ["DLH-64", "DKP-64"]
    assert decided.confirm


# Lifted


def test_who_would_have_led_is_told_when_the_level_rises() -> None:
    decided = responsibility(place_in("64.08"), "A1", PermitIssuer.REGENCY, Crossing.PROVINCE, TODAY)
    assert (decided.rule, decided.agency.code, told(decided)) == (14, "KLH", ["DLH-64.08"])
    assert "DLH Kabupaten Kutai Timur" in decided.explanation.id
    raised = next(other for other in decided.alternatives if other.rule == 13)
    assert raised.agency is not None
    assert raised.agency.code == "DLH-64.08"


# Special ground


def test_what_would_be_a_regencys_task_in_jakarta_is_explained() -> None:
    decided = responsibility(place_in("31.71"), "W1", on=TODAY)
    assert "hanya wilayah administrasi" in decided.explanation.id
    assert "UU 2/2024" in decided.basis


def test_in_the_capitals_area_the_local_government_is_told() -> None:
    decided = responsibility(place_in("64.02", "land", "capital:IKN/"), "W1", on=TODAY)
    assert (decided.agency.code, told(decided)) == ("OIKN", ["DLH-64.02"])


# Missing agencies


def test_a_missing_agency_is_stood_in_for_by_the_next_above_and_said_so() -> None:
    Agency.objects.filter(code="DLH-64.08").update(valid_to=dt.date(2026, 1, 1))
    decided = responsibility(place_in("64.08"), "W1", on=TODAY)
    assert (decided.agency.code, decided.level, decided.rule) == ("DLH-64", "province", 15)
    assert "belum terdaftar atau sudah tidak ada" in decided.explanation.id
    assert responsibility(place_in("64.08"), "W1", on=dt.date(2025, 6, 1)).agency.code == "DLH-64.08"


def test_a_park_without_an_office_on_record_says_who_stands_in() -> None:
    decided = responsibility(place_in("64.08", "land", "conservation:TN-X/national_park"), "L1", on=TODAY)
    assert decided.agency.code == "BKSDA-KALTIM"
    assert "Balai KSDA Kalimantan Timur yang menggantikannya" in decided.explanation.id


def test_a_special_area_without_its_agency_leaves_the_task_and_says_so() -> None:
    Agency.objects.filter(code="OIKN").update(valid_to=dt.date(2026, 1, 1))
    decided = responsibility(place_in("64.02", "land", "capital:IKN/"), "W1", on=TODAY)
    assert decided.agency.code == "DLH-64.02"
    assert "Otorita" in decided.explanation.id
    assert "jadi DLH Kabupaten Kutai Kartanegara yang menggantikannya" in decided.explanation.id


def test_a_level_that_does_not_exist_stops_no_report() -> None:
    RuleTarget.objects.filter(case__rule=15).update(tier="desa")
    assert responsibility(place_in("64.08"), "W1", on=TODAY).rule == 18
    RuleTarget.objects.update(tier="desa")
    assert responsibility(place_in("64.08"), "W1", on=TODAY).agency.code == "NASIONAL"
    assert problems()


def test_without_a_rule_that_fits_the_national_desk_stands_in() -> None:
    RuleCase.objects.filter(rule__in=(15, 18)).delete()
    decided = responsibility(place_in("64.08"), "W1", on=TODAY)
    assert (decided.agency.code, decided.rule, decided.confirm) == ("NASIONAL", 0, True)


def test_a_category_made_yesterday_falls_to_the_rules_for_all_else() -> None:
    theme = Category.objects.get(pk="W1").theme
    places = locate_many([117.55], [0.53])
    assert responsibility_many(places, ["W1"]).rule.tolist() == [15]
    Category.objects.create(code="X1", theme=theme, name_id="Baru", name_en="New", icon="x", urgency="N", position=99)
    assert responsibility(place_in("64.08"), "X1", on=TODAY).rule == 18
    assert responsibility(place_in("64.08", "sea_12nm"), "X1", on=TODAY).rule == 6
    assert responsibility_many(places, ["X1"]).rule.tolist() == [18]


# Doubt


def test_near_a_border_the_neighbours_agency_is_told_and_a_person_confirms() -> None:
    here, there = AreaRef("64.08", "Kabupaten Kutai Timur"), AreaRef("64.74", "Kota Bontang")
    place = place_in("64.08", regency=here, doubtful=True, candidates=(here, there))
    decided = responsibility(place, "W1", on=TODAY)
    assert (decided.agency.code, told(decided)) == ("DLH-64.08", ["DLH-64.74"])
    assert decided.confirm
    assert "Kabupaten Kutai Timur dan Kota Bontang" in decided.confirm_why[0].id


def test_at_the_median_line_the_other_provinces_agency_is_told() -> None:
    ours, theirs = AreaRef("33.29", "Brebes"), AreaRef("32.09", "Cirebon")
    place = place_in("33.29", "sea_12nm", doubtful=True, candidates=(ours, theirs))
    decided = responsibility(place, "H4", on=TODAY)
    assert (decided.agency.code, told(decided)) == ("DKP-33", ["DKP-32"])
    assert decided.confirm


def test_a_border_within_one_province_changes_nothing_for_a_provincial_task() -> None:
    here, there = AreaRef("64.08", "Kabupaten Kutai Timur"), AreaRef("64.74", "Kota Bontang")
    place = place_in("64.08", "land", "forest:HL-64/protection", doubtful=True, candidates=(here, there))
    decided = responsibility(place, "L1", on=TODAY)
    assert told(decided) == ["DLH-64.08"]
    assert decided.confirm


def test_a_place_known_by_name_alone_is_land_and_to_be_confirmed() -> None:
    here = AreaRef("64.08", "Kabupaten Kutai Timur")
    named = Match(
        0, Setting.LAND, Method.NONE, here, AreaRef("64", "Kalimantan Timur"), doubtful=True, candidates=(here,)
    )
    decided = responsibility(named, "A7", on=TODAY)
    assert decided.agency.code == "DLH-64.08"
    assert "namanya" in decided.confirm_why[0].id


@pytest.mark.parametrize("inside", [True, False])
def test_an_overlay_whose_line_is_too_near_is_weighed_both_ways(inside: bool) -> None:
    hit = overlay("forest:HL-64/protection", inside=inside, certain=False)
    decided = responsibility(place_in("64.08", overlays=(hit,)), "L1", on=TODAY)
    led, other = ("DISHUT-64", "DLH-64.08") if inside else ("DLH-64.08", "DISHUT-64")
    assert decided.agency.code == led
    assert decided.confirm
    assert other in [alternative.agency.code for alternative in decided.alternatives if alternative.agency]


def test_an_uncertain_overlay_on_which_nothing_hangs_asks_nobody() -> None:
    hit = overlay("forest:HL-64/protection", certain=False)
    assert not responsibility(place_in("64.08", overlays=(hit,)), "W1", on=TODAY).confirm


def test_a_licensed_mine_of_unknown_permit_names_the_alternative() -> None:
    decided = responsibility(place_in("64.08"), "L6", on=TODAY)
    other = next(alternative for alternative in decided.alternatives if alternative.rule == 10)
    assert other.agency is not None
    assert other.agency.code == "ESDM-64"
    assert decided.confirm


def test_abroad_nobody_is_responsible() -> None:
    with pytest.raises(AbroadError):
        responsibility(place_in("64.08", setting="abroad", regency=None, province=None), "W1")


# What always holds


@quickly
@given(data=st.data())
def test_there_is_always_an_agency_and_the_sea_is_never_a_regencys(data: st.DataObject) -> None:
    codes = sorted(Category.objects.values_list("code", flat=True))
    kinds = [(kind, function) for kind, each in Overlay.FUNCTIONS.items() for function in ("", *each)]
    chosen = data.draw(st.lists(st.sampled_from(kinds), max_size=3, unique=True))
    setting = data.draw(st.sampled_from(["land", "coast", "sea_12nm", "sea_beyond"]))
    place = place_in("64.08", setting, *(f"{kind}:X/{function}" for kind, function in chosen))
    decided = responsibility(
        place,
        data.draw(st.sampled_from(codes)),
        data.draw(st.sampled_from(PermitIssuer.values)),
        data.draw(st.sampled_from(Crossing.values)),
        data.draw(st.dates(dt.date(2019, 1, 1), dt.date(2030, 1, 1))),
    )
    assert decided.rule
    if setting.startswith("sea"):
        acting = [decided.agency, *decided.joint, *(copy.agency for copy in decided.copies)]
        assert all(agency.tier != "regency" for agency in acting)


def test_the_same_facts_rules_and_agencies_give_the_same_decision() -> None:
    facts = Facts.of(place_in("64.08", "land", "forest:HP-64/production"), "L7", PermitIssuer.CENTRAL)
    first = decide(facts, Rulebook.load(TODAY), Directory.on(TODAY))
    RuleCase.objects.update(priority=F("priority") + 100)
    assert decide(facts, Rulebook.load(TODAY), Directory.on(TODAY)) == first


def test_a_change_of_rules_is_seen_by_the_next_decision() -> None:
    place = place_in("64.08")
    assert responsibility(place, "A3").agency.kind == "DLH"
    CategoryRule.objects.filter(category="A3").update(rule=17)
    assert responsibility(place, "A3").agency.kind == "PUPR"


def test_names_of_kinds_are_read_again_when_they_change() -> None:
    assert Rulebook.of().kind_names["DLH"].id != "X"
    AgencyKind.objects.filter(pk="DLH").update(name_id="X")
    assert Rulebook.of().kind_names["DLH"].id == "X"


# In columns


def assert_many_is_one_by_one(lons: np.ndarray, lats: np.ndarray, rng: np.random.Generator) -> list[Responsibility]:
    """Decide points in columns and one by one, about anything; return the single decisions."""
    n = len(lons)
    codes = np.array(sorted(Category.objects.values_list("code", flat=True)))
    categories = codes[rng.integers(0, len(codes), n)]
    permits = np.array(PermitIssuer.values)[rng.integers(0, 5, n)]
    crossings = np.array(Crossing.values)[rng.integers(0, 3, n)]
    places, rulebook, directory = locate_many(lons, lats), Rulebook.of(), Directory.on()
    many = responsibility_many(places, categories, permits, crossings)
    columns = list(zip(many.agency_id, many.tier, many.rule, many.case, many.confirm, strict=True))
    singles = []
    for k in range(n):
        place = places[k]
        if place.setting == Setting.ABROAD:
            assert columns[k] == (NOBODY, "", NOBODY, "", False)
            continue
        one = decide(Facts.of(place, categories[k], permits[k], crossings[k]), rulebook, directory)
        assert columns[k] == (one.agency.id, one.level, one.rule, one.case, one.confirm)
        assert k % 50 or many.decision(k) == one
        singles.append(one)
    return singles


def test_many_points_get_the_same_as_one_by_one() -> None:
    rng = np.random.default_rng(6408)
    decided = assert_many_is_one_by_one(rng.uniform(95, 141, 4000), rng.uniform(-11, 6, 4000), rng)
    assert len({one.rule for one in decided}) > 10


def test_many_points_among_overlays_with_blurred_lines_get_the_same_as_one_by_one() -> None:
    add_overlay("conservation", "TN-KUTAI", shapely.box(117.2, 0.3, 117.5, 0.5), function="national_park")
    add_overlay("forest", "HL-X", shapely.box(117.0, 0.4, 117.4, 0.8), function="protection", precision_m=3_000.0)
    add_overlay("river_basin", "WS-X", shapely.box(116.8, 0.2, 117.8, 0.7), function="strategic", precision_m=2_000.0)
    add_overlay("capital", "IKN", shapely.box(117.4, 0.2, 117.9, 0.5), precision_m=1_000.0)
    rng = np.random.default_rng(6409)
    decided = assert_many_is_one_by_one(rng.uniform(116.8, 118.2, 2000), rng.uniform(0.1, 0.9, 2000), rng)
    assert {3, 5, 12} <= {one.rule for one in decided}
    assert "OIKN" in {one.agency.code for one in decided}
    lines = [why.id for one in decided for why in one.confirm_why if "dekat garis" in why.id]
    assert len(lines) > 20


def test_columns_without_permits_say_unknown() -> None:
    places = locate_many([117.55], [0.53])
    assert responsibility_many(places, ["A1"]).rule.tolist() == [18]
    assert responsibility_many(places, ["A1"], ["central"]).rule.tolist() == [13]
    assert responsibility_many(places, ["A1"], None, ["regency"]).rule.tolist() == [14]


@pytest.mark.parametrize("wrong", ["", "ZZ", "W1234567890", "Ω1", "w1"])
def test_a_code_that_does_not_exist_is_named(wrong: str) -> None:
    places = locate_many([117.55, 117.55], [0.53, 0.53])
    with pytest.raises(UnknownCodeError, match="report 1"):
        responsibility_many(places, ["W1", wrong])


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="1 codes"):
        responsibility_many(locate_many([117.55, 117.55], [0.53, 0.53]), ["W1"])


def test_no_points_give_no_decisions() -> None:
    assert len(responsibility_many(locate_many([], []), [])) == 0
