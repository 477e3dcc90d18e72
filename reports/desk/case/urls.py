"""Addresses of the page of a case, within reports:desk: /petugas/kasus/NUMBER/…"""

from django.urls import path, re_path

from reports.desk.case import acting, files, views

urlpatterns = [
    path("", views.page, name="case"),
    path("hadir/", views.present, name="case-present"),
    path("serupa/", views.similar, name="case-similar"),
    path("sop/", views.procedure, name="case-procedure"),
    path("sekitar/", views.near, name="case-nearby"),
    path("rekan/", views.colleagues, name="case-colleagues"),
    path("instansi/", views.agency_hits, name="case-agencies"),
    re_path(r"^(?P<way>berikut|sebelum)/$", views.beside, name="case-beside"),
    re_path(r"^foto/(?P<pk>[0-9]{1,18})/(?P<size>foto|kecil|asli)\.jpg$", files.photo, name="case-photo"),
    path("lampiran/<uuid:pk>/", files.attachment, name="case-file"),
    path("<slug:slug>/", acting.act, name="case-act"),
]
