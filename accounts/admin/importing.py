"""A file into the administration's tables: chosen, looked at, and only then stored."""

import secrets
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.admin.options import ModelAdmin
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.exchange import TableError

KEPT_SECONDS = 60 * 60


class FileForm(forms.Form):
    """The file to look at."""

    file = forms.FileField(
        label=gettext_lazy("File (.csv or .xlsx)"), widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"})
    )


class ImportMixin(ModelAdmin):
    """Adds a page that asks for a file, shows what it would change, and stores just that file when told to.

    `import_template` extends admin/accounts/import.html, which shows "errors" where there are any; `import_columns` are
    those that the file may have.
    """

    import_template: ClassVar[str]
    import_title: ClassVar[str | Promise]
    import_columns: ClassVar[tuple[str, ...]]

    def preview(self, name: str, data: bytes) -> tuple[dict[str, Any], bool]:
        """Return what the page shows of a file, and whether there is something in it that can be stored.

        Raises
        ------
        accounts.exchange.TableError
            It is no table, or has other columns.
        """
        raise NotImplementedError

    def take_over(self, name: str, data: bytes) -> tuple[str, dict[str, Any] | None]:
        """Store a file that was looked at.

        Returns
        -------
        What is said of it; and None, or what the page shows where nothing could be stored. Raises TableError.
        """
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        """Add the page of the import."""
        view = self.admin_site.admin_view(self.import_view)
        return [path("import/", view, name=self._name("import")), *super().get_urls()]

    def import_view(self, request: HttpRequest) -> HttpResponseBase:
        """Ask for a file, show what it would change, and store it when told to."""
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        if "token" in request.POST:
            return self._store(request, request.POST["token"])
        form = FileForm(request.POST or None, request.FILES or None)
        context: dict[str, Any] = {}
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            data = file.read()
            try:
                context, storable = self.preview(file.name, data)
            except TableError as error:
                form.add_error("file", str(error))
            else:
                context["looked_at"] = True
                if storable:
                    context["token"] = self._keep(file.name, data)
        return self._page(request, {"form": form, **context})

    def _keep(self, name: str, data: bytes) -> str:
        """Keep a file that was looked at, so that just this one is stored; return by what it is found again."""
        token = secrets.token_urlsafe(24)
        cache.set(self._name(token), (name, data), KEPT_SECONDS)
        return token

    def _store(self, request: HttpRequest, token: str) -> HttpResponseBase:
        here, listed = (reverse(f"{self.admin_site.name}:{self._name(page)}") for page in ("import", "changelist"))
        kept = cache.get(self._name(token))
        if kept is None:
            messages.error(request, _("The preview is no longer there. Choose the file again."))
            return HttpResponseRedirect(here)
        try:
            said, refused = self.take_over(*kept)
        except TableError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(here)
        if refused is not None:
            messages.error(request, said)
            return self._page(request, {"form": FileForm(), **refused})
        cache.delete(self._name(token))
        messages.success(request, said)
        return HttpResponseRedirect(listed)

    def _page(self, request: HttpRequest, context: dict[str, Any]) -> TemplateResponse:
        base = {**self.admin_site.each_context(request), "title": self.import_title, "opts": self.opts}
        return TemplateResponse(request, self.import_template, {**base, "columns": self.import_columns, **context})

    def _name(self, page: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"
