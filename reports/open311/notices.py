"""What the citizen is told at once, as the page after filing tells it."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reports.actions.submit import Submitted
from reports.emergency import contacts_for
from reports.receipts import receipt_of


def notice_of(request: HttpRequest, submitted: Submitted, *, test: bool) -> str:
    """Return number and PIN, who acts and why, until when, and whom to call first; of a test that it was one."""
    if test:
        first = _("This was a test: nothing was filed.")
    elif submitted.pin is None:
        first = _("Your report is %(number)s.") % {"number": submitted.report.number}
    else:
        said = _("Your report is %(number)s; with PIN %(pin)s it opens at %(page)s.")
        page = request.build_absolute_uri(reverse("reports:track"))
        first = said % {"number": submitted.report.number, "pin": submitted.pin, "page": page}
    receipt = receipt_of(submitted)
    decided, regency = receipt.responsibility, receipt.place.record.regency
    sentences = [first, str(decided.now.explanation) if decided else ""]
    if decided and decided.due_on:
        sentences.append(_("It is answered by %(date)s.") % {"date": date_format(decided.due_on, "j F Y")})
    if contacts := contacts_for(submitted.report.category, [regency.code] if regency else []):
        numbers = ", ".join(f"{contact.name} {contact.phone}" for contact in contacts)
        sentences.append(_("Are people in danger? Call first: %(numbers)s.") % {"numbers": numbers})
    return " ".join(filter(None, sentences))
