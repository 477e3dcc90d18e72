"""Agencies by their code in a table: what a row says, whether it can be, and what it would change."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export import fields, resources, widgets
from import_export.instance_loaders import CachedInstanceLoader
from import_export.resources import Diff
from import_export.results import Result, RowResult

from accounts.checks import check, check_tree, known_area_codes
from accounts.exchange.tables import TableError
from accounts.models import Agency, AgencyKind
from accounts.tiers import Tier

_LIST = re.compile(r"[;,\s]+")
_JOINT = ";"


def _codes(text: str | None) -> list[str]:
    return list(dict.fromkeys(part for part in _LIST.split(text or "") if part))


class _List(widgets.Widget):
    """«64.08;64.09»."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[str]:
        return _codes(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return _JOINT.join(value or ())


class _Tier(widgets.Widget):
    """regency, province or central; in capitals too."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        if (tier := (value or "").lower()) not in Tier.values:
            raise ValueError(_("Write one of %(values)s.") % {"values": ", ".join(Tier.values)})
        return tier


class _Day(widgets.DateWidget):
    """A date in ISO form."""

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        try:
            return super().clean(value, row, **kwargs)
        except ValueError as error:
            raise ValueError(_("Write the date as year-month-day, for example 2024-10-21.")) from error


class _Code(widgets.ForeignKeyWidget):
    """A row named by its code; all rows are read once."""

    def __init__(self, model: Any, missing: str) -> None:
        super().__init__(model, "code")
        self.missing, self.rows = missing, dict[str, Any]()

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if not value:
            return None
        if value not in self.rows:
            raise ValueError(self.missing % {"code": value})
        return self.rows[value]


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that would change."""

    column: str
    before: str
    after: str


class _Changes(Diff):
    """The cells of a row that differ, as data: the page decides how that looks."""

    def __init__(self, resource: resources.Resource, instance: Agency, new: bool) -> None:
        super().__init__(resource, instance, new)
        self.columns = resource.get_diff_headers()

    def as_html(self) -> list[Change]:
        """Return the cells that differ."""
        left = [""] * len(self.columns) if self.new else self.left
        return [
            Change(column, before or "", after or "")
            for column, before, after in zip(self.columns, left, self.right, strict=True)
            if (before or "") != (after or "")
        ]


class AgencyResource(resources.ModelResource):
    """Agencies as rows of a table, known by their code. Columns that a file leaves out stay as they are."""

    kind = fields.Field("kind", "kind", _Code(AgencyKind, "?"))
    tier = fields.Field("tier", "tier", _Tier())
    parent = fields.Field("parent", "parent", _Code(Agency, "?"))
    replaces = fields.Field("replaced_codes", "replaces", _List())  # set by after_init_instance
    area_codes = fields.Field("area_codes", "area_codes", _List())
    overlay_keys = fields.Field("overlay_keys", "overlay_keys", _List())
    valid_from = fields.Field("valid_from", "valid_from", _Day())
    valid_to = fields.Field("valid_to", "valid_to", _Day())

    class Meta:
        model = Agency
        import_id_fields = ("code",)
        fields = (
            "code",
            "name",
            "name_en",
            "kind",
            "tier",
            "parent",
            "replaces",
            "area_codes",
            "overlay_keys",
            "valid_from",
            "valid_to",
            "time_zone",
            "email",
            "phone",
            "address",
            "website",
        )
        import_order = export_order = fields
        skip_unchanged = True
        report_skipped = False
        use_transactions = True
        instance_loader_class = CachedInstanceLoader

    COLUMNS = Meta.fields
    REQUIRED = ("code",)

    @classmethod
    def get_diff_class(cls) -> type[Diff]:
        """Return the comparison that names changed cells."""
        return _Changes

    def get_queryset(self) -> Any:
        """Fetch along what every row is compared with."""
        return Agency.objects.select_related("kind", "parent").prefetch_related("replaces").order_by("code")

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        """Read once what rows refer to."""
        self._agencies = {agency.code: agency for agency in Agency.objects.all()}
        self._known = known_area_codes()
        self._no_agency = _("There is no agency with the code “%(code)s”.")
        for name, model, missing, rows in (
            ("kind", AgencyKind, _("There is no kind of agency with the code “%(code)s”."), None),
            ("parent", Agency, self._no_agency, self._agencies),
        ):
            widget = self.fields[name].widget = _Code(model, missing)
            widget.rows = {row.code: row for row in model.objects.all()} if rows is None else rows
        self._parents, self._replaces = Agency.objects.tree()
        self._seen: set[str] = set()

    def before_import_row(self, row: dict[str, str], **kwargs: Any) -> None:
        """Refuse rows that cannot even be looked up."""
        code = row["code"]
        if not code:
            raise ValidationError({"code": _("Every row needs a code.")})
        if code in self._seen:
            raise ValidationError({"code": _("The code “%(code)s” stands in an earlier row too.") % {"code": code}})
        self._seen.add(code)

    def after_init_instance(self, instance: Agency, new: bool, row: dict[str, str], **kwargs: Any) -> None:
        """Give the row's agency the codes it took over from, as stored."""
        instance.replaced_codes = sorted(self._replaces.get(row["code"], ()))

    def validate_instance(
        self, instance: Agency, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """Check the fields, the areas and the tree; uniqueness is settled by the code."""
        errors: dict[str, Any] = dict(import_validation_errors or {})
        try:
            instance.clean_fields(exclude=errors.keys())
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if unknown := [code for code in instance.replaced_codes if code not in self._agencies]:
            errors["replaces"] = [self._no_agency % {"code": ", ".join(unknown)}]
        draft = instance.draft(instance.replaced_codes)
        self._parents[instance.code], self._replaces[instance.code] = draft.parent, draft.replaces
        found = check(draft, self._known)
        found.merge(check_tree(instance.code, self._parents, self._replaces))
        errors |= {name: messages for name, messages in found.by_field.items() if name not in errors}
        if errors:
            raise ValidationError(errors)

    def before_save_instance(self, instance: Agency, row: dict[str, str], **kwargs: Any) -> None:
        """A person has confirmed this agency: from now on the seed leaves it alone."""
        instance.placeholder = False

    def after_save_instance(self, instance: Agency, row: dict[str, str], **kwargs: Any) -> None:
        """Store whom it took over from, and let later rows refer to this one."""
        instance.replaces.set([self._agencies[code] for code in instance.replaced_codes])
        self._agencies[instance.code] = instance

    def dehydrate_replaces(self, agency: Agency) -> str:
        """Write whom it took over from."""
        return _JOINT.join(sorted(one.code for one in agency.replaces.all()))


@dataclass(frozen=True, slots=True)
class RowErrors:
    """What is wrong with a row: its line in the file, its code, and messages by column."""

    line: int
    code: str
    messages: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RowChanges:
    """What a row would do: create an agency, or change some of its cells."""

    code: str
    name: str
    new: bool
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A table against what is stored. With errors nothing at all is stored."""

    rows: tuple[RowChanges, ...]
    errors: tuple[RowErrors, ...]
    unchanged: int

    @property
    def created(self) -> int:
        """How many agencies are new."""
        return sum(row.new for row in self.rows)

    @property
    def updated(self) -> int:
        """How many are changed."""
        return len(self.rows) - self.created


def compare(table: tablib.Dataset) -> Comparison:
    """Say what a table would change, without changing anything."""
    return _run(table, dry_run=True)


def store(table: tablib.Dataset) -> Comparison:
    """Store a table, the whole of it or, when a row is wrong, nothing."""
    return _run(table, dry_run=False)


def _run(table: tablib.Dataset, *, dry_run: bool) -> Comparison:
    ordered = _parents_first(table)
    lines = [int(row.tags[0]) for row in ordered._data]
    result = AgencyResource().import_data(
        ordered, dry_run=dry_run, rollback_on_validation_errors=True, retain_instance_in_row_result=True
    )
    if result.base_errors:
        raise TableError(str(result.base_errors[0].error))
    rows = tuple(
        RowChanges(row.instance.code, row.instance.name, row.is_new(), tuple(row.diff)) for row in result.valid_rows()
    )
    errors = tuple(sorted(_errors(result, lines, ordered), key=lambda row: row.line))
    return Comparison(rows, errors, int(result.totals[RowResult.IMPORT_TYPE_SKIP]))


def _errors(result: Result, lines: list[int], table: tablib.Dataset) -> Iterable[RowErrors]:
    codes = table["code"]
    for row in result.invalid_rows:
        messages = [(name, str(text)) for name, texts in row.field_specific_errors.items() for text in texts]
        messages += [("", str(text)) for text in row.non_field_specific_errors]
        yield RowErrors(lines[row.number - 1], codes[row.number - 1], tuple(messages))
    for number, errors in result.row_errors():
        texts = tuple(("", str(error.error)) for error in errors)
        yield RowErrors(lines[number - 1], codes[number - 1], texts)


def _parents_first(table: tablib.Dataset) -> tablib.Dataset:
    """Return the table with every row after those it refers to; rows that refer to one another keep their order."""
    references = [name for name in ("parent", "replaces") if name in table.headers]
    codes = table["code"]
    position = {code: k for k, code in reversed(list(enumerate(codes)))}
    needs = [[] for _row in codes]  # type: list[list[int]]
    for name in references:
        for k, text in enumerate(table[name]):
            needs[k] += [position[code] for code in _codes(text) if code in position]
    done: dict[int, None] = {}
    for k in range(len(codes)):
        _visit(k, needs, done, set())
    ordered = tablib.Dataset(headers=table.headers)
    for k in done:
        ordered.append(table[k], tags=list(table._data[k].tags))
    return ordered


def _visit(k: int, needs: list[list[int]], done: dict[int, None], waiting: set[int]) -> None:
    stack = [(k, iter(needs[k]))]
    while stack:
        one, rest = stack[-1]
        waiting.add(one)
        deeper = next((n for n in rest if n not in done and n not in waiting), None)
        if deeper is None:
            done.setdefault(one)
            stack.pop()
        else:
            stack.append((deeper, iter(needs[deeper])))
