"""Addresses of the clients room."""

from django.urls import path

from qiao.desk.clients.views import clients, days, deliveries, documents, lists, timelines

app_name = "clients"
urlpatterns = [
    path("", lists.client_list, name="list"),
    path("deliveries/", deliveries.deliveries, name="deliveries"),
    path("<uuid:uuid>/", clients.client, name="client"),
    path("<uuid:uuid>/days/", days.client_days, name="days"),
    path("<uuid:uuid>/timeline/", timelines.client_timeline, name="timeline"),
    path("<uuid:uuid>/documents/", documents.document_list, name="documents"),
    path("documents/<uuid:uuid>/", documents.document, name="document"),
    path("documents/<uuid:uuid>/retire/", documents.retire, name="document_retire"),
]
