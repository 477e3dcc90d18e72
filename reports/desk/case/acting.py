"""One view for the forms of all verbs: shown, looked at again, done; and what is said when it cannot be done."""

import hashlib
import time
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from reports.actions.case.change import StaleError
from reports.actions.case.errors import RefusedError
from reports.desk.case.actions import BY_SLUG, BY_VERB, Action, links
from reports.desk.case.finding import Case, find_case
from reports.desk.case.forms.base import CaseForm
from reports.desk.case.since import changes_since
from reports.desk.entry import htmx, kept_form, staff_page
from reports.lifecycle.offer import NotAllowedError, NotPossibleError, check
from reports.models import Report

_OPENS = "buka"  # read by case.js
_DONE, _RUNNING = "done", "running"
_REMEMBERED_SECONDS = 3600
_PATIENCE_SECONDS = 2.0


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def act(request: HttpRequest, number: str, slug: str) -> HttpResponse:
    """Show the form of a verb, or do it."""
    case = find_case(request, number)
    action = BY_SLUG.get(slug)
    if action is None:
        raise Http404
    attempt = Attempt(request, case, action)
    response = attempt.take() if request.method == "POST" else attempt.show()
    add_never_cache_headers(response)
    return response


@dataclass
class Attempt:
    """One officer who wants to do one thing with one case."""

    request: HttpRequest
    case: Case
    action: Action
    more: dict[str, Any] = field(default_factory=dict)

    def show(self) -> HttpResponse:
        """Show the form; one that was filled in before the session ended comes back as it was."""
        if problem := self._problem():
            return problem
        kept = kept_form(self.request)
        form = self._form(query=self.request.GET)
        return self._render(self._as_typed(kept) if kept is not None else form)

    def take(self) -> HttpResponse:
        """Do what was sent, unless it was only to look at it again."""
        sent = self.request.POST
        look = sent.get("look", "")
        if self._done_by_twin():
            return self._after_twin()
        if problem := self._problem():
            return problem
        if look in ("search", "text"):
            return self._render(self._as_typed(sent, fresh=look == "text" and bool(sent.get("text"))))
        form = self._form(sent, self.request.FILES, query=self.request.GET)
        if not form.is_valid():
            return self._render(form, 422)
        return self._weigh(form, look)

    def _weigh(self, form: CaseForm, look: str) -> HttpResponse:
        """Show what would come of it where that is asked for or due; else do it."""
        if form.foresees and not form.was_seen():  # type: ignore[attr-defined]
            return self._foresee(form)
        if look == "preview" and form.may_preview:
            self.more["preview"] = form.preview()
            return self._render(form)
        return self._do(form)

    def _do(self, form: CaseForm) -> HttpResponse:
        mine = cache.add(self._key, _RUNNING, 60)
        try:
            result = form.perform()
        except RefusedError as error:
            self._forget(mine)
            form.refuse(error.field, str(error.message))
            return self._render(form, 422)
        except (StaleError, NotPossibleError, NotAllowedError) as error:
            self._forget(mine)
            return self._too_late(form, error, mine)
        except BaseException:
            self._forget(mine)
            raise
        cache.set(self._key, _DONE, _REMEMBERED_SECONDS)
        if template := getattr(form, "shows", None):
            cache.delete(self._key)  # it is shown once: whoever sends it again gives the reason again
            return self._page(template, {"shown": result})
        return self._after(form.said_after(), form.next_verb if "then" in self.request.POST else "")

    def _too_late(self, form: CaseForm, error: Exception, mine: bool) -> HttpResponse:
        """Somebody was faster: perhaps this very form, sent twice; otherwise say what has become of the case."""
        if not mine and self._done_by_twin():
            return self._after_twin()
        if isinstance(error, NotAllowedError):
            return self._problem() or self._refuse("not_allowed", 403)
        return self._overtaken(form)

    def _overtaken(self, form: CaseForm) -> HttpResponse:
        """Somebody changed the case meanwhile: show what, and let the officer go on with what they typed."""
        seen = form.shown_version
        self.case = self.case.read_again()
        self.more["changes"] = changes_since(self.case.report, seen)
        if problem := self._problem():
            return problem
        again = self._form(self.request.POST, self.request.FILES, query=self.request.GET)
        again.is_valid()
        self.more["version"] = self.case.report.version
        return self._render(again, 409)

    def _foresee(self, form: CaseForm) -> HttpResponse:
        try:
            self.more |= {"foreseen": form.foreseen(), "seen": form.token()}  # type: ignore[attr-defined]
        except RefusedError as error:
            form.refuse(error.field, str(error.message))
            return self._render(form, 422)
        return self._render(form)

    def _problem(self) -> HttpResponse | None:
        """What keeps the officer from it before anything was typed; None when nothing does."""
        try:
            check(self.case.report, self.action.verb, self.case.who)
        except NotAllowedError:
            return self._refuse("not_allowed", 403)
        except NotPossibleError:
            return self._refuse("not_possible", 409)
        return None

    def _refuse(self, reason: str, status: int) -> HttpResponse:
        typed = [value for name, value in self.request.POST.items() if name in ("body", "note", "reason") and value]
        if reason == "not_possible" and "changes" not in self.more and self.request.POST.get("version", "").isdecimal():
            self.more["changes"] = changes_since(self.case.report, int(self.request.POST["version"][:9]))
        return self._page("desk/case/refused.html", {"reason": reason, "typed": typed}, status)

    def _form(self, *args: Any, **options: Any) -> CaseForm:
        return self.action.form(self.case, *args, **options)

    def _as_typed(self, sent: QueryDict, *, fresh: bool = False) -> CaseForm:
        """The form with what was typed, unjudged; with the text that was chosen where it is `fresh`."""
        typed = self._form(sent, query=sent).typed()
        if fresh:
            typed = {name: value for name, value in typed.items() if name not in ("body", "note")}
        self.more["version"] = sent.get("version", "")
        return self._form(initial=typed, query=sent)

    def _render(self, form: CaseForm, status: int = 200) -> HttpResponse:
        version = self.more.get("version") or self.request.POST.get("version") or self.case.report.version
        return self._page("desk/case/form.html", {"form": form, "version": version}, status)

    def _page(self, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        partly = htmx(self.request)
        frame = "desk/case/frame_part.html" if partly else "desk/case/frame_page.html"
        names = {
            "case": self.case,
            "report": self.case.report,
            "action": self.action,
            "can": links(self.case),
            "frame_template": frame,
            "partly": partly,
            "level": 2 if partly else 1,
        }
        return render(self.request, template, {**names, **self.more, **context}, status=status)

    def _after(self, said: str, then: str = "") -> HttpResponse:
        """On to the form of the verb `then`, or to the case; to the inbox where it left the officer's hands."""
        messages.success(self.request, said)
        kept = Report.everything.in_the_hands_of(self.request.user).filter(pk=self.case.report.pk).exists()
        address = self.case.url if kept else self.case.inbox_url
        if kept and then:
            address = self._form_of(then)
        if htmx(self.request):
            return HttpResponse(status=204, headers={"HX-Redirect": address})
        return redirect(address)

    def _form_of(self, verb: str) -> str:
        """The address of a verb's form: beside the case where this form stood there, else on its own page."""
        slug = BY_VERB[verb].slug
        if not htmx(self.request):
            return self.case.address("case-act", slug=slug)
        return f"{self.case.url}{'&' if self.case.inbox else '?'}{_OPENS}={slug}"

    def _after_twin(self) -> HttpResponse:
        return self._after(_("This was done already; nothing happened twice."))

    @property
    def _key(self) -> str:
        """Stands for just this sending: user, address, all that was typed, and the files by name and size."""
        sent = sorted((name, tuple(self.request.POST.getlist(name))) for name in self.request.POST)
        sent = [pair for pair in sent if pair[0] != "csrfmiddlewaretoken"]
        files = [(name, file.name, file.size) for name, found in self.request.FILES.lists() for file in found]
        whole = repr((self.request.user.pk, self.request.path, sent, files))
        return f"case-act:{hashlib.sha256(whole.encode()).hexdigest()}"

    def _mark(self) -> str | None:
        return cache.get(self._key)

    def _forget(self, mine: bool) -> None:
        if mine:
            cache.delete(self._key)

    def _done_by_twin(self) -> bool:
        """Whether the same thing was done by another sending; one that is under way is waited for."""
        until = time.monotonic() + _PATIENCE_SECONDS
        while (mark := self._mark()) == _RUNNING and time.monotonic() < until:
            time.sleep(0.05)
        return mark == _DONE
