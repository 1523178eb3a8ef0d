"""`qiao people`: the administrator whom the admin room cannot appoint, or cannot let in again."""

from typing import Annotated

import typer

from qiao.cli import options, terminal
from qiao.engine.errors import Text

app = typer.Typer(help="人员:管理员的任命与找回 / administrators, appointed or let in again", no_args_is_help=True)


def mount(parent: typer.Typer) -> None:
    """Add the verb."""
    parent.add_typer(app, name="people")


@app.callback()
def people() -> None:
    """人员:管理员的任命与找回 / administrators, appointed or let in again."""


@app.command("first-admin")
def first_admin(
    staff_number: Annotated[str, typer.Argument(help="工号 / staff number")],
    name: Annotated[str, typer.Argument(help="姓名 / name")],
    lang: options.Lang,
) -> None:
    """在空库中建立总行和首位管理员,给出一次性密码 / found the head office and its administrator; prints a one-time password."""
    from qiao.desk.server import setup

    with setup.ready():
        from qiao.desk.server import migrating

        migrating.need_current()
        from qiao.desk.people import founding

        password = founding.appoint(staff_number.strip(), name.strip())
    _tell(Text(f"{name} 以工号", f"{name} signs in as"), staff_number, password, lang)


@app.command("let-in")
def let_in(
    staff_number: Annotated[str, typer.Argument(help="管理员的工号 / an administrator's staff number")],
    lang: options.Lang,
) -> None:
    """管理员丢失第二因素或被锁定时,移除旧因素并给出一次性密码 / take an administrator's lost factors and lock-out off; prints a one-time password."""
    from qiao.desk.server import setup

    with setup.ready():
        from qiao.desk.server import migrating

        migrating.need_current()
        from qiao.desk.people import founding

        password = founding.let_in(staff_number.strip())
    _tell(Text("管理员以工号", "The administrator signs in as"), staff_number, password, lang)


def _tell(who: Text, staff_number: str, password: str, lang: terminal.Language) -> None:
    """The words on standard error, the password alone on standard output."""
    told = Text(
        f"{who.zh} {staff_number} 和下面的一次性密码登录(24 小时内有效),随后自设密码:",
        f"{who.en} {staff_number} with this one-time password (good for 24 hours), then chooses their own:",
    )
    terminal.errors().print(told.in_(lang), markup=False)
    terminal.console().print(password, markup=False, soft_wrap=True)
