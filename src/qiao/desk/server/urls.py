"""Addresses for machines."""

from django.urls import path

from qiao.desk.server import views

app_name = "server"
urlpatterns = [
    path("healthz", views.alive, name="alive"),
    path("readyz", views.ready, name="ready"),
    path("metrics", views.metrics, name="metrics"),
]
