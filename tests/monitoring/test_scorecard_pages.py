"""Pages of figures: the same figures as are reckoned, with all that must stand beside them; who gets which."""

import datetime as dt
import html
import re
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from accounts.models import Role
from monitoring.measures import Figure, Period, Scope, Scorecard, scorecard_of, scorecards
from monitoring.measures.definition import share_of
from monitoring.pages.asked import Asked, AskForm
from monitoring.pages.changes import change
from monitoring.pages.compared import Compared, Standing, standings
from monitoring.pages.months import later_by, preceding
from monitoring.pages.offices import offices_like, places_of
from monitoring.pages.words import interval_of, value_of
from monitoring.periods import cutoff_on
from monitoring.snapshots.taking import take
from reports.models import Report
from tests.cast import staff
from tests.monitoring.lives import Ground, make_life, store

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
SANGATTA, SANGGAU = (0, 0), (1, 1)
HANDLED = [("verify", DAY), ("dispose", DAY), ("accept", DAY), ("answer", 2 * DAY), ("confirm", DAY)]
JUNE = "period=2026-S1&on=2026-06-30"


@pytest.fixture
def cases() -> None:
    """21 cases of Kutai Timur that were handled, one confidential; three of Sanggau that wait. All of March 2026."""
    ground = Ground()
    here = [make_life(ground, (*SANGATTA, 3 * number, 1, 1, 1), HANDLED) for number in range(21)]
    there = [make_life(ground, (*SANGGAU, 3 * number, 1, 1, 1), [("verify", DAY)]) for number in range(3)]
    store([*here, *there])
    Report.everything.filter(pk=here[0].report.pk).update(confidential=True)


def text(client: Client, address: str, status: int = HTTPStatus.OK) -> str:
    """What a page says, without its markup."""
    response = client.get(address)
    assert response.status_code == status, address
    body = response.content.decode().partition("<main")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>", "", body, flags=re.S))).split())


def card(page: bytes, name: str) -> str:
    """What the card of a measure says."""
    found = re.search(rf'<article [^>]*id="{name}">(.*?)</article>', page.decode(), re.S)
    assert found, name
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found[1])).split())


def ask(user: Any, query: str, place: Scope | None = None) -> AskForm:
    return AskForm(QueryDict(query), user, place or Scope())


def test_a_card_tells_value_cases_and_interval_as_they_are_reckoned(cases: None) -> None:
    monitor = staff("KOORDINATOR-64", Role.MONITOR)
    page = monitor.get(f"/en/pemantauan/wilayah/64.08/?{JUNE}").content
    reckoned = scorecard_of(Scope(area="64.08"), Period.parse("2026-S1"), cutoff_on(dt.date(2026, 6, 30)))
    for name in ("followed_up", "closed", "sla_answer", "speed_median", "overdue"):
        told, figure = card(page, name), reckoned[name]
        assert f"n = {figure.n}" in told
        if figure.value is not None:
            assert value_of(figure) in told
            assert interval_of(figure) in told
    assert reckoned["closed"].n == 21
    assert "as they stood at the end of 30 June 2026" in text(monitor, f"/en/pemantauan/wilayah/64.08/?{JUNE}")


def test_everybody_else_is_told_of_public_cases_alone(cases: None) -> None:
    page = Client().get(f"/en/pemantauan/wilayah/64.08/?{JUNE}").content
    assert "n = 20" in card(page, "closed")
    assert "Figures of cases that anybody may open" in text(Client(), f"/en/pemantauan/wilayah/64.08/?{JUNE}")
    elsewhere = staff("KOORDINATOR-61", Role.MONITOR)
    assert "n = 20" in card(elsewhere.get(f"/en/pemantauan/wilayah/64.08/?{JUNE}").content, "closed")


def test_too_few_are_told_and_not_compared(cases: None) -> None:
    page = Client().get(f"/en/pemantauan/wilayah/61.03/?{JUNE}").content
    assert "Too few to compare (n < 20)" in card(page, "closed")
    assert "No place among its peers" in card(page, "closed")
    assert "Too few" not in card(Client().get(f"/en/pemantauan/wilayah/64.08/?{JUNE}").content, "closed")


