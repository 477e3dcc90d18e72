"""Every measure, at every cut-off, is what walking through each case's history says."""

import datetime as dt
import os
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts import calendars
from accounts.directory import Directory
from accounts.models import Agency, CalendarDay
from boundaries.models import Edition
from monitoring.counting.tally import Tally
from monitoring.measures import Basis, Figure, Period, Scope, scorecards
from monitoring.measures.ask import scorecard
from reports import deadlines
from tests.monitoring import reference
from tests.monitoring.lives import AGENCIES, BEGIN, Ground, make_life, store
from tests.monitoring.reference import CaseAt, expected, rated, steps_met, walk

pytestmark = pytest.mark.django_db

DRAWN = st.tuples(*[st.integers(0, 2_000)] * 6)
STEPS = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 6)), max_size=12)
LIVES = st.lists(st.tuples(DRAWN, STEPS), min_size=1, max_size=10)
CUTOFFS = st.lists(st.integers(0, 4_000), min_size=1, max_size=2)
EDITIONS = st.sampled_from((None, "2021", "2022"))
BY = st.sampled_from(("province", "regency", "category", "month", "agency"))
QUICK = settings(
    max_examples=int(os.environ.get("EX", "8")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[phase for phase in Phase if phase is not Phase.shrink],
)
PERIOD = Period.between(dt.date(2026, 3, 2), dt.date(2026, 4, 30))


@pytest.fixture(autouse=True)
def _remembered(settings: Any) -> Iterator[None]:
    """Calendars, deadlines and directory are asked thousands of times and stay as they are."""
    settings.EDITION_CHECK_SECONDS = 3_600.0
    for forget in (calendars.forget_days, deadlines.forget_deadlines):
        forget()
    reference._agency.cache_clear()
    reference._in_edition.cache_clear()
    yield
    for forget in (calendars.forget_days, deadlines.forget_deadlines):
        forget()


@pytest.fixture
def decrees(db: None) -> None:
    """Days of their own for one agency and one province."""
    CalendarDay.objects.create(day=dt.date(2026, 3, 11), area_code="64", name="libur daerah")
    agency = Agency.objects.get(code="DLH-61.03")
    CalendarDay.objects.create(day=dt.date(2026, 3, 14), agency=agency, working=True, name="Sabtu masuk")
    calendars.forget_days()


def told(figure: Figure) -> tuple[Any, ...]:
    return (figure.value, figure.n, figure.hits)


def assert_told(figures: Any, wanted: dict[str, tuple[Any, ...]]) -> None:
    for name, (value, n, hits) in wanted.items():
        figure = figures[name]
        assert figure.n == n, name
        assert figure.value == (None if value is None else pytest.approx(value)), name
        if hits is not None and n:
            assert figure.hits == hits, name


def key_of(case: CaseAt, by: str, edition: Edition, filed: bool) -> str:
    regency, province = case.area(edition, filed)
    month = case.life.report.received_at.astimezone(reference.JAKARTA).strftime("%Y-%m")
    agency = reference._agency(case.agency).code
    return {"regency": regency, "province": province, "category": case.category, "month": month, "agency": agency}[by]


@given(LIVES, CUTOFFS, EDITIONS, st.booleans(), BY)
@QUICK
def test_measures_are_what_histories_say(
    past_editions: list[Edition],
    decrees: None,
    lives: Sequence[Any],
    cutoffs: list[int],
    edition_name: str | None,
    filed: bool,
    by: str,
) -> None:
    edition = next(e for e in past_editions if e.name == edition_name) if edition_name else past_editions[-1]
    with transaction.atomic():
        Directory.on()
        ground = Ground()
        made = [make_life(ground, drawn, steps) for drawn, steps in lives]
        store(made)
        deeds = [entry.at for life in made for entry in life.entries]
        moments = [BEGIN + dt.timedelta(hours=hours) for hours in cutoffs] + [deeds[len(deeds) // 2], deeds[-1]]
        for cutoff in moments:
            cases = [case for life in made if (case := walk(life, cutoff))]
            scope = Scope(edition=edition, basis=Basis.FILED if filed else Basis.CURRENT)
            found = scorecards(scope, PERIOD, cutoff, by=(by,))
            keys = {key_of(case, by, edition, filed) for case in cases}
            for key in keys:
                mine = [case for case in cases if key_of(case, by, edition, filed) == key]
                card = found.get((key,)) or scorecard((key,), Tally(), cutoff)
                assert_told(card, expected(mine, PERIOD.since, PERIOD.until))
                if by != "agency":
                    assert_told(card, steps_met(mine, PERIOD.since, PERIOD.until))
            told_n = sum(card["received"].n for card in found.values())
            assert told_n == sum(PERIOD.since <= case.life.report.received_at < PERIOD.until for case in cases)
        transaction.set_rollback(True)


@given(LIVES, CUTOFFS, st.sampled_from(AGENCIES), st.sampled_from(("", "64", "64.08", "95", "95.04")))
@QUICK
def test_a_scope_has_its_own_cases(
    past_editions: list[Edition], lives: Sequence[Any], cutoffs: list[int], agency: str, area: str
) -> None:
    edition, pk = past_editions[-1], Agency.objects.get(code=agency).pk
    with transaction.atomic():
        ground = Ground()
        made = [make_life(ground, drawn, steps) for drawn, steps in lives]
        store(made)
        for cutoff in [BEGIN + dt.timedelta(hours=hours) for hours in cutoffs]:
            cases = [case for life in made if (case := walk(life, cutoff))]
            here = [case for case in cases if not area or area in case.area(edition, False)]
            mine = [case for case in here if case.agency == pk]
            cards = scorecards(Scope(agency=agency, area=area), PERIOD, cutoff)
            figures = cards.get((), None)
            if mine and figures is not None:
                assert_told(figures, expected(mine, PERIOD.since, PERIOD.until))
                wanted = rated(mine, PERIOD.since, PERIOD.until, cutoff)
                assert_told(figures, {"solved": wanted["solved"]})
                assert figures.tally.survey["complete"] == wanted["full"]
                if wanted["full"] >= 10:
                    assert figures["satisfaction"].value == pytest.approx(wanted["index"], abs=0.0051)
            owed = steps_met(here, PERIOD.since, PERIOD.until, pk)
            if any(n for _value, n, _hits in owed.values()):
                assert figures is not None
                assert_told(figures, owed)
        transaction.set_rollback(True)
