"""Figures at the moments on which they hang, with what they come to reckoned by hand."""

import datetime as dt
from typing import Any

import pytest

from accounts.models import Membership, Role
from monitoring.counting.asking import tallies
from monitoring.counting.moves import transfers, waits
from monitoring.counting.tally import total
from monitoring.measures import Period, Scope, cutoff_on, scorecard_of
from reports.actions.case import passing, splitting
from reports.clocks import wind
from reports.models import UNSUR, Category, HistoryEntry, PlaceRecord, Report, State, Survey
from reports.policies import Viewer
from tests.factories import MembershipFactory, ReportFactory, agency
from tests.monitoring.lives import BEGIN, MICRO, Ground, make_life, store

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
SANGATTA = (0, 0)
SPRING = Period.between(dt.date(2026, 3, 2), dt.date(2026, 4, 30))
JUNE = cutoff_on(dt.date(2026, 6, 30))


def at_work(code: str, role: Role = Role.OFFICER, since: dt.datetime = BEGIN, ended: dt.datetime | None = None) -> Any:
    membership = MembershipFactory(agency=agency(code), role=role)
    Membership.objects.filter(pk=membership.pk).update(since=since, ended_at=ended)
    return membership.user


def deed(user: Any, at: dt.datetime, case: Report) -> None:
    HistoryEntry.objects.create(report=case, verb="note", at=at, actor=user, agency_id=case.agency_id, state=case.state)


def active(cutoff: dt.datetime, area: str = "", agency: str = "") -> tuple[int | None, int]:
    figure = scorecard_of(Scope(area=area, agency=agency), SPRING, cutoff)["active_staff"]
    return figure.hits, figure.n


def test_people_are_there_from_their_first_moment_to_their_last() -> None:
    at_work("DLH-64.08", since=JUNE)
    at_work("DLH-64.08", since=JUNE - MICRO)
    at_work("DLH-64.08", ended=JUNE)
    at_work("DLH-64.08", ended=JUNE - MICRO)
    assert active(JUNE) == (0, 2)
    assert active(JUNE - MICRO) == (0, 2)
    assert active(JUNE + MICRO) == (0, 2)


def test_thirty_days_are_thirty_days() -> None:
    case = ReportFactory(received_at=BEGIN)
    for at in (JUNE - 30 * DAY, JUNE - MICRO):
        deed(at_work("DLH-64.08"), at, case)
    for at in (JUNE - 30 * DAY - MICRO, JUNE):
        deed(at_work("DLH-64.08"), at, case)
    assert active(JUNE) == (2, 4)
    assert active(JUNE, area="64.08") == active(JUNE, area="64") == (2, 4)
    assert active(JUNE, area="64.03") == (0, 0)


def test_who_does_two_tasks_in_an_agency_is_one_person() -> None:
    case = ReportFactory(received_at=BEGIN)
    user = at_work("DLH-64.08")
    second = MembershipFactory(agency=agency("DLH-64.08"), role=Role.AGENCY_ADMIN, user=user)
    Membership.objects.filter(pk=second.pk).update(since=BEGIN)
    at_work("DLH-64.08")
    deed(user, JUNE - DAY, case)
    assert active(JUNE) == (1, 2)


def test_who_administers_an_institution_is_at_work_where_its_parts_are() -> None:
    case = ReportFactory(received_at=BEGIN)
    assert case.agency.code == "DLH-64.08"
    deed(at_work("PEMDA-64.08", Role.AGENCY_ADMIN), JUNE - DAY, case)
    deed(at_work("DLH-61.03"), JUNE - DAY, case)
    assert active(JUNE, agency="PEMDA-64.08") == (1, 1)
    assert active(JUNE, agency="DLH-61.03") == (0, 1)


def test_what_waits_stands_in_the_band_of_its_days_in_jakarta() -> None:
    for age in (7, 8, 14, 15, 30, 31, 60, 61, 90, 91):
        ReportFactory(received_at=JUNE - MICRO - age * DAY)  # the last moment of a day
    parts = scorecard_of(Scope(), SPRING, JUNE)["backlog"].parts
    assert [part.n for part in parts] == [1, 2, 2, 2, 2, 1]
    assert [part.n for part in scorecard_of(Scope(), SPRING, JUNE + MICRO)["backlog"].parts] == [0, 2, 2, 2, 2, 2]