def test_the_way_leads_down_to_the_cases(cases: None) -> None:
    monitor = staff("KOORDINATOR-64", Role.MONITOR)
    for page, link in (
        ("/pemantauan/", f"/pemantauan/wilayah/64/?{JUNE}"),
        ("/pemantauan/wilayah/64/", f"/pemantauan/wilayah/64.08/?{JUNE}"),
        ("/pemantauan/wilayah/64.08/", f"/pemantauan/instansi/DLH-64.08/?{JUNE}"),
        ("/pemantauan/instansi/DLH-64.08/", f"/pemantauan/instansi/DLH-64.08/?{JUNE}&category=A1"),
        ("/pemantauan/wilayah/64.08/", "/petugas/?regency=64.08&since=2026-01-01&until=2026-06-30"),
    ):
        found = html.unescape(monitor.get(f"{page}?{JUNE}").content.decode())
        assert f'href="{link}"' in found, (page, link)
        assert monitor.get(link).status_code == HTTPStatus.OK, link
    public = html.unescape(Client().get(f"/pemantauan/wilayah/64.08/?{JUNE}").content.decode())
    assert "/petugas/" not in public.partition("<main")[2]
    assert 'href="/peta/?province=64&regency=64.08&since=2026-01-01&until=2026-06-30"' in public


def test_which_office_has_a_case_is_told_to_its_staff_alone(cases: None) -> None:
    address = "/pemantauan/instansi/DLH-64.08/"
    assert Client().get(address).status_code == HTTPStatus.FOUND
    assert staff("DLH-61.03", Role.OFFICER).get(address).status_code == HTTPStatus.FORBIDDEN
    assert staff("DLH-64.08", Role.OFFICER).get(address).status_code == HTTPStatus.OK
    for page in ("/pemantauan/wilayah/64.08/", "/pemantauan/wilayah/64/", "/pemantauan/"):
        assert "/pemantauan/instansi/" not in Client().get(f"{page}?{JUNE}").content.decode()


def test_the_league_ranks_from_twenty_cases_on_and_says_why_others_have_no_place(cases: None) -> None:
    told = text(Client(), f"/en/pemantauan/peringkat/?measure=closed&{JUNE}")
    ranked, _heading, apart = told.partition("Without a place")
    assert re.search(r"1 Kalimantan Timur 100\.0% \d+\.\d–100\.0 20", ranked)
    assert "Kalimantan Barat" not in ranked.partition("Place")[2]
    assert "Fewer than 20 cases." in apart
    assert "Kalimantan Barat n = 3" in apart
    assert "No cases" in apart
    assert "Aceh n = 0" in apart


def test_of_whom_nothing_is_told_no_number_of_cases_is_made_up(cases: None) -> None:
    told = text(Client(), f"/en/pemantauan/peringkat/?measure=sla_answer&{JUNE}")
    apart = told.partition("Without a place")[2]
    assert "Not told: too few cases" in apart
    assert "Kalimantan Barat" in apart
    assert "n = 0" not in apart
    assert "n = 0" not in card(Client().get(f"/en/pemantauan/wilayah/61.03/?{JUNE}").content, "sla_answer")


def test_the_league_compares_a_class_at_a_time(cases: None) -> None:
    cities = text(Client(), f"/en/pemantauan/peringkat/?peers=city&measure=closed&{JUNE}")
    regencies = text(Client(), f"/en/pemantauan/peringkat/?peers=regency&measure=closed&province=64&{JUNE}")
    assert "Kota Samarinda" in cities
    assert "Kutai Timur" not in cities
    assert "1 Kabupaten Kutai Timur 100.0%" in regencies
    assert "Sanggau" not in regencies


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("period=2026-Q7", "period"),
        ("period=" + "9" * 400, "period"),
        ("period=2099", "period"),
        ("since=2026-05-01&until=2026-04-01", "until"),
        ("since=2026-05-01&until=9999-12-31", "until"),
        ("since=0001-01-01&until=2026-04-01", "since"),
        ("since=2026-01-02&until=2026-04-01", "period"),  # any days are for staff
        ("period=2026-S1&on=2025-12-31", "on"),
        ("on=9999-12-31", "on"),
        ("on=%00", "on"),
        ("category=ZZ", "category"),
        ("edition=nowhere", "edition"),
        ("basis=both", "basis"),
    ],
)
def test_what_cannot_be_meant_is_said_at_its_field(query: str, field: str) -> None:
    for page in ("/en/pemantauan/", "/en/pemantauan/wilayah/64.08/", "/en/pemantauan/peringkat/"):
        response = Client().get(f"{page}?{query}")
        assert response.status_code == HTTPStatus.BAD_REQUEST, page
        assert set(response.context["form"].errors) == {field}, page


