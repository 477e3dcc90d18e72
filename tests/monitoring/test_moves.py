"""Transfers and waits at borders: counted as the histories say, and told to the public only where they are many."""

import csv
import datetime as dt
import html
import re
from collections import Counter
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import Role
from boundaries import basemap
from boundaries.islands import OTHER, SMALL, islands
from boundaries.remoteness import Named, disadvantaged
from monitoring.counting.moves import transfers, waits
from monitoring.measures import BY_NAME, Figure, Period, Scope, cutoff_on, scorecard_of, scorecards
from monitoring.pages.shades import FEW, NOTHING, shade_of
from monitoring.suppression import told_counts
from reports.models import HistoryEntry, PlaceRecord, Report
from tests.cast import staff
from tests.monitoring import lives as made
from tests.monitoring.lives import AGENCIES, Ground, Life, make_life, store

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
SANGATTA, SANGGAU = (0, 0), (1, 1)
YEAR, JUNE = Period.parse("2026"), cutoff_on(dt.date(2026, 6, 30))
QUERY = "period=2026-S1&on=2026-06-30"


def passed_on(number: int, to: str, place: tuple[int, int] = SANGATTA) -> Life:
    """A verified case that went to another agency, of those of tests.monitoring.lives."""
    pick = 3 * AGENCIES.index(to)
    return make_life(Ground(), (*place, 3 * number, 1, 1, 1), [("verify", DAY), (f"transfer:{pick}", DAY)])


def near_border(number: int, steps: list[Any], candidates: list[str]) -> Life:
    """A case of Kutai Timur whose place is in doubt between two regencies."""
    life = make_life(Ground(), (*SANGATTA, 3 * number, 1, 1, 1), steps)
    life.places[0].doubtful, life.places[0].candidates = True, candidates
    return life


def text(client: Client, address: str) -> str:
    """What a page says, without its markup."""
    response = client.get(address)
    assert response.status_code == HTTPStatus.OK, address
    body = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>", "", body, flags=re.S))).split())


def test_transfers_are_those_of_history_and_of_the_measure() -> None:
    lives = [passed_on(n, "DLH-61.03") for n in range(3)]
    lives += [passed_on(9, "KOORDINATOR-64"), make_life(Ground(), (*SANGATTA, 3, 1, 1, 1), [("verify", DAY)])]
    store(lives)
    found = {(row.former, row.next): row.n for row in transfers(Scope(area="64.08"), YEAR, JUNE)}
    assert found == {("DLH-64.08", "DLH-61.03"): 3, ("DLH-64.08", "KOORDINATOR-64"): 1}
    assert scorecard_of(Scope(area="64.08"), YEAR, JUNE)["transfers_per_case"].hits == 4
    assert transfers(Scope(area="61.03"), YEAR, JUNE) == []
    before = HistoryEntry.objects.filter(verb="transfer").earliest("at").at
    assert transfers(Scope(area="64.08"), YEAR, before) == []


def test_a_wait_at_a_border_ends_with_somebodys_word() -> None:
    pair = ["64.08", "64.74"]
    confirmed = near_border(1, [("confirm_responsibility", 4 * DAY)], pair)
    waiting = near_border(2, [("verify", DAY)], ["64.74", "64.08"])
    archived = near_border(3, [("archive", 2 * DAY)], pair)
    alone = near_border(4, [("verify", DAY)], ["64.08"])
    store([confirmed, waiting, archived, alone])
    rows = waits(Scope(area="64.08"), YEAR, JUNE)
    assert {(row.one, row.other) for row in rows} == {("64.08", "64.74")}
    told = {(row.settled, row.waiting): row for row in rows}
    assert told[True, False].days == 4
    assert told[False, False].days == 2
    received = Report.everything.get(pk=waiting.report.pk).received_at.date()
    assert told[False, True].days == (dt.date(2026, 6, 30) - received).days
    assert sum(row.n for row in rows) == 3


def test_a_later_matching_without_doubt_ends_the_wait() -> None:
    life = near_border(1, [("verify", DAY)], ["64.08", "64.74"])
    store([life])
    place = PlaceRecord.objects.get(report=life.report)
    place.pk, place.reason, place.doubtful, place.candidates = None, "moved", False, []
    place.matched_at += 6 * DAY
    place.save(force_insert=True)
    assert [(row.settled, row.days) for row in waits(Scope(area="64.08"), YEAR, JUNE)] == [(True, 6)]


