"""Figures that are kept: taken once, the same when reckoned anew, read as a series."""

import datetime as dt
import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from boundaries.models import Edition
from jobs.scheduling import declared
from monitoring.measures import BY_NAME, MEASURES, Scope, cutoff_on, scorecards
from monitoring.models import Snapshot, SnapshotRun, SubjectKind, Window
from monitoring.periods import Period
from monitoring.snapshots import taking
from monitoring.snapshots.plan import NIGHTS_KEPT, ends_of_months, windows
from monitoring.snapshots.taking import check, missed, take, take_nightly
from monitoring.snapshots.trends import latest, trend
from reports.models import HistoryEntry, Report, State
from tests.monitoring.lives import Ground, make_life, store
from tests.monitoring.test_measures_against_walks import TOLD

pytestmark = pytest.mark.django_db
MARCH, APRIL = dt.date(2026, 3, 31), dt.date(2026, 4, 30)


@pytest.fixture
def cases(past_editions: list[Edition]) -> None:
    """The lives told by hand."""
    ground = Ground()
    store([make_life(ground, drawn, steps) for drawn, steps in TOLD.values()])


def told(*options: str) -> str:
    out = io.StringIO()
    call_command("take_snapshots", *options, stdout=out, stderr=out)
    return out.getvalue()


def test_kept_figures_are_those_of_a_scorecard(cases: None) -> None:
    [run] = take(MARCH)
    assert run.kept
    for window, period in windows(MARCH).items():
        for kind, by in (
            (SubjectKind.NATION, ()),
            (SubjectKind.REGENCY, ("regency",)),
            (SubjectKind.AGENCY, ("agency",)),
        ):
            cards = scorecards(Scope(), period, cutoff_on(MARCH), by=by)
            rows = Snapshot.objects.filter(run=run, window=window, kind=kind, category="")
            kept = {(row.subject, row.measure): (row.n, row.hits, row.value, row.low, row.high) for row in rows}
            figures = {
                (key[0] if key else "", figure.measure): (figure.n, figure.hits, figure.value, figure.low, figure.high)
                for key, card in cards.items()
                for figure in card.figures.values()
                if figure.n
            }
            assert kept == figures
            assert figures


def test_the_end_of_a_month_is_kept_by_category_and_a_night_is_not(cases: None) -> None:
    take(MARCH)
    take(dt.date(2026, 4, 7))
    by_category = Snapshot.objects.exclude(category="")
    assert set(by_category.values_list("run__on", "window")) == {(MARCH, Window.YEAR)}
    n = sum(by_category.filter(kind="nation", measure="received").values_list("n", flat=True))
    assert n == Snapshot.objects.get(run__on=MARCH, kind="nation", measure="received", window="year", category="").n
    assert set(Snapshot.objects.filter(run__on=dt.date(2026, 4, 7)).values_list("window", flat=True)) == {
        "quarter",
        "year",
    }


def test_what_is_done_later_leaves_them_what_they_are(cases: None) -> None:
    take(MARCH)
    report = HistoryEntry.objects.filter(at__lt=cutoff_on(MARCH)).earliest("at").report
    HistoryEntry.objects.create(
        report=report, verb="archive", at=cutoff_on(MARCH), state_before=State.VERIFIED, state=State.ARCHIVED,
        agency_id=report.agency_id,
    )  # fmt: skip
    found = check(MARCH)
    assert (found.wrong, found.shown) == (0, [])
    assert found.compared > 100
    assert told("--check") == f"{MARCH}: {found.compared:,} figures are what history says\n"


def test_rebuilding_gives_the_same_and_replaces_what_was_there(cases: None) -> None:
    take(MARCH)
    columns = [field.name for field in Snapshot._meta.fields if field.name not in ("id", "run")]
    before = set(Snapshot.objects.values_list(*columns))
    take(MARCH, rebuild=True)
    assert set(Snapshot.objects.values_list(*columns)) == before
    assert Snapshot.objects.count() == len(before)


def test_a_figure_that_is_not_what_history_says_is_found(cases: None) -> None:
    take(MARCH)
    some = Snapshot.objects.filter(measure="closed", kind="nation", window="year", category="")
    some.update(value=99.0)
    Snapshot.objects.filter(measure="received", kind="nation", window="year", category="").delete()
    out = io.StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("take_snapshots", "--check", "--on", MARCH.isoformat(), stdout=out)
    assert end.value.code == 1
    assert "2 of" in out.getvalue()
    assert "99.0" in out.getvalue()
    assert told("--rebuild", "--on", MARCH.isoformat()).startswith(f"{MARCH}: ")
    assert check(MARCH).wrong == 0


def test_what_is_there_is_not_reckoned_again(cases: None, monkeypatch: pytest.MonkeyPatch) -> None:
    take(MARCH)
    monkeypatch.setattr(taking, "rows", lambda *_args: pytest.fail("reckoned"))
    assert take(MARCH)[0].on == MARCH


