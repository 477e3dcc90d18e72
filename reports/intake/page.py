"""The page that takes in a file: chosen with its partner, its columns named, looked at, and only then filed."""

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any, Final

from django import forms
from django.core.cache import cache
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Partner
from reports.forms import ReportForm
from reports.intake.counting import Tally
from reports.intake.errors import TableError
from reports.intake.fields import FIELDS
from reports.intake.importing import Import, open_import, reasons_of
from reports.intake.mapping import usual_field
from reports.intake.tables import open_table
from reports.intake.taking import Intake, IntakeStoppedError

MOST_BYTES: Final = 10 * 1024 * 1024
MOST_ROWS: Final = 2_000
"""Rows that are filed while somebody waits; more are for the command."""
LISTED: Final = 200
KEPT_SECONDS: Final = 3600
_LABELS: Final[dict[str, str | Promise]] = {
    "source_id": gettext_lazy("Number of the case there"),
    "received_at": gettext_lazy("Received there"),
    "language": gettext_lazy("Language (id or en)"),
    "regency": gettext_lazy("Code of the regency or city"),
    "lon": gettext_lazy("Longitude"),
    "lat": gettext_lazy("Latitude"),
    "accuracy_m": gettext_lazy("Accuracy (m)"),
    "point_source": gettext_lazy("How the point was found"),
    "kind": gettext_lazy("Kind of report"),
}


class FileForm(forms.Form):
    """Whose file it is, and the file."""

    partner = forms.ModelChoiceField(Partner.objects.filter(active=True), label=gettext_lazy("Partner"))
    file = forms.FileField(
        label=gettext_lazy("File (.csv or .xlsx)"), widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"})
    )

    def clean_file(self) -> Any:
        """Refuse what the page does not take."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            said = _("The file is larger than %(most)d MB. Import it with the command import_reports.")
            raise forms.ValidationError(said % {"most": MOST_BYTES // 1024**2})
        return file


class ColumnsForm(forms.Form):
    """Which column is which field."""

    def __init__(self, header: list[str], *args: Any, **kwargs: Any) -> None:
        """Offer all fields for each column, that of the usual name first."""
        super().__init__(*args, **kwargs)
        self.header = header
        initial = _usual(header)
        choices = [("", _("not used")), *((name, label_of(name)) for name in FIELDS)]
        for position, name in enumerate(header):
            if name:
                self.fields[f"column-{position}"] = forms.ChoiceField(
                    label=name, choices=choices, required=False, initial=initial[position]
                )

    def columns(self) -> dict[str, str]:
        """Return fields by column, as chosen."""
        return {
            name: self.cleaned_data[f"column-{position}"] for position, name in enumerate(self.header) if name
        }  # fmt: skip


def _usual(header: list[str]) -> list[str]:
    """Return for each column the field of its name, the first of two that are the same."""
    fields = [usual_field(name) for name in header]
    return [name if fields.index(name) == position else "" for position, name in enumerate(fields)]


def label_of(name: str) -> str:
    """Return how the page calls a field."""
    found = _LABELS.get(name) or ReportForm.base_fields[name].label or name
    return str(found)


@dataclass(slots=True)
class Kept:
    """A file that was chosen, kept for an hour under `token`."""

    token: str
    name: str
    data: bytes
    partner: int

    @classmethod
    def keep(cls, name: str, data: bytes, partner: int) -> "Kept":
        """Keep a file."""
        kept = cls(secrets.token_urlsafe(24), name, data, partner)
        cache.set(f"intake:{kept.token}", (name, data, partner), KEPT_SECONDS)
        return kept

    @classmethod
    def find(cls, token: str) -> "Kept | None":
        """Return the file; None where it is no longer there."""
        found = cache.get(f"intake:{token}") if token.isascii() and token.isprintable() and " " not in token else None
        return cls(token, *found) if found else None

    def header(self) -> list[str]:
        """Return the names of its columns; raises TableError."""
        with self._path() as path, open_table(path) as table:
            return table.header

    @contextmanager
    def opened(self, columns: dict[str, str]) -> Iterator[Import]:
        """Open it; raises TableError and MappingError."""
        with self._path() as path, open_import(path, {"columns": columns}) as found:
            yield found

    @contextmanager
    def _path(self) -> Iterator[Path]:
        with tempfile.NamedTemporaryFile(suffix=PurePath(self.name).suffix.lower()) as file:
            file.write(self.data)
            file.flush()
            yield Path(file.name)


@dataclass(slots=True)
class Seen:
    """What came of a file, or would: counts, and the first rows that are not right, by row, column and reason."""

    counts: dict[str, int] = field(default_factory=dict)
    wrong: list[tuple[int, str, str]] = field(default_factory=list)
    refused: int = 0
    broken: str = ""

    @property
    def created(self) -> int:
        """How many are filed, or would be."""
        return self.counts.get("created", 0)


def go_through(kept: Kept, columns: dict[str, str], *, keep: bool) -> Seen:
    """Take a file in, or look what would come of it.

    Raises
    ------
    TableError, MappingError
        It cannot be read, has too many rows for the page, or its columns do not make reports. Nothing was stored.
    """
    partner = Partner.objects.get(pk=kept.partner, active=True)
    seen, tally = Seen(), Tally()
    with kept.opened(columns) as opened:
        if keep:
            _check_length(kept, columns)
        try:
            for told in opened.take(Intake(partner, keep=keep)):
                tally.add(one.outcome for one in told)
                if tally.lines > MOST_ROWS:
                    raise TableError(_too_long())
                for one in told:
                    seen.refused += bool(one.outcome.errors)
                    reasons = reasons_of(one, opened.mapping)
                    seen.wrong += [(one.row.number, *reason) for reason in reasons][: LISTED - len(seen.wrong)]
        except IntakeStoppedError:
            seen.broken = _("The rest could not be taken in at the moment. Import the same file again later.")
    seen.counts = tally.as_dict()
    return seen


def _check_length(kept: Kept, columns: dict[str, str]) -> None:
    """Read it to its end before the first row is filed."""
    with kept.opened(columns) as opened:
        if sum(1 for _row in opened.table.rows) > MOST_ROWS:
            raise TableError(_too_long())


def _too_long() -> str:
    said = _("The file has more than %(most)s rows. Import it with the command import_reports.")
    return said % {"most": f"{MOST_ROWS:,}"}
