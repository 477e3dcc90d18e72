"""What waits, how figures went, how far data can be trusted: charts, each beside a table of the same figures."""

import datetime as dt
import html
import re
from http import HTTPStatus

import pytest
from django.test import Client
from django.utils.translation import override

from accounts.models import Role
from monitoring.charts.bars import bars
from monitoring.charts.drawing import chart, svg
from monitoring.charts.lines import line
from monitoring.measures import Period, Scope, cutoff_on, scorecard_of
from monitoring.pages.remarks import remarks
from monitoring.pages.words import value_of
from monitoring.snapshots.taking import take
from reports.models import Deadline
from tests.cast import staff
from tests.monitoring.lives import Ground, make_life, store

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
MARCH, APRIL = dt.date(2026, 3, 31), dt.date(2026, 4, 30)


@pytest.fixture
def cases() -> None:
    """Five cases of Kutai Timur that wait since March 2026, and one that was answered."""
    ground = Ground()
    lives = [make_life(ground, (0, 0, 24 * number, 1, 1, 1), [("verify", DAY)]) for number in range(5)]
    lives.append(make_life(ground, (0, 0, 3, 1, 1, 1), [("verify", DAY), ("accept", DAY), ("close", DAY)]))
    store(lives)


def words(markup: str) -> str:
    """Markup without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def row(page: str, name: str) -> list[str]:
    """The cells of a row of a table."""
    found = re.search(rf'<th scope="row">(?:(?!</th>).)*{re.escape(name)}.*?</tr>', page, re.S)
    assert found, name
    return [words(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", found[0], re.S)]


def test_what_waits_is_told_by_age_in_a_chart_and_a_table(cases: None) -> None:
    page = Client().get("/en/pemantauan/wilayah/64/tunggakan/?on=2026-04-30").content.decode()
    expected = scorecard_of(Scope(area="64"), Period.parse("2026"), cutoff_on(APRIL))["backlog"]
    assert expected.n == 5
    ages = [str(part.n) for part in expected.parts]
    assert row(page, "Kabupaten Kutai Timur")[:-1] == ["5", *ages]
    assert row(page.partition("<tfoot>")[2], "Kalimantan Timur")[:-1] == ["5", *ages]
    drawn = re.search(r'<div class="chart__wide">(.*?)</div>', page, re.S)
    assert drawn
    assert re.findall(r"<text[^>]*>(\d+)</text>", drawn[1]) == ages
    assert "31 to 60 days" in words(drawn[1])
    assert "5 open cases of Kalimantan Timur" in page


def test_pages_of_charts_need_no_script_and_no_style_of_their_own(cases: None) -> None:
    for address in ("tunggakan/", "tren/", "mutu/", ""):
        page = Client().get(f"/pemantauan/{address}").content.decode().partition("<main")[2].partition("</main>")[0]
        assert "<script" not in page
        assert " style=" not in page
        assert "http://" not in page.replace("http://www.w3.org/", "")


def test_a_trend_is_what_was_kept_of_public_cases_or_of_all(cases: None) -> None:
    for day in (MARCH, APRIL):
        for public in (False, True):
            take(day, audiences=(public,))
    monitor = staff("KOORDINATOR-64", Role.MONITOR)
    for client in (Client(), monitor):
        page = client.get("/en/pemantauan/wilayah/64.08/tren/?measure=closed&on=2026-05-31").content.decode()
        for day, name in ((MARCH, "March 2026"), (APRIL, "April 2026")):
            expected = scorecard_of(Scope(area="64.08"), Period.year_until(day), cutoff_on(day))["closed"]
            assert value_of(expected) in row(page, name)[0]
            assert row(page, name)[2] == str(expected.n)
        assert page.index("April 2026</th>") < page.index("March 2026</th>")
        assert 'class="chart"' in page
    empty = Client().get("/en/pemantauan/wilayah/61/tren/?measure=closed").content.decode()
    assert "No series yet" in empty


def test_the_small_line_of_a_card_is_marked_where_something_changed(cases: None) -> None:
    Deadline.objects.filter(code=Deadline.objects.order_by("pk").first().code).update(valid_from=dt.date(2026, 4, 2))
    for day in (MARCH, APRIL, dt.date(2026, 5, 31)):
        take(day, audiences=(True,))
    page = Client().get("/en/pemantauan/wilayah/64.08/?period=2026&on=2026-05-31").content.decode()
    closed = re.search(r'id="backlog">(.*?)</article>', page, re.S)
    assert closed
    marks = [float(x) for x in re.findall(r'<line class="spark__mark" x1="([\d.]+)"', closed[1])]
    assert len(marks) == len(remarks(MARCH, dt.date(2026, 5, 31), "64.08")) > 0
    assert all(3 <= x <= 117 for x in marks)
    assert "broken lines where boundaries, rules or working days changed" in closed[1]
    assert "/en/pemantauan/wilayah/64.08/tren/?period=2026&amp;on=2026-05-31&amp;measure=backlog" in closed[1]


def test_remarks_tell_of_holidays_boundaries_and_rules() -> None:
    Deadline.objects.filter(code=Deadline.objects.order_by("pk").first().code).update(valid_from=dt.date(2026, 4, 2))
    with override("en"):
        found = remarks(dt.date(2026, 3, 1), APRIL)
    told = [one.text for one in found]
    assert "Deadlines changed" in told
    lebaran = [text for text in told if text.startswith("Offices closed from")]
    assert len(lebaran) == 1
    assert "March" in lebaran[0]
    assert [one.on for one in found] == sorted(one.on for one in found)


def test_names_are_text_in_charts_and_nothing_else() -> None:
    drawn = svg(bars([{"name": "<script>x</script>", "n": 1, "label": '"><b>'}], 300))
    assert "<script" not in drawn
    assert "<b>" not in drawn
    assert "&lt;script" in drawn


def test_charts_speak_the_language_of_the_page() -> None:
    values = [{"on": f"2026-{month:02}-01", "value": 1.5 * month, "low": None, "high": None} for month in (4, 5, 8)]
    with override("id"):
        indonesian = chart(line, values, "").narrow
    with override("en"):
        english = chart(line, values, "").narrow
    assert "Mei" in indonesian or "Agu" in indonesian
    assert "May" in english or "Aug" in english


@pytest.mark.parametrize("query", ["measure=x", "on=2999-01-01", "category=%00", "on=1066-10-14"])
def test_what_cannot_be_meant_is_refused(query: str) -> None:
    assert Client().get(f"/pemantauan/tren/?{query}").status_code == HTTPStatus.BAD_REQUEST
