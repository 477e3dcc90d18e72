"""All addresses. Pages: Indonesian without a prefix, English under /en/. Addresses for programs have no language."""

from allauth.account.decorators import secure_admin_login
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView

from geo_lapor import documentation, health, views

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
for hidden in (Authenticator, UserSession, Group):  # secrets, keys of sessions, and what memberships replace
    admin.site.unregister(hidden)
admin.site.site_header = admin.site.site_title = "GeoLapor"
admin.site.index_title = _("Administration")

urlpatterns = [
    path("healthz", health.process, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("bahasa/", include("django.conf.urls.i18n")),
    path("api/v1/", include("geo_lapor.api_urls")),
    path("api/docs/", documentation.docs, name="api-docs"),
    path("open311/", include("reports.open311.urls")),
    path("wilayah/", include("boundaries.urls")),
    path("ogc/", include("maps.ogc.urls")),
    path("data/", include("opendata.file_urls")),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("", include("reports.urls")),
        path("", include("maps.urls")),
        path("", include("participation.urls")),
        path("", include("monitoring.plans.urls")),
        path("", include("monitoring.urls")),
        path("", include("period_reports.pages.urls")),
        path("data/", include("opendata.urls")),
        path("", include("accounts.urls")),
        path("akun/", include("allauth.urls")),
        path("kelola/password_change/", RedirectView.as_view(pattern_name="account_change_password")),
        path("kelola/", admin.site.urls),
        prefix_default_language=False,
    ),
]
