"""What nobody but whoever runs the server can do: appoint the first administrator, and let a locked-out one in again."""

from django.core.exceptions import ValidationError
from django.db import transaction

from qiao.desk.common.roles import Role
from qiao.desk.errors import SetupError
from qiao.desk.people import calendar
from qiao.desk.people.actions import branches, people, posts
from qiao.desk.people.models import User
from qiao.desk.people.signing_on import actions as signing_on
from qiao.desk.server.models import Installation

HEAD_OFFICE = ("HO", "总行", "Head office")


@transaction.atomic
def appoint(staff_number: str, name: str) -> str:
    """Write down the head office and its administrator; their one-time password.

    As long as that person has never signed in they get another one, since the first may have been lost or have run out.

    Raises:
        SetupError: the database is a sample or has people already, or the number or the name will not do.
    """
    # Whoever runs this at the same moment waits here.
    installation, _is_new = Installation.objects.get_or_create(pk=1, defaults={"is_sample": False})
    if installation.is_sample:
        raise SetupError(
            "这是样例库,不能变成银行自己的库:请另建空库。",
            "This database is a sample and never becomes a bank's own: make an empty one.",
        )
    waiting = User.objects.filter(staff_number=staff_number, last_login=None).first()
    if waiting and User.objects.count() == 1:
        return signing_on.give_password(waiting, by=None)
    if User.objects.exists():
        raise SetupError(
            "库中已有人员:其他管理员由现有管理员在“管理”中任命。",
            "The database has people already: an administrator appoints others in the admin room.",
        )
    _check(staff_number, name)
    code, place, place_en = HEAD_OFFICE
    head = branches.create(by=None, code=code, name=place, name_en=place_en)
    admin = people.write_down(by=None, staff_number=staff_number, name=name)
    posts.give(admin, by=None, role=Role.ADMIN, branch=head, from_date=calendar.today())
    return signing_on.give_password(admin, by=None)


@transaction.atomic
def let_in(staff_number: str) -> str:
    """Take lost factors and a lock-out off an administrator's sign-on, for whom nobody else may do it; a one-time password.

    Raises:
        SetupError: nobody of this number is an administrator today.
    """
    admin = User.objects.filter(staff_number=staff_number).first()
    if admin is None or not admin.is_active or not admin.has_role(Role.ADMIN):
        raise SetupError(
            f"工号 {staff_number} 今天不是管理员:其他人由管理员在“管理”中重置。",
            f"{staff_number} is no administrator today: an administrator resets everybody else in the admin room.",
        )
    signing_on.remove_factors(admin, by=None)
    return signing_on.give_password(admin, by=None)


def _check(staff_number: str, name: str) -> None:
    try:
        User(staff_number=staff_number, name=name, password="!").clean_fields()
    except ValidationError as error:
        if "staff_number" in error.message_dict:
            raise SetupError(
                "工号只含字母、数字、点、下划线和连字符,至多 20 位。",
                "A staff number holds letters without accents, digits, dots, underscores and hyphens, 20 at most.",
            ) from error
        raise SetupError("请写出姓名,至多 60 字。", "Write the person's name, 60 characters at most.") from error
