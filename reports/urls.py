"""Addresses of the pages of reports."""

from django.urls import include, path, re_path

from reports.views import answer, authority, files, report, similar, submit, track

app_name = "reports"
urlpatterns = [
    path("petugas/", include("reports.desk.urls")),
    path("kewenangan/", authority.authority, name="authority"),
    path("lapor/", submit.submit, name="submit"),
    path("lapor/jawaban/", answer.answer, name="answer"),
    path("lapor/mirip/", similar.similar, name="similar"),
    path("lapor/foto/<str:ticket>/", submit.staged_photo, name="staged-photo"),
    path("lapor/terkirim/<str:number>/", submit.receipt, name="receipt"),
    path("lapor/terkirim/<str:number>/simpan.txt", submit.receipt_file, name="receipt-file"),
    path("lacak/", track.track, name="track"),
    path("lacak/tutup/", track.close, name="close-tracked"),
    path("", include("reports.follow.urls")),
    path("laporan/<str:number>/", report.detail, name="detail"),
    re_path(
        r"^laporan/(?P<number>[0-9A-Z-]{9})/(?P<position>[1-9][0-9]{0,2})/(?P<size>foto|kecil)\.jpg$",
        files.photo,
        name="photo",
    ),
    path("laporan/<str:number>/berkas/<uuid:pk>/", files.attachment, name="attachment"),
]
