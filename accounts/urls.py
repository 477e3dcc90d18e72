"""Addresses of one's account, of invitations and of the team; django-allauth's own stand beside them under /akun/."""

from django.urls import path

from accounts.views import home, invitation, members, team, tokens

app_name = "accounts"
urlpatterns = [
    path("akun/", home.home, name="home"),
    path("akun/langkah-kedua/", home.second_factor, name="second-factor"),
    path("akun/program/", tokens.tokens, name="tokens"),
    path("akun/program/<int:pk>/cabut/", tokens.revoke, name="revoke-token"),
    path("akun/undangan/<str:token>/", invitation.invitation, name="invitation"),
    path("tim/", team.choose, name="team"),
    path("tim/anggota/<int:pk>/", members.change, name="member"),
    path("tim/anggota/<int:pk>/akhiri/", members.end, name="end-member"),
    path("tim/anggota/<int:pk>/langkah-kedua/", members.clear, name="clear-second-factor"),
    path("tim/undangan/<int:pk>/kirim-lagi/", team.send_again, name="send-again"),
    path("tim/undangan/<int:pk>/tarik/", team.take_back, name="take-back"),
    path("tim/unit/<int:pk>/", team.unit, name="unit"),
    path("tim/unit/<int:pk>/tutup/", team.close, name="close-unit"),
    path("tim/<str:code>/", team.team, name="agency-team"),
    path("tim/<str:code>/undang/", team.invite, name="invite"),
    path("tim/<str:code>/unit/", team.new_unit, name="new-unit"),
]
