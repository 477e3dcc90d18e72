"""The 18 rules, case by case: responsibility_cases.csv against the seeded rules and agencies."""

import pytest

from reports.models import Category, CategoryRule, Rule
from tests.reports.responsibility import Row, table

pytestmark = pytest.mark.django_db
CASES = table()


@pytest.mark.parametrize("row", CASES, ids=str)
def test_rule_level_and_agency(row: Row) -> None:
    decided = row.decide()
    assert (decided.rule, decided.level, decided.agency.code) == (row.rule, row.level, row.agency), row.why


def test_every_decision_explains_itself() -> None:
    for row in CASES:
        decided = row.decide()
        assert decided.agency.name in decided.explanation.id, row
        assert decided.agency.name_en in decided.explanation.en, row
        texts = [decided.explanation, *(copy.why for copy in decided.copies), *decided.confirm_why]
        texts += [alternative.why_not for alternative in decided.alternatives]
        assert all(text.id and text.en for text in texts), row
        assert not any({"{", "}"} & {*text.id, *text.en} for text in texts), row
        assert decided.basis, row
        assert decided.confirm == bool(decided.confirm_why), row


def test_every_other_rule_of_the_category_is_accounted_for() -> None:
    for row in CASES:
        decided = row.decide()
        listed = CategoryRule.objects.filter(category=row.category, rule__kind=Rule.Kind.ASSIGN)
        weighed = {alternative.rule for alternative in decided.alternatives} | {decided.rule}
        assert set(listed.values_list("rule_id", flat=True)) <= weighed, row


def test_the_leading_agency_gets_no_copy_and_nobody_two() -> None:
    for row in CASES:
        decided = row.decide()
        told = [copy.agency.id for copy in decided.copies]
        acting = [decided.agency.id, *(agency.id for agency in decided.joint)]
        assert len({*told, *acting}) == len(told) + len(acting), row


def test_the_table_holds_every_category_and_every_rule_that_assigns_or_lifts() -> None:
    assert {row.category for row in CASES} == set(Category.objects.values_list("code", flat=True))
    rules = Rule.objects.exclude(kind=Rule.Kind.EMERGENCY).values_list("number", flat=True)
    assert {row.rule for row in CASES} == set(rules)


# Rule, what makes it fire, and one condition changed so that it does not: (category, place, change).
@pytest.mark.parametrize(
    ("rule", "line", "change"),
    [
        (3, ("L2", "land", "conservation:TN-KUTAI/national_park"), {"overlays": ""}),
        (4, ("L2", "land", "tahura:TAHURA-BUKIT-SOEHARTO/cross_regency"), {"overlays": ""}),
        (5, ("L1", "land", "forest:HL-64/protection"), {"overlays": ""}),
        (5, ("A8", "land", "forest:HL-64/protection"), {"overlays": "river_basin:WS-MAHAKAM/strategic"}),
        (6, ("A7", "sea_12nm", ""), {"setting": "sea_beyond"}),
        (6, ("A7", "sea_12nm", ""), {"setting": "land"}),
        (7, ("H4", "sea_beyond", ""), {"setting": "sea_12nm"}),
        (8, ("A7", "coast", ""), {"setting": "land"}),
        (8, ("A7", "coast", ""), {"setting": "sea_12nm"}),
        (9, ("L6", "land", ""), {"permit": "province"}),
        (10, ("L6", "land", "", "province"), {"permit": "central"}),
        (10, ("L6", "sea_12nm", "", "province"), {"setting": "sea_beyond"}),
        (12, ("A5", "land", "river_basin:WS-SANGATTA/regency"), {"setting": "sea_12nm"}),
        (13, ("A1", "land", "", "central"), {"permit": "unknown"}),
        (13, ("A1", "land", "", "regency"), {"permit": "none"}),
        (13, ("A1", "land", "", "regency"), {"setting": "sea_12nm"}),
        (14, ("A4", "land", "", "", "regency"), {"crossing": "none"}),
        (14, ("A1", "land", "", "regency", "regency"), {"permit": "province"}),
        (15, ("W1", "land", ""), {"setting": "sea_12nm"}),
        (16, ("L9", "land", ""), {"setting": "sea_12nm"}),
        (17, ("L4", "land", ""), {"permit": "central"}),
        (17, ("L10", "land", ""), {"setting": "sea_beyond"}),
        (18, ("L2", "land", ""), {"overlays": "forest:HP-64/production"}),
        (18, ("A3", "land", ""), {"setting": "sea_12nm"}),
    ],
)
def test_a_rule_fires_and_one_condition_less_it_does_not(
    rule: int, line: tuple[str, ...], change: dict[str, str]
) -> None:
    category, setting, overlays, permit, crossing = (*line, "", "", "")[:5]
    row = Row(0, category, setting, "64.02", overlays, permit, crossing, "", rule, "", "", "")
    assert row.decide().rule == rule
    assert row.decide(**change).rule != rule


@pytest.mark.parametrize("category", ["L1", "L8"])
def test_rule_1_marks_an_emergency_and_decides_nothing(category: str) -> None:
    decided = Row(0, category, "land", "64.08", "", "", "", "", 18, "", "", "").decide()
    assert decided.emergency
    assert decided.rule == 18


@pytest.mark.parametrize("category", ["W1", "A3", "L2"])
def test_a_category_without_rule_1_is_no_emergency(category: str) -> None:
    assert not Row(0, category, "land", "64.08", "", "", "", "", 18, "", "", "").decide().emergency


@pytest.mark.parametrize(("rule", "others"), [(2, {"L1", "W1", "A1"}), (11, {"L6", "L4", "W2"})])
def test_a_rule_without_conditions_fires_for_its_own_categories_alone(rule: int, others: set[str]) -> None:
    for category in others:
        assert Row(0, category, "land", "64.08", "", "", "", "", 0, "", "", "").decide().rule != rule
