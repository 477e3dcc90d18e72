"""The texts kept ready of the user's agencies: read by their officers, written by their administrators."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Agency
from accounts.standing import standing_of
from reports.actions.case.errors import RefusedError
from reports.actions.ready_texts import (
    OvertakenError,
    Wording,
    add_text,
    delete_text,
    put_text_in_use,
    rewrite_text,
)
from reports.desk.entry import htmx, kept_form, staff_page
from reports.desk.frame import frame_of
from reports.desk.texts import shown
from reports.desk.texts.forms import TextForm, typed
from reports.models import AnswerTemplate
from reports.policies import keeps_texts
from reports.ready_texts import KNOWN

_MOST_AGENCIES = 5
_LONGEST_TRIED = 20_000  # characters: more is too long for any use, and need not be drawn to say so
_OFFERED_NAMES = [name for name in KNOWN if name in ("nomor laporan", "instansi", "kategori", "hari ini")]


@require_safe
@staff_page
def texts(request: HttpRequest) -> HttpResponse:
    """Show the texts of the user's agencies, then the platform's."""
    agencies = _agencies(request)
    offices = [
        {"agency": agency, "writes": keeps_texts(request.user, agency.pk), "uses": _by_use(request, agency.pk)}
        for agency in agencies[:_MOST_AGENCIES]
    ]
    context = {
        "offices": offices,
        "more": max(0, len(agencies) - _MOST_AGENCIES),
        "platform": _by_use(request, None),
        "copier": next((office["agency"] for office in offices if office["writes"]), None),
    }
    return render(request, "desk/texts/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def add(request: HttpRequest, agency: int) -> HttpResponse:
    """Write a new text, or begin with a copy of one that may be read."""
    office = _office(request, agency)
    data = request.POST if request.method == "POST" else kept_form(request)
    if data is None:
        return _editor(request, office, TextForm(initial=_beginning(request)))
    if request.method != "POST" or data.get("do") == "preview":
        return _look(request, office, data)
    form = TextForm(data)
    if form.is_valid():
        try:
            text = add_text(office, form.wording(), request.user)
        except RefusedError as error:
            _refuse(form, error)
        else:
            return _kept(request, office, text)
    return _editor(request, office, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def edit(request: HttpRequest, agency: int, pk: int) -> HttpResponse:
    """Write a text anew. What somebody else did to it meanwhile is said, and nothing that was typed is lost."""
    office = _office(request, agency)
    text = AnswerTemplate.objects.of_agency(office.pk).filter(pk=pk).first()
    data = request.POST if request.method == "POST" else kept_form(request)
    if text is None and data is None:
        raise Http404
    if data is None:
        assert text is not None  # noqa: S101 - for the type checker
        form = TextForm(initial={**_fields(Wording.of(text)), "seen": Wording.of(text).mark})
        return _editor(request, office, form, text=text)
    if request.method != "POST" or data.get("do") == "preview":
        return _look(request, office, data, text)
    form = TextForm(data)
    if text is None:
        return _overtaken(request, office, data, None)
    if form.is_valid():
        try:
            kept = rewrite_text(text, form.wording(), request.user, seen=form.cleaned_data["seen"])
        except RefusedError as error:
            _refuse(form, error)
        except OvertakenError:
            return _overtaken(request, office, data, AnswerTemplate.objects.filter(pk=pk).first())
        else:
            return _kept(request, office, kept)
    return _editor(request, office, form, text=text, status=422)


@require_POST
@staff_page
def put_in_use(request: HttpRequest, agency: int, pk: int) -> HttpResponse:
    """Offer a text on cases, or offer it no more."""
    office = _office(request, agency)
    text = AnswerTemplate.objects.of_agency(office.pk).filter(pk=pk).first()
    if text is None:
        raise Http404
    active = request.POST.get("active") == "1"
    put_text_in_use(text, request.user, active)
    said = _("“%(name)s” is offered on cases again.") if active else _("“%(name)s” is no longer offered on cases.")
    messages.success(request, said % {"name": text.name})
    return redirect(_place(office, text))


@require_POST
@staff_page
def delete(request: HttpRequest, agency: int, pk: int) -> HttpResponse:
    """Delete a text. One that is gone already is gone."""
    office = _office(request, agency)
    text = AnswerTemplate.objects.of_agency(office.pk).filter(pk=pk).first()
    if text is not None and delete_text(text, request.user):
        messages.success(request, _("“%(name)s” was deleted.") % {"name": text.name})
    return redirect(_place(office))


def _agencies(request: HttpRequest) -> list[Agency]:
    """The agencies at which the user looks; for a national administrator those that have texts of their own."""
    frame = frame_of(request)
    if frame.chosen is not None:
        return [frame.chosen]
    if not frame.agencies and standing_of(request.user).national:
        return list(Agency.objects.filter(answer_templates__isnull=False).distinct().order_by("name"))
    return list(frame.agencies)


def _office(request: HttpRequest, agency: int) -> Agency:
    """Return the agency whose texts are to be written; others' do not exist for a user, officers only read."""
    standing = standing_of(request.user)
    office = Agency.objects.filter(pk=agency).first()
    if office is None or not (standing.national or office.pk in standing.handles):
        raise Http404
    if not keeps_texts(request.user, office.pk):
        raise PermissionDenied
    return office


