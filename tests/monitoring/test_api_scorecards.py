"""Figures for programs: those of the pages, told to each as the pages tell them; and what they mean."""

import datetime as dt
from http import HTTPStatus
from typing import Any

import pytest

from accounts.models import Role
from accounts.scopes import TokenScope
from boundaries.models import Edition
from monitoring.measures import MEASURES, Figure, Period, Scope, scorecard_of, scorecards
from monitoring.periods import cutoff_on
from reports.models import Report
from tests.cast import staff
from tests.monitoring.lives import Ground, make_life, store
from tests.programs import ask, program

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
SANGATTA, SANGGAU, AT_SEA = (0, 0), (1, 1), (-1, 0)
HANDLED = [("verify", DAY), ("dispose", DAY), ("accept", DAY), ("answer", 2 * DAY), ("confirm", DAY)]
JUNE = "period=2026-S1&on=2026-06-30"
HALF, END = Period.parse("2026-S1"), cutoff_on(dt.date(2026, 6, 30))


@pytest.fixture
def cases() -> None:
    """21 cases of Kutai Timur that were handled, one confidential; three of Sanggau that wait. All of March 2026."""
    ground = Ground()
    here = [make_life(ground, (*SANGATTA, 3 * number, 1, 1, 1), HANDLED) for number in range(21)]
    there = [make_life(ground, (*SANGGAU, 3 * number, 1, 1, 1), [("verify", DAY)]) for number in range(3)]
    store([*here, *there])
    Report.everything.filter(pk=here[0].report.pk).update(confidential=True)


def told(query: str, client: Any = None) -> dict[str, Any]:
    response = ask(client or program(), f"/scorecards/?{query}")
    assert response.status_code == HTTPStatus.OK, response.content
    body: dict[str, Any] = response.json()
    return body


def monitor(code: str = "KOORDINATOR-64") -> Any:
    return program(staff(code, Role.MONITOR).user, TokenScope.READ_CASES)


def numbers(figure: Figure) -> dict[str, Any]:
    return {name: getattr(figure, name) for name in ("value", "n", "hits", "low", "high", "provisional")}


def test_staff_are_told_each_figure_as_it_is_reckoned(cases: None) -> None:
    body = told(f"area=64.08&{JUNE}", monitor())
    reckoned = scorecard_of(Scope(area="64.08"), HALF, END)
    figures = body["results"][0]["figures"]
    assert list(figures) == [measure.name for measure in MEASURES]
    for name, figure in figures.items():
        assert {key: figure[key] for key in numbers(reckoned[name])} == numbers(reckoned[name]), name
        assert not figure["suppressed"]
    assert (figures["closed"]["n"], figures["closed"]["unit"], figures["closed"]["direction"]) == (
        21,
        "percent",
        "higher",
    )
    assert [part["n"] for part in figures["closed"]["parts"]] == [21, 0, 0]
    assert body["scope"] == {
        "area": {"code": "64.08", "name": "Kabupaten Kutai Timur"}, "agency": None, "category": None, "theme": None,
    }  # fmt: skip
    assert (body["view"], body["on"], body["period"]["name"]) == ("all", "2026-06-30", "2026-S1")
    assert dt.datetime.fromisoformat(body["cutoff"]) == END
    assert body["edition"]


def test_everybody_else_is_told_of_public_cases_and_nothing_of_what_pages_keep_back(cases: None) -> None:
    for client in (program(), monitor("KOORDINATOR-61"), program(staff().user, TokenScope.WRITE_CASES)):
        body = told(f"area=64.08&{JUNE}", client)
        figures = body["results"][0]["figures"]
        assert (body["view"], figures["closed"]["n"]) == ("public", 20)
        for name in ("archived", "satisfaction", "active_staff"):  # for staff; too few; too few
            assert figures[name]["suppressed"]
            assert figures[name]["why"]
            assert {figures[name][key] for key in ("n", "value", "hits", "low", "high")} == {None}
            assert figures[name]["parts"] == []


