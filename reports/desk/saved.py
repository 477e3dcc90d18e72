"""Views that an officer keeps: a name for the folder, the filters and the order of an address."""

from dataclasses import dataclass

from django import forms
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from reports.desk.entry import kept_form, staff_page
from reports.desk.listing import query_without
from reports.models import SavedView

MOST_VIEWS = 30
_TAKEN = gettext_lazy("You have a view of this name already.")


@dataclass(frozen=True, slots=True)
class ViewLink:
    """A saved view in the side bar."""

    view: SavedView
    current: bool


class SaveForm(forms.Form):
    """A name for a view; one that is taken by another view is said so."""

    name = forms.CharField(label=gettext_lazy("Name of the view"), max_length=60)
    query = forms.CharField(max_length=1000, required=False, widget=forms.HiddenInput)

    def __init__(
        self, user: User, data: QueryDict | None = None, view: SavedView | None = None, query: str = ""
    ) -> None:
        super().__init__(data, initial={"name": view.name if view else "", "query": query}, label_suffix="")
        self.user, self.view = user, view

    def clean_name(self) -> str:
        """Refuse one view too many; the name of another view is refused where it is kept."""
        name: str = self.cleaned_data["name"].strip()
        views = self.user.saved_views
        if self.view is None and views.count() >= MOST_VIEWS and not views.filter(name=name).exists():
            raise forms.ValidationError(_("You have %(most)d views; delete one first.") % {"most": MOST_VIEWS})
        return name

    def clean_query(self) -> str:
        """Keep the view, not the place in its list."""
        return query_without(QueryDict(self.cleaned_data["query"]))

    def keep(self) -> SavedView | None:
        """Keep a new view; sent twice it is kept once. None, said at the name, where another view has that."""
        said = self.cleaned_data
        last = self.user.saved_views.aggregate(last=Max("position"))["last"]
        first_seen = {"query": said["query"], "position": 0 if last is None else last + 1}
        view, new = self.user.saved_views.get_or_create(name=said["name"], defaults=first_seen)
        if not new and view.query != said["query"]:
            self.add_error("name", _TAKEN)
            return None
        return view

    def rename(self, view: SavedView) -> SavedView | None:
        """Give a view the name; None, said at the name, where another view has that."""
        view.name = self.cleaned_data["name"]
        try:
            with transaction.atomic():
                view.save(update_fields=["name"])
        except IntegrityError:
            self.add_error("name", _TAKEN)
            return None
        return view


def saved_views(user: User, query: str) -> list[ViewLink]:
    """Return a user's views in their order; the one that is looked at is current."""
    return [ViewLink(view, bool(query) and view.query == query) for view in user.saved_views.all()]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def views(request: HttpRequest) -> HttpResponse:
    """List the user's views, and keep a new one."""
    user = user_of(request)
    posted = request.POST if request.method == "POST" else None
    form = SaveForm(user, posted or kept_form(request), query=request.GET.urlencode())
    if posted is not None and form.is_valid() and (view := form.keep()):
        return redirect(f"{reverse('reports:desk:inbox')}?{view.query}")
    status = 422 if posted is not None else 200
    return render(request, "desk/inbox/views.html", {"form": form, "views": user.saved_views.all()}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a view another name."""
    user = user_of(request)
    view = get_object_or_404(user.saved_views, pk=pk)
    posted = request.POST if request.method == "POST" else None
    form = SaveForm(user, posted or kept_form(request), view, query=view.query)
    if posted is not None and form.is_valid() and form.rename(view):
        return redirect("reports:desk:views")
    status = 422 if posted is not None else 200
    return render(request, "desk/inbox/rename_view.html", {"form": form, "view": view}, status=status)


@require_POST
@staff_page
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a view, or move it up or down by one. One that is gone already is gone."""
    user = user_of(request)
    what = request.POST.get("do", "")
    if what == "delete":
        user.saved_views.filter(pk=pk).delete()
    elif what in {"up", "down"}:
        _move(user, pk, -1 if what == "up" else 1)
    return redirect("reports:desk:views")


@transaction.atomic
def _move(user: User, pk: int, by: int) -> None:
    """Exchange a view with its neighbour, and number all of them anew."""
    order = list(user.saved_views.select_for_update())
    at = next((index for index, view in enumerate(order) if view.pk == pk), None)
    if at is None or not 0 <= at + by < len(order):
        return
    order.insert(at + by, order.pop(at))
    for position, view in enumerate(order):
        view.position = position
    SavedView.objects.bulk_update(order, ["position"])


def user_of(request: HttpRequest) -> User:
    """Return who asks: staff_page let them in."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - staff_page let them in
    return user
