"""Bulk intake: a partner's program hands over many cases; the good ones are in, the others are told with the reason."""

import datetime as dt
import io
import json
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.models import PartnerKey, Scope
from boundaries.api.errors import ProblemError
from reports import crypto
from reports.intake import ndjson as lines_of
from reports.intake.fields import EARLIEST
from reports.models import BlockedSender, CaseClock, IntakeRow, Report
from reports.moderation import blocking
from tests.reports.intake import MEDIA, TEXT, URL, handed, intake_key, ndjson, partner, post, said, statuses
from tests.together import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def key() -> str:
    return intake_key()


def test_each_line_becomes_a_report_like_any_other(key: str) -> None:
    told, summary = handed(
        key,
        said("A-1", name="Siti Rahma", phone="0812 3456 7890", email="siti@contoh.id", language="en"),
        said("A-2", category="L2", confidential=False, anonymous=True),
        said(3, lon=None, lat=None, regency="64.08", category="w1"),
    )
    assert statuses(told) == ["created"] * 3
    assert summary == {"lines": 3, "created": 3, "known": 0, "changed": 0, "rejected": 0}
    first, second, third = (Report.everything.get(number=line["number"]) for line in told)
    assert (first.channel, first.language, first.agency.code) == ("partner", "en", "DLH-64.08")
    assert crypto.decrypt(first.identity.name) == "Siti Rahma"
    assert first.clocks.exists()
    assert first.history.get().data["channel"] == "partner"
    assert (second.confidential, second.anonymous) == (True, True)
    assert (third.regency.code, third.point, third.doubtful) == ("64.08", None, True)
    row = IntakeRow.objects.get(source_id="A-1")
    assert (row.report, row.partner, row.key) == (first, partner(), PartnerKey.objects.get())


def test_a_sensitive_category_keeps_its_cell(key: str) -> None:
    handed(key, said(1, category="H3"))
    report = Report.objects.get()
    assert report.public_cell_m > 10_000
    assert report.public_point != report.point


def test_bad_lines_are_told_by_field_and_leave_the_good_ones_in(key: str) -> None:
    told, summary = handed(
        key,
        said("good"),
        b"{broken",
        said("category", category="XX"),
        said("text", description=None),
        said(None),
        said("swapped", lon=0.53, lat=117.55),
        said("abroad", lon=101.7, lat=3.15),
        said("unknown field", colour="red"),
        said("nested", description={"a": 1}),
        said("tomorrow", occurred_on="2099-01-01"),
        said("nul", description="nol \x00 di tengah kalimat"),
        said("flag", anonymous="mungkin"),
        said("half", lon=None),
        b'{"source_id": "x", "source_id": "y"}',
        b'"only text"',
        b"\xff\xfe{}",
        said("half a character", description="setengah \ud800 huruf"),
        said("language", language="fr"),
        said("regency", regency="Kutai Timur"),
        said("x" * 101),
        said("long", description="a" * 5_000),
        b"",
        said("also good", category="A3"),
    )
    assert [line["source_id"] for line in told if line["status"] == "created"] == ["good", "also good"]
    assert summary["rejected"] == len(told) - 2
    wrong = {line["line"]: set(line.get("errors", ())) for line in told}
    assert wrong == {
        1: set(), 2: {"report"}, 3: {"category"}, 4: {"description"}, 5: {"source_id"}, 6: {"lat"}, 7: {"lat"},
        8: {"colour"}, 9: {"description"}, 10: {"occurred_on"}, 11: {"description"}, 12: {"anonymous"}, 13: {"lon"},
        14: {"report"}, 15: {"report"}, 16: {"report"}, 17: {"report"}, 18: {"language"}, 19: {"regency"},
        20: {"source_id"}, 21: {"description"}, 23: set(),
    }  # fmt: skip
    assert Report.objects.count() == 2


def test_reasons_are_told_in_the_language_of_who_asks(key: str) -> None:
    bad = said("a", lon=101.7, lat=3.15)
    (english,), _summary = handed(key, bad, **{"Accept-Language": "en"})
    (indonesian,), _summary = handed(key, bad, **{"Accept-Language": "id"})
    assert english["errors"]["lat"] != indonesian["errors"]["lat"]
    assert "Malaysia" in english["errors"]["lat"][0]


