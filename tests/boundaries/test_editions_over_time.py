"""Several editions side by side: which one answers on a day, what differs between two, and days that have none."""

import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.urls import reverse

from boundaries import locator
from boundaries.actions import activate_edition
from boundaries.actions.past import former_codes, load_past_editions
from boundaries.importing.errors import EditionError
from boundaries.models import Area, AreaLink, Edition, Succession
from boundaries.signals import PreviewLink, activation_previewed, edition_activated
from boundaries.succession.changes import Kind, changes
from boundaries.succession.codelists import listed_changes, read_code_list
from boundaries.succession.preview import activation_preview
from boundaries.succession.sources import witnesses
from boundaries.timeline import gaps_in_time
from tests.boundaries import files
from tests.boundaries.crafted import add_edition
from tests.boundaries.importing import run
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

EARLY, LATE = dt.date(2000, 1, 1), dt.date(2020, 1, 1)
UU_16, UU_29 = dt.date(2022, 7, 25), dt.date(2022, 12, 8)
DAY = dt.timedelta(days=1)


def box(x: float, width: float = 1.0) -> shapely.Polygon:
    return shapely.box(110 + x, 0, 110 + x + width, 1)


def command(name: str, *args: Any, **options: Any) -> str:
    out = io.StringIO()
    call_command(name, *args, stdout=out, **options)
    return out.getvalue()


class TestOn:
    @pytest.mark.parametrize(
        ("on", "regency", "province", "edition"),
        [
            (dt.date(2019, 1, 1), "91.14", "91", "2021"),
            (dt.date(2021, 6, 1), "91.14", "91", "2021"),
            (UU_16 - DAY, "91.14", "91", "2021"),
            (UU_16, "95.04", "95", "2022"),
            (UU_29 - DAY, "95.04", "95", "2022"),
            (UU_29, "95.04", "95", None),
            (None, "95.04", "95", None),
        ],
    )
    def test_a_point_in_tolikara_follows_the_law_of_the_day(
        self, past_editions: list[Edition], on: dt.date | None, regency: str, province: str, edition: str | None
    ) -> None:
        x, y = past_editions[0].areas.get(code="91.14").point_on_surface.coords
        place = locator.locate(x, y, on)
        assert place.regency
        assert place.province
        assert (place.regency.code, place.province.code) == (regency, province)
        assert place.edition == (edition or past_editions[-1].name)

    def test_the_command_the_table_and_the_address_ask_the_same_day(
        self, past_editions: list[Edition], client: Client, tmp_path: Path
    ) -> None:
        x, y = past_editions[0].areas.get(code="92.71").point_on_surface.coords
        printed = json.loads(command("locate", str(x), str(y), on=dt.date(2022, 8, 1)))
        assert printed["place"]["regency"]["code"] == "92.71"
        answer = client.get("/api/v1/locate/", {"lon": str(x), "lat": str(y), "on": "2022-12-08"}).json()
        assert answer["place"]["regency"]["code"] == "96.71"
        source, target = tmp_path / "in.csv", tmp_path / "out.csv"
        source.write_text(f"lon,lat\n{x},{y}\n", encoding="utf-8")
        command("locate_points", source, target, on=UU_29 - DAY)
        assert "92.71,92,land" in target.read_text(encoding="utf-8")

    def test_before_the_first_edition_there_is_no_answer_and_no_crash(
        self, past_editions: list[Edition], client: Client
    ) -> None:
        answer = client.get("/api/v1/locate/", {"lon": "138.4", "lat": "-3.5", "on": "2018-12-31"})
        assert answer.status_code == 404
        with pytest.raises(CommandError, match="2018-12-31"):
            command("locate", "138.4", "-3.5", on=dt.date(2018, 12, 31))


