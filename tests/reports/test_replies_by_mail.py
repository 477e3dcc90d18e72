"""Letters that come back: filed into the case, once, as what the reporter says; whatever else arrives stays outside."""

import io
import os
import sys
from email.message import EmailMessage
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from reports import crypto
from reports.mailbox.reading import MAX_BYTES, latest_reply, read_mail, text_of_html
from reports.models import ClockPause, Message, Report, ReporterIdentity, State
from reports.telling.replies import reply_address, report_of, token_in
from tests.factories import ReportFactory
from tests.reports.pictures import telling_jpeg

pytestmark = pytest.mark.django_db
NESTED = b"Content-Type: multipart/mixed; boundary=x\r\n"
OWNER = "Siti.Rahma@contoh.id"


@pytest.fixture(autouse=True)
def _reply_address(settings: Any) -> None:
    settings.EMAIL_REPLY_TO = "balas+{token}@lapor.contoh.id"


@pytest.fixture
def report() -> Report:
    """A report in follow-up whose reporter left an address."""
    found = ReportFactory(state=State.IN_FOLLOW_UP)
    ReporterIdentity.objects.create(report=found, email=crypto.encrypt(OWNER))
    return found


def letter(report: Report, text: str = "Airnya masih hitam.", **headers: str) -> EmailMessage:
    """What a reporter's mail program sends."""
    message = EmailMessage()
    message["From"], message["To"] = OWNER, reply_address(report, OWNER)
    message["Message-ID"], message["Subject"] = "<satu@contoh.id>", "Re: laporan"
    for name, value in headers.items():
        del message[name.replace("_", "-")]
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def receive(message: EmailMessage | bytes, monkeypatch: pytest.MonkeyPatch, **options: str) -> int:
    """Pipe it into the command as a mail server does; return the exit code."""
    raw = message if isinstance(message, bytes) else bytes(message)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    try:
        call_command("receive_mail", **options)
    except CommandError as error:
        return error.returncode
    return 0


def said(report: Report) -> list[tuple[str, str, str]]:
    return list(report.messages.values_list("kind", "body", "channel"))


def test_a_reply_becomes_something_the_reporter_adds(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    assert receive(letter(report), monkeypatch) == 0
    assert said(report) == [("comment", "Airnya masih hitam.", "mail")]
    assert report.history.last().verb == "comment"


def test_while_a_question_waits_it_is_the_reply_and_the_case_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    report = ReportFactory(state=State.ON_HOLD, verified_at=None)
    ReporterIdentity.objects.create(report=report, email=crypto.encrypt(OWNER))
    Message.objects.create(report=report, kind="question", by="staff", body="Sejak kapan?", at=report.received_at)
    reason = ClockPause.Reason.REPORTER
    ClockPause.objects.create(report=report, reason=reason, started_at=report.received_at)
    assert receive(letter(report, "Sejak Senin."), monkeypatch) == 0
    report.refresh_from_db()
    assert report.state != State.ON_HOLD
    assert ("reply", "Sejak Senin.", "mail") in said(report)


def test_the_same_letter_delivered_twice_is_filed_once(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [receive(letter(report), monkeypatch) for _ in range(2)] == [0, 0]
    assert len(said(report)) == 1
    assert receive(letter(report, Message_ID="<dua@contoh.id>"), monkeypatch) == 0
    assert len(said(report)) == 2


@pytest.mark.parametrize(
    "quoted",
    [
        "\n\nPada tanggal Sen, 23 Nov 2026 pukul 09.12 GeoLapor <lapor@contoh.id> menulis:\n\n> Dinas\n> laporan",
        "\n\nPada Sen, 23 Nov 2026 09.12, GeoLapor <\nlapor@contoh.id> menulis:\n\n> Dinas menjawab",
        "\n\nOn Mon, Nov 23, 2026 at 9:12 AM GeoLapor <lapor@contoh.id> wrote:\n\n> The agency has answered",
        "\n\nDari: GeoLapor <lapor@contoh.id>\nDikirim: Senin, 23 November 2026\nKepada: Siti\n\nDinas",
        "\n\nDikirim dari iPhone saya",
        "",
    ],
)
def test_what_the_letter_quotes_is_left_out(quoted: str) -> None:
    assert latest_reply("Airnya masih hitam.\nBaunya juga." + quoted) == "Airnya masih hitam.\nBaunya juga."


def test_a_reply_written_below_the_quoted_letter_is_kept() -> None:
    assert latest_reply("> Sejak kapan?\n> Kirim foto.\n\nSejak Senin.") == "Sejak Senin."


def test_a_letter_in_html_alone_is_read_without_scripts_and_quotes(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = letter(report)
    message.set_content(
        "<html><head><style>p{}</style></head><body><p>Masih <b>hitam</b> &amp; bau</p><script>x()</script>"
        "<blockquote>Dinas menjawab</blockquote></body></html>",
        subtype="html",
    )
    assert receive(message, monkeypatch) == 0
    assert said(report)[0][1] == "Masih hitam & bau"


def test_photos_come_along_and_what_is_no_photo_is_left_out(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    message = letter(report)
    message.add_attachment(telling_jpeg(), maintype="image", subtype="jpeg", filename="sungai.jpg")
    message.add_attachment(b"not a picture", maintype="image", subtype="png", filename="rusak.png")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="surat.pdf")
    assert receive(message, monkeypatch) == 0
    photo = report.photos.get()
    assert photo.source == "reporter"
    assert {entry.verb for entry in report.history.all()} >= {"comment", "add_photos"}


def test_photos_alone_are_enough_and_nothing_at_all_is_not(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    assert receive(letter(report, "\n \n"), monkeypatch) == os.EX_DATAERR
    message = letter(report, "")
    message.add_attachment(telling_jpeg(), maintype="image", subtype="jpeg", filename="sungai.jpg")
    assert receive(message, monkeypatch) == 0
    assert report.photos.count() == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"X_Autoreply": "yes"},
        {"Return_Path": "<>"},
        {"From": "MAILER-DAEMON@contoh.id"},
        {"List_Id": "<warga.contoh.id>"},
    ],
)
def test_what_a_program_wrote_is_not_filed_and_not_bounced(
    report: Report, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str]
) -> None:
    assert receive(letter(report, **headers), monkeypatch) == 0
    assert said(report) == []


