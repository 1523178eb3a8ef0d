"""The sample bank's assessments: a year closed and locked, restated since; the open year with a provisional run a month.

Made by doing, on played days, by the two assessment officers of the sample, as they would on their screens. Whatever is there
already is left alone, so that a set-up that was cut off goes on where it stopped.
"""

from collections.abc import Callable
from datetime import date, timedelta

from qiao.desk.assess import sample_awards, telling
from qiao.desk.assess.actions import (
    exceptions,
    letters,
    minutes,
    periods,
    publishing,
    remarks,
    runs,
    scenarios,
    standards,
    trials,
)
from qiao.desk.assess.actions import warnings as to_look_at
from qiao.desk.assess.actions.scenarios import Kept
from qiao.desk.assess.models import Issue, Outcome, Period, Proposal, Run, Scenario, Standard, Step
from qiao.desk.assess.models.publishing import Kind, State
from qiao.desk.assess.models.standards import State as StandardState
from qiao.desk.assess.queries import deadlines, results, warnings
from qiao.desk.jobs import carrying
from qiao.desk.jobs.models import Job
from qiao.desk.people import calendar
from qiao.desk.people.models import User
from qiao.engine import Change

_DAY = timedelta(days=1)
_WAIVER = "转介绍(referrals)未建台账,交叉销售相应指标本期按零分计,已告知全体客户经理。"
_NOT_YET = frozenset({"rm2"})  # who has not acknowledged the standard


def begin_the_year() -> Period:
    """2025, open under the default standard: what comes before its first run begins here."""
    return _opened("2025", _published(), date(2026, 1, 5))


def close_the_year(contest: Callable[[Run], None]) -> None:
    """2025 from its opening to the lock, in the first working weeks of 2026.

    Args:
        contest: what managers do while the result is shown to them.
    """
    period = begin_the_year()
    if period.is_locked:
        return
    _end(period, Step.DATA, date(2026, 1, 8), "全年台账已到齐,控制总数与总账核对一致。")
    run = _assessed(period, date(2026, 1, 9), period.last)
    _look_at_warnings(run, date(2026, 1, 12))
    _end(period, Step.CHECKS, date(2026, 1, 12), "提示逐条核过。")
    _assessed(period, date(2026, 1, 13), period.last)  # the same run, which ends its step
    _review(run)
    _end(period, Step.REVIEW, date(2026, 1, 20), "考评小组会议纪要已归档。")
    _shown(run, date(2026, 1, 21))
    contest(run)
    _end(period, Step.OBJECTIONS, date(2026, 1, 29), "公示期满,异议均已办结。")
    _decided(run, Kind.PUBLISH, date(2026, 1, 29), "复核完毕,提请发布全年考评结果。", waiver=_WAIVER)
    _checked(run, date(2026, 2, 2))
    _decided(run, Kind.LOCK, date(2026, 2, 3), "发布后无未决事项,提请锁定。")
    _issue(period, date(2026, 2, 10))
    _end(period, Step.LETTERS, date(2026, 2, 11), "聘书已发。")


def restate() -> None:
    """A fee of December came in after the lock: the year is assessed once more and stands beside the locked result."""
    period = Period.objects.get(label="2025")
    if Proposal.objects.filter(period=period, kind=Kind.RESTATE, state=State.APPROVED).exists():
        return
    run = _assessed(period, date(2026, 3, 16), period.last)
    with calendar.played_on(date(2026, 3, 16)):
        carried = exceptions.carry(run, by=_officer())
    with calendar.played_on(date(2026, 3, 17)):
        for ruling in carried:
            exceptions.approve(ruling, by=_officer(second=True))
    _checked(run, date(2026, 3, 17))
    reason = "2025年12月24日一笔投行顾问收入18万元漏报,已补入台账,全年结果据此重述。"
    _decided(run, Kind.RESTATE, date(2026, 3, 18), reason, waiver=_WAIVER)
    _issue(period, date(2026, 3, 23))