class TestPastEditions:
    def test_codes_go_back_by_the_laws_between(self) -> None:
        today = Edition.objects.active().get(valid_to=None)
        assert len(former_codes(today, dt.date(2019, 1, 1))) == 26
        middle = former_codes(today, UU_16)
        assert middle == {
            "96.01": "92.01", "96.02": "92.04", "96.03": "92.05", "96.04": "92.09", "96.05": "92.10", "96.71": "92.71",
        }  # fmt: skip

    def test_what_was_split_cannot_be_told_from_todays_outlines(self) -> None:
        today = Edition.objects.active().get(valid_to=None)
        Succession.objects.create(
            level="regency", predecessor="64.02", successor="64.08", name="x", valid_from="2020-01-01", legal_basis="x"
        )
        with pytest.raises(EditionError, match=r"before 64.02 → 64.08"):
            former_codes(today, dt.date(2019, 1, 1))

    def test_the_import_makes_what_the_tests_copy(self) -> None:
        """The fixture `past_editions` stands for the real thing: same codes, names, parents, validity."""
        from tests.boundaries.editions import add_past_editions

        columns = ("level", "kind", "code", "name", "parent__code", "time_zone", "approximate", "derived")

        def told() -> list[Any]:
            rows = Edition.objects.order_by("valid_from").values_list("name", "valid_from", "valid_to", "legal_basis")
            areas = Area.objects.filter(edition__name__in=("2021", "2022")).order_by("edition", "code")
            return [list(rows), list(areas.values_list("edition__name", *columns))]

        assert load_past_editions() == [
            "edition 2021: 514 regencies, 34 provinces", "edition 2022: 514 regencies, 37 provinces",
        ]  # fmt: skip
        assert [line.endswith("loaded already") for line in load_past_editions()] == [True, True]
        imported = told()
        assert not gaps_in_time()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT max(ST_Area(ST_SymDifference(a.geometry, b.geometry))) FROM boundaries_area a "
                "JOIN boundaries_area b ON b.code = '95.04' AND b.edition_id <> a.edition_id WHERE a.code = '91.14'"
            )
            assert cursor.fetchone()[0] < 1e-9
        Edition.objects.filter(name__in=("2021", "2022")).delete()
        Edition.objects.update(valid_to=None)
        add_past_editions()
        assert told() == imported

    def test_nothing_is_made_without_a_later_edition(self, no_editions: None) -> None:
        with pytest.raises(CommandError, match="no edition begins after 2019-01-01"):
            command("load_past_editions")


@pytest.mark.usefixtures("no_editions")
class TestChanges:
    def _found(self, earlier: dict[str, Any], later: dict[str, Any]) -> Any:
        old = add_edition(earlier, name="old", valid_from=EARLY, valid_to=LATE)
        return changes(old, add_edition(later, name="new", valid_from=LATE), "regency")

    def test_each_kind_is_told_apart(self) -> None:
        for a, b in (("61.02", "62.02"), ("61.03", "61.13"), ("61.04", "61.05")):
            Succession.objects.create(
                level="regency", predecessor=a, successor=b, name="x", valid_from="2010-01-01", legal_basis="x"
            )
        found = self._found(
            {"61.01": box(0), "61.02": box(1), "61.03": box(2), "61.04": box(3), "61.05": box(4), "61.06": box(7)},
            {"61.01": box(0), "62.02": box(1), "61.03": box(2, 0.5), "61.13": box(2.5, 0.5), "61.05": box(3, 2),
             "61.07": box(9)},
        )  # fmt: skip
        told = {(change.kind, change.earlier, change.later) for change in found.groups}
        assert told == {
            (Kind.RECODED, ("61.02",), ("62.02",)), (Kind.SPLIT, ("61.03",), ("61.03", "61.13")),
            (Kind.MERGED, ("61.04", "61.05"), ("61.05",)), (Kind.GONE, ("61.06",), ()), (Kind.ADDED, (), ("61.07",)),
        }  # fmt: skip
        assert [change.basis for change in found.of("recoded")] == ["law"]
        assert not found.redrawn

    def test_ground_that_changed_is_measured(self) -> None:
        found = self._found({"61.01": box(0), "61.02": box(1)}, {"61.01": box(0, 0.9), "61.02": box(0.9, 1.1)})
        assert [(area.later, round(area.changed, 2)) for area in found.redrawn] == [("61.01", 0.1), ("61.02", 0.09)]
        assert not found.groups

    def test_names_differ_by_more_than_spelling(self) -> None:
        old = add_edition({"61.01": box(0), "61.02": box(1)}, name="old", valid_from=EARLY, valid_to=LATE)
        new = add_edition({"61.01": box(0), "61.02": box(1)}, name="new", valid_from=LATE)
        Edition.objects.update(status=Edition.Status.DRAFT)  # the names of areas in force are fixed
        old.areas.filter(code="61.01").update(name="Kab. Toba Samosir")
        new.areas.filter(code="61.01").update(name="Kabupaten Toba")
        old.areas.filter(code="61.02").update(name="Kab. Banyu Asin")
        new.areas.filter(code="61.02").update(name="Kabupaten Banyuasin")
        assert changes(old, new, "regency").renamed == [("61.01", "61.01")]


