"""Handovers and notes of the sample bank, only ever in a database that was made as a sample; made by doing, on played days.

Handovers that the sample's ledger tells of are gone through once more: the shares are put back to what they were before, and
the giver proposes, the receiver agrees and the supervisor approves, each on a day of their own. What they leave behind is what
the ledger has, so that the two agree and nothing needs to be delivered. What waits, and a leaver's book, are of these days.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, OuterRef, QuerySet

from qiao.desk.clients.actions import awaiting, handovers, notes, packages
from qiao.desk.clients.actions.handovers import Terms
from qiao.desk.clients.actions.shares import Share
from qiao.desk.clients.models import Assignment, Client, Handover
from qiao.desk.clients.models.assignments import Part
from qiao.desk.clients.models.handovers import Item, State
from qiao.desk.clients.queries import supervising
from qiao.desk.people import calendar
from qiao.desk.people.actions import people
from qiao.desk.people.models import User

_DAY = timedelta(days=1)
_WEEK_END = 5
_LEAVER, _HEIRS, _PASSED = "M0049", ("rm", "rm2"), 12
_REASONS = ("客户迁址,由就近支行服务", "行业条线调整,归口管理", "客户经理负责户数调整", "客户授信主办行变更")
_WAITING = (  # giver, receiver, what the receiver gets, why, whether the receiver has agreed
    ("rm2", "rm", "1", "客户所属行业归口一组,便于集中服务", False),
    ("rm", "rm2", "0.3", "拟共同维护:结算业务由协办方跟进", False),
    ("rm", "rm3", "1", "客户总部迁至西城", True),
)
_ENDED = (  # giver, receiver, day, why, why it was refused; blank where the giver took it back
    ("rm", "rm3", date(2025, 11, 10), "客户新厂区在西城", "新厂区明年才投产,届时再议"),
    ("rm2", "rm", date(2025, 8, 18), "季度管户调整", ""),
)


@transaction.atomic
def make() -> int:
    """Make the sample's past and what waits; how many handovers there are. Run again it does nothing."""
    if Handover.objects.exists():
        return 0
    for receiver in _handed_over().order_by("from_date", "pk"):
        go_through(receiver)
    _note_all()
    _end()
    _leave()
    _wait()
    return Handover.objects.count()


def _person(number: str) -> User:
    """Somebody as at a new request, with the reach of the day that is played."""
    return User.objects.get(staff_number=number)


def _workday(day: date) -> date:
    """The day, or the last one before it that is none of a week's end."""
    return day - timedelta(days=max(0, day.weekday() - _WEEK_END + 1))


# --- what the ledger tells of ----------------------------------------------------------------------------------------


def _handed_over() -> QuerySet[Assignment]:
    """Whole clients that somebody took over from somebody else, the day before their last, and has had since."""
    before = Assignment.objects.filter(client=OuterRef("client"), to_date=OuterRef("from_date") - _DAY, share=1)
    whole = Assignment.objects.filter(is_inherited=True, share=1, to_date=None).select_related("client", "manager")
    return whole.annotate(giver=before.values("manager")[:1]).filter(giver__isnull=False).exclude(giver=F("manager"))


def go_through(taken: Assignment) -> None:
    """One handover as it was, where the desk knows who supervises the giver's place; others stay the ledger's alone."""
    day, client, receiver = taken.from_date, taken.client, taken.manager
    given = Assignment.objects.select_related("manager").get(client=client, to_date=day - _DAY)
    place = supervising.place_of(given.manager, day)
    supervisors = supervising.supervisors_of(place, day) if place else []
    if not supervisors:
        return
    taken.delete()
    given.to_date = None
    given.save(update_fields=["to_date"])
    chance = Random(client.number)  # a sample, not a secret
    terms = Terms(day, chance.choice(_REASONS), _ticked(chance, 3), is_inherited=True)
    new = [Share(receiver, Part.LEAD, Decimal(1))]
    with calendar.played_on(_workday(day - timedelta(days=chance.randint(12, 16)))):
        made = handovers.propose(client, by=_person(given.manager.staff_number), new=new, terms=terms)
    with calendar.played_on(_workday(day - timedelta(days=chance.randint(7, 9)))):
        handovers.agree(made, by=_person(receiver.staff_number), checklist=_ticked(chance, len(Item)))
    with calendar.played_on(_workday(day - timedelta(days=chance.randint(2, 4)))):
        made = handovers.approve(made, by=_person(supervisors[0].staff_number))
    if made.state == State.AWAITING:
        _carry_out(given, taken)


def _carry_out(given: Assignment, taken: Assignment) -> None:
    """Where the bank keeps the assignments, its batch has what was approved."""
    given.to_date = taken.from_date - _DAY
    given.save(update_fields=["to_date"])
    taken.save()
    with calendar.played_on(taken.from_date):
        awaiting.settle(by=None)


def _ticked(chance: Random, most: int) -> list[str]:
    """So many items, the first of them, and never none."""
    return [item.value for item in Item][: chance.randint(max(2, most - 2), most)]


# --- what came to nothing, and what waits ----------------------------------------------------------------------------