def test_a_made_up_token_or_that_of_another_report_leads_nowhere(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = ReportFactory()
    ReporterIdentity.objects.create(report=other, email=crypto.encrypt("budi@contoh.id"))
    address = reply_address(report, OWNER)
    token = token_in(address)
    swapped = token_in(reply_address(other, "budi@contoh.id")).partition("-")[0] + token[8:]
    changed = token[:-1] + ("a" if token[-1] != "a" else "b")
    assert report_of(token) == report
    for made_up in (swapped, changed):
        message = letter(report, To=address.replace(token, made_up))
        assert receive(message, monkeypatch) == os.EX_NOUSER
    assert receive(letter(report, To="orang@contoh.id"), monkeypatch) == os.EX_NOUSER
    assert said(report) == said(other) == []


def test_the_address_the_mail_server_names_counts_and_small_letters_do_no_harm(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = reply_address(report, OWNER).upper()
    message = letter(report, To="undisclosed@contoh.id")
    assert receive(message, monkeypatch, recipient=address) == 0
    assert len(said(report)) == 1


def test_a_token_made_under_an_earlier_secret_key_still_holds(report: Report, settings: Any) -> None:
    token = token_in(reply_address(report, OWNER))
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another secret key altogether"
    assert report_of(token) == report


def test_an_archived_case_takes_nothing_more_and_says_so(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    Report.objects.filter(pk=report.pk).update(state=State.ARCHIVED)
    assert receive(letter(report), monkeypatch) == os.EX_UNAVAILABLE
    assert said(report) == []


def test_too_large_a_letter_is_refused_before_it_is_read(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = bytes(letter(report)) + b"x" * (MAX_BYTES + 5 * 1024 * 1024)
    assert receive(raw, monkeypatch) == os.EX_DATAERR
    assert said(report) == []


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe" * 100,
        b"Subject: =?utf-8?b?////?=\r\nContent-Type: text/plain; charset=nonsense\r\n\r\n\xff\xff",
        NESTED + b"\r\n" + (b"--x\r\n" + NESTED + b"\r\n") * 500,
        b"To: " + b"a@b.id, " * 5000 + b"\r\n\r\nhalo",
    ],
    ids=["empty", "noise", "wrong charset", "nested", "many recipients"],
)  # fmt: skip
def test_noise_is_refused_with_a_clear_code(raw: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    assert receive(raw, monkeypatch) in {os.EX_DATAERR, os.EX_NOUSER}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("On " * 20_000, 40_000),
        ("> " * 20_000, 0),
        ("_" * 40_000, 40_000),
        ("Pada " * 10_000, 39_999),
        (" \n" * 20_000, 0),
        ("Best regards\n" * 3_000, 38_999),
    ],
)
def test_of_hostile_text_the_beginning_is_kept_or_nothing(text: str, kept: int) -> None:
    read = latest_reply(text)
    assert text.startswith(read)
    assert len(read) == kept


def test_a_long_letter_is_kept_whole() -> None:
    text = "\n".join(f"Baris {number}: air masih hitam." for number in range(400))
    assert latest_reply(text).split() == text.split()


def test_an_unknown_character_set_and_a_broken_one_are_read_as_far_as_possible() -> None:
    raw = b"To: a@b.id\r\nMessage-ID: <x>\r\nContent-Type: text/plain; charset=klingon\r\n\r\nhalo \xff\xfe dunia"
    assert read_mail(raw).text.startswith("halo")


@pytest.mark.parametrize(
    "charset",
    [b'"undefined"', b"punycode", b'"\x00"', b"hex", b"*=undefined'x'%ff"],
    ids=["undefined", "punycode", "zero byte", "no charset", "tuple"],
)
def test_a_character_set_that_fails_on_what_it_gets_loses_no_letter(charset: bytes) -> None:
    named = b"charset" + (charset if charset.startswith(b"*") else b"=" + charset)
    raw = b"To: a@b.id\r\nMessage-ID: <x>\r\nContent-Type: text/plain; " + named + b"\r\n\r\nhalo \xff\xfe dunia"
    assert read_mail(raw).text.split()[::2] == ["halo", "dunia"]


def test_a_line_of_recipients_built_to_exhaust_its_reader_leads_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    assert receive(b"To: " + b"(" * 5000 + b"\r\nMessage-ID: <x>\r\n\r\nhalo", monkeypatch) == os.EX_NOUSER


@pytest.mark.parametrize("opened", ["<!--", "<![CDATA[", "<!DOCTYPE "])
def test_comments_without_an_end_are_not_read_again_and_again(opened: str) -> None:
    assert text_of_html("<p>Halo</p>" + opened * 2_000) == "Halo"


def test_comments_hide_no_words_of_a_letter() -> None:
    html = "<!DOCTYPE html><!--[if mso]><p>Outlook</p><![endif]--><p>Airnya</p><![if !mso]><p>hitam</p><![endif]>"
    assert text_of_html(html).split() == ["Airnya", "hitam"]
