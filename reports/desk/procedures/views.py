"""The procedures of the user's agencies: read by their officers, written by their administrators."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Agency
from accounts.standing import standing_of
from reports.actions.case.errors import RefusedError
from reports.desk.entry import kept_form, staff_page
from reports.desk.frame import frame_of
from reports.desk.procedures import forms
from reports.desk.procedures.comparing import compared
from reports.models import Category, Procedure, ProcedureStep
from reports.procedures import (
    discard_draft,
    draft_of,
    in_force,
    may_write,
    publish_procedure,
    save_draft,
    starter,
    versions_of,
    written,
)

_MOST_AGENCIES = 5
_MOST_SOURCES = 50


@require_safe
@staff_page
def procedures(request: HttpRequest) -> HttpResponse:
    """Show of which categories the user's agencies have a procedure."""
    agencies = _agencies(request)
    rows = Procedure.objects.filter(agency__in=agencies[:_MOST_AGENCIES]).annotate(length=Count("steps"))
    by_place: dict[tuple[int, str], list[Procedure]] = {}
    for row in rows.order_by("-number"):
        by_place.setdefault((row.agency_id, row.category_id), []).append(row)
    categories = list(Category.objects.select_related("theme").order_by("position"))
    shown = [
        {
            "agency": agency,
            "writes": may_write(request.user, agency),
            "rows": [_row(category, by_place.get((agency.pk, category.pk), [])) for category in categories],
        }
        for agency in agencies[:_MOST_AGENCIES]
    ]
    more = max(0, len(agencies) - _MOST_AGENCIES)
    return render(request, "desk/procedures/list.html", {"shown": shown, "more": more})


