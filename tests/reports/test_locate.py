"""`locate` and /api/v1/locate/: where a point of the embedded edition lies, and who must act there."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Agency
from reports.models import EmergencyContact, RuleCase

pytestmark = pytest.mark.django_db

POINTS = [
    ("117.55", "0.53", "land", "64.08", "64"),
    ("110.36", "-7.80", "land", "34.71", "34"),
    ("110.35", "1.55", "abroad", None, None),
    ("106.83", "-5.90", "sea_12nm", None, "31"),
    ("95.0", "-8.0", "sea_beyond", None, None),
]
# Point, category and circumstances; then rule, level and code of the agency by domain.md.
DECISIONS = [
    ("117.55", "0.53", "W1", {}, 15, "regency", "DLH-64.08"),
    ("117.55", "0.53", "w1", {}, 15, "regency", "DLH-64.08"),
    ("117.55", "0.53", "A2", {}, 18, "regency", "DLH-64.08"),
    ("117.55", "0.53", "A2", {"permit": "province"}, 13, "province", "DLH-64"),
    ("117.55", "0.53", "A4", {"crossing": "regency"}, 14, "province", "DLH-64"),
    ("106.83", "-5.90", "H4", {}, 6, "province", "DKP-31"),
    ("106.83", "-6.20", "W1", {}, 15, "province", "DLH-31"),
]


def call(*arguments: str) -> dict[str, Any]:
    """Run `locate` and return what it prints."""
    out = StringIO()
    call_command("locate", *arguments, stdout=out, stderr=StringIO())
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


class TestCommand:
    @pytest.mark.parametrize(("lon", "lat", "setting", "regency", "province"), POINTS)
    def test_prints_the_place(
        self, lon: str, lat: str, setting: str, regency: str | None, province: str | None
    ) -> None:
        answer = call(lon, lat)
        place = answer["place"]
        assert place["setting"] == setting
        assert (place["regency"] and place["regency"]["code"]) == regency
        assert (place["province"] and place["province"]["code"]) == province
        assert answer["responsibility"] is None
        assert all(answer["reason"].values())

    @pytest.mark.parametrize(("lon", "lat", "category", "more", "rule", "level", "agency"), DECISIONS)
    def test_names_who_must_act(
        self, lon: str, lat: str, category: str, more: dict[str, str], rule: int, level: str, agency: str
    ) -> None:
        options = [part for name, value in more.items() for part in (f"--{name}", value)]
        found = call(lon, lat, "--category", category, *options)["responsibility"]
        assert (found["rule"], found["level"], found["agency"]["code"]) == (rule, level, agency)

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (("-7.8", "110.4"), "swapped"),
            (("nan", "0"), "numbers"),
            (("117.55", "0.53", "--on", "1950-01-01"), "1950-01-01"),
            (("117.55", "0.53", "--category", "X9"), "there is no category X9; there are A1,"),
            (("117.55", "0.53", "--category", "W-1"), "no code of a category"),
            (("117.55", "0.53", "--permit", "gubernur"), "invalid choice"),
            (("117.55", "0.53", "--crossing", "2"), "invalid choice"),
        ],
    )
    def test_says_in_one_line_what_is_wrong(self, arguments: tuple[str, ...], message: str) -> None:
        with pytest.raises(CommandError, match=message) as caught:
            call(*arguments)
        assert "\n" not in str(caught.value)


class TestApi:
    def get(self, client: Client, query: str, **headers: str) -> Any:
        """Ask the API."""
        return client.get(f"/api/v1/locate/?{query}", headers=headers)

    @pytest.mark.parametrize(("lon", "lat", "setting", "regency", "province"), POINTS)
    def test_answers_as_the_command_does(
        self, client: Client, lon: str, lat: str, setting: str, regency: str | None, province: str | None
    ) -> None:
        answer = self.get(client, f"lon={lon}&lat={lat}")
        assert answer.json() == call(lon, lat)
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "max-age" in answer["Cache-Control"]

    @pytest.mark.parametrize(("lon", "lat", "category", "more", "rule", "level", "agency"), DECISIONS)
    def test_names_who_must_act_as_the_command_does(
        self,
        client: Client,
        lon: str,
        lat: str,
        category: str,
        more: dict[str, str],
        rule: int,
        level: str,
        agency: str,
    ) -> None:
        query = "&".join(f"{name}={value}" for name, value in {"category": category, **more}.items())
        options = [part for name, value in more.items() for part in (f"--{name}", value)]
        answer = self.get(client, f"lon={lon}&lat={lat}&{query}").json()
        assert answer == call(lon, lat, "--category", category, *options)
        found = answer["responsibility"]
        assert (found["rule"], found["level"], found["agency"]["code"]) == (rule, level, agency)

    def test_tells_all_that_a_reporter_is_told(self, client: Client) -> None:
        answer = self.get(client, "lon=117.55&lat=0.53&category=L1&on=2026-11-20").json()
        found = answer["responsibility"]
        assert set(found) == {
            "level", "agency", "rule", "case", "basis", "explanation", "joint", "copies", "alternatives", "confirm",
            "confirm_why", "emergency", "answer_due_on", "emergency_contacts",
        }  # fmt: skip
        assert found["agency"]["name"] in found["explanation"]["id"]
        assert found["emergency"] is True
        assert {"112", "113"} <= {contact["phone"] for contact in found["emergency_contacts"]}
        assert found["answer_due_on"] == "2026-12-10"  # 14 working days
        assert answer["reason"] is None

    def test_numbers_of_one_area_are_told_there_alone(self, client: Client) -> None:
        EmergencyContact.objects.create(name_id="Posko", name_en="Post", phone="0549 113", area_codes=["64.08"])
        for lon, lat, told in (("117.55", "0.53", True), ("110.36", "-7.80", False)):
            found = self.get(client, f"lon={lon}&lat={lat}&category=L1").json()["responsibility"]
            assert ("0549 113" in {contact["phone"] for contact in found["emergency_contacts"]}) == told

    def test_abroad_nobody_is_responsible_and_it_says_so(self, client: Client) -> None:
        answer = self.get(client, "lon=110.35&lat=1.55&category=W1").json()
        assert answer["responsibility"] is None
        assert "Indonesia" in answer["reason"]["id"]
        assert "Indonesia" in answer["reason"]["en"]

    @pytest.mark.parametrize("on", ["2999-12-31", "9999-12-31"])
    def test_a_day_far_off_has_an_answer_too(self, client: Client, on: str) -> None:
        answer = self.get(client, f"lon=117.55&lat=0.53&category=W1&on={on}")
        assert answer.status_code == 200
        assert answer.json()["responsibility"]["agency"]["code"] == "DLH-64.08"

    def test_spares_the_answer_to_those_who_have_it(self, client: Client) -> None:
        etag = self.get(client, "lon=117.55&lat=0.53")["ETag"]
        assert self.get(client, "lon=117.55&lat=0.53", if_none_match=etag).status_code == 304
        assert self.get(client, "lon=117.56&lat=0.53", if_none_match=etag).status_code == 200
        assert self.get(client, "lon=117.55&lat=0.53&category=W1")["ETag"] != etag

    def test_a_changed_rule_or_agency_is_told_to_those_who_have_the_answer(self, client: Client, settings: Any) -> None:
        settings.EDITION_CHECK_SECONDS = 0
        query = "lon=117.55&lat=0.53&category=W1"
        first = self.get(client, query)
        Agency.objects.filter(code="DLH-64.08").update(name="Dinas Lingkungan Hidup Kutai Timur")
        renamed = self.get(client, query, if_none_match=first["ETag"])
        assert renamed.json()["responsibility"]["agency"]["name"] == "Dinas Lingkungan Hidup Kutai Timur"
        RuleCase.objects.filter(code="15b").update(basis="UU 99/2026")
        reworded = self.get(client, query, if_none_match=renamed["ETag"])
        assert reworded.json()["responsibility"]["basis"] == "UU 99/2026"
        assert self.get(client, query, if_none_match=reworded["ETag"]).status_code == 304

    @pytest.mark.parametrize(
        ("query", "status", "fields"),
        [
            ("", 400, {"lon", "lat"}),
            ("lon=117,55&lat=0.53", 400, {"lon"}),
            ("lon=110&lat=1&accuracy=-1", 400, {"accuracy"}),
            ("lon=110&lat=1&accuracy=nan", 400, {"accuracy"}),
            ("lon=110&lat=1&on=yesterday", 400, {"on"}),
            ("lon=110&lat=1&category=X9", 400, {"category"}),
            ("lon=110&lat=1&category=W1%00", 400, {"category"}),
            ("lon=110&lat=1&category=W1&permit=gubernur", 400, {"permit"}),
            ("lon=110&lat=1&category=W1&crossing=yes", 400, {"crossing"}),
            ("category=X9&permit=x&crossing=x&on=x", 400, {"lon", "lat", "category", "permit", "crossing", "on"}),
            ("lon=-7.8&lat=110.4", 400, {"lon", "lat"}),
            ("lon=inf&lat=0", 400, {"lon", "lat"}),
            ("lon=110&lat=1&on=1950-01-01", 404, set()),
        ],
    )
    def test_explains_what_is_wrong_where(self, client: Client, query: str, status: int, fields: set[str]) -> None:
        answer = self.get(client, query)
        body = answer.json()
        assert (answer.status_code, body["status"]) == (status, status)
        assert answer["Content-Type"] == "application/problem+json"
        assert set(body.get("errors", {})) == fields
        assert body["detail"]

    def test_is_for_reading_only(self, client: Client) -> None:
        assert client.post("/api/v1/locate/").status_code == 405
        assert client.head("/api/v1/locate/?lon=110&lat=1").status_code == 200
        assert client.options("/api/v1/locate/")["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
