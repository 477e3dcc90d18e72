"""Search, filters, order and pages of the inbox, its saved views, its files and its news."""

import csv
import datetime as dt
import io
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.gis.geos import Point
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from reports.actions.case.passing import verify
from reports.desk import keyset
from reports.desk import listing as listings
from reports.desk.listing import Listing
from reports.desk.search import excerpt
from reports.desk.whose import Desk
from reports.models import Category, Report, SavedView, State, Urgency
from reports.policies import Viewer
from tests.cast import Staff, staff
from tests.factories import ReportFactory, UnitFactory

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate
HOSTILE = '<script>alert(1)</script> "><img src=x onerror=alert(2)> {{ 7*7 }}'


@pytest.fixture
def officer() -> Staff:
    """An officer of DLH Kabupaten Kutai Timur."""
    return staff()


def listing(client: Staff, query: str) -> Listing:
    """A view as an officer has it."""
    return Listing.read(QueryDict(query), Desk(client.user))


def found(client: Staff, query: str) -> set[str]:
    """The numbers of the cases of a view."""
    return set(listing(client, query).reports().values_list("number", flat=True))


def in_days(days: int) -> dt.date:
    """A day from today."""
    return TODAY() + dt.timedelta(days=days)


def walk(client: Staff, query: str, size: int) -> list[str]:
    """The numbers of all pages, forward, in their order."""
    view, numbers, after = listing(client, query), [], ""
    while True:
        page = view.page(after=after, size=size)
        numbers += [report.number for report in page.rows]
        if not page.next:
            return numbers
        after = page.next


# Pages


@pytest.mark.parametrize("sort", ["due", "received", "updated"])
def test_pages_by_key_show_every_case_once_in_order_and_back_again(officer: Staff, sort: str) -> None:
    for day in (3, None, 1, 1, None, 2, 1, None):
        ReportFactory(due_on=None if day is None else in_days(day))
    view = listing(officer, f"sort={sort}")
    whole = [report.number for report in view.page(size=50).rows]
    assert len(whole) == 8
    assert walk(officer, f"sort={sort}", 3) == whole
    second = view.page(after=view.page(size=3).next, size=3)
    back = view.page(before=second.previous, size=3)
    assert [report.number for report in back.rows] == whole[:3]
    assert back.previous == ""
    last = view.page(after=second.next, size=3)
    assert [report.number for report in view.page(before=last.previous, size=3).rows] == whole[3:6]


def test_rows_that_come_or_go_shift_no_page(officer: Staff) -> None:
    cases = [ReportFactory(due_on=in_days(day)) for day in range(6)]
    view = listing(officer, "")
    first = view.page(size=3)
    ReportFactory(due_on=in_days(-5))  # comes before what was read
    Report.objects.filter(pk=cases[0].pk).update(state=State.ARCHIVED)  # goes from what was read
    Report.objects.filter(pk=cases[2].pk).update(due_on=in_days(90))  # the very row at which the page ended moves
    rest = [report.number for report in view.page(after=first.next, size=3).rows]
    assert rest == [case.number for case in cases[3:]]


@pytest.mark.parametrize(
    "cursor", ["nonsense", "2026-01-01", "~", "x~1", "2026-13-01~5", "~99999999999999999999", "1~1"]
)
def test_a_cursor_that_names_nothing_shows_the_first_page(officer: Staff, cursor: str) -> None:
    case = ReportFactory(due_on=in_days(1))
    response = officer.get("/petugas/", {"after": cursor})
    assert response.status_code == 200
    assert case.number in response.content.decode()


