"""Files on a case: harmless by their content, within a limit, handed out to whoever may have them, never to be run."""

import io
import re
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import Client, RequestFactory
from openpyxl import Workbook
from PIL import Image

from accounts.models import Agency
from reports.actions.case.errors import RefusedError
from reports.actions.case.noting import MOST_FILES, note
from reports.attachments import MAX_BYTES, AttachmentError, safe_name, store, take_in
from reports.lifecycle.offer import NotAllowedError
from reports.models import Attachment, Audience, By, CaseCopy, Message, Report, State
from reports.photos import MAX_BYTES as PHOTO_BYTES
from reports.photos import holds_only_picture
from tests.cast import Cast
from tests.factories import ReportFactory
from tests.reports.hands import national, officer_of, reporter_of
from tests.reports.pictures import telling_jpeg

pytestmark = pytest.mark.django_db


def upload(data: bytes, name: str = "surat.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def table() -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


def packed(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, data in members.items():
            file.writestr(name, data)
    return out.getvalue()


def document(**more: bytes) -> bytes:
    return packed(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>", **more})


def garbled(method: int) -> bytes:
    """An OpenDocument file whose table of contents is whole, and whose content cannot be unpacked."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        file.writestr("mimetype", b"application/vnd.oasis.opendocument.text" * 3)
    data = bytearray(out.getvalue())
    begins = 30 + len("mimetype")
    data[begins : begins + 20] = b"\xff" * 20
    return bytes(data)


PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
ODT = packed(mimetype=b"application/vnd.oasis.opendocument.text", **{"content.xml": b"<x/>"})


class TestTakingIn:
    @pytest.mark.parametrize(
        ("data", "name", "kept_as", "kind"),
        [
            (PDF, "surat tugas.pdf", "surat tugas.pdf", "application/pdf"),
            (telling_jpeg(), "IMG_1.JPG", "IMG_1.JPG", "image/jpeg"),
            (telling_jpeg(), "lab.pdf", "lab.pdf.jpg", "image/jpeg"),
            (table(), "hasil.xlsx", "hasil.xlsx", "spreadsheetml.sheet"),
            (document(), "surat.docx", "surat.docx", "wordprocessingml.document"),
            (ODT, "surat.odt", "surat.odt", "opendocument.text"),
            ("Catatan: kadar BOD 30 mg/l — tinggi".encode(), "catatan.txt", "catatan.txt", "text/plain"),
            (b"tanggal;kadar\n2026-01-01;30\n", "kadar.csv", "kadar.csv", "text/csv"),
            (b"tanpa nama", "catatan", "catatan.txt", "text/plain"),
        ],
    )
    def test_what_offices_use_is_taken_for_what_it_is(self, data: bytes, name: str, kept_as: str, kind: str) -> None:
        checked = take_in(upload(data, name))
        assert (checked.data, checked.name) == (data, kept_as)
        assert checked.content_type.endswith(kind)

    @pytest.mark.parametrize(
        ("data", "name", "code"),
        [
            (b"", "kosong.pdf", "empty"),
            (b"MZ\x90\x00" + b"\0" * 200, "surat.pdf", "kind"),
            (b"<html><script>alert(1)</script></html>", "halaman.txt", "kind"),
            (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "gambar.png", "kind"),
            (b"\x7fELF" + b"\1" * 60, "program.txt", "kind"),
            (packed(**{"a.txt": b"x"}), "arsip.zip", "kind"),
            (document(**{"word/vbaProject.bin": b"x"}), "makro.docx", "macros"),
            (packed(mimetype=b"application/vnd.oasis.opendocument.text", **{"Basic/x.xml": b""}), "m.odt", "macros"),
            (b"PK\x03\x04broken", "rusak.docx", "damaged"),
            (garbled(zipfile.ZIP_STORED), "rusak.odt", "damaged"),
            (garbled(zipfile.ZIP_DEFLATED), "rusak.odt", "damaged"),
            (garbled(zipfile.ZIP_BZIP2), "rusak.odt", "damaged"),
            (garbled(zipfile.ZIP_LZMA), "rusak.odt", "damaged"),
            (telling_jpeg() + b"<script>alert(1)</script>", "foto.jpg", "polyglot"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "lama.doc", "kind"),
        ],
    )
    def test_what_runs_or_is_broken_is_refused_by_name(self, data: bytes, name: str, code: str) -> None:
        with pytest.raises(AttachmentError) as error:
            take_in(upload(data, name))
        assert error.value.code == code
        assert name in str(error.value.message)

    def test_up_to_20_mb(self) -> None:
        assert take_in(upload(PDF + b"\n" * (MAX_BYTES - len(PDF)))).content_type == "application/pdf"
        with pytest.raises(AttachmentError) as error:
            take_in(upload(PDF + b"\n" * MAX_BYTES))
        assert error.value.code == "too_big"

    @pytest.mark.parametrize(
        ("name", "shown"),
        [
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\dinas\\surat.pdf", "surat.pdf"),
            ("foto\u202egpj.exe", "fotogpj.exe"),
            ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
            (".htaccess", "htaccess"),
            ("laporan 🌊.pdf", "laporan 🌊.pdf"),
        ],
    )
    def test_a_name_is_only_a_name(self, name: str, shown: str) -> None:
        assert safe_name(name) == shown

    def test_a_long_name_keeps_its_ending(self) -> None:
        name = take_in(upload(PDF, "x" * 500 + ".pdf")).name
        assert len(name) == 150
        assert name.endswith(".pdf")


class Endless(io.RawIOBase):
    """The body of a request with one huge file, made while it is read."""

    def __init__(self, field: str, size: int) -> None:
        disposition = f'Content-Disposition: form-data; name="{field}"; filename="besar.pdf"'
        self.head = f"--x\r\n{disposition}\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.7".encode()
        words = '\r\n--x\r\nContent-Disposition: form-data; name="body"\r\n\r\nCatatan saya\r\n--x--\r\n'
        self.left, self.tail = size, words.encode()
        self.length = len(self.head) + size + len(self.tail)

    def read(self, size: int = -1) -> bytes:
        if self.head:
            data, self.head = self.head[:size], self.head[size:]
        elif self.left:
            data = b"\n" * min(size, self.left)
            self.left -= len(data)
        else:
            data, self.tail = self.tail[:size], self.tail[size:]
        return data


@pytest.mark.parametrize(("field", "limit"), [("files", MAX_BYTES), ("photos", PHOTO_BYTES)])
def test_of_200_mb_little_is_kept_and_what_was_typed_is_not_lost(field: str, limit: int) -> None:
    body = Endless(field, 200 * 1024 * 1024)
    sent = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": str(body.length), "wsgi.input": body}
    request: HttpRequest = RequestFactory().request(REQUEST_METHOD="POST", **sent)
    (file,) = request.FILES.getlist(field)
    assert request.POST["body"] == "Catatan saya"
    assert limit < (file.size or 0) <= limit + 128 * 1024
    if field == "files":
        with pytest.raises(AttachmentError) as error:
            take_in(file)
        assert error.value.code == "too_big"


@pytest.fixture
def case() -> Report:
    return ReportFactory(state=State.VERIFIED)


class TestNotes:
    def test_a_note_is_for_staff_with_colleagues_and_files(self, case: Report) -> None:
        officer, colleague = officer_of(case), officer_of(case)
        entry = note(case, officer, body="Tolong dicek. @budi", mentions=[colleague.user], files=[upload(PDF)])
        message = Message.objects.get()
        assert (message.kind, message.audience, message.author) == ("note", "staff", officer.user)
        assert entry.data["message"] == message.pk
        assert list(message.mentions.all()) == [colleague.user]
        file = message.attachments.get()
        assert (file.name, file.size, file.audience, file.uploaded_by) == ("surat.pdf", len(PDF), "staff", officer.user)

    def test_who_has_a_copy_writes_notes_too(self, case: Report) -> None:
        neighbour = Agency.objects.get(code="DLH-64.74")
        CaseCopy.objects.create(report=case, agency=neighbour, since=case.received_at)
        copied = officer_of(neighbour)
        note(case, copied, body="Kami lihat asapnya juga.")
        with pytest.raises(NotAllowedError):
            note(case, officer_of(Agency.objects.get(code="DLH-64.72")), body="x")
        with pytest.raises(NotAllowedError):
            note(case, reporter_of(case), body="x")

    def test_who_may_not_see_the_case_is_not_named(self, case: Report) -> None:
        stranger, gone = officer_of(Agency.objects.get(code="DLH-64.72")).user, officer_of(case).user
        gone.is_active = False
        gone.save()
        for user in (stranger, gone):
            with pytest.raises(RefusedError) as refused:
                note(case, officer_of(case), body="Lihat ini", mentions=[user])
            assert refused.value.field == "mentions"
        assert not Message.objects.exists()

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"body": " "}, "body"),
            ({"body": "x", "files": [upload(b"MZ\0\0")]}, "files"),
            ({"body": "x", "files": [upload(PDF)] * (MOST_FILES + 1)}, "files"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(
        self, case: Report, values: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(RefusedError) as refused:
            note(case, officer_of(case), **values)
        assert refused.value.field == field
        assert not Message.objects.exists()
        assert not Attachment.objects.exists()


class TestHandingOut:
    def address(self, case: Report, audience: Audience, data: bytes = PDF, name: str = "surat.pdf") -> str:
        file = store(case, take_in(upload(data, name)), audience=audience, by=By.STAFF)
        return f"/laporan/{case.number}/berkas/{file.pk}/"

    @pytest.mark.parametrize(
        ("audience", "who"),
        [
            (Audience.PUBLIC, {"anonymous", "holder", "citizen", "superuser"}),
            (Audience.REPORTER, {"holder", "superuser"}),
            (Audience.STAFF, {"superuser"}),
        ],
    )
    def test_to_whoever_may_have_it(self, case: Report, audience: Audience, who: set[str]) -> None:
        address, cast = self.address(case, audience), Cast.of(case)
        for name in ("anonymous", "holder", "citizen", "superuser"):
            assert getattr(cast, name).get(address).status_code == (200 if name in who else 404), name

    def test_to_nobody_but_who_may_see_the_report(self, case: Report, client: Client) -> None:
        address = self.address(case, Audience.PUBLIC)
        Report.objects.filter(pk=case.pk).update(confidential=True)
        assert client.get(address).status_code == 404

    def test_not_under_the_number_of_another_report(self, case: Report, client: Client) -> None:
        address = self.address(case, Audience.PUBLIC)
        other = ReportFactory(state=State.VERIFIED)
        assert client.get(address.replace(case.number, other.number)).status_code == 404

    def test_to_be_kept_and_never_to_be_run(self, case: Report, client: Client) -> None:
        address = self.address(case, Audience.PUBLIC, b"<b>", "catatan 🌊.txt")
        response: Any = client.get(address)
        assert b"".join(response.streaming_content) == b"<b>"
        assert response["Content-Disposition"].startswith("attachment;")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert re.search("default-src 'none'.*sandbox", response["Content-Security-Policy"])
        assert "no-store" in response["Cache-Control"]

    def test_a_photo_for_others_than_staff_does_not_tell_where_it_was_taken(self, case: Report) -> None:
        for audience, told in ((Audience.STAFF, True), (Audience.REPORTER, False), (Audience.PUBLIC, False)):
            file = store(case, take_in(upload(telling_jpeg(), "a.jpg")), audience=audience, by=By.STAFF)
            data = file.file.read()
            assert (b"RAHASIA" in data) == told
            assert holds_only_picture(data) != told
            assert bool(Image.open(io.BytesIO(data)).getexif()) == told

    def test_a_file_that_is_gone_is_no_error_of_ours(self, case: Report, client: Client) -> None:
        address = self.address(case, Audience.PUBLIC)
        file = Attachment.objects.get()
        file.file.storage.delete(file.file.name)
        assert client.get(address).status_code == 404

    def test_an_exercises_files_are_for_who_practises(self, client: Client) -> None:
        exercise = ReportFactory(state=State.VERIFIED, practice=True)
        address = self.address(exercise, Audience.PUBLIC)
        assert client.get(address).status_code == 404
        user = national().user
        client.force_login(user)
        assert client.get(address).status_code == 200