@pytest.mark.parametrize(
    "query", ["measure=received", "measure=x", "peers=village", "province=99", "province=64", "province=%00"]
)
def test_a_league_of_nothing_is_refused(query: str) -> None:
    assert Client().get(f"/pemantauan/peringkat/?{query}").status_code == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize(
    "address", ["wilayah/99/", "wilayah/64.08.01/", "wilayah/%00/", "instansi/DLH-0/", "instansi/%00/"]
)
def test_who_is_unknown_is_not_found(address: str) -> None:
    assert Client().get(f"/pemantauan/{address}").status_code == HTTPStatus.NOT_FOUND


def test_staff_may_ask_for_any_days_of_their_own(cases: None) -> None:
    monitor = staff("KOORDINATOR-64", Role.MONITOR)
    page = monitor.get("/en/pemantauan/wilayah/64.08/?since=2026-03-02&until=2026-03-03&on=2026-06-30")
    expected = scorecard_of(
        Scope(area="64.08"),
        Period.between(dt.date(2026, 3, 2), dt.date(2026, 3, 3)),
        cutoff_on(dt.date(2026, 6, 30)),
    )
    assert 0 < expected["closed"].n < 21
    assert f"n = {expected['closed'].n}" in card(page.content, "closed")
    assert monitor.get("/pemantauan/?since=2026-03-02&until=2026-03-03").status_code == HTTPStatus.BAD_REQUEST


def test_the_public_gets_ends_of_months(cases: None) -> None:
    form = ask(AnonymousUser(), "period=2026-S1&on=2026-06-15")
    assert form.is_valid()
    assert form.asked().on == dt.date(2026, 5, 31)
    monitor = staff("KOORDINATOR-64", Role.MONITOR).user
    own = ask(monitor, "period=2026-S1&on=2026-06-15", Scope(area="64"))
    assert own.is_valid()
    assert own.asked().on == dt.date(2026, 6, 15)


def test_figures_of_before_are_as_old_as_these() -> None:
    first, second = Period.parse("2026-Q1"), Period.parse("2026-Q2")
    asked = Asked(None, Scope(), second, cutoff_on(dt.date(2026, 5, 31)))
    assert asked.before == (first, cutoff_on(dt.date(2026, 2, 28)))
    days = Period.between(dt.date(2026, 3, 11), dt.date(2026, 3, 20))
    assert preceding(days) == Period.between(dt.date(2026, 3, 1), dt.date(2026, 3, 10))
    asked = Asked(None, Scope(), days, cutoff_on(dt.date(2026, 4, 20)))
    assert asked.before == (preceding(days), cutoff_on(dt.date(2026, 4, 10)))
    assert preceding(Period.parse("2026")) == Period.parse("2025")
    assert preceding(Period.parse("2026-S1")) == Period.parse("2025-S2")


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (dt.date(2026, 3, 31), -1, dt.date(2026, 2, 28)),
        (dt.date(2024, 2, 29), 12, dt.date(2025, 2, 28)),
        (dt.date(2026, 2, 28), 1, dt.date(2026, 3, 31)),
        (dt.date(2026, 5, 30), -3, dt.date(2026, 2, 28)),
        (dt.date(2026, 1, 15), -1, dt.date(2025, 12, 15)),
    ],
)
def test_some_months_on(day: dt.date, months: int, expected: dt.date) -> None:
    assert later_by(day, months) == expected


