"""Keeping what is written for a report."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.changing import NotAllowedError, StaleError
from period_reports.contents.told import tellable
from period_reports.models import Draft
from period_reports.orders import Order
from period_reports.policies import may_build
from reports.actions.case import words
from reports.actions.case.errors import RefusedError

LONGEST_TEXT: Final = 5_000
MOST_CASES: Final = 12
_NIP: Final = re.compile(r"\d{18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Written:
    """What was typed. All of it may be empty: an empty section of the report says so."""

    constraints: str = ""
    use_in_policy: str = ""
    signer_name: str = ""
    signer_nip: str = ""
    signer_title: str = ""
    signed_in: str = ""
    signed_on: dt.date | None = None
    cases: Sequence[str] = ()


def keep_draft(user: Any, order: Order, written: Written, *, version: int | None = None) -> Draft:
    """Keep what was written for a report.

    Parameters
    ----------
    version
        That of the draft that was shown; None does not ask.

    Raises
    ------
    NotAllowedError
        The user may not have this report built.
    StaleError
        Somebody else kept something meanwhile.
    RefusedError
        Something that was typed cannot be so; it names the field.
    """
    if not may_build(user, order.area, public=order.public, edition=order.edition):
        raise NotAllowedError
    values = _checked(order, written)
    with transaction.atomic():
        Draft.objects.get_or_create(area=order.area, period=order.period.name, public=order.public)
        draft = Draft.objects.select_for_update().get(area=order.area, period=order.period.name, public=order.public)
        if all(getattr(draft, name) == value for name, value in values.items()):
            return draft
        if version is not None and version != draft.version:
            raise StaleError
        for name, value in values.items():
            setattr(draft, name, value)
        draft.version += 1
        draft.updated_by = user
        draft.save()
    return draft


def _checked(order: Order, written: Written) -> dict[str, Any]:
    nip = re.sub(r"[\s.]", "", written.signer_nip)
    if nip and not _NIP.fullmatch(nip):
        raise RefusedError(_("An NIP has 18 digits."), "signer_nip")
    cases = list(dict.fromkeys(written.cases))
    if len(cases) > MOST_CASES:
        raise RefusedError(_("Choose at most %(n)s cases.") % {"n": MOST_CASES}, "cases")
    known = {report.number for report in tellable(order)}
    if unknown := [number for number in cases if number not in known]:
        message = _("These cannot be told: %(numbers)s.") % {"numbers": ", ".join(unknown)}
        raise RefusedError(message, "cases")
    return {
        "constraints": words.said(written.constraints, "constraints", needed=False, at_most=LONGEST_TEXT),
        "use_in_policy": words.said(written.use_in_policy, "use_in_policy", needed=False, at_most=LONGEST_TEXT),
        "signer_name": words.said(written.signer_name, "signer_name", needed=False, at_most=120),
        "signer_nip": nip,
        "signer_title": words.said(written.signer_title, "signer_title", needed=False, at_most=150),
        "signed_in": words.said(written.signed_in, "signed_in", needed=False, at_most=80),
        "signed_on": written.signed_on,
        "cases": cases,
    }
