"""Letters to agencies after a reassignment: one each, through a real mail server, never twice."""

import email
import smtplib
from collections.abc import Iterator
from email.header import decode_header, make_header
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.models import Agency
from boundaries.models import Edition
from reports.actions.reassign import reassign_reports, send_notices, undo_reassignment
from reports.models import AgencyNotice, Reassignment
from tests.reports.filing import file_report, where_at

pytestmark = pytest.mark.django_db
MERAUKE_SEA = (138.4, -8.6)


class Sink:
    """Takes letters; refuses those for addresses in `refused`."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, Any]] = []
        self.refused: set[str] = set()

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if address in self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.letters.append((envelope.rcpt_tos[0], email.message_from_bytes(envelope.content)))
        return "250 OK"


class AnyPort(Controller):
    """Serves on whatever port is free; the class it comes from looks for itself on the port asked for."""

    def _trigger_server(self) -> None:
        server: Any = self.server
        self.port = server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    """A mail server of our own on a free port, to which the platform's letters go."""
    handler = Sink()
    controller = AnyPort(handler, hostname="127.0.0.1", port=0)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.SITE_URL = "https://lapor.contoh.id"
    yield handler
    controller.stop()


@pytest.fixture
def run(past_editions: list[Edition]) -> Reassignment:
    """A run after which Papua's fisheries agency has two reports fewer and that of Papua Selatan two more."""
    for _ in range(2):
        file_report(where_at(MERAUKE_SEA), code="H4")
    reassign_reports(past_editions[-1], commit=True)
    return Reassignment.objects.get()


def _give_addresses(run: Reassignment) -> dict[str, Agency]:
    found = {}
    for notice in run.notices.select_related("agency"):
        name = "gains" if notice.gained else "loses"
        Agency.objects.filter(pk=notice.agency_id).update(email=f"{name}@contoh.go.id")
        found[name] = notice.agency
    return found


def _text(letter: Any) -> str:
    return letter.get_payload(decode=True).decode()


def test_each_agency_gets_one_letter_that_says_how_many_from_whom_and_where_to_look(
    run: Reassignment, sink: Sink
) -> None:
    agencies = _give_addresses(run)
    assert sorted(send_notices().sent) == sorted(agency.name for agency in agencies.values())
    letters = dict(sink.letters)
    assert set(letters) == {"gains@contoh.go.id", "loses@contoh.go.id"}
    gains, loses = _text(letters["gains@contoh.go.id"]), _text(letters["loses@contoh.go.id"])
    assert agencies["gains"].name in gains
    assert f"{agencies['loses'].name}: 2" in gains
    assert f"{agencies['gains'].name}: 2" in loses
    assert run.edition.name in gains
    assert f"https://lapor.contoh.id/kelola/reports/report/?agency__id__exact={agencies['gains'].pk}" in gains
    assert "2" in str(make_header(decode_header(letters["gains@contoh.go.id"]["Subject"])))
    assert letters["gains@contoh.go.id"]["From"] == settings.DEFAULT_FROM_EMAIL


def test_what_was_sent_is_not_sent_again(run: Reassignment, sink: Sink) -> None:
    _give_addresses(run)
    send_notices()
    assert send_notices().sent == []
    assert len(sink.letters) == 2
    assert not run.notices.filter(sent_at=None).exists()


def test_a_refused_letter_keeps_the_reason_and_is_tried_again_and_holds_up_no_other(
    run: Reassignment, sink: Sink
) -> None:
    _give_addresses(run)
    sink.refused.add("gains@contoh.go.id")
    with pytest.raises(CommandError, match="1 letters could not be sent"):
        call_command("send_notices")
    assert [address for address, _letter in sink.letters] == ["loses@contoh.go.id"]
    failed = run.notices.get(sent_at=None)
    assert "no such mailbox" in failed.failure
    sink.refused.clear()
    call_command("send_notices")
    failed.refresh_from_db()
    assert failed.sent_at
    assert failed.failure == ""


def test_without_a_mail_server_nothing_is_lost_and_no_time_either(run: Reassignment, settings: Any) -> None:
    _give_addresses(run)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    found = send_notices()
    assert (found.sent, len(found.failed)) == ([], 1)  # the second is not tried: it would meet the same
    assert run.notices.filter(sent_at=None).count() == 2


def test_a_server_that_goes_away_in_the_middle_leaves_the_rest_for_the_next_time(
    run: Reassignment, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    _give_addresses(run)
    send = smtplib.SMTP.sendmail

    def gone_after_one(server: smtplib.SMTP, *args: Any, **kwargs: Any) -> Any:
        if sink.letters:
            raise smtplib.SMTPServerDisconnected("gone")
        return send(server, *args, **kwargs)

    monkeypatch.setattr(smtplib.SMTP, "sendmail", gone_after_one)
    assert (len(send_notices().sent), run.notices.filter(sent_at=None).count()) == (1, 1)
    monkeypatch.undo()
    assert len(send_notices().sent) == 1
    assert len({address for address, _letter in sink.letters}) == len(sink.letters) == 2


def test_agencies_without_an_address_are_named_and_written_to_once_they_have_one(
    run: Reassignment, sink: Sink, capsys: pytest.CaptureFixture[str]
) -> None:
    Agency.objects.update(email="")
    call_command("send_notices")
    said = capsys.readouterr().out
    assert "0 letters sent" in said
    assert all(notice.agency.name in said for notice in run.notices.select_related("agency"))
    _give_addresses(run)
    assert len(send_notices().sent) == 2


def test_an_undone_run_is_told_as_undone(run: Reassignment, sink: Sink) -> None:
    agencies = _give_addresses(run)
    send_notices()
    undo_reassignment(run)
    assert len(send_notices().sent) == 2
    gains, loses = sink.letters[0:2], sink.letters[2:4]
    assert {address for address, _letter in gains} == {address for address, _letter in loses}
    undone = dict(loses)
    assert f"{agencies['gains'].name}: 2" in _text(undone["loses@contoh.go.id"])
    assert AgencyNotice.objects.filter(undoing=True, gained=2, agency=agencies["loses"]).exists()
