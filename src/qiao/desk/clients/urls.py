"""Addresses of the clients room."""

from django.urls import path

from qiao.desk.clients import views

app_name = "clients"
urlpatterns = [
    path("", views.client_list, name="list"),
    path("<uuid:uuid>/", views.client, name="client"),
]