def rate(marks: list[int | None], at: dt.datetime, solved: str = "") -> None:
    report = ReportFactory(received_at=BEGIN, state=State.VERIFIED)
    Survey.objects.create(report=report, at=at, solved=solved, **dict(zip(UNSUR, marks, strict=True)))


def test_an_index_of_ten_full_ratings_is_the_one_of_a_pocket_calculator() -> None:
    for number in range(10):
        rate([4 if number == 0 else 3] * 9, SPRING.since if number else SPRING.until - MICRO, "yes")
    rate([1, *[None] * 8], SPRING.since, "partly")
    rate([1] * 9, SPRING.since - MICRO, "no")
    rate([1] * 9, SPRING.until, "no")
    card = scorecard_of(Scope(), SPRING, JUNE)
    index = card["satisfaction"]
    # NRR 31/10 each: 3.1 × 25 = 77.5. Sums of nine marks: nine of 27, one of 36: mean 27.9, variance 8.1, so that the
    # mean is sure to 1.96 × √0.81 = 1.7640 of 36 points, which are 4.90 of 100
    assert (index.value, index.n, index.band, index.provisional) == (77.5, 10, "B", False)
    assert [index.low, index.high] == pytest.approx([72.600, 82.400], abs=1e-3)
    assert {(part.n, part.value) for part in index.parts} == {(10, 3.1)}
    assert (card["solved"].hits, card["solved"].n) == (10, 11)


def test_a_rating_of_the_cut_off_counts_from_the_next_moment_on() -> None:
    rate([3] * 9, JUNE, "yes")
    summer = Period.between(dt.date(2026, 6, 1), dt.date(2026, 7, 31))
    assert scorecard_of(Scope(), summer, JUNE)["solved"].n == 0
    assert scorecard_of(Scope(), summer, JUNE + MICRO)["solved"].n == 1


def test_nine_full_ratings_and_one_in_part_are_a_provisional_index_of_all_marks() -> None:
    for _number in range(9):
        rate([3] * 9, SPRING.since)
    rate([1, *[None] * 8], SPRING.since)
    index = scorecard_of(Scope(), SPRING, JUNE)["satisfaction"]
    # (28/10 + 8 × 3) × 25/9 = 74.444…
    assert (index.value, index.n, index.band, index.provisional) == (74.44, 10, "", True)
    assert (index.low, index.high) == (None, None)
    assert [part.value for part in index.parts] == [2.8] + [3.0] * 8


def test_a_part_of_a_checked_report_was_checked_with_it() -> None:
    """Split on the 20th day: what came in on Monday and was checked on Tuesday was checked in time, both of it."""
    report = ReportFactory(received_at=BEGIN)
    report.save(update_fields=[*wind(report, report.history.get())])
    viewer = Viewer.of(MembershipFactory(agency=agency("NASIONAL"), role=Role.NATIONAL).user)
    passing.verify(report, viewer, at=BEGIN + DAY)
    part = splitting.Part("Ada juga asap.", Category.objects.get(pk="U1"))
    splitting.split(report, viewer, parts=[part], note="Dua hal.", at=BEGIN + 20 * DAY)
    before = scorecard_of(Scope(), SPRING, BEGIN + 20 * DAY)["verified_in_3_days"]
    assert (before.hits, before.n) == (1, 1)
    card = scorecard_of(Scope(), SPRING, BEGIN + 20 * DAY + MICRO)
    assert (card["verified_in_3_days"].hits, card["verified_in_3_days"].n) == (2, 2)
    assert (card["sla_verify"].hits, card["sla_verify"].n) == (1, 1)  # one check was done, of the whole


