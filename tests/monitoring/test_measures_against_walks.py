"""Every measure, at every cut-off, is what walking through each case's history says."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import calendars
from accounts.models import Agency, CalendarDay
from boundaries.models import Edition
from monitoring.counting.tally import Tally
from monitoring.measures import Basis, Figure, Period, Scope, scorecards
from monitoring.measures.ask import scorecard
from tests.monitoring import reference
from tests.monitoring.lives import AGENCIES, BEGIN, Ground, Life, Step, make_life, store
from tests.monitoring.reference import CaseAt, expected, rated, steps_met, walk

pytestmark = pytest.mark.django_db

DRAWN = st.tuples(*[st.integers(0, 2_000)] * 6)
STEPS = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 6)), max_size=12)
LIVES = st.lists(st.tuples(DRAWN, STEPS), min_size=1, max_size=12)
CUTOFFS = st.lists(st.integers(0, 4_000), min_size=1, max_size=2)
EDITIONS = st.sampled_from((None, "2021", "2022"))
BY = st.sampled_from(("province", "regency", "category", "month", "agency"))
QUICK = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
PERIOD = Period.between(dt.date(2026, 3, 2), dt.date(2026, 4, 30))

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
SANGATTA, SANGGAU = (0, 0), (0, 1)  # a place in the first, and agencies 0 and 1
THURSDAY = 24 * 10 + 2  # hours after BEGIN
TOLD: dict[str, tuple[tuple[int, ...], list[Step]]] = {
    "checked on the third working day": ((*SANGATTA, 3, 1, 1, 1), [("verify", 3 * DAY)]),
    "checked on the fourth": ((*SANGATTA, 3, 1, 1, 1), [("verify", 4 * DAY)]),
    "checked by who works on a Saturday, then passed on": (
        (*SANGGAU, THURSDAY, 1, 1, 1), [("verify", 5 * DAY), ("transfer:9", HOUR), ("transfer:12", HOUR)],
    ),
    "checked by who does not, then passed on to who does": (
        (*SANGATTA, THURSDAY, 1, 1, 1), [("verify", 5 * DAY), ("transfer:3", HOUR), ("accept", 3 * DAY)],
    ),
    "answered by who works on a Saturday, then by who does not": (
        (*SANGGAU, THURSDAY - 30, 1, 1, 1),
        [("verify", HOUR), ("dispose", HOUR), ("accept", HOUR), ("answer", 5 * DAY), ("contest", DAY),
         ("transfer:9", DAY), ("accept", DAY), ("answer", DAY), ("confirm", DAY)],
    ),
    "on hold amid the work": (
        (*SANGATTA, 3, 2, 1, 1), [("verify", DAY), ("accept", DAY), ("hold", DAY), ("note", 9 * DAY), ("resume", DAY)],
    ),
    "on hold before the work": ((*SANGATTA, 3, 2, 1, 1), [("verify", DAY), ("ask", DAY), ("reply", 20 * DAY)]),
    "late, and then on hold": (
        (*SANGATTA, 3, 2, 1, 1), [("verify", 20 * DAY), ("hold", 12 * DAY), ("resume", 9 * DAY)],
    ),
    "an emergency on hold for hours": (
        (*SANGATTA, 3, 3, 1, 2), [("ask", 5 * HOUR), ("reply", 30 * HOUR), ("verify", DAY)],
    ),
    "over Nyepi and Lebaran": (
        (*SANGATTA, 24 * 15, 1, 1, 1), [("verify", 3 * DAY), ("accept", 4 * DAY), ("answer", 6 * DAY), ("close", DAY)],
    ),
    "joined, separated, closed, reopened, closed by itself": (
        (*SANGATTA, 3, 1, 1, 1),
        [("verify", DAY), ("merge", DAY), ("unmerge", DAY), ("accept", DAY), ("close", DAY), ("contest", DAY),
         ("accept", DAY), ("answer", DAY), ("close_silent", 15 * DAY)],
    ),
    "archived unread, taken out, withdrawn": (
        (*SANGATTA, 3, 1, 1, 1), [("archive:2", 6 * DAY), ("unarchive", DAY), ("verify", DAY), ("withdraw", DAY)],
    ),
    "passed on and back": ((*SANGATTA, 3, 1, 1, 1), [("verify", DAY), ("transfer:3", DAY), ("transfer:15", DAY)]),
    "of Papua, under the areas of today, moved to sea": (
        (2, 2, 3, 1, 1, 1),
        [("verify", DAY), ("reassigned:4", 9 * DAY), ("move_pin:5", DAY), ("confirm_responsibility", DAY)],
    ),
    "another category, and hidden": (
        (*SANGATTA, 3, 1, 1, 1), [("verify", DAY), ("change_category:2", 3 * DAY), ("impose_privacy", DAY)],
    ),
}  # fmt: skip


@pytest.fixture
def decrees(db: None) -> None:
    """Days of their own for one agency and one province."""
    CalendarDay.objects.create(day=dt.date(2026, 3, 11), area_code="64", name="libur daerah")
    agency = Agency.objects.get(code="DLH-61.03")
    CalendarDay.objects.create(day=dt.date(2026, 3, 14), agency=agency, working=True, name="Sabtu masuk")
    calendars.forget_days()


def assert_told(figures: Any, wanted: dict[str, tuple[Any, ...]]) -> None:
    """Each figure has the value, the number of cases and, of shares, how many of them."""
    for name, (value, n, hits) in wanted.items():
        figure: Figure = figures[name]
        assert figure.n == n, name
        assert figure.value == (None if value is None else pytest.approx(value)), name
        if hits is not None and n:
            assert figure.hits == hits, name


def key_of(case: CaseAt, by: str, edition: Edition, filed: bool) -> str:
    regency, province = case.area(edition, filed)
    month = case.life.report.received_at.astimezone(reference.JAKARTA).strftime("%Y-%m")
    agency = reference._agency(case.agency).code
    return {"regency": regency, "province": province, "category": case.category, "month": month, "agency": agency}[by]


def assert_as_walked(lives: Sequence[Life], cutoff: dt.datetime, edition: Edition, filed: bool, by: str) -> None:
    """All measures of all groups are what the reference says, and no case is in two groups or in none."""
    cases = [case for life in lives if (case := walk(life, cutoff))]
    scope = Scope(edition=edition, basis=Basis.FILED if filed else Basis.CURRENT)
    found = scorecards(scope, PERIOD, cutoff, by=(by,))
    for key in {key_of(case, by, edition, filed) for case in cases}:
        mine = [case for case in cases if key_of(case, by, edition, filed) == key]
        card = found.get((key,)) or scorecard((key,), Tally(), cutoff)
        assert_told(card, expected(mine, PERIOD.since, PERIOD.until))
        if by != "agency":  # a step counts for the agency that owed it
            assert_told(card, steps_met(mine, PERIOD.since, PERIOD.until))
    received = sum(PERIOD.since <= case.life.report.received_at < PERIOD.until for case in cases)
    assert sum(card["received"].n for card in found.values()) == received


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
        ground = Ground()
        made = [make_life(ground, drawn, steps) for drawn, steps in lives]
        store(made)
        deeds = [entry.at for life in made for entry in life.entries]
        moments = [BEGIN + dt.timedelta(hours=hours) for hours in cutoffs]
        for cutoff in {*moments, deeds[len(deeds) // 2], deeds[-1]}:  # what is done at the cut-off is done after it
            assert_as_walked(made, cutoff, edition, filed, by)
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", TOLD)
def test_a_life_told_by_hand_is_measured_at_each_of_its_turns(
    past_editions: list[Edition], decrees: None, name: str
) -> None:
    life = make_life(Ground(), *TOLD[name])
    store([life])
    moments = {entry.at + gap for entry in life.entries for gap in (HOUR, 2 * DAY)}
    for cutoff in sorted(moments):
        assert_as_walked([life], cutoff, past_editions[-1], False, "month")


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
            card = scorecards(Scope(agency=agency, area=area), PERIOD, cutoff).get(()) or scorecard((), Tally(), cutoff)
            assert_told(card, expected(mine, PERIOD.since, PERIOD.until))
            assert_told(card, steps_met(here, PERIOD.since, PERIOD.until, pk))
            wanted = rated(mine, PERIOD.since, PERIOD.until, cutoff)
            assert_told(card, {"solved": wanted["solved"]})
            assert card.tally.survey["complete"] == wanted["full"]
        transaction.set_rollback(True)


def test_what_is_done_later_changes_no_figure_of_before(past_editions: list[Edition], decrees: None) -> None:
    ground = Ground()
    cutoff = BEGIN + 20 * DAY
    earlier = [make_life(ground, drawn, steps) for drawn, steps in TOLD.values()]
    for life in earlier:
        told = sum(entry.at < cutoff for entry in life.entries)
        life.entries, life.had = life.entries[:told], life.had[:told]
    store([make_life(ground, drawn, steps) for drawn, steps in TOLD.values()])
    found = scorecards(Scope(), PERIOD, cutoff)[()]
    cases = [case for life in earlier if (case := walk(life, cutoff))]
    assert len(cases) == len(TOLD)
    for name, (value, n, _hits) in (
        expected(cases, PERIOD.since, PERIOD.until) | steps_met(cases, PERIOD.since, PERIOD.until)
    ).items():
        assert (found[name].n, found[name].value) == (n, None if value is None else pytest.approx(value)), name
