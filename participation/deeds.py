"""What the pages of staff share: a form for each verb, and views that make and change things and lose nothing typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.changing import NotAllowedError, StaleError
from reports.actions.case.errors import RefusedError
from reports.desk.entry import kept_form


class Deed(forms.Form):
    """What one verb needs. `version` is that of the thing when the form was shown.

    `heading` says what is done, `lead` what follows from it, `button` is written on the button, `done` is said after.
    `many` names fields with many things to tick, which stand in columns.
    """

    heading: ClassVar[str | Promise]
    lead: ClassVar[str | Promise] = ""
    button: ClassVar[str | Promise]
    done: ClassVar[str | Promise] = _("Kept.")
    icon: ClassVar[str] = "pencil"
    multipart: ClassVar[bool] = False
    many: ClassVar[tuple[str, ...]] = ()
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


class PublishDeed(Deed):
    """Everybody may read it. `publish` is the verb, `may` says who answers for what everybody reads."""

    button = _("Publish")
    done = _("Published.")
    icon = "globe"
    published: ClassVar[bool] = True
    publish: ClassVar[Callable[..., None]]
    may: ClassVar[Callable[[Any, Any], bool]] = staticmethod(lambda _user, _thing: True)

    @classmethod
    def possible(cls, thing: Any, user: Any) -> bool:
        """Only what is not published yet, or to be taken off what is."""
        return (thing.published_at is None) == cls.published and cls.may(user, thing)

    def perform(self) -> None:
        """Publish it, or take it off."""
        type(self).publish(self.thing, self.user, published=self.published, version=self.seen)


class WithdrawDeed(PublishDeed):
    """Staff alone read it again."""

    heading = _("Take it off the public pages")
    lead = _("Staff alone read it then.")
    button = _("Take off")
    done = _("It is no longer public.")
    icon = "eye-slash"
    published = False


Deeds = Mapping[str, type[Deed]]


@dataclass(frozen=True, slots=True)
class NextStep:
    """What a thing waits for, and the deed that does it, by its slug; none where it waits for somebody else."""

    text: str
    deed: str = ""


def shown(thing: Any, user: Any, deeds: Deeds, step: NextStep) -> dict[str, Any]:
    """Return what the page of a thing for staff shows: what comes next, what else may be done, and what was done."""
    possible = {slug: kind for slug, kind in deeds.items() if kind.possible(thing, user)}
    return {
        "thing": thing,
        "step": step,
        "next": possible.get(step.deed),
        "deeds": [(slug, kind) for slug, kind in possible.items() if slug != step.deed],
        "history": thing.history.select_related("actor"),
    }


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


def make(request: HttpRequest, form: Any, template: str, *, done: str, away: str, **more: Any) -> HttpResponse:
    """Show the form of something new, or make it, say `done`, and go to its page.

    `away` is the address for whoever makes nothing; `more` is what the template is given beside it.
    """
    posted = request.method == "POST"
    if posted and form.is_valid():
        made = perform(form)
        if made is not None:
            messages.success(request, done)
            return redirect(made.desk_url)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if posted else HTTPStatus.OK
    return render(request, template, {"form": form, "away": away, **more}, status=status)


def act(
    request: HttpRequest,
    thing: Any,
    deeds: Deeds,
    slug: str,
    template: str,
    *,
    more: Callable[[Any], Mapping[str, Any]] = lambda _thing: {},
) -> HttpResponse:
    """Show the form of a deed, or do it. What somebody else did meanwhile is said, and nothing typed is lost.

    `more` adds to what the template is given; it is asked of the thing as it is when the page is drawn.

    Raises
    ------
    Http404
        There is no such deed.
    PermissionDenied
        The user may not do that.
    """
    if slug not in deeds:
        raise Http404
    kind = deeds[slug]
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
