"""Addresses of a person's own settings."""

from django.urls import path

from qiao.desk.people import views

urlpatterns = [path("preferences/", views.preferences, name="preferences")]
