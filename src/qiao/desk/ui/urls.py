"""Search, the gallery of components, and the language before sign-in."""

from django.urls import path

from qiao.desk.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.components, name="gallery"),
    path("moved/", views.moved, name="moved"),
    path("search/", views.search, name="search"),
    path("language/", views.language, name="language"),
]
