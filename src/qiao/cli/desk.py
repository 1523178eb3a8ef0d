"""The desk's verbs: `qiao serve`, `qiao migrate`, `qiao demo`; the web is loaded only when one of them runs."""

from typing import Annotated

import typer

from qiao.cli import options, terminal
from qiao.engine.errors import Text


def mount(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command("serve")(serve)
    app.command("migrate")(migrate)
    app.command("demo")(demo)


def serve(
    host: Annotated[str, typer.Option("--host", help="监听地址 / where to listen")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", envvar="QIAO_PORT", help="端口 / port")] = 8000,
    processes: Annotated[int, typer.Option("--processes", min=1, help="网页进程数 / web processes")] = 2,
) -> None:
    """启动工作台 / serve the desk."""
    from qiao.desk.server import setup

    with setup.ready():
        from qiao.desk.server import serving

        serving.serve(serving.Address(host, port, processes))


def migrate(lang: options.Lang) -> None:
    """把数据库升级到本版本 / bring the database to this version."""
    from qiao.desk.server import setup

    with setup.ready(as_owner=True):
        from qiao.desk.server import migrating

        migrating.migrate()
    terminal.console().print(Text("数据库已是本版本。", "The database is at this version.").in_(lang))


def demo(lang: options.Lang) -> None:
    """建立样例库:样例银行的人员 / make a sample database with the sample bank's people."""
    from qiao.desk.server import setup

    with setup.ready(as_owner=True):
        from qiao.desk.server import migrating

        migrating.migrate()
        from qiao.desk.people import sample_people

        made = sample_people.make()
    told = Text(f"样例库已就绪:{made} 人。", f"The sample database is ready: {made} people.")
    terminal.console().print(told.in_(lang))