@require_safe
@staff_page
def procedure(request: HttpRequest, agency: int, category: str) -> HttpResponse:
    """Show the version in force, the one being written, and all that there were."""
    office, matter = _place(request, agency, category)
    versions = list(versions_of(office, matter).select_related("created_by").prefetch_related("steps"))
    context = {
        "agency": office,
        "category": matter,
        "writes": may_write(request.user, office),
        "current": in_force(versions, timezone.localdate()),
        "draft": next((version for version in versions if not version.published), None),
        "versions": [version for version in versions if version.published],
        "today": timezone.localdate(),
    }
    return render(request, "desk/procedures/show.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def edit(request: HttpRequest, agency: int, category: str) -> HttpResponse:
    """Write a version: rows are moved, added and taken away on the server, so it works without a script."""
    office, matter = _place(request, agency, category, to_write=True)
    data = request.POST if request.method == "POST" else kept_form(request)
    if data is None:
        title, rows = _beginning(request, office, matter)
        form = forms.ProcedureForm(initial={"title": title})
        return _editor(request, office, matter, form, forms.unbound(rows))
    command = data.get("do", "save")
    if request.method != "POST" or command not in {"save", "publish"}:
        rows, focus = forms.rearranged(forms.sent(data), command)
        form = forms.ProcedureForm(initial={"title": data.get("title"), "valid_from": data.get("valid_from")})
        return _editor(request, office, matter, form, forms.unbound(rows), focus=focus, unsaved=True)
    form, steps = forms.ProcedureForm(data), forms.bound(data)
    if form.is_valid() and steps.is_valid() and _stored(request, office, matter, form, steps):
        return redirect("reports:desk:procedure", agency=office.pk, category=matter.pk)
    if not steps.forms:  # all were left empty: there must be one to write in
        steps = forms.unbound(forms.rearranged([], "add")[0])
    return _editor(request, office, matter, form, steps, status=422)


@require_POST
@staff_page
def discard(request: HttpRequest, agency: int, category: str) -> HttpResponse:
    """Throw the draft away."""
    office, matter = _place(request, agency, category, to_write=True)
    draft = draft_of(office, matter)
    try:
        if draft is not None:
            discard_draft(draft, request.user)
            messages.success(request, _("The draft was thrown away."))
    except RefusedError as error:
        messages.error(request, str(error.message))
    return redirect("reports:desk:procedure", agency=office.pk, category=matter.pk)


@require_safe
@staff_page
def compare(request: HttpRequest, agency: int, category: str) -> HttpResponse:
    """Show what became of each step between two versions."""
    office, matter = _place(request, agency, category)
    versions = list(versions_of(office, matter).prefetch_related("steps"))
    after = _version(versions, request.GET.get("b", "")) or (versions[0] if versions else None)
    older = [version for version in versions if after and version.number < after.number]
    before = _version(versions, request.GET.get("a", "")) or (older[0] if older else None)
    if before is None or after is None:
        raise Http404
    context = {
        "agency": office,
        "category": matter,
        "versions": versions,
        "before": before,
        "after": after,
        "lines": compared(written(before), written(after)),
    }
    return render(request, "desk/procedures/compare.html", context)


def _agencies(request: HttpRequest) -> list[Agency]:
    """The agencies at which the user looks; for a national administrator those that have procedures."""
    frame = frame_of(request)
    if frame.chosen is not None:
        return [frame.chosen]
    if not frame.agencies and standing_of(request.user).national:
        return list(Agency.objects.filter(procedures__isnull=False).distinct().order_by("name"))
    return list(frame.agencies)


def _place(request: HttpRequest, agency: int, category: str, to_write: bool = False) -> tuple[Agency, Category]:
    """Return what an address names; others' agencies do not exist for a user, and only administrators write."""
    standing = standing_of(request.user)
    office = Agency.objects.filter(pk=agency).first()
    matter = Category.objects.select_related("theme").filter(pk=category).first()
    if office is None or matter is None or not (standing.national or office.pk in standing.handles):
        raise Http404
    if to_write and not may_write(request.user, office):
        raise PermissionDenied
    return office, matter


def _row(category: Category, versions: list[Procedure]) -> dict[str, Any]:
    return {
        "category": category,
        "current": in_force(versions, timezone.localdate()),
        "draft": next((version for version in versions if not version.published), None),
    }


def _version(versions: list[Procedure], number: str) -> Procedure | None:
    return next((version for version in versions if str(version.number) == number), None)


def _beginning(request: HttpRequest, agency: Agency, category: Category) -> tuple[str, list[forms.Row]]:
    """What the editor begins with: what was asked for, else the draft, the version in force, or one empty row."""
    title = _("SOP: %(category)s") % {"category": category.name}
    source = request.GET.get("dari", "")
    if source == "awal":
        return title, forms.as_rows(starter())
    if source.isdecimal() and (other := _sources(agency, category).filter(pk=int(source)).first()):
        return other.title, forms.as_rows(written(other))
    stored = draft_of(agency, category) or in_force(versions_of(agency, category), timezone.localdate())
    if stored is not None:
        return stored.title, forms.as_rows(written(stored))
    return title, [{"text": "", "role": "", "days": ""}]


def _sources(agency: Agency, category: Category) -> Any:
    """Versions in force of other agencies of the same kind, from which one may copy: procedures are no secret."""
    return (
        Procedure.objects.filter(
            category=category, published=True, valid_from__lte=timezone.localdate(), agency__kind=agency.kind_id
        )
        .exclude(agency=agency)
        .order_by("agency__name", "agency_id", "-number")
        .distinct("agency__name", "agency_id")
        .select_related("agency")
        .prefetch_related(Prefetch("steps", ProcedureStep.objects.order_by("position")))
    )


def _stored(request: HttpRequest, agency: Agency, category: Category, form: Any, steps: Any) -> bool:
    """Save, and put in force where that was asked; what is refused is said at its field."""
    said = form.cleaned_data
    try:
        draft = save_draft(agency, category, said["title"], forms.as_steps(steps), request.user)
        if request.POST.get("do") != "publish":
            messages.success(request, _("The draft is saved. It holds for no case yet."))
            return True
        published = publish_procedure(draft, request.user, said["valid_from"])
    except RefusedError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error.message))
        return False
    messages.success(request, _("Version %(number)d is in force from %(day)s.") % {
        "number": published.number, "day": date_format(published.valid_from, "j F Y")
    })  # fmt: skip
    return True


def _editor(
    request: HttpRequest, agency: Agency, category: Category, form: Any, steps: Any, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "agency": agency,
        "category": category,
        "form": form,
        "steps": steps,
        "draft": draft_of(agency, category),
        "sources": _sources(agency, category)[:_MOST_SOURCES],
        **more,
    }
    return render(request, "desk/procedures/edit.html", context, status=status)
