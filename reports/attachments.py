"""Files that come with what is said on a case: of a known harmless kind by their content, kept where no address is."""

import hashlib
import io
import lzma
import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from uuid import uuid4

import filetype
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from reports.models import Attachment, Audience, By, Message, Report
from reports.photos import FOREIGN, PhotoError, clean_photo

MAX_BYTES = 20 * 1024 * 1024
LONGEST_NAME = 150

# By content, never by name: what a browser or an office program opens without running anything.
_PICTURES = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/heic": "heic", "image/heif": "heif"}
_DOCUMENTS = {
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
}
_ZIPPED = frozenset(kind for kind, extension in _DOCUMENTS.items() if extension != "pdf")
_TEXTS = {"csv": "text/csv", "txt": "text/plain"}
# Parts of an office file that run: macros, and programs packed inside.
_RUNS = re.compile(r"vbaProject|(^|/)(Basic|Scripts)/|activeX|\.(bin|exe|js|vbs)$", re.IGNORECASE)
_HARMLESS_BIN = re.compile(r"(^|/)printerSettings\d*\.bin$")
# What reading a packed file can raise: RuntimeError where it is locked, each unpacker its own.
_DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError, OSError, ValueError)
_UNNAMED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


class AttachmentError(ValueError):
    """A file that cannot be taken in; `message` says why, for whoever chose it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code, self.message = code, message


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that may be kept: its content, a name that is safe to show, and what it is by its content."""

    data: bytes
    name: str
    content_type: str

    @property
    def is_picture(self) -> bool:
        """Whether it is a photo, which tells more than it shows."""
        return self.content_type in _PICTURES


def take_in(file: Any) -> CheckedFile:
    """Check an uploaded file.

    Parameters
    ----------
    file
        A file with a `name`, as Django uploads it.

    Raises
    ------
    AttachmentError
        Empty, over 20 MB, of a kind that is not taken, damaged, or with something in it that runs.
    """
    name = safe_name(getattr(file, "name", "") or "")
    if (getattr(file, "size", None) or 0) > MAX_BYTES:
        raise _too_big(name)
    file.seek(0)
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise _too_big(name)
    if not data:
        raise AttachmentError("empty", _("%(name)s is empty.") % {"name": name})
    kind, extension = _kind_of(data, name)
    return CheckedFile(data, _with_extension(name, extension), kind)


def store(
    report: Report,
    checked: CheckedFile,
    *,
    audience: Audience,
    by: By,
    user: Any = None,
    message: Message | None = None,
) -> Attachment:
    """Keep a checked file with a case; to be called inside the transaction of the verb it belongs to.

    A photo that others than staff will get is made anew first: it would tell where its maker stood, and with what.

    Raises
    ------
    AttachmentError
        The photo cannot be made anew.
    """
    if checked.is_picture and audience != Audience.STAFF:
        checked = _made_anew(checked)
    attachment = Attachment(
        report=report,
        message=message,
        name=checked.name,
        content_type=checked.content_type,
        size=len(checked.data),
        sha256=hashlib.sha256(checked.data).hexdigest(),
        audience=audience,
        by=by,
        uploaded_by=user,
    )
    attachment.file.save(uuid4().hex, ContentFile(checked.data), save=False)
    try:
        attachment.save(force_insert=True)
    except BaseException:
        attachment.file.storage.delete(attachment.file.name)
        raise
    return attachment


def safe_name(name: str) -> str:
    """Return a file's name without folders, controls or marks that turn the direction of writing."""
    last = PurePath(name.replace("\\", "/")).name
    shown = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c) not in _UNNAMED)
    return " ".join(shown.split()).lstrip(".") or _("file")


def _with_extension(name: str, extension: str) -> str:
    """Return a name that says what the file is: what is called .pdf and is a table is opened by the wrong program."""
    stem, dot, ending = name.rpartition(".")
    same = {"jpeg": "jpg", "heif": "heic"}
    if dot and same.get(ending.lower(), ending.lower()) == same.get(extension, extension):
        extension = ending
    else:
        stem = name
    return f"{stem[: LONGEST_NAME - len(extension) - 1]}.{extension}"


def _too_big(name: str) -> AttachmentError:
    return AttachmentError("too_big", _("%(name)s is larger than 20 MB.") % {"name": name})


def _kind_of(data: bytes, name: str) -> tuple[str, str]:
    kind = filetype.guess_mime(data[:8192]) or ""
    if kind in _PICTURES:
        if FOREIGN.search(data):
            raise AttachmentError("polyglot", _("%(name)s contains something that is not a picture.") % {"name": name})
        return kind, _PICTURES[kind]
    if kind == "application/pdf":
        return kind, "pdf"
    if data[:4] == b"PK\x03\x04":
        return _office_kind(data, name)
    if not kind and _is_text(data):
        ending = name.rpartition(".")[2].lower()
        extension = ending if ending in _TEXTS else "txt"
        return _TEXTS[extension], extension
    raise _not_taken(name)


def _not_taken(name: str) -> AttachmentError:
    return AttachmentError(
        "kind",
        _(
            "%(name)s cannot be taken. Send a PDF, a picture, a text, or a document or table of an office program"
            " without macros."
        )
        % {"name": name},
    )


def _office_kind(data: bytes, name: str) -> tuple[str, str]:
    """Return the kind of an office file by what is packed in it; nothing is unpacked but its short label."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            members = packed.namelist()
            label = _label(packed, members)
    except _DAMAGED as error:
        raise AttachmentError("damaged", _("%(name)s is damaged and cannot be opened.") % {"name": name}) from error
    if any(_RUNS.search(member) and not _HARMLESS_BIN.search(member) for member in members):
        raise AttachmentError("macros", _("%(name)s contains macros. Save it without them.") % {"name": name})
    if label not in _ZIPPED:
        raise _not_taken(name)
    return label, _DOCUMENTS[label]


def _label(packed: zipfile.ZipFile, members: list[str]) -> str:
    if "mimetype" in members and packed.getinfo("mimetype").file_size < 200:
        return packed.read("mimetype").decode("ascii", "replace").strip()
    parts = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
    if "[Content_Types].xml" in members:
        for kind, extension in _DOCUMENTS.items():
            if any(member.startswith(part) and parts[part] == extension for member in members for part in parts):
                return kind
    return ""


def _is_text(data: bytes) -> bool:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
        if "\ufffd" in text:
            return False
    controls = sum(1 for c in text if unicodedata.category(c) == "Cc" and c not in "\t\n\r\f")
    return controls == 0 and not FOREIGN.search(data)


def _made_anew(checked: CheckedFile) -> CheckedFile:
    try:
        clean = clean_photo(io.BytesIO(checked.data))
    except PhotoError as error:
        raise AttachmentError(error.code, f"{checked.name}: {error.message}") from error
    return CheckedFile(clean.image, _with_extension(checked.name.rpartition(".")[0], "jpg"), "image/jpeg")
