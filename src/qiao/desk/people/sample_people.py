"""The people of the sample bank, only ever in a database that was made as a sample.

They are made by doing: an administrator writes them down with the actions of the admin room, on days of the past.
"""

from datetime import date
from functools import cache
from typing import NamedTuple

from django.contrib.auth.hashers import make_password
from django.db import transaction

from qiao.desk.common.roles import Role
from qiao.desk.errors import SetupError
from qiao.desk.people import calendar
from qiao.desk.people.actions import branches, delegations, people, posts, teams
from qiao.desk.people.models import Branch, Team, User
from qiao.desk.server.models import Installation

PASSWORD = "qiao-sample"
_SINCE = date(2024, 1, 1)


class Person(NamedTuple):
    """Somebody of the sample bank."""

    staff_number: str
    name: str
    name_en: str
    role: Role
    branch: str
    team: str = ""


# The same branches and teams as the sample bank's ledger, in which three of the people are managers.
BRANCHES = (
    ("HO", "澜江商业银行总行", "Lanjiang Bank head office", ""),
    ("B01", "东城支行", "East City branch", "HO"),
    ("B02", "西城支行", "West City branch", "HO"),
    ("B03", "高新支行", "High-Tech Park branch", "HO"),
    ("B04", "滨江支行", "Riverside branch", "HO"),
    ("B05", "临港支行", "Harbour branch", "HO"),
    ("B06", "南湖支行", "South Lake branch", "HO"),
)
TEAMS = (
    ("T011", "东城公司业务一部", "East City team 1", "B01"),
    ("T012", "东城公司业务二部", "East City team 2", "B01"),
    ("T021", "西城公司业务一部", "West City team 1", "B02"),
)
MANAGERS = {"M0001": "rm", "M0013": "rm2", "M0002": "rm3"}  # who they are in the ledger
# One person of each role, two colleagues of the manager, and a second assessment officer, since much is decided by two: each
# has a card on the sign-in page.
PEOPLE = (
    Person("rm", "沈若溪", "Shen Ruoxi", Role.RM, "B01", "T011"),
    Person("rm2", "陆承安", "Lu Cheng'an", Role.RM, "B01", "T011"),
    Person("rm3", "顾明远", "Gu Mingyuan", Role.RM, "B02", "T021"),
    Person("lead", "韩知行", "Han Zhixing", Role.LEAD, "B01", "T011"),
    Person("branch", "邵静仪", "Shao Jingyi", Role.BRANCH, "B01"),
    Person("hr", "方思齐", "Fang Siqi", Role.HR, "HO"),
    Person("hr2", "宋知微", "Song Zhiwei", Role.HR, "HO"),
    Person("risk", "蒋慎之", "Jiang Shenzhi", Role.RISK, "HO"),
    Person("product", "温以宁", "Wen Yining", Role.PRODUCT, "HO"),
    Person("office", "祝安然", "Zhu Anran", Role.OFFICE, "HO"),
    Person("auditor", "庄鉴清", "Zhuang Jianqing", Role.AUDITOR, "HO"),
    Person("admin", "曾守一", "Zeng Shouyi", Role.ADMIN, "HO"),
)
# Colleagues without a card: they show what a bank's lists hold besides.
OTHERS = (
    Person("000218", "罗嘉木", "Luo Jiamu", Role.RM, "B02", "T021"),
    Person("000231", "贺云起", "He Yunqi", Role.BRANCH, "B03"),
    Person("000187", "齐远山", "Qi Yuanshan", Role.RM, "B01", "T011"),
)


def managers() -> dict[str, tuple[str, str]]:
    """The ledger's managers that are people of the sample: their staff numbers and names."""
    names = {person.staff_number: person.name for person in PEOPLE}
    return {manager: (number, names[number]) for manager, number in MANAGERS.items()}


@transaction.atomic
def make() -> int:
    """Write the sample people down; how many there are.

    Raises:
        SetupError: the database holds something else.
    """
    installation = Installation.objects.first()
    if installation is None and User.objects.exists():
        raise SetupError(
            "数据库里已有真实数据,样例只能建在空库中。",
            "The database holds a bank's own data; the sample is only ever made in an empty one.",
        )
    if installation is None:
        Installation.objects.create(pk=1, is_sample=True)
        with calendar.played_on(_SINCE):
            admin = _begin()
            places = _build(admin)
            made = {person.staff_number: _write_down(person, admin, *places) for person in (*PEOPLE[:-1], *OTHERS)}
        _live(admin, made, *places)
    return count()


def count() -> int:
    """How many people there are."""
    return User.objects.count()


def _begin() -> User:
    """The head office and its administrator, whom nobody but the set-up can appoint."""
    code, name, name_en, _above = BRANCHES[0]
    head = branches.create(by=None, code=code, name=name, name_en=name_en)
    return _write_down(PEOPLE[-1], None, {code: head}, {})


def _build(admin: User) -> tuple[dict[str, Branch], dict[str, Team]]:
    built = {BRANCHES[0][0]: Branch.objects.get()}
    for code, name, name_en, above in BRANCHES[1:]:
        built[code] = branches.create(by=admin, code=code, name=name, name_en=name_en, parent=built[above])
    made = {
        code: teams.create(by=admin, code=code, name=name, name_en=name_en, branch=built[branch])
        for code, name, name_en, branch in TEAMS
    }
    return built, made


def _write_down(person: Person, by: User | None, built: dict[str, Branch], made: dict[str, Team]) -> User:
    user = people.write_down(by=by, staff_number=person.staff_number, name=person.name, name_en=person.name_en)
    if person in PEOPLE:
        user.password = _password()
        user.save(update_fields=["password"])
    place, team = built[person.branch], made.get(person.team)
    posts.give(user, by=by, role=person.role, branch=place, team=team, from_date=_SINCE)
    return user


def _live(admin: User, made: dict[str, User], built: dict[str, Branch], formed: dict[str, Team]) -> None:
    """What happened since: a change of branch, a leaver, a week of leave."""
    moved, at, team = made["000218"], built["B01"], formed["T012"]
    with calendar.played_on(date(2025, 3, 1)):
        posts.end(moved.posts.get(), by=admin, on=date(2025, 3, 31))
        posts.give(moved, by=admin, role=Role.RM, branch=at, team=team, from_date=date(2025, 4, 1))
    with calendar.played_on(date(2025, 5, 9)):
        leave = {"from_date": date(2025, 5, 12), "to_date": date(2025, 5, 16)}
        delegations.delegate(made["rm"], by=made["rm"], stand_in=made["rm2"], reason="年休假", **leave)
    with calendar.played_on(date(2025, 6, 20)):
        people.leave(made["000187"], by=admin, on=date(2025, 7, 1))


@cache
def _password() -> str:
    """One hash for all: it guards nothing, and making it takes long on purpose."""
    return make_password(PASSWORD)
