"""Scorecards as a file: the figures of the public's pages, and no others."""

import csv
import datetime as dt

import pytest

from monitoring.measures import BY_NAME, MEASURES, Period, Scope, scorecard_of
from monitoring.models import SubjectKind
from monitoring.periods import cutoff_on
from monitoring.policies import told
from monitoring.snapshots.taking import take_all
from opendata.datasets import DATASETS
from opendata.publishing import publish
from reports.models import Report
from tests.monitoring.lives import Ground, make_life, store

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
HANDLED = [("verify", DAY), ("dispose", DAY), ("accept", DAY), ("answer", 2 * DAY), ("confirm", DAY)]
JUNE = dt.date(2026, 6, 30)


def rows(name: str) -> list[dict[str, str]]:
    version = publish(DATASETS[name])
    with (version.folder / f"{name}.csv").open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def test_scorecards_are_those_that_everybody_is_told() -> None:
    ground = Ground()
    lives = [make_life(ground, (0, 0, 3 * number, 1, 1, 1), HANDLED) for number in range(13)]
    store(lives)
    Report.everything.filter(pk=lives[0].report.pk).update(confidential=True)
    take_all(JUNE)
    found = rows("rapor")
    scope, half = Scope(area="64.08", public=True), Period.parse("2026-S1")
    card = told(scope, {(): scorecard_of(scope, half, cutoff_on(JUNE))})[()]
    here = {
        row["measure"]: row
        for row in found
        if (row["level"], row["code"], row["window"], row["category"]) == ("regency", "64.08", "half", "")
    }
    assert here.keys() == {measure.name for measure in MEASURES if card[measure.name].n}
    for name, row in here.items():
        assert int(row["n"]) == card[name].n
        assert row["value"] == "" if card[name].value is None else float(row["value"]) == card[name].value
        assert row["unit"] == BY_NAME[name].unit
    assert here["closed"]["n"] == "12"
    assert (here["closed"]["name"], here["closed"]["since"], here["closed"]["until"]) == (
        "Kabupaten Kutai Timur", "2026-01-01", "2026-06-30",
    )  # fmt: skip
    assert "archived" not in here
    assert {row["level"] for row in found} == {SubjectKind.NATION, SubjectKind.PROVINCE, SubjectKind.REGENCY}
    assert {row["category"] for row in found if row["window"] == "half"} == {""}


def test_before_the_first_end_of_a_month_the_file_is_empty() -> None:
    assert rows("rapor") == []


def test_each_measure_of_the_scorecards_is_explained() -> None:
    found = {row["name"]: row for row in rows("ukuran")}
    assert found.keys() == BY_NAME.keys()
    assert (found["closed"]["label_id"], found["closed"]["formula_en"]) == ("selesai", "closed cases / cases")