def test_the_same_again_is_known_by_its_number_from_anywhere(key: str) -> None:
    first, _summary = handed(key, said(1), said(2), said(3), query="?pins=true")
    again, summary = handed(key, said(2), said(3, lon="117.5500"), said(4), query="?pins=true")
    assert statuses(again) == ["known", "known", "created"]
    assert [(line["number"], line["pin"]) for line in again[:2]] == [
        (line["number"], line["pin"]) for line in first[1:]
    ]
    assert summary["known"] == 2
    assert Report.objects.count() == 4


def test_changed_content_changes_nothing_and_is_said(key: str) -> None:
    (first,), _summary = handed(key, said(1))
    (again,), summary = handed(key, said(1, description="Sampah itu sudah diangkut kemarin."))
    assert (again["status"], again["number"], summary["changed"]) == ("changed", first["number"], 1)
    assert again["errors"]["report"]
    assert Report.objects.get().description == TEXT


def test_a_number_twice_in_one_file_is_one_report(key: str) -> None:
    told, _summary = handed(key, said(1), said(1), said(1, category="A3"))
    assert statuses(told) == ["created", "known", "changed"]
    assert Report.objects.count() == 1


def test_two_partners_may_have_the_same_numbers(key: str) -> None:
    other = intake_key("Lapor Berau")
    assert statuses(handed(key, said(1))[0] + handed(other, said(1))[0]) == ["created", "created"]


def test_pins_are_told_where_they_are_asked_for_and_open_the_report(key: str) -> None:
    (silent,), _summary = handed(key, said(1))
    (told,), _summary = handed(key, said(1), query="?pins=true")
    assert "pin" not in silent
    assert Client().post("/lacak/", {"number": told["number"], "pin": told["pin"]}).status_code == 302
    assert post(key, ndjson(said(2)), query="?pins=mungkin").status_code == 400


def test_clocks_count_from_when_the_partner_received_it(key: str) -> None:
    received = timezone.now().replace(microsecond=0) - dt.timedelta(days=40)
    (told,), _summary = handed(key, said(1, received_at=received.isoformat()))
    report = Report.objects.get(number=told["number"])
    assert report.received_at == received
    assert all(clock.started_at == received for clock in CaseClock.objects.filter(report=report))
    assert report.due_on < timezone.localdate()
    assert report.history.get().at > timezone.now() - dt.timedelta(hours=1)
    assert handed(key, said(1, received_at=received.astimezone(dt.UTC).isoformat()))[1]["known"] == 1


@pytest.mark.parametrize(
    "received",
    ["kemarin", "2026-02-30", "0001-01-01T00:00:00+14:00", "tomorrow", "long ago"],
)
def test_a_time_that_cannot_be_is_refused(key: str, received: str) -> None:
    now = timezone.now()
    times = {"tomorrow": now + dt.timedelta(days=1), "long ago": now - EARLIEST - dt.timedelta(days=1)}
    text = times[received].isoformat() if received in times else received
    (told,), _summary = handed(key, said(1, received_at=text))
    assert (told["status"], list(told["errors"])) == ("rejected", ["received_at"])


def test_who_is_shut_out_is_so_here_too(key: str) -> None:
    digest = blocking.digest(BlockedSender.Kind.PHONE, "081234567890")
    BlockedSender.objects.create(kind=BlockedSender.Kind.PHONE, digest=digest)
    told, _summary = handed(key, said(1, phone="+62 812-3456-7890"), said(2))
    assert statuses(told) == ["rejected", "created"]


def test_a_key_for_tests_keeps_nothing() -> None:
    test = intake_key(test=True)
    told, _summary = handed(test, said(1), said(1), said(2, category="XX"))
    assert statuses(told) == ["created", "known", "rejected"]
    assert told[0]["number"] is None
    assert not Report.everything.exists()
    assert not IntakeRow.objects.exists()


def test_wrong_keys_open_nothing(key: str) -> None:
    ended = intake_key(ends_on=timezone.localdate())
    for wrong in ("", "glp_wrong", intake_key(scope=Scope.OPEN311), ended, "\x00", "ü"):
        response = post(wrong, ndjson(said(1)))
        assert response.status_code == 401
        assert response["Content-Type"] == "application/problem+json"
        assert response["WWW-Authenticate"].startswith("Bearer")
    assert Client().get("/api/v1/intake/").status_code in (401, 405)
    assert not Report.everything.exists()


