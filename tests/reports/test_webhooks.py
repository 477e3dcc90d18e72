"""Webhooks: signed, tried again, switched off when they fail for long, and never a way into our own network."""

import hashlib
import hmac
import json
import socket
import threading
import time
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import Agency, Membership, Role
from jobs.crew import LANES, make_worker
from reports import crypto
from reports.models import Audience, CaseCopy, HistoryEntry, Report, ReporterIdentity, State, WebhookDelivery
from reports.models import WebhookEndpoint as Endpoint
from reports.telling import announce
from reports.telling.tasks import tell
from reports.webhooks import posting
from reports.webhooks.delivering import SWITCHED_OFF_AFTER, TRIES
from reports.webhooks.forms import EndpointForm
from reports.webhooks.posting import UnreachableError, find_target, post
from reports.webhooks.signing import new_secret
from tests.factories import ReportFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


class Receiver(ThreadingHTTPServer):
    """An agency's program: keeps what it gets and answers `status`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status = 204

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/kait"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers.items()), body))
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", f"{self.server.url}/lain")
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    server = Receiver()
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()  # s between looks whether to stop
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def report() -> Report:
    return ReportFactory(state=State.IN_FOLLOW_UP)


def endpoint(agency: int | None, url: str, **values: Any) -> tuple[Endpoint, str]:
    found = Endpoint(agency_id=agency, url=url, **values)
    secret = new_secret(found)
    found.save()
    return found, secret


def happen(report: Report, verb: str = "accept", **values: Any) -> HistoryEntry:
    entry = HistoryEntry.objects.create(report=report, verb=verb, at=timezone.now(), state=report.state, **values)
    announce(entry)
    return entry


def work_off() -> None:
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
    make_worker(["default", "mail", "webhooks"], batch=True).work()


def verified(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """Check a signature as docs/webhooks.md tells receivers to, with nothing of ours."""
    low = {name.lower(): value for name, value in headers.items()}
    signed = f"{low['webhook-id']}.{low['webhook-timestamp']}.".encode() + body
    mac = hmac.new(b64decode(secret.removeprefix("whsec_")), signed, hashlib.sha256).digest()
    fresh = abs(time.time() - int(low["webhook-timestamp"])) < 300
    return fresh and hmac.compare_digest(low["webhook-signature"], "v1," + b64encode(mac).decode())


def test_an_agency_is_told_with_a_signature_that_holds(report: Report, receiver: Receiver) -> None:
    _row, secret = endpoint(report.agency_id, receiver.url)
    happen(report)
    work_off()
    ((headers, body),) = receiver.got
    assert verified(secret, headers, body)
    assert not verified(secret, headers, body + b" ")
    assert not verified("whsec_" + b64encode(b"another").decode(), headers, body)
    told = json.loads(body)
    assert told["type"] == "case.accept"
    assert told["data"]["case"]["number"] == report.number
    assert told["data"]["case"]["content"]["description"] == report.description
    assert WebhookDelivery.objects.get().delivered_at


def test_what_is_sent_never_says_who_reported_and_nothing_of_the_content_when_confidential(
    report: Report, receiver: Receiver
) -> None:
    ReporterIdentity.objects.create(
        report=report, name=crypto.encrypt("Siti Rahma"), email=crypto.encrypt("s@contoh.id")
    )
    endpoint(report.agency_id, receiver.url)
    Report.objects.filter(pk=report.pk).update(confidential=True)
    happen(report)
    work_off()
    body = receiver.got[0][1].decode()
    assert "Siti" not in body
    assert "contoh.id" not in body
    case = json.loads(body)["data"]["case"]
    assert (case["content"], case["place"]) == (None, None)
    assert case["number"] == report.number


def test_only_agencies_of_the_case_hear_of_it_and_only_of_what_they_asked_for(
    report: Report, receiver: Receiver
) -> None:
    copied, stranger, accused = Agency.objects.exclude(pk=report.agency_id)[:3]
    for agency in (copied, accused):
        CaseCopy.objects.create(report=report, agency=agency, why_id="x", why_en="x", since=timezone.now())
    Report.objects.filter(pk=report.pk).update(accused_agency=accused)
    wanted = {endpoint(report.agency_id, receiver.url)[0].pk, endpoint(copied.pk, receiver.url)[0].pk}
    endpoint(stranger.pk, receiver.url)
    endpoint(accused.pk, receiver.url)
    endpoint(report.agency_id, receiver.url, events=["case.close"])
    endpoint(report.agency_id, receiver.url, active=False)
    happen(report)
    work_off()
    assert set(WebhookDelivery.objects.values_list("endpoint", flat=True)) == wanted
    assert len(receiver.got) == 2


def test_an_agency_that_gave_a_case_away_learns_that_and_no_more(report: Report, receiver: Receiver) -> None:
    former = Agency.objects.exclude(pk=report.agency_id)[0]
    endpoint(former.pk, receiver.url)
    happen(report, "transfer", data={"before": {"agency_id": former.pk}, "after": {"agency_id": report.agency_id}})
    work_off()
    case = json.loads(receiver.got[0][1])["data"]["case"]
    assert set(case) == {"number", "url"}


@pytest.mark.parametrize("verb", ["note", "reveal_identity", "flag", "approve_evidence"])
def test_what_is_among_staff_is_not_told(report: Report, receiver: Receiver, verb: str) -> None:
    endpoint(report.agency_id, receiver.url)
    happen(report, verb, audience=Audience.STAFF)
    work_off()
    assert receiver.got == []


def test_told_twice_it_is_sent_once(report: Report, receiver: Receiver) -> None:
    endpoint(report.agency_id, receiver.url)
    entry = happen(report)
    work_off()
    tell.enqueue(entry.pk)
    work_off()
    assert len(receiver.got) == 1


def test_a_failure_is_on_record_and_tried_again_under_the_same_id(report: Report, receiver: Receiver) -> None:
    row, _secret = endpoint(report.agency_id, receiver.url)
    receiver.status = 500
    happen(report)
    work_off()
    delivery = WebhookDelivery.objects.get()
    assert (delivery.attempts, delivery.status, delivery.delivered_at) == (1, 500, None)
    row.refresh_from_db()
    assert row.failures == 1
    receiver.status = 200
    work_off()
    delivery.refresh_from_db()
    row.refresh_from_db()
    assert (delivery.attempts, delivery.status, row.failures) == (2, 200, 0)
    first, second = ({k.lower(): v for k, v in headers.items()}["webhook-id"] for headers, _body in receiver.got)
    assert first == second == str(delivery.pk)


def test_a_redirect_is_a_failure_and_not_followed(report: Report, receiver: Receiver) -> None:
    endpoint(report.agency_id, receiver.url)
    receiver.status = 302
    happen(report)
    work_off()
    assert len(receiver.got) == 1
    assert WebhookDelivery.objects.get().failure == "answered 302"


def test_out_of_tries_it_is_a_dead_letter(report: Report, receiver: Receiver) -> None:
    endpoint(report.agency_id, receiver.url)
    receiver.status = 503
    happen(report)
    for _ in range(TRIES + 2):
        work_off()
    assert WebhookDelivery.objects.get().attempts == TRIES
    assert DBTaskResult.objects.failed().count() == 1


def test_too_many_failures_in_a_row_switch_it_off_and_its_agency_is_told(report: Report, receiver: Receiver) -> None:
    admin = UserFactory(email="admin@contoh.go.id")
    Membership.objects.create(user=admin, agency_id=report.agency_id, role=Role.AGENCY_ADMIN)
    row, _secret = endpoint(report.agency_id, receiver.url, failures=SWITCHED_OFF_AFTER - 1)
    receiver.status = 410
    happen(report, audience=Audience.STAFF, verb="set_urgency")
    work_off()
    work_off()
    row.refresh_from_db()
    assert not row.active
    assert len(receiver.got) == 1
    (letter,) = mail.outbox
    assert letter.to == ["admin@contoh.go.id"]
    assert receiver.url in letter.body
    assert DBTaskResult.objects.failed().count() == 0


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost:8000/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[::127.0.0.1]/",
        "http://[64:ff9b::169.254.169.254]/",
        "http://[64:ff9b:1::10.0.0.1]/",
        "http://[2002:7f00:1::]/",
        "http://[fec0::1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.1.2.3/",
        "http://192.168.0.1/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://0x7f.1/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "http://user@127.0.0.1/",
        "http:///x",
        "http://127.0.0.1:99999/",
        "not an address",
    ],
)
def test_no_address_leads_into_our_own_network(url: str, settings: Any) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = False
    with pytest.raises(UnreachableError):
        find_target(url)


def test_a_public_address_behind_a_translator_may_be_told(settings: Any) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = False
    assert find_target("http://[64:ff9b::8.8.8.8]/kait").ip == "64:ff9b::808:808"


def test_a_receiver_that_answers_a_byte_now_and_then_is_hung_up_on(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    monkeypatch.setattr(posting, "DEADLINE", 0.5)
    gone = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            caller, _address = server.accept()
            with caller, suppress(OSError):
                while not gone.wait(0.05):  # never silent, never done
                    caller.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")

        receiving = threading.Thread(target=drip, daemon=True)
        receiving.start()
        with pytest.raises(UnreachableError):
            post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {})
        gone.set()
        receiving.join()


def test_a_receiver_that_does_not_answer_holds_up_no_letters() -> None:
    assert not any({"mail", "webhooks"} <= set(lane) for lane in LANES)


def test_a_server_that_does_not_speak_http_is_a_failure(receiver: Receiver) -> None:
    with pytest.raises(UnreachableError):
        post(receiver.url.replace("http:", "https:"), b"{}", {})
    receiver.server_close()
    with pytest.raises(UnreachableError):
        post("http://127.0.0.1:1/", b"{}", {})


@pytest.fixture
def admin_page() -> Client:
    client = Client()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def test_the_secret_is_shown_once_when_it_is_made_and_when_it_is_replaced(
    admin_page: Client, report: Report, receiver: Receiver
) -> None:
    values = {"agency": report.agency_id, "url": receiver.url, "events": ["case.close"], "active": "on"}
    answer = admin_page.post("/kelola/reports/webhookendpoint/add/", values, follow=True)
    row = Endpoint.objects.get()
    secret = crypto.decrypt(row.secret)
    assert secret in answer.content.decode()
    assert secret not in admin_page.get(f"/kelola/reports/webhookendpoint/{row.pk}/change/").content.decode()
    chosen = {"action": "rotate_secret", "_selected_action": [str(row.pk)]}
    answer = admin_page.post("/kelola/reports/webhookendpoint/", chosen, follow=True)
    row.refresh_from_db()
    assert crypto.decrypt(row.secret) != secret
    assert crypto.decrypt(row.secret) in answer.content.decode()


def test_an_address_in_our_own_network_is_refused_at_its_field(
    admin_page: Client, report: Report, settings: Any
) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = False
    values = {"agency": report.agency_id, "url": "http://127.0.0.1:5432/", "active": "on"}
    answer = admin_page.post("/kelola/reports/webhookendpoint/add/", values)
    assert "url" in answer.context["adminform"].form.errors
    assert not Endpoint.objects.exists()


def test_a_delivery_is_sent_again_by_hand(admin_page: Client, report: Report, receiver: Receiver) -> None:
    endpoint(report.agency_id, receiver.url)
    happen(report)
    work_off()
    delivery = WebhookDelivery.objects.get()
    assert report.number in admin_page.get(f"/kelola/reports/webhookdelivery/{delivery.pk}/change/").content.decode()
    chosen = {"action": "send_again", "_selected_action": [str(delivery.pk)]}
    assert admin_page.post("/kelola/reports/webhookdelivery/", chosen, follow=True).status_code == 200
    work_off()
    assert len(receiver.got) == 2


def _resolver(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Have names lead to one address after the other, the last one for good."""
    left = list(addresses)

    def answer(_host: str, port: int, **_more: Any) -> Any:
        found = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (found, port))]

    monkeypatch.setattr(posting.socket, "getaddrinfo", answer)


def test_a_name_that_led_outside_when_it_was_typed_in_is_looked_up_again_before_anything_is_sent(
    report: Report, receiver: Receiver, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = False
    url = f"http://kait.contoh.id:{receiver.server_port}/"
    _resolver(monkeypatch, "8.8.8.8", "127.0.0.1")
    form = EndpointForm({"agency": report.agency_id, "url": url, "active": True})
    assert form.is_valid(), form.errors
    with pytest.raises(UnreachableError, match="not public"):
        post(url, b"{}", {})
    assert receiver.got == []


def test_a_name_server_that_does_not_answer_keeps_no_page_waiting(
    report: Report, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = threading.Event()
    monkeypatch.setattr(posting, "LOOKED_UP", 0.05)
    monkeypatch.setattr(posting.socket, "getaddrinfo", lambda *_args, **_more: silent.wait(60) and [])
    form = EndpointForm({"agency": report.agency_id, "url": "http://kait.contoh.id/", "active": True})
    assert list(form.errors) == ["url"]
    assert not silent.is_set()  # it did not answer even now
    silent.set()
