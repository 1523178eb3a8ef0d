"""Addresses of standing in, for everybody."""

from django.urls import path

from qiao.desk.people.views import delegations

app_name = "delegation"
urlpatterns = [
    path("", delegations.delegations, name="delegations"),
    path("new", delegations.new, name="new"),
    path("<uuid:uuid>/withdraw", delegations.withdraw, name="withdraw"),
]
