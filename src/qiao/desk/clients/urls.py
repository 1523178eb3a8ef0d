"""Addresses of the clients room."""

from django.urls import path

from qiao.desk.clients.views import clients, deliveries, lists

app_name = "clients"
urlpatterns = [
    path("", lists.client_list, name="list"),
    path("deliveries/", deliveries.deliveries, name="deliveries"),
    path("<uuid:uuid>/", clients.client, name="client"),
]
