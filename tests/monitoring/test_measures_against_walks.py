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
from reports.models import UNSUR, Category
from tests.monitoring import reference
from tests.monitoring.lives import AGENCIES, BEGIN, MICRO, Ground, Life, Step, make_life, store, wound
from tests.monitoring.reference import CaseAt, expected, parts, rated, steps_met, walk

pytestmark = pytest.mark.django_db

NUMBER, HOURS = st.integers(0, 2_000), st.integers(0, 2_000) | st.integers(-9, -1)
DRAWN = st.tuples(NUMBER, NUMBER, HOURS, NUMBER, NUMBER, NUMBER)
STEPS = st.lists(st.tuples(st.integers(0, 200), st.integers(-10, 6)), max_size=12)
LIVES = st.lists(st.tuples(DRAWN, STEPS), min_size=1, max_size=12)
CUTOFFS = st.lists(st.integers(0, 4_000), min_size=1, max_size=1)
TURNS = st.lists(st.tuples(st.integers(0, 2_000), st.sampled_from((-MICRO, 0 * MICRO, MICRO))), min_size=2, max_size=2)
EDITIONS = st.sampled_from((None, "2021", "2022"))
BY = st.sampled_from(("province", "regency", "theme", "category", "month", "channel", "agency"))
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
    "more urgent, then less, and an abuse of office": (
        (*SANGATTA, 3, 1, 1, 1),
        [("set_urgency:2", 5 * HOUR), ("set_urgency:0", 2 * DAY), ("verify", DAY), ("set_misconduct", 9 * DAY),
         ("accept", DAY), ("set_misconduct", 20 * DAY), ("answer", DAY)],
    ),
    "received as the period begins, on hold from midnight to midnight": (
        (*SANGATTA, -1, 1, 1, 1),
        [("ask", -6), ("reply", -6), ("ask", -6), ("reply", DAY), ("verify", -6), ("hold", -3), ("resume", 6 * DAY),
         ("accept", -1), ("answer", -9)],
    ),
    "closed three times, each in another way": (
        (*SANGATTA, 3, 1, 1, 1),
        [("verify", DAY), ("accept", DAY), ("close:1", DAY), ("contest", DAY), ("accept", -1), ("answer", DAY),
         ("confirm:1", DAY), ("contest", -1), ("accept", DAY), ("answer", -1), ("close_silent:1", 15 * DAY)],
    ),
    "passed on and back in a moment, joined, separated, joined": (
        (*SANGATTA, 3, 1, 1, 1),
        [("verify", DAY), ("transfer:3", DAY), ("transfer:15", -1), ("merge", DAY), ("unmerge", DAY),
         ("archive:1", DAY), ("unarchive", DAY), ("merge", DAY)],
    ),
    "in doubt, confirmed as it is moved into doubt again": (
        (*SANGATTA, 3, 1, 1, 4),
        [("confirm_responsibility", 9 * DAY), ("move_pin:0", -1), ("confirm_responsibility", DAY), ("verify", DAY)],
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


def assert_parts(figures: Any, wanted: dict[str, Any]) -> None:
    """Each figure has the parts, and as many cases in each."""
    for name, counts in wanted.items():
        assert {part.name: part.n for part in figures[name].parts if part.n} == counts, name


def assert_rated(card: Any, wanted: dict[str, Any]) -> None:
    """Ratings are as many, and their marks add up to the same."""
    given = card.tally.survey
    assert_told(card, {"solved": wanted["solved"]})
    assert (given["n"], given["complete"]) == (wanted["n"], wanted["full"])
    assert [given[name] for name in UNSUR] == wanted["marks"]
    assert [given[f"{name}_complete"] for name in UNSUR] == wanted["full_marks"]


def turns(lives: Sequence[Life]) -> list[dt.datetime]:
    """Return the moments at which anything about some cases changes: deeds, pauses, deadlines, ratings, days."""
    moments = {PERIOD.since, PERIOD.until}
    for life in lives:
        moments |= {entry.at for entry in life.entries} | {clock.due_at for clock in wound(life)}
        moments |= {end for pause in life.pauses for end in (pause.started_at, pause.ended_at) if end}
        moments |= {life.survey.at} if life.survey else set()
    return sorted(moments)


def key_of(case: CaseAt, by: str, edition: Edition, filed: bool) -> str:
    regency, province = case.area(edition, filed)
    theme = Category.objects.get(pk=case.category).theme_id if by == "theme" else ""
    month = case.life.report.received_at.astimezone(reference.JAKARTA).strftime("%Y-%m")
    agency = reference._agency(case.agency).code
    return {
        "regency": regency, "province": province, "theme": theme, "category": case.category, "month": month,
        "channel": case.life.report.channel, "agency": agency,
    }[by]  # fmt: skip


def assert_as_walked(lives: Sequence[Life], cutoff: dt.datetime, edition: Edition, filed: bool, by: str) -> None:
    """All measures of all groups are what the reference says, and no case is in two groups or in none."""
    cases = [case for life in lives if (case := walk(life, cutoff))]
    scope = Scope(edition=edition, basis=Basis.FILED if filed else Basis.CURRENT)
    found = scorecards(scope, PERIOD, cutoff, by=(by,))
    for key in {key_of(case, by, edition, filed) for case in cases}:
        mine = [case for case in cases if key_of(case, by, edition, filed) == key]
        card = found.get((key,)) or scorecard((key,), Tally(), cutoff)
        assert_told(card, expected(mine, PERIOD.since, PERIOD.until))
        assert_parts(card, parts(mine, PERIOD.since, PERIOD.until))
        assert_rated(card, rated(mine, PERIOD.since, PERIOD.until, cutoff))
        if by == "agency":  # a step counts for the agency that owed it
            owed = steps_met(cases, PERIOD.since, PERIOD.until, Agency.objects.get(code=key).pk)
        else:
            owed = steps_met(mine, PERIOD.since, PERIOD.until)
        assert_told(card, owed)
    received = sum(PERIOD.since <= case.life.report.received_at < PERIOD.until for case in cases)
    assert sum(card["received"].n for card in found.values()) == received


@given(LIVES, CUTOFFS, TURNS, EDITIONS, st.booleans(), BY)
@QUICK
def test_measures_are_what_histories_say(
    past_editions: list[Edition],
    decrees: None,
    lives: Sequence[Any],
    cutoffs: list[int],
    at: list[tuple[int, dt.timedelta]],
    edition_name: str | None,
    filed: bool,
    by: str,
) -> None:
    edition = next(e for e in past_editions if e.name == edition_name) if edition_name else past_editions[-1]
    with transaction.atomic():
        ground = Ground()
        made = [make_life(ground, drawn, steps) for drawn, steps in lives]
        store(made)
        moments, turning = {BEGIN + dt.timedelta(hours=hours) for hours in cutoffs}, turns(made)
        moments |= {turning[number % len(turning)] + shift for number, shift in at}
        for cutoff in moments:  # what is done at the cut-off is done after it
            assert_as_walked(made, cutoff, edition, filed, by)
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", TOLD)
def test_a_life_told_by_hand_is_measured_at_each_of_its_turns(
    past_editions: list[Edition], decrees: None, name: str
) -> None:
    life = make_life(Ground(), *TOLD[name])
    store([life])
    for cutoff in (*turns([life]), life.entries[-1].at + 2 * DAY):
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
            assert_parts(card, parts(mine, PERIOD.since, PERIOD.until))
            assert_rated(card, rated(mine, PERIOD.since, PERIOD.until, cutoff))
        transaction.set_rollback(True)


def test_what_is_done_later_changes_no_figure_of_before(past_editions: list[Edition], decrees: None) -> None:
    ground = Ground()
    cutoff = BEGIN + 20 * DAY
    earlier = [make_life(ground, drawn, steps) for drawn, steps in TOLD.values()]
    for life in earlier:
        told = sum(entry.at < cutoff for entry in life.entries)
        life.entries, life.had, life.weighed = life.entries[:told], life.had[:told], life.weighed[:told]
    store([make_life(ground, drawn, steps) for drawn, steps in TOLD.values()])
    found = scorecards(Scope(), PERIOD, cutoff)[()]
    cases = [case for life in earlier if (case := walk(life, cutoff))]
    assert len(cases) == len(TOLD)
    for name, (value, n, _hits) in (
        expected(cases, PERIOD.since, PERIOD.until) | steps_met(cases, PERIOD.since, PERIOD.until)
    ).items():
        assert (found[name].n, found[name].value) == (n, None if value is None else pytest.approx(value)), name
