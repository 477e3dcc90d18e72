"""What a reassignment shows on pages and on the terminal."""

import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from boundaries.models import Edition
from boundaries.signals import preview_links
from reports.models import Reassignment, Report
from reports.reassignment import foreseeing
from reports.statistics import counts_by_area, counts_on_edition
from tests.cast import Cast
from tests.reports.filing import KARUBAGA, SANGATTA, file_report, where_at

pytestmark = pytest.mark.django_db
MERAUKE_SEA = (138.4, -8.6)


@pytest.fixture
def reports(past_editions: list[Edition]) -> list[Any]:
    """One report in Tolikara, two at sea off Papua's south, one in East Kutai, all of 2021."""
    return [
        file_report(where_at(KARUBAGA)),
        *(file_report(where_at(MERAUKE_SEA), code="H4") for _ in range(2)),
        file_report(where_at(SANGATTA)),
    ]


@pytest.fixture
def current(past_editions: list[Edition]) -> Edition:
    """The edition in force."""
    return past_editions[-1]


@pytest.fixture
def cast(reports: list[Any]) -> Cast:
    """Who looks."""
    return Cast.of(reports[0])


def _ahead(edition: Edition) -> str:
    return reverse("admin:reports_reassignment_ahead", args=[edition.pk])


def test_whoever_activates_an_edition_is_led_to_what_it_changes_for_reports(current: Edition) -> None:
    assert _ahead(current) in [link.url for link in preview_links(current)]


def test_the_page_ahead_names_areas_agencies_and_numbers_and_writes_nothing(
    reports: list[Any], current: Edition, cast: Cast
) -> None:
    page = cast.superuser.get(_ahead(current)).content.decode()
    for word in ("91.14 Kabupaten Tolikara", "95.04 Kabupaten Tolikara", "DKP Provinsi Papua Selatan"):
        assert word in page
    assert "≥ 1.000" in page, "numbers as the language of the page writes them"
    reports[0].refresh_from_db()
    assert reports[0].edition.name == "2021"
    assert not Reassignment.objects.exists()


def test_the_map_has_the_areas_that_change_with_their_numbers(reports: list[Any], current: Edition, cast: Cast) -> None:
    shapes = json.loads(cast.superuser.get(_ahead(current) + "shapes/").content)["features"]
    changed = {s["properties"]["label"]: s["properties"]["reports"] for s in shapes if s["properties"]["reports"]}
    assert changed == {"95.04 Kabupaten Tolikara": 1}
    assert sum(shape["properties"]["role"] == "province" for shape in shapes) == 38


@pytest.mark.parametrize("who", ["anonymous", "citizen", "holder"])
def test_nobody_else_sees_or_starts_a_run(reports: list[Any], current: Edition, cast: Cast, who: str) -> None:
    client = getattr(cast, who)
    for address in (_ahead(current), _ahead(current) + "shapes/"):
        assert client.get(address).status_code == 302
        assert client.post(address, {"seen": "1"}).status_code == 302
    assert not Reassignment.objects.exists()


def test_the_button_works_once_it_is_confirmed_and_says_what_it_did(
    reports: list[Any], current: Edition, cast: Cast
) -> None:
    cast.superuser.post(_ahead(current), {})
    assert not Reassignment.objects.exists()
    answer = cast.superuser.post(_ahead(current), {"seen": "1"}, follow=True)
    assert answer.status_code == 200
    run = Reassignment.objects.get()
    assert (run.status, run.counts["changed"]) == ("done", 3)
    assert run.actor is not None
    assert reports[0].history.get(verb="reassigned").actor == run.actor
    detail = cast.superuser.get(reverse("admin:reports_reassignment_change", args=[run.pk])).content.decode()
    assert f"--undo {run.pk}" in detail
    assert "95.04 Kabupaten Tolikara" in detail
    assert 'name="seen"' not in cast.superuser.get(_ahead(current)).content.decode()


def test_an_edition_that_is_not_in_force_is_shown_and_not_committed(
    reports: list[Any], past_editions: list[Edition], cast: Cast
) -> None:
    middle = past_editions[1]
    page = cast.superuser.get(_ahead(middle)).content.decode()
    assert "95.04 Kabupaten Tolikara" in page
    assert 'name="seen"' not in page
    answer = cast.superuser.post(_ahead(middle), {"seen": "1"}, follow=True)
    assert "not in force today" in answer.content.decode()
    assert not Reassignment.objects.exists()


