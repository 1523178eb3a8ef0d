"""Addresses of the bell."""

from django.urls import path

from qiao.desk.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.notice_list, name="notice_list"),
    path("count/", views.count, name="count"),
    path("read/", views.read_all, name="read_all"),
    path("mutes/", views.mute, name="mute"),
    path("<uuid:uuid>/read/", views.read, name="read"),
]
