"""Population comes from files as offices publish them, and is a denominator only where it belongs to the area."""

import csv
import datetime as dt
import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from boundaries.actions import import_population
from boundaries.importing.errors import BoundaryFileError
from boundaries.models import Population, RegisterEntry, Succession
from boundaries.population import population_on
from boundaries.population.figures import FigureError, read_people, separator_of
from tests.factories import UserFactory
from tests.together import at_once

pytestmark = pytest.mark.django_db

DAY = dt.date(2024, 12, 31)
GOOD = """kode,nama,pria,wanita,total
0,INDONESIA,10,20,930000
11,Aceh,1,1,480000
11.1,Kabupaten Aceh Singkil,1,1,140461
11.71,Kota Banda Aceh,1,1,339539
64,Kalimantan Timur,1,1,450000
64.08,Kabupaten Kutai Timur,1,1,448850
"""


def file(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "penduduk.csv"
    path.write_bytes(text.encode(encoding))
    return path


def load(path: Path, **more: Any) -> Any:
    return import_population(path, **{"on": DAY, "source": "Dukcapil", "commit": True, **more})


def figures(*, on: str, **people: int) -> None:
    """Store figures of a day; codes are written _64_08."""
    day = dt.date.fromisoformat(on)
    Population.objects.bulk_create(
        Population(code=code.strip("_").replace("_", "."), on=day, people=n, source="test")
        for code, n in people.items()
    )


def test_a_list_is_matched_mended_and_added_up_before_anything_is_written(tmp_path: Path) -> None:
    dry = load(file(tmp_path, GOOD), commit=False)
    assert not Population.objects.exists()
    assert (dry.rows, dry.nation, dry.matched) == (6, 930_000, {"province": 2, "regency": 3})
    assert dry.restored == ["line 4: 11.1 → 11.10 Kabupaten Aceh Singkil"]
    assert dry.provinces_agree == 1, "Aceh"
    assert dry.sums == ["province 64: 450,000, its regencies together 448,850 (-1,150)"]
    assert len(dry.missing) == 511
    assert not dry.unknown
    assert load(file(tmp_path, GOOD)) == dry
    assert Population.objects.get(code="11.10").people == 140_461
    assert not Population.objects.filter(code__in=("0", "11.1")).exists()


def test_a_figure_is_brought_up_to_date_and_another_day_stands_beside_it(tmp_path: Path) -> None:
    load(file(tmp_path, GOOD))
    again = load(file(tmp_path, GOOD.replace("448850", "448900")))
    assert again.changed == ["64.08 Kabupaten Kutai Timur: 448,850 → 448,900"]
    assert (again.added, again.unchanged) == (0, 4)
    load(file(tmp_path, GOOD), on=dt.date(2023, 12, 31), licence="MIT")
    assert Population.objects.filter(code="64.08").count() == 2
    assert Population.objects.filter(on__year=2023, licence="MIT").count() == 5


@pytest.mark.django_db(transaction=True)
def test_the_same_list_loaded_twice_at_once_is_stored_once(tmp_path: Path) -> None:
    path = file(tmp_path, GOOD)
    first, second = at_once(lambda: load(path), lambda: load(path))
    assert sorted([(first.added, first.unchanged), (second.added, second.unchanged)]) == [(0, 5), (5, 0)]
    assert Population.objects.count() == 5


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("\ufeffKODE;NAMA;JUMLAH\r\n64.08;Kutai Timur;448.850\r\n64;Kalimantan Timur;4.101.304\r\n", "utf-8"),
        ("kode;nama;penduduk\n64.08;Kutai Timur – pusat: Sangatta;448.850\n64;Kaltim é;4.101.304\n", "cp1252"),
        ("kode\tnama\ttotal\n6408\tKutai Timur\t448 850\n64.0\tKalimantan Timur\t4 101 304\n", "utf-16"),
        ('code,name,people\n"64,08",Kutai Timur,"448,850"\n64,Kalimantan Timur,"4,101,304"\n', "utf-8"),
        ("kode,nama,total\n'64.08,Kutai Timur,448850.0\n64,Kalimantan Timur,4101304.0\n", "utf-8"),
    ],
)
def test_files_are_read_however_a_spreadsheet_saved_them(tmp_path: Path, text: str, encoding: str) -> None:
    load(file(tmp_path, text, encoding))
    assert dict(Population.objects.values_list("code", "people")) == {"64.08": 448_850, "64": 4_101_304}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("kode,nama,total\n64.08,Kutai Timur,-5\n64.02,Kukar,\n", r"2 rows.*line 2.*negative.*line 3.*blank"),
        ("kode,nama,total\n64.08,Kutai Timur,abc\n", r"line 2 \(64.08\): 'abc' is no whole number"),
        ("kode,nama,total\n64.08,Kutai Timur,448.85\n", r"line 2.*'448.85' is no whole number"),
        ("kode,nama,total\n64.08,Kutai Timur,0\n", r"line 2.*is 0; leave out"),
        ("kode,nama,total\n64.08,Kutai Timur,٤٥\n", r"line 2.*is no whole number"),
        ("kode,nama,total\n64.08,A,1.000\n64.02,B,\"2,000\"\n", r"dots between thousands and some have commas"),
        ("kode,nama,total\n64.08,A,10000\n6408,B,20000\n", r"line 3: 64.08 stands on line 2 already"),
        ("kode,nama,total\nKutim,Kutai Timur,10000\n", r"line 2: 'Kutim' is no code of an area"),
        ("kode,nama,total\n,Kutai Timur,10000\n", r"line 2: '' is no code of an area"),
        ("kode,nama,total\n98.01,Nirgends,10000\n", r"none of 1 codes is known"),
        ("kode,nama,pria\n64.08,Kutai Timur,10000\n", r"no column is called total.*columns found: kode, nama, pria"),
        ("nama,total\nKutai Timur,10000\n", r"column kode or code is missing"),
        ("kode,nama,total\n", r"no area below"),
        ("", r"is empty"),
        ("PK\x03\x04\0\0", r"not a text file"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_one_line_and_nothing_is_written(tmp_path: Path, text: str, told: str) -> None:
    path = file(tmp_path, text)
    with pytest.raises(CommandError) as raised:
        call_command("import_population", str(path), "--on", "2024-12-31", "--source", "x", "--commit")
    assert re.search(told, str(raised.value)), raised.value
    assert "\n" not in str(raised.value)
    assert not Population.objects.exists()


def test_codes_of_the_statistics_office_are_told_by_their_names(tmp_path: Path) -> None:
    bps = "kode,nama,total\n6404,Kutai Timur,448850\n6402,Kutai Barat,172000\n6403,Kutai Kartanegara,700000\n"
    told = r"not Kemendagri's: 2 of 2 names contradict them, as with codes of BPS \(line 3: 64.02 is"
    with pytest.raises(BoundaryFileError, match=told):
        load(file(tmp_path, bps))
    one = "kode,nama,total\n64.08,Paser,448850\n64.02,Kutai Kartanegara,700000\n64.03,Berau,200000\n"
    assert load(file(tmp_path, one)).warnings == ["line 2: 64.08 is Kabupaten Kutai Timur, the file says Paser"]


def test_another_column_a_source_and_a_day_are_asked_for(tmp_path: Path) -> None:
    load(file(tmp_path, GOOD.replace("pria", "laki")), column="Wanita")
    assert Population.objects.get(code="64.08").people == 1
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"column": "anak"}, "anak is missing"),
        ({"source": " "}, "source is empty"),
        ({"on": dt.date(1824, 1, 1)}, "no day on which"),
        ({"licence": "x" * 201}, "longer than 200"),
    ]
    for asked, told in wrong:
        with pytest.raises(BoundaryFileError, match=told):
            load(file(tmp_path, GOOD), **asked)


