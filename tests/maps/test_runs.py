"""Runs of the statistics: worked out of the counts by a worker, stored whole, never changed, told in words."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import h3
import numpy as np
import pytest
from django.core.management import call_command
from django.db import IntegrityError, InternalError, transaction
from django.http import QueryDict
from django.utils import translation

from boundaries.models import Edition
from maps.models import Basis, Hexagon, Run, RunAudience, RunCell, RunCluster, RunKind, RunStatus
from maps.runs.compute import compute_all
from maps.runs.counts import Window
from maps.runs.drafts import Draft
from maps.runs.hands import suspicions
from maps.runs.jobs import work_out_statistics
from maps.runs.scopes import FEWEST_INCIDENTS, Scope
from maps.runs.store import KEPT, drop_old, store
from maps.runs.words import caveats, method, said_of, why_not
from maps.selection import Selection, month_of
from reports.models import Report
from reports.moderation.blocking import Sender
from reports.moderation.tracing import leave_trace
from tests.maps.planted import NOW, heaped, plant, scattered

pytestmark = pytest.mark.django_db

DUMP, QUEUE, HIDDEN = (110.4, -7.35), (107.6, -7.2), (109.1, -7.1)
EVERYTHING = Scope()
YEAR = Window(month_of(NOW.date()) - 11, month_of(NOW.date()))


def cell_at(place: tuple[float, float]) -> int:
    return h3.str_to_int(h3.cell_to_parent(h3.latlng_to_cell(place[1], place[0], 7), 5))


def latest(kind: str, query: str = "", audience: str = RunAudience.PUBLIC) -> Run:
    run = Run.objects.latest_for(kind, Selection.parse(QueryDict(query)), audience)
    assert run is not None
    return run


def confidence(run: Run, place: tuple[float, float]) -> int:
    return run.of_cells.get(cell=cell_at(place)).confidence


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def gathered() -> list[Run]:
    """A dump with 40 incidents, a queue of 14 reports in one text, 12 confidential ones, and 160 anywhere on Java."""
    plant(scattered(160, 1), "W1")
    dump = plant(heaped(40, DUMP, 2), "W1")
    Report.objects.filter(pk__in=[report.pk for report in dump[35:]]).update(merged_into=dump[0])
    plant(
        heaped(14, QUEUE, 3), "A1", days=[20 + k % 3 for k in range(14)], description="Air sungai menjadi hitam, " * 3
    )
    plant(heaped(12, HIDDEN, 4), "W1", confidential=True)
    return compute_all(NOW)


def test_what_gathers_is_found_and_what_is_not_public_stays_unseen(gathered: list[Run]) -> None:
    run = latest(RunKind.SIGNIFICANCE)
    assert (run.status, run.n, run.incidents) == (RunStatus.DONE, 214, 209)
    assert (run.since, run.until, run.months) == (dt.date(2025, 12, 1), dt.date(2026, 11, 1), 12)
    assert run.of_cells.get(cell=cell_at(DUMP)).value >= 35
    assert confidence(run, DUMP) == 99
    assert not run.of_cells.filter(cell=cell_at(HIDDEN), value__gte=12).exists()
    everything = latest(RunKind.SIGNIFICANCE, audience=RunAudience.NATIONAL)
    assert everything.n == 226
    assert everything.of_cells.get(cell=cell_at(HIDDEN)).value >= 12
    assert not RunCell.objects.exclude(cell__in=Hexagon.objects.values("cell")).exists()

    clusters = list(latest(RunKind.INCIDENTS).clusters.order_by("place"))
    assert [cluster.n for cluster in clusters] == sorted((cluster.n for cluster in clusters), reverse=True)
    dump = clusters[0]
    assert (dump.category, dump.campaign) == ("W1", False)
    assert 30 <= dump.n == len(dump.reports) <= 36
    assert dump.hull.contains(dump.middle)
    assert all(dump.hull.contains(report.point) for report in Report.objects.filter(pk__in=dump.reports))
    hidden = set(Report.objects.filter(confidential=True).values_list("pk", flat=True))
    assert not hidden & {pk for cluster in clusters for pk in cluster.reports}
    audience = latest(RunKind.INCIDENTS, audience=RunAudience.NATIONAL)
    assert hidden & {pk for cluster in audience.clusters.all() for pk in cluster.reports}


def test_many_reports_of_one_text_in_three_days_are_counted_and_marked(gathered: list[Run]) -> None:
    run = latest(RunKind.SIGNIFICANCE)
    assert set(run.of_cells.filter(campaign=True).values_list("cell", flat=True)) == {cell_at(QUEUE)}
    assert run.of_cells.get(cell=cell_at(QUEUE)).value >= 14
    assert any("few people" in sentence for sentence in caveats(run))
    queue = latest(RunKind.INCIDENTS).clusters.get(category="A1")
    assert queue.campaign
    assert not any("few people" in sentence for sentence in caveats(latest(RunKind.SIGNIFICANCE, "category=W1")))


def test_too_few_are_said_to_be_too_few(gathered: list[Run]) -> None:
    run = latest(RunKind.SIGNIFICANCE, "category=A1")
    assert (run.status, run.incidents, run.of_cells.count()) == (RunStatus.TOO_FEW, 14, 0)
    assert said_of(run).startswith("Too few: 14 incidents")
    assert str(FEWEST_INCIDENTS) in said_of(run)


def test_each_run_tells_method_parameters_and_what_to_keep_in_mind(gathered: list[Run]) -> None:
    assert {run.kind for run in gathered} == set(RunKind.values)
    for run in gathered:
        assert method(run)
        assert run.parameters
        assert caveats(run)[-1].startswith(("The map shows where people report", "The share says"))
        assert said_of(run)
    assert latest(RunKind.DENSITY).parameters["bandwidth_m"] >= 15_000
    assert f"{latest(RunKind.DENSITY).parameters['bandwidth_m'] / 1000:.0f} km" in method(latest(RunKind.DENSITY))


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("", ""),
        ("theme=W", ""),
        ("category=W1", ""),
        ("province=34", ""),
        ("since=2025-12&until=2026-11", ""),
        ("state=selesai", "states and urgencies"),
        ("urgency=D", "states and urgencies"),
        ("since=2026-01", "12/2025 to 11/2026"),
    ],
)
def test_a_selection_is_answered_by_its_run_or_told_why_not(query: str, why: str) -> None:
    for scope in (Scope(), Scope(theme="W"), Scope(category="W1")):
        drafted(scope)
    selection = Selection.parse(QueryDict(query))
    found = Run.objects.latest_for(RunKind.SIGNIFICANCE, selection)
    assert (found is None) == bool(why)
    assert why in why_not(RunKind.SIGNIFICANCE, selection)
    if found:
        assert (found.theme, found.category) == (selection.theme, selection.category)


def test_of_an_edition_that_is_past_nothing_is_worked_out(past_editions: Any) -> None:
    drafted()
    selection = Selection.parse(QueryDict("edition=2021"))
    assert Run.objects.latest_for(RunKind.SIGNIFICANCE, selection) is None
    assert "boundaries in force" in why_not(RunKind.SIGNIFICANCE, selection)


def test_nothing_worked_out_yet_is_said_so() -> None:
    assert "every night" in why_not(RunKind.DENSITY, Selection())


def drafted(scope: Scope = EVERYTHING, cells: tuple[int, ...] = (1, 2), at: dt.datetime = NOW) -> Run:
    draft = Draft(RunKind.SIGNIFICANCE, scope, YEAR, n=40, incidents=40, cells=100, summary={"hot_99": 1})
    draft.columns = {"cell": np.array(cells), "value": np.ones(len(cells)), "area": np.full(len(cells), "34.04")}
    return store(draft, RunAudience.PUBLIC, Edition.objects.in_force().get(), at)


def test_a_run_that_cannot_be_written_whole_is_not_there_at_all() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        drafted(cells=(1, 1))
    assert not Run.objects.exists()


@pytest.mark.parametrize("model", [Run, RunCell])
def test_what_is_worked_out_is_never_changed(model: Any) -> None:
    drafted()
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        model.objects.update(**({"n": 41} if model is Run else {"value": 2}))


def test_old_runs_lose_their_cells_and_keep_what_they_were_made_of() -> None:
    runs = [drafted(at=NOW + dt.timedelta(days=night)) for night in range(KEPT + 2)]
    other = drafted(Scope(theme="W"))
    assert drop_old() == 2
    assert [run.of_cells.count() for run in runs] == [0, 0, 2, 2]
    assert other.of_cells.count() == 2
    assert Run.objects.count() == len(runs) + 1
    assert latest(RunKind.SIGNIFICANCE) == runs[-1]


def test_a_coarse_place_is_in_no_cluster_for_the_public() -> None:
    plant(heaped(20, DUMP, 5), "H2")
    compute_all(NOW)
    run = latest(RunKind.INCIDENTS)
    assert run.status == RunStatus.TOO_FEW
    assert any(sentence.startswith("20 incidents are shown as wide cells") for sentence in caveats(run))
    assert not RunCluster.objects.filter(run__audience=RunAudience.PUBLIC).exists()


@pytest.mark.django_db(transaction=True)
def test_the_worker_works_them_out() -> None:
    plant(heaped(60, DUMP, 6, spread=0.1), "W1")
    Report.objects.update(received_at=dt.datetime.now(dt.UTC))
    work_out_statistics.enqueue()
    call_command("run_worker", once=True)
    run = latest(RunKind.SIGNIFICANCE)
    assert run.incidents == 60
    assert confidence(run, DUMP) == 99


@pytest.mark.parametrize(("browsers", "suspected"), [(1, 1), (2, 1), (12, 0)])
def test_few_browsers_are_told_from_many_whatever_they_write(browsers: int, suspected: int) -> None:
    filed = plant(heaped(12, QUEUE, 7), "W1", days=[5 + k % 3 for k in range(12)])
    for k, report in enumerate(filed):
        leave_trace(report, f"browser:{k % browsers}", Sender())
    found = suspicions(Report.objects.public())
    assert len(found) == suspected
    if found:
        assert found[0].reports == {report.pk for report in filed}
        assert found[0].hands == pytest.approx(browsers)
        assert (found[0].last - found[0].first).days == 2


def test_the_share_is_judged_where_a_category_is_more_of_what_is_reported() -> None:
    spots = scattered(300, 8)
    plant(spots, "W1")
    plant(heaped(60, DUMP, 9, spread=0.08), "A1")
    plant(heaped(120, HIDDEN, 10, spread=0.08), "W1")
    compute_all(NOW)
    water = Run.objects.latest_for(RunKind.SIGNIFICANCE, Selection(category="A1"), basis=Basis.SHARE)
    assert water is not None
    assert confidence(water, DUMP) >= 95
    assert 0 < water.of_cells.get(cell=cell_at(DUMP)).value <= 1
    assert confidence(latest(RunKind.SIGNIFICANCE), HIDDEN) == 99
    assert water.of_cells.get(cell=cell_at(HIDDEN)).confidence <= 0
    assert Run.objects.latest_for(RunKind.SIGNIFICANCE, Selection(), basis=Basis.SHARE) is None