def go_on() -> None:
    """The open year: assessed as of each month's end, and shown to managers; a draft of the next standard, tried on it."""
    period = _opened("2026", _published(), date(2026, 1, 6))
    sample_awards.make(period)
    for month in range(1, 11):
        last = date(2026, month + 1, 1) - _DAY
        run = _assessed(period, deadlines.after(last, 3), last)
        _shown(run, deadlines.after(last, 4))
    _draft(period)
    _scenarios(period)


# --- one thing each --------------------------------------------------------------------------------------------------


def _officer(*, second: bool = False) -> User:
    """One of the two officers, as at a new request on the day that is played."""
    return User.objects.get(staff_number="hr2" if second else "hr")


def _published() -> Standard:
    """The default standard, published by both officers before the first year and read by most managers."""
    found = Standard.objects.filter(state=StandardState.PUBLISHED).first()
    if found:
        return found
    with calendar.played_on(date(2024, 12, 16)):
        made = standards.draft(None, by=_officer())
        made = standards.propose(
            made, by=_officer(), version=made.version, reason="2025年度考评标准,行长办公会审议通过。"
        )
    with calendar.played_on(date(2024, 12, 18)):
        made = standards.publish(made, by=_officer(second=True))
        for person in telling.managers():
            if person.staff_number not in _NOT_YET:
                standards.acknowledge(made, by=person)
    return made


def _draft(period: Period) -> None:
    """A stricter cut for managers, and a lower one for their seniors, for the year to come."""
    if Standard.objects.filter(state=StandardState.DRAFT).exists():
        return
    with calendar.played_on(date(2026, 11, 16)):
        made = standards.draft(_published(), by=_officer(), reason="2027年度拟收紧客户经理一级的排名线。")
        text = made.text.replace('version: "2025.1"', 'version: "2027.1"').replace(
            "effective_from: 2025-01-01", "effective_from: 2027-01-01"
        )
        made = standards.edit(made, by=_officer(), version=made.version, text=text)
        figures = [standards.Figure("grades.manager.rank_within", "60%", "55%")]
        made = standards.change(made, by=_officer(), version=made.version, figures=figures)
        carrying.here(_job(trials.ask(made, period, by=_officer())))


def _scenarios(period: Period) -> None:
    """What the officers think of for the next year: lower bars for loans with narrower cuts, and a stricter cut that was made from the draft."""
    if Scenario.objects.exists():
        return
    own, tried = results.newest_done(period), period.runs.exclude(tried="").exclude(seal="").first()
    if own is None or tried is None:
        return
    changes = (
        Change("grades.manager.threshold.all.1.any.loan_adb.at_least", "100000000.00 CNY", "70000000.00 CNY"),
        Change("grades.manager.rank_within", "60%", "55%"),
        Change("grades.senior.threshold.all.1.any.loan_adb.at_least", "200000000.00 CNY", "150000000.00 CNY"),
        Change("grades.senior.rank_within", "35%", "25%"),
        Change("indicators.CORP01.scoring.weight", "8", "6"),
        Change("indicators.CORP03.scoring.weight", "3", "5"),
    )
    stricter = (
        Change("grades.manager.rank_within", "55%", "50%"),
        Change("grades.manager.quality_at_least", "80", "82"),
    )
    with calendar.played_on(date(2026, 11, 17)):
        note = "贷款门槛放宽、名次线收紧,并把存款分值移向活期。"
        scenarios.save(own, Kept("贷款门槛下调、名次线收紧", changes, note, is_shared=True), by=_officer())
    with calendar.played_on(date(2026, 11, 18)):
        note = "在2027年草案上再收紧一档。"
        scenarios.save(tried, Kept("客户经理名次线再收紧", stricter, note, is_shared=True), by=_officer(second=True))


def _look_at_warnings(run: Run, day: date) -> None:
    """Every kind of warning is looked at, with a reason why none of it matters."""
    with calendar.played_on(day):
        for kind in warnings.kinds(warnings.lines(run, _officer())):
            note = "逐笔核对业务系统,不影响考评结果。"
            to_look_at.look_at_all(run, by=_officer(), rule=kind.rule, table=kind.table, note=note)