def test_only_what_chance_does_not_do_is_called_better_or_worse() -> None:
    period, cutoff = Period.parse("2025"), timezone.now()

    def figure(measure: str, value: float, low: float, high: float) -> Figure:
        return Figure(measure, n=100, cutoff=cutoff, value=value, low=low, high=high)

    def tone(measure: str, now: tuple[float, float, float], then: tuple[float, float, float]) -> str:
        found = change(figure(measure, *now), figure(measure, *then), period)
        assert found
        return found.tone

    assert tone("closed", (80, 75, 85), (60, 55, 65)) == "better"
    assert tone("closed", (60, 55, 65), (80, 75, 85)) == "worse"
    assert tone("overdue", (60, 55, 65), (80, 75, 85)) == "better"
    assert tone("closed", (80, 70, 90), (75, 65, 85)) == "same"
    assert tone("archived", (80, 75, 85), (60, 55, 65)) == "same"
    assert change(Figure("closed", n=0, cutoff=cutoff), figure("closed", 1, 0, 2), period) is None


def test_the_parts_of_a_page_are_those_of_its_groups(cases: None) -> None:
    page = Client().get(f"/en/pemantauan/wilayah/64/?{JUNE}").content.decode()
    found: dict[tuple[str, ...], Scorecard] = scorecards(
        Scope(area="64", public=True), Period.parse("2026-S1"), cutoff_on(dt.date(2026, 6, 30)), by=("regency",)
    )
    for (code,), expected in found.items():
        row = re.search(rf'<a href="/en/pemantauan/wilayah/{code}/[^"]*">[^<]*</a>.*?</tr>', page, re.S)
        assert row, code
        assert f'<td class="number">{expected["cohort"].n}</td>' in row[0]
        assert value_of(expected["closed"]) in row[0]


def test_a_scorecard_says_at_once_what_changed_where_it_stands_and_what_waits(cases: None) -> None:
    monitor = staff("KOORDINATOR-61", Role.MONITOR)
    told = text(monitor, f"/en/pemantauan/wilayah/61.03/?{JUNE}")
    page = html.unescape(monitor.get(f"/en/pemantauan/wilayah/61.03/?{JUNE}").content.decode())
    assert "Against half-year 2 of 2025" in told or re.search(r"Against .*2025", told)
    assert "Too few cases for a place among its peers." in told
    assert re.search(r"3 with a step that is late", told)
    assert re.search(r"3 open for more than 60 days", told)
    assert 'href="/en/petugas/?folder=overdue&regency=61.03"' in page
    assert 'href="/en/petugas/?regency=61.03&until=2026-04-30"' in page
    public = text(Client(), f"/en/pemantauan/wilayah/61.03/?{JUNE}")
    assert "3 cases were open." in public
    assert "open for more than 60 days" not in public


def test_the_inbox_shows_the_cases_of_the_agency_from_whose_scorecard_one_comes(cases: None) -> None:
    monitor = staff("KOORDINATOR-61", Role.MONITOR)
    page = html.unescape(monitor.get(f"/pemantauan/instansi/DLH-61.03/?{JUNE}").content.decode())
    link = "/petugas/?folder=overdue&agency=DLH-61.03"
    assert f'href="{link}"' in page
    assert monitor.get(link).context["listing"].form.cleaned_data["agency"] == "DLH-61.03"


def test_the_inbox_shows_a_national_administrator_the_province_whose_scorecard_was_read(cases: None) -> None:
    everywhere = staff("NASIONAL", Role.NATIONAL)
    page = html.unescape(everywhere.get(f"/pemantauan/wilayah/61/?{JUNE}").content.decode())
    link = "/petugas/?folder=overdue&province=61"
    assert f'href="{link}"' in page
    assert everywhere.get(link).context["listing"].form.cleaned_data["province"] == "61"


