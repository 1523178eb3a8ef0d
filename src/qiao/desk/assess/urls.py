"""Addresses of the assessment desk."""

from django.urls import include, path

from qiao.desk.assess.views import (
    awards,
    data,
    exceptions,
    judging,
    letters,
    minutes,
    objections,
    periods,
    restating,
    reviewing,
    runs,
    scenarios,
    sealed,
    simulating,
    standards,
    trials,
    unassigned,
    warnings,
)

app_name = "assess"

_PERIODS = [
    path("open/", periods.open_, name="period_open"),
    path("<uuid:uuid>/", periods.one, name="period"),
    path("<uuid:uuid>/change/", periods.change, name="period_change"),
    path("<uuid:uuid>/drop/", periods.drop, name="period_drop"),
    path("<uuid:uuid>/run/", periods.ask, name="run_ask"),
    path("<uuid:uuid>/simulate/", simulating.simulate, name="simulate"),
    path("<uuid:uuid>/simulate/save/", simulating.save, name="scenario_save"),
    path("<uuid:uuid>/simulate/file/", simulating.export, name="simulate_export"),
    path("<uuid:uuid>/data/", data.one, name="period_data"),
    path("<uuid:uuid>/letters/", letters.index, name="letters"),
    path("<uuid:uuid>/<slug:step>/done/", periods.end_step, name="step_done"),
    path("<uuid:uuid>/<slug:step>/reopen/", periods.reopen_step, name="step_reopen"),
]
_RUNS = [
    path("<uuid:uuid>/", runs.one, name="run"),
    path("<uuid:uuid>/file/", reviewing.export, name="run_export"),
    path("<uuid:uuid>/files/", sealed.files, name="run_files"),
    path("<uuid:uuid>/against/<uuid:other>/", runs.compare, name="run_compare"),
    path("<uuid:uuid>/show/", runs.show_, name="run_show"),
    path("<uuid:uuid>/check/", runs.check, name="run_check"),
    path("<uuid:uuid>/propose/<slug:kind>/", runs.propose, name="run_propose"),
    path("<uuid:uuid>/unassigned/", unassigned.one, name="unassigned"),
    path("<uuid:uuid>/warnings/", warnings.index, name="warnings"),
    path("<uuid:uuid>/warnings/look/", warnings.look, name="warning_look"),
    path("<uuid:uuid>/warnings/<uuid:note>/reopen/", warnings.reopen, name="warning_reopen"),
    path("<uuid:uuid>/warnings/of/<slug:rule>/", warnings.kind, name="warning_kind"),
]
_REVIEW = [
    path("<uuid:uuid>/review/", reviewing.review, name="review"),
    path("<uuid:uuid>/review/<str:manager>/", reviewing.manager, name="review_manager"),
    path("<uuid:uuid>/review/<str:manager>/note/", reviewing.remark_write, name="remark_write"),
    path("<uuid:uuid>/review/<str:manager>/propose/<slug:kind>/", exceptions.propose, name="ruling_propose"),
    path("<uuid:uuid>/exceptions/carry/", exceptions.carry, name="rulings_carry"),
    path("<uuid:uuid>/committee/", minutes.committee, name="committee"),
    path("<uuid:uuid>/minutes/", minutes.write, name="minutes_write"),
    path("<uuid:uuid>/restatement/", restating.restatement, name="restatement"),
    path("<uuid:uuid>/results/<str:manager>/", exceptions.result, name="result"),
]
_RULINGS = [
    path("<uuid:uuid>/approve/", exceptions.approve, name="ruling_approve"),
    path("<uuid:uuid>/refuse/", exceptions.refuse, name="ruling_refuse"),
    path("<uuid:uuid>/withdraw/", exceptions.withdraw, name="ruling_withdraw"),
]
_MINUTES = [
    path("<uuid:uuid>/", minutes.one, name="minutes"),
    path("<uuid:uuid>/file/", minutes.file, name="minutes_file"),
    path("<uuid:uuid>/sign/", minutes.sign, name="minutes_sign"),
]
_AWARDS = [
    path("", awards.now, name="awards_now"),
    path("of/<uuid:uuid>/", awards.index, name="awards"),
    path("of/<uuid:uuid>/file/", awards.export, name="awards_file"),
    path("of/<uuid:uuid>/propose/", awards.propose, name="award_propose"),
    path("<uuid:uuid>/", awards.one, name="award"),
    path("<uuid:uuid>/approve/", awards.approve, name="award_approve"),
    path("<uuid:uuid>/refuse/", awards.refuse, name="award_refuse"),
    path("<uuid:uuid>/take-back/", awards.take_back, name="award_take_back"),
    path("<uuid:uuid>/withdraw/", awards.withdraw, name="award_withdraw"),
]
_LETTERS = [
    path("<uuid:uuid>/", letters.one, name="letter"),
    path("of/<uuid:uuid>/", letters.files, name="letters_file"),
]
_PROPOSALS = [
    path("<uuid:uuid>/approve/", runs.approve, name="proposal_approve"),
    path("<uuid:uuid>/refuse/", runs.refuse, name="proposal_refuse"),
    path("<uuid:uuid>/withdraw/", runs.withdraw, name="proposal_withdraw"),
]
_SCENARIOS = [
    path("<uuid:uuid>/", scenarios.one, name="scenario"),
    path("<uuid:uuid>/against/<uuid:other>/", scenarios.compare, name="scenario_compare"),
    path("<uuid:uuid>/drop/", scenarios.drop, name="scenario_drop"),
    path("<uuid:uuid>/draft/", scenarios.draft, name="scenario_draft"),
]
_OBJECTIONS = [
    path("", objections.index, name="objections"),
    path("owners/", objections.owners, name="data_owners"),
    path("<uuid:uuid>/", objections.one, name="objection"),
    path("<uuid:uuid>/assign/", judging.assign, name="objection_assign"),
    path("<uuid:uuid>/answer/", judging.answer, name="objection_answer"),
    path("<uuid:uuid>/lapse/", judging.lapse, name="objection_lapse"),
    path("<uuid:uuid>/propose/", judging.propose, name="objection_propose"),
    path("<uuid:uuid>/send-back/", judging.send_back, name="objection_send_back"),
    path("<uuid:uuid>/confirm/", judging.confirm, name="objection_confirm"),
    path("<uuid:uuid>/correct/", judging.correct, name="objection_correct"),
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
    path("<uuid:uuid>/try/", trials.try_, name="standard_try"),
]

urlpatterns = [
    path("", periods.index, name="periods"),
    path("periods/", include(_PERIODS)),
    path("runs/", include(_RUNS)),
    path("runs/", include(_REVIEW)),
    path("notes/<uuid:uuid>/remove/", reviewing.remark_remove, name="remark_remove"),
    path("exceptions/", include(_RULINGS)),
    path("minutes/", include(_MINUTES)),
    path("objections/", include(_OBJECTIONS)),
    path("awards/", include(_AWARDS)),
    path("letters/", include(_LETTERS)),
    path("proposals/", include(_PROPOSALS)),
    path("trials/<uuid:uuid>/", trials.one, name="trial"),
    path("scenarios/", include(_SCENARIOS)),
    path("standards/", include(_STANDARDS)),
]