def test_a_page_is_read_along_the_index_of_open_reports_from_where_the_last_one_ended(officer: Staff) -> None:
    agencies, today = officer.user.memberships.values("agency"), TODAY()
    open_ones = Report.objects.open().filter(agency__in=[agencies.get()["agency"]])
    order = listings.ORDERS["due"][1]
    with CaptureQueriesContext(connection) as queries:
        keyset.page(open_ones, order, 3, after=f"{today.isoformat()}~1")
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX report_open_by_due")  # without rows, either index of open reports is as good
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute("SET LOCAL enable_sort = off")  # on an empty table the planner has no preference
        cursor.execute(f"EXPLAIN {queries.captured_queries[0]['sql']}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Index Scan using report_open_by_agency" in plan
    assert "ROW(due_on, id) > ROW(" in plan
    assert "Sort" not in plan


# Search


def test_words_are_found_in_any_form_and_phrases_to_the_letter(officer: Staff) -> None:
    dumped = ReportFactory(description="Sampah dibuang ke sungai Sangatta setiap malam.")
    other = ReportFactory(description="Membuang limbah; airnya berbau.")
    assert found(officer, "q=membuang") == {dumped.number, other.number}  # stemmed
    assert found(officer, "q=membuang+-limbah") == {dumped.number}
    assert found(officer, "q=%22ke+sungai+Sangatta%22") == {dumped.number}
    assert found(officer, "q=%22sungai+ke+Sangatta%22") == set()
    assert found(officer, "q=truk") == {dumped.number, other.number}  # the suspected source


def test_a_number_finds_its_case_in_whichever_folder_however_it_is_typed(officer: Staff) -> None:
    closed = ReportFactory(state=State.CLOSED)
    ReportFactory()
    typed = closed.number.replace("-", " ").lower()
    assert found(officer, f"q={typed}&folder=mine") == {closed.number}


def test_words_that_this_folder_has_not_are_looked_for_in_the_others(officer: Staff) -> None:
    ReportFactory(description="Ikan mati mengapung di muara.", state=State.CLOSED)
    ReportFactory(description="Asap pabrik.")

    def elsewhere(word: str) -> list[str]:
        page = officer.get(f"/petugas/?q={word}&sort=received").content.decode()
        return re.findall(rf'href="(\?q={word}[^"]*folder=\w+)"', page)

    assert elsewhere("muara") == ["?q=muara&amp;sort=received&amp;folder=closed"]
    assert elsewhere("asap") == []


@pytest.mark.parametrize("text", ['"', "!!!", "a & | b", "'; DROP TABLE x --", "\\", "%%%", "\x00", "🌊" * 60])
def test_whatever_is_typed_into_the_search_is_answered(officer: Staff, text: str) -> None:
    ReportFactory()
    assert officer.get("/petugas/", {"q": text}).status_code == 200


def test_what_was_found_is_marked_and_everything_else_escaped(officer: Staff) -> None:
    ReportFactory(description=f"Bau busuk {HOSTILE} dari pabrik", place_note=HOSTILE)
    page = officer.get("/petugas/?q=busuk").content.decode()
    assert "<mark>busuk</mark>" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;" in page


def test_marks_cannot_be_smuggled_in() -> None:
    assert excerpt("a\ue000<b>\ue001 c\ue000") == "a<mark>&lt;b&gt;</mark> c"
    assert str(excerpt("x", "\ue000<i>")) == "&lt;i&gt;"


def test_hostile_names_do_no_harm_anywhere_on_the_page() -> None:
    client = staff(user__name=HOSTILE)
    unit = UnitFactory(name=HOSTILE[:150])
    ReportFactory(assignee=client.user, unit=unit, description=HOSTILE, place_note=HOSTILE)
    SavedView.objects.create(user=client.user, name=HOSTILE[:60], query="q=<script>alert(1)</script>")
    for address in ("/petugas/", "/petugas/?q=%3Cscript%3Ealert(1)", "/petugas/saring/", "/petugas/tampilan/",
                    "/petugas/peta/?near=0.53,117.55&whose=agency"):  # fmt: skip
        page = client.get(address).content.decode()
        assert "<script>alert" not in page, address
        assert "<img src=x" not in page, address
        assert "49" not in re.findall(r"onerror=alert\(2\)&gt; (\S+)", page), address


# Filters


def test_each_filter_lets_through_what_it_says(officer: Staff) -> None:
    unit = UnitFactory()
    plain = ReportFactory(due_on=in_days(30))
    special = ReportFactory(
        category=Category.objects.get(pk="A1"), state=State.VERIFIED, urgency=Urgency.EMERGENCY, due_on=in_days(-1),
        unit=unit, assignee=officer.user, channel="api", kind="aspirasi",
        received_at=timezone.now() - dt.timedelta(days=20), point=Point(117.9, 0.9, srid=4326),
    )  # fmt: skip
    weeks_ago = (TODAY() - dt.timedelta(days=10)).isoformat()
    for query in (
        "theme=A", "category=A1", "state=terverifikasi", "urgency=D", "due=overdue", f"unit={unit.pk}",
        f"assignee={officer.user.pk}", "channel=api", "kind=aspirasi", f"until={weeks_ago}", "near=0.9,117.9&km=5",
    ):  # fmt: skip
        assert found(officer, query) == {special.number}, query
    for query in ("theme=W", "unit=none", "assignee=none", f"since={weeks_ago}", "near=0.53,117.55"):
        assert found(officer, query) == {plain.number}, query
    assert found(officer, "state=baru&state=terverifikasi") == {plain.number, special.number}
    assert found(officer, "regency=64.08") == {plain.number, special.number}
    assert found(officer, "regency=64.08&theme=A&state=baru") == set()


def test_due_today_this_week_and_without(officer: Staff) -> None:
    today, week, later, none = (ReportFactory(due_on=day) for day in (TODAY(), in_days(6), in_days(20), None))
    assert found(officer, "due=today") == {today.number}
    assert found(officer, "due=week") == {today.number, week.number}
    assert found(officer, "due=none") == {none.number}
    assert later.number in found(officer, "")


def test_near_a_place_is_sorted_by_distance_to_the_metre(officer: Staff) -> None:
    far = ReportFactory(point=Point(117.55, 0.53 + 0.05, srid=4326), due_on=in_days(1))
    close = ReportFactory(point=Point(117.55, 0.53 + 0.01, srid=4326), due_on=in_days(9))
    ReportFactory(point=None, public_point=None, public_cell_m=None, doubtful=True)
    page = listing(officer, "near=0.53,117.55").page().rows
    assert [report.number for report in page] == [close.number, far.number]
    assert page[0].distance_m.m == pytest.approx(1_106, abs=10)  # type: ignore[attr-defined]
    assert walk(officer, "near=0.53,117.55", 1) == [close.number, far.number]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("since=2026-05-01&until=2026-04-01", "until"),
        ("since=yesterday", "since"),
        ("state=nonsense", "state"),
        ("near=Xyzzyplugh", "near"),
        ("near=0.5,999", "near"),
        ("category=ZZ", "category"),
        ("assignee=1%20OR%201=1", "assignee"),
        ("km=7", "km"),
    ],
)
def test_a_filter_that_cannot_be_meant_is_said_at_its_field_and_filters_nothing(
    officer: Staff, query: str, said: str
) -> None:
    case = ReportFactory()
    response = officer.get(f"/petugas/?{query}")
    assert response.status_code == 200
    assert case.number in response.content.decode()
    assert f'href="#id_{said}' in response.content.decode()
    assert f'id="id_{said}' in officer.get(f"/petugas/saring/?{query}").content.decode()


