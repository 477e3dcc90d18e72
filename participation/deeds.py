"""What the pages of staff share: a form for each verb, and a view that does it and loses nothing that was typed."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.changing import NotAllowedError, StaleError
from reports.actions.case.errors import RefusedError
from reports.desk.entry import kept_form


class Deed(forms.Form):
    """What one verb needs. `version` is that of the thing when the form was shown.

    `heading` says what is done, `lead` what follows from it, `button` is written on the button, `done` is said after.
    """

    heading: ClassVar[str | Promise]
    lead: ClassVar[str | Promise] = ""
    button: ClassVar[str | Promise]
    done: ClassVar[str | Promise] = _("Kept.")
    icon: ClassVar[str] = "pencil"
    multipart: ClassVar[bool] = False
    do_not_call_in_templates: ClassVar[bool] = True  # templates name the class, and would make an object of it

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, thing: Any, user: Any, data: Any = None, files: Any = None, initial: Any = None) -> None:
        self.thing, self.user = thing, user
        start = {**self.start(), **(initial or {}), "version": thing.version}
        super().__init__(data, files, initial=start, label_suffix="", use_required_attribute=False)
        self.shape()

    @classmethod
    def possible(cls, thing: Any, user: Any) -> bool:
        """Whether this user can do this to a thing as it is now."""
        return True

    def start(self) -> dict[str, Any]:
        """What stands in the fields at first."""
        return {}

    def shape(self) -> None:
        """Make the fields fit the thing."""

    def perform(self) -> None:
        """Do it; raises whatever the verb raises."""
        raise NotImplementedError

    @property
    def seen(self) -> int:
        """The version that was shown."""
        return int(self.cleaned_data["version"])

    def _choose(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


def perform(form: Any) -> Any:
    """Do what a valid form says; None where the verb refused, which then stands at its field.

    Raises
    ------
    PermissionDenied
        The user may not do that.
    StaleError
        Somebody was faster.
    """
    try:
        return form.perform() or True
    except RefusedError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error.message))
    except NotAllowedError as error:
        raise PermissionDenied from error
    return None


def act(
    request: HttpRequest,
    thing: Any,
    kind: type[Deed],
    template: str,
    *,
    more: Callable[[Any], Mapping[str, Any]] = lambda _thing: {},
) -> HttpResponse:
    """Show the form of a deed, or do it. What somebody else did meanwhile is said, and nothing typed is lost.

    `more` adds to what the template is given; it is asked of the thing as it is when the page is drawn.
    """
    posted = request.method == "POST"
    form = kind(thing, request.user, request.POST if posted else kept_form(request), request.FILES if posted else None)
    status, overtaken = HTTPStatus.UNPROCESSABLE_ENTITY if posted else HTTPStatus.OK, False
    if posted and form.is_valid():
        try:
            if perform(form) is not None:
                messages.success(request, str(kind.done))
                return redirect(thing.desk_url)
        except StaleError:
            thing.refresh_from_db()
            typed = {
                name: field.widget.value_from_datadict(request.POST, {}, name) for name, field in form.fields.items()
            }
            form = kind(thing, request.user, initial=typed)
            status, overtaken = HTTPStatus.CONFLICT, True
    context = {
        "thing": thing,
        "kind": kind,
        "form": form if kind.possible(thing, request.user) else None,
        "overtaken": overtaken,
        **more(thing),
    }
    return render(request, template, context, status=status)