def test_the_public_gets_ends_of_months_and_named_periods(cases: None) -> None:
    assert told("period=2026-S1&on=2026-06-17")["on"] == "2026-05-31"
    refused = ask(program(), "/scorecards/?since=2026-03-01&until=2026-03-05")
    assert (refused.status_code, list(refused.json()["errors"])) == (HTTPStatus.BAD_REQUEST, ["period"])
    days = told("area=64&since=2026-03-01&until=2026-03-05&on=2026-06-17", monitor())
    assert (days["on"], days["period"]["name"], days["period"]["first"]) == ("2026-06-17", None, "2026-03-01")


def test_cases_at_sea_come_first_and_the_others_after_them(cases: None) -> None:
    store([make_life(Ground(), (*AT_SEA, 1, 1, 1, 1), [("verify", DAY)])])
    pages = [told(f"by=regency&limit=1&{JUNE}")]
    while pages[-1]["next"]:
        pages.append(program().get(pages[-1]["next"]).json())
    assert [row["groups"][0]["code"] for page in pages for row in page["results"]] == ["", "61.03", "64.08"]


def test_groups_come_with_their_names_a_page_at_a_time(cases: None) -> None:
    reckoned = scorecards(Scope(public=True), HALF, END, by=("regency", "category"))
    first = told(f"by=category,regency&measures=closed,received&limit=2&{JUNE}")
    rows, seen = [], first
    while True:
        rows += seen["results"]
        if not seen["next"]:
            break
        seen = program().get(seen["next"]).json()
    assert first["by"] == ["regency", "category"]
    assert len(first["results"]) == 2
    assert [tuple(one["code"] for one in row["groups"]) for row in rows] == sorted(reckoned)
    for row in rows:
        card = reckoned[tuple(one["code"] for one in row["groups"])]
        assert {name: figure["n"] for name, figure in row["figures"].items()} == {
            "closed": card["closed"].n, "received": card["received"].n,
        }  # fmt: skip
    assert {row["groups"][0]["name"] for row in rows} >= {"Kabupaten Kutai Timur"}


def test_cases_can_be_narrowed_to_a_theme_a_category_and_months(cases: None) -> None:
    whole = told(JUNE)["results"][0]["figures"]["received"]["n"]
    by_theme = told(f"by=theme&{JUNE}")["results"]
    assert sum(row["figures"]["received"]["n"] for row in by_theme) == whole
    theme = by_theme[0]["groups"][0]["code"]
    assert told(f"theme={theme}&{JUNE}")["results"][0]["figures"]["received"] == by_theme[0]["figures"]["received"]
    months = told(f"by=month&{JUNE}")["results"]
    assert [row["groups"][0]["code"] for row in months] == ["2026-03"]
    assert told(f"category=W1&{JUNE}")["scope"]["category"] == "W1"


def test_figures_of_an_agency_are_for_who_may_see_its_cases(cases: None) -> None:
    for query in (f"agency=DLH-64.08&{JUNE}", f"area=64.08&by=agency&{JUNE}", f"area=64.08&by=month,channel&{JUNE}"):
        for client in (program(), monitor("KOORDINATOR-61")):
            assert ask(client, f"/scorecards/?{query}").status_code == HTTPStatus.FORBIDDEN
        assert told(query, monitor())["view"] == "all"
    own = program(staff("DLH-64.08").user, TokenScope.READ_CASES)
    assert told(f"agency=DLH-64.08&{JUNE}", own)["scope"]["agency"]["code"] == "DLH-64.08"


def test_agencies_of_an_area_that_became_several_are_for_nobody_s_monitor(past_editions: list[Edition]) -> None:
    client, query = monitor("KOORDINATOR-91"), f"area=91&{JUNE}"
    assert told(f"{query}&by=agency", client)["view"] == "all"
    assert told(f"{query}&edition=2021", client)["view"] == "public"  # Papua of 2021 is four provinces
    assert ask(client, f"/scorecards/?{query}&edition=2021&by=agency").status_code == HTTPStatus.FORBIDDEN