def _client_of(manager: str) -> Client:
    """A client that somebody has whole and that no handover is about yet, of a middling size."""
    held = Assignment.objects.filter(
        manager__staff_number=manager, share=1, to_date=None, from_date__lt=date(2025, 1, 1)
    )
    free = Client.objects.filter(pk__in=held.values("client")).exclude(handovers__isnull=False)
    found = list(free.order_by("-figures__deposit_average", "number"))
    return found[len(found) // 3]


def _propose(giver: str, receiver: str, share: str, terms: Terms) -> Handover:
    client, part = _client_of(giver), Decimal(share)
    kept = [] if part == 1 else [Share(_person(giver), Part.LEAD, 1 - part)]
    got = Share(_person(receiver), Part.ASSIST if kept else Part.LEAD, part)
    return handovers.propose(client, by=_person(giver), new=[*kept, got], terms=terms)


def _end() -> None:
    for giver, receiver, day, reason, answer in _ENDED:
        with calendar.played_on(day):
            made = _propose(giver, receiver, "1", Terms(day + timedelta(days=21), reason, _few()))
        with calendar.played_on(day + 2 * _DAY):
            if answer:
                handovers.refuse(made, by=_person(receiver), answer=answer)
            else:
                handovers.withdraw(made, by=_person(giver))


def _few() -> list[str]:
    return [Item.CONTACTS, Item.PROMISES]


def _next_month() -> date:
    return (calendar.today().replace(day=1) + timedelta(days=32)).replace(day=1)


def _wait() -> None:
    """One for each of two receivers and one for the supervisors; the last word is of today and rings the bell."""
    terms_of: Callable[[str], Terms] = lambda reason: Terms(_next_month(), reason, _few())  # noqa: E731
    for giver, receiver, share, reason, is_agreed in _WAITING:
        if not is_agreed:
            _propose(giver, receiver, share, terms_of(reason))
            continue
        terms = terms_of(reason)
        with calendar.played_on(_workday(calendar.today() - 2 * _DAY)):
            made = _propose(giver, receiver, share, terms)
        handovers.agree(made, by=_person(receiver), checklist=[*_few(), Item.VISIT, Item.DOCUMENTS])


def _leave() -> None:
    """Somebody has left; the head proposes a part of their book to two colleagues, the rest is in the queue."""
    left = _workday(calendar.today() - timedelta(days=18))
    with calendar.played_on(left - _DAY):
        people.leave(_person(_LEAVER), by=_person("admin"), on=left)
    leaver, heirs = _person(_LEAVER), [_person(number) for number in _HEIRS]
    held = Assignment.objects.filter(manager=leaver, part=Part.LEAD, to_date=None).order_by("client__number")
    clients = list(held.values_list("client", flat=True))[:_PASSED]
    wanted = [(client, heirs[number % len(heirs)].pk) for number, client in enumerate(clients)]
    terms = Terms(_next_month(), "原管户经理离职,其客户分由同组两人接收", _few())
    packages.propose(wanted, by=_person("branch"), terms=terms, giver=leaver)


# --- notes -----------------------------------------------------------------------------------------------------------


class Said(NamedTuple):
    """What a note says, and after how many days another one follows that answers it; 0 where none does."""

    text: str
    answer: str = ""
    after: int = 0


_SAID = (
    Said("拜访财务部,对方反映回款到账慢,希望开通到账短信提醒。", "到账短信提醒已开通,对方确认收到。", 9),
    Said("电话沟通:明年一季度有一笔设备采购,届时需开立银行承兑汇票,已请其准备合同。"),
    Said("走访厂区,产线满负荷,订单排至下季度;存货较上次增加,下次来访核对出入库台账。", "核对出入库台账,存货增加系春节备货,与订单相符。", 34),
    Said("客户询问大额存单利率,与他行比较后倾向续存,到期前一周再联系。"),
    Said("财务反映对公网银批量代发偶有失败,已转科技支持。", "代发失败系户名不符,已协助客户更新名单。", 5),
    Said("年检资料已收齐,法人身份证下月到期,提醒更新。", "新身份证复印件已补交。", 40),
    Said("与客户核对上季度手续费,无异议;介绍现金管理产品,对方要材料,答应本周内送到。", "现金管理材料已送到,对方内部讨论。", 4),
    Said("结算量较上月下降,客户解释为大客户账期延长,关注下月回款。"),
)  # fmt: skip
_NOTED = ("rm", "rm2", "rm3")


def _note_all() -> None:
    """What the managers of the sample's people wrote on about half of their clients, in the two years of the ledger."""
    for number in _NOTED:
        held = Assignment.objects.filter(manager__staff_number=number, to_date=None).select_related("client")
        for one in held.order_by("client__number"):
            chance = Random(f"note {one.client.number}")
            if chance.random() < 0.5:
                _note(one, chance, number)


def _note(held: Assignment, chance: Random, number: str) -> None:
    first = max(held.from_date, date(2024, 3, 1))
    days = (date(2025, 11, 14) - first).days
    for said in chance.sample(_SAID, chance.randint(1, 2)):
        day = _workday(first + timedelta(days=chance.randint(3, days)))
        for text, on in ((said.text, day), (said.answer, _workday(day + timedelta(days=said.after)))):
            if text:
                with calendar.played_on(on):
                    notes.write(held.client, by=_person(number), day=on, text=text)
