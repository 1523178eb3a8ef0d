"""Addresses of the clients room."""

from django.urls import path

from qiao.desk.clients.views import clients, deliveries, handovers, lists, orphans, packages

app_name = "clients"
urlpatterns = [
    path("", lists.client_list, name="list"),
    path("deliveries/", deliveries.deliveries, name="deliveries"),
    path("handovers/", handovers.inbox, name="handovers"),
    path("handovers/orphans/", orphans.orphans, name="orphans"),
    path("handovers/requests/", handovers.requests, name="change_requests"),
    path("handovers/bulk/", packages.bulk, name="bulk"),
    path("handovers/books/<uuid:uuid>/", packages.book, name="book"),
    path("handovers/packages/<uuid:uuid>/", packages.package, name="package"),
    path("handovers/packages/<uuid:uuid>/decide/", packages.decide, name="package_decide"),
    path("handovers/<uuid:uuid>/", handovers.handover, name="handover"),
    path("handovers/<uuid:uuid>/agree/", handovers.agree, name="handover_agree"),
    path("handovers/<uuid:uuid>/approve/", handovers.approve, name="handover_approve"),
    path("handovers/<uuid:uuid>/refuse/", handovers.refuse, name="handover_refuse"),
    path("handovers/<uuid:uuid>/withdraw/", handovers.withdraw, name="handover_withdraw"),
    path("<uuid:uuid>/handover/", handovers.propose, name="hand_over"),
    path("<uuid:uuid>/", clients.client, name="client"),
]