class TestThreeWitnesses:
    CODES = (
        "kode,2020,2022,2023\n91,PAPUA,PAPUA,PAPUA\n95,,,PAPUA PEGUNUNGAN\n91.14,KAB. TOLIKARA,KAB. TOLIKARA,\n"
        "95.04,,,Kabupaten Tolikara\n12.12,KAB. TOBA SAMOSIR,KAB. TOBA,KAB. TOBA\n61.1,KAB. MELAWI,KAB. MELAWI,\n"
    )

    def test_lists_of_codes_tell_who_was_recoded_renamed_and_lost(self, tmp_path: Path) -> None:
        path = tmp_path / "codes.csv"
        path.write_text(self.CODES, encoding="utf-8")
        codes = read_code_list(path)
        assert codes.restored == ["line 7: 61.1 → 61.10"]
        found = listed_changes(codes, "regency")
        assert found.recoded == {("91.14", "95.04"): (2022, 2023)}
        assert found.renamed == [("12.12", "KAB. TOBA SAMOSIR", "KAB. TOBA", 2022)]
        assert found.gone == [("61.10", "KAB. MELAWI", 2023)]
        assert listed_changes(codes, "province").recoded == {("91", "95"): (2022, 2023)}

    def test_all_three_agree_on_tolikara_and_differ_on_the_rest(
        self, past_editions: list[Edition], tmp_path: Path
    ) -> None:
        path = tmp_path / "codes.csv"
        path.write_text(self.CODES, encoding="utf-8")
        found = witnesses(past_editions[0], past_editions[2], "regency", read_code_list(path))
        assert [(pair.earlier, pair.later) for pair in found.agreed] == [("91.14", "95.04")]
        assert len(found.disputed) == 25
        assert all(pair.law and pair.ground and not pair.years for pair in found.disputed)

    def test_a_law_nobody_loaded_is_seen_on_the_ground(self, past_editions: list[Edition]) -> None:
        Succession.objects.filter(predecessor="91.14").delete()
        AreaLink.objects.all().delete()
        found = witnesses(past_editions[0], past_editions[2], "regency")
        assert [(pair.earlier, pair.later, pair.law, pair.ground) for pair in found.disputed] == [
            ("91.14", "95.04", None, True)
        ]

    def test_the_command_prints_and_gives_json(self, past_editions: list[Edition], tmp_path: Path) -> None:
        path = tmp_path / "codes.csv"
        path.write_text(self.CODES, encoding="utf-8")
        printed = command("compare_editions", "2021", past_editions[-1].name, codes=path)
        assert "recoded (26)" in printed
        assert "91.14 Kabupaten Tolikara → 95.04 Kabupaten Tolikara (by law)" in printed
        assert "law, ground and lists of codes agree on 1 successions, differ on 25" in printed
        assert "12.12 KAB. TOBA SAMOSIR → KAB. TOBA (2022)" in printed
        told = json.loads(command("compare_editions", "2022-12-09", "2021-01-01", json=True))
        assert told["earlier"] == "2021"
        assert [len(level["witnesses"]["agreed"]) for level in told["levels"]] == [4, 26]

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            ("kode,nama\n64.08,Kutai Timur\n", "one for each of two or more years"),
            ("kode,2020,2021\nabc,A,A\n", "line 2: 'abc' is no code"),
            ("kode,2020,2021\n64.08,A,A\n64.08,B,B\n", "line 3: 64.08 stands on line 2 already"),
        ],
    )
    def test_other_lists_are_refused(
        self, past_editions: list[Edition], tmp_path: Path, content: str, message: str
    ) -> None:
        path = tmp_path / "codes.csv"
        path.write_text(content, encoding="utf-8")
        with pytest.raises(CommandError, match=message):
            command("compare_editions", "2021", "2022", codes=path)

    @pytest.mark.parametrize(
        ("names", "message"),
        [
            (["2021"], "name two editions"),
            (["2021", "2021"], "named twice"),
            (["2021", "apa"], "no edition is called 'apa'; there are: 2021, 2022, "),
            (["2021", "1999-01-01"], "no edition is in force on 1999-01-01"),
        ],
    )
    def test_editions_that_are_none_are_named(
        self, past_editions: list[Edition], names: list[str], message: str
    ) -> None:
        with pytest.raises(CommandError, match=message):
            command("compare_editions", *names)


