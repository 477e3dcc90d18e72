"""Addresses of /api/v1/ that reports serves."""

from django.urls import include, path

from reports.api import acting, batch, cases, following, locate, reading, rules, webhooks
from reports.intake.api import BulkIntake

_api = [
    path("intake/", BulkIntake.as_view(), name="intake"),
    path("locate/", locate.Locate.as_view(), name="locate"),
    path("locate/batch/", batch.LocateMany.as_view(), name="locate-many"),
    path("categories/", reading.Categories.as_view(), name="categories"),
    path("places/", reading.Places.as_view(), name="places"),
    path("rules/", rules.Rules.as_view(), name="rules"),
    path("reports/", reading.Reports.as_view(), name="reports"),
    path("reports/<str:number>/", reading.OneReport.as_view(), name="report"),
    path("reports/<str:number>/timeline/", following.Timeline.as_view(), name="timeline"),
    path("reports/<str:number>/actions/", following.Actions.as_view(), name="actions"),
    path("cases/", cases.Cases.as_view(), name="cases"),
    path("cases/<str:number>/", cases.OneCase.as_view(), name="case"),
    path("cases/<str:number>/actions/", acting.CaseActions.as_view(), name="case-actions"),
    path("webhooks/", webhooks.Webhooks.as_view(), name="webhooks"),
    path("webhooks/<str:key>/", webhooks.OneWebhook.as_view(), name="webhook"),
    path("webhooks/<str:key>/test/", webhooks.WebhookTrial.as_view(), name="webhook-trial"),
    path("webhooks/<str:key>/secret/", webhooks.WebhookSecret.as_view(), name="webhook-secret"),
    path("webhooks/<str:key>/deliveries/", webhooks.WebhookDeliveries.as_view(), name="webhook-deliveries"),
]
urlpatterns = [path("", include((_api, "reports-api")))]