def test_what_is_not_told_cannot_be_worked_out_from_the_total() -> None:
    assert told_counts({"a": 30, "b": 12, "c": 3}, 10) == ({"a": 30}, 15)
    assert told_counts({"a": 30, "b": 12, "c": 0}, 10) == ({"a": 30, "b": 12}, 0)
    assert told_counts({"a": 30, "b": 7, "c": 6}, 10) == ({"a": 30}, 13)
    assert told_counts({"a": 4}, 10) == ({}, 4)
    assert told_counts({}, 10) == ({}, 0)


def test_transfers_by_agency_are_for_staff_and_small_numbers_too() -> None:
    store([*(passed_on(n, "DLH-61.03") for n in range(12)), *(passed_on(20 + n, "KOORDINATOR-64") for n in range(3))])
    address = f"/en/pemantauan/wilayah/64/pelimpahan/?{QUERY}"
    public = text(Client(), address)
    assert "Secretariat of Kalimantan Timur" not in public
    assert "Environment Agency" not in public
    assert "/pemantauan/instansi/" not in Client().get(address).content.decode()
    assert "15 of 15 are in no cell" in public  # three to the province, and by subtraction the twelve
    own = staff("KOORDINATOR-64", Role.MONITOR)
    told = text(own, address)
    assert re.search(r"Environment Agency of Kutai Timur Regency Environment Agency of Sanggau Regency 12\b", told)
    assert "are in no cell" not in told
    regency = text(Client(), f"/en/pemantauan/wilayah/64.08/pelimpahan/?{QUERY}")
    assert "is told of provinces and the nation alone" in regency
    assert "By level of government" not in regency
    elsewhere = staff("KOORDINATOR-61", Role.MONITOR)
    assert "15 of 15 are in no cell" in text(elsewhere, address)


def test_a_border_is_told_of_from_ten_reports_on_the_same_on_every_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made, "BEGIN", dt.datetime(2025, 3, 3, tzinfo=dt.UTC))
    pair, rare = ["64.08", "64.74"], ["64.08", "64.03"]
    lives = [near_border(n, [("verify", DAY)], pair) for n in range(11)]
    lives += [near_border(30 + n, [("verify", DAY)], rare) for n in range(2)]
    lives += [near_border(50 + n, [("verify", DAY)], ["64.08", "64.02"]) for n in range(14)]
    store(lives)
    pages = ("", "wilayah/64/", "wilayah/64.08/", "wilayah/64.02/")
    questions = (QUERY, "period=2025-Q1", "period=2026-Q1&on=2026-04-30", "period=2025&on=2026-02-28")
    for page, query in zip(pages, questions, strict=True):
        told = text(Client(), f"/en/pemantauan/{page}lintas-batas/?{query}")
        assert "Reports of 2025 on both sides" in told, query
        assert re.search(r"Kabupaten Kutai Kartanegara – Kabupaten Kutai Timur 14\b", told), page
        assert "Bontang" not in told, page  # eleven, hidden so that two others stay hidden
        assert "Berau" not in told, page
        assert "still to be confirmed" not in told, page
    own = text(staff("KOORDINATOR-64", Role.MONITOR), "/en/pemantauan/wilayah/64/lintas-batas/?period=2025")
    assert re.search(r"Kabupaten Berau – Kabupaten Kutai Timur 2 2 0 0 –", own)
    assert re.search(r"all together 27 27 0 0 –", own)


def test_islands_come_from_outlines() -> None:
    current = basemap.current()
    assert current
    groups = islands(current)
    assert groups["64.08"] == groups["61.03"] == "island-2"
    assert groups["34.04"] == "island-1"
    assert groups["19.01"] == OTHER  # Bangka
    assert groups["21.03"] == SMALL  # Natuna
    assert Counter(groups.values())["island-0"] > 100


def test_equity_adds_up_to_the_whole() -> None:
    ground = Ground()
    lives = [
        make_life(ground, (*SANGATTA, 3 * n, 1, 1 + n % 2, 1), [("verify", DAY), ("accept", DAY)]) for n in range(24)
    ]
    lives += [make_life(ground, (*SANGGAU, 3 * n, 1, 1, 1), [("verify", DAY)]) for n in range(3)]
    store(lives)
    own = staff("NASIONAL", Role.NATIONAL)
    told = text(own, f"/en/pemantauan/pemerataan/?{QUERY}")
    by = scorecards(Scope(), Period.parse("2026-S1"), JUNE, by=("channel",))
    assert {key[0] for key in by} == {"web", "api"}
    assert sum(card["cohort"].n for card in by.values()) == 27
    for channel, label in (("web", "web form"), ("api", "other programs")):
        assert re.search(rf"{label} {by[channel,]['cohort'].n}\b", told, re.I)
    assert "By island" not in told  # all lie on one
    assert "populations are loaded" in told
    single = text(own, f"/en/pemantauan/wilayah/61.03/pemerataan/?{QUERY}")
    assert re.search(r"web form \d \(0\.0%\)|other programs \d \(0\.0%\)", single, re.I)
    public = text(Client(), f"/en/pemantauan/wilayah/61.03/pemerataan/?{QUERY}")
    assert "0.0%" not in public  # three cases are told to nobody in parts
    assert not re.search("web form|other programs", public)  # nor how each of them came in


