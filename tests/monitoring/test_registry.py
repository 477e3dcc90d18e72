"""The measures as such: each is told in full, and of nothing each says so."""

import re
from pathlib import Path

import pytest
from django.utils import timezone, translation

from monitoring.counting.families import COUNTED, KEYS
from monitoring.counting.tally import Tally, total
from monitoring.measures import BY_NAME, MEASURES, Cohort, Direction, Unit


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.name)
def test_a_measure_is_told_in_full(measure: object) -> None:
    found = BY_NAME[measure.name]  # type: ignore[attr-defined]
    with translation.override("en"):
        assert str(found.label)
        assert str(found.formula)
        assert str(found.cohort.label)
    assert found.source
    assert isinstance(found.unit, Unit)
    assert isinstance(found.direction, Direction)
    assert found.public_from is None or found.public_from >= 1


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.name)
def test_of_no_cases_a_measure_says_nothing_or_none(measure: object) -> None:
    figure = BY_NAME[measure.name].figure(Tally(), timezone.now())  # type: ignore[attr-defined]
    assert figure.n == 0
    assert figure.value in (None, 0.0)
    assert figure.value is not None or str(figure.why)


def test_what_domain_asks_for_is_there() -> None:
    assert {
        "followed_up", "closed", "closed_confirmed", "closed_silent", "contested", "speed_median", "speed_mean",
        "sla_verify", "sla_follow_up", "sla_answer", "verified_in_3_days", "transfers_per_case", "misdirected",
        "archived", "reopened", "backlog", "active_staff", "satisfaction", "solved",
    } <= BY_NAME.keys()  # fmt: skip
    assert {measure.cohort for measure in MEASURES} == set(Cohort)


def test_tallies_add_up_in_every_family() -> None:
    one, other = Tally(), Tally()
    one.take("cases", {"received": 2, "closed": 0})
    one.take("speed", {"days": 3, "answered": True, "n": 2})
    one.take("steps", {"step": "verify", "met": False, "n": 1})
    one.take("archive", {"part": "spam", "n": 1})
    other.take("cases", {"received": 5})
    other.take("speed", {"days": 3, "answered": True, "n": 1})
    other.take("archive", {"part": "spam", "n": 2})
    found = total((one, other, Tally()))
    assert found == one + other
    assert (found.cases["received"], found.speed[3, True], found.steps["verify", False]) == (7, 3, 1)
    assert found.parts["archive"]["spam"] == 3
    assert one.cases["received"] == 2


def test_names_of_sql_are_our_own() -> None:
    assert all(name.isidentifier() for name in (*COUNTED, *KEYS))


def test_the_documentation_says_of_each_measure_which_way_is_better_and_in_what_it_is_told() -> None:
    told: dict[str, str] = {}
    units: dict[str, str] = {}
    page = (Path(__file__).parents[2] / "docs/monitoring.md").read_text(encoding="utf-8")
    table = page.partition("| name | what | cohort |")[2].partition("\n\n")[0]
    for row in table.splitlines()[2:]:
        _start, names, *_told, unit, better, _end = (cell.strip() for cell in row.split("|"))
        measures = re.findall(r"`(\w+)`", names)
        ways = better.split(", ")
        told |= dict(zip(measures, ways if len(ways) > 1 else ways * len(measures), strict=True))
        units |= dict.fromkeys(measures, unit)
    words = {Direction.HIGHER: "higher", Direction.LOWER: "lower", Direction.NEITHER: "–"}
    assert told == {measure.name: words[measure.direction] for measure in MEASURES}
    spoken = {Unit.PERCENT: "%", Unit.DAYS: "days", Unit.CASES: "cases", Unit.PER_CASE: "per case", Unit.INDEX: "index"}
    assert {name: unit.partition(",")[0] for name, unit in units.items()} == {
        measure.name: spoken[measure.unit] for measure in MEASURES
    }


def test_bands_of_the_backlog_leave_no_day_out() -> None:
    with translation.override("en"):
        parts = BY_NAME["backlog"].figure(Tally(), timezone.now()).parts
        assert [str(part.label) for part in parts] == [
            "0 to 7 days", "8 to 14 days", "15 to 30 days", "31 to 60 days", "61 to 90 days", "more than 90 days",
        ]  # fmt: skip
