"""Keep an agency's own texts ready: write them, take them out of use, delete them."""

import hashlib
from dataclasses import astuple, dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Agency
from reports import ready_texts
from reports.actions.case import words
from reports.actions.case.errors import RefusedError
from reports.lifecycle.offer import NotAllowedError
from reports.models import AnswerTemplate
from reports.policies import keeps_texts

MOST_TEXTS = 200
"""Texts of one agency at most: more than anybody looks through in a list."""
_NAME = AnswerTemplate._meta.get_field("name").max_length


class OvertakenError(Exception):
    """Somebody rewrote the text, or deleted it, after it was shown to who wants to rewrite it now."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A text as written: what for, under which name, in both languages (English may be empty)."""

    use: str
    name: str
    body_id: str
    body_en: str = ""

    @classmethod
    def of(cls, text: AnswerTemplate) -> "Wording":
        """Return what is written in a row."""
        return cls(text.use, text.name, text.body_id, text.body_en)

    @property
    def mark(self) -> str:
        """What tells this wording from another: an editor sends back the mark of that which it showed."""
        return hashlib.sha256("\0".join(astuple(self)).encode()).hexdigest()[:16]


@transaction.atomic
def add_text(agency: Agency, wording: Wording, user: Any) -> AnswerTemplate:
    """Keep a new text for an agency; sent twice it is kept once.

    Raises
    ------
    NotAllowedError
        The user does not keep the texts of this agency.
    RefusedError
        Something in it keeps it from being used, its name is taken, or the agency has MOST_TEXTS.
    """
    _check(user, agency.pk)
    wording = _checked(wording)
    others = AnswerTemplate.objects.of_agency(agency.pk)
    there = others.filter(use=wording.use, name=wording.name).first()
    if there is None and others.count() >= MOST_TEXTS:
        raise RefusedError(_("An agency keeps %(most)d texts at most; delete one first.") % {"most": MOST_TEXTS})
    text, _new = AnswerTemplate.objects.get_or_create(
        agency=agency,
        use=wording.use,
        name=wording.name,
        defaults={"body_id": wording.body_id, "body_en": wording.body_en},
    )
    if Wording.of(text) != wording:
        raise _taken()
    return text


@transaction.atomic
def rewrite_text(text: AnswerTemplate, wording: Wording, user: Any, *, seen: str) -> AnswerTemplate:
    """Write a text anew; cases that it was used on keep what was sent. Sent twice it is written once.

    Parameters
    ----------
    seen
        The mark of the wording that the user saw (`Wording.mark`).

    Raises
    ------
    NotAllowedError, RefusedError
        As `add_text`.
    OvertakenError
        It reads otherwise than the user saw it, or is gone.
    """
    row = _locked(text)
    if row is None:
        raise OvertakenError
    _check(user, row.agency_id)
    wording = _checked(wording)
    if Wording.of(row) == wording:
        return row
    if Wording.of(row).mark != seen:
        raise OvertakenError
    row.use, row.name, row.body_id, row.body_en = astuple(wording)
    try:
        with transaction.atomic():
            row.save(update_fields=["use", "name", "body_id", "body_en"])
    except IntegrityError:
        raise _taken() from None
    return row


@transaction.atomic
def put_text_in_use(text: AnswerTemplate, user: Any, active: bool) -> None:
    """Offer a text on cases, or offer it no more; one that is gone stays so. Raises NotAllowedError as `add_text`."""
    _check(user, text.agency_id)
    AnswerTemplate.objects.filter(pk=text.pk, agency=text.agency_id).update(active=active)


@transaction.atomic
def delete_text(text: AnswerTemplate, user: Any) -> bool:
    """Delete a text; tell whether it was there still. Raises NotAllowedError as `add_text`."""
    _check(user, text.agency_id)
    row = _locked(text)
    if row is not None:
        row.delete()
    return row is not None


def _locked(text: AnswerTemplate) -> AnswerTemplate | None:
    return AnswerTemplate.objects.select_for_update().filter(pk=text.pk, agency=text.agency_id).first()


def _check(user: Any, agency: int | None) -> None:
    if not keeps_texts(user, agency):
        raise NotAllowedError("text")


def _checked(wording: Wording) -> Wording:
    """Return the wording cleaned as what is sent on a case is. Raises RefusedError at the field of the first fault."""
    if wording.use not in AnswerTemplate.Use.values:
        raise RefusedError(_("Choose what the text is for."), "use")
    name = " ".join(words.said(wording.name, "name", at_most=_NAME or 0).split())
    bodies = {}
    for field in ("body_id", "body_en"):
        body = words.clean(getattr(wording, field))
        if problem := ready_texts.fault(body, wording.use):
            raise RefusedError(problem, field)
        bodies[field] = words.said(body, field, needed=field == "body_id")
    return Wording(wording.use, name, **bodies)


def _taken() -> RefusedError:
    return RefusedError(_("Your agency has a text of this name for this use already."), "name")