def test_chips_take_one_filter_off_and_leave_the_others(officer: Staff) -> None:
    page = officer.get(
        "/petugas/?folder=overdue&state=baru&state=ditunda&theme=A&sort=received&after=x"
    ).content.decode()
    left = [
        parse_qs(urlsplit(href.replace("&amp;", "&")).query)
        for href in re.findall(r'class="chip"\s+href="([^"]+)"', page)
    ]
    kept = {"folder": ["overdue"], "sort": ["received"]}
    assert {**kept, "state": ["ditunda"], "theme": ["A"]} in left
    assert {**kept, "state": ["baru"], "theme": ["A"]} in left
    assert {**kept, "state": ["baru", "ditunda"]} in left
    assert len(left) == 3


# Saved views


def test_a_view_is_kept_under_a_name_and_leads_to_the_same_cases(officer: Staff) -> None:
    query = "folder=overdue&state=baru&state=ditunda"
    response = officer.post("/petugas/tampilan/", {"name": "Baru dan lambat", "query": f"{query}&after=2026-01-01~5"})
    assert response["Location"] == f"/petugas/?{query}"
    page = officer.get(f"/petugas/?{query}").content.decode()
    assert re.search(r'aria-current="page"[^>]*>.*?Baru dan lambat', page, re.DOTALL)
    assert "Baru dan lambat" not in staff().get("/petugas/").content.decode()