@pytest.mark.usefixtures("no_editions")
class TestGapsInTime:
    def test_days_without_an_edition_are_named(self) -> None:
        add_edition({"61.01": box(0)}, name="a", valid_from=EARLY, valid_to=dt.date(2010, 1, 1))
        add_edition({"61.01": box(0)}, name="b", valid_from=LATE, valid_to=dt.date(2021, 1, 1))
        first, second = gaps_in_time()
        assert (first.first, first.last) == (dt.date(2010, 1, 1), LATE - DAY)
        assert (second.first, second.last) == (dt.date(2021, 1, 1), None)
        printed = command("compare_editions")
        assert "gap in time: no edition is in force from 2010-01-01 to 2019-12-31, between a and b" in printed
        assert "no edition is in force from 2021-01-01 on, when b ended" in printed

    def test_editions_that_follow_each_other_leave_none(self) -> None:
        add_edition({"61.01": box(0)}, name="a", valid_from=EARLY, valid_to=LATE)
        add_edition({"61.01": box(0)}, name="b", valid_from=LATE)
        assert gaps_in_time() == []
        assert "no gap in time" in command("compare_editions")

    def test_an_empty_installation_has_nothing_to_list(self) -> None:
        assert "there is no edition yet" in command("compare_editions")

    def test_the_list_of_the_administration_warns(self, client: Client) -> None:
        add_edition({"61.01": box(0)}, name="a", valid_from=EARLY, valid_to=dt.date(2010, 1, 1))
        add_edition({"61.01": box(0)}, name="b", valid_from=LATE)
        client.force_login(UserFactory(is_staff=True, is_superuser=True))
        page = client.get(reverse("admin:boundaries_edition_changelist"))
        assert any(
            "2010-01-01" in str(message) and "2019-12-31" in str(message) for message in page.context["messages"]
        )