def _review(run: Run) -> None:
    """Two calibration notes, an exceptional promotion, the committee's minutes signed by the second officer."""
    if run.minutes.exists():
        return
    outcomes = Outcome.objects.filter(run=run).select_related("person", "run__standard", "run__period")
    risen = [one for one in outcomes.filter(decision="promote").order_by("rank") if exceptions.higher_grades(one)]
    demoted = outcomes.filter(decision="demote").order_by("rank")
    with calendar.played_on(date(2026, 1, 15)):
        remarks.write(risen[0], by=_officer(), text="三项指标均居前列,支行评议一致推荐,提请评审会议定。")
        remarks.write(demoted[0], by=_officer(), text="名次临近界线,已与支行行长核实客户移交情况。")
        case = exceptions.Case(
            reason="连续两年综合贡献前三名,拟破格晋升",
            clause="D1",
            evidence="近两年考评结果、支行推荐意见与客户评价材料",
            reference="澜江人力〔2026〕3号",
            to_grade=exceptions.higher_grades(risen[0])[0],
        )
        ruling = exceptions.propose(risen[0], "promotion", by=_officer(), case=case)
    with calendar.played_on(date(2026, 1, 16)):
        exceptions.approve(ruling, by=_officer(second=True))
    with calendar.played_on(date(2026, 1, 19)):
        present = [
            str(_officer()),
            str(_officer(second=True)),
            "何行长(主任委员)",
            "公司业务部总经理",
            "风险管理部总经理",
        ]
        resolutions = {risen[0].manager: "同意破格晋升。", demoted[0].manager: "维持计算结果,列入辅导名单。"}
        conclusion = "同意2025年度考评结果,按程序公示。"
        written = minutes.write(
            run,
            by=_officer(),
            meeting=minutes.Meeting(date(2026, 1, 19), present, resolutions, conclusion, "总行三楼会议室"),
        )
    with calendar.played_on(date(2026, 1, 20)):
        minutes.sign(written, by=_officer(second=True))


def _issue(period: Period, day: date) -> None:
    """The letters of the result in force: grades and appointments hold from March for a year."""
    run = results.in_force(period)
    if run and not Issue.objects.filter(run=run).exists():
        with calendar.played_on(day):
            letters.issue(period, by=_officer(), terms=letters.Terms(day, date(2026, 3, 1), date(2027, 2, 28)))


def _opened(label: str, standard: Standard, day: date) -> Period:
    found = Period.objects.filter(label=label).first()
    if found:
        return found
    with calendar.played_on(day):
        return periods.open_period(label, standard, by=_officer())


def _end(period: Period, step: Step, day: date, note: str) -> None:
    if not period.steps.get(step=step).is_done:
        with calendar.played_on(day):
            periods.end_step(period, step, by=_officer(), note=note)


def _assessed(period: Period, day: date, as_of: date) -> Run:
    """A finished run of the newest ledger."""
    with calendar.played_on(day):
        run = runs.ask(period, by=_officer(), as_of=as_of)
        if not run.is_done:
            carrying.here(_job(run))
            run.refresh_from_db()
    return run


def _shown(run: Run, day: date) -> None:
    if run.shown_at is None:
        with calendar.played_on(day):
            runs.show(run, by=_officer())
        run.refresh_from_db()


def _job(run: Run) -> Job:
    assert run.job is not None  # asked for just now
    return run.job


def _checked(run: Run, day: date) -> None:
    if run.holds is None:
        with calendar.played_on(day):
            carrying.here(runs.check(run, by=_officer()))
        run.refresh_from_db()


def _decided(run: Run, kind: Kind, day: date, reason: str, waiver: str = "") -> None:
    """One officer proposes and the other approves two working days later."""
    if Proposal.objects.filter(period=run.period, kind=kind, state=State.APPROVED).exists():
        return
    with calendar.played_on(day):
        made = publishing.propose(run, kind, by=_officer(), reason=reason, waiver=waiver)
    with calendar.played_on(deadlines.after(day, 2)):
        publishing.approve(made, by=_officer(second=True))
