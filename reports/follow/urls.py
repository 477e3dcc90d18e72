"""Addresses of the reporter's side, within those of reports."""

from django.urls import path, re_path

from reports.follow.deeds import BY_SLUG
from reports.follow.views import claims, deeds, feed, letters, public

urlpatterns = [
    path("akun/laporan/", claims.mine, name="mine"),
    path("ikuti/mulai/<str:token>/", letters.confirm, name="follow-confirm"),
    path("ikuti/berhenti/<str:token>/", letters.stop, name="follow-stop"),
    path("laporan/<str:number>/umpan.atom", feed.feed, name="feed"),
    path("laporan/<str:number>/ikuti/", public.follow_by_mail, name="follow"),
    path("laporan/<str:number>/juga/", public.count_me, name="me-too"),
    path("laporan/<str:number>/keberatan/", public.object_to, name="flag"),
    path("laporan/<str:number>/akun/", claims.claim, name="claim"),
    re_path(rf"^laporan/(?P<number>[^/]+)/(?P<slug>{'|'.join(BY_SLUG)})/$", deeds.deed, name="deed"),
]
