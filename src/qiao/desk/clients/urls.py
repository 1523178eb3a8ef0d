"""Addresses of the clients room."""

from django.urls import path

from qiao.desk.clients.views import clients, deliveries, lists, tiers, views

app_name = "clients"
urlpatterns = [
    path("", lists.client_list, name="list"),
    path("export/", lists.export, name="export"),
    path("tiers/", tiers.tiers, name="tiers"),
    path("views/", views.views, name="views"),
    path("views/new/", views.new, name="view_new"),
    path("views/opening/", views.open_with_all, name="view_open_with_all"),
    path("views/<uuid:uuid>/", views.edit, name="view_edit"),
    path("views/<uuid:uuid>/remove/", views.remove, name="view_remove"),
    path("views/<uuid:uuid>/restore/", views.restore, name="view_restore"),
    path("views/<uuid:uuid>/open/", views.open_with, name="view_open_with"),
    path("deliveries/", deliveries.deliveries, name="deliveries"),
    path("<uuid:uuid>/", clients.client, name="client"),
]
