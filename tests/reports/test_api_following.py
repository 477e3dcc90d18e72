"""A reporter's program: number and PIN open one report, and do what its page does."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from reports.models import Message, Report, State
from reports.numbers import new_number
from reports.throttle import WRONG_PINS_PER_REPORT
from tests.factories import PIN
from tests.programs import API, ask, program, send
from tests.reports.cases import ANSWER, QUESTION, case
from tests.reports.pictures import telling_jpeg

pytestmark = pytest.mark.django_db
OWN = {"Report-Pin": PIN}


def act(report: Report, action: str, **fields: Any) -> Any:
    return send(program(), f"/reports/{report.number}/actions/", {"action": action, **fields}, **OWN)


def side(report: Report) -> Any:
    return ask(program(), f"/reports/{report.number}/actions/", **OWN).json()


def test_the_pin_opens_the_whole_report() -> None:
    report = case("accepted", confidential=True)
    assert ask(program(), f"/reports/{report.number}/").status_code == 404
    body = ask(program(), f"/reports/{report.number}/", **OWN).json()
    assert (body["view"], body["content"]["description"]) == ("full", report.description)


def test_the_timeline_tells_the_reporter_more() -> None:
    report = case("asked")
    public = ask(program(), f"/reports/{report.number}/timeline/").json()["steps"]
    own = ask(program(), f"/reports/{report.number}/timeline/", **OWN).json()["steps"]
    assert [step["verb"] for step in public] == [step["verb"] for step in own]
    assert QUESTION in [step["words"] for step in own]
    assert QUESTION not in [step["words"] for step in public]
    assert not any(step["actor"] for step in own)


def test_a_question_is_answered_once_however_often_it_is_sent() -> None:
    report = case("asked")
    asked = side(report)
    assert (asked["question"], [one["action"] for one in asked["actions"]][:1]) == (QUESTION, ["reply"])
    once = {"once": "0b7b3c0a-4a0f-4a0e-9d5e-000000000001", "body": "Di depan gapura."}
    assert [act(report, "reply", **once).status_code for _time in range(2)] == [200, 200]
    assert Message.objects.filter(kind=Message.Kind.REPLY).count() == 1


def test_an_answer_is_confirmed_or_contested() -> None:
    report = case("answered")
    assert side(report)["answer"] == ANSWER
    body = act(report, "contest", body="Baunya masih ada.", seen=side(report)["seen"]).json()
    assert body["state"] == State.REOPENED
    done = case("answered")
    assert act(done, "confirm").json()["state"] == State.CLOSED


def test_who_decides_without_knowing_the_latest_is_told() -> None:
    report = case("answered")
    late = act(report, "confirm", seen=side(report)["seen"] - 1)
    report.refresh_from_db()
    assert (late.status_code, report.state) == (409, State.AWAITING_REPORTER)
    assert act(case(), "confirm").status_code == 409


def test_photos_come_along() -> None:
    report = case("accepted")
    photo = SimpleUploadedFile("a.jpg", telling_jpeg(), "image/jpeg")
    sent = {"action": "comment", "body": "Keadaan hari ini.", "photos": [photo]}
    response = program().post(f"{API}/reports/{report.number}/actions/", sent, headers=OWN)
    assert response.status_code == 200
    assert report.photos.count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"action": "contest", "body": ""}, "body"), ({"action": "contest", "body": "\u200b"}, "body"),
        ({"action": "comment"}, "body"), ({"action": "comment", "body": ["x"]}, "body"),
        ({"action": "comment", "body": "x", "pin": PIN}, "pin"), ({"action": "escalate"}, "action"), ({}, "action"),
    ],
)  # fmt: skip
def test_what_is_wrong_stands_at_its_field(fields: dict[str, Any], field: str) -> None:
    report = case("answered")
    response = send(program(), f"/reports/{report.number}/actions/", fields, **OWN)
    assert (response.status_code, list(response.json()["errors"])) == (422, [field])


def test_a_wrong_pin_and_an_unknown_number_get_the_same_answer() -> None:
    known, unknown = case().number, new_number()
    answers = [ask(program(), f"/reports/{number}/actions/", **{"Report-Pin": "000000"}) for number in (known, unknown)]
    assert answers[0].status_code == 403
    assert answers[0].json() == answers[1].json()
    assert ask(program(), f"/reports/{known}/actions/").status_code == 401


@pytest.mark.parametrize("part", ["", "actions/", "timeline/"])
def test_guessing_is_stopped_wherever_it_is_tried(part: str) -> None:
    report = case()
    for guess in range(WRONG_PINS_PER_REPORT.times):
        assert ask(program(), f"/reports/{report.number}/{part}", **{"Report-Pin": f"{guess:06}"}).status_code == 403
    stopped = ask(program(), f"/reports/{report.number}/{part}", **OWN)
    assert stopped.status_code == 429
    assert int(stopped["Retry-After"]) > 0


def test_a_browser_that_opened_the_report_acts_for_no_other_site() -> None:
    report = case("answered")
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = opened(report).cookies
    sent = {"action": "withdraw"}
    assert browser.post(f"{API}/reports/{report.number}/actions/", sent).status_code == 401
    report.refresh_from_db()
    assert report.state == State.AWAITING_REPORTER


def opened(report: Report) -> Client:
    client = Client()
    client.post("/lacak/", {"number": report.number, "pin": PIN})
    return client