def test_unknown_codes_are_left_out_and_named(tmp_path: Path) -> None:
    report = load(file(tmp_path, GOOD + "64.99,Kabupaten Baru,1,1,50000\n91.14,Kabupaten Tolikara,1,1,250000\n"))
    assert report.unknown == ["line 8: 64.99 Kabupaten Baru"]
    assert Population.objects.filter(code="91.14").exists(), "a code that a law has ended is known"


def test_the_command_prints_what_it_found(tmp_path: Path) -> None:
    out = io.StringIO()
    call_command("import_population", str(file(tmp_path, GOOD)), "--on=2024-12-31", "--source=x", stdout=out)
    told = out.getvalue()
    assert "2 of level province, 3 of level regency; the nation: 930,000" in told
    assert "5 figures new, 0 changed, 0 as stored" in told
    assert "dry run: nothing was written" in told


@pytest.mark.parametrize(
    ("column", "people"),
    [
        (["239.629", "1.205.450"], [239_629, 1_205_450]),
        (["239629.0", "16.000"], [239_629, 16]),
        (["239,629", "42"], [239_629, 42]),
        (["239\u00a0629", "12 000"], [239_629, 12_000]),
        (["16.000"], [16_000]),
    ],
)
def test_thousands_are_read_as_the_whole_column_writes_them(column: list[str], people: list[int]) -> None:
    separator = separator_of(column)
    assert [read_people(text, separator) for text in column] == people