def test_a_part_of_an_unchecked_report_is_still_to_be_checked() -> None:
    report = ReportFactory(received_at=BEGIN)
    viewer = Viewer.of(MembershipFactory(agency=agency("NASIONAL"), role=Role.NATIONAL).user)
    part = splitting.Part("Ada juga asap.", Category.objects.get(pk="U1"))
    splitting.split(report, viewer, parts=[part], at=BEGIN + DAY)
    made = Report.objects.exclude(pk=report.pk).get()
    passing.verify(made, viewer, at=BEGIN + 9 * DAY)
    figure = scorecard_of(Scope(), SPRING, BEGIN + 10 * DAY)["verified_in_3_days"]
    assert (figure.hits, figure.n) == (0, 2)


def test_a_case_that_goes_from_unit_to_unit_is_taken_up_once() -> None:
    """Verified on Tuesday, taken up on Wednesday in time; that two more units got it later is no follow-up missed."""
    steps = [("verify", DAY), ("accept", DAY), ("dispose", 9 * DAY), ("dispose", DAY), ("accept", DAY)]
    store([make_life(Ground(), (*SANGATTA, 3, 1, 1, 1), steps)])
    figure = scorecard_of(Scope(), SPRING, JUNE)["sla_follow_up"]
    assert (figure.hits, figure.n) == (1, 1)


def near_border(number: int, steps: list[Any]) -> Any:
    life = make_life(Ground(), (*SANGATTA, 3 * number, 1, 1, 1), steps)
    life.places[0].doubtful, life.places[0].candidates = True, ["64.08", "64.74"]
    return life


def matched(report: Report, at: dt.datetime, **columns: Any) -> None:
    place = PlaceRecord.objects.filter(report=report).latest("pk")
    place.pk, place.matched_at, place.reason = None, at, "reassigned"
    for name, value in columns.items():
        setattr(place, name, value)
    place.save(force_insert=True)


def test_new_boundaries_end_no_wait_of_a_case_that_had_ended() -> None:
    """Archived after two days, matched anew after a hundred: it waited two days, and nobody confirmed it."""
    life = near_border(1, [("archive", 2 * DAY)])
    store([life])
    matched(life.report, life.report.received_at + 100 * DAY, doubtful=False, candidates=[])
    archived = [("64.08", "64.74", False, False, 2, 1)]
    assert waits(Scope(), SPRING, JUNE) == archived
    matched(life.report, life.report.received_at + 110 * DAY, doubtful=True, candidates=["64.08", "64.03"])
    assert waits(Scope(), SPRING, JUNE) == archived  # nor does a new doubt begin one


def test_a_reopened_case_at_a_border_waits_on() -> None:
    store([near_border(1, [("verify", DAY), ("accept", DAY), ("close:1", DAY), ("contest", DAY)])])
    received = Report.objects.get().received_at
    assert waits(Scope(), SPRING, received + 9 * DAY) == [("64.08", "64.74", False, True, 9, 1)]


def test_a_wait_at_a_border_is_counted_in_days_of_jakarta_and_up_to_the_cut_off() -> None:
    life = make_life(Ground(), (*SANGATTA, -7, 1, 1, 1), [("verify", DAY), ("confirm_responsibility", -3)])
    life.places[0].doubtful, life.places[0].candidates = True, ["64.74", "64.08"]
    store([life])
    received, confirmed = life.report.received_at, life.entries[-1].at
    assert received == SPRING.until
    at = {cutoff: waits(Scope(), Period.between(dt.date(2026, 4, 1), dt.date(2026, 5, 31)), cutoff) for cutoff in (
        received + MICRO, confirmed, confirmed + MICRO,
    )}  # fmt: skip
    told = [[(row.settled, row.waiting, row.days) for row in rows] for rows in at.values()]
    # received as 1 May begins in Jakarta, checked on 2 May, confirmed as 3 May begins: at that moment still on 2 May
    assert told == [[(False, True, 0)], [(False, True, 1)], [(True, False, 2)]]
    assert waits(Scope(), SPRING, JUNE) == []  # the period ends as it comes in
    assert waits(Scope(), SPRING, received) == []