def _by_use(request: HttpRequest, agency: int | None) -> list[tuple[str, list[shown.Row]]]:
    """Return an agency's texts by what they are for, in the order of the life of a case."""
    order = AnswerTemplate.Use.values
    rows = sorted(
        AnswerTemplate.objects.visible_to(request.user).of_agency(agency),
        key=lambda text: (order.index(text.use), not text.active, text.name),
    )
    return [
        (str(AnswerTemplate.Use(use).label), [shown.row(text) for text in same])
        for use, same in groupby(rows, key=lambda text: text.use)
    ]


def _beginning(request: HttpRequest) -> dict[str, str]:
    """What a new text begins with: a copy of one that was asked for, or the use that was."""
    source = request.GET.get("dari", "")
    found = AnswerTemplate.objects.visible_to(request.user)
    if source.isdecimal() and len(source) < 10 and (text := found.filter(pk=int(source)).first()):
        return _fields(Wording.of(text))
    return {"use": request.GET.get("untuk", "")}


def _fields(wording: Wording) -> dict[str, str]:
    return {"use": wording.use, "name": wording.name, "body_id": wording.body_id, "body_en": wording.body_en}


def _refuse(form: TextForm, error: RefusedError) -> None:
    form.add_error(error.field if error.field in form.fields else None, str(error.message))


def _look(request: HttpRequest, office: Agency, data: QueryDict, text: AnswerTemplate | None = None) -> HttpResponse:
    """Show what was typed as it would read, without judging it: all of the page, or the part that a script asks for."""
    said = typed(data)
    if htmx(request):
        return render(request, "desk/texts/preview.html", {"bodies": _tried(office, said)})
    return _editor(request, office, TextForm(initial=said), text=text)


def _overtaken(request: HttpRequest, office: Agency, data: QueryDict, text: AnswerTemplate | None) -> HttpResponse:
    """Show what stands there now beside what was typed; sent once more it counts."""
    said = typed(data)
    said["seen"] = Wording.of(text).mark if text else ""
    theirs = shown.row(text) if text else None
    return _editor(request, office, TextForm(initial=said), text=text, status=409, overtaken=True, theirs=theirs)


def _kept(request: HttpRequest, office: Agency, text: AnswerTemplate) -> HttpResponse:
    messages.success(request, _("“%(name)s” is kept.") % {"name": text.name})
    return redirect(_place(office, text))


def _place(office: Agency, text: AnswerTemplate | None = None) -> str:
    """The place of a text, or of an agency, in the list."""
    return f"{reverse('reports:desk:texts')}#{f'text-{text.pk}' if text else f'agency-{office.pk}'}"


def _tried(office: Agency, said: dict[str, Any]) -> Iterable[shown.Shown]:
    use, body_id, body_en = (str(said.get(name) or "")[:_LONGEST_TRIED] for name in ("use", "body_id", "body_en"))
    return shown.in_languages(use, body_id, body_en, office)


def _editor(
    request: HttpRequest,
    office: Agency,
    form: TextForm,
    *,
    text: AnswerTemplate | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    said = {name: form[name].value() for name in ("use", "body_id", "body_en")}
    address = reverse("reports:desk:edit-text", args=[office.pk, text.pk]) if text else ""
    context = {
        "agency": office,
        "text": text,
        "form": form,
        "action": address or reverse("reports:desk:add-text", args=[office.pk]),
        "bodies": _tried(office, said),
        "known": _OFFERED_NAMES,
        **more,
    }
    return render(request, "desk/texts/edit.html", context, status=status)