@pytest.mark.parametrize("text", ["", "-", "−5", "(5)", "1e5", "1.2.3", "12,34.5", "9" * 30, "0", "+5", "½"])
def test_what_is_no_number_of_people_is_never_guessed(text: str) -> None:
    with pytest.raises(FigureError):
        read_people(text, "")


def test_the_newest_figure_before_the_day_counts_else_the_oldest_after_it() -> None:
    figures(on="2015-06-30", _64_08=300)
    figures(on="2020-06-30", _64_08=400)
    figures(on="2024-12-31", _64_08=500)
    for on, expected in (("2026-11-01", 500), ("2024-12-31", 500), ("2024-12-30", 400), ("2010-01-01", 300)):
        found = population_on(["64.08"], dt.date.fromisoformat(on))["64.08"]
        assert found.people == expected, on
    assert population_on(["64.08"], dt.date(2035, 6, 1)) == {"64.08": None}, "ten years on nobody knows"
    assert population_on(["64.02", "ä"], DAY) == {"64.02": None, "ä": None}


def test_a_new_code_takes_the_people_of_the_old_one_and_the_other_way_round() -> None:
    figures(on="2021-12-31", _91_14=240_000)
    today, then = dt.date(2026, 1, 1), dt.date(2021, 6, 1)
    assert population_on(["95.04"], today)["95.04"] == (240_000, dt.date(2021, 12, 31), ("91.14",))
    figures(on="2024-12-31", _95_04=252_031)
    assert population_on(["95.04"], today)["95.04"].people == 252_031
    assert population_on(["91.14"], dt.date(2021, 1, 1), of=then)["91.14"].people == 240_000
    Population.objects.filter(code="91.14").delete()
    assert population_on(["91.14"], then)["91.14"] == (252_031, DAY, ("95.04",))


def test_the_province_that_became_four_is_their_sum_and_none_of_them_is_the_old_one() -> None:
    figures(on="2021-12-31", _91=4_300_000)
    today = dt.date(2026, 1, 1)
    assert population_on(["91", "93"], today) == {"91": None, "93": None}, "nobody knows how the people were parted"
    figures(on="2024-12-31", _91=1_100_000, _93=500_000, _94=1_400_000)
    assert population_on(["91"], today)["91"].people == 1_100_000
    old = population_on(["91"], dt.date(2022, 1, 1), of=dt.date(2022, 1, 1))["91"]
    assert old == (4_300_000, dt.date(2021, 12, 31), ("91",))
    Population.objects.filter(on__year=2021).delete()
    assert population_on(["91"], dt.date(2022, 1, 1))["91"] is None, "Papua Pegunungan is not known"
    figures(on="2024-12-31", _95=1_400_000)
    assert population_on(["91"], dt.date(2022, 1, 1))["91"] == (4_400_000, DAY, ("91", "93", "94", "95"))


