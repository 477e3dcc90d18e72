"""Who sees which figures."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.models import Agency, Role
from boundaries.models import Edition
from monitoring.measures import MEASURES, Figure, Period, Scope, scorecards
from monitoring.policies import (
    View,
    cutoff_for,
    is_withheld,
    may_ask,
    may_see_cases,
    seen_by,
    told,
    told_to_all,
    view_of,
)
from reports.models import Report, State
from tests.factories import MembershipFactory, ReportFactory, UserFactory, agency

pytestmark = pytest.mark.django_db
PERIOD = Period.containing(timezone.localdate(), 12)
KUTAI_TIMUR, SANGGAU = Scope(area="64.08"), Scope(area="61.03")


def member(code: str, role: Role) -> Any:
    return MembershipFactory(agency=agency(code), role=role).user


def test_everybody_sees_all_cases_of_their_own_and_public_ones_elsewhere() -> None:
    officer, admin = member("DLH-64.08", Role.OFFICER), member("PEMDA-64.08", Role.AGENCY_ADMIN)
    monitor, nation = member("KOORDINATOR-64", Role.MONITOR), member("NASIONAL", Role.NATIONAL)
    own, above, beside = Scope(agency="DLH-64.08"), Scope(area="64"), Scope(agency="DLH-61.03")
    seen = {
        name: [view_of(user, scope) == View.ALL for scope in (own, KUTAI_TIMUR, above, beside, SANGGAU, Scope())]
        for name, user in {
            "visitor": AnonymousUser(), "nobody": None, "citizen": UserFactory(second_factor=False), "officer": officer,
            "admin": admin, "monitor": monitor, "nation": nation,
        }.items()
    }  # fmt: skip
    assert seen == {
        "visitor": [False] * 6,
        "nobody": [False] * 6,
        "citizen": [False] * 6,
        "officer": [True, False, False, False, False, False],
        "admin": [True, False, False, False, False, False],
        "monitor": [True, True, True, False, False, False],
        "nation": [True] * 6,
    }


def test_an_officer_sees_all_of_the_agency_s_cases_in_one_area() -> None:
    officer = member("DLH-64.08", Role.OFFICER)
    both = Scope(agency="DLH-64.08", area="64.08")
    assert not seen_by(officer, both).public
    assert may_see_cases(officer, both)
    assert seen_by(officer, SANGGAU).public
    assert not may_see_cases(officer, SANGGAU)


@pytest.mark.parametrize(
    "hidden",
    [{"confidential": True}, {"held": True}, {"state": State.ARCHIVED}],
    ids=["confidential", "held", "archived"],
)
def test_public_figures_know_nothing_of_hidden_cases(hidden: dict[str, Any]) -> None:
    ReportFactory(state=State.VERIFIED)
    before = {by: scorecards(seen_by(None, Scope()), PERIOD, by=by) for by in ((), ("regency",), ("category",))}
    ReportFactory(state=State.VERIFIED)
    latest = Report.objects.latest("pk")
    Report.objects.filter(pk=latest.pk).update(**hidden)
    for by, cards in before.items():
        now = scorecards(seen_by(None, Scope()), PERIOD, by=by)
        assert {key: card.tally for key, card in now.items()} == {key: card.tally for key, card in cards.items()}
    assert scorecards(Scope(), PERIOD)[()]["received"].n == 2


def test_the_public_is_told_what_pages_keep_silent_of_only_of_many() -> None:
    ReportFactory(state=State.VERIFIED)
    scope = seen_by(None, Scope())
    cards = scorecards(scope, PERIOD)
    public, staff = told(scope, cards)[()], told(Scope(), cards)[()]
    assert public["by_kind"] == cards[()]["by_kind"]
    for measure in MEASURES:
        figure: Figure = public[measure.name]
        if measure.public_from is None or figure.n < measure.public_from != 1:
            assert (figure.value, figure.n, figure.parts, bool(figure.why)) == (None, 0, (), True)
    assert public["sla_answer"].why
    assert staff == cards[()]


def test_how_a_single_report_came_in_and_whether_it_is_anonymous_is_not_told_in_public() -> None:
    scope = seen_by(None, Scope())

    def public(*channels: str) -> Figure:
        for channel in channels:
            ReportFactory(state=State.VERIFIED, channel=channel, anonymous=True)
        card = told(scope, scorecards(scope, PERIOD))[()]
        assert (card["anonymous"].value is None) == (card["anonymous"].n < 10)
        return card["received"]

    few = public("web", "api")
    assert (few.n, [(part.name, part.n) for part in few.parts]) == (2, [("few", 2)])
    many = public(*["web"] * 10, *["email"] * 10)
    assert {part.name: part.n for part in many.parts} == {"web": 11, "few": 11}  # with one alone, it were one of e-mail


def test_the_public_gets_whole_months_and_named_periods() -> None:
    monitor = member("KOORDINATOR-64", Role.MONITOR)
    wanted = dt.datetime(2026, 7, 15, 3, tzinfo=dt.UTC)
    assert cutoff_for(monitor, KUTAI_TIMUR, wanted) == wanted
    assert cutoff_for(None, KUTAI_TIMUR, wanted) == dt.datetime(2026, 6, 30, 17, tzinfo=dt.UTC)
    last = dt.datetime(2026, 6, 30, 17, 30, tzinfo=dt.UTC)  # the first of July in Jakarta already
    assert cutoff_for(None, KUTAI_TIMUR, last) == dt.datetime(2026, 6, 30, 17, tzinfo=dt.UTC)
    assert cutoff_for(monitor, KUTAI_TIMUR, timezone.now() + dt.timedelta(days=9)) <= timezone.now()
    any_days = Period.between(dt.date(2026, 1, 2), dt.date(2026, 1, 3))
    assert may_ask(monitor, KUTAI_TIMUR, any_days)
    assert not may_ask(None, KUTAI_TIMUR, any_days)
    assert may_ask(None, KUTAI_TIMUR, Period.parse("2026-Q1"))


def test_a_province_that_became_several_is_nobody_s_alone(past_editions: list[Edition]) -> None:
    """The monitor of Papua (91) asks for 91 as it was in 2021: today's 91, 93, 94 and 95."""
    monitor, of_kaltim = member("KOORDINATOR-91", Role.MONITOR), member("KOORDINATOR-64", Role.MONITOR)
    year_2021 = next(edition for edition in past_editions if edition.name == "2021")

    def view(user: Any, area: str, edition: Edition | None) -> View:
        return view_of(user, Scope(area=area, edition=edition))

    assert view(monitor, "91", None) == View.ALL
    assert view(monitor, "91", year_2021) == View.PUBLIC
    assert view(monitor, "91.01", year_2021) == View.PUBLIC  # Merauke, 93.01 today
    assert view(monitor, "91.03", year_2021) == View.ALL  # Jayapura stayed
    assert view(of_kaltim, "64", year_2021) == View.ALL
    assert view(monitor, "91.99", year_2021) == View.PUBLIC  # nothing became of what never was


