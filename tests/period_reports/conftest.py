"""Cases of Kutai Timur, the orders of their reports, and one report that is built."""

import datetime as dt

import pytest

from period_reports.actions.building import ask_for_report
from period_reports.building import build
from period_reports.models import PeriodReport
from period_reports.orders import Order, order
from reports.models import Report
from tests.monitoring.conftest import _remembered  # noqa: F401 - the same calendars for these
from tests.monitoring.lives import Ground, make_life, store

DAY = dt.timedelta(days=1)
HANDLED = [("verify", DAY), ("dispose", DAY), ("accept", DAY), ("answer", 2 * DAY), ("confirm", DAY)]


@pytest.fixture
def cases(db: None) -> list[Report]:
    """21 cases of Kutai Timur that were handled, one confidential; three of Sanggau that wait. All of March 2026."""
    ground = Ground()
    here = [make_life(ground, (0, 0, 3 * number, 1, 1, 1), HANDLED) for number in range(21)]
    store([*here, *(make_life(ground, (1, 1, 3 * number, 1, 1, 1), [("verify", DAY)]) for number in range(3))])
    Report.everything.filter(pk=here[0].report.pk).update(confidential=True)
    return [life.report for life in here]


@pytest.fixture
def public() -> Order:
    """The half-yearly report of Kutai Timur for everybody."""
    return order("64.08", "2026-S1", public=True)


@pytest.fixture
def internal() -> Order:
    """The same of all cases."""
    return order("64.08", "2026-S1", public=False)


@pytest.fixture
def built(cases: list[Report], public: Order) -> PeriodReport:
    """The public report, with its files."""
    return build(ask_for_report(None, public, queue=False).pk)
