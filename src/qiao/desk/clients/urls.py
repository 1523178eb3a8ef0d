"""Addresses of the clients room."""

from django.urls import path

from qiao.desk.clients import views

app_name = "clients"
urlpatterns = [
    path("", views.client_list, name="list"),
    path("deliveries/", views.deliveries, name="deliveries"),
    path("<uuid:uuid>/", views.client, name="client"),
]
