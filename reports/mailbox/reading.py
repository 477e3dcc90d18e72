"""Read an e-mail: what somebody wrote in it, the pictures that came along, and whether a person wrote it at all."""

import email
import email.policy
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.utils import getaddresses
from html.parser import HTMLParser
from typing import Any, Final

from mailparser_reply import EmailReplyParser

MAX_BYTES: Final = 25 * 1024 * 1024
"""What common mail servers take at most; six photos of a telephone fit."""

_MAX_TEXT: Final = 40_000
_PARSED: Final = 6_000  # the parser's patterns take time by the square of this
_MAX_PARTS: Final = 60
_DEEPEST: Final = 10
_RECIPIENTS: Final = ("X-Original-To", "Delivered-To", "Envelope-To", "To", "Cc")
# Gmail and Outlook in Indonesian, which the parser of replies does not know: «Pada … menulis:», «Dari: …».
_QUOTED_BELOW: Final = re.compile(
    r"^[>\s]*(Pada\s[^\n]{5,200}(?:\n[^\n]{0,200})?menulis:|Dari:[^\n]*\n(?:Dikirim|Tanggal|Kepada|Ke):)[^\n]*",
    re.MULTILINE,
)
# Comments and declarations; of those without an end the parser takes time by the square of their number.
_DECLARED: Final = re.compile(r"<!(?:--.*?(?:-->|\Z)|[^>]*(?:>|\Z))", re.DOTALL)
_SENT_FROM: Final = re.compile(r"^\s*(Dikirim dari|Terkirim dari|Sent from)\b[^\n]{0,80}\s*\Z", re.MULTILINE)


class UnreadableError(Exception):
    """It is no e-mail, or larger than MAX_BYTES: `reason` says which ("malformed", "too_big")."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Mail:
    """What matters of an e-mail. `text` is what was written anew, without what it quotes; it may be empty."""

    recipients: tuple[str, ...]
    digest: str
    automatic: bool
    text: str
    pictures: tuple[bytes, ...]


def read_mail(raw: bytes) -> Mail:
    """Read an RFC 5322 message.

    Raises
    ------
    UnreadableError
        It is too large, or nothing that can be read.
    """
    if len(raw) > MAX_BYTES:
        raise UnreadableError("too_big")
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    if not message.keys():
        raise UnreadableError("malformed")
    parts = list(_parts(message))
    return Mail(
        recipients=_recipients(message),
        digest=_digest(message, raw),
        automatic=_is_automatic(message),
        text=latest_reply(_text(parts)),
        pictures=tuple(_bytes(part) for part in parts if part.get_content_maintype() == "image"),
    )


def _recipients(message: Message) -> tuple[str, ...]:
    """Return the addresses it went to; of a line that is built to exhaust its reader, none."""
    lines = [str(value) for name in _RECIPIENTS for value in message.get_all(name, [])]
    try:
        return tuple(address for _name, address in getaddresses(lines) if address)
    except RecursionError:
        return ()


def _parts(message: Message, depth: int = 0) -> Iterator[Message]:
    """Yield the leaves, but not those of letters within the letter."""
    if message.get_content_maintype() == "message" or depth > _DEEPEST:
        return
    if not message.is_multipart():
        yield message
        return
    parts: Any = message.get_payload()
    for part in parts[:_MAX_PARTS]:
        yield from _parts(part, depth + 1)


def _digest(message: Message, raw: bytes) -> str:
    """What tells this e-mail from all others, also when it is delivered twice by different ways."""
    identifier = str(message.get("Message-ID", "")).strip()
    return hashlib.sha256(identifier.encode(errors="replace") if identifier else raw).hexdigest()


def _is_automatic(message: Message) -> bool:
    """Whether a program wrote it: an absence note, a bounce, a mailing list (RFC 3834)."""
    submitted = str(message.get("Auto-Submitted", "no")).split(";")[0].strip().lower()
    sender = str(message.get("From", "")).lower()
    return (
        submitted != "no"
        or str(message.get("Precedence", "")).strip().lower() in {"bulk", "junk", "list", "auto_reply"}
        or any(name in message for name in ("X-Autoreply", "X-Autorespond", "List-Id", "X-Failed-Recipients"))
        or str(message.get("Return-Path", "")).strip() == "<>"
        or message.get_content_type() in {"multipart/report", "message/delivery-status"}
        or "mailer-daemon@" in sender
        or "postmaster@" in sender
    )


def _text(parts: list[Message]) -> str:
    for subtype, as_text in (("plain", str), ("html", text_of_html)):
        for part in parts:
            if part.get_content_type() == f"text/{subtype}" and part.get_content_disposition() != "attachment":
                found = as_text(_decoded(part))
                if found.strip():
                    return found
    return ""


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _decoded(part: Message) -> str:
    raw = _bytes(part)[: 4 * _MAX_TEXT * 10]
    try:
        return raw.decode(part.get_content_charset("utf-8"), errors="replace")
    except (LookupError, ValueError):  # a character set that nobody has heard of, or that refuses what it gets
        return raw.decode("utf-8", errors="replace")


class _TextOfHtml(HTMLParser):
    """Collects what a reader would see; quoted letters are marked as in plain text."""

    _UNSEEN: Final = frozenset({"script", "style", "head", "title", "template"})
    _LINES: Final = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "blockquote"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.unseen = self.quoted = 0

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self.unseen += tag in self._UNSEEN
        self.quoted += tag == "blockquote"
        if tag in self._LINES:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.unseen -= tag in self._UNSEEN and self.unseen > 0
        self.quoted -= tag == "blockquote" and self.quoted > 0
        if tag in self._LINES - {"br"}:
            self.found.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.unseen and not self.quoted:
            self.found.append(re.sub(r"\s+", " ", data))


def text_of_html(html: str) -> str:
    """Return what a reader of HTML would see, without what is quoted."""
    parser = _TextOfHtml()
    parser.feed(_DECLARED.sub("", html))
    parser.close()
    lines = (line.strip() for line in "".join(parser.found).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def latest_reply(text: str) -> str:
    """Return what was written anew: without the letter that is replied to, and without "sent from my phone"."""
    text = re.sub(r"\n[^\S\n]*\n\s*", "\n\n", text.replace("\r\n", "\n")[:_MAX_TEXT].strip())
    own = _QUOTED_BELOW.split(text, maxsplit=1)[0]
    end = (own.rfind("\n", 0, _PARSED) if len(own) > _PARSED else -1) % (_PARSED + 1)
    head = own[:end]
    found = EmailReplyParser(languages=["en"]).parse_reply(head) or ""
    if len(found.split()) == len(head.split()):  # nothing was left out so far: it goes on
        found = own
    unquoted = "\n".join(line for line in found.splitlines() if not line.lstrip().startswith(">"))
    if not unquoted.strip():  # written below or between what is quoted
        unquoted = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(">"))
        unquoted = _QUOTED_BELOW.sub("", unquoted)
    return _SENT_FROM.sub("", unquoted).strip()
