"""Addresses of Today."""

from django.urls import path

from qiao.desk.today import views

app_name = "today"
urlpatterns = [path("", views.today, name="today")]
