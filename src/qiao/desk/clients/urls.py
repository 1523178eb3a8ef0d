"""Addresses of the clients room."""

from django.urls import path

from qiao.desk.clients.views import clients, deliveries, imports, lists, prospects, submissions

app_name = "clients"
urlpatterns = [
    path("", lists.client_list, name="list"),
    path("new/", prospects.new, name="new"),
    path("import/", imports.imports, name="imports"),
    path("import/template/<slug:subject>/", imports.template, name="import_template"),
    path("import/<uuid:uuid>/", imports.one, name="import"),
    path("import/<uuid:uuid>/columns/", imports.match, name="import_match"),
    path("import/<uuid:uuid>/apply/", imports.apply, name="import_apply"),
    path("import/<uuid:uuid>/undo/", imports.undo, name="import_undo"),
    path("import/<uuid:uuid>/workbook/", imports.workbook, name="import_workbook"),
    path("deliveries/", deliveries.deliveries, name="deliveries"),
    path("deliveries/send/", submissions.send, name="send"),
    path("deliveries/<uuid:uuid>/", submissions.one, name="submission"),
    path("deliveries/<uuid:uuid>/report/", submissions.report, name="submission_report"),
    path("deliveries/<uuid:uuid>/own/", submissions.own, name="submission_own"),
    path("<uuid:uuid>/", clients.client, name="client"),
    path("<uuid:uuid>/edit/", prospects.edit, name="edit"),
]
