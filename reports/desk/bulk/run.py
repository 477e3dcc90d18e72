"""Do a verb to many cases, one after the other, and keep what became of each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from boundaries.models.areas import polygons_of
from reports.actions.case.change import StaleError
from reports.actions.case.errors import RefusedError
from reports.desk.bulk.forms import BulkForm
from reports.desk.reading import mark_all_read
from reports.desk.whose import Desk
from reports.lifecycle.offer import NotAllowedError, NotPossibleError
from reports.lifecycle.table import VERB_LABELS
from reports.models import BulkRun, Report
from reports.policies import Viewer

MOST = 500
_NUMBER_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Chosen:
    """A case that was selected, as of the version that was shown; `report` is None where it cannot be reached."""

    number: str
    version: int
    report: Report | None


def read_tokens(tokens: Iterable[str]) -> list[tuple[str, int]]:
    """Return the numbers and versions of "NUMBER.VERSION", each case once; what is no such text is left out."""
    found: dict[str, int] = {}
    for token in tokens:
        number, _point, version = token.partition(".")
        if version.isdecimal() and len(version) < 10 and 0 < len(number) <= _NUMBER_LENGTH:
            found.setdefault(number, int(version))
    return list(found.items())[:MOST]


def chosen(desk: Desk, tokens: Iterable[str]) -> list[Chosen]:
    """Return the selected cases in the order in which they were named."""
    wanted = read_tokens(tokens)
    rows = (
        desk.reachable()
        .filter(number__in=[number for number, _version in wanted])
        .select_related("category__theme", "agency", "regency", "province")
        .defer("search", *polygons_of("regency", "province"))
    )
    by_number = {report.number: report for report in rows}
    return [Chosen(number, version, by_number.get(number)) for number, version in wanted]


def run(form: BulkForm, cases: Sequence[Chosen], viewer: Viewer) -> BulkRun:
    """Do a form's verb to cases; the same form sent again returns what became of it the first time.

    Each case is done in its own transaction, together with what is told of it: what one refuses stops no other, and
    where a process was killed in the middle, the form sent again goes on with the cases of which nothing is told yet.
    """
    kept, mine = _take(form, viewer)
    if not mine:
        return kept
    told = {row["number"] for row in kept.outcomes}
    for case in cases:
        if case.number not in told:
            with transaction.atomic():
                outcome = _one(form, case, viewer)
                if outcome is not None:
                    kept.outcomes.append(outcome)
                    kept.save(update_fields=["outcomes"])
    kept.finished_at = timezone.now()
    kept.save(update_fields=["finished_at"])
    return kept


def _take(form: BulkForm, viewer: Viewer) -> tuple[BulkRun, bool]:
    """Return the run of a form, and whether it is for the caller to do: it is new, or was interrupted."""
    now = timezone.now()
    kept, new = BulkRun.objects.get_or_create(
        user=viewer.user, key=form.cleaned_data["key"], defaults={"verb": form.verb, "started_at": now}
    )
    if new or kept.finished_at is not None or kept.is_going:
        return kept, new
    interrupted = BulkRun.objects.filter(pk=kept.pk, started_at=kept.started_at, finished_at=None)
    return kept, bool(interrupted.update(started_at=now))


def _one(form: BulkForm, case: Chosen, viewer: Viewer) -> dict[str, Any] | None:
    """Do it to one case; return what became of it, None where there was nothing to do."""
    refusal = ""
    if case.report is None:
        refusal = _("This case is not, or no longer, in your hands.")
    else:
        try:
            if form.perform(case.report, viewer, case.version) is None:
                return None
            mark_all_read([case.report], viewer.user)
        except NotAllowedError:
            refusal = _("You may not do this with this case.")
        except NotPossibleError as error:
            label = VERB_LABELS[error.verb]
            refusal = _("Not possible now (%(verb)s): the case is “%(state)s”.") % {
                "verb": label,
                "state": error.state.label,
            }
        except StaleError:
            refusal = _("Somebody changed this case after you saw it. Look at it again first.")
        except RefusedError as error:
            refusal = str(error.message)
    return {"number": case.number, "refused": refusal}
