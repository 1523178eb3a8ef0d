"""Addresses of the scorecard."""

from django.urls import path

from qiao.desk.score.views import (
    ahead,
    cards,
    changes,
    confirmations,
    indicators,
    objections,
    statements,
    teams,
    what_ifs,
)

app_name = "score"

urlpatterns = [
    path("", cards.mine, name="mine"),
    path("people/", teams.people, name="people"),
    path("people/file/", teams.export, name="people_export"),
    path("runs/<uuid:run>/", confirmations.seen, name="seen"),
    path("objections/", objections.mine, name="objections"),
    path("objections/<uuid:uuid>/", objections.one, name="objection"),
    path("objections/<uuid:uuid>/accept/", objections.accept, name="objection_accept"),
    path("objections/<uuid:uuid>/escalate/", objections.escalate, name="objection_escalate"),
    path("objections/<uuid:uuid>/withdraw/", objections.withdraw, name="objection_withdraw"),
    path("<uuid:run>/<str:manager>/", cards.card, name="card"),
    path("<uuid:run>/<str:manager>/ahead/", ahead.ahead, name="ahead"),
    path("<uuid:run>/<str:manager>/object/", objections.raise_, name="object"),
    path("<uuid:run>/<str:manager>/changes/", changes.changes, name="changes"),
    path("<uuid:run>/<str:manager>/confirm/", confirmations.confirm, name="confirm"),
    path("<uuid:run>/<str:manager>/statement/<str:kind>/", statements.statement, name="statement"),
    path("<uuid:run>/<str:manager>/what-if/", what_ifs.what_if, name="what_if"),
    path("<uuid:run>/<str:manager>/indicators/<slug:code>/", indicators.indicator, name="indicator"),
]
