"""The sample bank's awards of the open year: given, refused, an adjustment, one withdrawn again, one that waits.

Made by doing, on played days. They go to the ledger before the months are assessed; the year before, closed by then, has none.
"""

from datetime import date
from decimal import Decimal

from qiao.desk.assess.actions import awards
from qiao.desk.assess.actions.awards import Case
from qiao.desk.assess.models import Award, Period
from qiao.desk.assess.queries import deadlines
from qiao.desk.clients.actions import owned
from qiao.desk.people import calendar
from qiao.desk.people.models import User


def make(period: Period) -> None:
    """All of them, unless some are there already; then what is approved goes to the ledger."""
    if Award.objects.filter(period=period).exists():
        return
    project = Case(
        date(2026, 4, 15), "BONUS01", Decimal("2.00"), "牵头落地跨境银团贷款项目", "加分办法第三条", "立项批复、放款凭证与支行证明",
        "澜江公司〔2026〕18号",
    )  # fmt: skip
    helped = Case(
        date(2026, 6, 18), "BONUS03", Decimal("1.50"), "协助兄弟支行完成联合授信", "加分办法第五条", "两家支行联合证明"
    )
    news = Case(
        date(2026, 7, 8), "BONUS02", Decimal("1.00"), "提供行业风险情报", "加分办法第四条", "情报原件与采用回执"
    )
    late = Case(
        date(2026, 9, 10), "BONUS03", Decimal("-0.50"), "授信后材料迟报两次", "加分办法第七条", "档案管理系统逾期清单"
    )
    prize = Case(date(2026, 8, 20), "BONUS03", Decimal("1.00"), "获省行业务竞赛奖", "加分办法第五条", "获奖文件")
    open_ = Case(date(2026, 10, 20), "BONUS02", Decimal("0.80"), "产品创新建议被采纳", "加分办法第四条", "采纳通知")
    _decided(_proposed(period, "rm", "hr", project), "hr2")
    _decided(_proposed(period, "rm", "lead", helped), "hr2")
    _decided(_proposed(period, "rm3", "hr2", project._replace(points=Decimal("3.00"))), "hr")
    _decided(_proposed(period, "rm2", "hr", news), "hr2", answer="与已计入的情报属同一事项,不重复加分。")
    _decided(_proposed(period, "rm", "hr2", late), "hr")
    given = _decided(_proposed(period, "rm2", "hr", prize), "hr2")
    with calendar.played_on(date(2026, 9, 17)):
        back = awards.withdraw(given, by=_person("hr2"), reason="奖项经核实归集体所有,撤销个人加分。")
    _decided(back, "hr", day=date(2026, 9, 18))
    _proposed(period, "rm", "lead", open_)
    owned.deliver()


def _proposed(period: Period, whom: str, by: str, case: Case) -> Award:
    """Proposed three working days after its day."""
    with calendar.played_on(deadlines.after(case.date, 3)):
        return awards.propose(period, _person(whom), by=_person(by), case=case)


def _decided(award: Award, by: str, *, answer: str = "", day: date | None = None) -> Award:
    """Approved two working days later, or turned down with an answer."""
    with calendar.played_on(day or deadlines.after(award.date, 5)):
        if answer:
            return awards.refuse(award, by=_person(by), answer=answer)
        return awards.approve(award, by=_person(by))


def _person(number: str) -> User:
    """Somebody of the sample, as at a new request on the day that is played."""
    return User.objects.get(staff_number=number)
