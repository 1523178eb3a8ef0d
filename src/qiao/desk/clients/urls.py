"""Addresses of the clients room."""

from django.urls import path

from qiao.desk.clients.views import clients, deliveries, lists, prospects

app_name = "clients"
urlpatterns = [
    path("", lists.client_list, name="list"),
    path("new/", prospects.new, name="new"),
    path("deliveries/", deliveries.deliveries, name="deliveries"),
    path("<uuid:uuid>/", clients.client, name="client"),
    path("<uuid:uuid>/edit/", prospects.edit, name="edit"),
]
