"""Addresses of the assessment desk."""

from django.urls import path

from qiao.desk.assess.views import periods, runs, standards

app_name = "assess"

urlpatterns = [
    path("", periods.index, name="periods"),
    path("periods/<uuid:uuid>/", periods.one, name="period"),
    path("runs/<uuid:uuid>/", runs.one, name="run"),
    path("standards/", standards.index, name="standards"),
    path("standards/<uuid:uuid>/", standards.one, name="standard"),
]
