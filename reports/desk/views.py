"""The pages of the inbox."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from reports.desk.entry import staff_page
from reports.desk.frame import choose


@require_safe
@staff_page
def inbox(request: HttpRequest) -> HttpResponse:
    """Show one folder of the inbox."""
    return render(request, "desk/inbox.html")


@require_POST
@staff_page
def choose_agency(request: HttpRequest) -> HttpResponse:
    """Look at the cases of one of the user's agencies, or of all."""
    choose(request, request.POST.get("agency", ""))
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if safe else "reports:desk:inbox")