def test_a_view_that_is_saved_twice_is_kept_once_and_its_name_is_nobody_elses(officer: Staff) -> None:
    for _ in range(2):
        assert officer.post("/petugas/tampilan/", {"name": "Rutin", "query": "due=today"}).status_code == 302
    assert list(officer.user.saved_views.values_list("name", "query")) == [("Rutin", "due=today")]
    assert officer.post("/petugas/tampilan/", {"name": "Rutin", "query": "due=week"}).status_code == 422
    officer.post("/petugas/tampilan/", {"name": "Lain", "query": ""})
    other = officer.user.saved_views.get(name="Lain")
    assert officer.post(f"/petugas/tampilan/{other.pk}/", {"name": "Rutin", "query": ""}).status_code == 422


def test_views_are_renamed_moved_and_deleted_by_their_owner_alone(officer: Staff) -> None:
    for name in ("a", "b", "c"):
        officer.post("/petugas/tampilan/", {"name": name, "query": ""})
    user: User = officer.user
    a, _b, c = user.saved_views.all()
    officer.post(f"/petugas/tampilan/{c.pk}/ubah/", {"do": "up"})
    officer.post(f"/petugas/tampilan/{a.pk}/", {"name": "aa", "query": ""})
    assert [view.name for view in user.saved_views.all()] == ["aa", "c", "b"]
    stranger = staff()
    assert stranger.post(f"/petugas/tampilan/{a.pk}/", {"name": "x", "query": ""}).status_code == 404
    stranger.post(f"/petugas/tampilan/{a.pk}/ubah/", {"do": "delete"})
    officer.post(f"/petugas/tampilan/{c.pk}/ubah/", {"do": "delete"})
    officer.post(f"/petugas/tampilan/{c.pk}/ubah/", {"do": "delete"})  # twice: gone is gone
    assert [view.name for view in user.saved_views.all()] == ["aa", "b"]


def test_a_name_that_is_taken_is_refused_at_its_field_with_what_was_typed(officer: Staff) -> None:
    officer.post("/petugas/tampilan/", {"name": "Rutin", "query": "due=today"})
    response = officer.post("/petugas/tampilan/", {"name": "Rutin", "query": "due=week"})
    assert response.status_code == 422
    page = response.content.decode()
    assert 'id="id_name_error"' in page
    assert 'value="Rutin"' in page
    assert 'value="due=week"' in page


# Files


def table(response: Any) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8"))))


def test_files_hold_the_rows_of_the_list_in_its_order_without_who_reported(officer: Staff) -> None:
    for day in (5, 1, 3):
        ReportFactory(due_on=in_days(day))
    ReportFactory(state=State.CLOSED)
    query = "sort=due&state=baru"
    listed = re.findall(r'data-number="([^"]+)"', officer.get(f"/petugas/?{query}").content.decode())
    response = officer.get(f"/petugas/unduh.csv?{query}")
    rows = table(response)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    first = next(iter(rows[0]))
    assert [row[first] for row in rows] == listed
    assert len(listed) == 3
    assert in_days(1).isoformat() in rows[0].values()
    sheet = load_workbook(io.BytesIO(downloaded(officer, f"/petugas/unduh.xlsx?{query}"))).active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == listed
    words = " ".join(rows[0]).lower()
    assert "pelapor" not in words
    assert "phone" not in words


def downloaded(client: Staff, path: str) -> bytes:
    """What a file of the inbox holds."""
    response: Any = client.get(path)
    return b"".join(response.streaming_content)


def test_cells_of_files_are_numbers_dates_and_never_formulas(officer: Staff) -> None:
    for text in ("=1+1", "+62 812", "-2", "@SUM(A1)", " =cmd|' /C calc'!A0", "\t=1"):
        ReportFactory(description=text, suspected_source="=HYPERLINK(1)", due_on=in_days(1))
    for row in table(officer.get("/petugas/unduh.csv")):
        for value in row.values():
            assert not re.match(r"\s*[=+@]", value), value
            assert not re.match(r"\s*-(?!\d+\.\d+$)", value), value
    sheet = load_workbook(io.BytesIO(downloaded(officer, "/petugas/unduh.xlsx"))).active
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n", "d"}
    assert any(cell.value == "=1+1" for cell in cells)
    assert any(isinstance(cell.value, dt.datetime) for cell in cells)
    assert any(isinstance(cell.value, float) for cell in cells)