def test_a_key_has_its_limit_of_requests() -> None:
    key = intake_key(per_hour=1)
    assert post(key, ndjson(said(1))).status_code == 200
    response = post(key, ndjson(said(1)))
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0


def test_a_key_with_a_limit_of_nought_has_none() -> None:
    key = intake_key(per_hour=0)
    assert [post(key, ndjson(said(1))).status_code for _time in range(2)] == [200, 200]


@pytest.mark.parametrize(
    ("body", "more", "status"),
    [
        (b"", {}, 400),
        (b"{}\n", {"content_type": "text/html"}, 415),
        (b"{}\n", {"content_type": "application/json"}, 415),
        (b"{}\n", {"Content-Encoding": "gzip"}, 415),
        (b"{}\n" * (lines_of.MOST_LINES + 1), {}, 413),
    ],
)
def test_what_is_no_list_of_lines_is_refused_whole(key: str, body: bytes, more: dict[str, str], status: int) -> None:
    response = post(key, body, **more)
    assert response.status_code == status
    assert response.json()["status"] == status


def test_of_a_request_that_broke_off_nothing_is_taken_in() -> None:
    body = ndjson(said("1"), said("2"))
    more: dict[str, Any] = {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body) + 1), "CONTENT_TYPE": MEDIA}
    request = RequestFactory().generic("POST", URL, **more)
    with pytest.raises(ProblemError) as refused:
        lines_of.receive(request)
    assert refused.value.status == HTTPStatus.BAD_REQUEST


def test_too_many_bytes_are_refused_before_the_first_is_read(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines_of, "MOST_BYTES", 1_000)
    assert post(key, ndjson(*(said(n) for n in range(50)))).status_code == 413
    assert not Report.everything.exists()


@pytest.mark.parametrize(
    "bomb",
    [
        b"[" * 60_000,
        b'{"a":' * 10_000,
        b'{"source_id": "x", "description": ' + b"9" * 20_000 + b"}",
        b'{"source_id": "x", "lon": 1e999, "lat": NaN}',
        b'{"source_id": "x", "description": "' + b"a" * 70_000 + b'"}',
        b"{" + b",".join(b'"f%d": 1' % n for n in range(5_000)) + b"}",
        b"\x00" * 1_000,
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>',
    ],
    ids=lambda bomb: bomb[:12].decode(),
)
def test_a_bomb_is_one_bad_line(key: str, bomb: bytes) -> None:
    told, _summary = handed(key, bomb, said("behind it"))
    assert statuses(told) == ["rejected", "created"]
    assert len(json.dumps(told[0])) < 4_000


def test_marks_ends_and_empty_lines_are_no_matter(key: str) -> None:
    body = b"\xef\xbb\xbf" + ndjson(said(1)).replace(b"\n", b"\r\n") + b"\r\n  \n" + ndjson(said(2)).rstrip()
    told = [json.loads(line) for line in b"".join(post(key, body).streaming_content).splitlines()]
    assert [line.get("line") for line in told] == [1, 4, None]


def test_who_comes_from_another_site_is_told_nothing(key: str) -> None:
    response = post(key, ndjson(said(1)), Origin="https://lain.contoh.id")
    assert "Access-Control-Allow-Origin" not in response
    assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db(transaction=True)
def test_the_same_lines_at_once_are_each_one_report() -> None:
    key = intake_key()
    forth, back = [said(n) for n in range(30)], [said(n) for n in reversed(range(30))]

    def deed(lines: list[dict[str, Any]]) -> Any:
        return lambda: handed(key, *lines)[0]

    found = at_once(deed(forth), deed(back))
    numbers = [{line["source_id"]: line["number"] for line in told} for told in found]
    assert numbers[0] == numbers[1]
    assert sorted(statuses(found[0] + found[1])) == ["created"] * 30 + ["known"] * 30
    assert Report.objects.count() == 30


@pytest.mark.django_db(transaction=True)
def test_changed_content_at_once_is_one_report_and_one_conflict() -> None:
    key = intake_key()
    found = at_once(*(lambda text=text: handed(key, said(1, description=text * 5))[0] for text in ("satu ", "dua ")))
    assert sorted(statuses(found[0] + found[1])) == ["changed", "created"]