def test_mergers_are_added_up_and_what_was_split_off_is_not_guessed() -> None:
    day, law = dt.date(2025, 1, 1), {"level": "regency", "name": "N", "legal_basis": "UU 1/2025"}
    for old, new in (("64.71", "64.80"), ("64.72", "64.80"), ("64.08", "64.81")):
        Succession.objects.create(predecessor=old, successor=new, valid_from=day, **law)
    figures(on="2024-12-31", _64_71=700, _64_72=800, _64_08=500)
    after = population_on(["64.80", "64.81", "64.08"], dt.date(2026, 1, 1))
    # 64.71 and 64.72 stay in the register of today, so for all we know they go on: nothing is a whole of anything
    assert after == {"64.80": None, "64.81": None, "64.08": None}
    RegisterEntry.objects.filter(code__in=("64.71", "64.72")).delete()
    merged = population_on(["64.80"], dt.date(2026, 1, 1))["64.80"]
    assert merged == (1_500, DAY, ("64.71", "64.72"))
    Population.objects.filter(code="64.72").delete()
    assert population_on(["64.80"], dt.date(2026, 1, 1))["64.80"] is None


def test_an_office_that_counts_backwards_under_new_codes_is_believed() -> None:
    figures(on="2020-12-31", _95_04=230_000)
    assert population_on(["95.04"], dt.date(2024, 1, 1))["95.04"].people == 230_000


def test_the_database_refuses_figures_that_cannot_be() -> None:
    Population.objects.create(code="64.08", on=DAY, people=1, source="x")
    for code, people in (("64.08", 2), ("64.8", 1), ("64.09", 0)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Population.objects.create(code=code, on=DAY, people=people, source="x")


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


IMPORT = "admin:boundaries_population_import"
ASKED = {"on": "2024-12-31", "source": "Dukcapil", "licence": "MIT", "column": ""}


def test_a_file_is_shown_in_the_administration_before_it_is_stored(officer: Client, tmp_path: Path) -> None:
    with file(tmp_path, GOOD).open("rb") as chosen:
        page = officer.post(reverse(IMPORT), {"file": chosen, **ASKED})
    assert not Population.objects.exists()
    html = page.content.decode()
    assert "11.1 → 11.10" in html
    hidden = dict(re.findall(r'name="(on|source|licence|confirmed)"[^>]*value="([^"]*)"', html))
    assert hidden == {"on": "2024-12-31", "source": "Dukcapil", "licence": "MIT", "confirmed": "1"}
    confirmed = {**ASKED, **hidden, "text": page.context["form"]["text"].value()}
    done = officer.post(reverse(IMPORT), confirmed)
    assert done.status_code == 302
    assert Population.objects.count() == 5
    listed = officer.get(reverse("admin:boundaries_population_changelist"), {"q": "64.08"}).content.decode()
    assert "Kabupaten Kutai Timur" in listed


def test_a_bad_file_is_told_at_its_field_and_what_was_typed_stays(officer: Client, tmp_path: Path) -> None:
    with file(tmp_path, GOOD.replace("448850", "-1")).open("rb") as chosen:
        page = officer.post(reverse(IMPORT), {"file": chosen, **ASKED})
    assert "negative" in str(page.context["form"].errors["file"])
    assert 'value="Dukcapil"' in page.content.decode()
    page = officer.post(reverse(IMPORT), {**ASKED, "on": "besok"})
    assert set(page.context["form"].errors) == {"on", "file"}


def test_the_list_is_downloaded_as_filtered_and_can_be_loaded_again(officer: Client, tmp_path: Path) -> None:
    load(file(tmp_path, GOOD), source="=HYPERLINK(1)")
    load(file(tmp_path, GOOD), on=dt.date(2023, 1, 1))
    text = officer.get(reverse("admin:boundaries_population_export"), {"q": "HYPER"}).content.decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["code"] for row in rows] == ["11", "11.10", "11.71", "64", "64.08"]
    assert {row["source"] for row in rows} == {"'=HYPERLINK(1)"}
    assert load(file(tmp_path, text), on=dt.date(2025, 1, 1)).added == 5


def test_who_may_not_administer_gets_nothing(client: Client) -> None:
    client.force_login(UserFactory(is_staff=True))
    for name in ("import", "export", "changelist"):
        assert client.get(reverse(f"admin:boundaries_population_{name}")).status_code == 403
