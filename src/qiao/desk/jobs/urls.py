"""Addresses of background work."""

from django.urls import path

from qiao.desk.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.job_list, name="job_list"),
    path("start/", views.start, name="start"),
    path("<uuid:uuid>/", views.job, name="job"),
    path("<uuid:uuid>/progress/", views.progress, name="progress"),
    path("<uuid:uuid>/cancel/", views.cancel, name="cancel"),
    path("<uuid:uuid>/retry/", views.retry, name="retry"),
]
