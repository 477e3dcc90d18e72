"""Figures cross from one edition to another and none is lost: by law, by code, by ground where both are silent."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from boundaries.crosswalk import NOWHERE, Basis, Crosswalk, Part, crosswalk, lineage, map_areas
from boundaries.models import AreaLink, Edition, Succession
from tests.boundaries.crafted import add_edition

EARLY, LATE, LAW = dt.date(2000, 1, 1), dt.date(2020, 1, 1), dt.date(2010, 5, 5)


def square(x: float, y: float = 0.0, width: float = 1.0, height: float = 1.0) -> shapely.Polygon:
    return shapely.box(110 + x, y, 110 + x + width, y + height)


def editions(earlier: Mapping[str, BaseGeometry], later: Mapping[str, BaseGeometry]) -> tuple[Edition, Edition]:
    old = add_edition(earlier, name="old", valid_from=EARLY, valid_to=LATE)
    return old, add_edition(later, name="new", valid_from=LATE)


def law(predecessor: str, successor: str, on: dt.date = LAW, level: str = "regency") -> Succession:
    return Succession.objects.create(
        level=level, predecessor=predecessor, successor=successor, name="X", valid_from=on, legal_basis="UU 1/2010"
    )


def shares(walk: Crosswalk, code: str) -> dict[str, Any]:
    return {part.target: pytest.approx(part.share, abs=1e-3) for part in walk.targets_of(code)}


@pytest.mark.usefixtures("no_editions")
class TestByLawCodeAndGround:
    def test_one_code_is_one_area_however_it_was_drawn(self) -> None:
        old, new = editions({"61.01": square(0), "61.02": square(1)}, {"61.01": square(0.2), "61.02": square(1.2)})
        for source, target in ((old, new), (new, old)):
            assert shares(crosswalk(source, target, "regency"), "61.01") == {"61.01": 1.0}

    def test_a_new_code_by_law_takes_all(self) -> None:
        law("61.01", "62.07")
        old, new = editions({"61.01": square(0), "61.02": square(1)}, {"62.07": square(0.3), "61.02": square(1)})
        walk = crosswalk(old, new, "regency")
        assert walk.targets_of("61.01") == (Part("61.01", "62.07", 1.0, Basis.LAW),)
        assert crosswalk(new, old, "regency").targets_of("62.07") == (Part("62.07", "61.01", 1.0, Basis.LAW),)

    def test_a_chain_of_laws_is_followed(self) -> None:
        law("61.01", "62.07", dt.date(2005, 1, 1))
        law("62.07", "63.01", dt.date(2015, 1, 1))
        old, new = editions({"61.01": square(0)}, {"63.01": square(0)})
        assert shares(crosswalk(old, new, "regency"), "61.01") == {"63.01": 1.0}

    def test_a_split_by_law_is_shared_out_by_area(self) -> None:
        law("61.01", "61.10")
        old, new = editions({"61.01": square(0)}, {"61.01": square(0, width=0.75), "61.10": square(0.75, width=0.25)})
        walk = crosswalk(old, new, "regency")
        assert shares(walk, "61.01") == {"61.01": 0.75, "61.10": 0.25}
        mapped = walk.map({"61.01": 100})
        assert mapped["61.10"].value == pytest.approx(25, abs=0.1)
        assert not mapped["61.10"].exact
        back = map_areas({"61.01": 30, "61.10": 12}, new, old, "regency")
        assert (back["61.01"].value, back["61.01"].exact) == (42, True)

    def test_a_merger_is_exact_forward_and_an_estimate_back(self) -> None:
        law("61.01", "61.03")
        law("61.02", "61.03")
        old, new = editions({"61.01": square(0), "61.02": square(1, width=3)}, {"61.03": square(0, width=4)})
        mapped = map_areas({"61.01": 5, "61.02": 7}, old, new, "regency")
        assert (mapped["61.03"].value, mapped["61.03"].exact) == (12, True)
        back = map_areas({"61.03": 100}, new, old, "regency")
        assert {code: round(value.value) for code, value in back.items()} == {"61.01": 25, "61.02": 75}
        assert not back["61.01"].exact

    def test_where_the_law_is_silent_the_ground_decides(self) -> None:
        old, new = editions(
            {"61.01": square(0), "61.02": square(1), "61.03": square(2)},
            {"62.01": square(0, width=1.01), "61.02": square(1.01, width=0.5), "61.04": square(1.51, width=0.49),
             "61.03": square(2)},
        )  # fmt: skip
        walk = crosswalk(old, new, "regency")
        assert walk.targets_of("61.01") == (Part("61.01", "62.01", 1.0, Basis.GROUND),)
        assert shares(walk, "61.02") == {"61.02": 0.505, "61.04": 0.495}

    def test_an_area_with_a_new_code_is_known_by_its_ground_though_drawn_otherwise(self) -> None:
        old, new = editions({"61.01": square(0), "61.02": square(1)}, {"62.01": square(0.3), "61.02": square(1.3)})
        assert crosswalk(old, new, "regency").targets_of("61.01") == (Part("61.01", "62.01", 1.0, Basis.GROUND),)
        assert shares(crosswalk(old, new, "regency"), "61.02") == {"61.02": 1.0}

    def test_a_code_given_anew_elsewhere_is_another_area(self) -> None:
        old, new = editions({"61.01": square(0), "61.02": square(1)}, {"61.02": square(0), "61.03": square(1)})
        walk = crosswalk(old, new, "regency")
        assert shares(walk, "61.01") == {"61.02": 1.0}
        assert shares(walk, "61.02") == {"61.03": 1.0}

    def test_an_edition_that_lags_behind_the_law_is_understood(self) -> None:
        law("61.01", "62.01", dt.date(1999, 1, 1))
        old, new = editions({"61.01": square(0)}, {"62.01": square(0)})
        assert crosswalk(old, new, "regency").targets_of("61.01")[0].basis == Basis.LAW

    def test_ground_that_nobody_has_any_more_is_named_and_its_count_kept(self) -> None:
        old, new = editions({"61.01": square(0), "61.02": square(5)}, {"61.01": square(0)})
        walk = crosswalk(old, new, "regency")
        assert walk.unplaced == ("61.02",)
        mapped = walk.map({"61.01": 1, "61.02": 4, NOWHERE: 2, "99.99": 1})
        assert {code: value.value for code, value in mapped.items()} == {"61.01": 1, NOWHERE: 7}

    def test_ground_is_measured_once_and_only_of_editions_in_force(self) -> None:
        old, new = editions({"61.01": square(0)}, {"61.01": square(0, width=0.5), "61.02": square(0.5, width=0.5)})
        law("61.01", "61.02")
        crosswalk(old, new, "regency")
        links = {(x.earlier.code, x.later.code): x for x in AreaLink.objects.select_related("earlier", "later")}
        assert links["61.01", "61.02"].share_of_earlier == pytest.approx(0.5)
        assert links["61.01", "61.02"].share_of_later == pytest.approx(1)
        assert links["61.01", "61.02"].by_law
        before = set(AreaLink.objects.values_list("pk", flat=True))
        crosswalk(new, old, "regency")
        assert set(AreaLink.objects.values_list("pk", flat=True)) == before
        Edition.objects.filter(pk=new.pk).update(status="draft")
        AreaLink.objects.all().delete()
        new.refresh_from_db()
        assert shares(crosswalk(old, new, "regency"), "61.01") == {"61.01": 0.5, "61.02": 0.5}
        assert not AreaLink.objects.exists()


class TestPapua:
    def test_every_regency_of_2021_is_one_of_today(self, past_editions: list[Edition]) -> None:
        old, _middle, today = past_editions
        walk = crosswalk(old, today, "regency")
        changed = {code: walk.targets_of(code) for code in walk.parts if walk.targets_of(code)[0].target != code}
        assert len(walk.parts) == 514
        assert len(changed) == 26
        assert changed["91.14"] == (Part("91.14", "95.04", 1.0, Basis.LAW),)
        assert all(part.exact for parts in walk.parts.values() for part in parts)

    def test_old_papua_is_four_provinces_and_they_are_old_papua(self, past_editions: list[Edition]) -> None:
        old, middle, today = past_editions
        assert set(map_areas({"91": 1000}, old, today, "province")) == {"91", "93", "94", "95"}
        assert {p.target for p in crosswalk(old, middle, "province").targets_of("92")} == {"92"}
        assert {p.target for p in crosswalk(middle, today, "province").targets_of("92")} == {"92", "96"}
        back = map_areas({"91": 1, "93": 2, "94": 3, "95": 4, "92": 5, "96": 6}, today, old, "province")
        assert {code: (value.value, value.exact) for code, value in back.items()} == {
            "91": (10, True),
            "92": (11, True),
        }

    def test_there_and_back_changes_nothing_where_areas_are_one_for_one(self, past_editions: list[Edition]) -> None:
        old, _middle, today = past_editions
        counts = {area.code: float(area.pk % 97) for area in old.areas.regencies().only("code")}
        there = {code: value.value for code, value in map_areas(counts, old, today, "regency").items()}
        back = map_areas(there, today, old, "regency")
        assert {code: value.value for code, value in back.items()} == counts

    def test_an_edition_is_itself(self, past_editions: list[Edition]) -> None:
        today = past_editions[-1]
        counts = {"95.04": 3.0, "34.04": 1.0}
        mapped = map_areas(counts, today, today, "regency")
        assert {code: (value.value, value.exact) for code, value in mapped.items()} == {
            "95.04": (3.0, True), "34.04": (1.0, True),
        }  # fmt: skip


@pytest.mark.usefixtures("no_editions")
class TestTotals:
    @pytest.fixture
    def walks(self) -> list[Crosswalk]:
        law("61.01", "61.09")
        law("61.04", "62.04")
        old, new = editions(
            {"61.01": square(0), "61.02": square(1), "61.03": square(2), "61.04": square(3), "61.05": square(9)},
            {"61.01": square(0, width=0.3), "61.09": square(0.3, width=0.7), "61.02": square(1, width=2),
             "62.04": square(3), "61.07": square(6)},
        )  # fmt: skip
        return [crosswalk(a, b, level) for a, b in ((old, new), (new, old)) for level in ("regency", "province")]

    def test_no_count_is_lost_or_made(self, walks: list[Crosswalk]) -> None:
        @settings(max_examples=60, deadline=None)
        @given(st.data())
        def conserved(data: st.DataObject) -> None:
            walk = data.draw(st.sampled_from(walks))
            codes = st.sampled_from([*walk.parts, *walk.unplaced, NOWHERE, "77.77"])
            counts = data.draw(st.dictionaries(codes, st.integers(0, 10**7)))
            mapped = walk.map(counts)
            assert sum(value.value for value in mapped.values()) == pytest.approx(sum(counts.values()), rel=1e-9)
            assert all(value.value >= 0 for value in mapped.values())

        conserved()

    def test_shares_add_up_to_one(self, walks: list[Crosswalk]) -> None:
        for walk in walks:
            for parts in walk.parts.values():
                assert sum(part.share for part in parts) == pytest.approx(1, abs=1e-12)


class TestLineage:
    def test_predecessors_and_successors_come_with_day_and_law(self, db: None) -> None:
        found = lineage("95.04")
        assert [(step.code, step.name, step.on.isoformat()) for step in found.predecessors] == [
            ("91.14", "Kabupaten Tolikara", "2022-07-25")
        ]
        assert found.predecessors[0].legal_basis.startswith("UU 16/2022")
        assert found.successors == ()
        assert {step.code for step in lineage("91").successors} == {"93", "94", "95"}

    def test_a_chain_is_told_to_its_end(self, db: None) -> None:
        law("95.04", "95.20", dt.date(2030, 1, 1))
        steps = lineage("91.14").successors
        assert [(step.code, step.of) for step in steps] == [("95.04", "91.14"), ("95.20", "95.04")]

    def test_a_day_tells_which_area_of_a_code_is_meant(self, db: None) -> None:
        law("95.01", "91.14", dt.date(2030, 1, 1))
        assert [step.code for step in lineage("91.14", dt.date(2021, 1, 1)).successors] == ["95.04"]
        assert [step.code for step in lineage("91.14", dt.date(2031, 1, 1)).predecessors] == ["95.01", "91.02"]
        assert lineage("91.14", dt.date(2031, 1, 1)).successors == ()

    def test_where_no_law_is_known_the_ground_tells(self, past_editions: list[Edition]) -> None:
        Succession.objects.all().delete()
        AreaLink.objects.all().delete()
        (step,) = lineage("95.04").predecessors
        assert (step.code, step.name, step.on, step.legal_basis) == (
            "91.14", "Kabupaten Tolikara", dt.date(2022, 7, 25), "",
        )  # fmt: skip
        assert [step.code for step in lineage("92.71").successors] == ["96.71"]
        assert lineage("34.04").predecessors == lineage("34.04").successors == ()
        assert lineage("nonsense").predecessors == ()