def test_no_character_of_a_report_spoils_the_whole_workbook(officer: Staff) -> None:
    ReportFactory(description="Bukan\ufffe huruf\uffff, \u202ekebalik\u200b 🐟", suspected_source="\x0b\x1f")
    sheet = load_workbook(io.BytesIO(downloaded(officer, "/petugas/unduh.xlsx"))).worksheets[0]
    assert "Bukan huruf, \u202ekebalik\u200b 🐟" in [cell.value for cell in sheet[2]]


def test_files_hold_nothing_that_the_officer_may_not_see() -> None:
    ReportFactory()
    assert table(staff("DLH-34.04").get("/petugas/unduh.csv?folder=all")) == []


def test_a_spreadsheet_that_would_be_too_long_is_refused(officer: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.desk.export.MOST_ROWS_XLSX", 1)
    ReportFactory()
    ReportFactory()
    assert officer.get("/petugas/unduh.xlsx").status_code == 400
    assert officer.get("/petugas/unduh.csv").status_code == 200


# News


def test_news_are_told_once_and_inserted_on_request(officer: Staff) -> None:
    old, shown = ReportFactory(), timezone.now().isoformat()
    silent = officer.get("/petugas/baru/", {"shown": shown})
    assert silent.content.strip() == b""
    again = officer.get("/petugas/baru/", {"shown": shown}, headers={"if-none-match": silent["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    new = ReportFactory()
    verify(old, Viewer.of(officer.user))
    told = officer.get("/petugas/baru/", {"shown": shown}, headers={"if-none-match": silent["ETag"]})
    assert told.status_code == 200
    assert "2 " in told.content.decode()
    rows = officer.get("/petugas/baru/baris/", {"shown": shown}).content.decode()
    assert set(re.findall(r'data-number="([^"]+)"', rows)) == {old.number, new.number}
    after = re.search(r"shown=([^\"&]+)", rows)
    assert after is not None
    assert officer.get(f"/petugas/baru/?shown={after[1]}").content.strip() == b""


def test_news_keep_to_the_view_and_cost_one_query_of_their_own(
    officer: Staff, django_assert_max_num_queries: Any, settings: Any
) -> None:
    settings.EDITION_CHECK_SECONDS = 60.0
    shown = timezone.now().isoformat()
    ReportFactory(category=Category.objects.get(pk="A1"))
    assert officer.get("/petugas/baru/", {"shown": shown, "state": "ditunda"}).content.strip() == b""
    with django_assert_max_num_queries(6):  # session, user, membership, second factor, agencies, and the news
        assert officer.get("/petugas/baru/", {"shown": shown, "state": "baru"}).content.strip()


@pytest.mark.parametrize("shown", ["", "yesterday", "2026-99-01"])
def test_news_since_no_time_are_refused(officer: Staff, shown: str) -> None:
    assert officer.get("/petugas/baru/", {"shown": shown}).status_code == 400


def test_the_orders_are_those_that_the_folder_can_have(officer: Staff) -> None:
    assert listing(officer, "folder=closed&sort=due").sort == "received"
    assert listing(officer, "sort=distance").sort == "due"
    assert listing(officer, "near=0.53,117.55").sort == "distance"
    assert listings.PAGE == 50


# Tasks near me


def test_tasks_near_me_are_mine_and_my_units_the_nearest_first() -> None:
    unit = UnitFactory()
    client = staff(unit=unit)
    near = ReportFactory(assignee=client.user, point=Point(117.551, 0.531, srid=4326), state=State.DISPOSED)
    far = ReportFactory(unit=unit, point=Point(117.6, 0.6, srid=4326), state=State.DISPOSED)
    nobodys = ReportFactory(point=Point(117.552, 0.532, srid=4326))
    ReportFactory(assignee=client.user, point=Point(116.5, 0.53, srid=4326), state=State.DISPOSED)  # 117 km off
    page = client.get("/petugas/peta/?near=0.53,117.55").content.decode()
    assert page.index(near.number) < page.index(far.number)
    assert nobodys.number not in page
    assert f"geo:0.531000,117.551000?q=0.531000,117.551000({near.number})" in page
    assert nobodys.number in client.get("/petugas/peta/?near=0.53,117.55&whose=agency").content.decode()
    assert near.number in client.get("/petugas/peta/?near=Sangatta&km=5").content.decode()
    assert 'id="id_near_error"' in client.get("/petugas/peta/?near=Xyzzyplugh").content.decode()