def test_days_that_are_not_over_and_not_there_are_refused(db: None) -> None:
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    for options in (["--on", today.isoformat()], ["--since", today.isoformat()], ["--check", "--on", "2026-01-31"]):
        with pytest.raises(CommandError):
            told(*options)
    with pytest.raises(CommandError, match="no boundaries"):
        told("--on", "1800-01-31")
    with pytest.raises(ValueError, match="not over"):
        take(today)


def test_the_night_takes_yesterday_and_what_was_missed_and_forgets_old_nights(
    cases: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = dt.datetime(2026, 5, 9, 18, tzinfo=dt.UTC)  # the tenth in Jakarta
    monkeypatch.setattr(timezone, "now", lambda: now)
    monkeypatch.setattr(taking, "CAUGHT_UP", 45)
    edition = Edition.objects.in_force(MARCH).get()
    for day, kept in ((dt.date(2026, 4, 3), False), (dt.date(2025, 1, 31), True)):
        SnapshotRun.objects.create(on=day, edition=edition, kept=kept, taken_at=now)
    assert missed(dt.date(2026, 5, 9)) == [MARCH, APRIL, dt.date(2026, 5, 9)]
    assert take_nightly.call() == 3
    assert take_nightly.call() == 0
    days = set(SnapshotRun.objects.values_list("on", flat=True))
    assert days == {dt.date(2025, 1, 31), MARCH, APRIL, dt.date(2026, 5, 9)}
    assert (dt.date(2026, 5, 9) - dt.date(2026, 4, 3)).days > NIGHTS_KEPT
    assert take_nightly.module_path in declared()


def test_everybody_gets_ends_of_months_of_public_cases_and_no_more_than_they_may_know(cases: None) -> None:
    here = Report.objects.filter(regency__code="64.08")
    some = list(here.public().order_by("pk").values_list("pk", flat=True)[:3])
    Report.objects.filter(pk__in=some).update(confidential=True)
    told("--on", MARCH.isoformat())
    told("--on", "2026-04-07")
    assert set(SnapshotRun.objects.values_list("on", "public")) == {
        (MARCH, False), (MARCH, True), (dt.date(2026, 4, 7), False),
    }  # fmt: skip
    staff, everybody = (
        trend(SubjectKind.REGENCY, "64.08", [measure.name for measure in MEASURES], public=public)
        for public in (False, True)
    )
    assert everybody["received"][0].figure.n == here.public().filter(received_at__lt=cutoff_on(MARCH)).count()
    assert everybody["received"][0].figure.n < staff["received"][0].figure.n
    for name, points in everybody.items():
        least = BY_NAME[name].public_from
        assert least is not None
        assert points[0].figure.n >= least
    assert "archived" in staff
    assert "archived" not in everybody
    assert {row[0] for row in [latest(SubjectKind.REGENCY, "received", public=True) or (None, {})]} == {
        SnapshotRun.objects.get(public=True)
    }


def test_a_trend_is_a_figure_a_month_and_one_question(cases: None, django_assert_num_queries: Any) -> None:
    told("--on", MARCH.isoformat())
    told("--on", APRIL.isoformat())
    told("--on", "2026-04-07")
    with django_assert_num_queries(1):
        found = trend(SubjectKind.REGENCY, "64.08", ["received", "closed"])
    assert [point.on for point in found["received"]] == [MARCH, APRIL]
    assert found["received"][-1].figure.n >= found["received"][0].figure.n > 0
    league = latest(SubjectKind.REGENCY, "received")
    assert league is not None
    run, figures = league
    assert run.on == APRIL
    assert figures["64.08"] == found["received"][-1].figure


def test_without_anything_kept_there_is_no_trend(db: None) -> None:
    assert trend(SubjectKind.NATION, "", ["closed"]) == {}
    assert latest(SubjectKind.NATION, "closed") is None


def test_windows_end_with_the_day_and_hold_no_day_twice() -> None:
    assert {name: period.first for name, period in windows(MARCH).items()} == {
        "year": dt.date(2025, 4, 1), "month": dt.date(2026, 3, 1), "quarter": dt.date(2026, 1, 1),
        "half": dt.date(2026, 1, 1), "calendar_year": dt.date(2026, 1, 1),
    }  # fmt: skip
    assert all(period.last == MARCH for period in windows(MARCH).values())
    assert list(ends_of_months(dt.date(2026, 2, 27), APRIL)) == [dt.date(2026, 2, 28), MARCH, APRIL]


def test_no_figure_is_kept_of_an_exercise(cases: None) -> None:
    everything = Period.between(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    received = scorecards(Scope(), everything)[()]["received"].n
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reports_report SET practice = true WHERE id = (SELECT min(id) FROM reports_report)")
    assert scorecards(Scope(), everything)[()]["received"].n == received - 1
    assert len(MEASURES) == len({measure.name for measure in MEASURES})
