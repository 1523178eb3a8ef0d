"""Addresses of the clients room, a list a subject."""

from django.urls import include, path

from qiao.desk.clients.views import (
    clients,
    contacts,
    days,
    deliveries,
    documents,
    groups,
    handovers,
    imports,
    ledger_names,
    lists,
    notes,
    orphans,
    packages,
    prospects,
    submissions,
    tiers,
    timelines,
    views,
)

_CLIENT = [
    path("", clients.client, name="client"),
    path("edit/", prospects.edit, name="edit"),
    path("days/", days.client_days, name="days"),
    path("timeline/", timelines.client_timeline, name="timeline"),
    path("documents/", documents.document_list, name="documents"),
    path("people/", contacts.contact_list, name="contacts"),
    path("people/new/", contacts.new, name="contact_new"),
    path("handover/", handovers.propose, name="hand_over"),
    path("notes/", notes.notes, name="notes"),
]
_CONTACTS = [
    path("due/", contacts.due, name="contacts_due"),
    path("<uuid:uuid>/", contacts.contact, name="contact"),
    path("<uuid:uuid>/unmask/", contacts.unmask, name="contact_unmask"),
    path("<uuid:uuid>/edit/", contacts.edit, name="contact_edit"),
    path("<uuid:uuid>/left/", contacts.left, name="contact_left"),
    path("<uuid:uuid>/back/", contacts.back, name="contact_back"),
    path("<uuid:uuid>/known/", contacts.known, name="contact_known"),
    path("<uuid:uuid>/export/", contacts.export, name="contact_export"),
    path("<uuid:uuid>/erase/", contacts.erase, name="contact_erase"),
    path("known/<uuid:uuid>/forget/", contacts.forget, name="contact_forget"),
]
_DOCUMENTS = [
    path("<uuid:uuid>/", documents.document, name="document"),
    path("<uuid:uuid>/retire/", documents.retire, name="document_retire"),
]
_NOTES = [
    path("<uuid:uuid>/remove/", notes.remove, name="note_remove"),
    path("<uuid:uuid>/restore/", notes.restore, name="note_restore"),
]
_VIEWS = [
    path("", views.views, name="views"),
    path("new/", views.new, name="view_new"),
    path("opening/", views.open_with_all, name="view_open_with_all"),
    path("<uuid:uuid>/", views.edit, name="view_edit"),
    path("<uuid:uuid>/remove/", views.remove, name="view_remove"),
    path("<uuid:uuid>/restore/", views.restore, name="view_restore"),
    path("<uuid:uuid>/open/", views.open_with, name="view_open_with"),
]
_HANDOVERS = [
    path("", handovers.inbox, name="handovers"),
    path("orphans/", orphans.orphans, name="orphans"),
    path("requests/", handovers.requests, name="change_requests"),
    path("bulk/", packages.bulk, name="bulk"),
    path("books/<uuid:uuid>/", packages.book, name="book"),
    path("packages/<uuid:uuid>/", packages.package, name="package"),
    path("packages/<uuid:uuid>/decide/", packages.decide, name="package_decide"),
    path("<uuid:uuid>/", handovers.handover, name="handover"),
    path("<uuid:uuid>/agree/", handovers.agree, name="handover_agree"),
    path("<uuid:uuid>/approve/", handovers.approve, name="handover_approve"),
    path("<uuid:uuid>/refuse/", handovers.refuse, name="handover_refuse"),
    path("<uuid:uuid>/withdraw/", handovers.withdraw, name="handover_withdraw"),
]
_IMPORTS = [
    path("", imports.imports, name="imports"),
    path("template/<slug:subject>/", imports.template, name="import_template"),
    path("<uuid:uuid>/", imports.one, name="import"),
    path("<uuid:uuid>/columns/", imports.match, name="import_match"),
    path("<uuid:uuid>/apply/", imports.apply, name="import_apply"),
    path("<uuid:uuid>/undo/", imports.undo, name="import_undo"),
    path("<uuid:uuid>/workbook/", imports.workbook, name="import_workbook"),
]
_DELIVERIES = [
    path("", deliveries.deliveries, name="deliveries"),
    path("send/", submissions.send, name="send"),
    path("send/inbox/", submissions.send_from_inbox, name="send_from_inbox"),
    path("names/", ledger_names.index, name="ledger_names"),
    path("names/<uuid:uuid>/forget/", ledger_names.forget, name="ledger_name_forget"),
    path("batches/<uuid:uuid>/", deliveries.one, name="delivery"),
    path("batches/<uuid:uuid>/withdraw/", deliveries.withdraw, name="delivery_withdraw"),
    path("<uuid:uuid>/", submissions.one, name="submission"),
    path("<uuid:uuid>/report/", submissions.report, name="submission_report"),
    path("<uuid:uuid>/own/", submissions.own, name="submission_own"),
    path("<uuid:uuid>/names/", ledger_names.name, name="submission_names"),
]

app_name = "clients"
urlpatterns = [
    path("", lists.client_list, name="list"),
    path("export/", lists.export, name="export"),
    path("tiers/", tiers.tiers, name="tiers"),
    path("new/", prospects.new, name="new"),
    path("groups/<uuid:uuid>/", groups.group, name="group"),
    path("views/", include(_VIEWS)),
    path("people/", include(_CONTACTS)),
    path("documents/", include(_DOCUMENTS)),
    path("notes/", include(_NOTES)),
    path("handovers/", include(_HANDOVERS)),
    path("import/", include(_IMPORTS)),
    path("deliveries/", include(_DELIVERIES)),
    path("<uuid:uuid>/", include(_CLIENT)),
]
