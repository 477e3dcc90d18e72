"""What of kept figures is read: whose, of which window, from which day to which; and how a row is written."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from boundaries.models import Edition
from monitoring.models import Snapshot, SnapshotRun, SubjectKind, Window
from monitoring.snapshots import taking
from monitoring.snapshots.copying import copy_rows
from monitoring.snapshots.reckoning import Row
from monitoring.snapshots.taking import missed, take, take_nightly
from monitoring.snapshots.trends import latest, trend

pytestmark = pytest.mark.django_db
MARCH, APRIL, MAY = dt.date(2026, 3, 31), dt.date(2026, 4, 30), dt.date(2026, 5, 31)
KUTAI_TIMUR = {"kind": "regency", "subject": "64.08", "window": "year", "category": "", "measure": "closed"}


def run(on: dt.date, public: bool = False, kept: bool = True, edition: Edition | None = None) -> SnapshotRun:
    edition = edition or Edition.objects.in_force().get()
    return SnapshotRun.objects.create(on=on, public=public, kept=kept, edition=edition, taken_at=timezone.now())


def row(value: float, n: int = 30, **columns: Any) -> Row:
    kept = KUTAI_TIMUR | columns
    return Row(**kept, n=n, hits=7, value=value, low=value - 1, high=value + 1, band="", provisional=False)


def values(**asked: Any) -> list[float | None]:
    kind = asked.pop("kind", SubjectKind.REGENCY)
    return [point.figure.value for point in trend(kind, "64.08", ["closed"], **asked).get("closed", [])]


def test_a_series_is_of_one_subject_window_and_category_and_of_the_days_asked_for() -> None:
    for on, value in ((MAY, 3.0), (MARCH, 1.0), (APRIL, 2.0)):
        others = [{"window": "quarter"}, {"category": "W1"}, {"subject": "64.03"}, {"kind": "agency"}]
        copy_rows(run(on), [row(value), *(row(10 * value + at, 30, **other) for at, other in enumerate(others))])
        copy_rows(run(on, public=True), [row(value + 0.5)])
    copy_rows(run(dt.date(2026, 5, 7), kept=False), [row(9.0)])
    assert values() == [1.0, 2.0, 3.0]
    assert values(public=True) == [1.5, 2.5, 3.5]
    assert values(since=APRIL) == [2.0, 3.0]
    assert values(until=APRIL) == [1.0, 2.0]
    assert values(window=Window.QUARTER) == [10.0, 20.0, 30.0]
    assert values(category="W1") == [11.0, 21.0, 31.0]
    assert values(kind=SubjectKind.AGENCY) == [13.0, 23.0, 33.0]
    point = trend(SubjectKind.REGENCY, "64.08", ["closed"])["closed"][0]
    figure = point.figure
    assert (point.on, figure.n, figure.hits, figure.value, figure.low, figure.high) == (MARCH, 30, 7, 1.0, 0.0, 2.0)


def test_the_last_figures_are_of_the_last_run_of_their_kind() -> None:
    copy_rows(run(APRIL), [row(1.0)])
    copy_rows(run(MAY), [row(2.0), row(3.0, subject="64.03"), row(4.0, category="W1"), row(5.0, window="month")])
    copy_rows(run(APRIL, public=True), [row(6.0)])
    for public, on, wanted in ((False, MAY, {"64.08": 2.0, "64.03": 3.0}), (True, APRIL, {"64.08": 6.0})):
        found = latest(SubjectKind.REGENCY, "closed", public=public)
        assert found is not None
        assert found[0].on == on
        assert {code: figure.value for code, figure in found[1].items()} == wanted


def test_a_row_is_read_as_it_was_written() -> None:
    third, odd = 100 / 3, "a\tb\\c\nd"
    copy_rows(
        run(MAY), [row(third), row(0.1 + 0.2, subject=odd)._replace(hits=None, low=None, provisional=True, band="C")]
    )
    assert Snapshot.objects.get(subject="64.08").value == third
    kept = Snapshot.objects.get(subject=odd)
    assert (kept.value, kept.hits, kept.low, kept.provisional, kept.band) == (0.1 + 0.2, None, None, True, "C")


def test_rows_beyond_one_copy_are_all_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitoring.snapshots.copying._AT_ONCE", 3)
    assert copy_rows(run(MAY), [row(1.0, subject=str(number)) for number in range(7)]) == 7
    assert Snapshot.objects.count() == 7


def test_a_day_is_taken_anew_under_its_edition_and_leaves_what_everybody_is_told(past_editions: list[Edition]) -> None:
    former = past_editions[0]
    run(MARCH, edition=former)
    copy_rows(run(MARCH, public=True), [row(6.0)])
    assert [taken.edition for taken in take(MARCH, rebuild=True)] == [former]
    assert values(public=True) == [6.0]


def test_the_night_goes_by_days_of_jakarta(monkeypatch: pytest.MonkeyPatch) -> None:
    """18.00 UTC on 9 May is the tenth in Jakarta: the ninth is over, and 35 days before it nights are kept."""
    monkeypatch.setattr(timezone, "now", lambda: dt.datetime(2026, 5, 9, 18, tzinfo=dt.UTC))
    monkeypatch.setattr(taking, "CAUGHT_UP", 9)
    last, gone, kept = dt.date(2026, 4, 4), dt.date(2026, 4, 3), dt.date(2025, 1, 31)
    for on in (last, gone):
        run(on, kept=False)
    run(kept)
    for public in (True, False):  # whichever was stored before a night was cut off, the others are missing still
        run(APRIL, public=public)
        assert (APRIL in missed(dt.date(2026, 5, 9))) == public
    assert take_nightly.call() == 1
    assert set(SnapshotRun.objects.values_list("on", flat=True)) == {last, kept, APRIL, dt.date(2026, 5, 9)}
    with pytest.raises(ValueError, match="not over"):
        take(dt.date(2026, 5, 10))
