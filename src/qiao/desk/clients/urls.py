"""Addresses of the clients room."""

from django.urls import path

from qiao.desk.clients.views import clients, contacts, days, deliveries, documents, groups, lists, timelines

app_name = "clients"
urlpatterns = [
    path("", lists.client_list, name="list"),
    path("deliveries/", deliveries.deliveries, name="deliveries"),
    path("<uuid:uuid>/", clients.client, name="client"),
    path("<uuid:uuid>/people/", contacts.contact_list, name="contacts"),
    path("<uuid:uuid>/people/new/", contacts.new, name="contact_new"),
    path("people/due/", contacts.due, name="contacts_due"),
    path("people/<uuid:uuid>/", contacts.contact, name="contact"),
    path("people/<uuid:uuid>/unmask/", contacts.unmask, name="contact_unmask"),
    path("people/<uuid:uuid>/edit/", contacts.edit, name="contact_edit"),
    path("people/<uuid:uuid>/left/", contacts.left, name="contact_left"),
    path("people/<uuid:uuid>/back/", contacts.back, name="contact_back"),
    path("people/<uuid:uuid>/known/", contacts.known, name="contact_known"),
    path("people/<uuid:uuid>/export/", contacts.export, name="contact_export"),
    path("people/<uuid:uuid>/erase/", contacts.erase, name="contact_erase"),
    path("people/known/<uuid:uuid>/forget/", contacts.forget, name="contact_forget"),
    path("groups/<uuid:uuid>/", groups.group, name="group"),
    path("<uuid:uuid>/days/", days.client_days, name="days"),
    path("<uuid:uuid>/timeline/", timelines.client_timeline, name="timeline"),
    path("<uuid:uuid>/documents/", documents.document_list, name="documents"),
    path("documents/<uuid:uuid>/", documents.document, name="document"),
    path("documents/<uuid:uuid>/retire/", documents.retire, name="document_retire"),
]