def test_an_agency_is_watched_by_the_province_of_its_seat_alone() -> None:
    Agency.objects.filter(code="DLH-61.03").update(area_codes=["61.03", "64.08"])
    scope = Scope(agency="DLH-61.03")
    assert view_of(member("KOORDINATOR-61", Role.MONITOR), scope) == View.ALL
    assert view_of(member("KOORDINATOR-64", Role.MONITOR), scope) == View.PUBLIC


def test_the_public_s_cut_off_turns_with_the_month_in_jakarta_whatever_zone_a_page_speaks() -> None:
    turn, before = dt.datetime(2026, 6, 30, 17, tzinfo=dt.UTC), dt.datetime(2026, 5, 31, 17, tzinfo=dt.UTC)
    for zone in ("Asia/Jayapura", "America/New_York"):
        with timezone.override(zone):
            assert cutoff_for(None, KUTAI_TIMUR, turn) == turn
            assert cutoff_for(None, KUTAI_TIMUR, turn - dt.timedelta(microseconds=1)) == before


def test_a_figure_is_told_to_all_from_its_least_number_on_and_nothing_is_not_withheld() -> None:
    cutoff = timezone.now()

    def figure(name: str, n: int) -> Figure:
        return Figure(name, n=n, cutoff=cutoff, value=50.0, hits=n // 2, low=1.0, high=99.0)

    assert told_to_all(figure("sla_answer", 10)) == figure("sla_answer", 10)
    for withheld in (figure("sla_answer", 9), figure("archived", 500)):
        silent = told_to_all(withheld)
        assert is_withheld(silent)
        assert (silent.n, silent.value, silent.hits, silent.low, silent.high) == (0, None, None, None, None)
    nothing = Figure("closed", n=0, cutoff=cutoff, hits=0, why="no cases")
    assert told_to_all(nothing) == nothing
    assert not is_withheld(nothing)
