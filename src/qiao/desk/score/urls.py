"""Addresses of the scorecard."""

from django.urls import path

from qiao.desk.score.views import cards

app_name = "score"

urlpatterns = [
    path("", cards.mine, name="mine"),
    path("people/", cards.team, name="people"),
    path("<uuid:run>/<str:manager>/", cards.card, name="card"),
    path("<uuid:run>/<str:manager>/<slug:code>/", cards.indicator, name="indicator"),
]
