"""Addresses of the assessment desk."""

from django.urls import include, path

from qiao.desk.assess.views import periods, runs, standards

app_name = "assess"

_PERIODS = [
    path("open/", periods.open_, name="period_open"),
    path("<uuid:uuid>/", periods.one, name="period"),
    path("<uuid:uuid>/change/", periods.change, name="period_change"),
    path("<uuid:uuid>/run/", periods.ask, name="run_ask"),
    path("<uuid:uuid>/<slug:step>/done/", periods.end_step, name="step_done"),
    path("<uuid:uuid>/<slug:step>/reopen/", periods.reopen_step, name="step_reopen"),
]
_RUNS = [
    path("<uuid:uuid>/", runs.one, name="run"),
    path("<uuid:uuid>/file/", runs.export, name="run_export"),
    path("<uuid:uuid>/against/<uuid:other>/", runs.compare, name="run_compare"),
    path("<uuid:uuid>/show/", runs.show_, name="run_show"),
    path("<uuid:uuid>/check/", runs.check, name="run_check"),
    path("<uuid:uuid>/propose/<slug:kind>/", runs.propose, name="run_propose"),
]
_PROPOSALS = [
    path("<uuid:uuid>/approve/", runs.approve, name="proposal_approve"),
    path("<uuid:uuid>/refuse/", runs.refuse, name="proposal_refuse"),
    path("<uuid:uuid>/withdraw/", runs.withdraw, name="proposal_withdraw"),
]
_STANDARDS = [
    path("", standards.index, name="standards"),
    path("draft/", standards.draft, name="standard_draft"),
    path("look/", standards.look, name="standard_look"),
    path("<uuid:uuid>/", standards.one, name="standard"),
    path("<uuid:uuid>/figures/", standards.figures, name="standard_figures"),
    path("<uuid:uuid>/text/", standards.text, name="standard_text"),
    path("<uuid:uuid>/file/", standards.file, name="standard_file"),
    path("<uuid:uuid>/against/<uuid:other>/", standards.compare, name="standard_compare"),
    path("<uuid:uuid>/propose/", standards.propose, name="standard_propose"),
    path("<uuid:uuid>/publish/", standards.publish, name="standard_publish"),
    path("<uuid:uuid>/send-back/", standards.send_back, name="standard_send_back"),
    path("<uuid:uuid>/drop/", standards.drop, name="standard_drop"),
    path("<uuid:uuid>/acknowledge/", standards.acknowledge, name="standard_acknowledge"),
]

urlpatterns = [
    path("", periods.index, name="periods"),
    path("periods/", include(_PERIODS)),
    path("runs/", include(_RUNS)),
    path("proposals/", include(_PROPOSALS)),
    path("standards/", include(_STANDARDS)),
]