class TestActivation:
    @pytest.fixture
    def draft(self, tmp_path: Path) -> Edition:
        run(files.geojson(tmp_path, files.real()))
        return Edition.objects.get(name="trial")

    def test_what_would_change_is_told_first(self, draft: Edition) -> None:
        preview = activation_preview(draft)
        provinces, regencies = preview.levels
        assert len(provinces.of("gone")) == 37
        assert len(regencies.of("gone")) == 509
        assert not regencies.of("recoded")
        assert (preview.earlier, preview.later) == (Edition.objects.active().get(), draft)
        assert not AreaLink.objects.filter(later_edition=draft).exists(), "a draft may still change"

    def test_the_command_is_a_dry_run_until_told(self, draft: Edition) -> None:
        printed = command("activate_edition", "trial")
        draft.refresh_from_db()
        assert draft.status == Edition.Status.DRAFT
        assert "gone (509)" in printed
        assert "see What would change for reports: /" in printed, "operators read English"
        assert "dry run: nothing was written" in printed
        committed = command("activate_edition", "trial", commit=True)
        draft.refresh_from_db()
        assert draft.status == Edition.Status.ACTIVE
        assert committed.split("\n\nin force")[0] == printed.split("\n\ndry run")[0]

    def test_a_law_that_the_draft_contradicts_is_named(self, draft: Edition, client: Client) -> None:
        Succession.objects.create(
            level="regency", predecessor="64.08", successor="34.04", name="Sleman", valid_from="2023-01-01",
            legal_basis="UU 9/2023",
        )  # fmt: skip
        printed = command("activate_edition", "trial")
        assert "against the ground: 64.08 → 34.04 (2023-01-01), yet the two share only 0%" in printed
        client.force_login(UserFactory(is_staff=True, is_superuser=True))
        page = client.post(
            reverse("admin:boundaries_edition_changelist"), {"action": "activate", "_selected_action": [draft.pk]}
        )
        assert "UU 9/2023" in page.content.decode()

    def test_what_cannot_be_activated_is_said_in_a_line(self, draft: Edition) -> None:
        in_force = Edition.objects.active().get()
        with pytest.raises(CommandError, match="in force already"):
            command("activate_edition", in_force.name)
        with pytest.raises(CommandError, match="no edition is called 'x'; drafts: trial"):
            command("activate_edition", "x")
        Edition.objects.filter(pk=draft.pk).update(valid_from=in_force.valid_from)
        with pytest.raises(CommandError, match="in force from the same day"):
            command("activate_edition", "trial")

    def test_apps_above_are_told_once_it_is_committed(
        self, draft: Edition, django_capture_on_commit_callbacks: Any
    ) -> None:
        told: list[Edition] = []

        def listen(edition: Edition, **_more: Any) -> None:
            told.append(edition)

        edition_activated.connect(listen)
        try:
            with django_capture_on_commit_callbacks() as callbacks:
                activate_edition(draft)
            assert told == []
            for callback in callbacks:
                if "send_robust" in repr(callback):
                    callback()
        finally:
            edition_activated.disconnect(listen)
        assert told == [draft]

    def test_the_page_shows_the_differences_and_what_others_offer(self, draft: Edition, client: Client) -> None:
        client.force_login(UserFactory(is_staff=True, is_superuser=True))

        def offer(edition: Edition, **_more: Any) -> PreviewLink:
            return PreviewLink("Reports", f"/reports-of/{edition.pk}/")

        activation_previewed.connect(offer)
        try:
            page = client.post(
                reverse("admin:boundaries_edition_changelist"), {"action": "activate", "_selected_action": [draft.pk]}
            )
        finally:
            activation_previewed.disconnect(offer)
        html = page.content.decode()
        assert f'href="/reports-of/{draft.pk}/"' in html
        assert reverse("admin:boundaries_edition_differences", args=[draft.pk]) in html
        assert "64.08 Kabupaten Kutai Timur" in html, "an area that would be gone"
        shapes = client.get(reverse("admin:boundaries_edition_differences", args=[draft.pk])).json()["features"]
        roles = {(shape["properties"]["role"], shape["properties"]["label"]) for shape in shapes}
        assert ("near", "34.04 Kabupaten Sleman") in roles
        assert ("before", "64.08 Kabupaten Kutai Timur") in roles

    def test_a_draft_that_cannot_be_activated_is_not_offered(self, draft: Edition, client: Client) -> None:
        client.force_login(UserFactory(is_staff=True, is_superuser=True))
        Edition.objects.filter(pk=draft.pk).update(valid_from=Edition.objects.active().get().valid_from)
        page = client.post(
            reverse("admin:boundaries_edition_changelist"), {"action": "activate", "_selected_action": [draft.pk]}
        )
        assert "in force from the same day" in page.content.decode()
        assert page.context["rows"] == []

    def test_an_edition_in_force_shows_what_it_changed(self, past_editions: list[Edition], client: Client) -> None:
        client.force_login(UserFactory(is_staff=True, is_superuser=True))
        html = client.get(reverse("admin:boundaries_edition_change", args=[past_editions[1].pk])).content.decode()
        assert "91 Papua → 91 Papua + 93 Papua Selatan + 94 Papua Tengah + 95 Papua Pegunungan" in html

    def test_an_end_leaves_days_without_boundaries_and_says_so(self, tmp_path: Path) -> None:
        run(files.geojson(tmp_path, files.real()), valid_to=dt.date(2024, 6, 1))
        assert "no edition is in force from 2024-06-01 on" in command("activate_edition", "trial")

    def test_an_end_before_the_beginning_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(EditionError, match="begins on 2024-01-01 cannot end on 2024-01-01"):
            run(files.geojson(tmp_path, files.real()), valid_to=dt.date(2024, 1, 1))

    def test_an_edition_put_in_between_cuts_the_one_before(self, past_editions: list[Edition], tmp_path: Path) -> None:
        run(files.geojson(tmp_path, files.real()), valid_from=dt.date(2020, 1, 1), activate=True)
        spans = Edition.objects.active().order_by("valid_from").values_list("name", "valid_from", "valid_to")
        assert [tuple(map(str, span)) for span in spans][:3] == [
            ("2021", "2019-01-01", "2020-01-01"),
            ("trial", "2020-01-01", "2022-07-25"),
            ("2022", "2022-07-25", "2022-12-08"),
        ]
        assert not gaps_in_time()