def test_trend_and_backlog_of_an_agency_are_for_its_staff(cases: None) -> None:
    for page in ("tren/", "tunggakan/"):
        address = f"/en/pemantauan/instansi/DLH-61.03/{page}"
        assert Client().get(address).status_code == HTTPStatus.FOUND
        assert staff("DLH-64.08", Role.OFFICER).get(address).status_code == HTTPStatus.FORBIDDEN
        own = staff("DLH-61.03", Role.OFFICER).get(address).content.decode()
        assert '<a href="/en/pemantauan/instansi/DLH-61.03/tren/"' in own  # not of the nation
        assert "/pemantauan/lintas-batas/" not in own
    waiting = text(staff("DLH-61.03", Role.OFFICER), "/en/pemantauan/instansi/DLH-61.03/tunggakan/?on=2026-06-30")
    assert re.search(r"Environment Agency of Sanggau Regency 3 0 0 0 0 0 3", waiting)


def test_a_plan_is_made_for_what_the_scorecard_shows(cases: None) -> None:
    admin = staff("DLH-61.03", Role.AGENCY_ADMIN)
    page = html.unescape(admin.get(f"/pemantauan/instansi/DLH-61.03/?{JUNE}").content.decode())
    assert 'href="/petugas/renaksi/baru/?agency=DLH-61.03"' in page
    form = admin.get("/petugas/renaksi/baru/?agency=DLH-61.03&measure=closed&area=61.03").context["form"]
    assert (form["measure"].value(), form["area"].value(), form.initial["agency"].code) == (
        "closed",
        "61.03",
        "DLH-61.03",
    )
    assert "/petugas/renaksi/baru/" not in Client().get(f"/pemantauan/wilayah/61.03/?{JUNE}").content.decode()
    assert admin.get("/petugas/renaksi/baru/?agency=%00&measure=%00&area=<").status_code == HTTPStatus.OK


def share(hits: int, n: int = 100) -> Figure:
    return share_of("closed", hits, n, cutoff_on(dt.date(2026, 6, 30)))


def place(hits: dict[str, int], classes: dict[str, str] | None = None) -> Standing | None:
    """Where the first of some stands among the others by its share of closed cases."""
    asked = ask(AnonymousUser(), JUNE)
    assert asked.is_valid()
    found = Compared(asked.asked(), {code: {"closed": share(n)} for code, n in hits.items()}, classes)
    first = next(iter(hits))
    return (places_of if classes else standings)(found, first).get("closed")


def test_better_than_its_peers_is_who_is_clearly_better_than_most_of_them() -> None:
    for own, others, tone in (
        (90, (50, 52, 88), "better"),
        (20, (50, 52, 22), "worse"),
        (98, (100, 100, 100), ""),  # two of a hundred may be chance, though all others have none
        (90, (50, 88, 92), ""),
    ):
        hits = {"64": own, **{f"{61 + n}": number for n, number in enumerate(others)}}
        standing = place(hits)
        assert standing is not None
        assert standing.tone == tone, (own, others)
        assert standing.of == 4


def test_offices_are_told_of_their_peers_from_five_on_and_of_their_class_alone() -> None:
    offices = {f"DLH-64.0{n}": 90 - n for n in range(5)}
    standing = place(offices, dict.fromkeys(offices, "DLH regency"))
    assert standing is not None
    assert (standing.rank, standing.of, standing.median) == (1, 5, "88,0%")
    cities = dict.fromkeys(offices, "DLH regency") | {"DLH-64.04": "DLH city"}
    assert place(offices, cities) is None


def test_an_office_is_compared_by_what_was_kept_of_all_cases(cases: None) -> None:
    take(dt.date(2026, 6, 30), audiences=(False,))
    officer = staff("DLH-64.08", Role.OFFICER).user
    form = ask(officer, "period=2026-S1&on=2026-07-15", Scope(agency="DLH-64.08"))
    assert form.is_valid()
    found = offices_like(form.asked(), "DLH-64.08")
    assert found is not None
    assert found.asked.on == dt.date(2026, 6, 30)
    assert found.by_code["DLH-64.08"]["closed"].n == 21
    assert set(found.classes or {}) > {"DLH-64.08", "DLH-61.03"}
    assert not {"DLH-64", "DLH-64.71"} & set(found.classes or {})  # of a province, of a city
    assert places_of(found, "DLH-64.08") == {}  # one office alone has cases enough
    strange = ask(AnonymousUser(), "period=2026-S1", Scope(agency="DLH-64.08"))
    assert strange.is_valid()
    assert offices_like(strange.asked(), "DLH-64.08") is None