def test_the_regencies_that_a_law_names_are_compared_with_all_others() -> None:
    ground = Ground()
    slow, quick = [("verify", 30 * DAY)], [("verify", DAY)]
    store([make_life(ground, (*SANGATTA, 3 * n, 1, 1, 1), slow) for n in range(21)])
    store([make_life(ground, (*SANGGAU, 3 * n, 1, 1, 1), quick) for n in range(22)])
    address = f"/en/pemantauan/pemerataan/?{QUERY}"
    assert "names no regency with reports here" in text(staff("NASIONAL", Role.NATIONAL), address)
    with pytest.MonkeyPatch.context() as patched:
        named = Named(frozenset({"64.08"}), "Perpres 1/2026", dt.date(2026, 1, 1), dt.date(2030, 12, 31))
        patched.setattr("boundaries.remoteness._lists", lambda: (named,))
        told = text(staff("NASIONAL", Role.NATIONAL), address)
    assert "Regencies that Perpres 1/2026 names as disadvantaged" in told
    assert "Disadvantaged, mostly remote: verified within 3 days 0.0%, worse than all others together (100.0%)" in told
    assert "All other regencies and cities: verified within 3 days 100.0%, better than all others together" in told


def test_the_list_of_the_law_is_whole() -> None:
    named = disadvantaged(dt.date(2026, 1, 1))
    assert named is not None
    assert (named.legal_basis, named.valid_to) == ("Perpres 63/2020", dt.date(2024, 12, 31))
    rows = Path("fixtures/register/disadvantaged.csv").read_text().splitlines()[1:]
    register = Path("fixtures/register/regencies.csv").read_text()
    assert len(rows) == 62  # as the law counts them
    assert all(f"\n{code},{code[:2]},{name},kabupaten," in register for code, _former, name, *_ in csv.reader(rows))
    assert disadvantaged(dt.date(2019, 12, 31)) is None


def test_maps_show_each_period_in_the_same_classes_and_as_a_table() -> None:
    ground = Ground()
    steps = [("verify", DAY), ("dispose", DAY), ("accept", DAY), ("answer", DAY)]
    store([make_life(ground, (*SANGATTA, 3 * n, 1, 1, 1), steps) for n in range(25)])
    address = "/en/pemantauan/wilayah/64/peta/?show=quarters&measure=followed_up&on=2026-06-30"
    page = staff("KOORDINATOR-64", Role.MONITOR).get(address).content.decode()
    figure = scorecard_of(Scope(area="64.08"), Period.parse("2026-Q1"), cutoff_on(dt.date(2026, 3, 31)))["followed_up"]
    drawn = re.findall(r'<use href="#a64\.08" class="shade-([\w-]+)"', page)
    assert len(drawn) == 4
    assert drawn[2] == (FEW if figure.n < 20 else f"good-{min(int((figure.value or 0) // 20), 4)}")
    assert drawn[:2] == [NOTHING, NOTHING]
    row = re.search(r"Kabupaten Kutai Timur</a>.*?</tr>", page, re.S)
    assert row
    assert f"n = {figure.n}" in row[0]
    assert page.count('id="a64.08"') == 1
    assert " style=" not in page.partition("<main")[2].partition("</main>")[0]
    together = Client().get("/en/pemantauan/peta/?show=measures&on=2026-06-30").content.decode()
    assert together.count('<use href="#a64" ') == 6
    assert Client().get("/pemantauan/wilayah/64.08/peta/").headers["Location"].endswith("/wilayah/64/peta/")


def test_a_class_says_the_same_of_every_figure() -> None:
    card = scorecard_of(Scope(), YEAR, JUNE)

    def shade(value: float | None, n: int = 100) -> str:
        return shade_of(BY_NAME["closed"], Figure("closed", n=n, cutoff=JUNE, value=value))

    places = [0, 0, 1, 3, 4, 4]
    assert [shade(value) for value in (0, 19.99, 20, 79.99, 80, 100)] == [f"good-{place}" for place in places]
    late = Figure("overdue", n=100, cutoff=JUNE, value=80)
    assert shade_of(BY_NAME["overdue"], late) == "bad-4"  # dark as well, and in another hue
    assert shade(50, n=19) == FEW
    assert shade(None) == shade_of(BY_NAME["closed"], card["closed"]) == NOTHING
