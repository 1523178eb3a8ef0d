"""The people of the sample bank, only ever in a database that was made as a sample."""

from datetime import date
from typing import NamedTuple

from django.db import transaction

from qiao.desk.audit import actions as audit
from qiao.desk.common.roles import Role
from qiao.desk.errors import SetupError
from qiao.desk.people.models import Branch, Post, Team, User
from qiao.desk.server.models import Installation

PASSWORD = "qiao-sample"
_SINCE = date(2024, 1, 1)


class Person(NamedTuple):
    """One card of the sign-in page."""

    staff_number: str
    name: str
    name_en: str
    role: Role
    branch: str
    team: str = ""


BRANCHES = (
    ("HO", "澜江银行总行", "Lanjiang Bank head office", ""),
    ("B01", "滨河支行", "Riverside branch", "HO"),
    ("B02", "东城支行", "East City branch", "HO"),
)
TEAMS = (("T011", "滨河一队", "Riverside team 1", "B01"), ("T021", "东城一队", "East City team 1", "B02"))
PEOPLE = (
    Person("rm", "沈若溪", "Shen Ruoxi", Role.RM, "B01", "T011"),
    Person("rm2", "陆承安", "Lu Cheng'an", Role.RM, "B01", "T011"),
    Person("rm3", "顾明远", "Gu Mingyuan", Role.RM, "B02", "T021"),
    Person("lead", "韩知行", "Han Zhixing", Role.LEAD, "B01", "T011"),
    Person("branch", "邵静仪", "Shao Jingyi", Role.BRANCH, "B01"),
    Person("hr", "方思齐", "Fang Siqi", Role.HR, "HO"),
    Person("risk", "蒋慎之", "Jiang Shenzhi", Role.RISK, "HO"),
    Person("product", "温以宁", "Wen Yining", Role.PRODUCT, "HO"),
    Person("office", "祝安然", "Zhu Anran", Role.OFFICE, "HO"),
    Person("auditor", "庄鉴清", "Zhuang Jianqing", Role.AUDITOR, "HO"),
    Person("admin", "曾守一", "Zeng Shouyi", Role.ADMIN, "HO"),
)


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
        _write_down()
    return User.objects.count()


def _write_down() -> None:
    branches: dict[str, Branch] = {}
    for code, name, name_en, parent in BRANCHES:
        above = branches.get(parent)
        path = f"{above.path if above else ''}{code}/"
        branches[code] = Branch.objects.create(code=code, name=name, name_en=name_en, parent=above, path=path)
    teams = {
        code: Team.objects.create(code=code, name=name, name_en=name_en, branch=branches[branch])
        for code, name, name_en, branch in TEAMS
    }
    for person in PEOPLE:
        user = User(staff_number=person.staff_number, name=person.name, name_en=person.name_en)
        user.set_password(PASSWORD)
        user.save()
        Post.objects.create(
            user=user, role=person.role, branch=branches[person.branch], team=teams.get(person.team), from_date=_SINCE
        )
        audit.record("user.created", by=None, on=user)