def test_where_reports_are_many_the_page_waits_for_the_command(
    reports: list[Any], current: Edition, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foreseeing, "AT_ONCE", 3)
    page = cast.superuser.get(_ahead(current)).content.decode()
    assert "reassign_reports --edition" in page
    assert "95.04 Kabupaten Tolikara" not in page
    call_command("reassign_reports", edition=current.name)
    assert "95.04 Kabupaten Tolikara" in cast.superuser.get(_ahead(current)).content.decode()


def test_the_command_prints_what_changes_and_how_to_undo_it(
    reports: list[Any], current: Edition, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("reassign_reports", edition=current.name, json=True)
    foreseen = json.loads(capsys.readouterr().out)
    assert (foreseen["run"], foreseen["reports"], foreseen["changed"]) == (None, 4, 3)
    sea = next(move for move in foreseen["moves"] if move["province"] == "93")
    assert (sea["province_before"], sea["reports"], sea["agency"] == sea["agency_before"]) == ("91", 2, False)

    call_command("reassign_reports", edition=current.name, commit=True)
    said, run = capsys.readouterr().out, Reassignment.objects.get()
    assert "95.04" in said
    assert f"undo it with --undo {run.pk}" in said
    call_command("reassign_reports", undo=run.pk)
    assert f"run {run.pk} undone: 3 reports are what they were, 1 more" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"edition": "1999"}, "no edition is called «1999»; there are: «"),
        ({"edition": "2021", "commit": True}, "not in force today"),
        ({"resume": True}, "nothing to resume"),
        ({"undo": 7}, "there is no run 7"),
    ],
)
def test_the_command_says_in_one_line_what_is_wrong(
    past_editions: list[Edition], arguments: dict[str, object], message: str
) -> None:
    with pytest.raises(CommandError, match=message):
        call_command("reassign_reports", **arguments)


def test_reports_are_counted_as_filed_and_as_they_stand(reports: list[Any], current: Edition) -> None:
    everything = Report.objects.all()
    before = {"64": 1, "91": 3}
    assert (
        counts_by_area(everything, "province", "filed") == counts_by_area(everything, "province", "current") == before
    )
    call_command("reassign_reports", edition=current.name, commit=True)
    assert counts_by_area(everything, "province", "filed") == before
    assert counts_by_area(everything, "province", "current") == {"64": 1, "93": 2, "95": 1}
    assert counts_by_area(everything, "regency", "filed") == {"": 2, "64.08": 1, "91.14": 1}
    assert counts_by_area(everything, "regency", "current") == {"": 2, "64.08": 1, "95.04": 1}


def test_counts_of_one_edition_are_carried_to_another(
    reports: list[Any], past_editions: list[Edition], current: Edition
) -> None:
    everything = Report.objects.all()
    on_today = counts_on_edition(everything, "regency", "filed", current)
    assert {code: found.value for code, found in on_today.items()} == {"": 2, "64.08": 1, "95.04": 1}
    assert all(found.exact for found in on_today.values())
    provinces = counts_on_edition(everything, "province", "filed", current)
    assert provinces["64"].exact
    assert not provinces["95"].exact  # a part of the two at sea, of whom only the old province is known
    assert sum(found.value for found in provinces.values()) == pytest.approx(4)
    call_command("reassign_reports", edition=current.name, commit=True)
    back = counts_on_edition(everything, "province", "current", past_editions[0])
    assert {code: (found.value, found.exact) for code, found in back.items()} == {"64": (1, True), "91": (3, True)}


def test_the_counting_command_tells_codes_names_and_estimates(
    reports: list[Any], current: Edition, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("count_reports", level="regency", basis="filed", on_edition=current.name, json=True)
    rows = {row["code"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["95.04"] == {"code": "95.04", "name": "Kabupaten Tolikara", "reports": 1.0, "exact": True}
    call_command("count_reports", level="province", basis="filed", on_edition=current.name)
    assert "≈" in capsys.readouterr().out
    with pytest.raises(CommandError, match="no edition is called"):
        call_command("count_reports", on_edition="x")
