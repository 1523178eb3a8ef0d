"""The sample bank's objections, one in every state: made by doing, on played days, by the people whom they concern.

The fee of December that comes in late is one of them: it is upheld after the lock, and the restatement that follows moves others,
of whom nothing but the rank is another.
"""

from datetime import date

from django.db import transaction

from qiao.desk.assess.actions import awards
from qiao.desk.assess.actions import objections as actions
from qiao.desk.assess.actions.objections import Claim
from qiao.desk.assess.models import Award, Objection, Outcome, Period, Run
from qiao.desk.assess.queries import results
from qiao.desk.clients.actions import owned
from qiao.desk.clients.models import Delivery
from qiao.desk.people import calendar
from qiao.desk.people.models import User
from qiao.desk.score.queries import indicators, objecting
from qiao.desk.score.queries.objecting import Place

_OWNERS = {
    "balances": "office", "accounts": "office", "flows": "office", "holdings": "office",
    "loan_status": "risk", "duties": "risk", "awards": "office",
}  # fmt: skip
_LATE_FEE_OF = "M0035"
_RIGHT = "已逐笔核对核心系统流水,台账与原始凭证一致。"
_SAID = Claim("台账中本户数据与业务系统不一致,少计。", "按业务系统流水补足", "业务系统查询单,支行留存")


@transaction.atomic
def contest(run: Run) -> None:
    """The days in which the year's result is shown: one objection is dismissed, one taken back, one's answer accepted."""
    if Objection.objects.exists():
        return
    _name_owners(date(2026, 1, 5))
    dismissed = _raised(run, "rm2", Place("FEE01"), date(2026, 1, 22), _SAID)
    taken_back = _raised(run, "rm3", Place("CORP01"), date(2026, 1, 22), _SAID)
    accepted = _raised(run, "M0007", Place("CORP03"), date(2026, 1, 22), _SAID)
    with calendar.played_on(date(2026, 1, 23)):
        actions.withdraw(taken_back, by=_person("rm3"))
        dismissed, accepted = (_answered(one, agrees=False, said=_RIGHT) for one in (dismissed, accepted))
    with calendar.played_on(date(2026, 1, 26)):
        actions.accept(accepted, by=_person("M0007"))
        dismissed = actions.escalate(dismissed, by=_person("rm2"), reason="网银渠道手续费未见列示。")
    with calendar.played_on(date(2026, 1, 27)):
        grounds = "网银渠道手续费已计入现金管理收入,未漏计。"
        dismissed = actions.propose(dismissed, by=_person("hr"), verdict="dismissed", grounds=grounds)
    with calendar.played_on(date(2026, 1, 28)):
        actions.confirm(dismissed, by=_person("hr2"))


@transaction.atomic
def contest_the_locked() -> None:
    """A fee of December was left out: raised when the year is published, upheld after the lock, corrected by the second batch."""
    run = results.published(Period.objects.get(label="2025"))
    if run is None or Objection.objects.filter(outcome__run=run, outcome__manager=_LATE_FEE_OF).exists():
        return
    said = Claim(
        "2025年12月24日一笔投行顾问收入18万元未入台账。", "投行顾问收入增加180000.00元", "顾问协议及12月24日入账凭证"
    )
    made = _raised(run, _LATE_FEE_OF, Place("FEE04"), date(2026, 2, 6), said, whole=True)
    with calendar.played_on(date(2026, 2, 10)):
        made = _answered(made, agrees=True, said="属实:该笔收入于12月末补录,报送批次已截止。")
    with calendar.played_on(date(2026, 2, 25)):
        made = actions.propose(made, by=_person("hr"), verdict="upheld", grounds="凭证齐全,应计入2025年度。")
    with calendar.played_on(date(2026, 2, 26)):
        made = actions.confirm(made, by=_person("hr2"))
    with calendar.played_on(date(2026, 3, 12)):
        batch = Delivery.objects.standing().filter(source="bank").order_by("-number")[0]
        actions.correct(made, by=_person("hr"), delivery=batch)


