"""Addresses of the audit room."""

from django.urls import path

from qiao.desk.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.events, name="events"),
    path("export/", views.export, name="export"),
    path("seen/", views.seen, name="seen"),
    path("events/<uuid:uuid>/", views.event, name="event"),
    path("events/<uuid:uuid>/values/", views.values, name="values"),
]
