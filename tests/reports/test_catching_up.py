"""Cases of a database older than clocks get the clocks that their history tells of."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.actions.case import catching_up, passing
from reports.actions.case.catching_up import wind_unwound
from reports.clocks import wind
from reports.models import CaseClock, Report, State
from tests.factories import ReportFactory
from tests.reports.hands import officer_of

pytestmark = pytest.mark.django_db

LONG_AGO = dt.datetime(2026, 9, 7, 2, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture
def old() -> list[Report]:
    """Three cases without clocks: filed only, verified, and taken up."""
    cases = [ReportFactory(received_at=LONG_AGO, state=State.NEW) for _ in range(3)]
    for case in cases[1:]:
        passing.verify(case, officer_of(case), at=LONG_AGO + DAY)
    passing.accept(cases[2], officer_of(cases[2]), at=LONG_AGO + 2 * DAY)
    CaseClock.objects.all().delete()
    Report.objects.update(due_on=None, due_step="", answer_due_on=None)
    return cases


def running(case: Report) -> set[str]:
    return set(case.clocks.filter(stopped_at=None).values_list("step", flat=True))


def test_each_gets_the_clocks_of_its_state(old: list[Report]) -> None:
    assert wind_unwound() == 3
    assert [running(case) for case in old] == [{"verify", "answer"}, {"follow_up", "answer"}, {"answer"}]
    kept = old[1].clocks.get(step="verify")
    assert (kept.stopped_at, kept.met) == (LONG_AGO + DAY, True)
    old[2].refresh_from_db()
    assert old[2].due_step == "answer"
    assert old[2].due_on == old[2].answer_due_on == old[2].clocks.get(step="answer").due_on


def test_interrupted_it_goes_on_with_what_is_left(old: list[Report], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catching_up, "BATCH", 1)
    wind_unwound()
    CaseClock.objects.filter(report__in=old[:2]).delete()  # as far as it came: the latest first
    assert wind_unwound() == 2
    assert all(running(case) for case in old)


def test_where_the_oldest_has_clocks_no_report_is_looked_at(old: list[Report]) -> None:
    wind_unwound()
    new = ReportFactory()
    wind(new, new.history.get())
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert wind_unwound() == 0
    assert len(queries) == 2
    assert f'"reports_report"."id" < {old[0].pk}' in queries[1]["sql"]


def test_loading_the_rules_does_it(old: list[Report], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_rules")
    assert "reports that had no clocks and have them now: 3" in capsys.readouterr().out
