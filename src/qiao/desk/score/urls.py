"""Addresses of the scorecard."""

from django.urls import path

from qiao.desk.score.views import ahead, cards, changes, confirmations, indicators, statements, teams, what_ifs

app_name = "score"

urlpatterns = [
    path("", cards.mine, name="mine"),
    path("people/", teams.people, name="people"),
    path("people/file/", teams.export, name="people_export"),
    path("runs/<uuid:run>/", confirmations.seen, name="seen"),
    path("<uuid:run>/<str:manager>/", cards.card, name="card"),
    path("<uuid:run>/<str:manager>/ahead/", ahead.ahead, name="ahead"),
    path("<uuid:run>/<str:manager>/changes/", changes.changes, name="changes"),
    path("<uuid:run>/<str:manager>/confirm/", confirmations.confirm, name="confirm"),
    path("<uuid:run>/<str:manager>/statement/<str:kind>/", statements.statement, name="statement"),
    path("<uuid:run>/<str:manager>/what-if/", what_ifs.what_if, name="what_if"),
    path("<uuid:run>/<str:manager>/indicators/<slug:code>/", indicators.indicator, name="indicator"),
]
