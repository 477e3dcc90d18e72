"""/api/v1/: each app brings its own addresses."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from geo_lapor import documentation
from geo_lapor.api_index import Index

urlpatterns: list[URLPattern | URLResolver] = [
    path("", Index.as_view(), name="api-index"),
    path("", include("boundaries.api_urls")),
    path("", include("accounts.api_urls")),
    path("", include("reports.api_urls")),
    path("", include("maps.api_urls")),
    path("", include("monitoring.api_urls")),
    path("schema/", documentation.schema, name="api-schema"),
    # Programs read problems, not pages; an address without its last slash is still led to the one with it
    re_path(r"^(?P<path>(?:.*/)?)$", documentation.nowhere, name="api-nowhere"),
]