@transaction.atomic
def contest_the_running() -> None:
    """The newest result of the open year: raised, to be answered, answered, with the committee, upheld, corrected."""
    run = results.newest_shown(Period.objects.get(label="2026"))
    if run is None or Objection.objects.filter(period=run.period).exists():
        return
    committee = _raised(run, "rm2", Place("FEE01"), date(2026, 11, 6), _SAID)
    upheld = _raised(run, "M0011", Place("FEE02"), date(2026, 11, 6), _SAID)
    answered = _raised(run, "rm", Place("CORP03"), date(2026, 11, 9), _SAID)
    with calendar.played_on(date(2026, 11, 9)):
        committee = _answered(committee, agrees=False, said=_RIGHT)
        upheld = _answered(upheld, agrees=True, said="属实:10月国际业务手续费漏报一笔,将随下一批次更正。")
    rating = Claim("团队精神一项未参考本人跨支行支持记录。", "请复核打分依据", "协办记录三份")
    _raised(run, "rm3", Place(at="0"), date(2026, 11, 10), rating)  # nobody is named for ratings
    _raised(run, "M0009", Place("CORP01"), date(2026, 11, 11), _SAID)
    with calendar.played_on(date(2026, 11, 11)):
        actions.escalate(committee, by=_person("rm2"), reason="业务系统查询单与答复不符,请评审会复核。")
        upheld = actions.propose(upheld, by=_person("hr"), verdict="upheld", grounds="归口部门认可,应予更正。")
    with calendar.played_on(date(2026, 11, 12)):
        _answered(answered, agrees=False, said=_RIGHT)
    with calendar.played_on(date(2026, 11, 13)):
        actions.confirm(upheld, by=_person("hr2"))
    _correct_adjustment(run)


def _correct_adjustment(run: Run) -> None:
    """An adjustment was wrong: it is withdrawn by two, and the ledger has it no more; the next result will say so."""
    claim = Claim("9月10日扣分所列两次迟报,材料均在期限内移交。", "撤销扣分0.50分", "档案移交签收单两份")
    made = _raised(run, "rm", Place("BONUS03"), date(2026, 11, 6), claim, whole=True)
    with calendar.played_on(date(2026, 11, 9)):
        made = _answered(made, agrees=True, said="签收单属实,逾期清单登记有误。")
    with calendar.played_on(date(2026, 11, 10)):
        made = actions.propose(made, by=_person("hr"), verdict="upheld", grounds="材料按期移交,扣分依据不成立。")
    with calendar.played_on(date(2026, 11, 11)):
        made = actions.confirm(made, by=_person("hr2"))
    with calendar.played_on(date(2026, 11, 12)):
        wrong = Award.objects.get(period=run.period, manager="rm", points__lt=0)
        back = awards.withdraw(wrong, by=_person("hr"), reason="异议成立,扣分依据不实。")
    with calendar.played_on(date(2026, 11, 13)):
        awards.approve(back, by=_person("hr2"))
        batch = owned.deliver()
        assert batch is not None  # the ledger had the adjustment
        actions.correct(made, by=_person("hr"), delivery=batch)


def _person(number: str) -> User:
    """Somebody as at a new request, with the reach of the day that is played."""
    return User.objects.get(staff_number=number)


def _raised(run: Run, manager: str, place: Place, day: date, claim: Claim, *, whole: bool = False) -> Objection:
    """A manager objects to an indicator as a whole, or where it has clients to the largest one's part in it."""
    outcome = Outcome.objects.select_related("run__period", "run__standard", "person").get(run=run, manager=manager)
    with calendar.played_on(day):
        about = objecting.about(outcome, place if whole else _largest(outcome, place))
        assert about is not None  # every manager has these
        return actions.raise_(outcome, by=_person(manager), about=about, claim=claim)


def _largest(outcome: Outcome, place: Place) -> Place:
    """The same place, narrowed to the client that brings most; as it is where there is none."""
    opened = indicators.opened(outcome, place.indicator) if place.indicator else None
    rows = opened.clients.rows if opened and opened.clients else []
    return place._replace(client=rows[0].number) if rows else place


def _answered(objection: Objection, *, agrees: bool, said: str) -> Objection:
    assert objection.owner is not None  # named for its table
    return actions.answer(objection, by=_person(objection.owner.staff_number), agrees=agrees, answer=said)


def _name_owners(day: date) -> None:
    with calendar.played_on(day):
        for table, number in _OWNERS.items():
            actions.set_owner(table, by=_person("hr"), person=_person(number))
