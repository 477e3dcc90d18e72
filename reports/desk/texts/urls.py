"""Addresses of the texts kept ready."""

from django.urls import path

from reports.desk.texts import views

urlpatterns = [
    path("", views.texts, name="texts"),
    path("<int:agency>/baru/", views.add, name="add-text"),
    path("<int:agency>/<int:pk>/", views.edit, name="edit-text"),
    path("<int:agency>/<int:pk>/pakai/", views.put_in_use, name="put-text-in-use"),
    path("<int:agency>/<int:pk>/hapus/", views.delete, name="delete-text"),
]