def test_before_a_period_there_is_nothing_and_of_no_cases_there_is_a_row() -> None:
    assert told("period=2026-S1&on=2026-01-20")["results"] == []
    empty = told(f"area=64.08&{JUNE}")["results"]
    assert [row["figures"]["closed"]["value"] for row in empty] == [None]
    assert empty[0]["figures"]["closed"]["n"] == 0
    assert not empty[0]["figures"]["closed"]["suppressed"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("area=99.99", "area"), ("area=64.8", "area"), ("agency=NOBODY", "agency"), ("theme=Q", "theme"),
        ("category=Z9", "category"), ("period=2026-13", "period"), ("period=2199", "period"),
        ("edition=none", "edition"), ("basis=x", "basis"), ("by=colour", "by"), ("by=regency,theme,month", "by"),
        ("measures=speed", "measures"), ("on=2026-02-30", "on"), ("on=2199-01-01", "on"),
        ("period=2026&on=2020-01-01", "on"), ("since=0001-01-01&until=2026-01-01", "since"),
        ("since=2026-01-01&until=9999-12-31", "until"), ("period=2026-S3", "period"), ("on=0000-01-01", "on"),
        ("since=2026-05-01&until=2026-01-01", "until"), ("limit=0", "limit"), ("regency=64.08", "regency"),
        ("cursor=64.08", "cursor"), ("by=regency&cursor=64.08", "cursor"), ("by=regency&cursor=|64.08|W1", "cursor"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_named(query: str, field: str) -> None:
    response = ask(program(), f"/scorecards/?{query}")
    assert (response.status_code, list(response.json()["errors"])) == (HTTPStatus.BAD_REQUEST, [field])
    assert response["Content-Type"] == "application/problem+json"


def test_what_has_not_changed_is_not_sent_again(cases: None) -> None:
    first = ask(program(), f"/scorecards/?{JUNE}")
    again = ask(program(), f"/scorecards/?{JUNE}", **{"If-None-Match": first["ETag"]})
    assert again.status_code == HTTPStatus.NOT_MODIFIED
    assert "public" in first["Cache-Control"]
    assert "private" in ask(monitor(), f"/scorecards/?{JUNE}")["Cache-Control"]


def test_measures_say_what_they_mean_in_both_languages() -> None:
    found = {one["name"]: one for one in ask(program(), "/measures/").json()["results"]}
    assert list(found) == [measure.name for measure in MEASURES]
    assert found["closed"]["label"] == {"id": "selesai", "en": "closed"}
    assert found["closed"]["formula"]["en"] == "closed cases / cases"
    assert (found["closed"]["ranked_from"], found["received"]["ranked_from"]) == (20, None)
    assert (found["archived"]["public_from"], found["satisfaction"]["public_from"]) == (None, 10)
    assert found["closed"]["cohort"]["label"]["en"].startswith("verified reports")


def test_when_enough_is_being_made_one_more_is_asked_to_come_back(settings: Any) -> None:
    settings.HEAVY_SLOTS = settings.HEAVY_WAIT_SECONDS = 0
    refused = ask(program(), f"/scorecards/?{JUNE}")
    assert (refused.status_code, refused["Content-Type"]) == (503, "application/problem+json")
    assert int(refused["Retry-After"]) > 0
    assert ask(program(), "/measures/").status_code == HTTPStatus.OK


def test_an_area_of_another_edition_is_said_at_the_edition() -> None:
    older = Edition.objects.create(
        name="Batas lama", source="uji", licence="CC0", valid_from=dt.date(1990, 1, 1), valid_to=dt.date(1999, 12, 31),
        status=Edition.Status.ACTIVE, precision_m=100, checksum="0" * 64,
    )  # fmt: skip
    in_force = Edition.objects.in_force().get()
    assert ask(program(), f"/scorecards/?area=64.08&edition={in_force.name}").status_code == HTTPStatus.OK
    response = ask(program(), f"/scorecards/?area=64.08&edition={older.name}")
    assert (response.status_code, list(response.json()["errors"])) == (HTTPStatus.BAD_REQUEST, ["edition"])