def test_a_matching_into_doubt_begins_the_wait_anew() -> None:
    life = near_border(1, [("confirm_responsibility", 3 * DAY), ("verify", DAY)])
    store([life])
    again = life.report.received_at + 10 * DAY
    matched(life.report, again, candidates=["64.08", "64.03"])

    def told(cutoff: dt.datetime) -> list[tuple[str, str, bool, bool, int]]:
        return [row[:5] for row in waits(Scope(), SPRING, cutoff)]

    assert told(again) == [("64.08", "64.74", True, False, 3)]
    assert told(again + MICRO) == [("64.03", "64.08", False, True, 0)]
    matched(life.report, again + 2 * DAY, candidates=["64.08"])  # in doubt still, but with no neighbour
    matched(life.report, again + 4 * DAY, candidates=["64.08"], doubtful=False)
    assert told(again + 4 * DAY) == [("64.03", "64.08", False, True, 4)]
    assert told(again + 4 * DAY + MICRO) == [("64.03", "64.08", True, False, 4)]
    matched(life.report, again + 9 * DAY, candidates=["64.08", "64.02"], doubtful=True)
    assert told(again + 20 * DAY) == [("64.02", "64.08", False, True, 11)]


def test_who_confirms_a_place_in_the_moment_of_its_matching_confirms_it() -> None:
    store([near_border(1, [("confirm_responsibility", -1)])])
    assert waits(Scope(), SPRING, JUNE) == [("64.08", "64.74", True, False, 0, 1)]


def test_a_closed_case_at_a_border_waited_until_it_was_closed() -> None:
    steps = [("verify", DAY), ("accept", DAY), ("answer", DAY), ("confirm", DAY)]
    joined = near_border(2, [("verify", DAY), ("merge", DAY)])
    store([near_border(1, steps), joined])
    assert [(row.settled, row.waiting, row.days, row.n) for row in waits(Scope(), SPRING, JUNE)] == [
        (False, False, 4, 1),
    ]


def test_transfers_are_of_checked_cases_of_the_period_and_done_before_the_cut_off() -> None:
    twice = make_life(
        Ground(), (*SANGATTA, -1, 1, 1, 1), [("verify", DAY), ("transfer:3", DAY), ("transfer:9", DAY)]
    )  # fmt: skip
    unread = make_life(Ground(), (*SANGATTA, 3, 1, 1, 1), [("transfer:3", DAY)])
    joined = make_life(Ground(), (*SANGATTA, 6, 1, 1, 1), [("verify", DAY), ("transfer:3", DAY), ("merge", -1)])
    after = make_life(Ground(), (*SANGATTA, -7, 1, 1, 1), [("verify", DAY), ("transfer:3", DAY)])
    before = make_life(Ground(), (*SANGATTA, -9, 1, 1, 1), [("verify", DAY), ("transfer:3", DAY)])
    store([twice, unread, joined, after, before])
    assert twice.report.received_at == SPRING.since
    assert after.report.received_at == SPRING.until
    first, second = (entry.at for entry in twice.entries if entry.verb == "transfer")
    passed = {("DLH-64.08", "DLH-61.03"): 1}
    both = passed | {("DLH-61.03", "KOORDINATOR-64"): 1}
    for cutoff, wanted in (
        (first, {}),
        (first + MICRO, passed),
        (second, passed),
        (second + MICRO, both),
        (JUNE, both),
    ):
        assert {(row.former, row.next): row.n for row in transfers(Scope(), SPRING, cutoff)} == wanted


def test_windows_asked_together_are_those_asked_apart() -> None:
    ground = Ground()
    store([
        make_life(ground, (n, n, 41 * n, n, n, n), [(n + k, n - 3 * k) for k in range(n % 8)]) for n in range(48)
    ])  # fmt: skip
    windows = {
        "march": Period.parse("2026-03"), "april": Period.parse("2026-04"), "spring": SPRING,
        "may": Period.parse("2026-05"),
    }  # fmt: skip
    together = tallies(Scope(), windows, JUNE, ((), ("agency",)))
    for name, window in windows.items():
        assert together[name] == tallies(Scope(), {name: window}, JUNE, ((), ("agency",)))[name], name
    assert together["march"][()][()].cases["received"] > 10
    parts = [together["spring"][group] for group in ((), ("agency",))]
    assert total(parts[1].values()) == total(parts[0].values())
