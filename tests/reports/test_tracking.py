"""Number and PIN open a report; guessing does not, and tells nothing."""

import pytest
from django.test import Client

from reports.actions.track import WrongPinError, open_report
from reports.models import Tally
from reports.numbers import new_number
from reports.throttle import WRONG_PINS_PER_ADDRESS, WRONG_PINS_PER_REPORT, Limit, TooManyAttemptsError, sweep_tallies
from tests.factories import PIN, ReportFactory

pytestmark = pytest.mark.django_db


def test_number_and_pin_lead_to_the_whole_report(client: Client) -> None:
    report = ReportFactory(confidential=True)
    loose = report.number.lower().replace("-", " ").replace("0", "o")
    response = client.post("/lacak/", {"number": loose, "pin": f"{PIN[:3]} {PIN[3:]}"}, follow=True)
    assert response.redirect_chain == [(f"/laporan/{report.number}/", 302)]
    assert report.description in response.content.decode()


def test_a_typing_error_is_named_before_anything_is_looked_up(client: Client) -> None:
    report = ReportFactory()
    wrong = report.number[:-1] + ("0" if report.number[-1] != "0" else "1")
    response = client.post("/lacak/", {"number": wrong, "pin": PIN})
    assert response.status_code == 422
    assert "number" in response.context["form"].errors
    assert not Tally.objects.exists()


def test_a_wrong_pin_and_an_unknown_number_get_the_same_answer(client: Client) -> None:
    report = ReportFactory()
    answers = []
    for number in (report.number, new_number()):
        response = client.post("/lacak/", {"number": number, "pin": "000000"})
        answers.append((response.status_code, response.context["form"].errors.as_json()))
    assert answers[0] == answers[1]
    assert answers[0][0] == 422


@pytest.mark.parametrize("known", [True, False])
def test_guessing_at_one_number_is_stopped_and_the_right_pin_with_it(known: bool) -> None:
    number = ReportFactory().number if known else new_number()
    for guess in range(WRONG_PINS_PER_REPORT.times):
        with pytest.raises(WrongPinError):
            open_report(number, f"{guess:06}", f"10.0.0.{guess}")
    with pytest.raises(TooManyAttemptsError) as caught:
        open_report(number, PIN, "10.0.1.1")
    assert 0 < caught.value.retry_after <= 3601


def test_guessing_from_one_address_is_stopped() -> None:
    for _ in range(WRONG_PINS_PER_ADDRESS.times):
        with pytest.raises(WrongPinError):
            open_report(new_number(), PIN, "10.0.0.9")
    with pytest.raises(TooManyAttemptsError):
        open_report(ReportFactory().number, PIN, "10.0.0.9")


def test_the_page_says_when_to_try_again(client: Client) -> None:
    report = ReportFactory()
    for _ in range(WRONG_PINS_PER_REPORT.times):
        client.post("/lacak/", {"number": report.number, "pin": "000000"})
    response = client.post("/lacak/", {"number": report.number, "pin": PIN})
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 3601
    assert "pin" in response.context["form"].errors


def test_guesses_of_others_do_not_lock_out_where_the_report_was_opened_before(client: Client) -> None:
    report, other = ReportFactory(), ReportFactory()
    client.post("/lacak/", {"number": report.number, "pin": PIN})
    client.post("/lacak/tutup/")
    stranger = Client(REMOTE_ADDR="203.0.113.5")
    stranger.post("/lacak/", {"number": other.number, "pin": PIN})  # known for another report: that is no key to this
    answers = [stranger.post("/lacak/", {"number": report.number, "pin": f"{k:06}"}).status_code for k in range(11)]
    assert answers == [422] * 10 + [429]
    assert client.post("/lacak/", {"number": report.number, "pin": PIN}).status_code == 302
    stranger.cookies["kenal"] = client.cookies["kenal"].value + "0"
    assert stranger.post("/lacak/", {"number": report.number, "pin": PIN}).status_code == 429


def test_a_known_device_may_not_guess_without_end_either(client: Client) -> None:
    report = ReportFactory()
    client.post("/lacak/", {"number": report.number, "pin": PIN})
    answers = [client.post("/lacak/", {"number": report.number, "pin": f"{k:06}"}).status_code for k in range(11)]
    assert answers == [422] * 10 + [429]
    assert report.number not in client.cookies["kenal"].value


def test_right_pins_do_not_use_up_attempts() -> None:
    report = ReportFactory()
    for _ in range(WRONG_PINS_PER_REPORT.times + 5):
        assert open_report(report.number, PIN, "10.0.0.1") == report


def test_a_limit_ends_with_its_window_and_past_counts_are_swept() -> None:
    limit = Limit("test", 1, seconds=0)
    limit.charge("a")
    limit.charge("a")
    assert sweep_tallies() == 1


def test_no_address_is_stored_in_clear() -> None:
    Limit("test", 5).charge("203.0.113.77")
    key = Tally.objects.get().key
    assert "203.0.113.77" not in key
    assert len(key) == 64


def test_opening_gives_the_session_a_new_key(client: Client) -> None:
    report = ReportFactory()
    client.get("/lacak/")
    session = client.session
    session["planted"] = True
    session.save()
    before = session.session_key
    client.post("/lacak/", {"number": report.number, "pin": PIN})
    assert client.session.session_key != before
